/* Every function with nothing at all: it says so, or gives nothing. */

#include "test.h"

/* What any function that returns a status says of NULL. */
#define REFUSES(call)                                                     \
  do {                                                                    \
    forget_error();                                                       \
    error = UNWRITTEN;                                                    \
    CHECK((call) == SANDERLING_MISUSE);                                   \
    CHECK(sanderling_error_status(error) == SANDERLING_MISUSE);           \
    CHECK(strlen(sanderling_error_message(error, NULL)) > 4);             \
  } while (0)

static void wrong_modules_without_any(void) {
  size_t len = 1;
  wasm_byte_vec_t out = {1, NULL};
  wasm_module_t *module = (wasm_module_t *)1;
  REFUSES(sanderling_module_new(NULL, NULL, 0, &module, &error));
  CHECK(module == NULL);
  REFUSES(sanderling_module_validate(NULL, NULL, 0, &error));
  CHECK(sanderling_module_bytes(NULL, &len) == NULL && len == 0);
  CHECK(sanderling_module_custom_section(NULL, NULL, 0, 0, &len) == NULL && len == 0);
  CHECK(sanderling_module_name(NULL, NULL) == NULL);
  CHECK(sanderling_module_import_count(NULL) == 0 && sanderling_module_export_count(NULL) == 0);
  CHECK(!sanderling_module_import(NULL, 0, NULL) && !sanderling_module_export(NULL, 0, NULL));
  REFUSES(sanderling_wat2wasm(NULL, 1, &out, &error));
  CHECK(out.size == 0);
  REFUSES(sanderling_wat2wasm("", 0, NULL, &error));
  REFUSES(sanderling_wasm2wat(NULL, 1, &out, &error));
  FAILS(sanderling_wasm2wat((const uint8_t *)"(", 1, &out, &error), SANDERLING_MALFORMED, 0);
}

static void wrong_configurations_without_any(void) {
  wasm_engine_t *made = (wasm_engine_t *)1;
  CHECK(sanderling_config_set_deterministic(NULL, true) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_eager(NULL, true) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_consume_fuel(NULL, true) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_interruptible(NULL, true) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_max_memory_bytes(NULL, 1) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_max_stack_bytes(NULL, 1) == SANDERLING_MISUSE);
  REFUSES(sanderling_config_set_limit(NULL, "tables", 6, 1, &error));
  REFUSES(sanderling_config_set_feature(NULL, "simd", 4, true, &error));
  wasm_config_t *config = wasm_config_new();
  REFUSES(sanderling_config_set_limit(config, "hope", 4, 1, &error));
  REFUSES(sanderling_config_set_limit(config, NULL, 1, 1, &error));
  REFUSES(sanderling_config_set_feature(config, "hope", 4, true, &error));
  REFUSES(sanderling_config_set_feature(config, NULL, 1, true, &error));
  CHECK(sanderling_config_set_max_stack_bytes(config, UINT64_MAX) == SANDERLING_OK);
  FAILS(sanderling_engine_new(config, &made, &error), SANDERLING_LIMIT, 0);
  CHECK(made == NULL);
  wasm_config_delete(config);
}

static void wrong_errors_without_any(void) {
  size_t len = 1;
  CHECK(sanderling_error_status(NULL) == SANDERLING_OK && sanderling_error_code(NULL) == 0);
  CHECK(sanderling_error_host_id(NULL) == 0 && sanderling_error_offset(NULL) == UINT64_MAX);
  CHECK(sanderling_error_message(NULL, &len) == NULL && len == 0);
  CHECK(sanderling_error_backtrace(NULL, NULL) == NULL);
  CHECK(sanderling_error_frame_count(NULL) == 0 && !sanderling_error_frame(NULL, 0, NULL));
  CHECK(!sanderling_error_has_sources(NULL) && !sanderling_error_frame_source(NULL, 0, 0, NULL));
  CHECK(sanderling_error_import_count(NULL) == 0 && !sanderling_error_import(NULL, 0, NULL));
  CHECK(sanderling_trap_status(NULL) == SANDERLING_OK && sanderling_trap_code(NULL) == 0);
  sanderling_error_delete(NULL);
}

