//! V8, through a Node.js process: an engine that shares neither code nor authors with
//! the others, and settles who is wrong when those disagree.
//!
//! It is asked if `node` is there, or what the variable `SANDERLING_NODE` names. The
//! newer it is, the more modules it takes.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalType,
    ImportSection, Instruction, Module, TypeSection, ValType,
};

use super::{Oracle, import_id, not_started};
use crate::case::{Case, FuncShape};
use crate::outcome::{Fault, Outcome, Part, Refusal, Report, Strictness};
use crate::value::{Kind, Value};

const SCRIPT: &str = include_str!("v8.js");

/// Cases that one process is asked about: it frees memories late.
const CASES: usize = 400;

/// How long it may take over a case. Those that reach it take a thousandth of it; where
/// it is reached, V8 does not come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// V8.
#[derive(Debug)]
pub struct V8 {
    command: String,
    process: Mutex<Option<Process>>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    input: ChildStdin,
    /// What it answers, line by line.
    answers: mpsc::Receiver<String>,
    asked: usize,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl V8 {
    /// The engine, if there is a Node.js that starts.
    pub fn find() -> Option<Self> {
        let command = env::var("SANDERLING_NODE").unwrap_or_else(|_| "node".to_owned());
        let version = Command::new(&command).arg("--version").output().ok()?;
        version.status.success().then(|| Self {
            command,
            process: Mutex::new(None),
        })
    }

    fn start(&self) -> Option<Process> {
        // Flags that a version does not know would end it.
        let listed = Command::new(&self.command)
            .arg("--v8-options")
            .output()
            .ok()?;
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let mut command = Command::new(&self.command);
        for flag in [
            "--experimental-wasm-memory64",
            "--experimental-wasm-multi-memory",
            "--experimental-wasm-extended-const",
            "--experimental-wasm-exnref",
            "--experimental-wasm-relaxed-simd",
        ] {
            if listed.contains(&format!("  {flag} ")) {
                command.arg(flag);
            }
        }
        let mut child = command
            .args(["-e", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let lines = BufReader::new(child.stdout.take()?).lines();
        let (sender, answers) = mpsc::channel();
        // It ends with the process.
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Some(Process {
            input: child.stdin.take()?,
            answers,
            child,
            asked: 0,
        })
    }

    fn ask(&self, request: &Json) -> Result<Json, Refusal> {
        let lost = || refuse("no answer");
        let mut process = self.process.lock().map_err(|_| lost())?;
        if process
            .as_ref()
            .is_none_or(|process| process.asked >= CASES)
        {
            *process = self.start();
        }
        let running = process.as_mut().ok_or_else(lost)?;
        running.asked += 1;
        let mut line = request.to_string();
        line.push('\n');
        let asked = running.input.write_all(line.as_bytes());
        let answer = match asked.and_then(|()| running.input.flush()) {
            Ok(()) => match running.answers.recv_timeout(PATIENCE) {
                Ok(answer) => serde_json::from_str(&answer).map_err(|_| lost()),
                Err(RecvTimeoutError::Timeout) => Err(Refusal::Endless),
                Err(RecvTimeoutError::Disconnected) => Err(lost()),
            },
            Err(_) => Err(lost()),
        };
        if answer.is_err() {
            *process = None;
        }
        answer
    }
}

fn refuse(what: &str) -> Refusal {
    Refusal::Module(what.to_owned())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::I32 => "i32",
        Kind::I64 => "i64",
        Kind::F32 => "f32",
        Kind::F64 => "f64",
        Kind::V128 => "v128",
        Kind::Func | Kind::Extern | Kind::Null | Kind::Opaque => "ref",
    }
}

/// Kinds with two integers in place of each vector.
fn halved(kinds: &[Kind]) -> Vec<Kind> {
    let halves = |&kind: &Kind| match kind {
        Kind::V128 => vec![Kind::I64, Kind::I64],
        kind => vec![kind],
    };
    kinds.iter().flat_map(halves).collect()
}

fn encoded(value: Value) -> Vec<Json> {
    match value {
        Value::I32(bits) => vec![json!(["i32", bits.to_string()])],
        Value::I64(bits) => vec![json!(["i64", bits.to_string()])],
        Value::F32(bits) => vec![json!(["f32", bits.to_string()])],
        Value::F64(bits) => vec![json!(["f64", bits.to_string()])],
        Value::V128(bits) => vec![
            json!(["i64", (bits as u64).to_string()]),
            json!(["i64", ((bits >> 64) as u64).to_string()]),
        ],
        Value::Extern(number) => vec![json!(["extern", number.to_string()])],
        Value::Null | Value::Ref => vec![json!(["null", "0"])],
    }
}

fn decoded(json: &Json) -> Option<Value> {
    let bits: u64 = json[1].as_str()?.parse().ok()?;
    Some(match json[0].as_str()? {
        "i32" => Value::I32(bits as u32),
        "i64" => Value::I64(bits),
        "f32" => Value::f32(bits as u32),
        "f64" => Value::f64(bits),
        "null" => Value::Null,
        "extern" => Value::Extern(bits as u32),
        _ => Value::Ref,
    })
}

/// Values of these kinds, vectors from their halves.
fn joined(json: &Json, kinds: &[Kind]) -> Option<Vec<Value>> {
    let mut halves = json.as_array()?.iter().map(decoded);
    let mut values = Vec::new();
    for kind in kinds {
        let value = halves.next()??;
        values.push(match (kind, value) {
            (Kind::V128, Value::I64(low)) => match halves.next()?? {
                Value::I64(high) => Value::V128(u128::from(high) << 64 | u128::from(low)),
                _ => return None,
            },
            (_, value) => value,
        });
    }
    Some(values)
}

fn fault(name: &str) -> Fault {
    match name {
        "Unreachable" => Fault::Unreachable,
        "Memory" => Fault::Memory,
        "Table" => Fault::Table,
        "Signature" => Fault::Signature,
        "DivideByZero" => Fault::DivideByZero,
        "Overflow" => Fault::Overflow,
        "Stack" => Fault::Stack,
        "Null" => Fault::Null,
        "Cast" => Fault::Cast,
        "Array" => Fault::Array,
        "Unaligned" => Fault::Unaligned,
        "NotShared" => Fault::NotShared,
        "Exception" => Fault::Exception,
        // V8 has limits of its own, such as for the sizes of objects.
        _ => Fault::Other,
    }
}

fn val_type(kind: Kind) -> Option<ValType> {
    Some(match kind {
        Kind::I32 => ValType::I32,
        Kind::I64 => ValType::I64,
        Kind::F32 => ValType::F32,
        Kind::F64 => ValType::F64,
        Kind::V128 => ValType::V128,
        Kind::Func => ValType::FUNCREF,
        Kind::Extern => ValType::EXTERNREF,
        Kind::Null | Kind::Opaque => return None,
    })
}

fn val_types(kinds: &[Kind]) -> Option<Vec<ValType>> {
    kinds.iter().copied().map(val_type).collect()
}

/// Writes a module that has each function with vectors, and each global of one, with
/// numbers instead. `None` if one of them has a type that cannot be named outside.
fn glue(case: &Case) -> Option<Option<Vec<u8>>> {
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    let (mut funcs, mut exports) = (FunctionSection::new(), ExportSection::new());
    let mut code = CodeSection::new();
    let vectors = |kinds: &[Kind]| kinds.contains(&Kind::V128);
    let wanted: Vec<_> = (case.shape.funcs.iter())
        .filter(|func| vectors(&func.params) || vectors(&func.results))
        .filter(|func| case.calls.iter().any(|call| call.func == func.name))
        .collect();
    let globals: Vec<_> = (case.shape.globals.iter())
        .filter(|global| global.kind == Kind::V128)
        .collect();
    if wanted.is_empty() && globals.is_empty() {
        return Some(None);
    }
    for (i, func) in wanted.iter().enumerate() {
        types
            .ty()
            .function(val_types(&func.params)?, val_types(&func.results)?);
        let params = val_types(&halved(&func.params))?;
        types
            .ty()
            .function(params, val_types(&halved(&func.results))?);
        imports.import("m", &func.name, EntityType::Function(2 * i as u32));
    }
    types.ty().function([], [ValType::I64, ValType::I64]);
    for (i, func) in wanted.iter().enumerate() {
        funcs.function(2 * i as u32 + 1);
        exports.export(&func.name, ExportKind::Func, (wanted.len() + i) as u32);
        let first = halved(&func.params).len() as u32;
        let locals = val_types(&func.results)?;
        let mut body = Function::new(locals.into_iter().map(|ty| (1, ty)));
        let mut at = 0;
        for kind in &func.params {
            body.instruction(&Instruction::LocalGet(at));
            at += 1;
            if *kind == Kind::V128 {
                body.instruction(&Instruction::I64x2Splat);
                body.instruction(&Instruction::LocalGet(at));
                body.instruction(&Instruction::I64x2ReplaceLane(1));
                at += 1;
            }
        }
        body.instruction(&Instruction::Call(i as u32));
        for n in (0..func.results.len() as u32).rev() {
            body.instruction(&Instruction::LocalSet(first + n));
        }
        for (n, kind) in func.results.iter().enumerate() {
            let local = Instruction::LocalGet(first + n as u32);
            body.instruction(&local);
            if *kind == Kind::V128 {
                body.instruction(&Instruction::I64x2ExtractLane(0));
                body.instruction(&local);
                body.instruction(&Instruction::I64x2ExtractLane(1));
            }
        }
        body.instruction(&Instruction::End);
        code.function(&body);
    }
    for (i, global) in globals.iter().enumerate() {
        let ty = GlobalType {
            val_type: ValType::V128,
            mutable: global.mutable,
            shared: false,
        };
        imports.import("m", &global.name, EntityType::Global(ty));
        funcs.function(2 * wanted.len() as u32);
        exports.export(
            &global.name,
            ExportKind::Func,
            (2 * wanted.len() + i) as u32,
        );
        let mut body = Function::new([]);
        for lane in 0..2 {
            body.instruction(&Instruction::GlobalGet(i as u32));
            body.instruction(&Instruction::I64x2ExtractLane(lane));
        }
        body.instruction(&Instruction::End);
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&funcs);
    module.section(&exports).section(&code);
    Some(Some(module.finish()))
}

/// Bytes as text of 64 letters.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0u32, |bits, &byte| bits << 8 | u32::from(byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for i in 0..4 {
            text.push(match i <= chunk.len() {
                true => char::from(LETTERS[(bits >> (18 - 6 * i)) as usize & 63]),
                false => '=',
            });
        }
    }
    text
}

