/* Threads: what cannot be called while a store runs a call on another one, and what can. */

#include "test.h"

#include <pthread.h>

/* Is refused, as the store runs another call. */
#define IN_USE(call) MISUSE(call, SANDERLING_MISUSE_IN_USE)

/* Handles to all kinds of things in the store that is in use. */
static wasm_store_t *busy;
static wasm_engine_t *budgeted;
static wasm_module_t *module;
static wasm_instance_t *instance;
static wasm_extern_t *memory_item, *tag;
static wasm_func_t *func, *starter;
static wasm_global_t *global;
static wasm_table_t *table;
static wasm_memory_t *memory;
static wasm_ref_t *structure, *array, *small, *exception, *foreign;
static sanderling_heap_type_t *point, *bytes;
static sanderling_linker_t *linker;
static sanderling_shared_memory_t *shared;
static sanderling_call_t *waiting;
static sanderling_error_t *thrown;

static const char *text =
    "(import \"e\" \"hold\" (func $hold (param i32) (result i32)))"
    "(func (export \"hold\") (param i32) (result i32) (call $hold (local.get 0)))"
    "(global (export \"global\") (mut i32) (i32.const 1))"
    "(table (export \"table\") 1 funcref) (memory (export \"memory\") 1)"
    "(tag $t (export \"tag\")) (func (export \"throw\") (throw $t))";

