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

#[cfg(any(
    feature = "checked",
    all(test, target_arch = "x86_64", sanderling_dispatch = "sibling")
))]
pub(crate) mod all;
pub(crate) mod atomic;
pub(crate) mod budget;
pub(crate) mod call;
pub(crate) mod control;
pub(crate) mod exception;
pub(crate) mod gc;
#[cfg(all(test, target_arch = "x86_64", sanderling_dispatch = "sibling"))]
mod inspect;
pub(crate) mod memory;
pub(crate) mod moves;
pub(crate) mod numeric;
pub(crate) mod pair;
pub(crate) mod slow;
pub(crate) mod vector;

use self::budget::{ByWay, Metered, by_way};
use super::dispatch::{Common, Exec, Handler, Wide, address, handler, is_wide};
use super::state::{Exit, Flow, State};
use crate::code::encode::{Handlers, Pays};
use crate::code::form::{Form, Row};
use crate::code::ops::{OPCODES, Op, Opcode, for_each_op, row};
use crate::trap::Trap;
use std::sync::OnceLock;

/// Stands in the table where operand kinds do not go together; never in code.
struct Absent;

impl Exec for Absent {
    unsafe fn exec(_st: &mut State) -> Flow {
        debug_assert!(false, "a form that does not exist was executed");
        Flow::Exit(Exit::trap(Trap::Unreachable))
    }
}

/// A handler, or nothing where operand kinds do not go together: nothing is a zero, a
/// handler is an address that the loader of programs has to put there.
type Entry = Option<Handler>;

