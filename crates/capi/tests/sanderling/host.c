/* Functions of the host, calls that go on later, budgets, items that the host makes. */

#include "test.h"

static int finalized;

static void finalize(uintptr_t id) {
  CHECK(id == 7);
  ++finalized;
}

/* Looks at its caller; fails with its argument if it is positive, waits if it is negative. */
static int64_t answer(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                      size_t len) {
  CHECK(id == 7 && len == 1);
  wasm_extern_t *item = (wasm_extern_t *)1;
  OK(sanderling_caller_export(caller, "absent", 6, &item, &error));
  CHECK(item == NULL);
  int32_t argument = (int32_t)slots[0];
  slots[0] = 5;
  return argument < 0 ? argument - 1 : argument;
}

static bool answering(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results,
                      wasm_trap_t **trap) {
  CHECK(env == NULL && *trap == NULL);
  results->data[0].of.i32 = args->data[0].of.i32 + 1;
  return args->data[0].of.i32 != 0;
}

static void right_host_functions(void) {
  wasm_func_t *func = NULL;
  const char *text = "(import \"e\" \"f\" (func $f (param i32) (result i32)))"
                     "(func (export \"g\") (param i32) (result i32) (call $f (local.get 0)))";
  wasm_module_t *module = module_new(engine, text);
  wasm_store_t *own = NULL;
  wasm_instance_t *instance = NULL;
  OK(sanderling_store_new(engine, NULL, &own, &error));
  OK(sanderling_func_new_for_import(own, module, 0, answer, 7, finalize, &func, &error));
  const wasm_extern_t *imports[] = {wasm_func_as_extern(func)};
  OK(sanderling_instance_new(own, module, imports, 1, 0, &instance, &error));
  wasm_func_t *g = export_func(instance, "g");
  uint64_t slots[1] = {0};
  OK(sanderling_func_call(g, slots, 1, &error));
  CHECK(slots[0] == 5);
  slots[0] = 9;
  FAILS(sanderling_func_call(g, slots, 1, &error), SANDERLING_HOST_ERROR, 0);
  CHECK(sanderling_error_host_id(error) == 9);

  /* Begun, waiting for number 3, and provided with it; then waiting again, and failed. */
  sanderling_call_t *call = NULL;
  for (int ends = 0; ends < 2; ++ends) {
    slots[0] = (uint32_t)-4;
    CHECK(sanderling_func_start(g, slots, 1, false, &call, &error) == SANDERLING_PENDING);
    CHECK(sanderling_call_pending_id(call) == 4);
    uint64_t result[1] = {42};
    if (ends == 0) {
      OK(sanderling_call_provide(call, "i32", 3, result, 1, slots, 1, &error));
      CHECK(slots[0] == 42);
    } else {
      FAILS(sanderling_call_fail(call, 6, &error), SANDERLING_HOST_ERROR, 0);
      CHECK(sanderling_error_host_id(error) == 6);
    }
    CHECK(sanderling_call_pending_id(call) == 0);
    MISUSE(sanderling_call_resume(call, slots, 1, &error), SANDERLING_MISUSE_ARGUMENT);
    sanderling_call_delete(call);
  }
  wasm_func_delete(g);
  wasm_func_delete(func);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  CHECK(finalized == 0);
  wasm_store_delete(own);
  CHECK(finalized == 1);

  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  func = sanderling_func_new_answering(store, type, answering, NULL, NULL);
  slots[0] = 1;
  OK(sanderling_func_call(func, slots, 1, &error));
  CHECK(slots[0] == 2);
  slots[0] = 0;
  FAILS(sanderling_func_call(func, slots, 1, &error), SANDERLING_HOST_ERROR, 0);
  wasm_functype_delete(type);
  wasm_func_delete(func);
}

