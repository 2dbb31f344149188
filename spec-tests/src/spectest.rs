//! The host module `spectest`, which the suite's scripts import.

use sanderling::{
    Error, Global, GlobalType, Linker, Memory, MemoryType, Mutability, RefType, Store, Table,
    TableType, Val,
};

const MODULE: &str = "spectest";

/// Defines everything in `spectest`. What is printed goes nowhere: no script says what
/// it should be.
pub(crate) fn define(linker: &mut Linker<()>, store: &mut Store<()>) -> Result<(), Error> {
    linker.func_wrap(MODULE, "print", || {})?;
    linker.func_wrap(MODULE, "print_i32", |_: i32| {})?;
    linker.func_wrap(MODULE, "print_i64", |_: i64| {})?;
    linker.func_wrap(MODULE, "print_f32", |_: f32| {})?;
    linker.func_wrap(MODULE, "print_f64", |_: f64| {})?;
    linker.func_wrap(MODULE, "print_i32_f32", |_: i32, _: f32| {})?;
    linker.func_wrap(MODULE, "print_f64_f64", |_: f64, _: f64| {})?;

    for (name, value) in [
        ("global_i32", Val::from(666_i32)),
        ("global_i64", Val::from(666_i64)),
        ("global_f32", Val::from(666.6_f32)),
        ("global_f64", Val::from(666.6_f64)),
    ] {
        let ty = GlobalType::new(value.ty(), Mutability::Const);
        linker.define(MODULE, name, Global::new(&mut *store, ty, value)?)?;
    }

    for (name, ty) in [
        ("table", TableType::new(RefType::FUNCREF, 10, Some(20))),
        ("table64", TableType::new64(RefType::FUNCREF, 10, Some(20))),
    ] {
        let table = Table::new(&mut *store, ty, Val::FuncRef(None))?;
        linker.define(MODULE, name, table)?;
    }

    for (name, ty) in [
        ("memory", MemoryType::new(1, Some(2))),
        ("shared_memory", MemoryType::shared(1, 2)),
    ] {
        let memory = Memory::new(&mut *store, ty)?;
        linker.define(MODULE, name, memory)?;
    }
    Ok(())
}