static void in_use(const sanderling_caller_t *caller) {
  uint64_t slots[2] = {0}, number;
  uint32_t count;
  size_t size;
  int32_t value;
  bool is;
  uint8_t byte = 0;
  wasm_extern_t *item;
  wasm_func_t *made;
  wasm_global_t *new_global;
  wasm_table_t *new_table;
  wasm_memory_t *new_memory;
  wasm_instance_t *new_instance;
  wasm_ref_t *ref;
  wasm_trap_t *trap;
  sanderling_heap_type_t *type;
  sanderling_memory_pin_t *pin;
  sanderling_call_t *call;
  sanderling_shared_memory_t *same;

  IN_USE(sanderling_store_close(busy, &error));
  IN_USE(sanderling_store_set_time_slice(busy, 1, &error));
  IN_USE(sanderling_store_set_call_depth(busy, 1, &error));
  IN_USE(sanderling_store_set_deadline(busy, 1, &error));
  IN_USE(sanderling_store_set_fuel(busy, 1, &error));
  IN_USE(sanderling_store_fuel(busy, &number, &error));
  IN_USE(sanderling_store_consumed_fuel(busy, &number, &error));
  IN_USE(sanderling_store_gc(busy, &error));
  IN_USE(sanderling_store_gc_externrefs(busy, NULL, 0, &size, &error));
  IN_USE(sanderling_store_gc_used_bytes(busy, &number, &error));

  IN_USE(sanderling_externref_new(busy, 1, slots, &error));
  IN_USE(sanderling_externref_id(busy, 1, &number, &error));
  IN_USE(sanderling_funcref_new(func, slots, &error));
  IN_USE(sanderling_funcref_func(busy, 1, &made, &error));
  IN_USE(sanderling_slot_ref(busy, 1, &ref, &error));
  IN_USE(sanderling_slot_take(busy, 1, &ref, &error));
  IN_USE(sanderling_ref_slot(busy, structure, slots, &error));

  IN_USE(sanderling_ref_type(busy, structure, &type, &error));
  IN_USE(sanderling_ref_matches(busy, structure, point, &is, &error));
  IN_USE(sanderling_ref_cast(busy, structure, point, &error));
  IN_USE(sanderling_any_convert_extern(busy, foreign, &ref, &error));
  IN_USE(sanderling_extern_convert_any(structure, &ref, &error));
  IN_USE(sanderling_struct_new(busy, point, slots, 1, &ref, &error));
  IN_USE(sanderling_struct_get(structure, 0, slots, 2, &error));
  IN_USE(sanderling_struct_set(structure, 0, slots, 2, &error));
  IN_USE(sanderling_array_new(busy, bytes, slots, 2, 1, &ref, &error));
  IN_USE(sanderling_array_new_fixed(busy, bytes, slots, 1, &ref, &error));
  IN_USE(sanderling_array_len(array, &count, &error));
  IN_USE(sanderling_array_get(array, 0, slots, 2, &error));
  IN_USE(sanderling_array_set(array, 0, slots, 2, &error));
  IN_USE(sanderling_array_read(array, 0, &byte, 1, &error));
  IN_USE(sanderling_array_write(array, 0, &byte, 1, &error));
  IN_USE(sanderling_i31_new(busy, 1, &ref, &error));
  IN_USE(sanderling_i31_value(small, &value, &error));

  IN_USE(sanderling_exn_new(tag, NULL, 0, &ref, &error));
  IN_USE(sanderling_exn_tag(exception, &item, &error));
  IN_USE(sanderling_exn_values(exception, slots, 2, &error));
  IN_USE(sanderling_caller_throw(caller, exception, &error));
  IN_USE(sanderling_error_exception(thrown, busy, &ref, &error));
  IN_USE(sanderling_trap_new_exception(exception, &trap, &error));

  IN_USE(sanderling_linker_instantiate(linker, busy, module, &new_instance, &error));
  const wasm_extern_t *imports[] = {wasm_func_as_extern(func)};
  IN_USE(sanderling_instance_new(busy, module, imports, 1, 0, &new_instance, &error));
  IN_USE(sanderling_instance_export(instance, "hold", 4, &item, &error));
  IN_USE(sanderling_caller_export(caller, "hold", 4, &item, &error));

  IN_USE(sanderling_func_new(busy, "() -> ()", 8, test_nothing, 0, NULL, &made, &error));
  IN_USE(sanderling_func_new_for_import(busy, module, 0, test_nothing, 0, NULL, &made,
                                        &error));
  wasm_functype_t *functype = wasm_functype_new_0_0();
  CHECK(sanderling_func_new_answering(busy, functype, test_answering, NULL, NULL) == NULL);
  wasm_functype_delete(functype);
  IN_USE(sanderling_func_call(func, slots, 2, &error));
  IN_USE(sanderling_func_start(func, slots, 2, false, &call, &error));
  IN_USE(sanderling_call_resume(waiting, slots, 2, &error));
  IN_USE(sanderling_call_provide(waiting, "i32", 3, slots, 1, slots, 2, &error));
  IN_USE(sanderling_call_fail(waiting, 1, &error));

  IN_USE(sanderling_global_new(busy, "i32", 3, true, slots, 2, &new_global, &error));
  IN_USE(sanderling_global_get(global, slots, 2, &error));
  IN_USE(sanderling_global_set(global, slots, 2, &error));
  IN_USE(sanderling_table_new(busy, "funcref", 7, 0, 0, false, 0, &new_table, &error));
  IN_USE(sanderling_table_get(table, 0, slots, &error));
  IN_USE(sanderling_table_set(table, 0, 0, &error));
  IN_USE(sanderling_table_grow(table, 0, 0, NULL, &error));
  IN_USE(sanderling_table_size(table, &number, &error));
  IN_USE(sanderling_tag_new(busy, "()", 2, &item, &error));
  IN_USE(sanderling_memory_new(busy, 0, 0, false, &new_memory, &error));
  IN_USE(sanderling_memory_pin(memory, &pin, &error));
  IN_USE(sanderling_memory_size(memory, &number, &error));
  IN_USE(sanderling_memory_data_size(memory, &number, &error));
  IN_USE(sanderling_memory_read(memory, 0, &byte, 1, &error));
  IN_USE(sanderling_memory_write(memory, 0, &byte, 1, &error));
  IN_USE(sanderling_memory_grow(memory, 0, NULL, &error));
  IN_USE(sanderling_memory_from_shared(busy, shared, &new_memory, &error));
  IN_USE(sanderling_memory_to_shared(memory, &same, &error));
}

static void at_any_time(void) {
  sanderling_type_t type;
  CHECK(sanderling_extern_type(memory_item, &type) && type.kind == SANDERLING_EXTERN_MEMORY);
  OK(sanderling_store_set_limits(busy, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
                                 UINT64_MAX, UINT64_MAX, &error));
  sanderling_store_interrupt(busy);
  CHECK(sanderling_store_clear_interrupt(busy) && !sanderling_store_clear_interrupt(busy));
  wasm_byte_vec_t written;
  OK(sanderling_store_take_stdout(busy, &written, &error));
  CHECK(written.size == 0);
  OK(sanderling_store_take_stderr(busy, &written, &error));
  OK(sanderling_slot_release(busy, 1, &error));
  OK(sanderling_linker_define(linker, "e", 1, "memory", 6, memory_item, &error));
  CHECK(sanderling_call_pending_id(waiting) == 4);
}

static void *meddle(void *caller) {
  in_use(caller);
  at_any_time();
  return NULL;
}

