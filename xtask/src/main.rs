//! The project's chores.
//!
//! `cargo xtask pairs COUNT FILE…` prints the list of superinstructions.

mod pairs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let result = match args.split_first() {
        Some((command, rest)) if command == "pairs" && rest.len() >= 2 => match rest[0].parse() {
            Ok(count) => pairs::run(count, &rest[1..]),
            Err(_) => Err("pairs: the first argument is a number".into()),
        },
        _ => Err("usage: cargo xtask pairs COUNT FILE...".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
