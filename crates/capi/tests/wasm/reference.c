/* What every kind of object has: copies, sameness, host info, and being a reference. */

#include "test.h"

static wasm_trap_t *a_trap(void) {
  wasm_message_t message;
  wasm_name_new_from_string_nt(&message, "a trap");
  wasm_trap_t *trap = wasm_trap_new(store, &message);
  wasm_name_delete(&message);
  return trap;
}

static wasm_global_t *a_global(void) {
  wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new_i32(), WASM_VAR);
  wasm_val_t value = WASM_I32_VAL(1);
  wasm_global_t *global = wasm_global_new(store, type, &value);
  wasm_globaltype_delete(type);
  return global;
}

static wasm_table_t *a_table(void) {
  wasm_limits_t limits = {1, 1};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
  wasm_table_t *table = wasm_table_new(store, type, NULL);
  wasm_tabletype_delete(type);
  return table;
}

static wasm_memory_t *a_memory(void) {
  wasm_limits_t limits = {0, 0};
  wasm_memorytype_t *type = wasm_memorytype_new(&limits);
  wasm_memory_t *memory = wasm_memory_new(store, type);
  wasm_memorytype_delete(type);
  return memory;
}

static wasm_instance_t *an_instance(void) {
  wasm_extern_vec_t none;
  return instance_of("(module)", NULL, 0, &none);
}

