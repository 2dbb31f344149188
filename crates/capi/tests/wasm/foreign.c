/* Foreign objects, and what guests have as externref. */

#include "test.h"

static const char *keeper =
    "(global $g (export \"global\") (mut externref) (ref.null extern))"
    "(func (export \"set\") (param externref) (global.set $g (local.get 0)))"
    "(func (export \"get\") (result externref) (global.get $g))";

static wasm_ref_t *get(wasm_func_t *func) {
  wasm_val_t out[] = {WASM_INIT_VAL};
  wasm_val_vec_t results = WASM_ARRAY_VEC(out);
  CHECK(wasm_func_call(func, NULL, &results) == NULL && out[0].kind == WASM_EXTERNREF);
  return out[0].of.ref;
}

static wasm_trap_t *set(wasm_func_t *func, wasm_ref_t *ref) {
  wasm_val_t in[] = {WASM_REF_VAL(ref)};
  wasm_val_vec_t args = WASM_ARRAY_VEC(in);
  return wasm_func_call(func, &args, NULL);
}

static void right_foreign(void) {
  wasm_extern_vec_t exports;
  exports_of(keeper, &exports);
  wasm_func_t *setter = wasm_extern_as_func(exports.data[1]);
  wasm_func_t *getter = wasm_extern_as_func(exports.data[2]);
  wasm_foreign_t *foreign = wasm_foreign_new(store);
  int finalized = 0;
  wasm_foreign_set_host_info_with_finalizer(foreign, &finalized, count);
  CHECK(set(setter, wasm_foreign_as_ref(foreign)) == NULL);
  wasm_ref_t *back = get(getter);
  CHECK(wasm_ref_same(back, wasm_foreign_as_ref(foreign)));
  CHECK(wasm_ref_get_host_info(back) == &finalized);
  wasm_foreign_delete(foreign);
  CHECK(wasm_ref_as_foreign(back) != NULL);
  wasm_ref_delete(back);
  /* The guest still has it. */
  CHECK(finalized == 0);
  back = get(getter);
  CHECK(wasm_ref_get_host_info(back) == &finalized);
  wasm_ref_set_host_info(back, NULL);
  wasm_ref_delete(back);

  /* Everything can be an externref, and comes back as what it is. */
  wasm_module_t *module = module_of("(module)");
  wasm_ref_t *refs[] = {wasm_func_as_ref(getter), wasm_extern_as_ref(exports.data[0]),
                        wasm_module_as_ref(module), NULL};
  for (int i = 0; i < 4; ++i) {
    CHECK(set(setter, refs[i]) == NULL);
    back = get(getter);
    CHECK(i == 3 ? back == NULL : wasm_ref_same(back, refs[i]));
    wasm_ref_delete(back);
  }
  CHECK(set(setter, wasm_module_as_ref(module)) == NULL);
  wasm_module_delete(module);
  back = get(getter);
  CHECK(wasm_ref_as_module(back) != NULL && wasm_ref_as_func(back) == NULL);
  wasm_ref_delete(back);
  wasm_extern_vec_delete(&exports);
}

static void wrong_foreign(void) {
  CHECK(wasm_foreign_new(NULL) == NULL);
  wasm_extern_vec_t exports;
  exports_of(keeper, &exports);
  wasm_func_t *setter = wasm_extern_as_func(exports.data[1]);
  wasm_foreign_t *foreign = wasm_foreign_new(other_store);
  CHECK(trap_is(set(setter, wasm_foreign_as_ref(foreign)), "the item belongs to another store"));
  wasm_foreign_delete(foreign);
  wasm_func_t *func = any_func(other_store);
  CHECK(trap_is(set(setter, wasm_func_as_ref(func)), "the item belongs to another store"));
  wasm_func_delete(func);
  wasm_extern_vec_delete(&exports);
}

void test_foreign(void) {
  right_foreign();
  wrong_foreign();
}
