//! Sanderling itself, in all its modes, and once more on its portable backend.
//!
//! The two backends are two packages of the same sources, so their types differ and
//! the code for them is written once, as a macro.

use super::Oracle;
use crate::case::{Audience, Case};
use crate::outcome::{Fault, Outcome, Part, Refusal, Report, Strictness};
use crate::value::{Kind, Value};

/// Fuel for a call where it is counted; about what the longest cases
/// that end by themselves take.
const FUEL: u64 = 100_000;

/// How an engine of ours is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// `Config::fusion`
    pub fusion: bool,
    /// Whether everything is translated when the module is made.
    pub eager: bool,
    /// Whether host functions suspend the call that they are called from, which is then
    /// resumed with their results.
    pub suspending: bool,
}

/// Sanderling as it is used: the first oracle, which the others are compared with.
pub fn fused() -> impl Oracle {
    let mode = Mode {
        fusion: true,
        eager: false,
        suspending: false,
    };
    sibling_in("fused", mode)
}

/// Sanderling in a mode, called so.
pub fn sibling_in(name: &'static str, mode: Mode) -> impl Oracle {
    sibling::Own::new(name, mode)
}

/// Sanderling on its portable backend in a mode, called so.
pub fn portable(name: &'static str, mode: Mode) -> impl Oracle {
    trampoline::Own::new(name, mode)
}

