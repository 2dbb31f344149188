//! The kernels and their fixed amounts of work.

use std::borrow::Cow;

use crate::runtimes::Failure;

pub(crate) struct Kernel {
    pub(crate) name: &'static str,
    /// Chosen so that one call takes wasmi 20 to 60 ms: long against the clock's own
    /// cost, short enough that a quiet moment of the machine covers a whole call.
    pub(crate) n: i32,
    /// What `run(n)` returns, as computed by V8.
    pub(crate) expected: i32,
    pub(crate) wasm: &'static [u8],
}

impl Kernel {
    /// The module, which is a text where no compiler makes what the kernel exercises.
    pub(crate) fn binary(&self) -> Result<Cow<'static, [u8]>, Failure> {
        Ok(wat::parse_bytes(self.wasm)?)
    }
}

macro_rules! kernels {
    ($($name:literal $(in $text:literal)? run($n:literal) = $expected:literal;)*) => {
        pub(crate) const ALL: &[Kernel] = &[$(Kernel {
            name: $name,
            n: $n,
            expected: $expected,
            wasm: kernels!(@file $name $($text)?),
        },)*];
    };
    (@file $name:literal) => { include_bytes!(concat!("../kernels/wasm/", $name, ".wasm")) };
    (@file $name:literal $text:literal) => { include_bytes!(concat!("../kernels/", $text)) };
}

kernels! {
    "biquad" run(2_000) = -922_396_603;
    "bulk" run(18_000) = 522_918_845;
    "bytecode_vm" run(220) = -496_677_312;
    "chains" in "chains.wat" run(60) = -1_313_806_033;
    "crc32" run(1_300) = 1_321_603_012;
    "deep" run(500) = -1_417_588_285;
    "dispatch" run(6_300) = 1_627_074_733;
    // The checksum is that of the interpreter in Binaryen 132.
    "exceptions" in "exceptions.wat" run(200_000) = -1_046_156_289;
    "fib" run(1_900) = 492_631_145;
    "hashmap" run(1_500) = -361_390_299;
    "json" run(840) = 135_758_871;
    "levenshtein" run(150) = 1_173_590_498;
    "lexer" run(570) = 1_647_477_936;
    "life" run(45) = -317_628_138;
    "list" run(1_200) = -945_540_926;
    "lz" run(240) = 1_979_980_965;
    "mandelbrot" run(2_800) = -1_639_455_763;
    "matmul" run(95) = -325_236;
    "memory64" run(50) = -1_741_859_988;
    "mix64" run(14_000) = -1_147_465_777;
    "nbody" run(58_000) = 1_269_354_761;
    "qsort" run(71) = -396_774_512;
    "ray" run(2_900) = 1_474_189_361;
    "sha256" run(10_000) = 340_028_857;
    "sieve" run(92) = -936_791_692;
    "spectral_norm" run(900) = 1_205_515_221;
    "strings" run(790) = -1_010_199_523;
    "tak" run(1_700) = -419_215_754;
    "trees" in "trees.wat" run(300) = 646_867;
    "vectors" run(800) = -1_661_509_408;
    "words" run(20) = 1_691_911_038;
}

/// The kernel called `name`, or a message that lists those there are.
pub(crate) fn named(name: &str) -> Result<&'static Kernel, String> {
    ALL.iter()
        .find(|kernel| kernel.name == name)
        .ok_or_else(|| {
            let names: Vec<_> = ALL.iter().map(|kernel| kernel.name).collect();
            format!("no such kernel; there are {}", names.join(", "))
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::ALL;

    #[test]
    fn every_source_is_in_the_table() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernels");
        let sources: BTreeSet<_> = std::fs::read_dir(folder)
            .expect("the kernels lie beside the sources of this crate")
            .map(|entry| entry.expect("the folder is readable").path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|e| ["c", "rs", "ts", "wat"].iter().any(|known| e == *known))
            })
            .map(|path| path.file_stem().expect("a file name").to_owned())
            .collect();
        let table: BTreeSet<_> = ALL.iter().map(|kernel| kernel.name.into()).collect();
        assert_eq!(sources, table);
    }
}