/* Waits if it gets a number; else lets another thread try what it can while it runs. */
static int64_t hold(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                    size_t len) {
  CHECK(id == 1 && len == 1);
  if (slots[0] != 0) return -(int64_t)slots[0] - 1;
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, meddle, (void *)caller) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  /* This thread may use the store. */
  uint64_t size;
  OK(sanderling_memory_size(memory, &size, &error));
  CHECK(size == 1);
  return 0;
}

static void make_all(void) {
  wasm_config_t *config = wasm_config_new();
  CHECK(sanderling_config_set_consume_fuel(config, true) == SANDERLING_OK);
  CHECK(sanderling_config_set_interruptible(config, true) == SANDERLING_OK);
  OK(sanderling_engine_new(config, &budgeted, &error));
  wasm_config_delete(config);
  sanderling_wasi_config_t *wasi = sanderling_wasi_config_new();
  OK(sanderling_wasi_config_set_stdout(wasi, SANDERLING_STDIO_CAPTURE, &error));
  OK(sanderling_wasi_config_set_stderr(wasi, SANDERLING_STDIO_CAPTURE, &error));
  OK(sanderling_store_new(budgeted, wasi, &busy, &error));
  sanderling_wasi_config_delete(wasi);
  OK(sanderling_store_set_fuel(busy, 1000000, &error));

  OK(sanderling_func_new(busy, "(i32) -> i32", 12, hold, 1, NULL, &func, &error));
  module = module_new(budgeted, text);
  OK(sanderling_linker_new(budgeted, &linker, &error));
  OK(sanderling_linker_define(linker, "e", 1, "hold", 4, wasm_func_as_extern(func), &error));
  OK(sanderling_linker_instantiate(linker, busy, module, &instance, &error));
  starter = export_func(instance, "hold");
  global = wasm_extern_as_global(export(instance, "global"));
  table = wasm_extern_as_table(export(instance, "table"));
  memory_item = export(instance, "memory");
  memory = wasm_extern_as_memory(memory_item);
  tag = export(instance, "tag");

  const char *definition = "(struct (field (mut i32)))", *of_bytes = "(array (mut i8))";
  OK(sanderling_heap_type_new(budgeted, definition, strlen(definition), &point, &error));
  OK(sanderling_heap_type_new(budgeted, of_bytes, strlen(of_bytes), &bytes, &error));
  uint64_t slots[2] = {0};
  OK(sanderling_struct_new(busy, point, slots, 1, &structure, &error));
  OK(sanderling_array_new(busy, bytes, slots, 2, 3, &array, &error));
  OK(sanderling_i31_new(busy, 1, &small, &error));
  OK(sanderling_exn_new(tag, NULL, 0, &exception, &error));
  foreign = wasm_foreign_as_ref(wasm_foreign_new(busy));
  OK(sanderling_shared_memory_new(budgeted, 1, 1, false, &shared, &error));

  wasm_func_t *thrower = export_func(instance, "throw");
  FAILS(sanderling_func_call(thrower, NULL, 0, &error), SANDERLING_EXCEPTION, 0);
  thrown = error;
  error = NULL;
  wasm_func_delete(thrower);
  slots[0] = 4;
  CHECK(sanderling_func_start(starter, slots, 2, false, &waiting, &error) ==
        SANDERLING_PENDING);
}

static void delete_all(void) {
  sanderling_call_delete(waiting);
  sanderling_error_delete(thrown);
  sanderling_shared_memory_delete(shared);
  wasm_ref_t *refs[] = {structure, array, small, exception, foreign};
  for (size_t i = 0; i < sizeof(refs) / sizeof(*refs); ++i) wasm_ref_delete(refs[i]);
  sanderling_heap_type_delete(point);
  sanderling_heap_type_delete(bytes);
  wasm_extern_delete(tag);
  wasm_memory_delete(memory);
  wasm_table_delete(table);
  wasm_global_delete(global);
  wasm_func_delete(starter);
  wasm_func_delete(func);
  wasm_instance_delete(instance);
  sanderling_linker_delete(linker);
  wasm_module_delete(module);
  wasm_store_delete(busy);
  wasm_engine_delete(budgeted);
}

static void wrong_thread(void) {
  make_all();
  uint64_t slots[2] = {0};
  OK(sanderling_func_call(starter, slots, 2, &error));
  /* The call that was tried meanwhile still waits. */
  uint64_t result[1] = {5};
  OK(sanderling_call_provide(waiting, "i32", 3, result, 1, slots, 2, &error));
  CHECK(slots[0] == 5);
  delete_all();
}

void test_threads(void) { wrong_thread(); }
