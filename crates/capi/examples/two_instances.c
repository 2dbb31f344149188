/* Two instances: one exports what the other imports, a memory, a function and a global. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sanderling.h"

static const char *library =
    "(memory (export \"memory\") 1)"
    "(global $next (export \"next\") (mut i32) (i32.const 1024))"
    "(func (export \"allocate\") (param $size i32) (result i32)"
    "  (global.get $next)"
    "  (global.set $next (i32.add (global.get $next) (local.get $size))))";

static const char *program =
    "(import \"library\" \"allocate\" (func $allocate (param i32) (result i32)))"
    "(import \"library\" \"memory\" (memory 1))"
    "(func (export \"squares\") (param $n i32) (result i32) (local $at i32) (local $i i32)"
    "  (local.set $at (call $allocate (i32.mul (local.get $n) (i32.const 4))))"
    "  (loop $more"
    "    (i32.store (i32.add (local.get $at) (i32.mul (local.get $i) (i32.const 4)))"
    "      (i32.mul (local.get $i) (local.get $i)))"
    "    (br_if $more (i32.lt_u"
    "      (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))"
    "  (local.get $at))";

static wasm_module_t *compile(wasm_store_t *store, const char *text) {
  wasm_byte_vec_t binary;
  if (sanderling_wat2wasm(text, strlen(text), &binary, NULL) != SANDERLING_OK) exit(1);
  wasm_module_t *module = wasm_module_new(store, &binary);
  wasm_byte_vec_delete(&binary);
  if (module == NULL) exit(1);
  return module;
}

/* The export of a module that has this name. */
static size_t export_called(const wasm_module_t *module, const wasm_name_t *name) {
  wasm_exporttype_vec_t exports;
  wasm_module_exports(module, &exports);
  size_t found = 0;
  for (; found < exports.size; ++found) {
    const wasm_name_t *of_export = wasm_exporttype_name(exports.data[found]);
    if (of_export->size == name->size && memcmp(of_export->data, name->data, name->size) == 0)
      break;
  }
  wasm_exporttype_vec_delete(&exports);
  return found;
}

int main(void) {
  wasm_engine_t *engine = wasm_engine_new();
  wasm_store_t *store = wasm_store_new(engine);
  wasm_module_t *modules[] = {compile(store, library), compile(store, program)};

  wasm_instance_t *provider = wasm_instance_new(store, modules[0], NULL, NULL);
  if (provider == NULL) return 1;
  wasm_extern_vec_t provided;
  wasm_instance_exports(provider, &provided);

  /* What the program imports, found by name, and in the order of the program. */
  wasm_importtype_vec_t wanted;
  wasm_module_imports(modules[1], &wanted);
  wasm_extern_t *items[8];
  for (size_t i = 0; i < wanted.size; ++i) {
    size_t found = export_called(modules[0], wasm_importtype_name(wanted.data[i]));
    if (found == provided.size) return 1;
    items[i] = provided.data[found];
  }
  wasm_extern_vec_t imports = {wanted.size, items};
  wasm_instance_t *consumer = wasm_instance_new(store, modules[1], &imports, NULL);
  if (consumer == NULL) return 1;
  wasm_importtype_vec_delete(&wanted);
  wasm_extern_vec_t exports;
  wasm_instance_exports(consumer, &exports);

  for (int32_t n = 3; n <= 5; ++n) {
    wasm_val_t in[] = {WASM_I32_VAL(n)}, out[] = {WASM_INIT_VAL};
    wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
    if (wasm_func_call(wasm_extern_as_func(exports.data[0]), &args, &results) != NULL) return 1;
    const byte_t *data = wasm_memory_data(wasm_extern_as_memory(provided.data[0]));
    printf("at %d:", (int)out[0].of.i32);
    for (int32_t i = 0; i < n; ++i) {
      int32_t square;
      memcpy(&square, data + out[0].of.i32 + 4 * i, sizeof square);
      printf(" %d", (int)square);
    }
    printf("\n");
  }
  wasm_val_t next;
  wasm_global_get(wasm_extern_as_global(provided.data[1]), &next);
  printf("next at %d\n", (int)next.of.i32);

  wasm_extern_vec_delete(&exports);
  wasm_extern_vec_delete(&provided);
  wasm_instance_delete(provider);
  wasm_instance_delete(consumer);
  wasm_module_delete(modules[0]);
  wasm_module_delete(modules[1]);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
