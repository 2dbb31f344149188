//! Programs that aim at what a translator does: operands that are constants, locals,
//! pinned locals or the latest result; results that are wanted at once, later, twice or
//! never; values that wait on the stack while locals change, branches part and calls
//! are made.
//!
//! They are valid by construction and end: every turn of a loop and every call takes
//! from a global, and the guest traps when that is used up.

use std::fmt::Write;

use sanderling::{Feature, Features};

use super::operators::{Group, Immediate, Op, Ty, operators};
use crate::case::{Audience, Case};
use crate::rng::Rng;
use crate::value::{EDGES_32, EDGES_64, EDGES_F32, EDGES_F64, vector};

/// Turns of loops and calls that one call from outside may take.
const FUEL: u32 = 300;

/// The signature of a function.
#[derive(Clone, Debug)]
struct Signature {
    params: Vec<Ty>,
    results: Vec<Ty>,
}

/// A label in scope.
struct Label {
    /// What a branch to it takes.
    takes: Vec<Ty>,
    /// Branching to it goes back.
    is_loop: bool,
}

/// What a module has, decided before its functions are written.
#[derive(Clone, Debug)]
struct Setting {
    audience: Audience,
    groups: Vec<Group>,
    vectors: bool,
    references: bool,
    /// `i64` addresses in the second memory, if there is one.
    second_memory: Option<bool>,
    tail_calls: bool,
    imports: Vec<Signature>,
    /// Blocks have parameters and functions several results.
    multi_value: bool,
}

/// Writes one function.
struct Body<'a> {
    rng: &'a mut Rng,
    setting: &'a Setting,
    out: String,
    locals: Vec<Ty>,
    /// Locals that only loops change.
    counters: Vec<usize>,
    labels: Vec<Label>,
    /// Functions that may be called, imports first.
    callees: &'a [Signature],
    results: Vec<Ty>,
    /// Instructions that may still be written.
    size: usize,
    loops: usize,
}

fn list(keyword: &str, types: &[Ty]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
    format!("({keyword} {})", names.join(" "))
}

/// A float as text, exactly.
fn float(value: f64, wide: bool) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else if wide {
        format!("{value:e}")
    } else {
        format!("{:e}", value as f32)
    }
}

/// Operators whose vectors of floats may hold NaNs of any bits.
fn makes_nans(name: &str) -> bool {
    let Some((shape @ ("f32x4" | "f64x2"), op)) = name.split_once('.') else {
        return false;
    };
    let exact = [
        "splat", "eq", "ne", "lt", "gt", "le", "ge", "abs", "neg", "pmin", "pmax",
    ];
    !shape.is_empty() && !exact.contains(&op) && !op.contains("lane") && !op.starts_with("convert")
}

/// Operators through which the bits of a float operand show.
fn shows_bits(name: &str) -> bool {
    name.contains(".reinterpret_f")
        || name.ends_with(".copysign")
        || name.starts_with("f32.store")
        || name.starts_with("f64.store")
        || name == "f32x4.splat"
        || name == "f64x2.splat"
        || name == "f32x4.replace_lane"
        || name == "f64x2.replace_lane"
}

