//! Asynchronous host functions and calls, under an executor of the test's own and in
//! threads.

use std::cell::Cell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use sanderling::{
    Caller, Config, Engine, Error, ErrorKind, ExnRef, Func, FuncType, Instance, Linker, Module,
    Store, Tag, TagType, Trap, Val, ValType,
};

/// Wakes the thread that waits for a future.
struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future on this thread; gives the number of polls as well.
fn block_on<R>(future: impl Future<Output = R>) -> (R, u32) {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    let mut polls = 0;
    loop {
        polls += 1;
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => return (result, polls),
            Poll::Pending => std::thread::park(),
        }
    }
}

/// A value that another thread gives a little later.
#[derive(Default)]
struct Later(Arc<Mutex<(Option<i32>, Option<Waker>)>>);

impl Later {
    fn new(value: i32) -> Later {
        let later = Later::default();
        let shared = later.0.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(2));
            let mut shared = shared.lock().unwrap();
            shared.0 = Some(value);
            if let Some(waker) = shared.1.take() {
                waker.wake();
            }
        });
        later
    }
}

impl Future for Later {
    type Output = i32;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<i32> {
        let mut shared = self.0.lock().unwrap();
        match shared.0 {
            Some(value) => Poll::Ready(value),
            None => {
                shared.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

const TEXT: &str = r#"
    (import "host" "later" (func $later (param i32) (result i32)))
    (import "host" "pair" (func $pair (param i64 f64) (result f64 i64)))
    (import "host" "fail" (func $fail))
    (func (export "sum") (param $n i32) (result i32) (local $sum i32)
        (loop $again
            (local.set $sum (i32.add (local.get $sum) (call $later (local.get $n))))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br_if $again (local.get $n)))
        (local.get $sum))
    (func (export "pair") (result f64 i64) (call $pair (i64.const 3) (f64.const 0.5)))
    (func (export "fail") (call $fail))
    (func (export "forever") (loop (br 0)))"#;

fn setup(config: &Config) -> (Store<u32>, Instance) {
    let engine = Engine::new(config).unwrap();
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap_async("host", "later", |mut caller: Caller<'_, u32>, n: i32| {
            *caller.data_mut() += 1;
            Later::new(n * 10)
        })
        .unwrap();
    linker
        .func_wrap_async("host", "fail", |_: Caller<'_, u32>, ()| async {
            Later::new(0).await;
            Err::<(), Error>(Error::msg("failed"))
        })
        .unwrap();
    let mut store = Store::new(&engine, 0);
    let ty = FuncType::new([ValType::I64, ValType::F64], [ValType::F64, ValType::I64]);
    let pair = Func::new_async(&mut store, ty, |_, params| async move {
        Later::new(0).await;
        Ok(params.into_iter().rev().collect())
    });
    linker.define("host", "pair", pair.unwrap()).unwrap();
    let module = Module::new(&engine, TEXT).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    (store, instance)
}

#[test]
fn calls_await_what_host_functions_await() {
    let (mut store, instance) = setup(&Config::new());
    let sum = instance
        .get_typed_func::<i32, i32>(&mut store, "sum")
        .unwrap();
    let (result, polls) = block_on(sum.call_async(&mut store, 4));
    assert_eq!(result.unwrap(), 100);
    assert!(polls >= 4, "{polls} polls");
    assert_eq!(*store.data(), 4);
    let pair = instance.get_func(&mut store, "pair").unwrap();
    let mut results = [Val::I32(0), Val::I32(0)];
    let (result, _) = block_on(pair.call_async(&mut store, &[], &mut results));
    result.unwrap();
    assert_eq!(results, [Val::F64(0.5f64.to_bits()), Val::I64(3)]);
}

#[test]
fn errors_end_the_call() {
    let (mut store, instance) = setup(&Config::new());
    let fail = instance
        .get_typed_func::<(), ()>(&mut store, "fail")
        .unwrap();
    let error = block_on(fail.call_async(&mut store, ())).0.unwrap_err();
    assert!(error.to_string().starts_with("failed"), "{error}");
    assert_eq!(error.backtrace().len(), 1);
    // Without a future to await there is nobody to wait.
    let error = fail.call(&mut store, ()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    let bare = Func::wrap(&mut store, || -> Result<(), Error> {
        Err(Error::pending(5))
    });
    let bare = bare.typed::<(), ()>(&store).unwrap();
    let error = block_on(bare.call_async(&mut store, ())).0.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
}

/// The guest catches what a future ends with.
#[test]
fn exceptions_are_thrown_where_the_future_is_awaited() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let tag = Tag::new(&mut store, TagType::new(FuncType::new([ValType::I32], [])));
    let tag = tag.unwrap();
    let mut linker = Linker::new(&engine);
    linker.define("host", "e", tag).unwrap();
    let check = move |mut caller: Caller<'_, ()>, n: i32| {
        let exception = ExnRef::new(&mut caller, &tag, &[Val::I32(n)]);
        let thrown = exception.map(|exception| exception.throw(&caller));
        async move {
            let n = Later::new(n).await;
            if n < 0 { Err(thrown?) } else { Ok(n) }
        }
    };
    linker.func_wrap_async("host", "check", check).unwrap();
    let text = r#"
        (import "host" "e" (tag $e (param i32)))
        (import "host" "check" (func $check (param i32) (result i32)))
        (func $abs (export "abs") (param i32) (result i32)
            (i32.sub (i32.const 0)
                (block $caught (result i32)
                    (return (try_table (result i32) (catch $e $caught)
                        (call $check (local.get 0)))))))
        (func (export "sum") (result i32)
            (i32.add (call $abs (i32.const -3))
                (i32.add (call $abs (i32.const 40)) (call $abs (i32.const -500)))))
        (func (export "uncaught") (param i32) (result i32) (call $check (local.get 0)))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let sum = instance.get_typed_func::<(), i32>(&mut store, "sum");
    let (result, _) = block_on(sum.unwrap().call_async(&mut store, ()));
    assert_eq!(result.unwrap(), 543);
    let uncaught = instance.get_typed_func::<i32, i32>(&mut store, "uncaught");
    let (result, _) = block_on(uncaught.unwrap().call_async(&mut store, -1));
    let exception = result.unwrap_err().exception().unwrap();
    assert_eq!(exception.payload(&store).unwrap(), [Val::I32(-1)]);
}

