/* What programs do most: engines, modules, calls, linking, WASI, errors. */

#include "test.h"

static void right_version(void) {
  CHECK(sanderling_abi_version() == SANDERLING_ABI_VERSION);
  CHECK(strchr(sanderling_version(), '.') != NULL);
}

static void right_config(void) {
  wasm_config_t *config = wasm_config_new();
  wasm_engine_t *engine = NULL;
  CHECK(sanderling_config_set_deterministic(config, true) == SANDERLING_OK);
  CHECK(sanderling_config_set_eager(config, true) == SANDERLING_OK);
  CHECK(sanderling_config_set_max_memory_bytes(config, 1 << 20) == SANDERLING_OK);
  CHECK(sanderling_config_set_max_stack_bytes(config, 1 << 16) == SANDERLING_OK);
  CHECK(sanderling_config_set_eager(NULL, true) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_deterministic(NULL, true) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_max_memory_bytes(NULL, 1) == SANDERLING_MISUSE);
  CHECK(sanderling_config_set_max_stack_bytes(NULL, 1) == SANDERLING_MISUSE);
  OK(sanderling_engine_new(config, &engine, &error));
  wasm_engine_delete(engine);

  CHECK(sanderling_config_set_max_stack_bytes(config, UINT64_MAX) == SANDERLING_OK);
  engine = (wasm_engine_t *)1;
  FAILS(sanderling_engine_new(config, &engine, &error), SANDERLING_LIMIT, 0);
  CHECK(engine == NULL);
  MISUSE(sanderling_engine_new(NULL, NULL, &error), SANDERLING_MISUSE_ARGUMENT);
  wasm_config_delete(config);
  wasm_config_delete(NULL);
  wasm_engine_delete(NULL);
}

