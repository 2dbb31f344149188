/* A guest that is not trusted: it gets fuel, some time, and no more memory than it is
   given. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sanderling.h"

static const char *text =
    "(memory (export \"memory\") 1)"
    "(func (export \"work\") (param $n i32) (result i32) (local $sum i32)"
    "  (loop $more"
    "    (local.set $sum (i32.add (local.get $sum) (local.get $n)))"
    "    (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (local.get $sum))"
    "(func (export \"forever\") (loop $again (br $again)))"
    "(func (export \"greedy\") (result i32) (memory.grow (i32.const 100)))";

static void fail(sanderling_error_t *error) {
  fprintf(stderr, "%s\n", sanderling_error_message(error, NULL));
  exit(1);
}

/* Calls a function, and says how that ended. */
static void call(const wasm_instance_t *instance, const char *name, uint64_t argument) {
  sanderling_error_t *error;
  wasm_extern_t *item;
  if (sanderling_instance_export(instance, name, strlen(name), &item, &error) != SANDERLING_OK)
    fail(error);
  uint64_t slots[1] = {argument};
  int32_t status = sanderling_func_call(wasm_extern_as_func(item), slots, 1, &error);
  if (status == SANDERLING_OK) {
    printf("%s: %d\n", name, (int)(int32_t)slots[0]);
  } else {
    printf("%s: %s\n", name, sanderling_error_message(error, NULL));
    sanderling_error_delete(error);
  }
  wasm_extern_delete(item);
}

int main(void) {
  sanderling_error_t *error;
  wasm_config_t *config = wasm_config_new();
  sanderling_config_set_consume_fuel(config, true);
  sanderling_config_set_max_memory_bytes(config, 10 * 65536);
  wasm_engine_t *engine;
  if (sanderling_engine_new(config, &engine, &error) != SANDERLING_OK) fail(error);
  wasm_config_delete(config);
  wasm_store_t *store = wasm_store_new(engine);

  wasm_module_t *module;
  if (sanderling_module_new(engine, (const uint8_t *)text, strlen(text), &module, &error) !=
      SANDERLING_OK)
    fail(error);
  wasm_instance_t *instance = wasm_instance_new(store, module, NULL, NULL);
  if (instance == NULL) return 1;

  /* Enough for one thing, and not for another. The store can be used afterwards. */
  if (sanderling_store_set_fuel(store, 10000, &error) != SANDERLING_OK) fail(error);
  call(instance, "work", 100);
  call(instance, "forever", 0);

  /* As much as it wants, but not for long. */
  if (sanderling_store_set_fuel(store, UINT64_MAX, &error) != SANDERLING_OK) fail(error);
  if (sanderling_store_set_deadline(store, 20 * 1000 * 1000, &error) != SANDERLING_OK)
    fail(error);
  call(instance, "forever", 0);
  if (sanderling_store_set_deadline(store, UINT64_MAX, &error) != SANDERLING_OK) fail(error);

  /* Growing fails, as the guest is told. */
  call(instance, "greedy", 0);
  call(instance, "work", 10);

  wasm_instance_delete(instance);
  wasm_module_delete(module);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
