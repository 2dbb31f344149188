//! The handlers: what each form of the op table does, and the table of them all.
//!
//! A handler reads its operands, calls a plain function, writes its result and
//! hands over. It owns no addressable local and nothing with drop glue; slow work
//! is in functions out of line with scalar arguments and one scalar result. That
//! is what keeps every hand-over a jump (see [`super::dispatch`]).

#![allow(
    unsafe_code,
    reason = "handlers execute validated code; INV-CODE, INV-SLOTS, INV-STACK, INV-MEM"
)]

pub(crate) mod call;
pub(crate) mod control;
#[cfg(all(test, target_arch = "x86_64", sanderling_dispatch = "sibling"))]
mod inspect;
pub(crate) mod memory;
pub(crate) mod moves;
pub(crate) mod numeric;
pub(crate) mod pair;
pub(crate) mod slow;
pub(crate) mod vector;

use super::dispatch::{Exec, Handler, address, handler};
use super::state::{Exit, Flow, State};
use crate::code::encode::Handlers;
use crate::code::form::{Form, Row};
use crate::code::ops::{OPCODES, Opcode, for_each_op, row};
use crate::trap::Trap;

/// Stands in the table where operand kinds do not go together; never in code.
struct Absent;

impl Exec for Absent {
    unsafe fn exec(_st: &mut State) -> Flow {
        debug_assert!(false, "a form that does not exist was executed");
        Flow::Exit(Exit::trap(Trap::Unreachable))
    }
}

/// The table entry of forms that do not exist.
const ABSENT: Handler = handler::<Absent>;

/// The table entry of a form, [`ABSENT`] where its operand kinds do not go together.
macro_rules! entry {
    ($valid:expr, $form:ty) => {
        if $valid {
            crate::exec::dispatch::handler::<$form>
        } else {
            crate::exec::handlers::ABSENT
        }
    };
}

/// An array over the source kinds, in the order of their indices.
macro_rules! over_sources {
    ($entry:ident; $($fixed:ty),*) => {
        [
            $entry!($($fixed,)* crate::code::form::Slot),
            $entry!($($fixed,)* crate::code::form::Acc),
            $entry!($($fixed,)* crate::code::form::Pin),
            $entry!($($fixed,)* crate::code::form::Imm),
            $entry!($($fixed,)* crate::code::form::Wide),
        ]
    };
}

/// An array over the destination kinds, in the order of their indices.
macro_rules! over_destinations {
    ($entry:ident; $($fixed:ty),*) => {
        [
            $entry!($($fixed,)* crate::code::form::Acc),
            $entry!($($fixed,)* crate::code::form::Both),
            $entry!($($fixed,)* crate::code::form::Pin),
        ]
    };
}
use {entry, over_destinations, over_sources};

/// The handlers of one row, in the order of the variants.
trait RowHandlers {
    const HANDLERS: &'static [Handler];
}

/// Views an array of arrays as one.
const fn flatten<const A: usize>(table: &'static [[Handler; A]]) -> &'static [Handler] {
    table.as_flattened()
}

/// Views an array of arrays of arrays as an array of arrays.
const fn flatten_rows<const A: usize, const B: usize>(
    table: &'static [[[Handler; A]; B]],
) -> &'static [[Handler; A]] {
    table.as_flattened()
}

