//! The command line's grammar.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use sanderling_wasi::Access;

/// Runs, checks and shows WebAssembly programs
#[derive(Debug, Parser)]
#[command(name = "sanderling", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a program
    ///
    /// A program gets its arguments, the standard streams, the clocks and random
    /// numbers. It sees neither files nor environment variables but those that are
    /// given to it here. Its exit code is the exit code of this command; a trap's is
    /// 134, and 124 if its time is over.
    Run(RunArgs),

    /// Check that modules are valid
    Validate {
        /// Modules, in the binary or the text format
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },

    /// Show the code that functions are translated to
    ///
    /// Each line has the place in our code, the offset of the WebAssembly instruction
    /// that it is for, and the operation.
    Dump {
        /// A module, in the binary or the text format
        file: PathBuf,

        /// Indices or names of functions; all functions if there are none
        #[arg(value_name = "FUNC")]
        functions: Vec<String>,
    },

    /// Run test scripts
    ///
    /// These are scripts as in the official testsuite: modules, and assertions about
    /// them.
    Wast {
        /// Scripts
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },

    /// Print a script that makes a shell complete our command line
    Completions {
        /// Which shell
        shell: Shell,
    },

    /// Print our manual page, or that of one command
    Man {
        /// `run`, `validate` and so on
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Give the program a directory, under its own name or as GUEST; `::ro` lets it
    /// read only
    #[arg(long = "dir", value_name = "HOST[::GUEST][::ro]", value_parser = parse_dir)]
    pub(crate) dirs: Vec<Preopen>,

    /// Give the program the directory HOST as GUEST
    #[arg(long = "mapdir", value_name = "GUEST::HOST", value_parser = parse_mapdir)]
    pub(crate) mapped_dirs: Vec<Preopen>,

    /// Set an environment variable
    #[arg(long = "env", value_name = "K=V", value_parser = parse_env)]
    pub(crate) variables: Vec<Variable>,

    /// Call this exported function and print its results, a line each. ARGS are its
    /// arguments
    #[arg(long, value_name = "NAME")]
    pub(crate) invoke: Option<String>,

    /// Stop the program when it has consumed so much fuel: about one for each
    /// instruction
    #[arg(long, value_name = "N")]
    pub(crate) fuel: Option<u64>,

    /// Stop the program after this time; the exit code is 124 then
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Let each of the program's memories have so many bytes at most
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_memory: Option<u64>,

    /// What to do with imported functions that we do not have
    #[arg(long, value_name = "ACTION", value_enum, default_value_t)]
    pub(crate) unknown_imports: UnknownImports,

    /// The program, in the binary or the text format, and its arguments. Whatever
    /// comes after FILE is the program's
    // One argument for the parser, which then takes all that follows FILE for values,
    // options as well.
    #[arg(required = true, trailing_var_arg = true, value_names = ["FILE", "ARGS"])]
    pub(crate) program: Vec<OsString>,
}

/// A directory for the guest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Preopen {
    pub(crate) host: PathBuf,
    pub(crate) guest: String,
    pub(crate) access: Access,
}

/// An environment variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(crate) enum UnknownImports {
    /// Do not start the program
    #[default]
    Error,
    /// Stop the program when it calls one
    Trap,
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().map_err(|error| error.to_string())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn parse_dir(text: &str) -> Result<Preopen, String> {
    let (dirs, access) = match text.strip_suffix("::ro") {
        Some(dirs) => (dirs, Access::ReadOnly),
        None => (text, Access::ReadWrite),
    };
    let (host, guest) = dirs.split_once("::").unwrap_or((dirs, dirs));
    preopen(host, guest, access)
}

fn parse_mapdir(text: &str) -> Result<Preopen, String> {
    let Some((guest, host)) = text.split_once("::") else {
        return Err("there is no `::`".into());
    };
    preopen(host, guest, Access::ReadWrite)
}

fn preopen(host: &str, guest: &str, access: Access) -> Result<Preopen, String> {
    if host.is_empty() || guest.is_empty() {
        return Err("a directory has no name".into());
    }
    Ok(Preopen {
        host: host.into(),
        guest: guest.into(),
        access,
    })
}

fn parse_env(text: &str) -> Result<Variable, String> {
    match text.split_once('=') {
        Some(("", _)) => Err("the variable has no name".into()),
        Some((name, value)) => Ok(Variable {
            name: name.into(),
            value: value.into(),
        }),
        None => Err("there is no `=`".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn directories() {
        use Access::{ReadOnly, ReadWrite};
        for (text, host, guest, access) in [
            ("/a", "/a", "/a", ReadWrite),
            ("/a::ro", "/a", "/a", ReadOnly),
            ("/a::/b", "/a", "/b", ReadWrite),
            ("/a::/b::ro", "/a", "/b", ReadOnly),
        ] {
            assert_eq!(parse_dir(text), preopen(host, guest, access), "{text}");
        }
        for text in ["", "::", "::/b", "/a::", "::ro"] {
            assert!(parse_dir(text).is_err(), "{text}");
        }
        assert_eq!(parse_mapdir("/b::/a"), preopen("/a", "/b", ReadWrite));
        assert!(parse_mapdir("/a").is_err());
    }

    #[test]
    fn variables() {
        let variable = parse_env("A=b=c").map(|v| (v.name, v.value));
        assert_eq!(variable, Ok(("A".into(), "b=c".into())));
        assert!(parse_env("A").is_err());
        assert!(parse_env("=b").is_err());
    }

    #[test]
    fn what_follows_the_file_is_the_programs() {
        let line = "sanderling run --env A=b f.wasm --env C=d -- --dir --version";
        let Command::Run(args) = Cli::parse_from(line.split(' ')).command else {
            panic!("not run");
        };
        assert_eq!(args.variables.len(), 1);
        let rest = ["f.wasm", "--env", "C=d", "--", "--dir", "--version"];
        assert_eq!(args.program, rest);
        assert!(Cli::try_parse_from(["sanderling", "run", "--bogus", "f.wasm"]).is_err());
    }
}
