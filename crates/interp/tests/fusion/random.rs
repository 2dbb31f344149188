//! Random programs, from fixed seeds.
//!
//! They are valid by construction and end: loops count down a local of their own,
//! every call and every iteration takes from a global budget, and functions call
//! only those before them. Statements stand between operands, so that values wait
//! on the stack while locals change, branches part and calls are made.

use crate::harness::{F32, F64, I32, I64, Outcome, Pair, Rng, Ty};
use crate::ops::{LOADS, STORES, UNARIES, arithmetic, comparisons};
use std::fmt::Write;

/// The signature of a function.
#[derive(Clone)]
struct Signature {
    params: Vec<Ty>,
    results: Vec<Ty>,
}

fn types(keyword: &str, types: &[Ty]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
    format!("({keyword} {})", names.join(" "))
}

/// A label in scope.
struct Label {
    /// What a branch to it takes.
    takes: Vec<Ty>,
    /// Branching to it goes back.
    is_loop: bool,
}

/// Writes one function.
struct Gen<'a> {
    rng: &'a mut Rng,
    out: String,
    locals: Vec<Ty>,
    /// Locals that only loops change.
    counters: Vec<(usize, bool)>,
    labels: Vec<Label>,
    /// Functions that may be called.
    callees: &'a [Signature],
    /// Bits of NaNs may be looked at: they are canonical.
    canonical: bool,
    /// Instructions that may still be written.
    size: usize,
    loops: usize,
    /// Exceptions are thrown and caught.
    exceptions: bool,
    /// The legacy clauses that this code is in, as positions of their labels.
    clauses: Vec<usize>,
}

/// The payloads of the tags.
const TAGS: [&[Ty]; 4] = [&[], &[I32], &[F64, I64], &[I32, F32, I32]];

