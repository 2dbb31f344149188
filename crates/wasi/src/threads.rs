//! Programs of several threads: `wasi-threads`.
//!
//! Each thread is one of the system, with a store and an instance of its own; they have
//! the memory that the module imports in common, and the context. A call holds the
//! context only while it does something. One that would wait gives it back, waits a
//! little without it, and is made again, so that a thread that reads from a terminal
//! keeps no other from its files.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use sanderling::{
    Caller, Error, ExternType, InstancePre, InterruptHandle, Linker, Module, SharedMemory, Store,
};

use crate::ctx::WasiCtx;
use crate::link::{Access, Function, Room, Shared, add_functions, finish, guest_memory};
use crate::memory::Lent;
use crate::types::Errno;

const MODULE: &str = "wasi";
const SPAWN: &str = "thread-spawn";
const START: &str = "wasi_thread_start";

/// How many threads a program may have at once unless told otherwise, besides its
/// first: each is a thread of the system, with a stack for the guest of which a few
/// pages are used. Programs have about as many threads as there are processors; those
/// that have one for each connection seldom have more than this.
const DEFAULT_MAX_THREADS: u32 = 256;

/// Identities of threads have 29 bits in the interface.
const MAX_TID: u32 = (1 << 29) - 1;

/// How long a thread that waits for input, output or time goes without another look:
/// as long as any wait that can be interrupted here.
const PAUSE: Duration = Duration::from_millis(5);

/// The native stack of a thread. Guests have a stack of their own; this is for calls
/// between them and the host, and mostly untouched.
const STACK_BYTES: usize = 4 << 20;

/// A program that may have several threads (`wasi-threads`).
///
/// The module imports a shared memory, and the function `thread-spawn` from `wasi`; it
/// exports its memory, `_start`, and `wasi_thread_start`, in which new threads begin.
/// Programs for the target `wasm32-wasip1-threads` do. A module that imports neither is
/// run as well, in one thread.
///
/// What the threads have in common besides the memory is the [`WasiCtx`], with open
/// descriptors and streams. Callbacks for streams are called by one thread at a time.
///
/// ```
/// use sanderling::{Engine, Module};
/// use sanderling_wasi::{ExitStatus, ThreadedProgram, WasiCtxBuilder};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let program = r#"(module
///     (import "env" "memory" (memory 1 1 shared))
///     (export "memory" (memory 0))
///     (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
///     (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
///     (func (export "wasi_thread_start") (param $tid i32) (param $arg i32)
///         (i32.atomic.store (i32.const 0) (local.get $arg))
///         (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
///     (func (export "_start")
///         (drop (call $spawn (i32.const 5)))
///         (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
///         (call $exit (i32.atomic.load (i32.const 0)))))"#;
/// let engine = Engine::default();
/// let module = Module::new(&engine, program)?;
/// let ctx = WasiCtxBuilder::new().build()?;
/// let error = ThreadedProgram::new(&module, ctx)?.run().unwrap_err();
/// assert_eq!(error.downcast_ref::<ExitStatus>(), Some(&ExitStatus(5)));
/// # Ok(())
/// # }
/// ```
pub struct ThreadedProgram {
    module: Module,
    ctx: WasiCtx,
    linker: Linker<ProgramThread>,
    max_threads: u32,
}

impl fmt::Debug for ThreadedProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadedProgram")
            .field("module", &self.module)
            .field("ctx", &self.ctx)
            .field("max_threads", &self.max_threads)
            .finish_non_exhaustive()
    }
}

