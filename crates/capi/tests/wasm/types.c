/* Types. */

#include "test.h"

static void right_valtype(void) {
  const wasm_valkind_t kinds[] = {WASM_I32, WASM_I64,       WASM_F32,
                                  WASM_F64, WASM_EXTERNREF, WASM_FUNCREF};
  for (size_t i = 0; i < sizeof kinds; ++i) {
    wasm_valtype_t *type = wasm_valtype_new(kinds[i]);
    CHECK(wasm_valtype_kind(type) == kinds[i]);
    CHECK(wasm_valtype_is_num(type) == (i < 4) && wasm_valtype_is_ref(type) == (i >= 4));
    CHECK(wasm_valkind_is_num(kinds[i]) == (i < 4));
    CHECK(wasm_valkind_is_ref(kinds[i]) == (i >= 4));
    wasm_valtype_t *copy = wasm_valtype_copy(type);
    wasm_valtype_delete(type);
    CHECK(wasm_valtype_kind(copy) == kinds[i]);
    wasm_valtype_delete(copy);
  }
  wasm_valtype_t *made[] = {wasm_valtype_new_i32(),       wasm_valtype_new_i64(),
                            wasm_valtype_new_f32(),       wasm_valtype_new_f64(),
                            wasm_valtype_new_externref(), wasm_valtype_new_funcref()};
  for (size_t i = 0; i < sizeof kinds; ++i) {
    CHECK(wasm_valtype_kind(made[i]) == kinds[i]);
    wasm_valtype_delete(made[i]);
  }
}

static void wrong_valtype(void) {
  for (int kind = 5; kind < 256; ++kind) {
    /* From there on, the kinds of references, of which sanderling.h has two more. */
    if (kind >= WASM_EXTERNREF && kind <= 131) continue;
    CHECK(wasm_valtype_new((wasm_valkind_t)kind) == NULL);
  }
  CHECK(wasm_valtype_kind(NULL) == WASM_I32 && wasm_valtype_copy(NULL) == NULL);
  CHECK(wasm_valtype_is_num(NULL) && !wasm_valtype_is_ref(NULL));
  CHECK(!wasm_valkind_is_num(255) && wasm_valkind_is_ref(255));
  wasm_valtype_delete(NULL);
}

/* Whether the type has these numbers of parameters and results. Deletes it. */
static bool has(wasm_functype_t *type, size_t params, size_t results) {
  bool has = wasm_functype_params(type)->size == params &&
             wasm_functype_results(type)->size == results;
  wasm_functype_delete(type);
  return has;
}

#define I wasm_valtype_new_i32()

static void right_functype(void) {
  wasm_functype_t *type = wasm_functype_new_2_1(wasm_valtype_new_i64(), wasm_valtype_new_f32(),
                                                wasm_valtype_new_externref());
  wasm_functype_t *copy = wasm_functype_copy(type);
  wasm_functype_delete(type);
  const wasm_valtype_vec_t *params = wasm_functype_params(copy);
  CHECK(params->size == 2 && wasm_valtype_kind(params->data[0]) == WASM_I64);
  CHECK(wasm_valtype_kind(params->data[1]) == WASM_F32);
  const wasm_valtype_vec_t *results = wasm_functype_results(copy);
  CHECK(results->size == 1 && wasm_valtype_kind(results->data[0]) == WASM_EXTERNREF);
  wasm_functype_delete(copy);

  wasm_valtype_vec_t given, none = WASM_EMPTY_VEC;
  wasm_valtype_t *types[] = {I, I, I, I};
  wasm_valtype_vec_new(&given, 4, types);
  type = wasm_functype_new(&given, &none);
  CHECK(given.size == 0 && given.data == NULL);
  CHECK(has(type, 4, 0));
  CHECK(has(wasm_functype_new_0_0(), 0, 0));
  CHECK(has(wasm_functype_new_1_0(I), 1, 0));
  CHECK(has(wasm_functype_new_2_0(I, I), 2, 0));
  CHECK(has(wasm_functype_new_3_0(I, I, I), 3, 0));
  CHECK(has(wasm_functype_new_0_1(I), 0, 1));
  CHECK(has(wasm_functype_new_1_1(I, I), 1, 1));
  CHECK(has(wasm_functype_new_2_1(I, I, I), 2, 1));
  CHECK(has(wasm_functype_new_3_1(I, I, I, I), 3, 1));
  CHECK(has(wasm_functype_new_0_2(I, I), 0, 2));
  CHECK(has(wasm_functype_new_1_2(I, I, I), 1, 2));
  CHECK(has(wasm_functype_new_2_2(I, I, I, I), 2, 2));
  CHECK(has(wasm_functype_new_3_2(I, I, I, I, I), 3, 2));
}