static void wrong_wasi_without_any(void) {
  REFUSES(sanderling_wasi_config_add_arg(NULL, "a", 1, &error));
  REFUSES(sanderling_wasi_config_add_env(NULL, "a", 1, "b", 1, &error));
  REFUSES(sanderling_wasi_config_add_preopen(NULL, ".", 1, "/", 1, true, false, &error));
  REFUSES(sanderling_wasi_config_set_stdin(NULL, SANDERLING_STDIO_NULL, &error));
  REFUSES(sanderling_wasi_config_set_stdout(NULL, SANDERLING_STDIO_NULL, &error));
  REFUSES(sanderling_wasi_config_set_stderr(NULL, SANDERLING_STDIO_NULL, &error));
  REFUSES(sanderling_wasi_config_set_stdin_bytes(NULL, NULL, 0, &error));
  REFUSES(sanderling_wasi_config_set_stdin_file(NULL, "a", 1, &error));
  REFUSES(sanderling_wasi_config_set_stdout_file(NULL, "a", 1, &error));
  REFUSES(sanderling_wasi_config_set_stderr_file(NULL, "a", 1, &error));
  REFUSES(sanderling_wasi_config_set_stdin_callback(NULL, NULL, 0, &error));
  REFUSES(sanderling_wasi_config_set_stdout_callback(NULL, NULL, 0, &error));
  REFUSES(sanderling_wasi_config_set_clock_callback(NULL, NULL, 0, &error));
  REFUSES(sanderling_wasi_config_set_stderr_callback(NULL, NULL, 0, &error));
  CHECK(sanderling_wasi_config_set_capture_limit(NULL, 1) == SANDERLING_MISUSE);
  CHECK(sanderling_wasi_config_set_fixed_clock(NULL, 1, 1) == SANDERLING_MISUSE);
  CHECK(sanderling_wasi_config_set_random_seed(NULL, 1) == SANDERLING_MISUSE);
  sanderling_wasi_config_t *config = sanderling_wasi_config_new();
  REFUSES(sanderling_wasi_config_set_stdout_file(config, NULL, 1, &error));
  REFUSES(sanderling_wasi_config_set_stdin_callback(config, NULL, 0, &error));
  REFUSES(sanderling_wasi_config_set_stdout_callback(config, NULL, 0, &error));
  sanderling_wasi_config_delete(config);
  sanderling_wasi_config_delete(NULL);
}

static void wrong_stores_without_any(void) {
  uint64_t number = 1;
  wasm_byte_vec_t out = {1, NULL};
  wasm_store_t *made = (wasm_store_t *)1;
  REFUSES(sanderling_store_new(NULL, NULL, &made, &error));
  CHECK(made == NULL);
  REFUSES(sanderling_store_close(NULL, &error));
  REFUSES(sanderling_store_set_limits(NULL, 0, 0, 0, 0, 0, 0, &error));
  sanderling_store_interrupt(NULL);
  CHECK(!sanderling_store_clear_interrupt(NULL));
  REFUSES(sanderling_store_set_time_slice(NULL, 1, &error));
  REFUSES(sanderling_store_set_call_depth(NULL, 1, &error));
  REFUSES(sanderling_store_set_deadline(NULL, 1, &error));
  REFUSES(sanderling_store_set_fuel(NULL, 1, &error));
  REFUSES(sanderling_store_fuel(NULL, &number, &error));
  CHECK(number == 0);
  REFUSES(sanderling_store_consumed_fuel(NULL, &number, &error));
  REFUSES(sanderling_store_take_stdout(NULL, &out, &error));
  CHECK(out.size == 0);
  REFUSES(sanderling_store_take_stderr(store, &out, &error));
  /* The engine meters nothing. */
  REFUSES(sanderling_store_set_fuel(store, 1, &error));
  REFUSES(sanderling_store_fuel(store, &number, &error));
  REFUSES(sanderling_store_set_time_slice(store, 1, &error));
  REFUSES(sanderling_store_set_deadline(store, 1, &error));
}

static void wrong_linking_without_any(void) {
  sanderling_linker_t *linker = (sanderling_linker_t *)1;
  wasm_instance_t *instance = (wasm_instance_t *)1;
  wasm_extern_t *item = (wasm_extern_t *)1;
  REFUSES(sanderling_linker_new(NULL, &linker, &error));
  CHECK(linker == NULL);
  REFUSES(sanderling_linker_define_wasi(NULL, &error));
  REFUSES(sanderling_linker_define(NULL, "", 0, "", 0, NULL, &error));
  REFUSES(sanderling_linker_define_unknown_as_traps(NULL, NULL, &error));
  REFUSES(sanderling_linker_instantiate(NULL, store, NULL, &instance, &error));
  CHECK(instance == NULL);
  REFUSES(sanderling_instance_new(store, NULL, NULL, 0, 0, &instance, &error));
  wasm_module_t *module = module_new(engine, "(module)");
  REFUSES(sanderling_instance_new(NULL, module, NULL, 0, 0, &instance, &error));
  REFUSES(sanderling_instance_new(store, module, NULL, 1, 0, &instance, &error));
  REFUSES(sanderling_instance_new(store, module, (const wasm_extern_t *const[]){NULL}, 1, 0,
                                  &instance, &error));
  wasm_module_delete(module);
  REFUSES(sanderling_instance_export(NULL, "", 0, &item, &error));
  CHECK(item == NULL);
  REFUSES(sanderling_caller_export(NULL, "", 0, &item, &error));
  CHECK(!sanderling_extern_type(NULL, NULL));
  sanderling_linker_delete(NULL);
}

