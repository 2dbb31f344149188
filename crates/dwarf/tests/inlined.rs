//! Places of functions that a compiler has put into others, as clang describes them.

use sanderling::{Engine, Error, Instance, Module, Store};
use sanderling_dwarf::{Source, Traced, of_frames, sources};

const MODULES: [&[u8]; 2] = [
    include_bytes!("inlined-4.wasm"),
    include_bytes!("inlined-5.wasm"),
];

fn run(bytes: &[u8], args: (i32, i32)) -> Error {
    let engine = Engine::default();
    let module = Module::new(&engine, bytes).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let run = instance
        .get_typed_func::<(i32, i32), i32>(&mut store, "run")
        .unwrap();
    run.call(&mut store, args).unwrap_err()
}

fn source(function: &str, line: u64, column: u64) -> Source {
    Source {
        function: Some(function.to_owned()),
        file: "inlined.c".to_owned(),
        line,
        column,
    }
}

#[test]
fn all_functions_around_an_instruction_are_told() {
    for module in MODULES {
        let error = run(module, (1, 0));
        assert_eq!(
            of_frames(error.backtrace()),
            [[
                source("divide", 6, 12),
                source("middle", 10, 10),
                source("run", 21, 10)
            ]]
        );
        let text = Traced(&error).to_string();
        let places: Vec<&str> = text.lines().skip(3).collect();
        assert_eq!(
            places,
            [
                "       at inlined.c:6:12 (divide, inlined)",
                "       at inlined.c:10:10 (middle, inlined)",
                "       at inlined.c:21:10",
            ]
        );
    }
}

#[test]
fn what_is_not_inlined_has_one_place() {
    for module in MODULES {
        let error = run(module, (9, 1));
        let found = of_frames(error.backtrace());
        assert_eq!(
            found.last().unwrap().last().unwrap().function.as_deref(),
            Some("run")
        );
        assert!(found.iter().flatten().any(|s| *s == source("plain", 15, 5)));
    }
}

/// Whatever is in the sections, they tell something or nothing.
#[test]
fn sections_may_hold_anything() {
    let engine = Engine::default();
    for original in MODULES {
        let offset = run(original, (1, 0)).backtrace()[0].module_offset();
        let name = b".debug_info";
        let begin = original
            .windows(name.len())
            .position(|w| w == name)
            .unwrap();
        let code = usize::try_from(offset).unwrap();
        let (mut same, mut seed) = (0, 1_u32);
        for at in (code + 16..original.len()).chain((0..4).flat_map(|_| begin..original.len())) {
            let mut bytes = original.to_vec();
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes[at] = match seed >> 30 {
                0 => 0xff,
                1 => 0,
                _ => bytes[at].wrapping_add(seed.to_be_bytes()[1]),
            };
            // The names and lengths of sections are the module's.
            if let Ok(module) = Module::new(&engine, &bytes) {
                let found = sources(&module, &[offset, 0, u64::MAX]);
                assert_eq!(found.len(), 3);
                assert!(found[0].len() <= 64 && found[1].is_empty() && found[2].is_empty());
                same += usize::from(found[0].len() == 3);
            }
        }
        assert!(same > 0, "no change has left the places as they are");
    }
}
