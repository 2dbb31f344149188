//! `sanderling`: runs, checks and shows WebAssembly programs.
//!
//! This file decides on exit codes, the others do the work.

#![deny(unsafe_code)]

mod args;
mod dump;
mod failure;
mod invoke;
mod pages;
mod run;
mod scripts;
mod validate;

use std::io;
use std::process;

use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() {
    let result = match Cli::parse().command {
        Command::Run(args) => run::run(args),
        Command::Validate { files } => validate::validate(&files),
        Command::Dump { file, functions } => dump::dump(&file, &functions),
        Command::Wast { files } => scripts::run_all(&files),
        Command::Completions { shell } => pages::completions(shell),
        Command::Man { command } => pages::man(command.as_deref()),
    };
    let code = match result {
        Ok(code) => code,
        // Whoever read our output has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit_code()
        }
    };
    // Not by returning: what the guest has left behind need not be taken apart.
    process::exit(code);
}
