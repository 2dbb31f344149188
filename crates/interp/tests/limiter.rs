//! A store's limiter is asked before anything grows.

use std::sync::{Arc, Mutex};

use sanderling::{
    Caller, Config, Engine, Error, ErrorKind, Func, Instance, Limits, Memory, MemoryType, Module,
    RefType, ResourceLimiter, ResumableCall, Store, StoreLimits, StoreLimitsBuilder, Table,
    TableType, Val,
};

/// Notes every question, and answers as it is told.
#[derive(Default)]
struct Notes {
    asked: Vec<String>,
    failed: u32,
    answer: Answer,
}

#[derive(Default, Clone, Copy)]
enum Answer {
    #[default]
    Yes,
    No,
    Fail,
    Panic,
}

impl Notes {
    fn ask(&mut self, question: String) -> Result<bool, Error> {
        self.asked.push(question);
        match self.answer {
            Answer::Yes => Ok(true),
            Answer::No => Ok(false),
            Answer::Fail => Err(Error::msg("no more")),
            Answer::Panic => panic!("limiter"),
        }
    }
}

impl ResourceLimiter for Notes {
    fn memory_growing(&mut self, from: u64, to: u64, most: Option<u64>) -> Result<bool, Error> {
        self.ask(format!("memory {from} {to} {most:?}"))
    }

    fn memory_grow_failed(&mut self) {
        self.failed += 1;
    }

    fn table_growing(&mut self, from: u64, to: u64, most: Option<u64>) -> Result<bool, Error> {
        self.ask(format!("table {from} {to} {most:?}"))
    }

    fn heap_growing(&mut self, from: u64, _: u64) -> Result<bool, Error> {
        self.ask(format!("heap {from}"))
    }

    fn host_buffer_growing(&mut self, from: u64, to: u64) -> Result<bool, Error> {
        self.ask(format!("host buffer {from} {to}"))
    }

    fn stack_creating(&mut self, current: u64, _: u64) -> Result<bool, Error> {
        self.ask(format!("stack {current}"))
    }
}

const TEXT: &str = r#"
    (memory (export "m") 1 4)
    (table (export "t") 2 8 funcref)
    (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "table") (param i32) (result i32)
        (table.grow (ref.null func) (local.get 0)))
    (func (export "one") (result i32) (i32.const 1))"#;

fn setup() -> (Arc<Mutex<Notes>>, Store<()>, Module) {
    let engine = Engine::default();
    let notes = Arc::new(Mutex::new(Notes::default()));
    let mut store = Store::new(&engine, ());
    store.limiter(notes.clone());
    (notes, store, Module::new(&engine, TEXT).unwrap())
}

fn asked(notes: &Arc<Mutex<Notes>>) -> Vec<String> {
    // A panic of the limiter's leaves its lock poisoned.
    let mut notes = notes.lock().unwrap_or_else(|e| e.into_inner());
    std::mem::take(&mut notes.asked)
}

fn answer(notes: &Arc<Mutex<Notes>>, answer: Answer) {
    notes.lock().unwrap_or_else(|e| e.into_inner()).answer = answer;
}

/// Says no to one question, the so-many-eth, or has it fail.
struct Nth {
    asked: u32,
    refused: u32,
    fails: bool,
}

impl Nth {
    fn ask(&mut self) -> Result<bool, Error> {
        self.asked += 1;
        if self.asked != self.refused {
            return Ok(true);
        }
        if self.fails {
            Err(Error::msg("not this one"))
        } else {
            Ok(false)
        }
    }
}

impl ResourceLimiter for Nth {
    fn memory_growing(&mut self, _: u64, _: u64, _: Option<u64>) -> Result<bool, Error> {
        self.ask()
    }

    fn table_growing(&mut self, _: u64, _: u64, _: Option<u64>) -> Result<bool, Error> {
        self.ask()
    }

    fn heap_growing(&mut self, _: u64, _: u64) -> Result<bool, Error> {
        self.ask()
    }

    fn host_buffer_growing(&mut self, _: u64, _: u64) -> Result<bool, Error> {
        self.ask()
    }