impl Body<'_> {
    fn emit(&mut self, code: &str) {
        self.out.push_str(code);
        self.out.push('\n');
        self.size = self.size.saturating_sub(1);
    }

    fn ty(&mut self) -> Ty {
        use Ty::{Extern, F32, F64, Func, I32, I64, V128};
        match self.rng.below(12) {
            10 if self.setting.vectors => V128,
            11 if self.setting.vectors => V128,
            0 if self.setting.references => self.rng.of(&[Func, Extern]),
            n => [I32, I32, I32, I64, I64, F32, F64, F64, I32, I64, I32, I64][n],
        }
    }

    fn tys(&mut self, most: usize) -> Vec<Ty> {
        (0..self.rng.below(most + 1)).map(|_| self.ty()).collect()
    }

    /// The parameters and results that a block may have.
    fn block_types(&mut self) -> (Vec<Ty>, Vec<Ty>) {
        if self.setting.multi_value {
            (self.tys(3), self.tys(3))
        } else {
            (vec![], self.tys(1))
        }
    }

    /// A local of a type that may be set.
    fn local(&mut self, ty: Ty) -> Option<usize> {
        let fits: Vec<usize> = (0..self.locals.len())
            .filter(|&i| self.locals[i] == ty && !self.counters.contains(&i))
            .collect();
        (!fits.is_empty()).then(|| self.rng.of(&fits))
    }

    fn any_local(&mut self, ty: Ty) -> Option<usize> {
        let fits: Vec<usize> = (0..self.locals.len())
            .filter(|&i| self.locals[i] == ty)
            .collect();
        (!fits.is_empty()).then(|| self.rng.of(&fits))
    }

    fn constant(&mut self, ty: Ty) {
        let small = self.rng.below(3) == 0;
        let near = self.rng.below(40) as i32 - 8;
        let code = match ty {
            Ty::I32 if small => format!("i32.const {near}"),
            Ty::I64 if small => format!("i64.const {near}"),
            Ty::I32 => format!("i32.const {}", self.rng.of(EDGES_32) as i32),
            Ty::I64 => format!("i64.const {}", self.rng.of(EDGES_64) as i64),
            Ty::F32 => {
                format!("f32.const {}", float(self.rng.of(EDGES_F32).into(), false))
            }
            Ty::F64 => format!("f64.const {}", float(self.rng.of(EDGES_F64), true)),
            Ty::V128 => {
                let bits = vector(self.rng);
                let (low, high) = (bits as u64, (bits >> 64) as u64);
                format!("v128.const i64x2 {low:#x} {high:#x}")
            }
            Ty::Func if self.callees.len() > self.setting.imports.len() && !small => {
                let imports = self.setting.imports.len();
                let f = imports + self.rng.below(self.callees.len() - imports);
                format!("ref.func $f{f}")
            }
            Ty::Func => "ref.null func".to_owned(),
            Ty::Extern => "ref.null extern".to_owned(),
        };
        self.emit(&code);
    }

    fn leaf(&mut self, ty: Ty) {
        let local = self.any_local(ty);
        match (local, self.rng.below(8)) {
            (_, 0 | 1) | (None, _) => self.constant(ty),
            (Some(_), 2) => {
                let name = ty.name();
                self.emit(&format!("global.get $g_{name}"));
            }
            (Some(local), _) => self.emit(&format!("local.get {local}")),
        }
    }

    /// Statements between operands, sometimes.
    fn interlude(&mut self, depth: usize) {
        if depth > 0 && self.rng.one_in(7) {
            self.statement(depth - 1);
        }
    }

    /// An operator with operands; its results stay on the stack.
    fn operation(&mut self, op: &Op, depth: usize) {
        let name = &op.name;
        let address = matches!(op.immediate, Immediate::Memory | Immediate::MemoryLane(_));
        let peers = self.setting.audience == Audience::All;
        let mut second = "";
        for (i, &ty) in op.params.iter().enumerate() {
            if i > 0 {
                self.interlude(depth);
            }
            if i == 0 && address {
                second = self.address(depth);
                continue;
            }
            self.value(ty, depth);
            if peers && shows_bits(name) {
                self.quiet(ty);
            }
        }
        let offset = match self.rng.below(12) {
            0..=5 => 0,
            6..=9 => self.rng.below(64),
            10 => self.rng.below(60_000),
            _ => self.rng.of(&[65_528, 65_536, 0x7fff_ffff, 0xffff_ffff]),
        };
        // An aligned address for atomic accesses, most often.
        let offset = if op.group == Group::Threads {
            offset & !7
        } else {
            offset
        };
        let lane = self.rng.below(32);
        let immediate = op.immediate.text(offset, lane);
        let memory = if address { second } else { "" };
        self.emit(&format!("{name} {memory} {immediate}"));
        if peers && makes_nans(name) {
            let equal = if name.starts_with("f32x4") {
                "f32x4.eq"
            } else {
                "f64x2.eq"
            };
            self.emit(&format!(
                "local.tee $v local.get $v local.get $v {equal} v128.and"
            ));
        }
    }

    /// Pushes an address, most often inside the memory; gives the memory's name.
    fn address(&mut self, depth: usize) -> &'static str {
        if let Some(wide) = self.setting.second_memory
            && self.rng.one_in(3)
        {
            let d = depth.min(1);
            if wide {
                self.value(Ty::I64, d);
                self.emit("i64.const 0x7ff8");
                self.emit("i64.and");
            } else {
                self.value(Ty::I32, d);
                self.emit("i32.const 0x7ff8");
                self.emit("i32.and");
            }
            return "$second";
        }
        match self.rng.below(7) {
            0 => {
                let at = self.rng.below(65_530) & !7;
                self.emit(&format!("i32.const {at}"));
            }
            1 => match self.any_local(Ty::I32) {
                Some(local) => self.emit(&format!("local.get {local}")),
                None => self.constant(Ty::I32),
            },
            2 if self.rng.one_in(6) => self.value(Ty::I32, depth),
            _ => {
                self.value(Ty::I32, depth);
                self.emit("i32.const 0x7ff8");
                self.emit("i32.and");
                if self.rng.one_in(2) {
                    let n = self.rng.of(&[1, 4, 8, 16, 100, -8, -1]);
                    self.emit(&format!("i32.const {n}"));
                    self.emit("i32.add");
                }
                if self.rng.one_in(4)
                    && let Some(local) = self.local(Ty::I32)
                {
                    self.emit(&format!("local.tee {local}"));
                }
            }
        }
        ""
    }

    /// Where the bits of NaNs may differ, replaces a NaN on top of the stack.
    fn quiet(&mut self, ty: Ty) {
        if let Ty::F32 | Ty::F64 = ty {
            self.emit(&format!("call $not_nan_{}", ty.name()));
        }
    }

    /// An operator that gives just one value of this type.
    fn operator_for(&mut self, ty: Ty) -> Option<&'static Op> {
        let groups = &self.setting.groups;
        let fits: Vec<&'static Op> = operators()
            .iter()
            .filter(|op| op.results == [ty] && groups.contains(&op.group))
            .collect();
        if fits.is_empty() {
            return None;
        }
        // Scalar operators are few among those of vectors.
        for _ in 0..3 {
            let op = self.rng.of(&fits);
            if op.group == Group::Basic || ty == Ty::V128 || self.rng.one_in(3) {
                return Some(op);
            }
        }
        Some(self.rng.of(&fits))
    }

    /// Code that pushes a value of a type.
    fn value(&mut self, ty: Ty, depth: usize) {
        if depth == 0 || self.size == 0 {
            return self.leaf(ty);
        }
        let d = depth - 1;
        match self.rng.below(24) {
            0..=3 => self.leaf(ty),
            4..=13 => match self.operator_for(ty) {
                Some(op) => self.operation(op, d),
                None => self.reference(ty, d),
            },
            14 => {
                self.value(ty, d);
                self.interlude(d);
                self.value(ty, d);
                self.interlude(d);
                self.condition(d);
                if matches!(ty, Ty::Func | Ty::Extern) {
                    self.emit(&format!("select (result {})", ty.name()));
                } else {
                    self.emit("select");
                }
            }
            15 | 16 => match self.local(ty) {
                Some(local) => {
                    self.value(ty, d);
                    self.emit(&format!("local.tee {local}"));
                    // The old value, the new one and both.
                    if self.rng.one_in(4)
                        && let Some(op) = arithmetic(ty)
                    {
                        self.emit(&format!("local.get {local}"));
                        self.emit(op);
                    }
                }
                None => self.leaf(ty),
            },
            17 => self.block(vec![], vec![ty], d),
            18 => {
                self.condition(d);
                self.emit(&format!("if (result {})", ty.name()));
                self.arms(vec![], vec![ty], d);
            }
            19 => self.call(Some(ty), d),
            20 if self.loops < 3 => self.value_loop(ty, d),
            20 => self.leaf(ty),
            21 => {
                // Kept while a local that it may be is set.
                self.value(ty, d);
                if let Some(local) = self.local(ty) {
                    self.value(ty, d);
                    self.emit(&format!("local.set {local}"));
                }
            }
            _ => {
                self.value(ty, d);
                self.statement(d);
            }
        }
    }

    fn reference(&mut self, ty: Ty, depth: usize) {
        let table = if ty == Ty::Func { "$funcs" } else { "$externs" };
        self.value(Ty::I32, depth);
        self.emit("i32.const 7");
        self.emit("i32.and");
        self.emit(&format!("table.get {table}"));
    }

    /// Code that pushes a condition.
    fn condition(&mut self, depth: usize) {
        let d = depth.saturating_sub(1);
        match self.rng.below(9) {
            0 => self.leaf(Ty::I32),
            1 => {
                self.value(Ty::I32, d);
                self.emit("i32.eqz");
            }
            2 => {
                self.value(Ty::I64, d);
                self.emit("i64.eqz");
            }
            3 => {
                self.value(Ty::I32, d);
                self.leaf(Ty::I32);
                self.emit("i32.and");
            }
            4 if self.setting.references => {
                let ty = self.rng.of(&[Ty::Func, Ty::Extern]);
                self.value(ty, d);
                self.emit("ref.is_null");
            }
            _ => {
                let (ty, names): (Ty, &[&str]) = match self.rng.below(4) {
                    0 => (Ty::F32, &["eq", "ne", "lt", "gt", "le", "ge"]),
                    1 => (Ty::F64, &["eq", "ne", "lt", "gt", "le", "ge"]),
                    n => (
                        if n == 2 { Ty::I32 } else { Ty::I64 },
                        &[
                            "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s",
                            "ge_u",
                        ],
                    ),
                };
                self.value(ty, d);
                self.interlude(d);
                self.value(ty, d);
                let op = self.rng.of(names);
                self.emit(&format!("{}.{op}", ty.name()));
                if self.rng.one_in(4) {
                    self.emit("i32.eqz");
                }
            }
        }
    }

    /// Pushes the arguments and calls, in one of the ways there are.
    fn call(&mut self, result: Option<Ty>, depth: usize) {
        let fits: Vec<usize> = (0..self.callees.len())
            .filter(|&f| match result {
                Some(ty) => self.callees[f].results == [ty],
                None => true,
            })
            .collect();
        if fits.is_empty() || depth == 0 {
            if let Some(ty) = result {
                self.leaf(ty);
            }
            return;
        }
        let callee = self.rng.of(&fits);
        let Signature { params, results } = self.callees[callee].clone();
        self.values(&params, depth - 1);
        match self.rng.below(5) {
            0 | 1 => {
                let slot = if self.rng.one_in(10) {
                    self.rng.below(20)
                } else {
                    callee
                };
                self.emit(&format!("i32.const {slot}"));
                self.emit(&format!("call_indirect $funcs (type $t{callee})"));
            }
            2 if self.setting.references => {
                // Through a reference that must be right.
                self.emit(&format!("i32.const {callee}"));
                self.emit("table.get $funcs");
                self.emit("local.set $r");
                self.emit("i32.const 15");
                self.emit("local.get $r");
                self.emit("table.set $funcs");
                self.emit("i32.const 15");
                self.emit(&format!("call_indirect $funcs (type $t{callee})"));
            }
            _ => self.emit(&format!("call $f{callee}")),
        }
        if result.is_none() {
            self.consume(&results);
        }
    }

    /// Takes values off the stack.
    fn consume(&mut self, values: &[Ty]) {
        for &ty in values.iter().rev() {
            match self.local(ty) {
                Some(local) if !self.rng.one_in(4) => self.emit(&format!("local.set {local}")),
                _ => self.emit("drop"),
            }
        }
    }

    fn values(&mut self, types: &[Ty], depth: usize) {
        for &ty in types {
            self.value(ty, depth);
        }
    }

    /// The rest of an `if`; its parameters are on the stack.
    fn arms(&mut self, params: Vec<Ty>, results: Vec<Ty>, depth: usize) {
        self.labels.push(Label {
            takes: results.clone(),
            is_loop: false,
        });
        let with_else = params != results || self.rng.one_in(2);
        for arm in 0..1 + usize::from(with_else) {
            if arm == 1 {
                self.emit("else");
            }
            self.statements(depth);
            if params != results || self.rng.one_in(2) {
                self.consume(&params);
                self.statements(depth);
                self.values(&results, depth);
            }
        }
        self.emit("end");
        self.labels.pop();
    }

    /// A block; its parameters are on the stack.
    fn block(&mut self, params: Vec<Ty>, results: Vec<Ty>, depth: usize) {
        let head = format!(
            "block {} {}",
            list("param", &params),
            list("result", &results)
        );
        self.emit(&head);
        self.labels.push(Label {
            takes: results.clone(),
            is_loop: false,
        });
        // Its parameters stay on the stack for a while, or are its first results.
        if !results.starts_with(&params) || self.rng.one_in(2) {
            self.statements(depth);
            self.consume(&params);
            self.statements(depth);
            self.values(&results, depth);
        } else {
            self.statements(depth);
            let rest = results[params.len()..].to_vec();
            self.values(&rest, depth);
        }
        if self.rng.one_in(3) {
            self.condition(depth);
            self.emit("br_if 0");
            self.statements(depth);
        }
        self.emit("end");
        self.labels.pop();
    }

    /// A new local that counts a loop, set to a small number.
    fn counter(&mut self) -> (usize, &'static str) {
        let ty = if self.rng.one_in(3) { Ty::I64 } else { Ty::I32 };
        self.locals.push(ty);
        let local = self.locals.len() - 1;
        self.counters.push(local);
        let n = 1 + self.rng.below(6);
        let t = ty.name();
        self.emit(&format!("{t}.const {n}"));
        self.emit(&format!("local.set {local}"));
        (local, t)
    }

    /// Takes from the global that ends the guest: by a call, or in place.
    fn spend(&mut self) {
        if self.rng.one_in(2) {
            self.emit("call $spend");
        } else {
            self.emit("global.get $budget");
            self.emit("i32.eqz");
            self.emit("if unreachable end");
            self.emit("(global.set $budget (i32.sub (global.get $budget) (i32.const 1)))");
        }
    }

    /// A loop that carries a value of a type, and perhaps others, from turn to turn.
    fn value_loop(&mut self, ty: Ty, depth: usize) {
        let (counter, c) = self.counter();
        let mut carried = vec![ty];
        if !self.setting.multi_value {
            // Without parameters the value goes through a local.
            self.counted_loop(depth);
            return self.value(ty, depth);
        }
        let more = self.tys(2);
        carried.extend(more);
        self.values(&carried, depth);
        let head = format!(
            "loop {} {}",
            list("param", &carried),
            list("result", &carried)
        );
        self.emit(&head);
        self.labels.push(Label {
            takes: carried.clone(),
            is_loop: true,
        });
        self.loops += 1;
        self.spend();
        self.statements(depth);
        if carried.len() == 1 {
            if let Some(op) = arithmetic(ty) {
                self.value(ty, depth);
                self.emit(op);
            }
        } else if self.rng.one_in(2) {
            // The same values, changed or in another place.
            self.consume(&carried);
            self.statements(depth.saturating_sub(1));
            self.values(&carried, depth.min(1));
        }
        self.count_down(counter, c);
        self.emit("br_if 0");
        self.statements(depth.saturating_sub(1));
        self.emit("end");
        self.loops -= 1;
        self.labels.pop();
        for _ in 1..carried.len() {
            self.emit("drop");
        }
    }

    /// Pushes whether a counter, made smaller, is above zero.
    fn count_down(&mut self, counter: usize, t: &str) {
        self.emit(&format!("local.get {counter}"));
        if self.rng.one_in(2) {
            self.emit(&format!("{t}.const 1"));
            self.emit(&format!("{t}.sub"));
        } else {
            self.emit(&format!("{t}.const -1"));
            self.emit(&format!("{t}.add"));
        }
        if self.rng.one_in(3) {
            self.emit(&format!("local.set {counter}"));
            self.emit(&format!("local.get {counter}"));
        } else {
            self.emit(&format!("local.tee {counter}"));
        }
        match self.rng.below(4) {
            0 if t == "i32" => {}
            1 => {
                self.emit(&format!("{t}.eqz"));
                self.emit("i32.eqz");
            }
            2 => {
                self.emit(&format!("{t}.const 0"));
                self.emit(&format!("{t}.gt_s"));
            }
            _ => {
                self.emit(&format!("{t}.const 0"));
                self.emit(&format!("{t}.ne"));
            }
        }
    }

    fn statements(&mut self, depth: usize) {
        if depth == 0 {
            return;
        }
        for _ in 0..self.rng.below(3) {
            if self.size > 0 {
                self.statement(depth - 1);
            }
        }
    }

    /// Code that leaves the stack as it is.
    fn statement(&mut self, depth: usize) {
        if self.size == 0 {
            return;
        }
        match self.rng.below(21) {
            0..=4 => {
                let ty = self.ty();
                if let Some(local) = self.local(ty) {
                    self.value(ty, depth);
                    self.emit(&format!("local.set {local}"));
                }
            }
            5 | 6 => {
                let groups = &self.setting.groups;
                let fits: Vec<&'static Op> = operators()
                    .iter()
                    .filter(|op| op.results.is_empty() && groups.contains(&op.group))
                    .collect();
                let op = self.rng.of(&fits);
                self.operation(op, depth);
            }
            7 => {
                let ty = self.ty();
                self.value(ty, depth);
                self.emit(&format!("global.set $g_{}", ty.name()));
            }
            8 if depth > 0 => {
                let (params, results) = self.block_types();
                self.values(&params, depth - 1);
                self.condition(depth);
                let head = format!("if {} {}", list("param", &params), list("result", &results));
                self.emit(&head);
                self.arms(params, results.clone(), depth - 1);
                self.consume(&results);
            }
            9 if depth > 0 => {
                let (params, results) = self.block_types();
                self.values(&params, depth - 1);
                self.block(params, results.clone(), depth - 1);
                self.consume(&results);
            }
            10..=12 if depth > 0 && self.loops < 3 => self.counted_loop(depth - 1),
            13 if depth > 0 => self.switch(depth - 1),
            14 => self.call(None, depth),
            15 => self.branch_if(depth),
            16 if self.rng.one_in(3) => self.bulk(),
            17 if depth > 0 && self.rng.one_in(3) => {
                // What follows a branch is dead.
                self.condition(depth - 1);
                self.emit("if");
                self.labels.push(Label {
                    takes: vec![],
                    is_loop: false,
                });
                self.statements(depth - 1);
                self.leave(depth - 1);
                if self.rng.one_in(2) {
                    self.statements(depth - 1);
                }
                self.emit("end");
                self.labels.pop();
            }
            18 if self.setting.references => self.tables(depth),
            19 if self.setting.groups.contains(&Group::Wide) => {
                let wide = operators().iter().filter(|op| op.group == Group::Wide);
                let fits: Vec<&'static Op> = wide.collect();
                let op = self.rng.of(&fits);
                self.operation(op, depth.min(2));
                self.consume(&[Ty::I64, Ty::I64]);
            }
            _ => {
                let ty = self.ty();
                self.value(ty, depth.min(2));
                self.emit("drop");
            }
        }
    }

    /// A loop that counts, tested at its end or at its beginning.
    fn counted_loop(&mut self, depth: usize) {
        let (counter, c) = self.counter();
        self.loops += 1;
        if self.rng.one_in(2) {
            self.emit("loop");
            self.labels.push(Label {
                takes: vec![],
                is_loop: true,
            });
            self.spend();
            self.pinnable();
            self.statements(depth + 1);
            self.count_down(counter, c);
            self.emit("br_if 0");
            self.emit("end");
            self.labels.pop();
        } else {
            self.emit("block");
            self.emit("loop");
            for is_loop in [false, true] {
                self.labels.push(Label {
                    takes: vec![],
                    is_loop,
                });
            }
            self.spend();
            self.count_down(counter, c);
            self.emit("i32.eqz");
            self.emit("br_if 1");
            self.statements(depth + 1);
            self.pinnable();
            self.emit("br 0");
            self.emit("end");
            self.emit("end");
            self.labels.truncate(self.labels.len() - 2);
        }
        self.loops -= 1;
    }

    /// A local that is set from itself, several times: a candidate for being pinned.
    fn pinnable(&mut self) {
        if !self.rng.one_in(2) {
            return;
        }
        let ty = self.rng.of(&[Ty::I32, Ty::I64, Ty::F64, Ty::F32, Ty::V128]);
        let Some(op) = arithmetic(ty).filter(|_| ty != Ty::V128 || self.setting.vectors) else {
            return;
        };
        let Some(local) = self.local(ty) else { return };
        for _ in 0..1 + self.rng.below(5) {
            self.emit(&format!("local.get {local}"));
            if self.rng.one_in(2) {
                self.leaf(ty);
            } else {
                self.value(ty, 2);
            }
            self.emit(op);
            self.emit(&format!("local.set {local}"));
        }
    }

    /// Labels that go forward, as depths.
    fn forward(&self, takes: &[Ty]) -> Vec<usize> {
        let n = self.labels.len();
        (0..n)
            .filter(|&depth| {
                let label = &self.labels[n - 1 - depth];
                !label.is_loop && label.takes == takes
            })
            .collect()
    }

    /// A conditional branch, with the values that its label takes.
    fn branch_if(&mut self, depth: usize) {
        let n = self.labels.len();
        let target = self.rng.below(n);
        let label = &self.labels[n - 1 - target];
        let (takes, back) = (label.takes.clone(), label.is_loop);
        if back && self.rng.one_in(2) {
            return;
        }
        self.values(&takes, depth.min(2));
        if back {
            // Going back takes from the budget, as each turn does.
            self.condition(1);
        } else {
            self.condition(depth.min(2));
        }
        self.emit(&format!("br_if {target}"));
        self.consume(&takes);
    }

    /// Leaves a block, a function, or everything.
    fn leave(&mut self, depth: usize) {
        let n = self.labels.len();
        let target = self.rng.below(n);
        let label = &self.labels[n - 1 - target];
        if label.is_loop || self.rng.one_in(12) {
            return self.emit("unreachable");
        }
        let takes = label.takes.clone();
        if self.setting.tail_calls && self.rng.one_in(2) && self.tail_call(depth) {
            return;
        }
        self.values(&takes, depth.min(2));
        if target == n - 1 {
            self.emit("return");
        } else {
            self.emit(&format!("br {target}"));
        }
    }

    /// A call in tail position, if some function returns what this one does.
    fn tail_call(&mut self, depth: usize) -> bool {
        let fits: Vec<usize> = (0..self.callees.len())
            .filter(|&f| self.callees[f].results == self.results)
            .collect();
        if fits.is_empty() {
            return false;
        }
        let callee = self.rng.of(&fits);
        let params = self.callees[callee].params.clone();
        self.values(&params, depth.min(2));
        if self.rng.one_in(2) {
            self.emit(&format!("i32.const {callee}"));
            self.emit(&format!("return_call_indirect $funcs (type $t{callee})"));
        } else {
            self.emit(&format!("return_call $f{callee}"));
        }
        true
    }

    /// Blocks around a `br_table` to them and to what encloses them.
    fn switch(&mut self, depth: usize) {
        let takes = match (self.rng.one_in(2), self.setting.multi_value) {
            (true, _) => vec![],
            (false, true) => self.tys(3),
            (false, false) => self.tys(1),
        };
        let n = 1 + self.rng.below(4);
        for _ in 0..n {
            self.emit(&format!("block {}", list("result", &takes)));
            self.labels.push(Label {
                takes: takes.clone(),
                is_loop: false,
            });
        }
        let ty = self.ty();
        if self.rng.one_in(2) {
            self.value(ty, depth);
        }
        self.values(&takes, depth);
        self.value(Ty::I32, depth);
        if self.rng.one_in(2) {
            self.emit("i32.const 7");
            self.emit("i32.and");
        }
        let forward = self.forward(&takes);
        let mut code = "br_table".to_owned();
        for _ in 0..1 + self.rng.below(7) {
            let _ = write!(code, " {}", self.rng.of(&forward));
        }
        self.emit(&code);
        for i in 0..n {
            self.emit("end");
            self.labels.pop();
            if i + 1 < n && self.rng.one_in(2) {
                self.consume(&takes);
                self.statements(depth);
                self.values(&takes, depth.min(1));
            } else {
                self.statements(depth);
            }
        }
        self.consume(&takes);
    }

    fn bulk(&mut self) {
        let small = |body: &mut Self, most: u32| {
            body.leaf(Ty::I32);
            body.emit(&format!("i32.const {most}"));
            body.emit("i32.and");
        };
        match self.rng.below(6) {
            0 => {
                small(self, 0xfff);
                self.leaf(Ty::I32);
                let n = self.rng.of(&[0, 1, 77]);
                self.emit(&format!("i32.const {n}"));
                self.emit("memory.fill");
            }
            1 => {
                small(self, 0x7f);
                small(self, 0xff);
                small(self, 0x3f);
                self.emit("memory.copy");
            }
            2 => {
                let n = self.rng.of(&[0, 1, 9, -1]);
                self.emit(&format!("i32.const {n}"));
                self.emit("memory.grow");
                self.consume(&[Ty::I32]);
            }
            3 => {
                small(self, 0xff);
                small(self, 0xf);
                small(self, 0x7);
                self.emit("memory.init $data");
            }
            4 if self.rng.one_in(4) => self.emit("data.drop $data"),
            _ => {
                self.emit("memory.size");
                self.consume(&[Ty::I32]);
            }
        }
    }

    fn tables(&mut self, depth: usize) {
        let (ty, table) = self
            .rng
            .of(&[(Ty::Func, "$funcs"), (Ty::Extern, "$externs")]);
        match self.rng.below(5) {
            0 | 1 => {
                // The elements from 16 on are not called.
                let at = self.rng.below(12) + if ty == Ty::Func { 16 } else { 0 };
                self.emit(&format!("i32.const {at}"));
                self.value(ty, depth.min(2));
                self.emit(&format!("table.set {table}"));
            }
            2 => {
                self.value(ty, depth.min(2));
                let n = self.rng.of(&[0, 1, 3, 100]);
                self.emit(&format!("i32.const {n}"));
                self.emit(&format!("table.grow {table}"));
                self.consume(&[Ty::I32]);
            }
            3 => {
                self.emit("i32.const 17");
                self.value(ty, 1);
                self.emit("i32.const 2");
                self.emit(&format!("table.fill {table}"));
            }
            _ => {
                self.emit(&format!("table.size {table}"));
                self.consume(&[Ty::I32]);
            }
        }
    }
}

