//! Measures one kernel in several engines.

use std::error::Error;
use std::time::Duration;

use crate::clock::thread_cpu_time;
use crate::kernels::Kernel;
use crate::runtimes::{Program, Runtime};

pub(crate) struct Row {
    pub(crate) kernel: &'static Kernel,
    /// One entry an engine, in their order: the fastest call, or why there is none.
    pub(crate) times: Vec<Result<Duration, Box<dyn Error>>>,
}

/// Times `rounds` calls of `kernel` in each of `runtimes` and keeps the fastest.
pub(crate) fn measure(kernel: &'static Kernel, runtimes: &[Box<dyn Runtime>], rounds: u32) -> Row {
    let mut entries: Vec<_> = runtimes
        .iter()
        .map(|runtime| Entry::prepare(kernel, &**runtime))
        .collect();
    let take_turn = |entry: &mut Result<Entry, Box<dyn Error>>| {
        if let Ok(ready) = entry
            && let Err(error) = ready.time_call(kernel)
        {
            *entry = Err(error);
        }
    };
    // Engines take turns, so that a slow phase of the machine meets all of them, and
    // every second round runs backwards, so that none always follows the same other.
    for round in 0..rounds {
        if round % 2 == 0 {
            entries.iter_mut().for_each(take_turn);
        } else {
            entries.iter_mut().rev().for_each(take_turn);
        }
    }
    let times = entries
        .into_iter()
        .map(|entry| entry.map(|ready| ready.fastest))
        .collect();
    Row { kernel, times }
}

/// A kernel loaded in one engine.
struct Entry {
    program: Box<dyn Program>,
    fastest: Duration,
}

impl Entry {
    /// Loads `kernel` and calls it once, untimed: engines may translate at the first call.
    fn prepare(kernel: &Kernel, runtime: &dyn Runtime) -> Result<Self, Box<dyn Error>> {
        let mut entry = Self {
            program: runtime.load(kernel.wasm)?,
            fastest: Duration::MAX,
        };
        entry.call(kernel)?;
        Ok(entry)
    }

    fn time_call(&mut self, kernel: &Kernel) -> Result<(), Box<dyn Error>> {
        let start = thread_cpu_time();
        self.call(kernel)?;
        self.fastest = self.fastest.min(thread_cpu_time() - start);
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel) -> Result<(), Box<dyn Error>> {
        let result = self.program.run(kernel.n)?;
        if result != kernel.expected {
            return Err(format!("returned {result} instead of {}", kernel.expected).into());
        }
        Ok(())
    }
}