    fn stack_creating(&mut self, _: u64, _: u64) -> Result<bool, Error> {
        self.ask()
    }
}

/// Wherever in all that a guest does the limiter says no, there is an error or the -1 that
/// the guest can see, and the store goes on afterwards as if it had not been asked.
#[test]
fn every_question_can_be_refused() {
    let text = r#"
        (type $a (array (mut i64)))
        (import "host" "buffer" (func $buffer (result i32)))
        (memory (export "m") 1 4) (memory 1)
        (table (export "t") 2 8 funcref) (table 3 externref)
        (global (ref $a) (array.new_default $a (i32.const 70000)))
        (tag $e (param i64))
        (func (export "run") (result i32)
            ;; Each of these gives what there was before, or -1.
            (if (i32.ne (memory.grow (i32.const 1)) (i32.const 1))
                (then (return (i32.const -1))))
            (if (i32.ne (table.grow (ref.null func) (i32.const 1)) (i32.const 2))
                (then (return (i32.const -2))))
            (drop (array.new_default $a (i32.const 90000)))
            (if (i32.eqz (call $buffer)) (then (return (i32.const -3))))
            (block $h (result i64 exnref)
                (try_table (catch_ref $e $h) (throw $e (i64.const 5)))
                (unreachable))
            (drop) (drop)
            (i32.const 7))"#;
    let engine = Engine::default();
    let module = Module::new(&engine, text).unwrap();
    for fails in [false, true] {
        let (mut errors, mut seen) = (0, 0);
        for refused in 1.. {
            let asked = 0;
            let nth = Nth {
                asked,
                refused,
                fails,
            };
            let nth = Arc::new(Mutex::new(nth));
            let mut store = Store::new(&engine, ());
            store.limiter(nth.clone());
            let scenario = |store: &mut Store<()>| -> Result<i32, Error> {
                let buffer = |mut caller: Caller<'_, ()>| {
                    let (_, mut buffers) = caller.data_and_host_buffers_mut();
                    buffers.admit(0, 100).map(i32::from)
                };
                let buffer = Func::wrap(&mut *store, buffer);
                let instance = Instance::new(&mut *store, &module, &[buffer.into()])?;
                let run = instance.get_typed_func::<(), i32>(&mut *store, "run")?;
                match run.call_resumable(&mut *store, ())? {
                    ResumableCall::Done(result) => Ok(result),
                    ResumableCall::Trap(error) => Err(error),
                    other => panic!("{other:?}"),
                }
            };
            let result = scenario(&mut store);
            if nth.lock().unwrap().asked < refused {
                // It has come to its end without a refusal.
                assert_eq!(result.unwrap(), 7);
                break;
            }
            match result {
                Err(error) => {
                    let is_host = matches!(error.kind(), ErrorKind::Host(_));
                    let is_limit = matches!(error.kind(), ErrorKind::Limit { .. });
                    assert!(is_limit || fails && is_host, "{error:?}");
                    errors += 1;
                }
                // A collection has made room for what the heap could not grow for.
                Ok(7) => {}
                Ok(result) => {
                    assert!([-1, -2, -3].contains(&result), "{result}");
                    seen += 1;
                }
            }
            // Nothing is refused from here on.
            assert_eq!(scenario(&mut store).unwrap(), 7, "after question {refused}");
        }
        // Two memories, two tables and a stack; three that guests see.
        assert!(errors >= 5, "{errors}");
        assert_eq!(seen, if fails { 0 } else { 3 });
    }
}