impl Oracle for V8 {
    fn name(&self) -> &'static str {
        "v8"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Loose
    }

    fn run(&self, case: &Case) -> Result<Report, Refusal> {
        let glue = glue(case).ok_or_else(|| refuse("types that have no name"))?;
        let mut imports = Vec::new();
        for (i, import) in case.shape.imports.iter().enumerate() {
            let same =
                |other: &FuncShape| (&other.module, &other.name) == (&import.module, &import.name);
            // JavaScript finds imports by name.
            if case.shape.imports[..i].iter().any(same) {
                return Err(refuse("two imports of one name"));
            }
            if import.params.contains(&Kind::V128) || import.results.contains(&Kind::V128) {
                return Err(refuse("an import with vectors"));
            }
            imports.push(json!({
                "module": import.module,
                "name": import.name,
                "id": import_id(&import.module, &import.name).to_string(),
                "params": import.params.iter().map(|&kind| name(kind)).collect::<Vec<_>>(),
                "results": import.results.iter().map(|&kind| name(kind)).collect::<Vec<_>>(),
            }));
        }
        if case.shape.has_other_imports {
            return Err(refuse("imports other than functions"));
        }
        let func = |name: &str| case.shape.funcs.iter().find(|func| func.name == name);
        let calls: Vec<Json> = (case.calls.iter())
            .filter_map(|call| Some((call, func(&call.func)?)))
            .map(|(call, func)| {
                let glued = func.params.contains(&Kind::V128) || func.results.contains(&Kind::V128);
                let args: Vec<Json> = call.args.iter().flat_map(|&arg| encoded(arg)).collect();
                let results = halved(&func.results);
                json!({
                    "func": call.func,
                    "glued": glued,
                    "args": args,
                    "results": results.into_iter().map(name).collect::<Vec<_>>(),
                })
            })
            .collect();
        let global = |name: &str| case.shape.globals.iter().find(|global| global.name == name);
        let kind_of = |name: &str| global(name).map_or(Kind::Null, |global| global.kind);
        let state: Vec<Json> = (case.state.iter())
            .map(|item| {
                let kind = kind_of(item);
                json!({ "name": item, "kind": name(kind), "glued": kind == Kind::V128 })
            })
            .collect();
        let answer = self.ask(&json!({
            "wasm": base64(&case.wasm),
            "glue": glue.as_deref().map(base64),
            "imports": imports,
            "calls": calls,
            "refill": case.refill.as_ref().map(|(name, fuel)| json!([name, fuel])),
            "state": state,
        }));
        let answer = answer?;
        if let Some(message) = answer["refused"].as_str() {
            return Err(refuse(message));
        }
        if let Some(name) = answer["start"].as_str() {
            return Ok(not_started(fault(name)));
        }
        let read = || {
            let mut calls = Vec::new();
            for (call, json) in case.calls.iter().zip(answer["calls"].as_array()?) {
                calls.push(match json["fault"].as_str() {
                    Some(name) => Outcome::Fault(fault(name)),
                    None => Outcome::Values(joined(&json["values"], &func(&call.func)?.results)?),
                });
            }
            let mut state = Vec::new();
            for (item, json) in case.state.iter().zip(answer["state"].as_array()?) {
                let number = |json: &Json| json.as_str()?.parse().ok();
                state.push(if let Some(nulls) = json["table"].as_array() {
                    Part::Table(nulls.iter().map(|null| null == true).collect())
                } else if json["large"] == true {
                    Part::Missing
                } else if json["memory"].is_array() {
                    Part::Memory(number(&json["memory"][0])?, number(&json["memory"][1])?)
                } else {
                    Part::Global(joined(&json["global"], &[kind_of(item)])?[0])
                });
            }
            Some(Report {
                calls,
                start: None,
                state,
                host_calls: answer["hostCalls"].as_str()?.parse().ok()?,
                fuel: Vec::new(),
            })
        };
        let report = read().ok_or_else(|| refuse("an answer that cannot be read"))?;
        // Some types, such as `exnref`, do not pass between JavaScript and WebAssembly.
        if report.calls.contains(&Outcome::Fault(Fault::Other)) {
            return Err(refuse("a call that V8 does not make"));
        }
        Ok(report)
    }
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_everybody() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foob"), "Zm9vYg==");
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }
}
