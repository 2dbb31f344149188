//! From a validated body to code, in one pass and in linear time.
//!
//! The Wasm operand stack is followed symbolically ([`stack`]): getting a local or
//! pushing a constant emits nothing, an instruction names where its operands are.
//! A result goes to the accumulator; if it is wanted after the accumulator has been
//! overwritten, the instruction that produced it is patched to write its slot too.
//!
//! Invariants: the body has been validated; every slot that is emitted is below
//! the frame size that the function declares (INV-SLOTS, [`slots`]); at a label
//! every value on the stack is in its own slot or a constant, and the accumulators
//! hold nothing.

mod atomic;
mod call;
mod control;
mod exception;
mod fuse;
mod gc;
mod memory;
mod meter;
mod numeric;
mod operator;
mod pin;
mod scan;
mod slots;
mod stack;
mod vector;
mod visit;

use crate::code::encode::FuncInsts;
use crate::code::{Dst, Inst, Label, NO_REGION, Op, Src};
use crate::error::Error;
use crate::module::{ModuleInner, Operators};
use crate::room;
use crate::trap::Trap;
use crate::types::FuncIdx;
use control::Control;
use exception::Segments;
use fuse::Snapshots;
pub(crate) use meter::Metering;
use meter::{Exits, Meter};
use pin::{Pins, Score};
use slots::{Frame, Local};
use stack::{Entry, Holder, Ty};
use visit::Visitor;

/// What an engine's configuration means for translation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Fold operands, fuse instructions.
    pub(crate) fusion: bool,
    /// Make every NaN canonical.
    deterministic: bool,
    /// What code pays for.
    pub(crate) metering: Metering,
}

impl Options {
    pub(crate) fn of(module: &ModuleInner) -> Options {
        let config = module.engine.config();
        Options {
            fusion: config.is_fused(),
            deterministic: config.is_deterministic(),
            metering: match (config.consumes_fuel(), config.is_interruptible()) {
                (true, _) => Metering::Fuel,
                (false, true) => Metering::Checks,
                (false, false) => Metering::Off,
            },
        }
    }
}

/// Translates functions, one after the other; keeps its allocations.
#[derive(Default)]
pub(crate) struct Translator {
    func: FuncInsts,
    stack: Vec<Entry>,
    control: Vec<Control>,
    locals: Vec<Local>,
    frame: Frame,
    /// What each accumulator holds, by class.
    acc: [Holder; 3],
    snapshots: Snapshots,
    pins: Pins,
    scores: Vec<Score>,
    /// Locals assigned so far on the current path, in order.
    assigned: Vec<u32>,
    /// Stack entries below this are not locals, see [`Translator::settle_locals`].
    settled: usize,
    /// Instructions before this index stand before a label: they are not removed.
    barrier: usize,
    /// The next entry's identity.
    next_id: u32,
    /// What is to stand behind the function's other code.
    segments: Segments,
    /// Number of `br_table`s so far.
    switches: u32,
    /// Blocks opened since the code became unreachable; `None` while it is reachable.
    unreachable: Option<u32>,
    meter: Meter,
    /// The instruction that zeroes locals.
    zero: usize,
    /// Where the cases of a `br_table` go that move values first: labels and blocks.
    stubs: Vec<(Label, usize)>,
    /// There was no memory; what has been translated since is of no use.
    failed: bool,
    /// Byte offset of the operator being translated.
    source: u32,
}

/// Operators that room is made for at a time: asking at each takes longer than
/// translating some of them.
const OPERATORS: usize = 16;

impl Translator {
    /// Translates the function that is the `defined`-th not imported.
    ///
    /// # Errors
    ///
    /// `Limit` if its frame needs more slots than an instruction can name.
    pub(crate) fn translate(
        &mut self,
        module: &ModuleInner,
        defined: usize,
        options: Options,
    ) -> Result<&FuncInsts, Error> {
        let body = module.body(defined);
        let index = FuncIdx(module.num_imported_funcs + defined as u32);
        self.start(module, index, &body, options)?;
        let reader = body.get_binary_reader_for_operators().map_err(unexpected)?;
        let mut operators = Operators::new(&reader, &body);
        let context = Context { module, options };
        let mut left = 0;
        while !self.control.is_empty() {
            if left == 0 {
                self.make_room(module.widest)?;
                left = OPERATORS;
            }
            left -= 1;
            self.source = operators.position() as u32;
            let mut visitor = Visitor(self, &context, operators.opcode());
            operators.visit(&mut visitor).map_err(unexpected)?;
        }
        self.finish()
    }

    /// Makes room for what the next operators append, so that appending does not
    /// allocate: a few instructions each, the values of a block or a call, and the
    /// values on the stack, which may have to be saved. A `br_table` sees to itself.
    fn make_room(&mut self, widest: usize) -> Result<(), Error> {
        let more = OPERATORS * (16 + widest);
        room::reserve(&mut self.func.insts, more + self.stack.len())?;
        room::reserve(&mut self.stack, more)?;
        room::reserve(&mut self.control, OPERATORS)?;
        room::reserve(&mut self.assigned, OPERATORS)?;
        room::reserve(&mut self.func.labels, 4 * OPERATORS)?;
        room::reserve(&mut self.segments.labels, 4 * OPERATORS)?;
        room::reserve(&mut self.func.vectors, OPERATORS)
    }

