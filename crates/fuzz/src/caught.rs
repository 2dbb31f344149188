//! Panics as values.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread's panics are caught, and need not be printed.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Runs something, and gives the message if it panics.
///
/// # Errors
///
/// The message of the panic.
pub fn catch<R>(run: impl FnOnce() -> R) -> Result<R, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CAUGHT.get() {
                before(info);
            }
        }));
    });
    let outer = CAUGHT.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    CAUGHT.set(outer);
    result.map_err(|payload| message(&*payload))
}

fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::catch;

    #[test]
    fn panics_become_messages() {
        assert_eq!(catch(|| 3), Ok(3));
        assert_eq!(catch(|| panic!("one")), Err::<(), _>("one".to_owned()));
        let two = 2;
        assert_eq!(catch(|| panic!("{two}")), Err::<(), _>("2".to_owned()));
    }
}