static void wrong_functions_without_any(void) {
  wasm_func_t *func = (wasm_func_t *)1;
  sanderling_call_t *call = (sanderling_call_t *)1;
  uint64_t slots[2] = {1, 1};
  REFUSES(sanderling_func_new(store, "() -> ()", 8, NULL, 0, NULL, &func, &error));
  CHECK(func == NULL);
  REFUSES(sanderling_func_new_for_import(store, NULL, 0, NULL, 0, NULL, &func, &error));
  CHECK(sanderling_func_new_answering(store, NULL, NULL, NULL, NULL) == NULL);
  REFUSES(sanderling_func_call(NULL, slots, 2, &error));
  REFUSES(sanderling_func_start(NULL, slots, 2, false, &call, &error));
  CHECK(call == NULL);
  REFUSES(sanderling_func_start(NULL, slots, 2, false, NULL, &error));
  REFUSES(sanderling_call_resume(NULL, slots, 2, &error));
  REFUSES(sanderling_call_provide(NULL, "()", 2, slots, 0, slots, 2, &error));
  REFUSES(sanderling_call_fail(NULL, 1, &error));
  CHECK(sanderling_call_pending_id(NULL) == 0);
  sanderling_call_delete(NULL);
  REFUSES(sanderling_externref_new(NULL, 1, slots, &error));
  CHECK(slots[0] == 0);
  REFUSES(sanderling_externref_id(NULL, 1, slots, &error));
  FOREIGN(sanderling_externref_id(store, 99, slots, &error));
  REFUSES(sanderling_funcref_new(NULL, slots, &error));
  REFUSES(sanderling_funcref_func(NULL, 1, &func, &error));
  FOREIGN(sanderling_funcref_func(store, 99, &func, &error));
}

static void wrong_items_without_any(void) {
  wasm_global_t *global = (wasm_global_t *)1;
  wasm_table_t *table = (wasm_table_t *)1;
  wasm_memory_t *memory = (wasm_memory_t *)1;
  sanderling_memory_pin_t *pin = (sanderling_memory_pin_t *)1;
  uint64_t slots[2] = {0}, number;
  uint8_t byte = 0;
  REFUSES(sanderling_global_new(NULL, "i32", 3, true, slots, 2, &global, &error));
  CHECK(global == NULL);
  REFUSES(sanderling_global_new(store, "i33", 3, true, slots, 2, &global, &error));
  REFUSES(sanderling_global_new(store, "i32", 3, true, slots, 1, &global, &error));
  REFUSES(sanderling_global_get(NULL, slots, 2, &error));
  REFUSES(sanderling_global_set(NULL, slots, 2, &error));
  REFUSES(sanderling_table_new(NULL, "funcref", 7, 0, 0, false, 0, &table, &error));
  CHECK(table == NULL);
  REFUSES(sanderling_table_new(store, "i32", 3, 0, 0, false, 0, &table, &error));
  REFUSES(sanderling_table_get(NULL, 0, &number, &error));
  REFUSES(sanderling_table_set(NULL, 0, 0, &error));
  REFUSES(sanderling_table_grow(NULL, 0, 0, &number, &error));
  REFUSES(sanderling_table_size(NULL, &number, &error));
  REFUSES(sanderling_memory_new(NULL, 0, 0, false, &memory, &error));
  CHECK(memory == NULL);
  REFUSES(sanderling_memory_new(store, 1ull << 40, 0, false, &memory, &error));
  REFUSES(sanderling_memory_pin(NULL, &pin, &error));
  CHECK(pin == NULL);
  CHECK(sanderling_memory_pin_data(NULL) == NULL && sanderling_memory_pin_size(NULL) == 0);
  CHECK(sanderling_memory_pin_live_size(NULL) == NULL);
  sanderling_memory_pin_delete(NULL);
  REFUSES(sanderling_memory_size(NULL, &number, &error));
  REFUSES(sanderling_memory_data_size(NULL, &number, &error));
  REFUSES(sanderling_memory_read(NULL, 0, &byte, 1, &error));
  REFUSES(sanderling_memory_write(NULL, 0, &byte, 1, &error));
  REFUSES(sanderling_memory_grow(NULL, 0, NULL, &error));
}

void test_null(void) {
  wrong_modules_without_any();
  wrong_configurations_without_any();
  wrong_errors_without_any();
  wrong_wasi_without_any();
  wrong_stores_without_any();
  wrong_linking_without_any();
  wrong_functions_without_any();
  wrong_items_without_any();
}