/// The table entry of a form.
macro_rules! entry {
    ($valid:expr, $form:ty) => {
        entry!(crate::exec::dispatch::Common, $valid, $form)
    };
    ($level:ty, $valid:expr, $form:ty) => {
        if $valid {
            Some(<<$level as crate::exec::dispatch::Level>::Of<$form> as crate::exec::dispatch::Compiled>::HANDLER)
        } else {
            None
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
    const HANDLERS: &'static [Entry];
    /// The same, compiled for more capable processors where that makes them faster.
    const WIDE: Option<&'static [Entry]> = None;
    /// The same, paying for where they lead to, if they lead anywhere; see
    /// [`budget::Charging`].
    const METERED: ByWay<Option<&'static [Entry]>> = ByWay::same(None);
}

/// Views an array of arrays as one.
const fn flatten<const A: usize>(table: &'static [[Entry; A]]) -> &'static [Entry] {
    table.as_flattened()
}

/// Views an array of arrays of arrays as an array of arrays.
const fn flatten_rows<const A: usize, const B: usize>(
    table: &'static [[[Entry; A]; B]],
) -> &'static [[Entry; A]] {
    table.as_flattened()
}

macro_rules! row_handlers { ($( $(#[doc = $doc:literal])* $name:ident: $shape:ident ($($args:tt)*); )*) => {
    $( row_impl!($shape, $name, ($($args)*)); )*

    /// Every handler, by opcode.
    static HANDLERS: [Entry; OPCODES] = {
        let mut table = [None; OPCODES];
        $( fill(&mut table, <row::$name as Row>::OP, <row::$name as RowHandlers>::HANDLERS); )*
        table
    };

    /// By row, those that processors have of which [`is_wide`] is true.
    static WIDE_ROWS: [Option<&[Entry]>; Op::ALL.len()] = [$( <row::$name as RowHandlers>::WIDE ),*];

    /// By row, those of instructions that lead to a `Charge`.
    static METERED_ROWS: [ByWay<Option<&[Entry]>>; Op::ALL.len()] = [$( <row::$name as RowHandlers>::METERED ),*];
} }

/// Puts the handlers of a row in their places.
const fn fill(table: &mut [Entry; OPCODES], op: Op, handlers: &[Entry]) {
    let base = op.base() as usize;
    let mut i = 0;
    while i < handlers.len() {
        table[base + i] = handlers[i];
        i += 1;
    }
}

/// The addresses of all handlers, by opcode, with those of some rows instead of the common
/// ones. Made when somebody asks: as statics, which are nearly the same, these tables were a
/// tenth of the C library, and the loader of programs had to go over all of it.
struct Replaced(OnceLock<Box<[u64]>>);

impl Replaced {
    const fn new() -> Self {
        Replaced(OnceLock::new())
    }

    fn get(&self, opcode: Opcode, row: impl Fn(Op) -> Option<&'static [Entry]>) -> u64 {
        self.0.get_or_init(|| Self::make(row))[opcode.0 as usize]
    }

    #[cold]
    fn make(row: impl Fn(Op) -> Option<&'static [Entry]>) -> Box<[u64]> {
        let mut table: Box<[u64]> = HANDLERS.iter().copied().map(word).collect();
        for &op in Op::ALL {
            let places = table[op.base() as usize..].iter_mut();
            for (place, entry) in places.zip(row(op).unwrap_or_default()) {
                *place = word(*entry);
            }
        }
        table
    }
}

/// The address of an entry's handler.
fn word(entry: Entry) -> u64 {
    address(entry.unwrap_or(handler::<Absent>))
}

/// The forms of an access to a memory that is named by its index.
macro_rules! far_handlers {
    ($($form:ident)::*, $row:ty) => {
        &[
            Some(handler::<$($form)::*<$row, memory::Unshared>>),
            Some(handler::<$($form)::*<$row, memory::Shared>>),
        ]
    };
}

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
            const HANDLERS: &'static [Entry] = flatten(flatten_rows(&<row::$name as numeric::BinaryTable>::TABLE));
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
            const HANDLERS: &'static [Entry] = flatten(flatten_rows(&<row::$name as numeric::BinaryTable>::TABLE));
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
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as numeric::UnaryTable<Common>>::TABLE);
            const WIDE: Option<&'static [Entry]> = Some(flatten(&<row::$name as numeric::UnaryTable<Wide>>::TABLE));
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
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as numeric::UnaryTable<Common>>::TABLE);
        }
    };
    (load, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as memory::LoadTable>::TABLE);
        }
    };
    (load_add, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as memory::LoadAddTable>::TABLE);
        }
    };
    (load_far, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = far_handlers!(memory::LoadFar, row::$name);
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
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as memory::StoreTable>::TABLE);
        }
    };
    (store_add, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as memory::StoreAddTable>::TABLE);
        }
    };
    (store_far, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = far_handlers!(memory::StoreFar, row::$name);
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
    (atomic_load, $name:ident, ($m:ident)) => {
        row_impl!(@atomic $name, $m, AtomicLoad);
    };
    (atomic_store, $name:ident, ($m:ident)) => {
        row_impl!(@atomic $name, $m, AtomicStore);
    };
    (atomic_rmw, $name:ident, ($m:ident, $f:ident)) => {
        impl atomic::RmwOp for row::$name {
            #[inline(always)]
            fn apply(old: u64, operand: u64) -> u64 {
                crate::exec::num::$f(old, operand)
            }
        }
        row_impl!(@atomic $name, $m, AtomicRmw);
    };
    (atomic_cmpxchg, $name:ident, ($m:ident)) => {
        row_impl!(@atomic $name, $m, AtomicCmpxchg);
    };
    (@atomic $name:ident, $m:ident, $form:ident) => {
        impl atomic::AtomicOp for row::$name {
            const SIZE: usize = size_of::<$m>();
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &[Some(handler::<atomic::$form<row::$name>>)];
        }
    };
    (field_load, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as gc::FieldLoadTable>::TABLE);
        }
    };
    (field_store, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as gc::FieldStoreTable>::TABLE);
        }
    };
    (element_load, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(flatten_rows(&<row::$name as gc::ElementLoadTable>::TABLE));
        }
    };
    (element_store, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as gc::ElementStoreTable>::TABLE);
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
            const HANDLERS: &'static [Entry] = &<row::$name as control::BranchTestTable<Common>>::TABLE;
            const METERED: ByWay<Option<&'static [Entry]>> =
                by_way!((true, true), |L| &<row::$name as control::BranchTestTable<L>>::TABLE);
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
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as control::BranchCompareTable<Common>>::TABLE);
            const METERED: ByWay<Option<&'static [Entry]>> =
                by_way!(row_impl!(@ways $a), |L| flatten(&<row::$name as control::BranchCompareTable<L>>::TABLE));
        }
    };
    // Whether handlers pay on one way, and on both: of the instructions of large programs one
    // of a thousand is a branch on doubles, and one of a hundred thousand one on floats.
    (@ways f32) => { (false, false) };
    (@ways f64) => { (true, false) };
    (@ways $a:ident) => { (true, true) };
    (ret, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as call::ReturnTable>::TABLE;
        }
    };
    (mov, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as moves::MoveTable>::TABLE);
        }
    };
    (select, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = flatten(&<row::$name as moves::SelectTable>::TABLE);
        }
    };
    (global_get, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as moves::GlobalGetTable>::TABLE;
        }
    };
    (global_set, $name:ident, ($v:ident)) => {
        impl moves::Typed for row::$name {
            type V = $v;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as moves::GlobalSetTable>::TABLE;
        }
    };
    (switch, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as control::SwitchTable<Common>>::TABLE;
            const METERED: ByWay<Option<&'static [Entry]>> =
                ByWay::same(Some(&<row::$name as control::SwitchTable<Metered<true, false>>>::TABLE));
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
            const HANDLERS: &'static [Entry] = &[Some(handler::<crate::code::form::Plain<row::$name>>)];
            const WIDE: Option<&'static [Entry]> = Some(&[entry!(Wide, true, vector::Intrinsic<row::$name>)]);
        }
        impl Exec for vector::Intrinsic<row::$name> {
            #[inline(always)]
            unsafe fn exec(st: &mut State) -> Flow {
                // SAFETY: the instruction is of this form; the processor has the
                // instructions, or the handler would not be in code.
                unsafe { row_impl!(@wide $shape, st, $f) }
            }
        }
    };
    (@wide unary, $st:ident, $f:ident) => {
        vector::unary($st, |a| crate::exec::simd::wide::$f(a))
    };
    (@wide binary, $st:ident, $f:ident) => {
        vector::binary($st, |a, b| crate::exec::simd::wide::$f(a, b))
    };
    (@wide ternary, $st:ident, $f:ident) => {
        vector::ternary($st, |a, b, c| crate::exec::simd::wide::$f(a, b, c))
    };
    (v_shuffle, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &[Some(handler::<crate::code::form::Plain<row::$name>>)];
            const WIDE: Option<&'static [Entry]> = Some(&[entry!(Wide, true, vector::Intrinsic<row::$name>)]);
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
            const HANDLERS: &'static [Entry] = &<row::$name as vector::ShiftTable<Common>>::TABLE;
            const WIDE: Option<&'static [Entry]> = Some(&<row::$name as vector::ShiftTable<Wide>>::TABLE);
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
            const HANDLERS: &'static [Entry] = &<row::$name as vector::SplatTable>::TABLE;
        }
    };
    (v_extract, $name:ident, ($m:ident as $e:ident => $r:ident)) => {
        row_impl!(@load_op $name, $m as $e => $r);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as vector::ExtractTable>::TABLE;
        }
    };
    (v_replace, $name:ident, ($v:ident => $m:ident)) => {
        row_impl!(@store_op $name, $v => $m);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as vector::ReplaceTable>::TABLE;
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
            const HANDLERS: &'static [Entry] = &<row::$name as vector::TestTable<Common>>::TABLE;
            const WIDE: Option<&'static [Entry]> = Some(&<row::$name as vector::TestTable<Wide>>::TABLE);
        }
    };
    (v_select, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as vector::SelectTable>::TABLE;
        }
    };
    (v_load, $name:ident, ($m:ty, $f:ident)) => {
        row_impl!(@vector_load_op $name, $m, $f);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &<row::$name as vector::LoadTable<Common>>::TABLE;
            const WIDE: Option<&'static [Entry]> = Some(&<row::$name as vector::LoadTable<Wide>>::TABLE);
        }
    };
    (v_load_far, $name:ident, ($m:ty, $f:ident)) => {
        row_impl!(@vector_load_op $name, $m, $f);
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = far_handlers!(vector::VLoadFar, row::$name);
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
            const HANDLERS: &'static [Entry] = &<row::$name as vector::StoreTable>::TABLE;
        }
    };
    (v_store_far, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = far_handlers!(vector::VStoreFar, row::$name);
        }
    };
    (v_load_lane, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &[Some(handler::<vector::VLoadLane<row::$name>>)];
        }
    };
    (v_store_lane, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &[Some(handler::<vector::VStoreLane<row::$name>>)];
        }
    };
    (v_load_lane_far, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = far_handlers!(vector::VLoadLaneFar, row::$name);
        }
    };
    (v_store_lane_far, $name:ident, ($m:ident)) => {
        impl vector::LaneOp for row::$name {
            type M = $m;
        }
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = far_handlers!(vector::VStoreLaneFar, row::$name);
        }
    };
    // Forms that lead to the beginning of a segment.
    (call, CallLazy, (CallLazy)) => {
        impl RowHandlers for row::CallLazy {
            const HANDLERS: &'static [Entry] = &[Some(handler::<crate::code::form::Plain<row::CallLazy>>)];
            const METERED: ByWay<Option<&'static [Entry]>> =
                ByWay::same(Some(&[Some(handler::<call::MeteredCallLazy>)]));
        }
    };
    (jump, $name:ident, ($self:ident)) => {
        row_impl!(@leading $name);
    };
    (call, $name:ident, ($self:ident)) => {
        row_impl!(@leading $name);
    };
    (slots_imm, CallIndirect, (CallIndirect)) => {
        row_impl!(@leading CallIndirect);
    };
    (slots, CallRef, (CallRef)) => {
        row_impl!(@leading CallRef);
    };
    (@leading $name:ident) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &[Some(handler::<crate::code::form::Plain<row::$name>>)];
            const METERED: ByWay<Option<&'static [Entry]>> =
                ByWay::same(Some(&const { [entry!(Metered<true, false>, true, crate::code::form::Plain<row::$name>)] }));
        }
    };
    // One form, whose body is written out: `jump`, `call`, `ret_none`, `slots`, `slots_imm`.
    ($shape:ident, $name:ident, ($self:ident)) => {
        impl RowHandlers for row::$name {
            const HANDLERS: &'static [Entry] = &[Some(handler::<crate::code::form::Plain<row::$name>>)];
        }
    };
}
for_each_op!(row_handlers);