/// The addition, or something like it, of a type.
fn arithmetic(ty: Ty) -> Option<&'static str> {
    Some(match ty {
        Ty::I32 => "i32.add",
        Ty::I64 => "i64.sub",
        Ty::F32 => "f32.add",
        Ty::F64 => "f64.mul",
        Ty::V128 => "i16x8.add",
        Ty::Func | Ty::Extern => return None,
    })
}

impl Setting {
    fn new(rng: &mut Rng) -> Self {
        let ours = Features::default();
        let own = rng.one_in(4);
        let vectors = ours.contains(Feature::Simd) && rng.one_in(2);
        let mut groups = vec![Group::Basic];
        if vectors {
            groups.push(Group::Vector);
        }
        // Peers make other choices.
        if vectors && own && ours.contains(Feature::RelaxedSimd) {
            groups.push(Group::Relaxed);
        }
        if ours.contains(Feature::Threads) && rng.one_in(4) {
            groups.push(Group::Threads);
        }
        if own && ours.contains(Feature::WideArithmetic) && rng.one_in(3) {
            groups.push(Group::Wide);
        }
        // V8 cannot pass vectors to a host function.
        let types: &[Ty] = if vectors && own {
            &[Ty::I32, Ty::I64, Ty::F32, Ty::F64, Ty::V128]
        } else {
            &[Ty::I32, Ty::I64, Ty::F32, Ty::F64]
        };
        let imports = (0..rng.below(3))
            .map(|_| Signature {
                params: (0..rng.below(4)).map(|_| rng.of(types)).collect(),
                results: (0..rng.below(3)).map(|_| rng.of(types)).collect(),
            })
            .collect();
        Self {
            audience: if own { Audience::Own } else { Audience::All },
            groups,
            vectors,
            references: rng.one_in(2),
            second_memory: rng.one_in(5).then(|| rng.one_in(2)),
            tail_calls: rng.one_in(2),
            imports,
            multi_value: !rng.one_in(4),
        }
    }

