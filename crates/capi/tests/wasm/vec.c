/* Vectors of everything. */

#include "test.h"

static wasm_val_t a_val(void) {
  wasm_val_t value = WASM_REF_VAL(wasm_func_as_ref(any_func(store)));
  return value;
}

static wasm_frame_t *a_frame(void) {
  wasm_extern_vec_t exports;
  exports_of("(func (export \"f\") unreachable)", &exports);
  wasm_trap_t *trap = wasm_func_call(wasm_extern_as_func(exports.data[0]), NULL, NULL);
  wasm_frame_t *frame = wasm_trap_origin(trap);
  CHECK(frame != NULL);
  wasm_trap_delete(trap);
  wasm_extern_vec_delete(&exports);
  return frame;
}

static wasm_globaltype_t *a_globaltype(void) {
  return wasm_globaltype_new(wasm_valtype_new_f64(), WASM_VAR);
}

static wasm_tabletype_t *a_tabletype(void) {
  wasm_limits_t limits = {1, 2};
  return wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
}

static wasm_memorytype_t *a_memorytype(void) {
  wasm_limits_t limits = {1, wasm_limits_max_default};
  return wasm_memorytype_new(&limits);
}

static wasm_externtype_t *an_externtype(void) {
  return wasm_memorytype_as_externtype(a_memorytype());
}

static wasm_importtype_t *an_importtype(void) {
  wasm_name_t module, name;
  wasm_name_new_from_string(&module, "m");
  wasm_name_new_from_string(&name, "n");
  return wasm_importtype_new(&module, &name, an_externtype());
}

static wasm_exporttype_t *an_exporttype(void) {
  wasm_name_t name;
  wasm_name_new_from_string(&name, "n");
  return wasm_exporttype_new(&name, an_externtype());
}

#define VECTOR(name, type, one)                                                 \
  static void right_vec_##name(void) {                                          \
    wasm_##name##_vec_t empty, blank, full, copy;                               \
    wasm_##name##_vec_new_empty(&empty);                                        \
    CHECK(empty.size == 0 && empty.data == NULL);                               \
    wasm_##name##_vec_new_uninitialized(&blank, 3);                             \
    CHECK(blank.size == 3 && blank.data != NULL);                               \
    blank.data[1] = one;                                                        \
    blank.size = 2;                                                             \
    type elements[2];                                                           \
    memset(elements, 0, sizeof elements);                                       \
    elements[0] = one;                                                          \
    wasm_##name##_vec_new(&full, 2, elements);                                  \
    CHECK(full.size == 2 && memcmp(full.data, elements, sizeof elements) == 0); \
    wasm_##name##_vec_copy(&copy, &full);                                       \
    CHECK(copy.size == 2 && copy.data != full.data);                            \
    wasm_##name##_vec_delete(&full);                                            \
    CHECK(full.size == 0 && full.data == NULL);                                 \
    wasm_##name##_vec_delete(&copy);                                            \
    wasm_##name##_vec_delete(&blank);                                           \
    wasm_##name##_vec_delete(&empty);                                           \
  }                                                                             \
  static void wrong_vec_##name(void) {                                          \
    wasm_##name##_vec_t vec = {7, NULL};                                        \
    type element = one;                                                         \
    wasm_##name##_vec_new_empty(NULL);                                          \
    wasm_##name##_vec_new_uninitialized(NULL, 3);                               \
    wasm_##name##_vec_new_uninitialized(&vec, SIZE_MAX / 2);                    \
    CHECK(vec.size == 0 && vec.data == NULL);                                   \
    wasm_##name##_vec_new(NULL, 1, &element);                                   \
    wasm_##name##_vec_new(&vec, 5, NULL);                                       \
    CHECK(vec.size == 0 && vec.data == NULL);                                   \
    wasm_##name##_vec_new(&vec, 0, NULL);                                       \
    CHECK(vec.size == 0 && vec.data == NULL);                                   \
    wasm_##name##_vec_copy(NULL, &vec);                                         \
    wasm_##name##_vec_copy(&vec, NULL);                                         \
    CHECK(vec.size == 0 && vec.data == NULL);                                   \
    wasm_##name##_vec_delete(&vec);                                             \
    wasm_##name##_vec_delete(&vec);                                             \
    vec.size = 9;                                                               \
    wasm_##name##_vec_delete(&vec);                                             \
    wasm_##name##_vec_delete(NULL);                                             \
  }