static void right_module(wasm_engine_t *engine) {
  const char *text = "(module $m (import \"env\" \"f\" (func (param i32 f64) (result i64)))"
                     " (import \"env\" \"g\" (global (mut i32)))"
                     " (memory (export \"b\") 1 2) (table (export \"a\") 3 externref)"
                     " (func (export \"c\") (result funcref externref)"
                     "   (ref.null func) (ref.null extern)))";
  wasm_module_t *module = module_new(engine, text), *none = (wasm_module_t *)1;
  sanderling_import_t import;
  sanderling_export_t export;
  size_t len = 9;

  CHECK(strcmp(sanderling_module_name(module, &len), "m") == 0 && len == 1);
  CHECK(sanderling_module_name(NULL, &len) == NULL && len == 0);
  CHECK(sanderling_module_import_count(module) == 2);
  CHECK(sanderling_module_import(module, 0, &import));
  CHECK(is(import.module, "env") && is(import.name, "f"));
  CHECK(import.type.kind == SANDERLING_EXTERN_FUNC);
  CHECK(is(import.type.text, "(i32, f64) -> i64"));
  CHECK(import.type.params.len == 2 && import.type.params.data[0] == SANDERLING_I32);
  CHECK(import.type.params.data[1] == SANDERLING_F64);
  CHECK(import.type.results.len == 1 && import.type.results.data[0] == SANDERLING_I64);
  CHECK(sanderling_module_import(module, 1, &import));
  CHECK(import.type.kind == SANDERLING_EXTERN_GLOBAL && import.type.is_mutable);
  CHECK(!sanderling_module_import(module, 2, &import));
  CHECK(!sanderling_module_import(NULL, 0, &import));
  CHECK(sanderling_module_import(module, 0, NULL));

  CHECK(sanderling_module_export_count(module) == 3);
  CHECK(sanderling_module_export(module, 0, &export) && is(export.name, "b"));
  CHECK(export.type.kind == SANDERLING_EXTERN_MEMORY && is(export.type.text, "(memory 1 2)"));
  CHECK(export.type.minimum == 1 && export.type.maximum == 2 && !export.type.is_64);
  CHECK(sanderling_module_export(module, 1, &export) && is(export.name, "a"));
  CHECK(export.type.kind == SANDERLING_EXTERN_TABLE && export.type.maximum == UINT64_MAX);
  CHECK((uint8_t)export.type.results.data[0] == SANDERLING_EXTERNREF);
  CHECK(sanderling_module_export(module, 2, &export) && is(export.name, "c"));
  CHECK((uint8_t)export.type.results.data[0] == SANDERLING_FUNCREF);
  CHECK(!sanderling_module_export(module, 3, &export));
  CHECK(sanderling_module_import_count(NULL) == 0 && sanderling_module_export_count(NULL) == 0);
  wasm_module_delete(module);

  const uint8_t bad[] = {0, 'a', 's', 'm', 2, 0, 0, 0};
  FAILS(sanderling_module_new(engine, bad, sizeof bad, &none, &error), SANDERLING_MALFORMED, 0);
  CHECK(none == NULL && sanderling_error_offset(error) == 4);
  text = "(func (result i32))";
  FAILS(sanderling_module_new(engine, (const uint8_t *)text, strlen(text), &none, &error),
        SANDERLING_INVALID, 0);
  MISUSE(sanderling_module_new(engine, NULL, 1, &none, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_module_new(NULL, bad, 8, &none, &error), SANDERLING_MISUSE_ARGUMENT);
  FAILS(sanderling_module_new(engine, NULL, 0, &none, &error), SANDERLING_MALFORMED, 0);
  MISUSE(sanderling_module_new(engine, bad, 8, NULL, &error), SANDERLING_MISUSE_ARGUMENT);
  CHECK(sanderling_module_new(NULL, NULL, 0, NULL, NULL) == SANDERLING_MISUSE);
  wasm_module_delete(NULL);
}

static void right_calls(wasm_engine_t *engine) {
  wasm_store_t *store = NULL;
  OK(sanderling_store_new(engine, NULL, &store, &error));
  wasm_instance_t *instance = instantiate(
      engine, store,
      "(module $m"
      " (func (export \"add\") (param i32 i32) (result i32)"
      "   (i32.add (local.get 0) (local.get 1)))"
      " (func (export \"swap\") (param i64 f32) (result f32 i64)"
      "   (local.get 1) (local.get 0))"
      " (func $div (export \"div\") (param i32 i32) (result i32)"
      "   (i32.div_s (local.get 0) (local.get 1)))"
      " (tag $oops (export \"oops\") (param i32))"
      " (func (export \"throw\") (param i32) (throw $oops (local.get 0)))"
      " (func (export \"same\") (param externref) (result externref) (local.get 0))"
      " (func (export \"self\") (result funcref) (ref.func $div))"
      " (memory (export \"memory\") 1 2) (global (export \"g\") (mut i64) (i64.const 5))"
      " (global (export \"k\") f64 (f64.const 0.5)) (table (export \"t\") 7 funcref))");
  wasm_extern_t *add = export(instance, "add");
  wasm_func_t *func = wasm_extern_as_func(add);
  CHECK(func != NULL && wasm_func_as_extern(func) == add);
  CHECK(wasm_extern_as_global(add) == NULL && wasm_extern_as_func(NULL) == NULL);
  CHECK(export(instance, "none") == NULL);
  sanderling_type_t type;
  CHECK(sanderling_extern_type(add, &type) && is(type.text, "(i32, i32) -> i32"));
  CHECK(!sanderling_extern_type(NULL, &type));

  /* The high halves of arguments do not matter. */
  uint64_t slots[2] = {2 | 7ull << 32, (uint64_t)-3};
  OK(sanderling_func_call(func, slots, 2, &error));
  CHECK(slots[0] == (uint32_t)-1);
  MISUSE(sanderling_func_call(func, slots, 1, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_func_call(func, NULL, 2, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_func_call(NULL, slots, 2, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_func_call(func, (uint64_t *)((char *)slots + 1), 1, &error),
         SANDERLING_MISUSE_ARGUMENT);

  wasm_extern_t *swap = export(instance, "swap");
  float number = 1.5;
  slots[0] = 1ull << 63;
  memcpy(&slots[1], &number, sizeof number);
  OK(sanderling_func_call(wasm_extern_as_func(swap), slots, 2, &error));
  CHECK(slots[0] == 0x3FC00000 && slots[1] == 1ull << 63);

  wasm_extern_t *div = export(instance, "div");
  slots[0] = slots[1] = 0;
  FAILS(sanderling_func_call(wasm_extern_as_func(div), slots, 2, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_DIVIDE_BY_ZERO);
  size_t len = 0;
  CHECK(strcmp(sanderling_error_message(error, &len), "wasm trap: integer divide by zero") == 0);
  CHECK(len == strlen("wasm trap: integer divide by zero"));
  CHECK(strstr(sanderling_error_backtrace(error, NULL), "m!div") != NULL);
  CHECK(sanderling_error_offset(error) == UINT64_MAX);
  sanderling_frame_t frame;
  CHECK(sanderling_error_frame_count(error) == 1 && sanderling_error_frame(error, 0, &frame));
  CHECK(frame.func_index == 2 && is(frame.func_name, "div") && is(frame.module_name, "m"));
  CHECK(frame.module_offset > frame.func_offset);
  CHECK(!sanderling_error_frame(error, 1, &frame) && !sanderling_error_frame(NULL, 0, &frame));

  wasm_extern_t *throw = export(instance, "throw");
  slots[0] = 5;
  FAILS(sanderling_func_call(wasm_extern_as_func(throw), slots, 1, &error), SANDERLING_EXCEPTION,
        0);
  CHECK(strcmp(sanderling_error_message(error, NULL),
               "uncaught exception: tag \"oops\" (i32 5)") == 0);
  CHECK(sanderling_error_frame_count(error) == 1);
  wasm_extern_delete(throw);
  CHECK(sanderling_error_import_count(error) == 0);

  wasm_extern_t *same = export(instance, "same"), *self = export(instance, "self");
  uint64_t slot = 0, id = 0;
  OK(sanderling_externref_new(store, 77, &slot, &error));
  CHECK(slot != 0);
  slots[0] = slot;
  OK(sanderling_func_call(wasm_extern_as_func(same), slots, 1, &error));
  CHECK(slots[0] == slot);
  OK(sanderling_externref_id(store, slots[0], &id, &error));
  CHECK(id == 77);
  slots[0] = 0;
  OK(sanderling_func_call(wasm_extern_as_func(same), slots, 1, &error));
  CHECK(slots[0] == 0);
  slots[0] = slot + 1;
  MISUSE(sanderling_func_call(wasm_extern_as_func(same), slots, 1, &error),
         SANDERLING_MISUSE_WRONG_STORE);
  MISUSE(sanderling_externref_id(store, 0, &id, &error), SANDERLING_MISUSE_WRONG_STORE);
  MISUSE(sanderling_externref_new(NULL, 0, &slot, &error), SANDERLING_MISUSE_ARGUMENT);
  wasm_func_t *other = NULL;
  OK(sanderling_func_call(wasm_extern_as_func(self), slots, 1, &error));
  OK(sanderling_funcref_func(store, slots[0], &other, &error));
  OK(sanderling_funcref_new(other, &slot, &error));
  CHECK(slot == slots[0]);
  slots[0] = 8;
  slots[1] = 2;
  OK(sanderling_func_call(other, slots, 2, &error));
  CHECK(slots[0] == 4);
  MISUSE(sanderling_funcref_func(store, 99, &func, &error), SANDERLING_MISUSE_WRONG_STORE);
  CHECK(func == NULL);
  MISUSE(sanderling_funcref_new(NULL, &slot, &error), SANDERLING_MISUSE_ARGUMENT);

  wasm_memory_t *memory = wasm_extern_as_memory(export(instance, "memory"));
  uint8_t bytes[4] = {1, 2, 3, 4};
  OK(sanderling_memory_write(memory, 65532, bytes, 4, &error));
  memset(bytes, 0, 4);
  OK(sanderling_memory_read(memory, 65534, bytes, 2, &error));
  CHECK(bytes[0] == 3 && bytes[1] == 4);
  FAILS(sanderling_memory_read(memory, 65535, bytes, 2, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  FAILS(sanderling_memory_write(memory, UINT64_MAX, bytes, 2, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  OK(sanderling_memory_read(memory, 65536, NULL, 0, &error));
  MISUSE(sanderling_memory_read(memory, 0, NULL, 1, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_memory_write(NULL, 0, bytes, 1, &error), SANDERLING_MISUSE_ARGUMENT);
  uint64_t size = 0;
  OK(sanderling_memory_grow(memory, 1, &size, &error));
  CHECK(size == 1);
  OK(sanderling_memory_size(memory, &size, &error));
  CHECK(size == 2);
  OK(sanderling_memory_data_size(memory, &size, &error));
  CHECK(size == 131072);
  FAILS(sanderling_memory_grow(memory, 1, NULL, &error), SANDERLING_LIMIT, 0);
  MISUSE(sanderling_memory_size(memory, NULL, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_memory_size((wasm_memory_t *)other, &size, &error),
         SANDERLING_MISUSE_ARGUMENT);

  wasm_global_t *global = wasm_extern_as_global(export(instance, "g"));
  OK(sanderling_global_get(global, slots, 2, &error));
  CHECK(slots[0] == 5 && slots[1] == 0);
  slots[0] = 6;
  OK(sanderling_global_set(global, slots, 2, &error));
  OK(sanderling_global_get(global, slots, 2, &error));
  CHECK(slots[0] == 6);
  MISUSE(sanderling_global_get(global, slots, 1, &error), SANDERLING_MISUSE_ARGUMENT);
  wasm_global_t *constant = wasm_extern_as_global(export(instance, "k"));
  MISUSE(sanderling_global_set(constant, slots, 2, &error), SANDERLING_MISUSE_ARGUMENT);
  CHECK(wasm_extern_as_global(wasm_global_as_extern(constant)) == constant);

  wasm_table_t *table = wasm_extern_as_table(export(instance, "t"));
  OK(sanderling_table_size(table, &size, &error));
  CHECK(size == 7);
  MISUSE(sanderling_table_size(NULL, &size, &error), SANDERLING_MISUSE_ARGUMENT);
  CHECK(wasm_extern_as_table(wasm_table_as_extern(table)) == table);
  CHECK(wasm_extern_as_memory(wasm_memory_as_extern(memory)) == memory);

  /* Handles to what is in a store go on after the store's own. */
  wasm_instance_delete(instance);
  wasm_store_delete(store);
  slots[0] = slots[1] = 1;
  OK(sanderling_func_call(wasm_extern_as_func(add), slots, 2, &error));
  wasm_extern_delete(add);
  wasm_extern_delete(swap);
  wasm_extern_delete(div);
  wasm_extern_delete(same);
  wasm_extern_delete(self);
  wasm_func_delete(other);
  wasm_memory_delete(memory);
  wasm_global_delete(global);
  wasm_global_delete(constant);
  wasm_table_delete(table);
  wasm_extern_delete(NULL);
  wasm_func_delete(NULL);
  wasm_global_delete(NULL);
  wasm_table_delete(NULL);
  wasm_memory_delete(NULL);
  wasm_instance_delete(NULL);
}

static void right_close(wasm_engine_t *engine) {
  wasm_store_t *store = NULL;
  OK(sanderling_store_new(engine, NULL, &store, &error));
  wasm_instance_t *instance = instantiate(engine, store, "(func (export \"f\"))");
  wasm_extern_t *f = export(instance, "f"), *none = f;
  OK(sanderling_func_call(wasm_extern_as_func(f), NULL, 0, &error));
  OK(sanderling_store_close(store, &error));
  OK(sanderling_store_close(store, &error));
  MISUSE(sanderling_func_call(wasm_extern_as_func(f), NULL, 0, &error),
         SANDERLING_MISUSE_CLOSED);
  MISUSE(sanderling_instance_export(instance, "f", 1, &none, &error),
         SANDERLING_MISUSE_CLOSED);
  CHECK(none == NULL);
  MISUSE(sanderling_instance_export(NULL, "f", 1, &none, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_store_close(NULL, &error), SANDERLING_MISUSE_ARGUMENT);
  wasm_store_delete(store);
  wasm_instance_delete(instance);
  wasm_extern_delete(f);
  wasm_store_delete(NULL);
}

static void right_linking(wasm_engine_t *engine) {
  wasm_engine_t *other_engine = NULL;
  wasm_store_t *store = NULL, *other_store = NULL;
  wasm_instance_t *user = NULL;
  sanderling_linker_t *linker = NULL;
  OK(sanderling_engine_new(NULL, &other_engine, &error));
  OK(sanderling_store_new(engine, NULL, &store, &error));
  OK(sanderling_store_new(engine, NULL, &other_store, &error));
  OK(sanderling_linker_new(engine, &linker, &error));
  wasm_module_t *module = module_new(
      engine, "(module (import \"lib\" \"five\" (func $five (result i32)))"
              " (func (export \"run\") (result i32) (call $five)))");

  FAILS(sanderling_linker_instantiate(linker, store, module, &user, &error), SANDERLING_LINK,
        0);
  sanderling_import_error_t import;
  CHECK(sanderling_error_import_count(error) == 1);
  CHECK(sanderling_error_import(error, 0, &import));
  CHECK(is(import.module, "lib") && is(import.name, "five"));
  CHECK(is(import.expected, "(func (result i32))") && import.found.data == NULL);
  CHECK(!sanderling_error_import(error, 1, &import));

  wasm_instance_t *library = instantiate(
      engine, store, "(func (export \"five\") (result i32) (i32.const 5))");
  wasm_extern_t *five = export(library, "five");
  OK(sanderling_linker_define(linker, "lib", 3, "five", 4, five, &error));
  OK(sanderling_linker_define(linker, "lib", 3, "five", 4, five, &error));
  OK(sanderling_linker_instantiate(linker, store, module, &user, &error));
  wasm_extern_t *run = export(user, "run");
  uint64_t slot = 0;
  OK(sanderling_func_call(wasm_extern_as_func(run), &slot, 1, &error));
  CHECK(slot == 5);

  wasm_instance_delete(user);
  MISUSE(sanderling_linker_instantiate(linker, other_store, module, &user, &error),
         SANDERLING_MISUSE_WRONG_STORE);
  CHECK(user == NULL);
  wasm_module_t *foreign = module_new(other_engine, "(module)");
  MISUSE(sanderling_linker_instantiate(linker, store, foreign, &user, &error),
         SANDERLING_MISUSE_WRONG_STORE);
  MISUSE(sanderling_linker_define_unknown_as_traps(linker, foreign, &error),
         SANDERLING_MISUSE_WRONG_STORE);
  MISUSE(sanderling_linker_define(linker, "lib", 3, "\xFF", 1, five, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_linker_define(linker, "lib", 3, "five", 4, NULL, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_linker_define_wasi(NULL, &error), SANDERLING_MISUSE_ARGUMENT);
  sanderling_linker_delete(linker);
  MISUSE(sanderling_linker_new(NULL, &linker, &error), SANDERLING_MISUSE_ARGUMENT);
  CHECK(linker == NULL);

  OK(sanderling_linker_new(engine, &linker, &error));
  OK(sanderling_linker_define_unknown_as_traps(linker, module, &error));
  OK(sanderling_linker_instantiate(linker, store, module, &user, &error));
  wasm_extern_delete(run);
  run = export(user, "run");
  FAILS(sanderling_func_call(wasm_extern_as_func(run), &slot, 1, &error), SANDERLING_LINK, 0);

  wasm_engine_delete(other_engine);
  wasm_store_delete(store);
  wasm_store_delete(other_store);
  wasm_module_delete(module);
  wasm_module_delete(foreign);
  wasm_instance_delete(library);
  wasm_instance_delete(user);
  wasm_extern_delete(five);
  wasm_extern_delete(run);
  sanderling_linker_delete(linker);
  sanderling_linker_delete(NULL);
}

/* Copies standard input to standard output, and exits with the number of bytes. */
static const char ECHO_PROGRAM[] =
    "(import \"wasi_snapshot_preview1\" \"fd_read\""
    "  (func $read (param i32 i32 i32 i32) (result i32)))"
    "(import \"wasi_snapshot_preview1\" \"fd_write\""
    "  (func $write (param i32 i32 i32 i32) (result i32)))"
    "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"
    "(memory (export \"memory\") 1)"
    "(data (i32.const 0) \"\\10\\00\\00\\00\\00\\01\\00\\00\")"
    "(func (export \"_start\")"
    "  (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))"
    "  (i32.store (i32.const 4) (i32.load (i32.const 8)))"
    "  (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))"
    "  (call $exit (i32.load (i32.const 8))))";

static void right_wasi(wasm_engine_t *engine) {
  sanderling_wasi_config_t *config = sanderling_wasi_config_new();
  OK(sanderling_wasi_config_add_arg(config, "echo", 4, &error));
  OK(sanderling_wasi_config_add_env(config, "A", 1, "", 0, &error));
  OK(sanderling_wasi_config_add_preopen(config, ".", 1, "/", 1, true, false, &error));
  OK(sanderling_wasi_config_set_stdin(config, SANDERLING_STDIO_NULL, &error));
  OK(sanderling_wasi_config_set_stdin_bytes(config, (const uint8_t *)"hello", 5, &error));
  OK(sanderling_wasi_config_set_stdout(config, SANDERLING_STDIO_CAPTURE, &error));
  OK(sanderling_wasi_config_set_stderr(config, SANDERLING_STDIO_INHERIT, &error));
  CHECK(sanderling_wasi_config_set_capture_limit(config, 100) == SANDERLING_OK);
  CHECK(sanderling_wasi_config_set_capture_limit(NULL, 100) == SANDERLING_MISUSE);
  MISUSE(sanderling_wasi_config_add_arg(config, "a\0b", 3, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_wasi_config_add_env(config, "A=", 2, "", 0, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_wasi_config_set_stdin(config, SANDERLING_STDIO_CAPTURE, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_wasi_config_set_stdout(config, 3, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_wasi_config_set_stdin_bytes(config, NULL, 1, &error),
         SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_wasi_config_add_preopen(NULL, ".", 1, "/", 1, true, false, &error),
         SANDERLING_MISUSE_ARGUMENT);

  wasm_store_t *store = NULL;
  sanderling_linker_t *linker = NULL;
  wasm_instance_t *instance = NULL;
  OK(sanderling_store_new(engine, config, &store, &error));
  OK(sanderling_linker_new(engine, &linker, &error));
  OK(sanderling_linker_define_wasi(linker, &error));
  wasm_module_t *module = module_new(engine, ECHO_PROGRAM);
  OK(sanderling_linker_instantiate(linker, store, module, &instance, &error));
  wasm_extern_t *start = export(instance, "_start");
  FAILS(sanderling_func_call(wasm_extern_as_func(start), NULL, 0, &error), SANDERLING_EXIT, 5);
  wasm_byte_vec_t out;
  OK(sanderling_store_close(store, &error));
  OK(sanderling_store_take_stdout(store, &out, &error));
  CHECK(out.size == 5 && memcmp(out.data, "hello", 5) == 0);
  wasm_byte_vec_delete(&out);
  CHECK(out.size == 0 && out.data == NULL);
  OK(sanderling_store_take_stdout(store, &out, &error));
  CHECK(out.size == 0);
  wasm_byte_vec_delete(&out);
  wasm_byte_vec_delete(NULL);
  MISUSE(sanderling_store_take_stderr(store, &out, &error), SANDERLING_MISUSE_ARGUMENT);
  MISUSE(sanderling_store_take_stdout(NULL, &out, &error), SANDERLING_MISUSE_ARGUMENT);
  wasm_store_delete(store);

  OK(sanderling_wasi_config_add_preopen(config, "/no/such", 8, "/x", 2, true, true, &error));
  FAILS(sanderling_store_new(engine, config, &store, &error), SANDERLING_IO, 0);
  CHECK(store == NULL);
  MISUSE(sanderling_store_new(NULL, NULL, &store, &error), SANDERLING_MISUSE_ARGUMENT);
  sanderling_wasi_config_delete(config);
  sanderling_wasi_config_delete(NULL);
  sanderling_linker_delete(linker);
  wasm_module_delete(module);
  wasm_instance_delete(instance);
  wasm_extern_delete(start);
}

static void right_errors(void) {
  size_t len = 1;
  CHECK(sanderling_error_status(NULL) == SANDERLING_OK && sanderling_error_code(NULL) == 0);
  CHECK(sanderling_error_offset(NULL) == UINT64_MAX);
  CHECK(sanderling_error_message(NULL, &len) == NULL && len == 0);
  CHECK(sanderling_error_backtrace(NULL, NULL) == NULL);
  CHECK(sanderling_error_frame_count(NULL) == 0 && sanderling_error_import_count(NULL) == 0);
  CHECK(!sanderling_error_import(NULL, 0, NULL));
}

void test_smoke(void) {
  right_version();
  right_config();
  right_module(engine);
  right_calls(engine);
  right_close(engine);
  right_linking(engine);
  right_wasi(engine);
  right_errors();
}