#define BASE(name, one)                                                             \
  static void right_##name(void) {                                                  \
    wasm_##name##_t *object = one, *other = one;                                    \
    CHECK(object != NULL && other != NULL);                                         \
    wasm_##name##_t *copy = wasm_##name##_copy(object);                             \
    CHECK(copy != NULL && copy != object);                                          \
    CHECK(wasm_##name##_same(object, copy) && wasm_##name##_same(object, object));  \
    CHECK(!wasm_##name##_same(object, other));                                      \
    int finalized = 0, info = 0;                                                    \
    CHECK(wasm_##name##_get_host_info(object) == NULL);                             \
    wasm_##name##_set_host_info(object, &info);                                     \
    CHECK(wasm_##name##_get_host_info(copy) == &info);                              \
    CHECK(wasm_##name##_get_host_info(other) == NULL);                              \
    wasm_##name##_set_host_info_with_finalizer(copy, &finalized, count);            \
    CHECK(wasm_##name##_get_host_info(object) == &finalized && finalized == 0);     \
    wasm_##name##_set_host_info_with_finalizer(object, &info, NULL);                \
    CHECK(finalized == 1 && info == 0);                                             \
    wasm_##name##_set_host_info(object, NULL);                                      \
    CHECK(finalized == 1 && wasm_##name##_get_host_info(object) == NULL);           \
    wasm_##name##_delete(object);                                                   \
    CHECK(wasm_##name##_same(copy, copy));                                          \
    wasm_##name##_delete(copy);                                                     \
    wasm_##name##_delete(other);                                                    \
  }                                                                                 \
  static void wrong_##name(void) {                                                  \
    wasm_##name##_t *object = one;                                                  \
    int info = 0;                                                                   \
    CHECK(wasm_##name##_copy(NULL) == NULL);                                        \
    CHECK(!wasm_##name##_same(object, NULL) && !wasm_##name##_same(NULL, object));  \
    CHECK(!wasm_##name##_same(NULL, NULL));                                         \
    CHECK(wasm_##name##_get_host_info(NULL) == NULL);                               \
    wasm_##name##_set_host_info(NULL, &info);                                       \
    wasm_##name##_set_host_info_with_finalizer(NULL, &info, count);                 \
    CHECK(info == 0);                                                               \
    wasm_##name##_delete(object);                                                   \
    wasm_##name##_delete(NULL);                                                     \
  }

#define REFERENCE(name, one, of_another_kind)                                       \
  BASE(name, one)                                                                   \
  static void right_##name##_ref(void) {                                            \
    wasm_##name##_t *object = one;                                                  \
    wasm_ref_t *ref = wasm_##name##_as_ref(object);                                 \
    CHECK((void *)ref == (void *)object);                                           \
    CHECK(wasm_##name##_as_ref_const(object) == ref);                               \
    CHECK(wasm_ref_as_##name(ref) == object);                                       \
    CHECK(wasm_ref_as_##name##_const(ref) == object);                               \
    wasm_ref_t *copy = wasm_ref_copy(ref);                                          \
    wasm_##name##_delete(object);                                                   \
    CHECK(wasm_ref_as_##name(copy) != NULL);                                        \
    wasm_ref_delete(copy);                                                          \
  }                                                                                 \
  static void wrong_##name##_ref(void) {                                            \
    wasm_ref_t *other = of_another_kind;                                            \
    CHECK(wasm_ref_as_##name(other) == NULL);                                       \
    CHECK(wasm_ref_as_##name##_const(other) == NULL);                               \
    wasm_ref_delete(other);                                                         \
    CHECK(wasm_##name##_as_ref(NULL) == NULL);                                      \
    CHECK(wasm_##name##_as_ref_const(NULL) == NULL);                                \
    CHECK(wasm_ref_as_##name(NULL) == NULL);                                        \
    CHECK(wasm_ref_as_##name##_const(NULL) == NULL);                                \
  }

#define FOREIGN wasm_foreign_as_ref(wasm_foreign_new(store))

BASE(ref, FOREIGN)
REFERENCE(trap, a_trap(), FOREIGN)
REFERENCE(foreign, wasm_foreign_new(store), wasm_func_as_ref(any_func(store)))
REFERENCE(module, module_of("(module)"), wasm_trap_as_ref(a_trap()))
REFERENCE(func, any_func(store), wasm_memory_as_ref(a_memory()))
REFERENCE(global, a_global(), wasm_func_as_ref(any_func(store)))
REFERENCE(table, a_table(), wasm_global_as_ref(a_global()))
REFERENCE(memory, a_memory(), wasm_table_as_ref(a_table()))
REFERENCE(extern, wasm_func_as_extern(any_func(store)), FOREIGN)
REFERENCE(instance, an_instance(), wasm_module_as_ref(module_of("(module)")))

/* Objects that live as long as their handles are finalized with the last one. */
static void right_finalizers(void) {
  int finalized = 0;
  wasm_foreign_t *foreign = wasm_foreign_new(store);
  wasm_foreign_set_host_info_with_finalizer(foreign, &finalized, count);
  wasm_foreign_t *copy = wasm_foreign_copy(foreign);
  wasm_foreign_delete(foreign);
  CHECK(finalized == 0);
  wasm_foreign_delete(copy);
  CHECK(finalized == 1);
  wasm_trap_t *trap = a_trap();
  wasm_trap_set_host_info_with_finalizer(trap, &finalized, count);
  wasm_trap_delete(trap);
  CHECK(finalized == 2);
  wasm_module_t *module = module_of("(module)");
  wasm_module_set_host_info_with_finalizer(module, &finalized, count);
  wasm_module_delete(module);
  CHECK(finalized == 3);

  /* A function seen as an external, and the same function of another export. */
  wasm_extern_vec_t exports;
  exports_of("(func (export \"a\")) (export \"b\" (func 0)) (func (export \"c\"))", &exports);
  CHECK(wasm_extern_same(exports.data[0], exports.data[1]));
  CHECK(!wasm_extern_same(exports.data[0], exports.data[2]));
  wasm_func_set_host_info(wasm_extern_as_func(exports.data[0]), &finalized);
  CHECK(wasm_extern_get_host_info(exports.data[1]) == &finalized);
  CHECK(wasm_ref_get_host_info(wasm_extern_as_ref(exports.data[2])) == NULL);
  wasm_extern_vec_delete(&exports);
}

void test_reference(void) {
  right_ref();
  wrong_ref();
  right_trap();
  wrong_trap();
  right_trap_ref();
  wrong_trap_ref();
  right_foreign();
  wrong_foreign();
  right_foreign_ref();
  wrong_foreign_ref();
  right_module();
  wrong_module();
  right_module_ref();
  wrong_module_ref();
  right_func();
  wrong_func();
  right_func_ref();
  wrong_func_ref();
  right_global();
  wrong_global();
  right_global_ref();
  wrong_global_ref();
  right_table();
  wrong_table();
  right_table_ref();
  wrong_table_ref();
  right_memory();
  wrong_memory();
  right_memory_ref();
  wrong_memory_ref();
  right_extern();
  wrong_extern();
  right_extern_ref();
  wrong_extern_ref();
  right_instance();
  wrong_instance();
  right_instance_ref();
  wrong_instance_ref();
  right_finalizers();
}