static void wrong_functype(void) {
  CHECK(has(wasm_functype_new(NULL, NULL), 0, 0));
  CHECK(wasm_functype_params(NULL) == NULL && wasm_functype_results(NULL) == NULL);
  CHECK(wasm_functype_copy(NULL) == NULL);
  wasm_functype_delete(NULL);
  /* What is given with NULL is deleted all the same. */
  CHECK(wasm_functype_new_1_0(NULL) == NULL);
  CHECK(wasm_functype_new_2_0(I, NULL) == NULL);
  CHECK(wasm_functype_new_3_0(NULL, I, I) == NULL);
  CHECK(wasm_functype_new_0_1(NULL) == NULL);
  CHECK(wasm_functype_new_1_1(I, NULL) == NULL);
  CHECK(wasm_functype_new_2_1(I, NULL, I) == NULL);
  CHECK(wasm_functype_new_3_1(I, I, I, NULL) == NULL);
  CHECK(wasm_functype_new_0_2(NULL, I) == NULL);
  CHECK(wasm_functype_new_1_2(NULL, I, I) == NULL);
  CHECK(wasm_functype_new_2_2(I, NULL, I, I) == NULL);
  CHECK(wasm_functype_new_3_2(I, I, I, I, NULL) == NULL);
}

static void right_globaltype(void) {
  wasm_globaltype_t *type = wasm_globaltype_new(wasm_valtype_new_f64(), WASM_VAR);
  wasm_globaltype_t *copy = wasm_globaltype_copy(type);
  wasm_globaltype_delete(type);
  CHECK(wasm_valtype_kind(wasm_globaltype_content(copy)) == WASM_F64);
  CHECK(wasm_globaltype_mutability(copy) == WASM_VAR);
  wasm_globaltype_delete(copy);
  type = wasm_globaltype_new(I, WASM_CONST);
  CHECK(wasm_globaltype_mutability(type) == WASM_CONST);
  wasm_globaltype_delete(type);
}

static void wrong_globaltype(void) {
  CHECK(wasm_globaltype_new(NULL, WASM_VAR) == NULL);
  CHECK(wasm_globaltype_new(I, 2) == NULL);
  CHECK(wasm_globaltype_content(NULL) == NULL && wasm_globaltype_copy(NULL) == NULL);
  CHECK(wasm_globaltype_mutability(NULL) == WASM_CONST);
  wasm_globaltype_delete(NULL);
}

static void right_tabletype(void) {
  wasm_limits_t limits = {3, 9};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new_externref(), &limits);
  wasm_tabletype_t *copy = wasm_tabletype_copy(type);
  wasm_tabletype_delete(type);
  CHECK(wasm_valtype_kind(wasm_tabletype_element(copy)) == WASM_EXTERNREF);
  CHECK(wasm_tabletype_limits(copy)->min == 3 && wasm_tabletype_limits(copy)->max == 9);
  wasm_tabletype_delete(copy);
}

static void wrong_tabletype(void) {
  wasm_limits_t limits = {3, 9};
  CHECK(wasm_tabletype_new(NULL, &limits) == NULL);
  CHECK(wasm_tabletype_new(I, &limits) == NULL);
  CHECK(wasm_tabletype_new(wasm_valtype_new_funcref(), NULL) == NULL);
  CHECK(wasm_tabletype_element(NULL) == NULL && wasm_tabletype_limits(NULL) == NULL);
  CHECK(wasm_tabletype_copy(NULL) == NULL);
  wasm_tabletype_delete(NULL);
}

