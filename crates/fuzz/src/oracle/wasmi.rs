//! wasmi 2.0: another interpreter, of much of what Sanderling runs.

use std::collections::BTreeMap;

use wasmi::{
    Caller, Config, Engine, Error, Extern, ExternRef, ExternType, F32, F64, Func, Global, Instance,
    Memory, Module, Nullable, Ref, RefType, Store, Table, TrapCode, V128, Val, ValType,
};

use super::{Host, Oracle, import_id, not_started};
use crate::case::Case;
use crate::outcome::{Fault, Outcome, Part, Refusal, Report, Strictness};
use crate::value::{Kind, Value};

/// Fuel for one call where it is counted: a call that takes more is not waited for.
const FUEL: u64 = 2_000_000;

/// wasmi 2.0.
#[derive(Debug)]
pub struct Wasmi;

fn fault(error: &Error) -> Fault {
    match error.as_trap_code() {
        Some(code) => match code {
            TrapCode::UnreachableCodeReached => Fault::Unreachable,
            TrapCode::MemoryOutOfBounds => Fault::Memory,
            TrapCode::TableOutOfBounds => Fault::Table,
            TrapCode::IndirectCallToNull => Fault::NullElement,
            TrapCode::IntegerDivisionByZero => Fault::DivideByZero,
            TrapCode::IntegerOverflow => Fault::Overflow,
            TrapCode::BadConversionToInteger => Fault::Conversion,
            TrapCode::StackOverflow => Fault::Stack,
            TrapCode::BadSignature => Fault::Signature,
            TrapCode::OutOfFuel
            | TrapCode::GrowthOperationLimited
            | TrapCode::OutOfSystemMemory => Fault::Exhausted,
        },
        None => Fault::Other,
    }
}

fn kind(ty: &ValType) -> Kind {
    match ty {
        ValType::I32 => Kind::I32,
        ValType::I64 => Kind::I64,
        ValType::F32 => Kind::F32,
        ValType::F64 => Kind::F64,
        ValType::V128 => Kind::V128,
        ValType::FuncRef => Kind::Func,
        ValType::ExternRef => Kind::Extern,
    }
}

fn from_val(store: &Store<Host>, val: &Val) -> Value {
    match val {
        Val::ExternRef(Nullable::Val(value)) => match value.data(store).downcast_ref() {
            Some(&number) => Value::Extern(number),
            None => Value::Ref,
        },
        other => seen(other),
    }
}

/// A value of the caller's store: references only as null or not.
fn seen(val: &Val) -> Value {
    match val {
        Val::I32(value) => Value::I32(*value as u32),
        Val::I64(value) => Value::I64(*value as u64),
        Val::F32(value) => Value::f32(value.to_bits()),
        Val::F64(value) => Value::f64(value.to_bits()),
        Val::V128(value) => Value::V128(value.as_u128()),
        Val::FuncRef(Nullable::Null) | Val::ExternRef(Nullable::Null) => Value::Null,
        Val::FuncRef(_) | Val::ExternRef(_) => Value::Ref,
    }
}

fn to_val(store: &mut Store<Host>, ty: ValType, value: Value) -> Val {
    match value {
        Value::Extern(number) => Val::ExternRef(Nullable::Val(ExternRef::new(store, number))),
        other => plain(ty, other),
    }
}

fn plain(ty: ValType, value: Value) -> Val {
    match value {
        Value::I32(value) => Val::I32(value as i32),
        Value::I64(value) => Val::I64(value as i64),
        Value::F32(bits) => Val::F32(F32::from_bits(bits)),
        Value::F64(bits) => Val::F64(F64::from_bits(bits)),
        Value::V128(bits) => Val::V128(V128::from(bits)),
        _ if ty == ValType::FuncRef => Val::FuncRef(Nullable::Null),
        _ => Val::ExternRef(Nullable::Null),
    }
}

