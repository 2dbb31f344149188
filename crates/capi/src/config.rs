//! Configurations.

use sanderling::{CompilationMode, Config, Feature, Features, Limits};

use crate::boundary::{OutError, given, run, run_quiet, text};
use crate::error::{Failure, Misuse};

/// `wasm_config_t`.
#[derive(Debug, Default)]
pub(crate) struct ConfigHandle {
    limits: Limits,
    features: Features,
    deterministic: bool,
    eager: bool,
    consume_fuel: bool,
    interruptible: bool,
}

impl ConfigHandle {
    /// A configuration for the standard's interface, which cannot set limits: instances
    /// are made by the host alone, and programs that make hundreds of thousands in one
    /// store, as one of the standard's own examples does, are not to be stopped.
    pub(crate) fn standard() -> Self {
        let mut config = Self::default();
        config.limits.store_instances = 1 << 24;
        config
    }

    pub(crate) fn to_config(&self) -> Config {
        let compilation = if self.eager {
            CompilationMode::Eager
        } else {
            CompilationMode::Lazy
        };
        Config::new()
            .limits(self.limits.clone())
            .features(self.features)
            .deterministic(self.deterministic)
            .consume_fuel(self.consume_fuel)
            .interruptible(self.interruptible)
            .compilation(compilation)
    }
}

/// Changes a configuration.
fn set(config: Option<&mut ConfigHandle>, change: impl FnOnce(&mut ConfigHandle)) -> i32 {
    run_quiet(|| {
        change(given(config, "config")?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_deterministic(
    config: Option<&mut ConfigHandle>,
    deterministic: bool,
) -> i32 {
    set(config, |config| config.deterministic = deterministic)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_consume_fuel(
    config: Option<&mut ConfigHandle>,
    consume_fuel: bool,
) -> i32 {
    set(config, |config| config.consume_fuel = consume_fuel)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_interruptible(
    config: Option<&mut ConfigHandle>,
    interruptible: bool,
) -> i32 {
    set(config, |config| config.interruptible = interruptible)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_eager(config: Option<&mut ConfigHandle>, eager: bool) -> i32 {
    set(config, |config| config.eager = eager)
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_max_memory_bytes(
    config: Option<&mut ConfigHandle>,
    bytes: u64,
) -> i32 {
    set(config, |config| {
        // Memories with 32-bit addresses cannot exceed what these reach, however large
        // the limit.
        config.limits.memory_bytes = bytes.min(1 << 32);
        config.limits.memory64_bytes = bytes;
    })
}

#[unsafe(no_mangle)]
extern "C" fn sanderling_config_set_max_stack_bytes(
    config: Option<&mut ConfigHandle>,
    bytes: u64,
) -> i32 {
    set(config, |config| config.limits.wasm_stack_bytes = bytes)
}

/// # Safety
///
/// `name` is NULL or holds `name_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_config_set_limit(
    config: Option<&mut ConfigHandle>,
    name: *const u8,
    name_len: usize,
    value: u64,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let config = given(config, "config")?;
        // SAFETY: the caller promises it.
        let name = unsafe { text(name, name_len, "name") }?;
        set_limit(&mut config.limits, name, value)
    })
}

/// # Safety
///
/// `name` is NULL or holds `name_len` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn sanderling_config_set_feature(
    config: Option<&mut ConfigHandle>,
    name: *const u8,
    name_len: usize,
    enabled: bool,
    error: OutError<'_>,
) -> i32 {
    run(error, || {
        let config = given(config, "config")?;
        // SAFETY: the caller promises it.
        let name = unsafe { text(name, name_len, "name") }?;
        let mut features = Feature::ALL.iter().copied();
        let Some(feature) = features.find(|feature| feature_name(*feature) == name) else {
            let message = format!("there is no feature called {name:?}");
            return Err(Failure::misuse(Misuse::Argument, message));
        };
        config.features = if enabled {
            config.features.with(feature)?
        } else {
            config.features.without(feature)
        };
        Ok(())
    })
}

/// The name of a feature for C, such as `tail_call`.
fn feature_name(feature: Feature) -> String {
    let mut name = String::new();
    for c in format!("{feature:?}").chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// Sets one of the engine's limits by the name of its field.
fn set_limit(limits: &mut Limits, name: &str, value: u64) -> Result<(), Failure> {
    macro_rules! fields {
        ($( $field:ident )*) => {
            match name {
                $( stringify!($field) => limits.$field = fit(name, value)?, )*
                _ => {
                    let message = format!("there is no limit called {name:?}");
                    return Err(Failure::misuse(Misuse::Argument, message));
                }
            }
        };
    }
    fields! {
        module_bytes
        types
        engine_types
        functions
        imports
        exports
        globals
        tags
        element_segments
        data_segments
        tables
        memories
        function_body_bytes
        locals
        idle_locals
        params
        results
        string_bytes
        memory_bytes
        memory64_bytes
        store_memory_bytes
        table_elements
        store_table_elements
        gc_heap_bytes
        host_buffer_bytes
        struct_fields
        store_instances
        store_memories
        store_tables
        wasm_stack_bytes
        host_call_depth
        backtrace_frames
    }
    Ok(())
}

/// A value as the limit's own type.
fn fit<T: TryFrom<u64>>(name: &str, value: u64) -> Result<T, Failure> {
    T::try_from(value).map_err(|_| {
        let message = format!("the limit {name} cannot be {value}");
        Failure::misuse(Misuse::Argument, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_have_names() {
        let names: Vec<_> = Feature::ALL.iter().copied().map(feature_name).collect();
        assert!(names.iter().any(|name| name == "tail_call"));
        assert!(names.iter().any(|name| name == "memory64"));
    }

    #[test]
    fn every_limit_has_a_name() {
        let shown = format!("{:?}", Limits::default());
        let fields = shown
            .split(['{', ',', '}'])
            .filter_map(|part| part.split_once(':'));
        let mut count = 0;
        for (name, _) in fields {
            let mut limits = Limits::default();
            assert!(set_limit(&mut limits, name.trim(), 1).is_ok(), "{name}");
            assert_ne!(limits, Limits::default(), "{name}");
            count += 1;
        }
        assert!(count > 20);
        assert!(set_limit(&mut Limits::default(), "hope", 1).is_err());
        assert!(set_limit(&mut Limits::default(), "host_call_depth", 1 << 40).is_err());
    }
}
