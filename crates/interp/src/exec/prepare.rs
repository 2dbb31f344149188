//! Getting a function's code: translated at its first call, or all at once.

use super::handlers::Table;
use crate::code::CompiledFunc;
use crate::code::disasm;
use crate::code::encode::Encoder;
use crate::error::Error;
use crate::module::ModuleInner;
use crate::translate::{Options, Translator};
use core::any::Any;

/// What translating functions one after the other needs; kept for its allocations.
#[derive(Default)]
pub(crate) struct Compiler {
    translator: Translator,
    encoder: Encoder,
}

impl Compiler {
    /// Lends the compiler that a store keeps, a new one at the first request.
    pub(super) fn lend<R>(
        kept: &mut Option<Box<dyn Any + Send>>,
        work: impl FnOnce(&mut Compiler) -> R,
    ) -> R {
        let taken = kept
            .take()
            .and_then(|kept| kept.downcast::<Compiler>().ok());
        let mut compiler = taken.unwrap_or_default();
        let result = work(&mut compiler);
        *kept = Some(compiler);
        result
    }

    /// The code of a defined function, translated if it has not been.
    pub(crate) fn prepare<'m>(
        &mut self,
        module: &'m ModuleInner,
        defined: usize,
    ) -> Result<&'m CompiledFunc, Error> {
        if let Some(code) = module.code[defined].get() {
            return Ok(code);
        }
        module.validate_lazily(defined)?;
        let options = Options::of(module);
        let func = self.translator.translate(module, defined, options)?;
        let code = self.encoder.encode(func, &table(options), options.fusion)?;
        Ok(module.code[defined].publish(code, &module.code_places, defined as u32))
    }
}

/// Without fusion the handlers are the plain ones as well, to test one against the other.
fn table(options: Options) -> Table {
    if options.fusion {
        Table::Best
    } else {
        Table::Common
    }
}

/// The text form of a defined function's code.
pub(crate) fn disassemble(module: &ModuleInner, defined: usize) -> Result<String, Error> {
    let options = Options::of(module);
    let mut translator = Translator::default();
    let func = translator.translate(module, defined, options)?;
    let mut encoder = Encoder::default();
    encoder.place(func, &table(options), options.fusion)?;
    Ok(disasm::disassemble(func, &encoder))
}

/// The offset in the module's bytes of the Wasm instruction at a word of a
/// function's code.
///
/// The code holds no such map: translating once more gives it, and only those
/// who look at a backtrace pay.
pub(crate) fn source_offset(module: &ModuleInner, defined: usize, word: usize) -> Option<u32> {
    let options = Options::of(module);
    let mut translator = Translator::default();
    let func = translator.translate(module, defined, options).ok()?;
    let mut encoder = Encoder::default();
    encoder.place(func, &table(options), options.fusion).ok()?;
    func.insts
        .get(encoder.inst_at(word)?)
        .map(|inst| inst.source)
}
