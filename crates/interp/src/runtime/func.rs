//! Functions of a store.

use super::addr::InstanceAddr;
use super::instance::InstanceEntity;
use crate::types::{FuncIdx, FuncType, TypeId};
use core::ptr::{self, NonNull};
use core::sync::atomic::AtomicU64;
use std::sync::Arc;

/// What a call needs to know of a function, in the order in which it asks.
///
/// `instance` is null until the function is a translated Wasm function: one
/// comparison with the running instance then tells that `entry` may be taken.
///
/// 64 bytes, so that a function's place is found by a shift.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct FuncEntity {
    /// Canonical type.
    pub(crate) type_id: TypeId,
    /// Index of the function in its instance, or of the host function in its store.
    pub(crate) index: u32,
    /// Slots that a call takes: of the arguments or of the results, whichever are more.
    pub(crate) call_slots: u32,
    /// Whether its code may call; only where `entry` is not null it is known that not.
    pub(crate) calls: bool,
    /// The instance the code runs in; null for a host function and before translation.
    pub(crate) instance: *const InstanceEntity,
    /// The first instruction; null as above.
    pub(crate) entry: *const AtomicU64,
    /// The instance that defines it; none for a host function.
    pub(crate) owner: Option<(NonNull<InstanceEntity>, InstanceAddr)>,
    /// The type, for the host's side.
    pub(crate) ty: Arc<FuncType>,
}

impl FuncEntity {
    pub(crate) fn host(type_id: TypeId, ty: Arc<FuncType>, index: u32) -> FuncEntity {
        let call_slots = ty.call_slots() as u32;
        FuncEntity {
            type_id,
            index,
            call_slots,
            calls: true,
            instance: ptr::null(),
            entry: ptr::null(),
            owner: None,
            ty,
        }
    }

    pub(crate) fn wasm(
        type_id: TypeId,
        ty: Arc<FuncType>,
        index: FuncIdx,
        owner: (NonNull<InstanceEntity>, InstanceAddr),
    ) -> FuncEntity {
        let call_slots = ty.call_slots() as u32;
        FuncEntity {
            type_id,
            index: index.0,
            call_slots,
            calls: true,
            instance: ptr::null(),
            entry: ptr::null(),
            owner: Some(owner),
            ty,
        }
    }

    /// The index of the host function in its store, if the host implements it.
    pub(crate) fn host_index(&self) -> Option<u32> {
        self.owner.is_none().then_some(self.index)
    }

    pub(crate) fn type_id(&self) -> TypeId {
        self.type_id
    }

    pub(crate) fn ty(&self) -> &Arc<FuncType> {
        &self.ty
    }
}