impl ThreadedProgram {
    /// A program, and what it gets. The shared memories that the module imports are
    /// made here.
    ///
    /// # Errors
    ///
    /// Those of [`SharedMemory::new`]; a [`MissingThreadStart`] as the host's error if
    /// the module spawns threads that have nowhere to start.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    /// use sanderling_wasi::{ThreadedProgram, WasiCtxBuilder};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let engine = Engine::default();
    /// let text = r#"(import "wasi" "thread-spawn" (func (param i32) (result i32)))"#;
    /// let module = Module::new(&engine, text)?;
    /// assert!(ThreadedProgram::new(&module, WasiCtxBuilder::new().build()?).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(module: &Module, ctx: WasiCtx) -> Result<Self, Error> {
        let engine = &module.engine();
        let mut linker = Linker::new(engine);
        add_functions(&mut linker, InThread)?;
        linker.func_wrap(
            MODULE,
            SPAWN,
            |caller: Caller<'_, ProgramThread>, arg: u32| {
                let program = &caller.data().program;
                let spawned = spawn(program, Begin::Thread(arg));
                spawned.unwrap_or_else(|errno| -i32::from(Errno::of(Err(errno))))
            },
        )?;
        for import in module.imports() {
            if let ExternType::Memory(ty) = import.ty()
                && ty.is_shared()
            {
                let memory = SharedMemory::new(engine, ty.clone())?;
                linker.shared_memory(import.module(), import.name(), &memory)?;
            }
        }
        let starts = module.exports().any(|export| export.name() == START);
        if Self::is_threaded(module) && !starts {
            return Err(Error::host(MissingThreadStart));
        }
        Ok(ThreadedProgram {
            module: module.clone(),
            ctx,
            linker,
            max_threads: DEFAULT_MAX_THREADS,
        })
    }

    /// Whether a module imports `thread-spawn`.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    /// use sanderling_wasi::ThreadedProgram;
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let module = Module::new(&Engine::default(), "(module)")?;
    /// assert!(!ThreadedProgram::is_threaded(&module));
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_threaded(module: &Module) -> bool {
        let mut imports = module.imports();
        imports.any(|import| import.module() == MODULE && import.name() == SPAWN)
    }

    /// Sets how many threads there may be at once besides the first; 256 unless set.
    /// The guest gets `EAGAIN` for one more.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    /// use sanderling_wasi::{ThreadedProgram, WasiCtxBuilder};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let module = Module::new(&Engine::default(), r#"(func (export "_start"))"#)?;
    /// let program = ThreadedProgram::new(&module, WasiCtxBuilder::new().build()?)?;
    /// program.max_threads(4).run()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn max_threads(self, max_threads: u32) -> Self {
        ThreadedProgram {
            max_threads,
            ..self
        }
    }

    /// What the module's imports are looked up in, to add host functions.
    ///
    /// ```
    /// use sanderling::{Engine, Module};
    /// use sanderling_wasi::{ThreadedProgram, WasiCtxBuilder};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = r#"(import "host" "hello" (func $hello)) (export "_start" (func $hello))"#;
    /// let module = Module::new(&Engine::default(), text)?;
    /// let mut program = ThreadedProgram::new(&module, WasiCtxBuilder::new().build()?)?;
    /// program.linker().func_wrap("host", "hello", || {})?;
    /// program.run()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn linker(&mut self) -> &mut Linker<ProgramThread> {
        &mut self.linker
    }

    /// Calls `_start` in a thread, and waits for the program's end: the end of `_start`,
    /// or what ends any of the threads otherwise, such as `proc_exit` or a trap.
    ///
    /// The end of the program ends all of its threads. If the engine is
    /// [`interruptible`](sanderling::Config::interruptible), guests are interrupted in
    /// whatever they do, and this returns when all threads have ended; callbacks for
    /// streams and other host functions are to return then. If it is not, this returns
    /// at once: threads end at their next call of a WASI function, and a guest that
    /// makes none runs on, which is right for a process that is about to end.
    ///
    /// # Errors
    ///
    /// What ended the program, unless `_start` has returned: [`crate::ExitStatus`] as
    /// the host's error for `proc_exit`, a trap with the backtrace of its thread. What
    /// instantiation says, and [`Usage`](sanderling::ErrorKind::Usage) if there is no
    /// `_start`.
    ///
    /// ```
    /// use sanderling::{Engine, Module, Trap};
    /// use sanderling_wasi::{ThreadedProgram, WasiCtxBuilder};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = r#"(func (export "_start") unreachable)"#;
    /// let module = Module::new(&Engine::default(), text)?;
    /// let program = ThreadedProgram::new(&module, WasiCtxBuilder::new().build()?)?;
    /// assert_eq!(program.run().unwrap_err().as_trap(), Some(Trap::Unreachable));
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(self) -> Result<(), Error> {
        let program = Arc::new(Program {
            prepared: self.linker.instantiate_pre(&self.module)?,
            ctx: Mutex::new(self.ctx),
            state: Mutex::default(),
            changed: Condvar::new(),
            max_threads: self.max_threads,
        });
        if spawn(&program, Begin::Program).is_err() {
            let message = "the system has no thread for the program";
            return Err(Error::msg(message));
        }
        let stops = self.module.engine().config().is_interruptible();
        let mut state = program.lock();
        while !state.ended || stops && !state.running.is_empty() {
            let changed = program.changed.wait(state);
            state = changed.unwrap_or_else(PoisonError::into_inner);
        }
        let end = state.end.take().unwrap_or(Ok(()));
        // What they hold is gone when they are. A panic has been noted as the end.
        let handles = std::mem::take(&mut state.handles);
        drop(state);
        if stops {
            for handle in handles {
                let _ = handle.join();
            }
        }
        end
    }
}

