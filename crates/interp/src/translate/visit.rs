//! How operators reach the translator: as they are read, without being handed around.

use super::{Context, Translator};
use wasmparser::{FrameKind, FrameStack, Operator};

/// Translates each operator that it is shown.
pub(super) struct Visitor<'t, 'c, 'm>(
    pub(super) &'t mut Translator,
    pub(super) &'c mut Context<'m>,
    /// The frame that the next operator has to be in: it has been validated.
    pub(super) FrameKind,
);

impl FrameStack for Visitor<'_, '_, '_> {
    fn current_frame(&self) -> Option<FrameKind> {
        Some(self.2)
    }
}

macro_rules! visit {
    ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {$(
        fn $visit(&mut self $($(, $arg: $argty)*)?) {
            self.0.operator(self.1, &Operator::$op $({ $($arg),* })?);
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
