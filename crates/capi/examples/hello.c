/* Calls a function of a guest's. */

#include <stdio.h>
#include <string.h>

#include "sanderling.h"

/* The text format, which wasm_module_new does not read. */
static const char *text =
    "(module $hello"
    "  (memory (export \"memory\") 1)"
    "  (data (i32.const 16) \"Hello from WebAssembly!\")"
    "  (func (export \"greeting\") (result i32 i32) (i32.const 16) (i32.const 23)))";

int main(void) {
  wasm_engine_t *engine = wasm_engine_new();
  wasm_store_t *store = wasm_store_new(engine);

  wasm_module_t *module;
  sanderling_error_t *error;
  if (sanderling_module_new(engine, (const uint8_t *)text, strlen(text), &module, &error) !=
      SANDERLING_OK) {
    fprintf(stderr, "%s\n", sanderling_error_message(error, NULL));
    sanderling_error_delete(error);
    return 1;
  }

  wasm_trap_t *trap;
  wasm_instance_t *instance = wasm_instance_new(store, module, NULL, &trap);
  if (instance == NULL) {
    wasm_message_t message;
    wasm_trap_message(trap, &message);
    fprintf(stderr, "%s\n", message.data);
    wasm_byte_vec_delete(&message);
    wasm_trap_delete(trap);
    return 1;
  }

  /* In the order of the module. */
  wasm_extern_vec_t exports;
  wasm_instance_exports(instance, &exports);
  wasm_memory_t *memory = wasm_extern_as_memory(exports.data[0]);
  wasm_func_t *greeting = wasm_extern_as_func(exports.data[1]);

  wasm_val_t place[2] = {WASM_INIT_VAL, WASM_INIT_VAL};
  wasm_val_vec_t args = WASM_EMPTY_VEC, results = WASM_ARRAY_VEC(place);
  trap = wasm_func_call(greeting, &args, &results);
  if (trap != NULL) {
    wasm_trap_delete(trap);
    return 1;
  }
  printf("%.*s\n", (int)place[1].of.i32, wasm_memory_data(memory) + place[0].of.i32);

  wasm_extern_vec_delete(&exports);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
