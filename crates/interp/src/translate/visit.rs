//! How operators reach the translator: as they are read, without being handed around.

use super::{Context, Translator};
use crate::module::demanded_frame;
use core::mem::ManuallyDrop;
use wasmparser::{FrameKind, FrameStack, Operator};

/// Translates each operator that it is shown.
pub(super) struct Visitor<'t, 'c, 'm>(
    pub(super) &'t mut Translator,
    pub(super) &'c Context<'m>,
    /// The next operator's opcode.
    pub(super) Option<u8>,
);

impl FrameStack for Visitor<'_, '_, '_> {
    fn current_frame(&self) -> Option<FrameKind> {
        // It has been validated.
        Some(demanded_frame(self.2))
    }
}

macro_rules! visit {
    ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {$(
        fn $visit(&mut self $($(, $arg: $argty)*)?) {
            let operator = ManuallyDrop::new(Operator::$op $({ $($arg),* })?);
            self.0.operator(self.1, &operator);
            // Only this one owns anything, which is no news where the operator is known.
            if let Operator::TryTable { .. } = *operator {
                drop(ManuallyDrop::into_inner(operator));
            }
        }
    )*};
}

impl<'a> wasmparser::VisitOperator<'a> for Visitor<'_, '_, '_> {
    type Output = ();

    fn simd_visitor(&mut self) -> Option<&mut dyn wasmparser::VisitSimdOperator<'a, Output = ()>> {
        Some(self)
    }

    wasmparser::for_each_visit_operator!(visit);
}

impl wasmparser::VisitSimdOperator<'_> for Visitor<'_, '_, '_> {
    wasmparser::for_each_visit_simd_operator!(visit);
}