#[test]
fn it_is_asked_for_minima_and_for_growth() {
    let (notes, mut store, module) = setup();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    assert_eq!(
        asked(&notes),
        ["memory 0 65536 Some(262144)", "table 0 2 Some(8)"]
    );
    let mut grow = |name: &str, by: i32| {
        let f = instance.get_typed_func::<i32, i32>(&mut store, name);
        f.unwrap().call(&mut store, by)
    };
    assert_eq!(grow("memory", 2).unwrap(), 1);
    assert_eq!(grow("table", 3).unwrap(), 2);
    // What the type forbids is not asked for.
    assert_eq!(grow("memory", 100).unwrap(), -1);
    assert_eq!(grow("table", 100).unwrap(), -1);
    assert_eq!(
        asked(&notes),
        ["memory 65536 196608 Some(262144)", "table 2 5 Some(8)"]
    );
    answer(&notes, Answer::No);
    assert_eq!(grow("memory", 1).unwrap(), -1);
    assert_eq!(grow("table", 1).unwrap(), -1);
    for how in [Answer::Fail, Answer::Panic] {
        answer(&notes, how);
        let error = grow("memory", 1).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Host(_)), "{error}");
        assert_eq!(error.backtrace().len(), 1);
        assert!(grow("table", 1).is_err());
    }
    answer(&notes, Answer::Yes);
    assert_eq!(grow("memory", 1).unwrap(), 3);
    assert_eq!(grow("table", 1).unwrap(), 5);
}

/// The engine's limit comes first, then the limiter; either is kept to the byte.
#[test]
fn it_is_asked_for_buffers_of_the_host() {
    let mut limits = Limits::default();
    limits.host_buffer_bytes = 100;
    let engine = Engine::new(&Config::new().limits(limits)).unwrap();
    let notes = Arc::new(Mutex::new(Notes::default()));
    let mut store = Store::new(&engine, 0u32);
    let ask = |mut caller: Caller<'_, u32>, desired: i32| {
        let (asked, mut buffers) = caller.data_and_host_buffers_mut();
        *asked += 1;
        buffers.admit(7, desired as u64).map(i32::from)
    };
    let ask = Func::wrap(&mut store, ask)
        .typed::<i32, i32>(&store)
        .unwrap();
    assert_eq!(ask.call(&mut store, 100).unwrap(), 1);
    assert_eq!(ask.call(&mut store, 101).unwrap(), 0);
    store.limiter(notes.clone());
    assert_eq!(ask.call(&mut store, 100).unwrap(), 1);
    assert_eq!(ask.call(&mut store, 101).unwrap(), 0);
    assert_eq!(asked(&notes), ["host buffer 7 100"]);
    answer(&notes, Answer::No);
    assert_eq!(ask.call(&mut store, 8).unwrap(), 0);
    for how in [Answer::Fail, Answer::Panic] {
        answer(&notes, how);
        assert!(ask.call(&mut store, 8).is_err());
    }
    store.limiter(StoreLimits::builder().host_buffer_size(20).build());
    assert_eq!(ask.call(&mut store, 20).unwrap(), 1);
    assert_eq!(ask.call(&mut store, 21).unwrap(), 0);
    let strict = StoreLimits::builder().host_buffer_size(20);
    store.limiter(strict.trap_on_grow_failure(true).build());
    let error = ask.call(&mut store, 21).unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::Limit {
            limit: 20,
            got: 21,
            ..
        }
    ));

    // Beside the bytes of a memory.
    let memory = Memory::new(&mut store, MemoryType::new(1, None)).unwrap();
    let (bytes, asked, mut buffers) = memory.data_and_host_buffers_mut(&mut store).unwrap();
    bytes[0] = u8::from(buffers.admit(0, 20).unwrap());
    *asked = 0;
    assert_eq!(memory.data(&store).unwrap()[0], 1);
    assert_eq!(*store.data(), 0);
}

#[test]
fn the_host_is_held_to_it_as_well() {
    let (notes, mut store, module) = setup();
    let memory = Memory::new(&mut store, MemoryType::new(1, None)).unwrap();
    let ty = || TableType::new(RefType::FUNCREF, 1, None);
    let table = Table::new(&mut store, ty(), Val::FuncRef(None)).unwrap();
    assert_eq!(asked(&notes).len(), 2);
    for how in [Answer::No, Answer::Fail] {
        answer(&notes, how);
        assert!(memory.grow(&mut store, 1).is_err());
        assert!(table.grow(&mut store, 1, Val::FuncRef(None)).is_err());
        assert!(Memory::new(&mut store, MemoryType::new(1, None)).is_err());
        assert!(Table::new(&mut store, ty(), Val::FuncRef(None)).is_err());
        assert!(Instance::new(&mut store, &module, &[]).is_err());
        assert_eq!(asked(&notes).len(), 5);
    }
    assert_eq!(memory.size(&store).unwrap(), 1);
    assert_eq!(table.size(&store).unwrap(), 1);
    answer(&notes, Answer::Yes);
    assert!(Instance::new(&mut store, &module, &[]).is_ok());
}

