//! Short runs of what must not panic; `sanderling-fuzz mutate` does more.

use sanderling_fuzz::crash::{calls_of_the_interface, mutate, small_modules, translate};
use sanderling_fuzz::rng::Rng;

#[test]
fn broken_modules_are_refused() {
    let small = small_modules(50);
    assert_eq!(small.len(), 50);
    // All of them are flipped and truncated by the command; here a few.
    let some: Vec<&[u8]> = small.iter().copied().step_by(10).collect();
    let survived = mutate(&some, |_| {}).expect("wasmi ends");
    assert!(survived.inputs > 5000, "{survived:?}");
    assert!(survived.modules > 500, "{survived:?}");
    assert!(survived.calls > 100, "{survived:?}");
}

#[test]
fn random_bytes_are_refused() {
    let mut rng = Rng::new(5);
    for len in 0..2000 {
        let mut bytes = rng.bytes(len % 100);
        assert!(!translate(&bytes) || bytes.is_empty());
        // Past the header, where more is read.
        bytes.splice(0..0, *b"\0asm\x01\0\0\0");
        translate(&bytes);
    }
}

#[test]
fn calls_in_any_order_are_errors_or_right() {
    let (mut errors, mut done) = (0, 0);
    for seed in 0..400 {
        let (failed, right) = calls_of_the_interface(&Rng::new(seed).bytes(2000));
        errors += failed;
        done += right;
    }
    // Both happen, a lot.
    assert!(errors > 10_000 && done > 10_000, "{errors} {done}");
}
