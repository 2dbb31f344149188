//! wasmi 0.31: an older design that shares nothing with 2.0 but the name, and settles
//! who is wrong when 2.0 disagrees with us.

use wasmi_classic::core::{F32, F64, Trap, TrapCode, ValueType};
use wasmi_classic::{
    Caller, Config, Engine, Error, Extern, ExternRef, ExternType, Func, FuncRef, Global, Instance,
    Linker, Memory, Module, StackLimits, Store, Table, Value as Val,
};

use super::{Host, Oracle, import_id, not_started};
use crate::case::Case;
use crate::outcome::{Fault, Outcome, Part, Refusal, Report, Strictness};
use crate::value::{Kind, Value};

/// wasmi 0.31.
#[derive(Debug)]
pub struct Classic;

fn fault(error: &Error) -> Fault {
    match error {
        Error::Trap(trap) => match trap.trap_code() {
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
                TrapCode::OutOfFuel | TrapCode::GrowthOperationLimited => Fault::Exhausted,
            },
            None => Fault::Other,
        },
        _ => Fault::Other,
    }
}

fn kind(ty: ValueType) -> Kind {
    match ty {
        ValueType::I32 => Kind::I32,
        ValueType::I64 => Kind::I64,
        ValueType::F32 => Kind::F32,
        ValueType::F64 => Kind::F64,
        ValueType::FuncRef => Kind::Func,
        ValueType::ExternRef => Kind::Extern,
    }
}

fn from_val(store: &Store<Host>, val: &Val) -> Value {
    match val {
        Val::ExternRef(value) => match value.data(store).and_then(|data| data.downcast_ref()) {
            Some(&number) => Value::Extern(number),
            None => seen(val),
        },
        other => seen(other),
    }
}

/// A value of the caller's store: references only as null or not.
fn seen(val: &Val) -> Value {
    let null = match val {
        Val::I32(value) => return Value::I32(*value as u32),
        Val::I64(value) => return Value::I64(*value as u64),
        Val::F32(value) => return Value::f32(value.to_bits()),
        Val::F64(value) => return Value::f64(value.to_bits()),
        Val::FuncRef(value) => value.is_null(),
        Val::ExternRef(value) => value.is_null(),
    };
    if null { Value::Null } else { Value::Ref }
}

fn to_val(store: &mut Store<Host>, ty: ValueType, value: Value) -> Val {
    match value {
        Value::Extern(number) => Val::ExternRef(ExternRef::new(store, number)),
        other => plain(ty, other),
    }
}

fn plain(ty: ValueType, value: Value) -> Val {
    match value {
        Value::I32(value) => Val::I32(value as i32),
        Value::I64(value) => Val::I64(value as i64),
        Value::F32(bits) => Val::F32(F32::from_bits(bits)),
        Value::F64(bits) => Val::F64(F64::from_bits(bits)),
        _ if ty == ValueType::FuncRef => Val::FuncRef(FuncRef::null()),
        _ => Val::ExternRef(ExternRef::null()),
    }
}

fn import(store: &mut Store<Host>, name: (&str, &str), ty: &ExternType) -> Option<Extern> {
    Some(match ty {
        ExternType::Func(ty) => {
            let id = import_id(name.0, name.1);
            let types: Vec<ValueType> = ty.results().to_vec();
            let call = move |mut caller: Caller<'_, Host>,
                             args: &[Val],
                             results: &mut [Val]|
                  -> Result<(), Trap> {
                let sum = caller.data_mut().call(id, args.iter().map(seen));
                for (i, (result, &ty)) in results.iter_mut().zip(&types).enumerate() {
                    *result = plain(ty, Host::result(sum, i, kind(ty)));
                }
                Ok(())
            };
            Func::new(store, ty.clone(), call).into()
        }
        ExternType::Global(ty) => {
            let value = Val::default(ty.content());
            Global::new(store, value, ty.mutability()).into()
        }
        ExternType::Memory(ty) => Memory::new(store, *ty).ok()?.into(),
        ExternType::Table(ty) => {
            let null = Val::default(ty.element());
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
            let null = |val: Option<Val>| val.is_some_and(|val| seen(&val) == Value::Null);
            Part::Table(elements.map(null).collect())
        }
        Some(Extern::Global(global)) => Part::Global(from_val(store, &global.get(store))),
        _ => Part::Missing,
    }
}

/// Instantiates through a linker, the only way that 0.31 has.
fn instantiate(store: &mut Store<Host>, module: &Module) -> Result<Instance, Fault> {
    let engine = store.engine().clone();
    let mut linker = Linker::new(&engine);
    for needed in module.imports() {
        let name = (needed.module(), needed.name());
        let found = import(store, name, needed.ty()).ok_or(Fault::Exhausted)?;
        // A second import of the same name has the same type in most modules; where it
        // has not, the instantiation fails.
        let _ = linker.define(name.0, name.1, found);
    }
    linker
        .instantiate(&mut *store, module)
        .and_then(|instance| instance.start(&mut *store))
        .map_err(|error| fault(&error))
}

impl Oracle for Classic {
    fn name(&self) -> &'static str {
        "wasmi-0.31"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Peer
    }

    fn run(&self, case: &Case) -> Result<Report, Refusal> {
        // It is not asked to count, and would not come back from what does not end.
        if !case.ends {
            return Err(Refusal::Endless);
        }
        let mut config = Config::default();
        config.wasm_tail_call(true).wasm_extended_const(true);
        if let Ok(limits) = StackLimits::new(1024, 1 << 20, 4000) {
            config.set_stack_limits(limits);
        }
        let engine = Engine::new(&config);
        let module = Module::new(&engine, &case.wasm[..])
            .map_err(|error| Refusal::Module(error.to_string()))?;
        let mut store = Store::new(&engine, Host::default());
        let instance = match instantiate(&mut store, &module) {
            Ok(instance) => instance,
            Err(fault) => return Ok(not_started(fault)),
        };
        let mut calls = Vec::with_capacity(case.calls.len());
        for wanted in &case.calls {
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