#[test]
fn stacks_and_the_heap_are_asked_for() {
    let (notes, mut store, module) = setup();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let one = instance
        .get_typed_func::<(), i32>(&mut store, "one")
        .unwrap();
    asked(&notes);
    assert!(matches!(
        one.call_resumable(&mut store, ()).unwrap(),
        ResumableCall::Done(1)
    ));
    assert_eq!(asked(&notes), ["stack 0"]);
    answer(&notes, Answer::No);
    let ended = one.call_resumable(&mut store, ()).unwrap();
    let ResumableCall::Trap(error) = ended else {
        panic!("{ended:?}")
    };
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
    // An ordinary call has the store's own stack.
    assert_eq!(one.call(&mut store, ()).unwrap(), 1);
    asked(&notes);
    // The first host value needs a heap, of which there is the word for null.
    assert!(sanderling::ExternRef::new(&mut store, 5).is_err());
    // It is asked again when what is not used has been collected.
    let questions = asked(&notes);
    assert!(
        !questions.is_empty() && questions.iter().all(|q| q == "heap 8"),
        "{questions:?}"
    );
    answer(&notes, Answer::Yes);
    assert!(sanderling::ExternRef::new(&mut store, 5).is_ok());
}

#[test]
fn store_limits_at_and_beyond() {
    let engine = Engine::default();
    let module = Module::new(&engine, TEXT).unwrap();
    let fits = |limits: StoreLimitsBuilder, instances: usize| {
        let mut store = Store::new(&engine, ());
        store.limiter(limits.build());
        (0..instances).try_for_each(|_| Instance::new(&mut store, &module, &[]).map(|_| ()))
    };
    let all = StoreLimits::builder;
    assert!(fits(all(), 5).is_ok());
    type Case = (
        fn(StoreLimitsBuilder, u64) -> StoreLimitsBuilder,
        u64,
        usize,
    );
    let cases: [Case; 5] = [
        (StoreLimitsBuilder::memory_size, 65536, 1),
        (StoreLimitsBuilder::table_elements, 2, 1),
        (StoreLimitsBuilder::instances, 3, 3),
        (StoreLimitsBuilder::memories, 3, 3),
        (StoreLimitsBuilder::tables, 3, 3),
    ];
    for (set, enough, instances) in cases {
        assert!(fits(set(all(), enough), instances).is_ok());
        let error = fits(set(all(), enough - 1), instances).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
    }
    // Calls that wait.
    let mut store = Store::new(&engine, ());
    store.limiter(all().stacks(2).build());
    let text = r#"(import "" "f" (func $f)) (func (export "f") (call $f))"#;
    let wait = Func::wrap(&mut store, || -> Result<(), Error> {
        Err(Error::pending(()))
    });
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[wait.into()]).unwrap();
    let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
    let first = f.call_resumable(&mut store, ()).unwrap();
    let second = f.call_resumable(&mut store, ()).unwrap();
    assert!(matches!(
        f.call_resumable(&mut store, ()).unwrap(),
        ResumableCall::Trap(_)
    ));
    drop(first);
    let third = f.call_resumable(&mut store, ()).unwrap();
    assert!(matches!(third, ResumableCall::Suspended(_)));
    drop(second);
    // An error instead of -1.
    let mut store = Store::new(&engine, ());
    store.limiter(all().memory_size(65536).trap_on_grow_failure(true).build());
    let module = Module::new(&engine, TEXT).unwrap();
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let grow = instance
        .get_typed_func::<i32, i32>(&mut store, "memory")
        .unwrap();
    assert_eq!(grow.call(&mut store, 0).unwrap(), 1);
    let error = grow.call(&mut store, 1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
}
