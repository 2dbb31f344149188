/* Globals. */

#include "test.h"

static void right_global(void) {
  wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new_f32(), WASM_VAR);
  wasm_val_t value = WASM_F32_VAL(0.5f), found;
  wasm_global_t *global = wasm_global_new(store, type, &value);
  wasm_globaltype_delete(type);
  wasm_global_get(global, &found);
  CHECK(found.kind == WASM_F32 && found.of.f32 == 0.5f);
  value.of.f32 = -1;
  wasm_global_set(global, &value);
  wasm_global_get(global, &found);
  CHECK(found.of.f32 == -1);
  type = wasm_global_type(global);
  CHECK(wasm_globaltype_mutability(type) == WASM_VAR);
  CHECK(wasm_valtype_kind(wasm_globaltype_content(type)) == WASM_F32);
  wasm_globaltype_delete(type);
  wasm_global_delete(global);

  type = wasm_globaltype_new(wasm_valtype_new_funcref(), WASM_VAR);
  wasm_val_t ref = WASM_INIT_VAL;
  global = wasm_global_new(store, type, &ref);
  wasm_globaltype_delete(type);
  wasm_global_get(global, &found);
  CHECK(found.kind == WASM_FUNCREF && found.of.ref == NULL);
  wasm_func_t *func = any_func(store);
  ref.of.ref = wasm_func_as_ref(func);
  wasm_global_set(global, &ref);
  wasm_global_get(global, &found);
  CHECK(wasm_ref_same(found.of.ref, ref.of.ref));
  wasm_val_delete(&found);
  wasm_func_delete(func);
  wasm_global_delete(global);
}

static void wrong_global(void) {
  wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new_i32(), WASM_CONST);
  wasm_functype_t *no_global = wasm_functype_new_0_0();
  wasm_val_t value = WASM_I32_VAL(5), wide = WASM_I64_VAL(6), found;
  CHECK(wasm_global_new(store, type, &wide) == NULL);
  CHECK(wasm_global_new(NULL, type, &value) == NULL);
  CHECK(wasm_global_new(store, NULL, &value) == NULL);
  CHECK(wasm_global_new(store, type, NULL) == NULL);
  CHECK(wasm_global_new(store, (wasm_globaltype_t *)no_global, &value) == NULL);
  wasm_functype_delete(no_global);
  /* A constant stays as it is, and so does what gets a wrong value. */
  wasm_global_t *global = wasm_global_new(store, type, &value);
  wasm_globaltype_delete(type);
  value.of.i32 = 9;
  wasm_global_set(global, &value);
  wasm_global_set(global, &wide);
  wasm_global_set(global, NULL);
  wasm_global_set(NULL, &value);
  wasm_global_get(global, NULL);
  wasm_global_get(global, &found);
  CHECK(found.kind == WASM_I32 && found.of.i32 == 5);
  wasm_global_delete(global);
  wasm_global_get(NULL, &found);
  CHECK(found.kind == WASM_EXTERNREF && found.of.ref == NULL);
  CHECK(wasm_global_type(NULL) == NULL);

  type = wasm_globaltype_new(wasm_valtype_new_funcref(), WASM_VAR);
  wasm_val_t ref = WASM_REF_VAL(wasm_foreign_as_ref(wasm_foreign_new(store)));
  CHECK(wasm_global_new(store, type, &ref) == NULL);
  wasm_val_delete(&ref);
  ref.of.ref = wasm_func_as_ref(any_func(other_store));
  CHECK(wasm_global_new(store, type, &ref) == NULL);
  wasm_val_delete(&ref);
  wasm_globaltype_delete(type);
}

void test_global(void) {
  right_global();
  wrong_global();
}
