//! `validate`: says nothing about valid modules.

use std::path::PathBuf;

use sanderling::Engine;

use crate::failure::{Failure, load};

pub(crate) fn validate(files: &[PathBuf]) -> Result<i32, Failure> {
    let engine = Engine::default();
    let mut code = 0;
    for file in files {
        if let Err(failure) = load(&engine, file) {
            eprintln!("error: {failure}");
            code = failure.exit_code();
        }
    }
    Ok(code)
}
