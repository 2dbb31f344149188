/* Instances. */

#include "test.h"

static void right_instance(void) {
  wasm_func_t *func = any_func(store);
  wasm_extern_t *import = wasm_func_as_extern(func);
  wasm_extern_vec_t exports;
  wasm_instance_t *instance = instance_of(
      "(import \"\" \"f\" (func)) (export \"z\" (func 0)) (memory (export \"y\") 1)"
      "(global (export \"a\") i32 (i32.const 1)) (table (export \"x\") 1 funcref)"
      "(func $s (i32.store (i32.const 0) (i32.const 42))) (start $s)",
      &import, 1, &exports);
  /* In the order of the module. */
  CHECK(exports.size == 4);
  CHECK(wasm_extern_same(exports.data[0], import));
  CHECK(wasm_extern_kind(exports.data[1]) == WASM_EXTERN_MEMORY);
  CHECK(wasm_extern_kind(exports.data[2]) == WASM_EXTERN_GLOBAL);
  CHECK(wasm_extern_kind(exports.data[3]) == WASM_EXTERN_TABLE);
  CHECK(wasm_memory_data(wasm_extern_as_memory(exports.data[1]))[0] == 42);
  wasm_extern_vec_t again;
  wasm_instance_exports(instance, &again);
  CHECK(again.size == 4 && wasm_extern_same(again.data[3], exports.data[3]));
  wasm_extern_vec_delete(&again);
  wasm_extern_vec_delete(&exports);
  wasm_instance_delete(instance);
  wasm_func_delete(func);
}

static void wrong_instance(void) {
  wasm_module_t *module = module_of("(import \"m\" \"f\" (func))");
  wasm_func_t *func = any_func(store), *of_other = any_func(other_store);
  wasm_limits_t limits = {1, 1};
  wasm_memorytype_t *type = wasm_memorytype_new(&limits);
  wasm_memory_t *memory = wasm_memory_new(store, type);
  wasm_memorytype_delete(type);
  wasm_extern_t *good[] = {wasm_func_as_extern(func), wasm_func_as_extern(func)};
  wasm_extern_t *null[] = {NULL}, *foreign[] = {wasm_func_as_extern(of_other)};
  wasm_extern_t *wrong_kind[] = {wasm_memory_as_extern(memory)};
  wasm_extern_vec_t one = {1, good}, two = {2, good}, none = WASM_EMPTY_VEC;
  wasm_extern_vec_t with_null = WASM_ARRAY_VEC(null), with_foreign = WASM_ARRAY_VEC(foreign);
  wasm_extern_vec_t with_memory = WASM_ARRAY_VEC(wrong_kind);
  const struct {
    const wasm_extern_vec_t *imports;
    const char *message;
  } cases[] = {
      {&none, "wrong use: expected 1 imports, got 0"},
      {NULL, "wrong use: expected 1 imports, got 0"},
      {&two, "wrong use: expected 1 imports, got 2"},
      {&with_null, "an import is NULL"},
      {&with_foreign, "the item belongs to another store"},
      {&with_memory, "incompatible import type for \"m\" \"f\": the module expects (func), "
                     "got (memory 1 1)"},
  };
  wasm_trap_t *trap;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    trap = NULL;
    CHECK(wasm_instance_new(store, module, cases[i].imports, &trap) == NULL);
    CHECK(trap_is(trap, cases[i].message));
    CHECK(wasm_instance_new(store, module, cases[i].imports, NULL) == NULL);
  }
  trap = (wasm_trap_t *)&limits;
  wasm_instance_t *instance = wasm_instance_new(store, module, &one, &trap);
  CHECK(instance != NULL && trap == NULL);
  CHECK(wasm_instance_new(NULL, module, &one, &trap) == NULL && trap_is(trap, "store is NULL"));
  CHECK(wasm_instance_new(store, NULL, &one, &trap) == NULL && trap_is(trap, "module is NULL"));
  wasm_engine_t *another = wasm_engine_new();
  wasm_store_t *of_another = wasm_store_new(another);
  CHECK(wasm_instance_new(of_another, module, &one, &trap) == NULL && trap != NULL);
  wasm_trap_delete(trap);
  wasm_store_delete(of_another);
  wasm_engine_delete(another);
  wasm_instance_exports(instance, NULL);
  wasm_extern_vec_t exports = {1, NULL};
  wasm_instance_exports(NULL, &exports);
  CHECK(exports.size == 0 && exports.data == NULL);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  wasm_func_delete(func);
  wasm_func_delete(of_other);
  wasm_memory_delete(memory);
}

/* What the start function does wrong is the trap's to tell. */
static void wrong_start(void) {
  wasm_module_t *module = module_of("(func $s unreachable) (start $s)");
  wasm_trap_t *trap;
  CHECK(wasm_instance_new(store, module, NULL, &trap) == NULL);
  wasm_frame_t *frame = wasm_trap_origin(trap);
  CHECK(wasm_frame_func_index(frame) == 0 && wasm_frame_instance(frame) != NULL);
  wasm_frame_delete(frame);
  CHECK(trap_is(trap, "wasm trap: unreachable"));
  wasm_module_delete(module);
}

void test_instance(void) {
  right_instance();
  wrong_instance();
  wrong_start();
}
