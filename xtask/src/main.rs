//! The project's chores.
//!
//! - `cargo xtask test` runs every check and test.
//! - `cargo xtask install-capi --prefix DIR` installs the C library.
//! - `cargo xtask pairs COUNT FILE…` prints the list of superinstructions.

mod install_capi;
mod pairs;
mod test;

use std::process::ExitCode;

const USAGE: &str =
    "usage: cargo xtask test | install-capi --prefix DIR [--profile PROFILE] | pairs COUNT FILE...";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["test"] => test::run(),
        ["install-capi", "--prefix", prefix] => install_capi::run(prefix, "dist"),
        ["install-capi", "--prefix", prefix, "--profile", profile] => {
            install_capi::run(prefix, profile)
        }
        ["pairs", count, files @ ..] if !files.is_empty() => match count.parse() {
            Ok(count) => pairs::run(count, files),
            Err(_) => Err(USAGE.into()),
        },
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
