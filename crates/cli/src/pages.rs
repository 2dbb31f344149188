//! `completions` and `man`: what can be derived from the grammar.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::Failure;

pub(crate) fn completions(shell: Shell) -> Result<i32, Failure> {
    // Not straight to standard output: the generator panics if that is closed.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sanderling", &mut script);
    io::stdout().write_all(&script)?;
    Ok(0)
}

pub(crate) fn man(name: Option<&str>) -> Result<i32, Failure> {
    let mut cli = Cli::command();
    // Gives the commands their full names, `sanderling-run`, and what they inherit.
    cli.build();
    let command = match name {
        None => cli,
        Some(name) => match cli.find_subcommand(name) {
            Some(command) => command.clone(),
            None => return Err(Failure::Usage(format!("there is no command {name:?}"))),
        },
    };
    let mut page = Vec::new();
    let source = concat!("sanderling ", env!("CARGO_PKG_VERSION"));
    Man::new(command).source(source).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(0)
}
