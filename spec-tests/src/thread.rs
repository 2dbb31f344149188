//! The `thread` directive: directives that run on a thread of the system, with a store
//! of their own and a memory that is shared with the script's.

use std::thread::JoinHandle;

use sanderling::{Engine, Extern, Instance, Linker, Module, SharedMemory, Store};
use wast::parser::parse;
use wast::{Wast, WastDirective};

use crate::names::Stop;
use crate::script::{Script, buffer};

/// Memories that a script's module exports, for a thread to know the module by.
pub(crate) struct SharedModule {
    name: String,
    memories: Vec<(String, SharedMemory)>,
}

impl SharedModule {
    /// What a thread can have of an instance.
    pub(crate) fn of(
        name: &str,
        instance: Instance,
        store: &mut Store<()>,
    ) -> Result<SharedModule, Stop> {
        let exports = instance.exports(&mut *store)?;
        let exports: Vec<(String, Extern)> = exports
            .map(|export| (export.name().to_owned(), export.into_extern()))
            .collect();
        let mut memories = Vec::new();
        for (export, item) in exports {
            if let Extern::Memory(memory) = item
                && let Some(memory) = memory.to_shared(&*store)?
            {
                memories.push((export, memory));
            }
        }
        Ok(SharedModule {
            name: name.to_owned(),
            memories,
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// An instance in another store that exports the same memories.
    pub(crate) fn instantiate(
        &self,
        engine: &Engine,
        store: &mut Store<()>,
    ) -> Result<Instance, Stop> {
        let mut linker = Linker::new(engine);
        let mut text = String::from("(module");
        for (i, (export, memory)) in self.memories.iter().enumerate() {
            linker.shared_memory("", &i.to_string(), memory)?;
            let ty = memory.ty();
            text += &format!(" (import \"\" \"{i}\" {ty}) (export {export:?} (memory {i}))");
        }
        text.push(')');
        let module = Module::new(engine, &text)?;
        Ok(linker.instantiate(store, &module)?)
    }
}

/// Runs the directives of the `index`-th directive of a script, which is a thread.
///
/// They are parsed anew, since what the parser makes stays on its thread.
pub(crate) fn spawn(
    engine: &Engine,
    text: &str,
    index: usize,
    shared: Option<SharedModule>,
) -> JoinHandle<Result<(), String>> {
    let (engine, text) = (engine.clone(), text.to_owned());
    std::thread::spawn(move || {
        let run = || -> Result<(), Stop> {
            let buffer = buffer(&text).map_err(|error| Stop::failed(error.message()))?;
            let script = parse::<Wast<'_>>(&buffer);
            let mut directives = script
                .map_err(|error| Stop::failed(error.message()))?
                .directives;
            let WastDirective::Thread(thread) = directives.swap_remove(index) else {
                return Err(Stop::failed("the directive is no thread"));
            };
            let mut script = Script::new(&engine, &text)?;
            if let Some(shared) = shared {
                script.add_shared(&shared)?;
            }
            for directive in thread.directives {
                script.run(index, directive)?;
            }
            script.finish()
        };
        run().map_err(|stop| match stop {
            Stop::Failed(message) => message,
            Stop::Unavailable(reason) => format!("needs what is not supported: {reason}"),
        })
    })
}