    /// Room for the cases of a `br_table`.
    fn make_room_for_cases(&mut self, cases: usize) -> Result<(), Error> {
        let stubs = cases.min(self.control.len());
        room::reserve(&mut self.func.targets, cases)?;
        room::reserve(&mut self.func.labels, stubs)?;
        room::reserve(&mut self.segments.labels, stubs)?;
        room::reserve(&mut self.stubs, stubs)?;
        room::reserve(&mut self.func.insts, 16 * stubs)
    }

    /// Appends an instruction.
    fn emit(&mut self, mut inst: Inst) -> u32 {
        inst.source = self.source;
        self.func.insts.push(inst);
        self.func.insts.len() as u32 - 1
    }

    /// Makes a label, to be bound later.
    fn new_label(&mut self) -> Label {
        self.func.labels.push(u32::MAX);
        self.segments.labels.push(0);
        Label(self.func.labels.len() as u32 - 1)
    }

    /// Binds a label here. All values have been brought to their slots.
    fn bind(&mut self, label: Label) {
        let here = self.func.insts.len();
        self.func.labels[label.0 as usize] = here as u32;
        self.segments.labels[label.0 as usize] = self.segments.current;
        self.barrier = here;
        self.acc = [Holder::Nothing; 3];
    }

    fn start(
        &mut self,
        module: &ModuleInner,
        index: FuncIdx,
        body: &wasmparser::FunctionBody<'_>,
        options: Options,
    ) -> Result<(), Error> {
        self.func.clear();
        self.stack.clear();
        self.control.clear();
        self.assigned.clear();
        self.acc = [Holder::Nothing; 3];
        self.snapshots = Snapshots::default();
        self.segments.clear();
        (self.settled, self.barrier, self.next_id, self.switches) = (0, 0, 0, 0);
        self.unreachable = None;
        self.failed = false;
        self.source = module.bodies[index.index() - module.num_imported_funcs as usize].start;
        let ty = module.func_type(index);
        self.lay_out_frame(ty, body)?;
        self.pins = if options.fusion {
            Pins::choose(&mut self.scores, &self.locals, body)?
        } else {
            Pins::default()
        };
        self.make_room(module.widest)?;
        self.start_meter(options);
        // Its operands, and whether it is needed, are known when the function ends.
        self.zero = self.emit(Inst::new(Op::Zero)) as usize;
        self.load_pins();
        self.control.push(Control::function(
            ty.clone(),
            NO_REGION,
            Exits::new(&self.meter),
        ));
        Ok(())
    }

    fn finish(&mut self) -> Result<&FuncInsts, Error> {
        if self.failed {
            return Err(Error::trap(Trap::OutOfMemory));
        }
        let first = self
            .locals
            .iter()
            .filter(|local| local.needs_zero)
            .map(|local| local.slot)
            .min();
        let last = self
            .locals
            .iter()
            .filter(|local| local.needs_zero)
            .map(Local::end)
            .max();
        if let (Some(first), Some(last)) = (first, last) {
            let zero = &mut self.func.insts[self.zero];
            zero.d = Dst::Both(first);
            zero.aux = u32::from(last - first);
        } else {
            // What stands before it is the function's `Charge`.
            self.func.insts.swap(0, self.zero);
            self.func.first = 1;
        }
        self.arrange()?;
        self.func.header_slot = self.frame.header;
        self.func.frame_bytes = self.frame.bytes()?;
        Ok(&self.func)
    }

    /// Loads the pinned locals when the function begins.
    fn load_pins(&mut self) {
        for local in self.pins.locals() {
            let Local {
                slot, ty, is_param, ..
            } = self.locals[local as usize];
            if is_param {
                self.reload(slot, ty);
            } else {
                let (op, zero) = if ty == Ty::F64 {
                    (Op::MoveF64, Src::Wide(0))
                } else {
                    (Op::Move, Src::Imm(0))
                };
                self.emit(Inst {
                    d: Dst::Pin(slot),
                    a: zero,
                    ..Inst::new(op)
                });
            }
        }
    }

    /// Loads the pinned locals where something else has had their registers.
    fn reload_pins(&mut self) {
        for local in self.pins.locals() {
            let Local { slot, ty, .. } = self.locals[local as usize];
            self.reload(slot, ty);
        }
    }

    /// Loads a pinned local from its slot.
    fn reload(&mut self, slot: u16, ty: Ty) {
        let op = if ty == Ty::F64 {
            Op::ReloadF64
        } else {
            Op::Reload
        };
        self.emit(Inst {
            a: Src::Slot(slot),
            ..Inst::new(op)
        });
    }
}

/// What the translation of an operator looks up.
struct Context<'a> {
    module: &'a ModuleInner,
    options: Options,
}

/// An error that validation excludes.
fn unexpected(error: wasmparser::BinaryReaderError) -> Error {
    Error::invalid(error.offset(), error.message().to_owned())
}
