//! Chooses how handlers hand over to each other (see `exec::dispatch`).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!(
        "cargo::rustc-check-cfg=cfg(sanderling_dispatch, values(\"sibling\", \"trampoline\"))"
    );
    // At level 1 not every handler keeps its jump (`exec/handlers/inspect.rs` tells).
    let level = env::var("OPT_LEVEL").unwrap_or_default();
    let optimised = matches!(level.as_str(), "2" | "3" | "s" | "z");
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    // Where LLVM is known to turn a call in tail position into a jump.
    let known = matches!(arch.as_str(), "x86_64" | "aarch64" | "riscv64");
    let miri = env::var_os("CARGO_CFG_MIRI").is_some();
    let forced = env::var_os("CARGO_FEATURE_TRAMPOLINE").is_some();
    let dispatch = if optimised && known && !miri && !forced {
        "sibling"
    } else {
        "trampoline"
    };
    println!("cargo::rustc-cfg=sanderling_dispatch=\"{dispatch}\"");
}
