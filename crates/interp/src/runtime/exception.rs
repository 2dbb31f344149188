//! Exceptions and their tags.

use super::addr::{InstanceAddr, TagAddr};
use super::heap::Handle;
use super::store::StoreCore;
use crate::error::{Error, ExceptionSource, Printable};
use crate::module::{ExternDesc, ModuleInner};
use crate::types::{FuncType, TagIdx, TypeId, ValType, slots};
use core::any::Any;
use core::fmt;
use std::sync::Arc;

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TagEntity {
    /// Its type, canonical.
    pub(crate) ty: TypeId,
    /// The instance that defines it, and its index there; none for one of the host.
    origin: Option<(InstanceAddr, TagIdx)>,
}

/// The exception that is looking for a handler.
///
/// It becomes an object when something takes a reference to it, not before: most
/// exceptions are caught by their tag, and only their values are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InFlight {
    Nothing,
    /// It is an object already.
    Object(u64),
    /// It is one that an instruction throws; its values are in the frame there.
    New {
        tag: TagAddr,
        payload: *const u64,
        count: u32,
    },
}

/// An exception on its way out of a call of the host's, and what is said of it then.
pub(crate) struct Thrown {
    /// The reference to it.
    pub(crate) reference: Handle,
    ty: Arc<FuncType>,
    payload: Box<[u64]>,
    /// The module of the tag, where the tag may have a name.
    origin: Option<(Arc<ModuleInner>, TagIdx)>,
}

impl StoreCore {
    /// Adds a tag. `origin`: the instance that defines it, and its index there.
    pub(crate) fn alloc_tag(
        &mut self,
        ty: TypeId,
        origin: Option<(InstanceAddr, TagIdx)>,
    ) -> TagAddr {
        self.tags.push(TagEntity { ty, origin });
        TagAddr(self.tags.len() as u32 - 1)
    }

    /// A tag.
    pub(crate) fn tag(&self, addr: TagAddr) -> TagEntity {
        self.tags[addr.index()]
    }

    /// The type whose parameters are the payload of a tag.
    pub(crate) fn tag_func_type(&self, addr: TagAddr) -> Arc<FuncType> {
        // It was interned, or validated, as a function type.
        let ty = self.registry.func_type(self.tag(addr).ty);
        ty.unwrap_or_else(|| Arc::new(FuncType::new([], [])))
    }

    /// The error that an exception is to the host.
    pub(crate) fn thrown(&self, reference: u64) -> Error {
        let Some((tag, payload)) = self.exception(reference) else {
            return Error::usage("the exception is null");
        };
        let origin = self.tag(tag).origin;
        Error::uncaught(Box::new(Thrown {
            reference: self.handle(reference),
            ty: self.tag_func_type(tag),
            payload: payload.into(),
            origin: origin.map(|(instance, index)| (self.instance(instance).module.clone(), index)),
        }))
    }

    /// The reference to the exception that an error is, if it is one of this store's.
    pub(crate) fn exception_in(&self, error: &Error) -> Option<u64> {
        let thrown = error.exception_source()?.downcast_ref::<Thrown>()?;
        let own = thrown.reference.store() == self.id();
        own.then(|| thrown.reference.bits())
    }
}

impl ExceptionSource for Thrown {
    fn as_any(&self) -> &dyn Any {
        self
    }

    /// `tag "name" (i32 5, funcref)`, or with the index in place of the name.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            None => f.write_str("tag of the host")?,
            Some((module, index)) => {
                let desc = ExternDesc::Tag(*index);
                let export = module.exports.iter().find(|export| export.desc == desc);
                match export {
                    Some(export) => write!(f, "tag \"{}\"", Printable(&export.name))?,
                    None => write!(f, "tag[{}]", index.0)?,
                }
            }
        }
        let mut payload = &self.payload[..];
        for (i, ty) in self.ty.params().iter().enumerate() {
            f.write_str(if i == 0 { " (" } else { ", " })?;
            let (value, rest) = payload.split_at(slots(ty).min(payload.len()));
            payload = rest;
            match (ty, value) {
                (ValType::I32, &[bits]) => write!(f, "i32 {}", bits as u32 as i32)?,
                (ValType::I64, &[bits]) => write!(f, "i64 {}", bits as i64)?,
                (ValType::F32, &[bits]) => write!(f, "f32 {}", f32::from_bits(bits as u32))?,
                (ValType::F64, &[bits]) => write!(f, "f64 {}", f64::from_bits(bits))?,
                (ValType::V128, &[low, high]) => {
                    write!(f, "v128 {:#034x}", u128::from(low) | u128::from(high) << 64)?;
                }
                (ValType::Ref(_), &[0]) => write!(f, "{ty} null")?,
                _ => write!(f, "{ty}")?,
            }
        }
        f.write_str(if self.payload.is_empty() { "" } else { ")" })
    }
}
