//! Host info: a pointer that C attaches to an object, and what it runs when the object
//! has gone.

use std::collections::HashMap;
use std::ffi::c_void;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{mem, ptr};

/// What C runs when an object has gone.
pub(crate) type Finalizer = Option<unsafe extern "C" fn(*mut c_void)>;

/// A pointer of C's and its finalizer, which runs when this is dropped.
pub(crate) struct HostInfo {
    data: *mut c_void,
    finalizer: Finalizer,
}

// SAFETY: the library does nothing with the pointer but give it back; the header says that
// finalizers run on any thread.
unsafe impl Send for HostInfo {}
// SAFETY: as above.
unsafe impl Sync for HostInfo {}

impl HostInfo {
    pub(crate) const fn new(data: *mut c_void, finalizer: Finalizer) -> Self {
        Self { data, finalizer }
    }

    pub(crate) fn data(&self) -> *mut c_void {
        self.data
    }
}

impl Drop for HostInfo {
    fn drop(&mut self) {
        if let Some(finalizer) = self.finalizer.take() {
            // SAFETY: C gave the function for this pointer, and it is called once.
            unsafe { finalizer(self.data) };
        }
    }
}

impl fmt::Debug for HostInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HostInfo").field(&self.data).finish()
    }
}

/// The host info of one object, or of those of a store by their identities. Finalizers
/// run without the lock, as they may call anything, and in the order in which objects first
/// got host info.
#[derive(Debug)]
pub(crate) struct HostInfos<K>(Mutex<Infos<K>>);

#[derive(Debug)]
struct Infos<K> {
    places: HashMap<K, usize>,
    infos: Vec<HostInfo>,
}

impl<K> Infos<K> {
    fn new() -> Self {
        Self {
            places: HashMap::new(),
            infos: Vec::new(),
        }
    }
}

impl<K: Eq + Hash> HostInfos<K> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Infos::new()))
    }

    pub(crate) fn get(&self, key: &K) -> *mut c_void {
        let infos = self.lock();
        let place = infos.places.get(key);
        let info = place.and_then(|place| infos.infos.get(*place));
        info.map_or(ptr::null_mut(), HostInfo::data)
    }

    /// Attaches `info`. What was there before is finalized.
    pub(crate) fn set(&self, key: K, info: HostInfo) {
        let mut guard = self.lock();
        let Infos { places, infos } = &mut *guard;
        let place = *places.entry(key).or_insert(infos.len());
        let before = match infos.get_mut(place) {
            Some(there) => Some(mem::replace(there, info)),
            None => {
                infos.push(info);
                None
            }
        };
        drop(guard);
        drop(before);
    }

    /// Finalizes all.
    pub(crate) fn clear(&self) {
        let infos = mem::replace(&mut *self.lock(), Infos::new());
        drop(infos);
    }

    fn lock(&self) -> MutexGuard<'_, Infos<K>> {
        // No code of C's runs under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