VECTOR(byte, wasm_byte_t, 'x')
VECTOR(valtype, wasm_valtype_t *, wasm_valtype_new_i64())
VECTOR(functype, wasm_functype_t *, wasm_functype_new_1_0(wasm_valtype_new_i32()))
VECTOR(globaltype, wasm_globaltype_t *, a_globaltype())
VECTOR(tabletype, wasm_tabletype_t *, a_tabletype())
VECTOR(memorytype, wasm_memorytype_t *, a_memorytype())
VECTOR(externtype, wasm_externtype_t *, an_externtype())
VECTOR(importtype, wasm_importtype_t *, an_importtype())
VECTOR(exporttype, wasm_exporttype_t *, an_exporttype())
VECTOR(val, wasm_val_t, a_val())
VECTOR(frame, wasm_frame_t *, a_frame())
VECTOR(extern, wasm_extern_t *, wasm_func_as_extern(any_func(store)))

static void right_names(void) {
  wasm_name_t name, copy;
  wasm_name_new_from_string(&name, "name");
  CHECK(name.size == 4 && memcmp(name.data, "name", 4) == 0);
  wasm_name_copy(&copy, &name);
  wasm_name_delete(&name);
  CHECK(copy.size == 4 && memcmp(copy.data, "name", 4) == 0);
  wasm_name_delete(&copy);
  wasm_name_new_from_string_nt(&name, "name");
  CHECK(name.size == 5 && strcmp(name.data, "name") == 0);
  wasm_name_delete(&name);
  wasm_name_new(&name, 2, "ab");
  CHECK(name.size == 2 && name.data[1] == 'b');
  wasm_name_delete(&name);
  wasm_name_new_empty(&name);
  wasm_name_new_uninitialized(&name, 1);
  CHECK(name.size == 1);
  wasm_name_delete(&name);
  wasm_name_new_new_uninitialized(&name, 1);
  CHECK(name.size == 1);
  wasm_name_delete(&name);
}

static void wrong_names(void) {
  wasm_name_t name;
  wasm_name_new_from_string(NULL, "name");
  wasm_name_new_from_string_nt(NULL, "name");
  wasm_name_new_from_string(&name, "");
  CHECK(name.size == 0 && name.data == NULL);
}

/* What a program has allocated itself can be deleted, and the other way round. */
static void right_memory_of_c(void) {
  wasm_byte_vec_t bytes;
  bytes.size = 4;
  bytes.data = malloc(100);
  wasm_byte_vec_delete(&bytes);
  wasm_byte_vec_new_uninitialized(&bytes, 100);
  free(bytes.data);
}

void test_vec(void) {
  right_vec_byte();
  wrong_vec_byte();
  right_vec_valtype();
  wrong_vec_valtype();
  right_vec_functype();
  wrong_vec_functype();
  right_vec_globaltype();
  wrong_vec_globaltype();
  right_vec_tabletype();
  wrong_vec_tabletype();
  right_vec_memorytype();
  wrong_vec_memorytype();
  right_vec_externtype();
  wrong_vec_externtype();
  right_vec_importtype();
  wrong_vec_importtype();
  right_vec_exporttype();
  wrong_vec_exporttype();
  right_vec_val();
  wrong_vec_val();
  right_vec_frame();
  wrong_vec_frame();
  right_vec_extern();
  wrong_vec_extern();
  right_names();
  wrong_names();
  right_memory_of_c();
}