    /// Everything in front of the functions.
    fn prelude(&self) -> String {
        let mut text = String::new();
        for (i, Signature { params, results }) in self.imports.iter().enumerate() {
            let (p, r) = (list("param", params), list("result", results));
            let _ = write!(
                text,
                "(type $t{i} (func {p} {r}))\n(import \"env\" \"h{i}\" (func $f{i} (type $t{i})))\n"
            );
        }
        text.push_str(
            r#"
(memory (export "memory") 1 3)
(data (i32.const 16) "\01\02\03\04\ff\fe\80\7f\00\00\c0\7f\00\00\00\80\ff\ff\ff\ff\ff\ff\ff\7f")
(data $data "sixteen bytes!!!")
(global $g_i32 (export "g0") (mut i32) (i32.const -5))
(global $g_i64 (export "g1") (mut i64) (i64.const 77))
(global $g_f32 (export "g2") (mut f32) (f32.const 0.5))
(global $g_f64 (export "g3") (mut f64) (f64.const -3))
(global $g_funcref (export "g4") (mut funcref) (ref.null func))
(global $g_externref (export "g5") (mut externref) (ref.null extern))
(global $budget (export "budget") (mut i32) (i32.const 0))
(table $externs (export "externs") 24 40 externref)
(func $spend
  (if (i32.eqz (global.get $budget)) (then unreachable))
  (global.set $budget (i32.sub (global.get $budget) (i32.const 1))))
(func $not_nan_f32 (param f32) (result f32)
  (select (local.get 0) (f32.const 0) (f32.eq (local.get 0) (local.get 0))))
(func $not_nan_f64 (param f64) (result f64)
  (select (local.get 0) (f64.const 0) (f64.eq (local.get 0) (local.get 0))))
"#,
        );
        if self.vectors {
            text.push_str("(global $g_v128 (export \"g6\") (mut v128) (v128.const i64x2 5 -5))\n");
        }
        match self.second_memory {
            Some(true) => text.push_str("(memory $second (export \"second\") i64 1 2)\n"),
            Some(false) => text.push_str("(memory $second (export \"second\") 1 2)\n"),
            None => {}
        }
        text
    }
}