fn import(store: &mut Store<Host>, name: (&str, &str), ty: &ExternType) -> Option<Extern> {
    Some(match ty {
        ExternType::Func(ty) => {
            let id = import_id(name.0, name.1);
            let types: Vec<ValType> = ty.results().to_vec();
            let call = move |mut caller: Caller<'_, Host>, args: &[Val], results: &mut [Val]| {
                let sum = caller.data_mut().call(id, args.iter().map(seen));
                for (i, (result, ty)) in results.iter_mut().zip(&types).enumerate() {
                    *result = plain(*ty, Host::result(sum, i, kind(ty)));
                }
                Ok(())
            };
            Func::new(store, ty.clone(), call).into()
        }
        ExternType::Global(ty) => {
            let value = Val::default_for_ty(ty.content());
            Global::new(store, value, ty.mutability()).into()
        }
        ExternType::Memory(ty) => Memory::new(store, *ty).ok()?.into(),
        ExternType::Table(ty) => {
            let null = match ty.element() {
                RefType::Func => Ref::Func(Nullable::Null),
                RefType::Extern => Ref::Extern(Nullable::Null),
            };
            Table::new(store, *ty, null).ok()?.into()
        }
    })
}

fn part(store: &Store<Host>, instance: &Instance, name: &str) -> Part {
    match instance.get_export(store, name) {
        Some(Extern::Memory(memory)) => {
            let data = memory.data(store);
            Part::Memory(data.len() as u64, crate::rng::hash(data))
        }
        Some(Extern::Table(table)) => {
            let elements = (0..table.size(store).min(10_000)).map(|i| table.get(store, i));
            Part::Table(elements.map(|e| e.is_some_and(|e| e.is_null())).collect())
        }
        Some(Extern::Global(global)) => Part::Global(from_val(store, &global.get(store))),
        _ => Part::Missing,
    }
}

impl Oracle for Wasmi {
    fn name(&self) -> &'static str {
        "wasmi"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Peer
    }

    fn run(&self, case: &Case) -> Result<Report, Refusal> {
        let counted = !case.ends;
        let mut config = Config::default();
        config
            .consume_fuel(counted)
            .wasm_multi_memory(true)
            .wasm_custom_page_sizes(true)
            .wasm_memory64(true)
            .wasm_wide_arithmetic(true)
            .wasm_simd(true)
            .set_max_recursion_depth(4000);
        let engine = Engine::new(&config);
        let refuse = |error: Error| Refusal::Module(error.to_string());
        let module = Module::new(&engine, &case.wasm).map_err(refuse)?;
        let mut store = Store::new(&engine, Host::default());
        let refuel = |store: &mut Store<Host>| {
            if counted {
                // Refused only where fuel is off.
                let _ = store.set_fuel(FUEL);
            }
        };
        refuel(&mut store);
        // What is imported twice under one name is one thing, as with a linker.
        let mut found = BTreeMap::new();
        for needed in module.imports() {
            let name = (needed.module(), needed.name());
            match import(&mut store, name, needed.ty()) {
                Some(made) => found.insert(name, made),
                None => return Ok(not_started(Fault::Exhausted)),
            };
        }
        let needed = module.imports();
        let imports: Vec<Extern> = needed
            .filter_map(|needed| found.get(&(needed.module(), needed.name())).copied())
            .collect();
        let instance = match Instance::new(&mut store, &module, &imports) {
            Ok(instance) => instance,
            Err(error) if error.as_trap_code() == Some(TrapCode::OutOfFuel) => {
                return Err(Refusal::Endless);
            }
            Err(error) => return Ok(not_started(fault(&error))),
        };
        let mut calls = Vec::with_capacity(case.calls.len());
        for wanted in &case.calls {
            refuel(&mut store);
            if let Some((name, fuel)) = &case.refill
                && let Some(global) = instance.get_global(&store, name)
            {
                // It is a mutable i32 by the generator's word.
                let _ = global.set(&mut store, Val::I32(*fuel as i32));
            }
            let Some(func) = instance.get_func(&store, &wanted.func) else {
                calls.push(Outcome::Fault(Fault::Other));
                continue;
            };
            let ty = func.ty(&store);
            let args: Vec<Val> = wanted
                .args
                .iter()
                .zip(ty.params())
                .map(|(&arg, &ty)| to_val(&mut store, ty, arg))
                .collect();
            let mut results = vec![Val::I32(0); ty.results().len()];
            calls.push(match func.call(&mut store, &args, &mut results) {
                Ok(()) => Outcome::Values(results.iter().map(|v| from_val(&store, v)).collect()),
                Err(error) if error.as_trap_code() == Some(TrapCode::OutOfFuel) => {
                    return Err(Refusal::Endless);
                }
                Err(error) => Outcome::Fault(fault(&error)),
            });
        }
        let state = case.state.iter();
        Ok(Report {
            calls,
            start: None,
            state: state.map(|name| part(&store, &instance, name)).collect(),
            host_calls: store.data().calls,
            fuel: Vec::new(),
        })
    }
}
