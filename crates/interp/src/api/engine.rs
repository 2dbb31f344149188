//! Engines.

use std::sync::Arc;

use crate::module::{EngineHandle, EngineShared};
use crate::{ConcreteType, Config, Error};

/// What modules and stores have in common: a configuration, and the identity of types.
///
/// An engine is cheap to clone, and its clones are the same engine. Modules run in
/// stores of their own engine only.
///
/// ```
/// use sanderling::{Config, Engine};
///
/// # fn main() -> Result<(), sanderling::Error> {
/// let engine = Engine::new(&Config::new().deterministic(true))?;
/// assert!(Engine::same(&engine, &engine.clone()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Engine(EngineHandle);

impl Engine {
    /// An engine with this configuration, which does not change afterwards.
    ///
    /// # Errors
    ///
    /// [`Limit`](crate::ErrorKind::Limit) if a limit is above its maximum.
    ///
    /// ```
    /// use sanderling::{Config, Engine};
    ///
    /// assert!(Engine::new(&Config::new()).is_ok());
    /// assert!(Engine::new(&Config::new().wasm_stack_bytes(1 << 60)).is_err());
    /// ```
    pub fn new(config: &Config) -> Result<Self, Error> {
        config.check()?;
        Ok(Self(Arc::new(EngineShared::new(config.clone()))))
    }

    /// The engine's configuration.
    ///
    /// ```
    /// use sanderling::{Config, Engine};
    ///
    /// assert_eq!(*Engine::default().config(), Config::new());
    /// ```
    pub fn config(&self) -> &Config {
        self.0.config()
    }

    /// Whether two handles are the same engine.
    ///
    /// ```
    /// use sanderling::Engine;
    ///
    /// assert!(!Engine::same(&Engine::default(), &Engine::default()));
    /// ```
    pub fn same(a: &Self, b: &Self) -> bool {
        Arc::ptr_eq(&a.0, &b.0)
    }

    /// The type that is shown by this name, such as `$type5`. Names mean something in
    /// their own engine only.
    ///
    /// ```
    /// use sanderling::{Engine, StructType};
    ///
    /// # fn main() -> Result<(), sanderling::Error> {
    /// let engine = Engine::default();
    /// let ty = StructType::new(&engine, [])?;
    /// let name = ty.concrete().to_string();
    /// assert_eq!(engine.concrete_type(&name).as_ref(), Some(ty.concrete()));
    /// assert_eq!(engine.concrete_type("$typical"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn concrete_type(&self, name: &str) -> Option<ConcreteType> {
        self.0.types().by_name(name)
    }

    pub(crate) fn shared(&self) -> &EngineHandle {
        &self.0
    }

    /// An error unless `other` is this engine.
    pub(crate) fn check_same(&self, other: &EngineHandle) -> Result<(), Error> {
        if Arc::ptr_eq(&self.0, other) {
            Ok(())
        } else {
            Err(Error::usage("the module belongs to another engine"))
        }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self(Arc::new(EngineShared::new(Config::new())))
    }
}

impl From<EngineHandle> for Engine {
    fn from(shared: EngineHandle) -> Self {
        Self(shared)
    }
}