macro_rules! own {
    ($module:ident, $engine:ident, $doc:literal) => {
        #[doc = $doc]
        mod $module {
            use super::*;
            use crate::oracle::{Host, import_id, not_started};
            use $engine::{
                Caller, CompilationMode, Config, Engine, Error, ErrorKind, Extern, ExternRef,
                ExternType, Func, Global, HeapType, Instance, Linker, Memory, Module,
                ResumableCall, Store, Table, Tag, Trap, Val, ValType,
            };

            #[doc = $doc]
            #[derive(Debug)]
            pub(super) struct Own {
                name: &'static str,
                mode: Mode,
            }

            impl Own {
                /// The engine in a mode, called so.
                pub(super) fn new(name: &'static str, mode: Mode) -> Self {
                    Self { name, mode }
                }

                fn engine(&self, case: &Case) -> Engine {
                    let mode = match self.mode.eager {
                        true => CompilationMode::Eager,
                        false => CompilationMode::Lazy,
                    };
                    let config = Config::new()
                        .fusion(self.mode.fusion)
                        .compilation(mode)
                        // Modes must agree on the bits of NaNs only where they promise to.
                        .deterministic(case.audience == Audience::Own)
                        .wasm_stack_bytes(1 << 20)
                        .consume_fuel(case.metered());
                    Engine::new(&config).expect("the configuration is valid")
                }
            }

            fn fault(error: &Error) -> Fault {
                match error.kind() {
                    ErrorKind::Trap(trap) => match trap {
                        Trap::Unreachable => Fault::Unreachable,
                        Trap::MemoryOutOfBounds => Fault::Memory,
                        Trap::TableOutOfBounds => Fault::Table,
                        Trap::UndefinedElement => Fault::Element,
                        Trap::UninitializedElement => Fault::NullElement,
                        Trap::IndirectCallTypeMismatch => Fault::Signature,
                        Trap::DivideByZero => Fault::DivideByZero,
                        Trap::IntegerOverflow => Fault::Overflow,
                        Trap::InvalidConversionToInteger => Fault::Conversion,
                        Trap::StackOverflow => Fault::Stack,
                        Trap::OutOfFuel => Fault::Fuel,
                        Trap::Interrupted | Trap::Timeout | Trap::OutOfMemory => Fault::Exhausted,
                        Trap::NullReference | Trap::NullFunctionReference => Fault::Null,
                        Trap::CastFailure => Fault::Cast,
                        Trap::ArrayOutOfBounds => Fault::Array,
                        Trap::UnalignedAtomic => Fault::Unaligned,
                        Trap::ExpectedSharedMemory => Fault::NotShared,
                        _ => Fault::Other,
                    },
                    ErrorKind::Limit { .. } => Fault::Exhausted,
                    ErrorKind::Exception(..) => Fault::Exception,
                    _ => Fault::Other,
                }
            }

            fn kind(ty: &ValType) -> Kind {
                match ty {
                    ValType::I32 => Kind::I32,
                    ValType::I64 => Kind::I64,
                    ValType::F32 => Kind::F32,
                    ValType::F64 => Kind::F64,
                    ValType::V128 => Kind::V128,
                    ValType::Ref(ty) => match ty.heap_type() {
                        HeapType::Extern => Kind::Extern,
                        _ => Kind::Null,
                    },
                }
            }

            /// Whether a value is the null of its type, whatever the type.
            fn is_null(val: &Val) -> bool {
                val.ty().as_ref().and_then(Val::null).as_ref() == Some(val)
            }

            fn from_val(store: &Store<Host>, val: Val) -> Value {
                match val {
                    Val::I32(value) => Value::I32(value as u32),
                    Val::I64(value) => Value::I64(value as u64),
                    Val::F32(bits) => Value::f32(bits),
                    Val::F64(bits) => Value::f64(bits),
                    Val::V128(bits) => Value::V128(bits),
                    Val::FuncRef(None) | Val::ExternRef(None) => Value::Null,
                    Val::ExternRef(Some(value)) => match value.data(store) {
                        Ok(data) => data
                            .downcast_ref()
                            .map_or(Value::Ref, |&n| Value::Extern(n)),
                        Err(_) => Value::Ref,
                    },
                    Val::FuncRef(Some(_)) => Value::Ref,
                    #[allow(unreachable_patterns, reason = "the enum may grow")]
                    other => match is_null(&other) {
                        true => Value::Null,
                        false => Value::Ref,
                    },
                }
            }

            fn to_val(store: &mut Store<Host>, ty: &ValType, value: Value) -> Option<Val> {
                Some(match value {
                    Value::I32(value) => Val::I32(value as i32),
                    Value::I64(value) => Val::I64(value as i64),
                    Value::F32(bits) => Val::F32(bits),
                    Value::F64(bits) => Val::F64(bits),
                    Value::V128(bits) => Val::V128(bits),
                    Value::Extern(number) => {
                        Val::ExternRef(Some(ExternRef::new(&mut *store, number).ok()?))
                    }
                    Value::Null | Value::Ref => Val::null(ty.as_ref()?)?,
                })
            }

            /// A value of the caller's store: references only as null or not.
            fn seen(val: &Val) -> Value {
                match val {
                    Val::I32(value) => Value::I32(*value as u32),
                    Val::I64(value) => Value::I64(*value as u64),
                    Val::F32(bits) => Value::f32(*bits),
                    Val::F64(bits) => Value::f64(*bits),
                    Val::V128(bits) => Value::V128(*bits),
                    other if is_null(other) => Value::Null,
                    _ => Value::Ref,
                }
            }

            /// Gives what is imported by a name: host functions that note their calls, and
            /// the least that the other types allow.
            fn import(
                linker: &mut Linker<Host>,
                store: &mut Store<Host>,
                (module, name): (&str, &str),
                ty: &ExternType,
            ) -> Option<()> {
                let item: Extern = match ty {
                    ExternType::Func(ty) => {
                        let id = import_id(module, name);
                        let kinds: Vec<Kind> = ty.results().iter().map(kind).collect();
                        let call = move |mut caller: Caller<'_, Host>,
                                         args: &[Val],
                                         results: &mut [Val]| {
                            let sum = caller.data_mut().call(id, args.iter().map(seen));
                            for (i, (result, &kind)) in results.iter_mut().zip(&kinds).enumerate() {
                                *result = match Host::result(sum, i, kind) {
                                    Value::I32(value) => Val::I32(value as i32),
                                    Value::I64(value) => Val::I64(value as i64),
                                    Value::F32(bits) => Val::F32(bits),
                                    Value::F64(bits) => Val::F64(bits),
                                    Value::V128(bits) => Val::V128(bits),
                                    // It is null of its type already.
                                    _ => continue,
                                };
                            }
                            // Not every time, so that both ways meet in one call.
                            if caller.data().suspending && sum & 1 == 0 {
                                return Err(Error::pending(results.to_vec()));
                            }
                            Ok(())
                        };
                        linker.func_new(module, name, ty.clone(), call).ok()?;
                        return Some(());
                    }
                    ExternType::Global(ty) => {
                        let value = Val::default_for_ty(ty.content())?;
                        Global::new(store, ty.clone(), value).ok()?.into()
                    }
                    ExternType::Memory(ty) => Memory::new(store, ty.clone()).ok()?.into(),
                    ExternType::Table(ty) => {
                        let null = Val::null(ty.element())?;
                        Table::new(store, ty.clone(), null).ok()?.into()
                    }
                    ExternType::Tag(ty) => Tag::new(store, ty.clone()).ok()?.into(),
                    _ => return None,
                };
                linker.define(module, name, item).ok().map(drop)
            }

            fn part(store: &mut Store<Host>, instance: &Instance, name: &str) -> Part {
                match instance.get_export(&mut *store, name) {
                    Some(Extern::Memory(memory)) => match memory.data(&*store) {
                        Ok(data) => Part::Memory(data.len() as u64, crate::rng::hash(data)),
                        Err(_) => Part::Missing,
                    },
                    Some(Extern::Table(table)) => {
                        let size = table.size(&*store).unwrap_or_default().min(10_000);
                        let elements = (0..size).map(|i| table.get(&*store, i));
                        Part::Table(elements.map(|e| e.is_ok_and(|e| is_null(&e))).collect())
                    }
                    Some(Extern::Global(global)) => match global.get(&*store) {
                        Ok(value) => Part::Global(from_val(store, value)),
                        Err(_) => Part::Missing,
                    },
                    _ => Part::Missing,
                }
            }

            fn call(
                store: &mut Store<Host>,
                instance: &Instance,
                call: &crate::case::Call,
            ) -> Outcome {
                let Some(func) = instance.get_func(&mut *store, &call.func) else {
                    return Outcome::Fault(Fault::Other);
                };
                let Ok(ty) = func.ty(&*store) else {
                    return Outcome::Fault(Fault::Other);
                };
                let args: Option<Vec<Val>> = call
                    .args
                    .iter()
                    .zip(ty.params())
                    .map(|(&arg, ty)| to_val(store, ty, arg))
                    .collect();
                let Some(args) = args else {
                    return Outcome::Fault(Fault::Other);
                };
                let mut results = vec![Val::I32(0); ty.results().len()];
                let called = match store.data().suspending {
                    true => suspended(store, func, &args, &mut results),
                    false => func.call(&mut *store, &args, &mut results),
                };
                match called {
                    Ok(()) => Outcome::Values(
                        results
                            .into_iter()
                            .map(|val| from_val(store, val))
                            .collect(),
                    ),
                    Err(error) => Outcome::Fault(fault(&error)),
                }
            }

            /// Calls a function, and resumes it each time that it waits.
            fn suspended(
                store: &mut Store<Host>,
                func: Func,
                args: &[Val],
                results: &mut [Val],
            ) -> Result<(), Error> {
                let mut progress = func.call_resumable(&mut *store, args)?;
                loop {
                    match progress {
                        ResumableCall::Done(values) => {
                            results.clone_from_slice(&values);
                            return Ok(());
                        }
                        ResumableCall::Trap(error) => return Err(error),
                        ResumableCall::Suspended(mut call) => {
                            // Without a payload it is fuel that it waits for.
                            let Some(answer) = call.take_payload::<Vec<Val>>() else {
                                return Err(Error::trap(Trap::OutOfFuel));
                            };
                            progress = call.resume_with(&mut *store, &answer)?;
                        }
                    }
                }
            }

            impl Oracle for Own {
                fn name(&self) -> &'static str {
                    self.name
                }

                fn strictness(&self) -> Strictness {
                    Strictness::Own
                }

                fn run(&self, case: &Case) -> Result<Report, Refusal> {
                    let engine = self.engine(case);
                    let module = Module::from_binary(&engine, &case.wasm)
                        .map_err(|error| Refusal::Module(error.to_string()))?;
                    let mut store = Store::new(&engine, Host::default());
                    let refuel = |store: &mut Store<Host>| {
                        if case.metered() {
                            store.set_fuel(FUEL).expect("fuel is counted");
                        }
                    };
                    refuel(&mut store);
                    let mut fuel = Vec::new();
                    let mut linker = Linker::new(&engine);
                    // A module can import one thing twice.
                    linker.allow_shadowing(true);
                    for needed in module.imports() {
                        let name = (needed.module(), needed.name());
                        if import(&mut linker, &mut store, name, needed.ty()).is_none() {
                            return Ok(not_started(Fault::Exhausted));
                        }
                    }
                    let instance = match linker.instantiate(&mut store, &module) {
                        Ok(instance) => instance,
                        // Imports of one name and two types are given the later one.
                        Err(error) if matches!(error.kind(), ErrorKind::Link(_)) => {
                            return Err(Refusal::Module(error.to_string()));
                        }
                        Err(error) => return Ok(not_started(fault(&error))),
                    };
                    // The start function cannot be suspended.
                    store.data_mut().suspending = self.mode.suspending;
                    let mut calls = Vec::with_capacity(case.calls.len());
                    for wanted in &case.calls {
                        if let Some((name, fuel)) = &case.refill
                            && let Some(global) = instance.get_global(&mut store, name)
                        {
                            // It is a mutable i32 by the generator's word.
                            let _ = global.set(&mut store, Val::I32(*fuel as i32));
                        }
                        refuel(&mut store);
                        calls.push(call(&mut store, &instance, wanted));
                        fuel.extend(store.fuel().ok().map(|left| FUEL.saturating_sub(left)));
                    }
                    let state = case.state.iter();
                    Ok(Report {
                        calls,
                        start: None,
                        state: state
                            .map(|name| part(&mut store, &instance, name))
                            .collect(),
                        host_calls: store.data().calls,
                        fuel,
                    })
                }
            }
        }
    };
}

own!(sibling, sanderling, "Sanderling as it is used.");
own!(
    trampoline,
    sanderling_portable,
    "Sanderling on its portable backend."
);