/// The handler of one form, one that every processor runs.
pub(crate) fn handler_word(opcode: Opcode) -> u64 {
    word(HANDLERS[opcode.0 as usize])
}

/// The handler of one form that is best on this processor.
fn best_handler_word(opcode: Opcode) -> u64 {
    static BEST: Replaced = Replaced::new();
    if is_wide() {
        BEST.get(opcode, |op| WIDE_ROWS[op as usize])
    } else {
        handler_word(opcode)
    }
}

/// The handler of one form where it leads to a `Charge`.
pub(crate) fn metered_handler_word(opcode: Opcode, pays: Pays) -> u64 {
    static METERED: ByWay<Replaced> = ByWay {
        next: Replaced::new(),
        taken: Replaced::new(),
        both: Replaced::new(),
    };
    METERED
        .of(pays)
        .get(opcode, |op| METERED_ROWS[op as usize].best(pays))
}

/// The opcode's handler is a real one.
pub(crate) fn exists(opcode: Opcode) -> bool {
    HANDLERS[opcode.0 as usize].is_some()
}

/// The handlers, as the encoder asks for them.
pub(crate) enum Table {
    /// Those that every processor runs.
    Common,
    /// Those that are best on this one.
    Best,
}

impl Handlers for Table {
    fn handler(&self, opcode: Opcode) -> u64 {
        debug_assert!(exists(opcode), "no handler for opcode {opcode:?}");
        match self {
            Table::Common => handler_word(opcode),
            Table::Best => best_handler_word(opcode),
        }
    }

    fn metered(&self, opcode: Opcode, pays: Pays) -> u64 {
        metered_handler_word(opcode, pays)
    }

    fn pair(&self, first: Opcode, second: Opcode) -> Option<u64> {
        Some(address(pair::find(first, second)?.plain))
    }

    fn metered_pair(&self, first: Opcode, second: Opcode, pays: Pays) -> Option<u64> {
        let pair = pair::find(first, second)?;
        let metered = pair.metered.and_then(|ways| ways.best(pays));
        Some(address(metered.unwrap_or(pair.plain)))
    }
}

/// The opcode of a form.
pub(crate) const fn opcode<F: Form>() -> Opcode {
    F::OPCODE
}
