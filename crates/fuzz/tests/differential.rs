//! A short run of the differential fuzzer, from fixed seeds, and of its comparer against
//! an oracle that is wrong.

use std::io::{self, Write as _};

use sanderling_fuzz::differential::{Panel, Tally, replay, run};

/// Sanderling against its other modes, its other backend and other engines.
#[test]
fn engines_agree() {
    let panel = Panel::new(&[""; 0]).expect("all oracles");
    let tally = run(&panel, 1000, 1, 0, |_| {});
    // Not with a macro, whose output is shown only if the test fails.
    let _ = writeln!(io::stderr(), "{tally}");
    assert!(tally.mismatches.is_empty(), "{tally}");
    // Calls are what counts: a module without one says nothing.
    assert!(tally.calls > 10 * tally.modules, "{tally}");
    assert!(2 * tally.returned > tally.calls, "{tally}");
    assert!(tally.cut * 50 < tally.modules, "{tally}");
    for name in ["unfused", "eager", "trampoline", "trampoline-unfused"] {
        let compared = tally.compared.iter().find(|(other, _)| *other == name);
        assert_eq!(
            compared.map(|(_, calls)| *calls),
            Some(tally.calls),
            "{tally}"
        );
    }
    for name in ["wasmi", "wasmi-0.31"] {
        let compared = tally.compared.iter().find(|(other, _)| *other == name);
        assert!(compared.is_some_and(|(_, calls)| *calls > 500), "{tally}");
    }
}

/// The cases in `seeds.txt`.
#[test]
fn engines_agree_about_kept_cases() {
    let panel = Panel::new(&[""; 0]).expect("all oracles");
    let mut tally = Tally::default();
    let replayed = replay(&panel, &mut tally);
    assert!(replayed >= 20, "only {replayed}");
    assert!(tally.mismatches.is_empty(), "{tally}");
}

/// One wrong result in seven calls is seen, whichever generator the module is from.
#[test]
fn an_oracle_that_is_wrong_is_found_out() {
    let panel = Panel::new(&["wrong"]).expect("the oracle");
    let tally = run(&panel, 400, 3, 0, |_| {});
    for name in ["program", "operators", "smith"] {
        let found = tally
            .mismatches
            .iter()
            .find(|found| found.case.origin.starts_with(name));
        let found = found.unwrap_or_else(|| panic!("nothing from {name}: {tally}"));
        assert!(found.what.starts_with("call "), "{found}");
    }
}