/// Which programs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// A few functions with everything in them.
    Program,
    /// Many small ones, each about one operator.
    Operators,
}

/// A module of a style.
fn module(rng: &mut Rng, style: Style) -> (String, Setting) {
    let setting = Setting::new(rng);
    let mut text = setting.prelude();
    let imports = setting.imports.len();
    let mut funcs: Vec<Signature> = setting.imports.clone();
    let (count, size) = match style {
        Style::Program => (2 + rng.below(4), rng.of(&[12, 40, 150, 400])),
        Style::Operators => (6 + rng.below(8), 30),
    };
    let available: Vec<&'static Op> = operators()
        .iter()
        .filter(|op| setting.groups.contains(&op.group))
        .collect();
    for f in imports..imports + count {
        let op = rng.of(&available);
        let mut body = Body {
            rng,
            setting: &setting,
            out: String::new(),
            locals: Vec::new(),
            counters: Vec::new(),
            labels: Vec::new(),
            callees: &funcs,
            results: Vec::new(),
            size,
            loops: 0,
        };
        let (params, results) = match style {
            Style::Program => {
                let results = if body.rng.one_in(2) {
                    vec![body.ty()]
                } else {
                    body.tys(if setting.multi_value { 3 } else { 1 })
                };
                (body.tys(4), results)
            }
            Style::Operators => {
                let mut params = op.params.clone();
                params.push(Ty::I32);
                (params, op.results.clone())
            }
        };
        body.results.clone_from(&results);
        body.locals.clone_from(&params);
        let own = body.tys(6);
        body.locals.extend(own);
        body.labels.push(Label {
            takes: results.clone(),
            is_loop: false,
        });
        body.spend();
        match style {
            Style::Program => {
                let depth = 2 + body.rng.below(4);
                for _ in 0..1 + body.rng.below(5) {
                    body.statement(depth);
                }
                if setting.tail_calls && body.rng.one_in(5) && body.tail_call(depth) {
                    // What follows is dead, and valid all the same.
                } else {
                    body.values(&results, depth);
                }
            }
            Style::Operators => body.about(op, &params),
        }
        // The other locals show in globals.
        for local in 0..body.locals.len() {
            let ty = body.locals[local];
            if matches!(ty, Ty::I32 | Ty::I64) {
                let t = ty.name();
                body.emit(&format!(
                    "(global.set $g_{t} ({t}.xor (global.get $g_{t}) (local.get {local})))"
                ));
            }
        }
        let locals = list("local", &body.locals[params.len()..]);
        let (p, r) = (list("param", &params), list("result", &results));
        // Two that the quieting of vectors and calls through references need.
        let extra = format!(
            "{} (local $r funcref)",
            if setting.vectors {
                "(local $v v128)"
            } else {
                ""
            }
        );
        let body = body.out;
        let _ = write!(
            text,
            "(type $t{f} (func {p} {r}))\n(func $f{f} (export \"f{f}\") (type $t{f}) {locals} {extra}\n{body})\n"
        );
        funcs.push(Signature { params, results });
    }
    let names: Vec<String> = (0..funcs.len()).map(|f| format!("$f{f}")).collect();
    let _ = write!(
        text,
        "(table $funcs (export \"funcs\") 32 40 funcref)\n(elem (table $funcs) (i32.const 0) func {})\n",
        names.join(" ")
    );
    (text, setting)
}

