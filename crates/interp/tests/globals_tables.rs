//! Globals and tables, from the host's side and the guest's.

use sanderling::{
    Config, Engine, Error, ErrorKind, ExternRef, Func, Global, GlobalType, Instance, Limits,
    Module, Mutability, RefType, Store, Table, TableType, Trap, Val, ValType,
};

fn instance(store: &mut Store<()>, text: &str) -> Instance {
    let module = Module::new(store.engine(), text).unwrap();
    Instance::new(store, &module, &[]).unwrap()
}

#[track_caller]
fn assert_usage<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error:?}");
}

#[test]
fn globals_of_every_type() {
    let mut store = Store::new(&Engine::default(), ());
    let func = Func::wrap(&mut store, || {});
    let value = ExternRef::new(&mut store, 1u8).unwrap();
    let values = [
        Val::I32(-1),
        Val::I64(i64::MIN),
        Val::F32(0x7FC0_0001),
        Val::F64(1 << 63),
        Val::V128(u128::MAX - 5),
        Val::FuncRef(None),
        func.into(),
        value.clone().into(),
        Val::ExternRef(None),
    ];
    for value in values {
        let ty = GlobalType::new(value.ty(), Mutability::Var);
        let global = Global::new(&mut store, ty.clone(), value.clone()).unwrap();
        assert_eq!(global.get(&store).unwrap(), value);
        assert_eq!(global.ty(&store).unwrap(), ty);
        let zero = Val::default_for_ty(ty.content()).unwrap();
        global.set(&mut store, zero.clone()).unwrap();
        assert_eq!(global.get(&store).unwrap(), zero);
        let wrong = if value.ty() == ValType::I32 {
            Val::I64(0)
        } else {
            Val::I32(0)
        };
        assert_usage(global.set(&mut store, wrong.clone()));
        assert_usage(Global::new(&mut store, ty, wrong));
    }
}

#[test]
fn constant_globals_keep_their_value() {
    let mut store = Store::new(&Engine::default(), ());
    let ty = GlobalType::new(ValType::I32, Mutability::Const);
    let global = Global::new(&mut store, ty, Val::I32(5)).unwrap();
    assert_usage(global.set(&mut store, Val::I32(6)));
    assert_eq!(global.get(&store).unwrap(), Val::I32(5));
}

#[test]
fn guests_and_hosts_share_globals() {
    let mut store = Store::new(&Engine::default(), ());
    let text = r#"
        (global $g (export "g") (mut i64) (i64.const 5))
        (global (export "c") f32 (f32.const 1.5))
        (func (export "add") (param i64) (result i64)
          (global.set $g (i64.add (global.get $g) (local.get 0)))
          (global.get $g))"#;
    let instance = instance(&mut store, text);
    let global = instance.get_global(&mut store, "g").unwrap();
    let add = instance
        .get_typed_func::<i64, i64>(&mut store, "add")
        .unwrap();
    assert_eq!(add.call(&mut store, 2).unwrap(), 7);
    assert_eq!(global.get(&store).unwrap(), Val::I64(7));
    global.set(&mut store, Val::I64(-1)).unwrap();
    assert_eq!(add.call(&mut store, 2).unwrap(), 1);
    let constant = instance.get_global(&mut store, "c").unwrap();
    assert_eq!(constant.get(&store).unwrap().f32(), Some(1.5));
}