/// A module spawns threads, and does not export `wasi_thread_start`.
///
/// ```
/// assert_eq!(
///     sanderling_wasi::MissingThreadStart.to_string(),
///     "a module that spawns threads must export \"wasi_thread_start\"",
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingThreadStart;

impl fmt::Display for MissingThreadStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a module that spawns threads must export \"wasi_thread_start\"")
    }
}

impl std::error::Error for MissingThreadStart {}

/// The program has ended while this thread was at something: how its guest is left.
#[derive(Debug)]
struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another thread has ended the program")
    }
}

impl std::error::Error for Stopped {}

/// The data of the store of one of a program's threads; see [`ThreadedProgram::linker`].
///
/// ```
/// use sanderling::{Engine, Linker, Module};
/// use sanderling_wasi::{ProgramThread, ThreadedProgram, WasiCtxBuilder};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let module = Module::new(&Engine::default(), r#"(func (export "_start"))"#)?;
/// let mut program = ThreadedProgram::new(&module, WasiCtxBuilder::new().build()?)?;
/// let linker: &mut Linker<ProgramThread> = program.linker();
/// linker.func_wrap("host", "unused", || {})?;
/// program.run()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ProgramThread {
    program: Arc<Program>,
    tid: u32,
}

impl ProgramThread {
    /// The thread's identity, as the guest knows it; 0 is the program's first thread.
    ///
    /// ```
    /// use sanderling::{Caller, Engine, Module};
    /// use sanderling_wasi::{ProgramThread, ThreadedProgram, WasiCtxBuilder};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = r#"(import "host" "hello" (func $hello)) (export "_start" (func $hello))"#;
    /// let module = Module::new(&Engine::default(), text)?;
    /// let mut program = ThreadedProgram::new(&module, WasiCtxBuilder::new().build()?)?;
    /// let hello = |caller: Caller<'_, ProgramThread>| assert_eq!(caller.data().tid(), 0);
    /// program.linker().func_wrap("host", "hello", hello)?;
    /// program.run()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn tid(&self) -> u32 {
        self.tid
    }
}

/// What the threads of a program have in common.
struct Program {
    prepared: InstancePre<ProgramThread>,
    ctx: Mutex<WasiCtx>,
    state: Mutex<State>,
    /// A thread or the program has ended.
    changed: Condvar,
    max_threads: u32,
}

#[derive(Debug, Default)]
struct State {
    /// The threads that run, by their identities; with what interrupts them, once they
    /// have a store.
    running: BTreeMap<u32, Option<InterruptHandle>>,
    /// Those that may run, to be waited for.
    handles: Vec<JoinHandle<()>>,
    /// The latest identity that was given away.
    latest: u32,
    /// The program has ended.
    ended: bool,
    /// How, until somebody asks.
    end: Option<Result<(), Error>>,
}

/// What a thread begins with.
#[derive(Clone, Copy)]
enum Begin {
    /// `_start`
    Program,
    /// `wasi_thread_start`, with this argument.
    Thread(u32),
}

impl Program {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half done by a thread that panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an identity for a new thread.
    fn reserve(&self, begin: Begin) -> Result<u32, Errno> {
        let mut state = self.lock();
        let mut tid = 0;
        if matches!(begin, Begin::Thread(_)) {
            let threads = state.running.keys().filter(|tid| **tid != 0).count();
            if state.ended || u32::try_from(threads).is_ok_and(|n| n >= self.max_threads) {
                return Err(Errno::Again);
            }
            tid = state.latest;
            loop {
                tid = if tid < MAX_TID {
                    tid.saturating_add(1)
                } else {
                    1
                };
                if !state.running.contains_key(&tid) {
                    break;
                }
            }
            state.latest = tid;
        }
        state.running.insert(tid, None);
        Ok(tid)
    }

    /// A thread is no more.
    fn release(&self, tid: u32) {
        self.lock().running.remove(&tid);
        self.changed.notify_all();
    }

