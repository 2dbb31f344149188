//! Modules from the payloads that another parser reads.

use std::sync::Arc;

use wasmparser::{Payload, Validator, WasmFeatures};

use super::{Engine, Module};
use crate::Error;
use crate::module::{ModuleBytes, Reading};

/// Makes a module of the payloads of an outer parser, such as one of components, with
/// the validator of that parser: no byte is read, and nothing validated, twice.
///
/// The reader has the outer validator from the module's version to its end: what it
/// makes has been validated by wasmparser as a whole, whoever parsed it.
///
/// ```
/// use sanderling::wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};
/// use sanderling::{Engine, Module, ModuleReader};
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = r#"(component
///     (core module (func (export "f")))
///     (core module (memory (export "m") 1)))"#;
/// let bytes = Arc::new(wat::parse_str(text)?);
/// let engine = Engine::default();
/// let features = ModuleReader::features(&engine) | WasmFeatures::COMPONENT_MODEL;
/// let mut validator = Validator::new_with_features(features);
/// let mut modules: Vec<Module> = Vec::new();
/// let mut payloads = Parser::new(0).parse_all(&bytes);
/// while let Some(payload) = payloads.next() {
///     let payload = payload?;
///     if !matches!(payload, Payload::Version { encoding: Encoding::Module, .. }) {
///         validator.payload(&payload)?;
///         continue;
///     }
///     let mut reader = ModuleReader::new(&engine, &bytes, &mut validator)?;
///     let mut module = reader.payload(payload)?;
///     while module.is_none() {
///         module = reader.payload(payloads.next().ok_or("no end")??)?;
///     }
///     modules.extend(module);
/// }
/// assert_eq!(modules.len(), 2);
/// assert!(modules[1].get_export("m").is_some());
/// # Ok(())
/// # }
/// ```
pub struct ModuleReader<'a> {
    validator: &'a mut Validator,
    /// `None` after the end and after an error.
    reading: Option<Reading<'a>>,
}

impl<'a> ModuleReader<'a> {
    /// A reader of a module that is a part of `bytes`, which are shared, not copied. The
    /// validator stands before the module's version, in a component or anew.
    ///
    /// # Errors
    ///
    /// [`Usage`](crate::ErrorKind::Usage) for a validator of other
    /// [`features`](Self::features) than the engine's.
    ///
    /// ```
    /// use sanderling::wasmparser::{Validator, WasmFeatures};
    /// use sanderling::{Engine, ModuleReader};
    /// use std::sync::Arc;
    ///
    /// let mut other = Validator::new_with_features(WasmFeatures::MVP);
    /// let bytes = Arc::new(Vec::new());
    /// assert!(ModuleReader::new(&Engine::default(), &bytes, &mut other).is_err());
    /// ```
    pub fn new(
        engine: &'a Engine,
        bytes: &Arc<Vec<u8>>,
        validator: &'a mut Validator,
    ) -> Result<Self, Error> {
        let engine = engine.shared();
        let differing = engine.config().enabled().differing(*validator.features());
        if !differing.is_empty() {
            return Err(Error::usage(format!(
                "the engine and the validator differ in features: {}",
                differing.join(", ")
            )));
        }
        Ok(Self {
            validator,
            reading: Some(Reading::new(engine, ModuleBytes::from(bytes.clone()))),
        })
    }

    /// The features that a validator of modules for `engine` has. Those of components
    /// may be added.
    ///
    /// ```
    /// use sanderling::wasmparser::WasmFeatures;
    /// use sanderling::{Config, Engine, Feature, Features, ModuleReader};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let features = Features::default().without(Feature::Simd);
    /// let engine = Engine::new(&Config::new().features(features))?;
    /// let features = ModuleReader::features(&engine);
    /// assert!(features.contains(WasmFeatures::GC));
    /// assert!(!features.contains(WasmFeatures::SIMD));
    /// # Ok(())
    /// # }
    /// ```
    pub fn features(engine: &Engine) -> WasmFeatures {
        engine.shared().config().enabled().to_wasmparser()
    }

    /// Takes the next payload of the module, of which the first is its version. The
    /// module is there after the last, its end.
    ///
    /// # Errors
    ///
    /// As for [`Module::new`], and [`Usage`](crate::ErrorKind::Usage) for a payload out
    /// of order or of other bytes. After an error there is nothing more to read, and
    /// the validator is of no use any more.
    ///
    /// ```
    /// use sanderling::wasmparser::{Parser, Validator};
    /// use sanderling::{Engine, ModuleReader};
    /// use std::sync::Arc;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let engine = Engine::default();
    /// let bytes = Arc::new(b"\0asm\x01\0\0\0".to_vec());
    /// let mut validator = Validator::new_with_features(ModuleReader::features(&engine));
    /// let mut reader = ModuleReader::new(&engine, &bytes, &mut validator)?;
    /// let mut payloads = Parser::new(0).parse_all(&bytes);
    /// assert!(reader.payload(payloads.next().unwrap()?)?.is_none());
    /// assert!(reader.payload(payloads.next().unwrap()?)?.is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn payload(&mut self, payload: Payload<'_>) -> Result<Option<Module>, Error> {
        let Some(mut reading) = self.reading.take() else {
            return Err(Error::usage("the module's reader has come to its end"));
        };
        let ended = matches!(payload, Payload::End(_));
        reading.payload(payload, self.validator)?;
        if ended {
            return Module::ready(reading.finish()?).map(Some);
        }
        self.reading = Some(reading);
        Ok(None)
    }
}