impl Body<'_> {
    /// A function about one operator: its operands of every kind, its result wanted in
    /// every way, in a loop or not.
    fn about(&mut self, op: &Op, params: &[Ty]) {
        let turns = self.rng.below(3);
        let counter = (turns > 0).then(|| {
            let counter = self.counter();
            self.emit("loop");
            self.labels.push(Label {
                takes: vec![],
                is_loop: true,
            });
            self.spend();
            self.pinnable();
            counter
        });
        for round in 0..1 + self.rng.below(3) {
            // The parameters themselves first, so that edges reach the operator.
            let plain = round == 0 && self.rng.one_in(2);
            let address = matches!(op.immediate, Immediate::Memory | Immediate::MemoryLane(_));
            if plain && !address {
                let peers = self.setting.audience == Audience::All;
                for (i, &ty) in params[..op.params.len()].iter().enumerate() {
                    if self.rng.one_in(3) {
                        self.constant(ty);
                    } else {
                        self.emit(&format!("local.get {i}"));
                    }
                    if peers && shows_bits(&op.name) {
                        self.quiet(ty);
                    }
                }
                let lane = self.rng.below(32);
                let immediate = op.immediate.text(0, lane);
                self.emit(&format!("{} {immediate}", op.name));
                if peers && makes_nans(&op.name) {
                    let shape = if op.name.starts_with("f32") {
                        "f32x4.eq"
                    } else {
                        "f64x2.eq"
                    };
                    self.emit(&format!(
                        "local.tee $v local.get $v local.get $v {shape} v128.and"
                    ));
                }
            } else {
                let depth = self.rng.below(3);
                self.operation(op, depth);
            }
            for &ty in op.results.iter().rev() {
                self.wanted(ty);
            }
        }
        if let Some((counter, t)) = counter {
            self.count_down(counter, t);
            self.emit("br_if 0");
            self.emit("end");
            self.labels.pop();
        }
        let results = op.results.clone();
        let depth = self.rng.below(2);
        if results == [*op.results.first().unwrap_or(&Ty::I32)] && self.rng.one_in(2) {
            self.operation(op, depth);
        } else {
            self.values(&results, depth);
        }
    }

    /// Uses a value on the stack.
    fn wanted(&mut self, ty: Ty) {
        let t = ty.name();
        match self.rng.below(6) {
            0 => self.emit(&format!("global.set $g_{t}")),
            1 | 2 => match self.local(ty) {
                Some(local) => self.emit(&format!("local.set {local}")),
                None => self.emit(&format!("global.set $g_{t}")),
            },
            3 if ty == Ty::I32 => {
                self.emit("if");
                self.emit("i32.const 99");
                self.emit("global.set $g_i32");
                self.emit("end");
            }
            4 => {
                if let Some(op) = arithmetic(ty) {
                    self.leaf(ty);
                    self.emit(op);
                }
                self.emit(&format!("global.set $g_{t}"));
            }
            5 => {
                // An operator that takes the result.
                let groups = &self.setting.groups;
                let fits: Vec<&'static Op> = operators()
                    .iter()
                    .filter(|op| {
                        op.params == [ty]
                            && op.results.len() == 1
                            && op.immediate == Immediate::None
                            && groups.contains(&op.group)
                    })
                    .collect();
                if fits.is_empty() {
                    return self.emit("drop");
                }
                let op = self.rng.of(&fits);
                let peers = self.setting.audience == Audience::All;
                if peers && shows_bits(&op.name) {
                    self.quiet(ty);
                }
                self.emit(&op.name);
                if peers && makes_nans(&op.name) {
                    self.emit("drop");
                } else {
                    self.emit(&format!("global.set $g_{}", op.results[0].name()));
                }
            }
            _ => self.emit("drop"),
        }
    }
}

/// The case of a seed.
///
/// # Panics
///
/// If the text that was made is no valid module, which is a mistake of this generator.
pub(crate) fn program(seed: u64, style: Style) -> Case {
    let mut rng = Rng::new(seed);
    let (text, setting) = module(&mut rng, style);
    let name = match style {
        Style::Program => "program",
        Style::Operators => "operators",
    };
    let origin = format!("{name}:{seed}");
    let wasm = wat::parse_str(&text).unwrap_or_else(|error| panic!("{origin}: {error}\n{text}"));
    let rounds = match style {
        Style::Program => 4,
        Style::Operators => 3,
    };
    Case::plan(origin, wasm, setting.audience, &mut rng, rounds)
        .expect("what wat writes can be read")
        .refilled("budget", FUEL)
}