    /// The program has ended; the first end counts.
    fn end(&self, end: Result<(), Error>) {
        let mut state = self.lock();
        if !state.ended {
            state.ended = true;
            state.end = Some(end);
            for handle in state.running.values().flatten() {
                handle.interrupt();
            }
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Lets some time pass.
    ///
    /// # Errors
    ///
    /// [`Stopped`] once the program has ended.
    fn pause(&self, time: Duration) -> Result<(), Error> {
        let mut state = self.lock();
        if !state.ended && !time.is_zero() {
            let waited = self.changed.wait_timeout(state, time);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        match state.ended {
            true => Err(Error::host(Stopped)),
            false => Ok(()),
        }
    }

    /// The whole life of a thread.
    fn live(self: &Arc<Self>, tid: u32, begin: Begin) {
        let data = ProgramThread {
            program: self.clone(),
            tid,
        };
        let result = Store::try_new(&self.prepared.module().engine(), data)
            .and_then(|mut store| self.call(&mut store, tid, begin));
        // A thread that returns ends itself only; the first one, the program.
        if result.is_err() || matches!(begin, Begin::Program) {
            self.end(result);
        }
    }

    fn call(&self, store: &mut Store<ProgramThread>, tid: u32, begin: Begin) -> Result<(), Error> {
        let handle = store.interrupt_handle();
        self.lock().running.insert(tid, Some(handle));
        // It may have ended before there was something to interrupt.
        self.pause(Duration::ZERO)?;
        let instance = self.prepared.instantiate(&mut *store)?;
        match begin {
            Begin::Program => {
                let start = instance.get_typed_func::<(), ()>(&mut *store, "_start")?;
                start.call(store, ())
            }
            Begin::Thread(arg) => {
                let start = instance.get_typed_func::<(u32, u32), ()>(&mut *store, START)?;
                start.call(store, (tid, arg))
            }
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Makes a thread; gives its identity.
fn spawn(program: &Arc<Program>, begin: Begin) -> Result<i32, Errno> {
    let tid = program.reserve(begin)?;
    let own = program.clone();
    let thread = Builder::new().stack_size(STACK_BYTES).spawn(move || {
        /// Notes the end of the thread, however it comes.
        struct Running(Arc<Program>, u32);
        impl Drop for Running {
            fn drop(&mut self) {
                if std::thread::panicking() {
                    let message = "a host function of another thread has panicked";
                    self.0.end(Err(Error::msg(message)));
                }
                self.0.release(self.1);
            }
        }
        let running = Running(own, tid);
        running.0.live(tid, begin);
    });
    match thread {
        Ok(handle) => {
            let mut state = program.lock();
            state.handles.retain(|handle| !handle.is_finished());
            state.handles.push(handle);
            i32::try_from(tid).map_err(|_| Errno::Again)
        }
        Err(_) => {
            program.release(tid);
            Err(Errno::Again)
        }
    }
}

/// The context is the program's.
#[derive(Clone, Copy)]
struct InThread;

impl Access<ProgramThread> for InThread {
    fn call(
        self,
        caller: &mut Caller<'_, ProgramThread>,
        function: impl Function,
    ) -> Result<u32, Error> {
        let program = caller.data().program.clone();
        let memory = guest_memory(caller)?;
        let shared = memory.to_shared(&*caller)?;
        let began = Instant::now();
        let mut pause = Duration::ZERO;
        loop {
            program.pause(pause)?;
            let mut ctx = program.ctx.lock().unwrap_or_else(PoisonError::into_inner);
            ctx.begin(Some(began.elapsed()));
            let (result, room) = match &shared {
                Some(memory) => {
                    let (_, buffers) = caller.data_and_host_buffers_mut();
                    let mut room = Room::new(buffers);
                    let memory = &mut Shared(memory.clone(), &mut room);
                    (function(&mut ctx, memory), room)
                }
                None => {
                    let (bytes, _, buffers) = memory.data_and_host_buffers_mut(&mut *caller)?;
                    let mut room = Room::new(buffers);
                    let memory = &mut Lent {
                        bytes,
                        room: Some(&mut room),
                    };
                    (function(&mut ctx, memory), room)
                }
            };
            if !ctx.is_postponed() {
                return finish(&mut ctx, room, result);
            }
            // Short times are waited for in short pauses.
            pause = (began.elapsed() / 8).clamp(Duration::from_micros(50), PAUSE);
        }
    }
}