macro_rules! row_handlers { ($( $(#[doc = $doc:literal])* $name:ident: $shape:ident ($($args:tt)*); )*) => {
    $( row_impl!($shape, $name, ($($args)*)); )*

    /// Every handler, by opcode.
    static HANDLERS: [Handler; OPCODES] = {
        let mut table = [ABSENT; OPCODES];
        $({
            let handlers = <row::$name as RowHandlers>::HANDLERS;
            let base = <row::$name as Row>::OP.base() as usize;
            let mut i = 0;
            while i < handlers.len() {
                table[base + i] = handlers[i];
                i += 1;
            }
        })*
        table
    };
} }

/// Gives a row its semantics and its handlers, by its shape.
macro_rules! row_impl {
    (binary, $name:ident, ($a:ident => $r:ident, $f:ident, $order:ident)) => {
        impl numeric::BinaryOp for row::$name {
            type A = $a;
            type R = $r;
            #[inline(always)]
            fn apply(a: $a, b: $a) -> Result<$r, Trap> {
                Ok(crate::exec::num::$f(a, b))
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(flatten_rows(&<row::$name as numeric::BinaryTable>::TABLE));
        }
    };
    (binary_trap, $name:ident, ($a:ident => $r:ident, $f:ident, $order:ident)) => {
        impl numeric::BinaryOp for row::$name {
            type A = $a;
            type R = $r;
            #[inline(always)]
            fn apply(a: $a, b: $a) -> Result<$r, Trap> {
                crate::exec::num::$f(a, b)
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(flatten_rows(&<row::$name as numeric::BinaryTable>::TABLE));
        }
    };
    (unary, $name:ident, ($a:ident => $r:ident, $f:ident)) => {
        impl numeric::UnaryOp for row::$name {
            type A = $a;
            type R = $r;
            #[inline(always)]
            fn apply(a: $a) -> Result<$r, Trap> {
                Ok(crate::exec::num::$f(a))
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as numeric::UnaryTable>::TABLE);
        }
    };
    (unary_trap, $name:ident, ($a:ident => $r:ident, $f:ident)) => {
        impl numeric::UnaryOp for row::$name {
            type A = $a;
            type R = $r;
            #[inline(always)]
            fn apply(a: $a) -> Result<$r, Trap> {
                crate::exec::num::$f(a)
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as numeric::UnaryTable>::TABLE);
        }
    };
    (load, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as memory::LoadTable>::TABLE);
        }
    };
    (load_add, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as memory::LoadAddTable>::TABLE);
        }
    };
    (load_far, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<memory::LoadFar<row::$name>>];
        }
    };
    (@load_op $name:ident, $m:ident as $e:ident => $r:ident) => {
        impl memory::LoadOp for row::$name {
            type M = $m;
            type R = $r;
            #[inline(always)]
            #[allow(
                trivial_numeric_casts,
                clippy::unnecessary_cast,
                reason = "some rows extend nothing"
            )]
            fn extend(value: $m) -> $r {
                value as $e as $r
            }
        }
    };
    (store, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as memory::StoreTable>::TABLE);
        }
    };
    (store_add, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as memory::StoreAddTable>::TABLE);
        }
    };
    (store_far, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<memory::StoreFar<row::$name>>];
        }
    };
    (@store_op $name:ident, $v:ident => $m:ident) => {
        impl memory::StoreOp for row::$name {
            type V = $v;
            type M = $m;
            #[inline(always)]
            #[allow(
                trivial_numeric_casts,
                clippy::unnecessary_cast,
                reason = "some rows wrap nothing"
            )]
            fn wrap(value: $v) -> $m {
                value as $m
            }
        }
    };
    (br_test, $name:ident, ($f:ident)) => {
        impl control::TestOp for row::$name {
            #[inline(always)]
            fn test(a: u32) -> bool {
                crate::exec::num::$f(a)
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as control::BranchTestTable>::TABLE;
        }
    };
    (br_compare, $name:ident, ($a:ident, $f:ident, $sense:literal)) => {
        impl control::CompareOp for row::$name {
            type A = $a;
            #[inline(always)]
            fn test(a: $a, b: $a) -> bool {
                (crate::exec::num::$f(a, b) != 0) == $sense
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as control::BranchCompareTable>::TABLE);
        }
    };
    (ret, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as call::ReturnTable>::TABLE;
        }
    };
    (mov, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as moves::MoveTable>::TABLE);
        }
    };
    (select, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = flatten(&<row::$name as moves::SelectTable>::TABLE);
        }
    };
    (global_get, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as moves::GlobalGetTable>::TABLE;
        }
    };
    (global_set, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as moves::GlobalSetTable>::TABLE;
        }
    };
    (switch, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as control::SwitchTable>::TABLE;
        }
    };
    (v_unary, $name:ident, ($f:ident)) => {
        row_impl!(@vector_op unary, $name, $f);
    };
    (v_binary, $name:ident, ($f:ident)) => {
        row_impl!(@vector_op binary, $name, $f);
    };
    (v_ternary, $name:ident, ($f:ident)) => {
        row_impl!(@vector_op ternary, $name, $f);
    };
    (@vector_op $shape:ident, $name:ident, $f:ident) => {
        impl Exec for crate::code::form::Plain<row::$name> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                // SAFETY: the instruction is of this form.
                unsafe { vector::$shape(st, crate::exec::simd::$f) }
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<crate::code::form::Plain<row::$name>>];
        }
    };
    (v_shift, $name:ident, ($v:ty, $f:ident)) => {
        impl vector::ShiftOp for row::$name {
            type V = $v;
            #[inline(always)]
            fn apply(a: $v, by: u32) -> $v {
                crate::exec::simd::$f(a, by)
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::ShiftTable>::TABLE;
        }
    };
    (v_splat, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl vector::SplatOp for row::$name {
            type Vector = [$m; 16 / size_of::<$m>()];
            #[inline(always)]
            fn splat(lane: $m) -> [$m; 16 / size_of::<$m>()] {
                [lane; 16 / size_of::<$m>()]
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::SplatTable>::TABLE;
        }
    };
    (v_extract, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::ExtractTable>::TABLE;
        }
    };
    (v_replace, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::ReplaceTable>::TABLE;
        }
    };
    (v_test, $name:ident, ($v:ty, $f:ident)) => {
        impl vector::TestOp for row::$name {
            type V = $v;
            #[inline(always)]
            fn apply(a: $v) -> u32 {
                crate::exec::simd::$f(a)
            }
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::TestTable>::TABLE;
        }
    };
    (v_select, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::SelectTable>::TABLE;
        }
    };
    (v_load, $name:ident, ($m:ty, $f:ident)) => {
        row_impl!(@vector_load_op $name, $m, $f);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::LoadTable>::TABLE;
        }
    };
    (v_load_far, $name:ident, ($m:ty, $f:ident)) => {
        row_impl!(@vector_load_op $name, $m, $f);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<vector::VLoadFar<row::$name>>];
        }
    };
    (@vector_load_op $name:ident, $m:ty, $f:ident) => {
        impl vector::VectorLoadOp for row::$name {
            type M = $m;
            #[inline(always)]
            unsafe fn put(st: &mut State, value: $m) {
                // SAFETY: the contract of `put` is passed on.
                unsafe { vector::put(st, crate::exec::simd::$f(value)) }
            }
        }
    };
    (v_store, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &<row::$name as vector::StoreTable>::TABLE;
        }
    };
    (v_store_far, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<vector::VStoreFar<row::$name>>];
        }
    };
    (v_load_lane, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<vector::VLoadLane<row::$name>>];
        }
    };
    (v_store_lane, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<vector::VStoreLane<row::$name>>];
        }
    };
    (v_load_lane_far, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<vector::VLoadLaneFar<row::$name>>];
        }
    };
    (v_store_lane_far, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<vector::VStoreLaneFar<row::$name>>];
        }
    };
    // One form, whose body is written out: `jump`, `call`, `ret_none`, `slots`, `slots_imm`.
    ($shape:ident, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Handler] = &[handler::<crate::code::form::Plain<row::$name>>];
        }
    };
}
for_each_op!(row_handlers);

/// The handler of one form.
pub(crate) fn handler_word(opcode: Opcode) -> u64 {
    address(HANDLERS[opcode.0 as usize])
}

/// The opcode's handler is a real one.
pub(crate) fn exists(opcode: Opcode) -> bool {
    handler_word(opcode) != address(ABSENT)
}

/// The handlers, as the encoder asks for them.
pub(crate) struct Table;

impl Handlers for Table {
    fn handler(&self, opcode: Opcode) -> u64 {
        debug_assert!(exists(opcode), "no handler for opcode {opcode:?}");
        handler_word(opcode)
    }

    fn pair(&self, first: Opcode, second: Opcode) -> Option<u64> {
        pair::handler_word(first, second)
    }
}

/// The opcode of a form.
pub(crate) const fn opcode<F: Form>() -> Opcode {
    F::OPCODE
}