#[test]
fn dropping_the_future_ends_the_call() {
    struct Noted(Arc<AtomicU32>);
    impl Drop for Noted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    let dropped = Arc::new(AtomicU32::new(0));
    let noted = dropped.clone();
    let never = Func::wrap_async(&mut store, move |_: Caller<'_, ()>, ()| {
        let noted = Noted(noted.clone());
        async move {
            std::future::pending::<()>().await;
            drop(noted);
        }
    });
    let text = r#"(import "" "never" (func $never)) (func (export "f") (call $never))"#;
    let module = Module::new(&engine, text).unwrap();
    let instance = Instance::new(&mut store, &module, &[never.into()]).unwrap();
    let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
    for round in 1..=1000 {
        let mut future = Box::pin(f.call_async(&mut store, ()));
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
        drop(future);
        assert_eq!(dropped.load(Ordering::Relaxed), round);
    }
}

#[test]
fn slices_give_others_a_turn() {
    let (mut store, instance) = setup(&Config::new().interruptible(true));
    let forever = instance
        .get_typed_func::<(), ()>(&mut store, "forever")
        .unwrap();
    store
        .set_time_slice(Some(Duration::from_millis(1)))
        .unwrap();
    let handle = store.interrupt_handle();
    let turns = Cell::new(0);
    let mut call = pin!(forever.call_async(&mut store, ()));
    let both = std::future::poll_fn(|context| match call.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(result),
        Poll::Pending => {
            turns.set(turns.get() + 1);
            if turns.get() == 10 {
                handle.interrupt();
            }
            Poll::Pending
        }
    });
    let error = block_on(both).0.unwrap_err();
    assert_eq!(error.as_trap(), Some(Trap::Interrupted));
    assert_eq!(turns.get(), 10);
}

#[test]
fn futures_move_between_threads() {
    let (mut store, instance) = setup(&Config::new());
    let sum = instance
        .get_typed_func::<i32, i32>(&mut store, "sum")
        .unwrap();
    let mut future = Box::pin(async move { sum.call_async(&mut store, 3).await });
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    let thread = std::thread::spawn(move || block_on(future).0.unwrap());
    assert_eq!(thread.join().unwrap(), 60);
}

#[test]
fn under_tokio_a_guest_that_sleeps_lets_others_run() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let engine = Engine::new(&Config::new().interruptible(true)).unwrap();
        let mut linker = Linker::new(&engine);
        linker
            .func_wrap_async("host", "sleep", |_: Caller<'_, ()>, ms: u64| async move {
                tokio::time::sleep(Duration::from_millis(ms)).await;
            })
            .unwrap();
        let text = r#"
            (import "host" "sleep" (func $sleep (param i64)))
            (func (export "run") (param $n i32) (result i32)
                (loop $again
                    (call $sleep (i64.const 2))
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if $again (local.get $n)))
                (i32.const 7))
            (func (export "forever") (loop (br 0)))"#;
        let module = Module::new(&engine, text).unwrap();
        let run = |name: &'static str| {
            let mut store = Store::new(&engine, ());
            store
                .set_time_slice(Some(Duration::from_millis(1)))
                .unwrap();
            let instance = linker.instantiate(&mut store, &module).unwrap();
            (instance.get_func(&mut store, name).unwrap(), store)
        };
        let (busy, mut busy_store) = run("forever");
        let handle = busy_store.interrupt_handle();
        let busy = async { busy.call_async(&mut busy_store, &[], &mut []).await };
        let (sleepy, mut store) = run("run");
        let sleepy = async {
            let mut results = [Val::I32(0)];
            let params = [Val::I32(5)];
            let result = sleepy.call_async(&mut store, &params, &mut results).await;
            handle.interrupt();
            result.map(|()| results)
        };
        // Both on one thread, in turns.
        let (mut busy, mut sleepy) = (pin!(busy), pin!(sleepy));
        let (mut stopped, mut done) = (None, None);
        std::future::poll_fn(|context| {
            if done.is_none()
                && let Poll::Ready(result) = sleepy.as_mut().poll(context)
            {
                done = Some(result);
            }
            if stopped.is_none()
                && let Poll::Ready(result) = busy.as_mut().poll(context)
            {
                stopped = Some(result);
            }
            match done.is_some() && stopped.is_some() {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
        assert_eq!(done.unwrap().unwrap(), [Val::I32(7)]);
        let error = stopped.unwrap().unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::Interrupted));
        // A call that is given up.
        let (sleepy, mut store) = run("run");
        let mut results = [Val::I32(0)];
        let params = [Val::I32(1_000_000)];
        let call = sleepy.call_async(&mut store, &params, &mut results);
        let over = tokio::time::timeout(Duration::from_millis(20), call).await;
        assert!(over.is_err());
    });
}
