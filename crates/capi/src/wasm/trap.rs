//! Traps: `wasm_trap_t`, which everything that goes wrong is to the standard.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use sanderling::{AsContext, Error, ExnRef, Frame};

use super::frame::FrameHandle;
use super::host_info::HostInfos;
use super::reference::{RefKind, Seen, objects, references};
use super::vec::{OwnedVec, Vector};
use crate::boundary::{Out, attempt, run_or};
use crate::error::Failure;
use crate::store::StoreHandle;

/// `wasm_trap_t`.
#[repr(C)]
#[derive(Clone, Debug)]
pub(crate) struct TrapHandle {
    kind: RefKind,
    /// None for a trap that tells that there was no store.
    store: Option<StoreHandle>,
    trap: TrapError,
}

/// A trap on its way through guests: the error of a host function that returned it.
#[derive(Clone, Debug)]
pub(crate) struct TrapError {
    shared: Arc<TrapShared>,
    /// The errors as which it came out of calls of guests, innermost first, whose frames
    /// are looked up when wanted.
    errors: Vec<Arc<Error>>,
    /// The exception, if it is one that no guest has caught.
    exception: Option<ExnRef>,
}

/// The object itself.
#[derive(Debug)]
pub(crate) struct TrapShared {
    /// With a NUL at its end.
    message: Vec<u8>,
    status: i32,
    code: i32,
    pub(super) host_info: HostInfos<()>,
}

/// What can go wrong in a function that returns a trap.
#[derive(Debug)]
pub(crate) enum Fault {
    Error(Error),
    Failure(Failure),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl TrapShared {
    fn new(mut message: Vec<u8>, status: i32, code: i32) -> Arc<Self> {
        if message.last() != Some(&0) {
            message.push(0);
        }
        Arc::new(Self {
            message,
            status,
            code,
            host_info: HostInfos::new(),
        })
    }
}

impl TrapHandle {
    #[cfg(test)]
    pub(crate) const KIND_AT: usize = std::mem::offset_of!(TrapHandle, kind);

    pub(super) fn of(store: &StoreHandle, trap: &TrapError) -> Self {
        Self::new(Some(store.clone()), trap.clone())
    }

    fn new(store: Option<StoreHandle>, trap: TrapError) -> Self {
        Self {
            kind: RefKind::Trap,
            store,
            trap,
        }
    }

    /// The trap that C is told of.
    #[cold]
    fn from_fault(store: Option<&StoreHandle>, fault: Fault) -> Self {
        let trap = match fault {
            Fault::Error(error) => TrapError::from_error(error),
            Fault::Failure(failure) => TrapError {
                shared: TrapShared::new(
                    failure.to_string().into_bytes(),
                    failure.status(),
                    failure.code(),
                ),
                errors: Vec::new(),
                exception: None,
            },
        };
        Self::new(store.cloned(), trap)
    }

    pub(super) fn shared(&self) -> &Arc<TrapShared> {
        &self.trap.shared
    }

    pub(super) fn to_error(&self) -> TrapError {
        self.trap.clone()
    }

    /// The error of a host function of this store that has returned this trap. Guests can
    /// catch an exception.
    pub(super) fn into_error(self, store: impl AsContext) -> Error {
        match &self.trap.exception {
            Some(exception) => exception.throw(store),
            None => Error::host(self.trap),
        }
    }

    /// A trap that throws an exception when a host function returns it.
    pub(crate) fn thrown(store: &StoreHandle, error: Error) -> Self {
        Self::new(Some(store.clone()), TrapError::from_error(error))
    }

    pub(crate) fn exception(&self) -> Option<&ExnRef> {
        self.trap.exception.as_ref()
    }

    pub(crate) fn store(&self) -> Option<&StoreHandle> {
        self.store.as_ref()
    }

    /// The frames, innermost first.
    fn frames(&self) -> impl Iterator<Item = &Frame> {
        let errors = self.trap.errors.iter();
        errors.flat_map(|error| error.backtrace())
    }

