//! Programs in C++ with exceptions, and in C with `setjmp`, in both encodings.
//! `programs/README.md` says how they were built.

mod common;

use std::error::Error;
use std::fs;
use std::path::Path;

use sanderling_wasi::{Output, OutputBuffer, WasiCtxBuilder};

#[test]
fn compiled_programs_throw_and_catch() -> Result<(), Box<dyn Error>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    for (name, expected) in [("exceptions", 9), ("setjmp", 8)] {
        let text = fs::read_to_string(dir.join(name).with_extension("txt"))?;
        for encoding in ["legacy", "exnref"] {
            let file = format!("{name}-{encoding}.wasm");
            let stdout = OutputBuffer::new();
            let ctx = WasiCtxBuilder::new()
                .stdout(Output::buffer(&stdout))
                .build()?;
            let code = common::run(&fs::read(dir.join(&file))?, ctx)?;
            assert_eq!(String::from_utf8(stdout.contents())?, text, "{file}");
            assert_eq!(code, expected, "{file}");
        }
    }
    Ok(())
}
