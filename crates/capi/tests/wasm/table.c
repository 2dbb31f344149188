/* Tables. */

#include "test.h"

static wasm_table_t *table_of(wasm_valkind_t kind, uint32_t min, uint32_t max, wasm_ref_t *init) {
  wasm_limits_t limits = {min, max};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new(kind), &limits);
  wasm_table_t *table = wasm_table_new(store, type, init);
  wasm_tabletype_delete(type);
  return table;
}

static void right_table(void) {
  wasm_func_t *func = any_func(store);
  wasm_ref_t *ref = wasm_func_as_ref(func);
  wasm_table_t *table = table_of(WASM_FUNCREF, 2, 5, NULL);
  CHECK(wasm_table_size(table) == 2 && wasm_table_get(table, 0) == NULL);
  CHECK(wasm_table_set(table, 1, ref));
  wasm_ref_t *found = wasm_table_get(table, 1);
  CHECK(wasm_ref_same(found, ref));
  wasm_ref_delete(found);
  CHECK(wasm_table_set(table, 1, NULL) && wasm_table_get(table, 1) == NULL);
  CHECK(wasm_table_grow(table, 3, ref) && wasm_table_size(table) == 5);
  found = wasm_table_get(table, 4);
  CHECK(wasm_ref_same(found, ref));
  wasm_ref_delete(found);
  CHECK(wasm_table_grow(table, 0, NULL));
  wasm_tabletype_t *type = wasm_table_type(table);
  CHECK(wasm_tabletype_limits(type)->min == 5 && wasm_tabletype_limits(type)->max == 5);
  CHECK(wasm_valtype_kind(wasm_tabletype_element(type)) == WASM_FUNCREF);
  wasm_tabletype_delete(type);
  wasm_table_delete(table);

  wasm_limits_t limits = {1, wasm_limits_max_default};
  type = wasm_tabletype_new(wasm_valtype_new_externref(), &limits);
  table = wasm_table_new(store, type, ref);
  wasm_tabletype_delete(type);
  found = wasm_table_get(table, 0);
  CHECK(wasm_ref_as_func(found) != NULL && wasm_ref_same(found, ref));
  wasm_ref_delete(found);
  wasm_table_delete(table);
  wasm_func_delete(func);
}

static void wrong_table(void) {
  wasm_limits_t limits = {1, 2};
  wasm_tabletype_t *type = wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
  wasm_functype_t *no_table = wasm_functype_new_0_0();
  CHECK(wasm_table_new(NULL, type, NULL) == NULL && wasm_table_new(store, NULL, NULL) == NULL);
  CHECK(wasm_table_new(store, (wasm_tabletype_t *)no_table, NULL) == NULL);
  wasm_functype_delete(no_table);
  CHECK(table_of(WASM_FUNCREF, 3, 2, NULL) == NULL);
  CHECK(table_of(WASM_FUNCREF, UINT32_MAX - 1, UINT32_MAX - 1, NULL) == NULL);
  wasm_ref_t *foreign = wasm_foreign_as_ref(wasm_foreign_new(store));
  wasm_ref_t *of_other = wasm_func_as_ref(any_func(other_store));
  CHECK(wasm_table_new(store, type, foreign) == NULL);
  CHECK(wasm_table_new(store, type, of_other) == NULL);
  wasm_table_t *table = wasm_table_new(store, type, NULL);
  wasm_tabletype_delete(type);
  CHECK(!wasm_table_set(table, 0, foreign) && !wasm_table_set(table, 0, of_other));
  CHECK(!wasm_table_set(table, 1, NULL) && !wasm_table_set(table, UINT32_MAX, NULL));
  CHECK(wasm_table_get(table, 1) == NULL && wasm_table_get(table, UINT32_MAX) == NULL);
  CHECK(!wasm_table_grow(table, 2, NULL) && !wasm_table_grow(table, UINT32_MAX, NULL));
  CHECK(!wasm_table_grow(table, 1, foreign) && !wasm_table_grow(table, 1, of_other));
  CHECK(wasm_table_size(table) == 1);
  wasm_table_delete(table);
  wasm_ref_delete(foreign);
  wasm_ref_delete(of_other);
  CHECK(wasm_table_type(NULL) == NULL && wasm_table_get(NULL, 0) == NULL);
  CHECK(!wasm_table_set(NULL, 0, NULL) && !wasm_table_grow(NULL, 0, NULL));
  CHECK(wasm_table_size(NULL) == 0);
}

void test_table(void) {
  right_table();
  wrong_table();
}