const TABLE: &str = r#"
    (type $f (func (result i32)))
    (table $t (export "t") 2 4 funcref)
    (elem (table $t) (i32.const 0) func $one)
    (func $one (export "one") (result i32) (i32.const 1))
    (func (export "wrong") (result i64) (i64.const 1))
    (func (export "call") (param i32) (result i32) (call_indirect $t (type $f) (local.get 0)))
    (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
    (func (export "size") (result i32) (table.size $t))"#;

#[test]
fn guests_and_hosts_share_tables() {
    let mut store = Store::new(&Engine::default(), ());
    let instance = instance(&mut store, TABLE);
    let table = instance.get_table(&mut store, "t").unwrap();
    let one = instance.get_func(&mut store, "one").unwrap();
    let call = instance
        .get_typed_func::<u32, i32>(&mut store, "call")
        .unwrap();
    assert_eq!(table.get(&store, 0).unwrap(), Val::FuncRef(Some(one)));
    assert_eq!(table.get(&store, 1).unwrap(), Val::FuncRef(None));
    assert_eq!(call.call(&mut store, 0).unwrap(), 1);

    let two = Func::wrap(&mut store, || 2i32);
    table.set(&mut store, 1, two.into()).unwrap();
    assert_eq!(call.call(&mut store, 1).unwrap(), 2);

    assert_eq!(table.grow(&mut store, 1, one.into()).unwrap(), 2);
    assert_eq!(call.call(&mut store, 2).unwrap(), 1);
    let grow = instance
        .get_typed_func::<u32, i32>(&mut store, "grow")
        .unwrap();
    assert_eq!(grow.call(&mut store, 1).unwrap(), 3);
    assert_eq!(
        table.ty(&store).unwrap(),
        TableType::new(RefType::FUNCREF, 4, Some(4))
    );
    assert_eq!(grow.call(&mut store, 1).unwrap(), -1);
    let error = table.grow(&mut store, 1, Val::FuncRef(None)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error:?}");
}

#[test]
fn indirect_calls_trap() {
    let mut store = Store::new(&Engine::default(), ());
    let instance = instance(&mut store, TABLE);
    let table = instance.get_table(&mut store, "t").unwrap();
    let call = instance
        .get_typed_func::<u32, i32>(&mut store, "call")
        .unwrap();
    let mut trap = |index| call.call(&mut store, index).unwrap_err().as_trap();
    assert_eq!(trap(1), Some(Trap::UninitializedElement));
    assert_eq!(trap(2), Some(Trap::UndefinedElement));
    assert_eq!(trap(u32::MAX), Some(Trap::UndefinedElement));
    let wrong = instance.get_func(&mut store, "wrong").unwrap();
    let host = Func::wrap(&mut store, |_: i32| 1i32);
    for func in [wrong, host] {
        table.set(&mut store, 1, func.into()).unwrap();
        let error = call.call(&mut store, 1).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::IndirectCallTypeMismatch));
    }
}

#[test]
fn tables_check_indices_and_types() {
    let mut store = Store::new(&Engine::default(), ());
    let ty = TableType::new(RefType::EXTERNREF, 2, None);
    let table = Table::new(&mut store, ty.clone(), Val::ExternRef(None)).unwrap();
    let value = ExternRef::new(&mut store, ()).unwrap();
    for index in [2, u64::MAX] {
        let error = table.get(&store, index).unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::TableOutOfBounds));
        let error = table
            .set(&mut store, index, value.clone().into())
            .unwrap_err();
        assert_eq!(error.as_trap(), Some(Trap::TableOutOfBounds));
    }
    table.fill(&mut store, 0, value.clone().into(), 2).unwrap();
    assert_eq!(table.get(&store, 1).unwrap(), value.clone().into());
    assert!(table.fill(&mut store, 1, Val::ExternRef(None), 2).is_err());
    assert_eq!(table.get(&store, 1).unwrap(), value.clone().into());

    assert_usage(table.set(&mut store, 0, Val::FuncRef(None)));
    assert_usage(table.set(&mut store, 0, Val::I32(0)));
    assert_usage(table.grow(&mut store, 1, Val::I32(0)));
    assert_usage(Table::new(&mut store, ty, Val::FuncRef(None)));
    let backwards = TableType::new(RefType::FUNCREF, 2, Some(1));
    assert_usage(Table::new(&mut store, backwards, Val::FuncRef(None)));
}

#[test]
fn the_limit_on_table_elements_holds_at_the_number() {
    let mut limits = Limits::default();
    limits.table_elements = 3;
    let engine = Engine::new(&Config::new().limits(limits)).unwrap();
    let mut store = Store::new(&engine, ());
    let ty = TableType::new(RefType::FUNCREF, 3, None);
    let table = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
    assert!(table.grow(&mut store, 1, Val::FuncRef(None)).is_err());
    let ty = TableType::new(RefType::FUNCREF, 4, None);
    let error = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error:?}");
}

#[test]
fn items_of_another_store_are_refused() {
    let engine = Engine::default();
    let (mut store, mut other) = (Store::new(&engine, ()), Store::new(&engine, ()));
    let foreign = Func::wrap(&mut other, || {});
    let foreign_value = ExternRef::new(&mut other, ()).unwrap();
    let ty = TableType::new(RefType::FUNCREF, 1, None);
    let table = Table::new(&mut store, ty, Val::FuncRef(None)).unwrap();
    assert_usage(table.set(&mut store, 0, foreign.into()));
    assert_usage(table.get(&other, 0));
    assert_usage(table.size(&other));
    let ty = GlobalType::new(ValType::EXTERNREF, Mutability::Var);
    let global = Global::new(&mut store, ty, Val::ExternRef(None)).unwrap();
    assert_usage(global.set(&mut store, foreign_value.clone().into()));
    assert_usage(global.get(&other));
    assert_usage(foreign_value.data(&store).map(|_| ()));
}
