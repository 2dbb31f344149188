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

static const char *items =
    "(memory (export \"m\") 1) (table (export \"t\") 1 funcref)"
    "(global (export \"g\") (mut i32) (i32.const 7))";
static wasm_instance_t *instance;
static wasm_extern_vec_t exports;

static wasm_trap_t *nothing(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args, (void)results;
  return NULL;
}

static wasm_trap_t *nothing_with_env(void *env, const wasm_val_vec_t *args,
                                     wasm_val_vec_t *results) {
  (void)env;
  return nothing(args, results);
}

/* What uses the store fails on another thread. */
static void in_use(wasm_func_t *func) {
  const char *message = "the store is running another call";
  CHECK(trap_is(wasm_func_call(func, NULL, NULL), message));
  wasm_functype_t *type = wasm_func_type(func);
  CHECK(wasm_func_new(store, type, nothing) == NULL);
  CHECK(wasm_func_new_with_env(store, type, nothing_with_env, NULL, NULL) == NULL);
  wasm_functype_delete(type);

  wasm_memory_t *memory = wasm_extern_as_memory(exports.data[0]);
  CHECK(wasm_memory_data(memory) == NULL && wasm_memory_data_size(memory) == 0);
  CHECK(wasm_memory_type(memory) == NULL && wasm_memory_size(memory) == 0);
  CHECK(!wasm_memory_grow(memory, 1));
  CHECK(wasm_extern_type(exports.data[0]) == NULL);
  wasm_limits_t limits = {1, 1};
  wasm_memorytype_t *memory_type = wasm_memorytype_new(&limits);
  CHECK(wasm_memory_new(store, memory_type) == NULL);
  wasm_memorytype_delete(memory_type);

  wasm_table_t *table = wasm_extern_as_table(exports.data[1]);
  CHECK(wasm_table_type(table) == NULL && wasm_table_size(table) == 0);
  CHECK(wasm_table_get(table, 0) == NULL && !wasm_table_set(table, 0, NULL));
  CHECK(!wasm_table_grow(table, 1, NULL));
  wasm_tabletype_t *table_type = wasm_tabletype_new(wasm_valtype_new_funcref(), &limits);
  CHECK(wasm_table_new(store, table_type, NULL) == NULL);
  wasm_tabletype_delete(table_type);

  wasm_global_t *global = wasm_extern_as_global(exports.data[2]);
  wasm_val_t value = WASM_I32_VAL(1);
  wasm_global_set(global, &value);
  wasm_global_get(global, &value);
  CHECK(value.of.i64 == 0);
  wasm_globaltype_t *global_type = wasm_global_type(global);
  value = (wasm_val_t)WASM_I32_VAL(1);
  CHECK(global_type != NULL && wasm_global_new(store, global_type, &value) == NULL);
  wasm_globaltype_delete(global_type);

  wasm_extern_vec_t none;
  wasm_instance_exports(instance, &none);
  CHECK(none.size == 0);
  wasm_module_t *module = module_of("(module)");
  wasm_trap_t *trap;
  CHECK(wasm_instance_new(store, module, NULL, &trap) == NULL && trap_is(trap, message));
  wasm_module_delete(module);
}

static int finalized;

/* Handles, types, host info, modules, traps and foreign objects do not use it. */
static void at_any_time(wasm_func_t *func) {
  wasm_func_t *copy = wasm_func_copy(func);
  CHECK(wasm_func_same(copy, func) && wasm_func_param_arity(copy) == 0);
  wasm_func_set_host_info_with_finalizer(copy, &finalized, count);
  CHECK(wasm_func_get_host_info(func) == &finalized);
  wasm_func_set_host_info(func, NULL);
  CHECK(finalized == 1);
  wasm_func_delete(copy);
  wasm_module_t *module = module_of("(func (export \"f\"))");
  wasm_exporttype_vec_t types;
  wasm_module_exports(module, &types);
  CHECK(types.size == 1);
  wasm_exporttype_vec_delete(&types);
  wasm_module_delete(module);
  wasm_message_t message;
  wasm_name_new_from_string_nt(&message, "why");
  CHECK(trap_is(wasm_trap_new(store, &message), "why"));
  wasm_byte_vec_delete(&message);
  wasm_foreign_t *foreign = wasm_foreign_new(store);
  CHECK(foreign != NULL && wasm_ref_as_func(wasm_foreign_as_ref(foreign)) == NULL);
  wasm_foreign_delete(foreign);
}

/* On another thread while a callback runs on the first one. */
static void *meddle(void *argument) {
  in_use(argument);
  at_any_time(argument);
  return NULL;
}

static wasm_trap_t *callback(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args, (void)results;
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, meddle, *(wasm_func_t **)env) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  /* Nothing has changed, and this thread may look. */
  CHECK(wasm_memory_size(wasm_extern_as_memory(exports.data[0])) == 1);
  CHECK(wasm_table_size(wasm_extern_as_table(exports.data[1])) == 1);
  wasm_val_t value;
  wasm_global_get(wasm_extern_as_global(exports.data[2]), &value);
  CHECK(value.kind == WASM_I32 && value.of.i32 == 7);
  return NULL;
}

static void wrong_thread(void) {
  instance = instance_of(items, NULL, 0, &exports);
  wasm_functype_t *type = wasm_functype_new_0_0();
  wasm_func_t *func;
  func = wasm_func_new_with_env(store, type, callback, &func, NULL);
  wasm_functype_delete(type);
  CHECK(wasm_func_call(func, NULL, NULL) == NULL);
  wasm_func_delete(func);
  wasm_extern_vec_delete(&exports);
  wasm_instance_delete(instance);
}

void test_threads(void) {
  right_shared_modules();
  right_deletion();
  wrong_thread();
}
