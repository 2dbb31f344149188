/* Runs the tests of all kinds of objects. */

#include "test.h"

sanderling_error_t *error;
wasm_engine_t *engine;
wasm_store_t *store;
wasm_store_t *other_store;

void test_smoke(void);
void test_host(void);
void test_null(void);
void test_gc(void);
void test_exception(void);
void test_shared_memory(void);
void test_lifetimes(void);
void test_status(void);
void test_threads(void);

bool is(sanderling_text_t text, const char *wanted) {
  return text.data != NULL && text.len == strlen(wanted) && text.data[text.len] == 0 &&
         memcmp(text.data, wanted, text.len) == 0;
}

wasm_module_t *module_new(wasm_engine_t *of, const char *text) {
  wasm_module_t *module = NULL;
  OK(sanderling_module_new(of, (const uint8_t *)text, strlen(text), &module, &error));
  CHECK(module != NULL);
  return module;
}

wasm_instance_t *instance_with(wasm_store_t *in, const char *text,
                               const wasm_extern_t *const *imports, size_t len) {
  wasm_instance_t *instance = NULL;
  wasm_module_t *module = module_new(engine, text);
  OK(sanderling_instance_new(in, module, imports, len, 0, &instance, &error));
  wasm_module_delete(module);
  return instance;
}

wasm_instance_t *instantiate(wasm_engine_t *of, wasm_store_t *in, const char *text) {
  sanderling_linker_t *linker = NULL;
  wasm_instance_t *instance = NULL;
  wasm_module_t *module = module_new(of, text);
  OK(sanderling_linker_new(of, &linker, &error));
  OK(sanderling_linker_instantiate(linker, in, module, &instance, &error));
  sanderling_linker_delete(linker);
  wasm_module_delete(module);
  return instance;
}

wasm_extern_t *export(const wasm_instance_t *instance, const char *name) {
  wasm_extern_t *item = NULL;
  OK(sanderling_instance_export(instance, name, strlen(name), &item, &error));
  return item;
}

wasm_func_t *export_func(const wasm_instance_t *instance, const char *name) {
  wasm_func_t *func = wasm_extern_as_func(export(instance, name));
  CHECK(func != NULL);
  return func;
}

sanderling_heap_type_t *heap_type(const char *text) {
  sanderling_heap_type_t *type = NULL;
  OK(sanderling_heap_type_new(engine, text, strlen(text), &type, &error));
  CHECK(type != NULL);
  return type;
}

int64_t test_nothing(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                     size_t len) {
  (void)id, (void)caller, (void)slots, (void)len;
  return 0;
}

bool test_answering(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results,
                    wasm_trap_t **trap) {
  (void)env, (void)args, (void)results, (void)trap;
  return true;
}

int main(void) {
  OK(sanderling_engine_new(NULL, &engine, &error));
  OK(sanderling_store_new(engine, NULL, &store, &error));
  OK(sanderling_store_new(engine, NULL, &other_store, &error));
  test_smoke();
  test_host();
  test_null();
  test_gc();
  test_exception();
  test_shared_memory();
  test_lifetimes();
  test_status();
  test_threads();
  sanderling_error_delete(error);
  wasm_store_delete(other_store);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
