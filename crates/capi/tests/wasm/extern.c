/* Externals. */

#include "test.h"

static const char *text =
    "(func (export \"f\")) (global (export \"g\") i32 (i32.const 1))"
    "(table (export \"t\") 1 funcref) (memory (export \"m\") 1)";

#define KIND(kind, index)                                                              \
  static void right_extern_##kind(wasm_extern_vec_t *exports) {                        \
    wasm_extern_t *item = exports->data[index];                                        \
    CHECK(wasm_extern_kind(item) == index);                                            \
    wasm_externtype_t *type = wasm_extern_type(item);                                  \
    CHECK(wasm_externtype_kind(type) == index);                                        \
    wasm_externtype_delete(type);                                                      \
    wasm_##kind##_t *seen = wasm_extern_as_##kind(item);                               \
    CHECK((void *)seen == (void *)item && wasm_extern_as_##kind##_const(item) == seen); \
    CHECK(wasm_##kind##_as_extern(seen) == item);                                      \
    CHECK(wasm_##kind##_as_extern_const(seen) == item);                                \
  }                                                                                    \
  static void wrong_extern_##kind(wasm_extern_vec_t *exports) {                        \
    for (size_t i = 0; i < 4; ++i) {                                                   \
      if (i == index) continue;                                                        \
      CHECK(wasm_extern_as_##kind(exports->data[i]) == NULL);                          \
      CHECK(wasm_extern_as_##kind##_const(exports->data[i]) == NULL);                  \
    }                                                                                  \
    CHECK(wasm_extern_as_##kind(NULL) == NULL);                                        \
    CHECK(wasm_extern_as_##kind##_const(NULL) == NULL);                                \
    CHECK(wasm_##kind##_as_extern(NULL) == NULL);                                      \
    CHECK(wasm_##kind##_as_extern_const(NULL) == NULL);                                \
  }

KIND(func, 0)
KIND(global, 1)
KIND(table, 2)
KIND(memory, 3)

/* The functions of one kind, given another, which C does not hinder. */
static void wrong_extern(wasm_extern_vec_t *exports) {
  CHECK(wasm_extern_kind(NULL) == WASM_EXTERN_FUNC && wasm_extern_type(NULL) == NULL);
  wasm_val_t value;
  for (size_t i = 0; i < 4; ++i) {
    wasm_extern_t *item = exports->data[i];
    if (i != 0) {
      wasm_trap_t *trap = wasm_func_call((wasm_func_t *)item, NULL, NULL);
      CHECK(trap != NULL);
      wasm_trap_delete(trap);
      CHECK(wasm_func_param_arity((wasm_func_t *)item) == 0);
      CHECK(wasm_func_type((wasm_func_t *)item) == NULL);
    }
    if (i != 1) {
      wasm_global_get((wasm_global_t *)item, &value);
      CHECK(value.of.ref == NULL);
      wasm_global_set((wasm_global_t *)item, &value);
    }
    if (i != 2) {
      CHECK(wasm_table_get((wasm_table_t *)item, 0) == NULL);
      CHECK(!wasm_table_set((wasm_table_t *)item, 0, NULL));
      CHECK(!wasm_table_grow((wasm_table_t *)item, 0, NULL));
      CHECK(wasm_table_size((wasm_table_t *)item) == 0);
    }
    if (i != 3) {
      CHECK(wasm_memory_data((wasm_memory_t *)item) == NULL);
      CHECK(!wasm_memory_grow((wasm_memory_t *)item, 0));
    }
  }
}

/* The type is that of now. */
static void right_extern_type(wasm_extern_vec_t *exports) {
  CHECK(wasm_memory_grow(wasm_extern_as_memory(exports->data[3]), 1));
  wasm_externtype_t *type = wasm_extern_type(exports->data[3]);
  const wasm_memorytype_t *memory = wasm_externtype_as_memorytype_const(type);
  CHECK(wasm_memorytype_limits(memory)->min == 2);
  wasm_externtype_delete(type);
}

void test_extern(void) {
  wasm_extern_vec_t exports;
  exports_of(text, &exports);
  CHECK(exports.size == 4);
  right_extern_func(&exports);
  wrong_extern_func(&exports);
  right_extern_global(&exports);
  wrong_extern_global(&exports);
  right_extern_table(&exports);
  wrong_extern_table(&exports);
  right_extern_memory(&exports);
  wrong_extern_memory(&exports);
  wrong_extern(&exports);
  right_extern_type(&exports);
  wasm_extern_vec_delete(&exports);
}
