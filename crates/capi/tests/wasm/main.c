/* Runs the tests of all kinds of objects. */

#include "test.h"

#include "sanderling.h"

wasm_engine_t *engine;
wasm_store_t *store;
wasm_store_t *other_store;

void test_declarations(void);
void test_engine(void);
void test_extern(void);
void test_foreign(void);
void test_func(void);
void test_global(void);
void test_instance(void);
void test_lifetimes(void);
void test_memory(void);
void test_module(void);
void test_reference(void);
void test_table(void);
void test_threads(void);
void test_trap(void);
void test_types(void);
void test_value(void);
void test_vec(void);

void binary_of(const char *text, wasm_byte_vec_t *out) {
  sanderling_error_t *error;
  if (sanderling_wat2wasm(text, strlen(text), out, &error) != SANDERLING_OK) {
    fprintf(stderr, "%s\n%s\n", text, sanderling_error_message(error, NULL));
    exit(1);
  }
}

wasm_module_t *module_of(const char *text) {
  wasm_byte_vec_t binary;
  binary_of(text, &binary);
  wasm_module_t *module = wasm_module_new(store, &binary);
  CHECK(module != NULL);
  wasm_byte_vec_delete(&binary);
  return module;
}

wasm_instance_t *instance_of(const char *text, wasm_extern_t **imports, size_t len,
                             wasm_extern_vec_t *exports) {
  wasm_module_t *module = module_of(text);
  wasm_extern_vec_t given = {len, imports};
  wasm_trap_t *trap;
  wasm_instance_t *instance = wasm_instance_new(store, module, &given, &trap);
  CHECK(instance != NULL && trap == NULL);
  wasm_module_delete(module);
  wasm_instance_exports(instance, exports);
  return instance;
}

void exports_of(const char *text, wasm_extern_vec_t *exports) {
  wasm_instance_delete(instance_of(text, NULL, 0, exports));
}

static wasm_trap_t *nothing(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  CHECK(args->size == 0 && results->size == 0);
  return NULL;
}

wasm_func_t *any_func(wasm_store_t *in) {
  wasm_functype_t *type = wasm_functype_new_0_0();
  wasm_func_t *func = wasm_func_new(in, type, nothing);
  CHECK(func != NULL);
  wasm_functype_delete(type);
  return func;
}

bool trap_is(wasm_trap_t *trap, const char *message) {
  if (trap == NULL) return false;
  wasm_message_t found;
  wasm_trap_message(trap, &found);
  bool is = found.size == strlen(message) + 1 && strcmp(found.data, message) == 0;
  if (!is) fprintf(stderr, "expected: %s\nfound: %s\n", message, found.data);
  wasm_byte_vec_delete(&found);
  wasm_trap_delete(trap);
  return is;
}

void count(void *info) { ++*(int *)info; }

int main(void) {
  engine = wasm_engine_new();
  store = wasm_store_new(engine);
  other_store = wasm_store_new(engine);
  CHECK(engine != NULL && store != NULL && other_store != NULL);
  test_declarations();
  test_engine();
  test_vec();
  test_types();
  test_value();
  test_reference();
  test_trap();
  test_foreign();
  test_module();
  test_func();
  test_global();
  test_table();
  test_memory();
  test_extern();
  test_instance();
  test_lifetimes();
  test_threads();
  wasm_store_delete(other_store);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