static void right_budgets(void) {
  wasm_config_t *config = wasm_config_new();
  wasm_engine_t *metered = NULL;
  wasm_store_t *own = NULL;
  CHECK(sanderling_config_set_consume_fuel(config, true) == SANDERLING_OK);
  CHECK(sanderling_config_set_interruptible(config, true) == SANDERLING_OK);
  OK(sanderling_config_set_feature(config, "simd", 4, false, &error));
  OK(sanderling_config_set_limit(config, "tables", 6, 2, &error));
  OK(sanderling_engine_new(config, &metered, &error));
  OK(sanderling_store_new(metered, NULL, &own, &error));
  wasm_config_delete(config);
  wasm_byte_vec_t binary;
  OK(sanderling_wat2wasm("(func (param v128))", 19, &binary, &error));
  FAILS(sanderling_module_validate(metered, (const uint8_t *)binary.data, binary.size, &error),
        SANDERLING_UNSUPPORTED, 0);
  OK(sanderling_module_validate(engine, (const uint8_t *)binary.data, binary.size, &error));
  wasm_byte_vec_delete(&binary);
  wasm_instance_t *instance = instantiate(
      metered, own, "(func (export \"forever\") (loop (br 0))) (memory (export \"m\") 1)");
  wasm_func_t *forever = export_func(instance, "forever");
  uint64_t fuel = 0;
  OK(sanderling_store_set_fuel(own, 1000, &error));
  FAILS(sanderling_func_call(forever, NULL, 0, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_OUT_OF_FUEL);
  OK(sanderling_store_consumed_fuel(own, &fuel, &error));
  CHECK(fuel > 0 && fuel <= 1000);
  OK(sanderling_store_set_fuel(own, UINT64_MAX, &error));
  OK(sanderling_store_fuel(own, &fuel, &error));
  CHECK(fuel > 1000);
  OK(sanderling_store_set_deadline(own, 0, &error));
  FAILS(sanderling_func_call(forever, NULL, 0, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_TIMEOUT);
  OK(sanderling_store_set_deadline(own, UINT64_MAX, &error));
  sanderling_store_interrupt(own);
  CHECK(sanderling_store_clear_interrupt(own) && !sanderling_store_clear_interrupt(own));
  sanderling_store_interrupt(own);
  FAILS(sanderling_func_call(forever, NULL, 0, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_INTERRUPTED);
  /* In slices, until it has been enough. */
  sanderling_call_t *call = NULL;
  OK(sanderling_store_set_time_slice(own, 1000, &error));
  CHECK(sanderling_func_start(forever, NULL, 0, true, &call, &error) == SANDERLING_YIELD);
  for (int i = 0; i < 3; ++i) {
    CHECK(sanderling_call_resume(call, NULL, 0, &error) == SANDERLING_YIELD);
  }
  sanderling_call_delete(call);
  OK(sanderling_store_set_limits(own, 65536, 1, 1, 1, 1, 65536, &error));
  wasm_memory_t *memory = wasm_extern_as_memory(export(instance, "m"));
  FAILS(sanderling_memory_grow(memory, 1, NULL, &error), SANDERLING_LIMIT, 0);
  wasm_memory_delete(memory);
  wasm_func_delete(forever);
  wasm_instance_delete(instance);
  wasm_store_delete(own);
  wasm_engine_delete(metered);
}

static void right_items(void) {
  wasm_global_t *global = NULL;
  wasm_table_t *table = NULL;
  wasm_memory_t *memory = NULL;
  uint64_t slots[2] = {5, 6}, number = 0;
  OK(sanderling_global_new(store, "v128", 4, true, slots, 2, &global, &error));
  slots[0] = slots[1] = 0;
  OK(sanderling_global_get(global, slots, 2, &error));
  CHECK(slots[0] == 5 && slots[1] == 6);
  OK(sanderling_externref_new(store, 3, &number, &error));
  OK(sanderling_table_new(store, "externref", 9, 2, 3, false, number, &table, &error));
  OK(sanderling_table_get(table, 1, slots, &error));
  CHECK(slots[0] == number);
  OK(sanderling_table_set(table, 0, 0, &error));
  OK(sanderling_table_grow(table, 1, number, &slots[1], &error));
  CHECK(slots[1] == 2);
  FAILS(sanderling_table_get(table, 3, slots, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_TABLE_OUT_OF_BOUNDS);
  OK(sanderling_memory_new(store, 1, 3, false, &memory, &error));
  sanderling_memory_pin_t *pin = NULL;
  OK(sanderling_memory_pin(memory, &pin, &error));
  CHECK(sanderling_memory_pin_size(pin) == 65536);
  CHECK(*sanderling_memory_pin_live_size(pin) == 65536);
  sanderling_memory_pin_data(pin)[9] = 1;
  uint8_t byte = 0;
  OK(sanderling_memory_read(memory, 9, &byte, 1, &error));
  CHECK(byte == 1);
  wasm_memory_delete(memory);
  sanderling_memory_pin_delete(pin);
  wasm_global_delete(global);
  wasm_table_delete(table);
}

static void right_texts(void) {
  const char *text = "(module $m (@custom \"notes\" \"hello\") (func (export \"f\") unreachable))";
  wasm_byte_vec_t binary, printed;
  OK(sanderling_wat2wasm(text, strlen(text), &binary, &error));
  OK(sanderling_wasm2wat((const uint8_t *)binary.data, binary.size, &printed, &error));
  CHECK(printed.size > 20 && strncmp(printed.data, "(module $m", 10) == 0);
  wasm_byte_vec_delete(&printed);
  wasm_module_t *module = NULL;
  OK(sanderling_module_new(engine, (const uint8_t *)binary.data, binary.size, &module, &error));
  size_t len = 0;
  const uint8_t *bytes = sanderling_module_bytes(module, &len);
  CHECK(len == binary.size && memcmp(bytes, binary.data, len) == 0);
  bytes = sanderling_module_custom_section(module, "notes", 5, 0, &len);
  CHECK(len == 5 && memcmp(bytes, "hello", 5) == 0);
  CHECK(sanderling_module_custom_section(module, "notes", 5, 1, &len) == NULL);
  wasm_byte_vec_delete(&binary);
  wasm_module_delete(module);
}

static void right_traps(void) {
  wasm_instance_t *instance = instantiate(engine, store, "(func (export \"f\") unreachable)");
  wasm_func_t *func = export_func(instance, "f");
  wasm_val_vec_t none = WASM_EMPTY_VEC;
  wasm_trap_t *trap = wasm_func_call(func, &none, &none);
  CHECK(sanderling_trap_status(trap) == SANDERLING_TRAP);
  CHECK(sanderling_trap_code(trap) == SANDERLING_TRAP_UNREACHABLE);
  wasm_trap_delete(trap);
  wasm_func_delete(func);
  wasm_instance_delete(instance);
}

static void right_sources(void) {
  /* A table of lines of DWARF: line 12, column 5 of src/lib.rs for the whole function. */
  const char *text = "(func (export \"f\") unreachable) (@custom \".debug_line\" \""
      "\\47\\00\\00\\00\\04\\00\\2e\\00\\00\\00\\01\\01\\01\\fb\\0e\\0d\\00\\01\\01\\01"
      "\\01\\00\\00\\00\\01\\00\\00\\01\\73\\72\\63\\00\\00\\6c\\69\\62\\2e\\72\\73\\00"
      "\\01\\00\\00\\6d\\61\\69\\6e\\1b\\2e\\72\\73\\00\\00\\00\\00\\00\\00\\05\\02\\02"
      "\\00\\00\\00\\03\\0b\\04\\01\\05\\05\\01\\02\\03\\00\\01\\01"
      "\")";
  sanderling_source_t source = {{NULL, 0}, {NULL, 0}, 0, 0};
  for (int has_sources = 1; has_sources >= 0; --has_sources) {
    wasm_instance_t *instance =
        instantiate(engine, store, has_sources ? text : "(func (export \"f\") unreachable)");
    wasm_func_t *func = export_func(instance, "f");
    CHECK(sanderling_func_call(func, NULL, 0, &error) == SANDERLING_TRAP);
    CHECK(sanderling_error_has_sources(error) == (has_sources == 1));
    CHECK(sanderling_error_frame_source(error, 0, 0, &source) == (has_sources == 1));
    CHECK(!sanderling_error_frame_source(error, 0, 1, &source));
    CHECK(!sanderling_error_frame_source(error, 1, 0, &source));
    if (has_sources) {
      CHECK(source.file.len == 10 && strcmp(source.file.data, "src/lib.rs") == 0);
      CHECK(source.line == 12 && source.column == 5 && !source.function.data);
    }
    sanderling_error_delete(error);
    error = NULL;
    wasm_func_delete(func);
    wasm_instance_delete(instance);
  }
}

static char written[8];

static int64_t read_some(uintptr_t id, uint8_t *buffer, size_t len) {
  CHECK(id == 1 && len > 0);
  buffer[0] = 'x';
  return 1;
}

static int64_t write_some(uintptr_t id, const uint8_t *bytes, size_t len) {
  CHECK(id == 2 && len < sizeof written);
  memcpy(written, bytes, len);
  return 0;
}

static int64_t tell_time(uintptr_t id, uint32_t clock, uint64_t *time) {
  *time = 100 + clock;
  return clock == 3 ? (int64_t)id : 0;
}

static void right_clocks(void) {
  const char *program =
      "(import \"wasi_snapshot_preview1\" \"clock_time_get\""
      "  (func $time (param i32 i64 i32) (result i32)))"
      "(memory (export \"memory\") 1)"
      "(func (export \"time\") (param i64) (result i64)"
      "  (drop (call $time (i32.wrap_i64 (local.get 0)) (i64.const 0) (i32.const 8)))"
      "  (i64.load (i32.const 8)))";
  sanderling_wasi_config_t *config = sanderling_wasi_config_new();
  OK(sanderling_wasi_config_set_clock_callback(config, tell_time, 5, &error));
  MISUSE(sanderling_wasi_config_set_clock_callback(config, NULL, 5, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_wasi_config_set_clock_callback(NULL, tell_time, 5, &error),
         SANDERLING_MISUSE_ARGUMENT);
  wasm_store_t *own = NULL;
  OK(sanderling_store_new(engine, config, &own, &error));
  sanderling_wasi_config_delete(config);
  wasm_module_t *module = module_new(engine, program);
  wasm_instance_t *instance = NULL;
  const wasm_extern_t *imports[1] = {NULL};
  OK(sanderling_instance_new(own, module, imports, 1, SANDERLING_INSTANCE_WASI, &instance, &error));
  wasm_func_t *time = export_func(instance, "time");
  for (uint64_t clock = 0; clock < 3; ++clock) {
    uint64_t slots[1] = {clock};
    OK(sanderling_func_call(time, slots, 1, &error));
    CHECK(slots[0] == 100 + clock);
  }
  uint64_t slots[1] = {3};
  CHECK(sanderling_func_call(time, slots, 1, &error) == SANDERLING_HOST_ERROR);
  CHECK(sanderling_error_host_id(error) == 5);
  sanderling_error_delete(error);
  error = NULL;
  /* No depth is too little for a call, and one is enough. */
  slots[0] = 0;
  OK(sanderling_store_set_call_depth(own, 0, &error));
  FAILS(sanderling_func_call(time, slots, 1, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_STACK_OVERFLOW);
  OK(sanderling_store_set_call_depth(own, 1, &error));
  OK(sanderling_func_call(time, slots, 1, &error));
  MISUSE(sanderling_store_set_call_depth(NULL, 1, &error), SANDERLING_MISUSE_ARGUMENT);
  wasm_func_delete(time);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  wasm_store_delete(own);
}

static void right_streams(void) {
  const char *program =
      "(import \"wasi_snapshot_preview1\" \"fd_read\""
      "  (func $read (param i32 i32 i32 i32) (result i32)))"
      "(import \"wasi_snapshot_preview1\" \"fd_write\""
      "  (func $write (param i32 i32 i32 i32) (result i32)))"
      "(memory (export \"memory\") 1) (data (i32.const 0) \"\\10\\00\\00\\00\\01\\00\\00\\00\")"
      "(func (export \"echo\") (param i32) (result i32)"
      "  (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))"
      "  (call $write (local.get 0) (i32.const 0) (i32.const 1) (i32.const 12)))";
  sanderling_wasi_config_t *config = sanderling_wasi_config_new();
  OK(sanderling_wasi_config_set_stdin_file(config, "/dev/null", 9, &error));
  OK(sanderling_wasi_config_set_stdin_callback(config, read_some, 1, &error));
  OK(sanderling_wasi_config_set_stdout_file(config, "/dev/null", 9, &error));
  OK(sanderling_wasi_config_set_stderr_file(config, "/dev/null", 9, &error));
  OK(sanderling_wasi_config_set_stderr_callback(config, write_some, 2, &error));
  OK(sanderling_wasi_config_set_stdout_callback(config, write_some, 2, &error));
  CHECK(sanderling_wasi_config_set_fixed_clock(config, 1, 2) == SANDERLING_OK);
  CHECK(sanderling_wasi_config_set_random_seed(config, 3) == SANDERLING_OK);
  wasm_store_t *own = NULL;
  OK(sanderling_store_new(engine, config, &own, &error));
  sanderling_wasi_config_delete(config);
  wasm_module_t *module = module_new(engine, program);
  wasm_instance_t *instance = NULL;
  const wasm_extern_t *imports[2] = {NULL, NULL};
  OK(sanderling_instance_new(own, module, imports, 2, SANDERLING_INSTANCE_WASI, &instance, &error));
  wasm_func_t *echo = export_func(instance, "echo");
  for (uint64_t fd = 1; fd <= 2; ++fd) {
    uint64_t slots[1] = {fd};
    written[0] = 0;
    OK(sanderling_func_call(echo, slots, 1, &error));
    CHECK(slots[0] == 0 && written[0] == 'x');
  }
  wasm_func_delete(echo);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  wasm_store_delete(own);
}

void test_host(void) {
  right_host_functions();
  right_budgets();
  right_items();
  right_texts();
  right_traps();
  right_sources();
  right_streams();
  right_clocks();
}