impl Gen<'_> {
    fn emit(&mut self, code: &str) {
        self.out.push_str(code);
        self.out.push('\n');
        self.size = self.size.saturating_sub(1);
    }

    fn ty(&mut self) -> Ty {
        self.rng.of(&[I32, I32, I32, I64, I64, F32, F64, F64])
    }

    fn tys(&mut self, most: usize) -> Vec<Ty> {
        (0..self.rng.below(most + 1)).map(|_| self.ty()).collect()
    }

    /// A local of a type that may be set.
    fn local(&mut self, ty: Ty) -> Option<usize> {
        let fits: Vec<usize> = (0..self.locals.len())
            .filter(|&i| self.locals[i] == ty && !self.counters.iter().any(|c| c.0 == i))
            .collect();
        (!fits.is_empty()).then(|| self.rng.of(&fits))
    }

    fn constant(&mut self, ty: Ty) {
        let bits = match self.rng.below(4) {
            0 => self.rng.of(&ty.edges()),
            1 => self.rng.next(),
            _ => match ty {
                I32 | I64 => (self.rng.below(40) as u64).wrapping_sub(8),
                F32 => u64::from((self.rng.below(40) as f32 - 8.0).to_bits()),
                F64 => (self.rng.below(40) as f64 / 4.0).to_bits(),
            },
        };
        let code = ty.constant(bits);
        self.emit(&code);
    }

    /// Statements between operands, sometimes.
    fn interlude(&mut self, depth: usize) {
        if depth > 0 && self.rng.one_in(6) {
            self.statement(depth - 1);
        }
    }

    /// Code that pushes a value of a type.
    fn value(&mut self, ty: Ty, depth: usize) {
        if depth == 0 || self.size == 0 {
            return self.leaf(ty);
        }
        let d = depth - 1;
        match self.rng.below(22) {
            0..=3 => self.leaf(ty),
            4..=8 => {
                let op = self.rng.of(arithmetic(ty));
                if op == "copysign" && !self.canonical {
                    return self.leaf(ty);
                }
                self.value(ty, d);
                self.interlude(d);
                self.value(ty, d);
                self.emit(&format!("{}.{op}", ty.name()));
            }
            9 | 10 if ty == I32 => self.condition(d),
            9..=11 => {
                let fits: Vec<_> = UNARIES
                    .iter()
                    .filter(|op| op.2 == ty)
                    .filter(|op| self.canonical || !op.0.contains(".reinterpret_f"))
                    .collect();
                let op = self.rng.of(&fits);
                self.value(op.1, d);
                self.emit(op.0);
            }
            12 | 13 => {
                let fits: Vec<_> = LOADS.iter().filter(|op| op.1 == ty).collect();
                let op = self.rng.of(&fits);
                self.access(op.0, None, d);
            }
            14 => {
                self.value(ty, d);
                self.interlude(d);
                self.value(ty, d);
                self.interlude(d);
                self.value(I32, d);
                self.emit("select");
            }
            15 => match self.local(ty) {
                Some(local) => {
                    self.value(ty, d);
                    self.emit(&format!("local.tee {local}"));
                }
                None => self.leaf(ty),
            },
            16 => {
                self.emit(&format!("global.get $g_{}", ty.name()));
            }
            17 => self.block(vec![], vec![ty], d),
            18 => {
                self.value(I32, d);
                self.emit(&format!("if (result {})", ty.name()));
                self.arms(vec![ty], d);
            }
            19 => self.call(Some(ty), d),
            20 if self.loops < 3 => self.value_loop(ty, d),
            20 => self.leaf(ty),
            _ => {
                self.value(ty, d);
                self.statement(d);
            }
        }
    }

    fn leaf(&mut self, ty: Ty) {
        if self.rng.one_in(3) {
            return self.constant(ty);
        }
        let fits: Vec<usize> = (0..self.locals.len())
            .filter(|&i| self.locals[i] == ty)
            .collect();
        if fits.is_empty() {
            self.constant(ty);
        } else {
            let local = self.rng.of(&fits);
            self.emit(&format!("local.get {local}"));
        }
    }

    /// Code that pushes a condition.
    fn condition(&mut self, depth: usize) {
        match self.rng.below(8) {
            0 => self.leaf(I32),
            1 => {
                self.value(I32, depth.saturating_sub(1));
                self.emit("i32.eqz");
            }
            2 => {
                self.value(I64, depth.saturating_sub(1));
                self.emit("i64.eqz");
            }
            3 => {
                self.value(I32, depth.saturating_sub(1));
                self.leaf(I32);
                self.emit("i32.and");
            }
            _ => {
                let ty = self.ty();
                self.value(ty, depth.saturating_sub(1));
                self.value(ty, depth.saturating_sub(1));
                let op = self.rng.of(comparisons(ty));
                self.emit(&format!("{}.{op}", ty.name()));
                if self.rng.one_in(4) {
                    self.emit("i32.eqz");
                }
            }
        }
    }

    /// A load or a store, most often inside the memory.
    fn access(&mut self, op: &str, value: Option<Ty>, depth: usize) {
        match self.rng.below(6) {
            0 => {
                let at = self.rng.below(65_530);
                self.emit(&format!("i32.const {at}"));
            }
            1 if self.rng.one_in(8) => self.value(I32, depth),
            _ => {
                self.value(I32, depth);
                self.emit("i32.const 0x7fff");
                self.emit("i32.and");
                if self.rng.one_in(2) {
                    let n = self.rng.below(100);
                    self.emit(&format!("i32.const {n}"));
                    self.emit("i32.add");
                }
                if self.rng.one_in(4)
                    && let Some(local) = self.local(I32)
                {
                    self.emit(&format!("local.tee {local}"));
                }
            }
        }
        let offset = match self.rng.below(3) {
            0 => self.rng.below(5000),
            1 => self.rng.below(16),
            _ => 0,
        };
        if let Some(ty) = value {
            self.value(ty, depth);
            self.quiet(ty);
        }
        self.emit(&format!("{op} offset={offset}"));
    }

    /// Where the bits of NaNs may differ, replaces a NaN on top of the stack.
    fn quiet(&mut self, ty: Ty) {
        if self.canonical || matches!(ty, I32 | I64) {
            return;
        }
        let t = ty.name();
        self.emit(&format!("call $not_nan_{t}"));
    }

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
        for &ty in &params {
            self.value(ty, depth - 1);
        }
        if self.rng.one_in(3) {
            self.emit(&format!("i32.const {callee}"));
            self.emit(&format!("call_indirect (type $t{callee})"));
        } else {
            self.emit(&format!("call $f{callee}"));
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

    /// The rest of an `if`.
    fn arms(&mut self, results: Vec<Ty>, depth: usize) {
        self.labels.push(Label {
            takes: results.clone(),
            is_loop: false,
        });
        self.statements(depth);
        self.values(&results, depth);
        if !results.is_empty() || self.rng.one_in(2) {
            self.emit("else");
            self.statements(depth);
            self.values(&results, depth);
        }
        self.emit("end");
        self.labels.pop();
    }

    /// A block; its parameters are on the stack.
    fn block(&mut self, params: Vec<Ty>, results: Vec<Ty>, depth: usize) {
        let head = format!(
            "block {} {}",
            types("param", &params),
            types("result", &results)
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
        let wide = self.rng.one_in(3);
        let ty = if wide { I64 } else { I32 };
        self.locals.push(ty);
        let local = self.locals.len() - 1;
        self.counters.push((local, wide));
        let n = 1 + self.rng.below(6);
        let t = ty.name();
        self.emit(&format!("{t}.const {n}"));
        self.emit(&format!("local.set {local}"));
        (local, t)
    }

    fn spend(&mut self) {
        self.emit("call $spend");
    }

    /// A loop that carries a value of a type from turn to turn.
    fn value_loop(&mut self, ty: Ty, depth: usize) {
        let (counter, c) = self.counter();
        let t = ty.name();
        self.value(ty, depth);
        self.emit(&format!("loop (param {t}) (result {t})"));
        self.labels.push(Label {
            takes: vec![ty],
            is_loop: true,
        });
        self.loops += 1;
        self.spend();
        self.statements(depth);
        self.value(ty, depth);
        let op = self.rng.of(&["add", "sub", "mul"]);
        self.emit(&format!("{t}.{op}"));
        self.count_down(counter, c);
        self.emit("br_if 0");
        self.statements(depth.saturating_sub(1));
        self.emit("end");
        self.loops -= 1;
        self.labels.pop();
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
        match self.rng.below(3) {
            0 => {
                self.emit(&format!("local.set {counter}"));
                self.emit(&format!("local.get {counter}"));
            }
            _ => self.emit(&format!("local.tee {counter}")),
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

    fn enter(&mut self, takes: &[Ty]) {
        self.labels.push(Label {
            takes: takes.to_vec(),
            is_loop: false,
        });
    }

    fn end(&mut self) {
        self.emit("end");
        self.labels.pop();
    }

    /// Code that throws or catches, and leaves the stack as it is.
    fn exception(&mut self, depth: usize) {
        let tag = self.rng.below(TAGS.len());
        let payload = TAGS[tag];
        match self.rng.below(8) {
            0 | 1 => {
                self.condition(depth.min(2));
                self.emit("if");
                self.enter(&[]);
                self.values(payload, depth.min(2));
                self.emit(&format!("throw $e{tag}"));
                self.end();
            }
            // To a block of its own, and perhaps to others that take the same.
            2 | 3 => {
                self.emit(&format!("block {}", types("result", payload)));
                self.enter(payload);
                let mut clauses = String::new();
                for _ in 0..self.rng.below(3) {
                    let tag = self.rng.below(TAGS.len());
                    let forward = self.forward(TAGS[tag]);
                    if !forward.is_empty() {
                        let _ = write!(clauses, " (catch $e{tag} {})", self.rng.of(&forward));
                    }
                }
                let _ = write!(clauses, " (catch $e{tag} 0)");
                let results = self.tys(2);
                let head = types("result", &results);
                self.emit(&format!("try_table {head} {clauses}"));
                self.enter(&results);
                self.statements(depth);
                self.values(&results, depth.min(2));
                self.end();
                self.consume(&results);
                self.values(payload, depth.min(2));
                self.end();
                self.consume(payload);
            }
            // By reference, which is thrown again or dropped.
            4 => {
                self.emit("block");
                self.enter(&[]);
                let names = types("result", payload).replace(')', " exnref)");
                let names = if names.is_empty() {
                    "(result exnref)".to_owned()
                } else {
                    names
                };
                self.emit(&format!("block {names}"));
                // Nothing else branches to it.
                self.labels.push(Label {
                    takes: vec![],
                    is_loop: true,
                });
                self.emit(&format!("try_table (catch_ref $e{tag} 0) (catch_all 1)"));
                self.enter(&[]);
                self.statements(depth);
                self.end();
                self.emit("br 1");
                self.end();
                if self.rng.one_in(2) {
                    self.emit("throw_ref");
                } else {
                    self.emit("drop");
                    self.consume(payload);
                }
                self.end();
            }
            5 => {
                let head = self.rng.below(self.labels.len());
                self.emit("try");
                self.enter(&[]);
                self.statements(depth);
                self.emit(&format!("delegate {head}"));
                self.labels.pop();
            }
            _ => {
                let (params, results) = (self.tys(2), self.tys(2));
                self.values(&params, depth.min(2));
                let (p, r) = (types("param", &params), types("result", &results));
                self.emit(&format!("try {p} {r}"));
                self.enter(&results);
                self.statements(depth);
                self.consume(&params);
                self.statements(depth);
                self.values(&results, depth.min(2));
                self.clauses.push(self.labels.len() - 1);
                for _ in 0..self.rng.below(3) {
                    let tag = self.rng.below(TAGS.len());
                    self.emit(&format!("catch $e{tag}"));
                    self.consume(TAGS[tag]);
                    self.clause(&results, depth);
                }
                if self.rng.one_in(2) {
                    self.emit("catch_all");
                    self.clause(&results, depth);
                }
                self.clauses.pop();
                self.end();
                self.consume(&results);
            }
        }
    }

    /// The code of a legacy clause.
    fn clause(&mut self, results: &[Ty], depth: usize) {
        self.statements(depth);
        if self.rng.one_in(2) {
            let clause = self.rng.of(&self.clauses.clone());
            self.condition(depth.min(2));
            self.emit("if");
            self.enter(&[]);
            self.emit(&format!("rethrow {}", self.labels.len() - 1 - clause));
            self.end();
            self.statements(depth);
        }
        self.values(results, depth.min(2));
    }

    /// Code that leaves the stack as it is.
    fn statement(&mut self, depth: usize) {
        if self.exceptions && depth > 0 && self.rng.one_in(4) {
            return self.exception(depth - 1);
        }
        match self.rng.below(18) {
            0..=4 => {
                let ty = self.ty();
                if let Some(local) = self.local(ty) {
                    self.value(ty, depth);
                    self.emit(&format!("local.set {local}"));
                }
            }
            5 | 6 => {
                let (op, ty) = self.rng.of(STORES);
                self.access(op, Some(ty), depth);
            }
            7 => {
                let ty = self.ty();
                self.value(ty, depth);
                self.emit(&format!("global.set $g_{}", ty.name()));
            }
            8 if depth > 0 => {
                self.condition(depth);
                self.emit("if");
                self.arms(vec![], depth - 1);
            }
            9 if depth > 0 => {
                let (params, results) = (self.tys(3), self.tys(3));
                self.values(&params, depth - 1);
                self.block(params, results.clone(), depth - 1);
                self.consume(&results);
            }
            10 | 11 if depth > 0 && self.loops < 3 => self.counted_loop(depth - 1),
            12 if depth > 0 => self.switch(depth - 1),
            13 => self.call(None, depth),
            14 => self.branch_if(depth),
            15 if self.rng.one_in(4) => self.bulk(),
            16 if depth > 0 && self.rng.one_in(3) => {
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
            self.emit("br 0");
            self.emit("end");
            self.emit("end");
            self.labels.truncate(self.labels.len() - 2);
        }
        self.loops -= 1;
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
        // Going back needs the loop's own count.
        if label.is_loop {
            return;
        }
        let takes = label.takes.clone();
        self.values(&takes, depth.min(2));
        self.condition(depth.min(2));
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
        self.values(&takes, depth.min(2));
        if target == n - 1 {
            self.emit("return");
        } else {
            self.emit(&format!("br {target}"));
        }
    }

    /// Blocks around a `br_table` to them and to what encloses them.
    fn switch(&mut self, depth: usize) {
        let takes = if self.rng.one_in(2) {
            vec![]
        } else {
            self.tys(2)
        };
        let n = 1 + self.rng.below(4);
        for _ in 0..n {
            self.emit(&format!("block {}", types("result", &takes)));
            self.labels.push(Label {
                takes: takes.clone(),
                is_loop: false,
            });
        }
        let ty = self.ty();
        let junk = self.rng.one_in(2);
        if junk {
            self.value(ty, depth);
        }
        self.values(&takes, depth);
        self.value(I32, depth);
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
        for _ in 0..n {
            self.emit("end");
            self.labels.pop();
            self.statements(depth);
        }
        self.consume(&takes);
    }

    fn bulk(&mut self) {
        match self.rng.below(4) {
            0 => {
                self.leaf(I32);
                self.emit("i32.const 0xfff");
                self.emit("i32.and");
                self.leaf(I32);
                self.emit("i32.const 77");
                self.emit("memory.fill");
            }
            1 => {
                self.emit("i32.const 100");
                self.leaf(I32);
                self.emit("i32.const 0xfff");
                self.emit("i32.and");
                self.emit("i32.const 33");
                self.emit("memory.copy");
            }
            2 => {
                self.emit("i32.const 0");
                self.emit("memory.grow");
                self.consume(&[I32]);
            }
            _ => {
                self.emit("memory.size");
                self.consume(&[I32]);
            }
        }
    }
}

const PRELUDE: &str = r#"
(memory (export "memory") 1 2)
(global $g_i32 (export "g0") (mut i32) (i32.const -5))
(global $g_i64 (export "g1") (mut i64) (i64.const 77))
(global $g_f32 (export "g2") (mut f32) (f32.const 0.5))
(global $g_f64 (export "g3") (mut f64) (f64.const -3))
(global $budget (export "budget") (mut i32) (i32.const 0))
(func $spend
  (global.set $budget (i32.sub (global.get $budget) (i32.const 1)))
  (if (i32.lt_s (global.get $budget) (i32.const 0)) (then unreachable)))
(func $not_nan_f32 (param f32) (result f32)
  (select (local.get 0) (f32.const 0) (f32.eq (local.get 0) (local.get 0))))
(func $not_nan_f64 (param f64) (result f64)
  (select (local.get 0) (f64.const 0) (f64.eq (local.get 0) (local.get 0))))
"#;

/// A module of a few functions, all exported.
fn program(
    rng: &mut Rng,
    canonical: bool,
    exceptions: bool,
    size: usize,
) -> (String, Vec<Signature>) {
    let mut text = PRELUDE.to_owned();
    if exceptions {
        for (i, payload) in TAGS.iter().enumerate() {
            let _ = writeln!(text, "(tag $e{i} {})", types("param", payload));
        }
    }
    let mut funcs: Vec<Signature> = Vec::new();
    let count = 2 + rng.below(4);
    for f in 0..count {
        let mut out = Gen {
            rng,
            out: String::new(),
            locals: Vec::new(),
            counters: Vec::new(),
            labels: Vec::new(),
            callees: &funcs,
            canonical,
            size,
            loops: 0,
            exceptions,
            clauses: Vec::new(),
        };
        let params = out.tys(4);
        let results = if out.rng.one_in(2) {
            vec![out.ty()]
        } else {
            out.tys(3)
        };
        out.locals = params.clone();
        let own = out.tys(6);
        out.locals.extend(own);
        out.labels.push(Label {
            takes: results.clone(),
            is_loop: false,
        });
        out.spend();
        let depth = 2 + out.rng.below(4);
        for _ in 0..1 + out.rng.below(5) {
            out.statement(depth);
        }
        out.values(&results, depth);
        // The other locals show in globals.
        for local in 0..out.locals.len() {
            let ty = out.locals[local];
            if matches!(ty, I32 | I64) {
                let t = ty.name();
                out.emit(&format!(
                    "(global.set $g_{t} ({t}.xor (global.get $g_{t}) (local.get {local})))"
                ));
            }
        }
        let locals = types("local", &out.locals[params.len()..]);
        let (p, r) = (types("param", &params), types("result", &results));
        let body = out.out;
        let _ = write!(
            text,
            "(type $t{f} (func {p} {r}))\n(func $f{f} (export \"f{f}\") (type $t{f}) {locals}\n{body})\n"
        );
        funcs.push(Signature { params, results });
    }
    let names: Vec<String> = (0..count).map(|f| format!("$f{f}")).collect();
    let _ = writeln!(text, "(table funcref (elem {}))", names.join(" "));
    text.push_str("(func (export \"refill\") (global.set $budget (i32.const 300)))\n");
    (text, funcs)
}

/// Runs programs of these seeds; gives the number of calls that returned, trapped, and
/// threw.
fn run(seeds: std::ops::Range<u64>, canonical: bool, exceptions: bool) -> [usize; 3] {
    let (mut returned, mut trapped, mut threw) = (0, 0, 0);
    for seed in seeds {
        let mut rng = Rng::new(seed);
        let size = [12, 40, 150, 400][seed as usize % 4];
        let (text, funcs) = program(&mut rng, canonical, exceptions, size);
        let mut pair = Pair::new(text, canonical);
        assert_eq!(pair.len(), funcs.len() + 1);
        for (f, signature) in funcs.iter().enumerate() {
            for _ in 0..4 {
                pair.call(funcs.len(), &[]).unwrap();
                let mut args = Vec::new();
                for ty in &signature.params {
                    let bits = match rng.below(3) {
                        0 => rng.next(),
                        _ => rng.of(&ty.edges()),
                    };
                    args.push(ty.val(bits));
                }
                let outcome = pair.call(f, &args);
                match outcome.and_then(|o| pair.compare_state().map(|()| o)) {
                    Ok(Outcome::Values(_)) => returned += 1,
                    Ok(Outcome::Trap(_)) => trapped += 1,
                    Ok(Outcome::Exception(_)) => threw += 1,
                    Err(error) => {
                        let text = pair.text();
                        panic!("seed {seed}, function {f} {error}\n{text}");
                    }
                }
            }
        }
    }
    [returned, trapped, threw]
}

/// How many programs are run: fewer where the engine is not optimised.
const PROGRAMS: u64 = if cfg!(debug_assertions) { 300 } else { 3000 };

#[test]
fn random_programs() {
    let [returned, trapped, threw] = run(0..PROGRAMS, false, false);
    assert!(returned > trapped && trapped > 0, "{returned} {trapped}");
    assert_eq!(threw, 0);
}

#[test]
fn random_programs_with_canonical_nans() {
    let [returned, trapped, threw] = run(1_000_000..1_000_000 + PROGRAMS, true, false);
    assert!(returned > trapped && trapped > 0, "{returned} {trapped}");
    assert_eq!(threw, 0);
}

#[test]
fn random_programs_with_exceptions() {
    let [returned, trapped, threw] = run(2_000_000..2_000_000 + PROGRAMS, true, true);
    assert!(returned > trapped && trapped > 0, "{returned} {trapped}");
    assert!(threw > 100, "{threw}");
}
