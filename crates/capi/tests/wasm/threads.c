/* Threads: sharing modules, deleting elsewhere, and a store that is in use. */

#include "test.h"

#include <pthread.h>

enum { THREADS = 4 };

struct work {
  wasm_shared_module_t *shared;
  int result;
};

static void *instantiate(void *argument) {
  struct work *work = argument;
  for (int i = 0; i < 20; ++i) {
    wasm_store_t *own = wasm_store_new(engine);
    wasm_module_t *module = wasm_module_obtain(own, work->shared);
    wasm_instance_t *instance = wasm_instance_new(own, module, NULL, NULL);
    wasm_extern_vec_t exports;
    wasm_instance_exports(instance, &exports);
    wasm_store_delete(own);
    wasm_module_delete(module);
    wasm_instance_delete(instance);
    wasm_val_t out[1];
    wasm_val_vec_t results = WASM_ARRAY_VEC(out);
    CHECK(wasm_func_call(wasm_extern_as_func(exports.data[0]), NULL, &results) == NULL);
    work->result += out[0].of.i32;
    wasm_extern_vec_delete(&exports);
  }
  return NULL;
}

static void right_shared_modules(void) {
  wasm_module_t *module = module_of("(func (export \"f\") (result i32) (i32.const 2))");
  struct work work[THREADS];
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; ++i) {
    work[i].shared = wasm_module_share(module);
    work[i].result = 0;
    CHECK(pthread_create(&threads[i], NULL, instantiate, &work[i]) == 0);
  }
  wasm_module_delete(module);
  for (int i = 0; i < THREADS; ++i) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(work[i].result == 40);
    wasm_shared_module_delete(work[i].shared);
  }
}

static void *delete_all(void *argument) {
  wasm_extern_vec_t *exports = argument;
  wasm_extern_vec_delete(exports);
  return NULL;
}

static void right_deletion(void) {
  wasm_extern_vec_t exports;
  exports_of("(func (export \"f\")) (memory (export \"m\") 1)", &exports);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, delete_all, &exports) == 0);
  CHECK(pthread_join(thread, NULL) == 0 && exports.size == 0);
}

static wasm_memory_t *memory;

/* On another thread while a callback runs on the first one. */
static void *meddle(void *argument) {
  wasm_func_t *func = argument;
  CHECK(trap_is(wasm_func_call(func, NULL, NULL), "the store is running another call"));
  CHECK(wasm_memory_data(memory) == NULL && !wasm_memory_grow(memory, 1));
  CHECK(wasm_memory_type(memory) == NULL && wasm_memory_size(memory) == 0);
  wasm_functype_t *type = wasm_func_type(func);
  CHECK(type != NULL && wasm_func_new(store, type, NULL) == NULL);
  wasm_functype_delete(type);
  wasm_func_t *copy = wasm_func_copy(func);
  CHECK(wasm_func_same(copy, func));
  wasm_func_delete(copy);
  return NULL;
}

static wasm_trap_t *callback(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args, (void)results;
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, meddle, *(wasm_func_t **)env) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(wasm_memory_size(memory) == 1);
  return NULL;
}

static void wrong_thread(void) {
  wasm_limits_t limits = {1, 1};
  wasm_memorytype_t *memory_type = wasm_memorytype_new(&limits);
  memory = wasm_memory_new(store, memory_type);
  wasm_memorytype_delete(memory_type);
  wasm_functype_t *type = wasm_functype_new_0_0();
  wasm_func_t *func;
  func = wasm_func_new_with_env(store, type, callback, &func, NULL);
  wasm_functype_delete(type);
  CHECK(wasm_func_call(func, NULL, NULL) == NULL);
  wasm_func_delete(func);
  wasm_memory_delete(memory);
}

void test_threads(void) {
  right_shared_modules();
  right_deletion();
  wrong_thread();
}