static void right_memorytype(void) {
  wasm_limits_t limits = {1, wasm_limits_max_default};
  wasm_memorytype_t *type = wasm_memorytype_new(&limits);
  wasm_memorytype_t *copy = wasm_memorytype_copy(type);
  wasm_memorytype_delete(type);
  CHECK(wasm_memorytype_limits(copy)->min == 1);
  CHECK(wasm_memorytype_limits(copy)->max == wasm_limits_max_default);
  wasm_memorytype_delete(copy);
}

static void wrong_memorytype(void) {
  CHECK(wasm_memorytype_new(NULL) == NULL && wasm_memorytype_limits(NULL) == NULL);
  CHECK(wasm_memorytype_copy(NULL) == NULL);
  wasm_memorytype_delete(NULL);
}

#define EXTERN_KIND(kind, number, one, wrong_kind)                                       \
  static void right_externtype_##kind(void) {                                            \
    wasm_##kind##type_t *made = one;                                                     \
    wasm_externtype_t *seen = wasm_##kind##type_as_externtype(made);                     \
    const wasm_externtype_t *seen_const = wasm_##kind##type_as_externtype_const(made);   \
    CHECK((void *)seen == (void *)made && seen == seen_const);                           \
    CHECK(wasm_externtype_kind(seen) == number);                                         \
    CHECK(wasm_externtype_as_##kind##type(seen) == made);                                \
    CHECK(wasm_externtype_as_##kind##type_const(seen) == made);                          \
    wasm_externtype_t *copy = wasm_externtype_copy(seen);                                \
    CHECK(wasm_externtype_as_##wrong_kind##type(copy) == NULL);                          \
    wasm_externtype_delete(seen);                                                        \
    CHECK(wasm_externtype_kind(copy) == number);                                         \
    wasm_externtype_delete(copy);                                                        \
  }                                                                                      \
  static void wrong_externtype_##kind(void) {                                            \
    wasm_memorytype_t *memory = a_memorytype();                                          \
    wasm_functype_t *func = wasm_functype_new_0_0();                                     \
    wasm_externtype_t *other = number == WASM_EXTERN_MEMORY                              \
                                   ? wasm_functype_as_externtype(func)                   \
                                   : wasm_memorytype_as_externtype(memory);              \
    CHECK(wasm_externtype_as_##kind##type(other) == NULL);                               \
    CHECK(wasm_externtype_as_##kind##type_const(other) == NULL);                         \
    wasm_functype_delete(func);                                                          \
    wasm_memorytype_delete(memory);                                                      \
    CHECK(wasm_##kind##type_as_externtype(NULL) == NULL);                                \
    CHECK(wasm_##kind##type_as_externtype_const(NULL) == NULL);                          \
    CHECK(wasm_externtype_as_##kind##type(NULL) == NULL);                                \
    CHECK(wasm_externtype_as_##kind##type_const(NULL) == NULL);                          \
  }

static wasm_globaltype_t *a_globaltype(void) { return wasm_globaltype_new(I, WASM_VAR); }

static wasm_tabletype_t *a_tabletype(void) {
  wasm_limits_t limits = {0, 0};
  return wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
}

static wasm_memorytype_t *a_memorytype(void) {
  wasm_limits_t limits = {0, 1};
  return wasm_memorytype_new(&limits);
}

EXTERN_KIND(func, WASM_EXTERN_FUNC, wasm_functype_new_0_1(I), global)
EXTERN_KIND(global, WASM_EXTERN_GLOBAL, a_globaltype(), table)
EXTERN_KIND(table, WASM_EXTERN_TABLE, a_tabletype(), memory)
EXTERN_KIND(memory, WASM_EXTERN_MEMORY, a_memorytype(), func)

/* The accessors of one kind of type, asked of another kind, which C does not hinder. */
static void wrong_externtype(void) {
  CHECK(wasm_externtype_kind(NULL) == WASM_EXTERN_FUNC && wasm_externtype_copy(NULL) == NULL);
  wasm_externtype_delete(NULL);
  wasm_functype_t *func = wasm_functype_new_0_0();
  CHECK(wasm_globaltype_content((wasm_globaltype_t *)func) == NULL);
  CHECK(wasm_tabletype_limits((wasm_tabletype_t *)func) == NULL);
  CHECK(wasm_memorytype_limits((wasm_memorytype_t *)func) == NULL);
  wasm_functype_delete(func);
}

static void right_importtype(void) {
  wasm_name_t module, name;
  wasm_name_new_from_string(&module, "env");
  wasm_name_new_from_string(&name, "m");
  wasm_importtype_t *type = wasm_importtype_new(
      &module, &name, wasm_memorytype_as_externtype(a_memorytype()));
  CHECK(module.data == NULL && name.data == NULL);
  wasm_importtype_t *copy = wasm_importtype_copy(type);
  wasm_importtype_delete(type);
  CHECK(wasm_importtype_module(copy)->size == 3 && wasm_importtype_name(copy)->size == 1);
  CHECK(memcmp(wasm_importtype_module(copy)->data, "env", 3) == 0);
  CHECK(wasm_importtype_name(copy)->data[0] == 'm');
  CHECK(wasm_externtype_kind(wasm_importtype_type(copy)) == WASM_EXTERN_MEMORY);
  wasm_importtype_delete(copy);
}

static void wrong_importtype(void) {
  wasm_name_t module, name, none = WASM_EMPTY_VEC;
  wasm_externtype_t *type = wasm_memorytype_as_externtype(a_memorytype());
  wasm_name_new_from_string(&module, "env");
  wasm_name_new_from_string(&name, "m");
  CHECK(wasm_importtype_new(&module, NULL, type) == NULL);
  CHECK(wasm_importtype_new(NULL, &name, NULL) == NULL);
  CHECK(module.data == NULL && name.data == NULL);
  wasm_importtype_t *empty = wasm_importtype_new(
      &none, &none, wasm_functype_as_externtype(wasm_functype_new_0_0()));
  CHECK(wasm_importtype_module(empty)->size == 0 && wasm_importtype_name(empty)->size == 0);
  wasm_importtype_delete(empty);
  CHECK(wasm_importtype_module(NULL) == NULL && wasm_importtype_name(NULL) == NULL);
  CHECK(wasm_importtype_type(NULL) == NULL && wasm_importtype_copy(NULL) == NULL);
  wasm_importtype_delete(NULL);
}

static void right_exporttype(void) {
  wasm_name_t name;
  wasm_name_new_from_string(&name, "m");
  wasm_exporttype_t *type =
      wasm_exporttype_new(&name, wasm_globaltype_as_externtype(a_globaltype()));
  wasm_exporttype_t *copy = wasm_exporttype_copy(type);
  wasm_exporttype_delete(type);
  CHECK(wasm_exporttype_name(copy)->size == 1 && wasm_exporttype_name(copy)->data[0] == 'm');
  CHECK(wasm_externtype_kind(wasm_exporttype_type(copy)) == WASM_EXTERN_GLOBAL);
  wasm_exporttype_delete(copy);
}

static void wrong_exporttype(void) {
  wasm_name_t name;
  wasm_name_new_from_string(&name, "m");
  CHECK(wasm_exporttype_new(&name, NULL) == NULL);
  CHECK(wasm_exporttype_new(NULL, wasm_globaltype_as_externtype(a_globaltype())) == NULL);
  CHECK(wasm_exporttype_name(NULL) == NULL && wasm_exporttype_type(NULL) == NULL);
  CHECK(wasm_exporttype_copy(NULL) == NULL);
  wasm_exporttype_delete(NULL);
}

void test_types(void) {
  right_valtype();
  wrong_valtype();
  right_functype();
  wrong_functype();
  right_globaltype();
  wrong_globaltype();
  right_tabletype();
  wrong_tabletype();
  right_memorytype();
  wrong_memorytype();
  right_externtype_func();
  wrong_externtype_func();
  right_externtype_global();
  wrong_externtype_global();
  right_externtype_table();
  wrong_externtype_table();
  right_externtype_memory();
  wrong_externtype_memory();
  wrong_externtype();
  right_importtype();
  wrong_importtype();
  right_exporttype();
  wrong_exporttype();
}