    fn frame(&self, frame: &Frame) -> Option<Box<FrameHandle>> {
        Some(Box::new(FrameHandle::new(self.store.as_ref(), frame)))
    }
}

impl TrapError {
    fn from_error(error: Error) -> Self {
        let mut trap = match error.downcast_ref::<Self>() {
            Some(trap) => trap.clone(),
            None => {
                let (status, code) = crate::error::status_and_code(&error);
                Self {
                    shared: TrapShared::new(error.kind().to_string().into_bytes(), status, code),
                    errors: Vec::new(),
                    exception: error.exception(),
                }
            }
        };
        trap.errors.push(Arc::new(error));
        trap
    }
}

impl fmt::Display for TrapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.shared.message.split_last();
        f.write_str(&String::from_utf8_lossy(
            message.map_or(&[], |(_, text)| text),
        ))
    }
}

impl StdError for TrapError {}

/// Runs the body of a function that returns a trap if it fails.
#[inline]
pub(super) fn run_trap(
    store: Option<&StoreHandle>,
    body: impl FnOnce() -> Result<(), Fault>,
) -> Option<Box<TrapHandle>> {
    let fault = match attempt(body) {
        Ok(Ok(())) => return None,
        Ok(Err(fault)) => fault,
        Err(failure) => Fault::Failure(failure),
    };
    run_or(None, || {
        Some(Box::new(TrapHandle::from_fault(store, fault)))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_trap_new(
    store: Option<&StoreHandle>,
    message: Option<&Vector<u8>>,
) -> Option<Box<TrapHandle>> {
    run_or(None, || {
        let store = store?.clone();
        let message = message.map_or(Vec::new(), |message| message.elements().to_vec());
        let trap = TrapError {
            shared: TrapShared::new(message, Failure::HOST, 0),
            errors: Vec::new(),
            exception: None,
        };
        Some(Box::new(TrapHandle::new(Some(store), trap)))
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_trap_message(trap: Option<&TrapHandle>, out: Out<'_, Vector<u8>>) {
    let Some(out) = out else { return };
    out.write(run_or(Vector::EMPTY, || {
        trap.map_or(Vector::EMPTY, |trap| {
            Vector::of_bytes(&trap.trap.shared.message)
        })
    }));
}

#[unsafe(no_mangle)]
extern "C" fn wasm_trap_origin(trap: Option<&TrapHandle>) -> Option<Box<FrameHandle>> {
    run_or(None, || {
        let trap = trap?;
        trap.frame(trap.frames().next()?)
    })
}

#[unsafe(no_mangle)]
extern "C" fn wasm_trap_trace(
    trap: Option<&TrapHandle>,
    out: Out<'_, Vector<Option<Box<FrameHandle>>>>,
) {
    let Some(out) = out else { return };
    out.write(run_or(Vector::EMPTY, || {
        let frames: Vec<Option<Box<FrameHandle>>> = match trap {
            Some(trap) => trap.frames().map(|frame| trap.frame(frame)).collect(),
            None => Vec::new(),
        };
        OwnedVec::collect(frames).into_vector()
    }));
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_trap_status(trap: Option<&TrapHandle>) -> i32 {
    trap.map_or(crate::error::OK, |trap| trap.trap.shared.status)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_trap_code(trap: Option<&TrapHandle>) -> i32 {
    trap.map_or(0, |trap| trap.trap.shared.code)
}

objects! {
    TrapHandle: wasm_trap_delete, wasm_trap_copy, wasm_trap_same, wasm_trap_get_host_info,
        wasm_trap_set_host_info, wasm_trap_set_host_info_with_finalizer;
}

references! {
    TrapHandle, Seen::As(RefKind::Trap) => wasm_trap_as_ref, wasm_ref_as_trap,
        wasm_trap_as_ref_const, wasm_ref_as_trap_const;
}
