/* A program for WASI: it prints its arguments and ends itself with their number. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sanderling.h"

static const char *text =
    "(import \"wasi_snapshot_preview1\" \"args_sizes_get\""
    "  (func $args_sizes_get (param i32 i32) (result i32)))"
    "(import \"wasi_snapshot_preview1\" \"args_get\" (func $args_get (param i32 i32) (result i32)))"
    "(import \"wasi_snapshot_preview1\" \"fd_write\""
    "  (func $fd_write (param i32 i32 i32 i32) (result i32)))"
    "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $proc_exit (param i32)))"
    "(memory (export \"memory\") 1)"
    /* The number of arguments at 0, the length of their texts at 4, these at 1024, and at 16
       what fd_write is to write. */
    "(func (export \"_start\")"
    "  (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))"
    "  (drop (call $args_get (i32.const 512) (i32.const 1024)))"
    "  (i32.store (i32.const 16) (i32.const 1024))"
    "  (i32.store (i32.const 20) (i32.load (i32.const 4)))"
    "  (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))"
    "  (call $proc_exit (i32.load (i32.const 0))))";

/* Every function of sanderling.h says by its result whether it has failed. */
static sanderling_error_t *error;

static void check(int32_t status) {
  if (status == SANDERLING_OK) return;
  fprintf(stderr, "%s\n", sanderling_error_message(error, NULL));
  sanderling_error_delete(error);
  exit(1);
}

int main(void) {
  const char *args[] = {"program", "one", "two"};
  sanderling_wasi_config_t *wasi = sanderling_wasi_config_new();
  for (int i = 0; i < 3; ++i) {
    check(sanderling_wasi_config_add_arg(wasi, args[i], strlen(args[i]), &error));
  }
  check(sanderling_wasi_config_set_stdout(wasi, SANDERLING_STDIO_CAPTURE, &error));

  wasm_engine_t *engine = wasm_engine_new();
  wasm_store_t *store;
  check(sanderling_store_new(engine, wasi, &store, &error));
  sanderling_wasi_config_delete(wasi);
  wasm_module_t *module;
  check(sanderling_module_new(engine, (const uint8_t *)text, strlen(text), &module, &error));
  sanderling_linker_t *linker;
  check(sanderling_linker_new(engine, &linker, &error));
  check(sanderling_linker_define_wasi(linker, &error));
  wasm_instance_t *instance;
  check(sanderling_linker_instantiate(linker, store, module, &instance, &error));

  wasm_extern_t *start;
  check(sanderling_instance_export(instance, "_start", 6, &start, &error));
  int32_t status = sanderling_func_call(wasm_extern_as_func(start), NULL, 0, &error);
  if (status == SANDERLING_EXIT) {
    printf("exit code %d\n", (int)sanderling_error_code(error));
    sanderling_error_delete(error);
  } else {
    check(status);
  }

  wasm_byte_vec_t output;
  check(sanderling_store_take_stdout(store, &output, &error));
  for (size_t i = 0; i < output.size; ++i) {
    if (output.data[i] == '\0') output.data[i] = '\n';
  }
  printf("%.*s", (int)output.size, output.data);

  wasm_byte_vec_delete(&output);
  wasm_extern_delete(start);
  wasm_instance_delete(instance);
  sanderling_linker_delete(linker);
  wasm_module_delete(module);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
