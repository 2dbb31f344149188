//! What all modules and stores of an engine share.

use std::sync::Arc;

use crate::config::{Config, Limits};
use crate::types::TypeRegistry;

/// An engine's immutable configuration and its canonical types.
#[derive(Debug)]
pub(crate) struct EngineShared {
    config: Config,
    types: Arc<TypeRegistry>,
}

/// A shared engine.
pub(crate) type EngineHandle = Arc<EngineShared>;

impl EngineShared {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            config,
            types: Arc::new(TypeRegistry::new()),
        }
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn limits(&self) -> &Limits {
        self.config.bounds()
    }

    pub(crate) fn types(&self) -> &Arc<TypeRegistry> {
        &self.types
    }
}
