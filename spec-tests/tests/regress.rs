//! Scripts of mistakes that were made once: lazily and eagerly, with fusion and without.

use sanderling::{CompilationMode, Config, Engine};
use spec_tests::run::{KnownFailures, run};
use std::path::Path;

#[test]
fn mistakes_are_not_made_again() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regress");
    let mut scripts = 0;
    for entry in std::fs::read_dir(dir).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a script");
        scripts += 1;
        for mode in [CompilationMode::Lazy, CompilationMode::Eager] {
            for fusion in [true, false] {
                let config = Config::new().compilation(mode).fusion(fusion);
                let engine = Engine::new(&config).expect("a configuration");
                let steps = run(&engine, &text, &KnownFailures::new()).expect("a script");
                for step in &steps {
                    assert!(
                        step.is_success(),
                        "{}: {mode:?}, fusion {fusion}: {step:?}",
                        path.display()
                    );
                }
                assert!(
                    steps.iter().any(|step| step.is_assertion()),
                    "{}",
                    path.display()
                );
            }
        }
    }
    assert!(scripts >= 2, "only {scripts} scripts");
}
