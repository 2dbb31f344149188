/* Handles are deleted in every order, and work until then. */

#include "test.h"

enum { OBJECTS = 9 };

static wasm_trap_t *nothing(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)env, (void)args, (void)results;
  return NULL;
}

/* Uses what is still there. */
static void use(void *const objects[OBJECTS]) {
  wasm_extern_vec_t exports;
  wasm_instance_exports(objects[3], &exports);
  CHECK(exports.size == (objects[3] == NULL ? 0 : 1));
  wasm_extern_vec_delete(&exports);
  if (objects[4] != NULL) {
    wasm_trap_t *trap = wasm_func_call(objects[4], NULL, NULL);
    wasm_frame_t *frame = wasm_trap_origin(trap);
    CHECK(wasm_frame_instance(frame) != NULL);
    wasm_frame_delete(frame);
    wasm_trap_delete(trap);
  }
  if (objects[5] != NULL) CHECK(wasm_func_call(objects[5], NULL, NULL) == NULL);
  if (objects[6] != NULL) CHECK(wasm_memory_grow(objects[6], 1));
  if (objects[1] != NULL) {
    wasm_foreign_t *foreign = wasm_foreign_new(objects[1]);
    CHECK(foreign != NULL);
    wasm_foreign_delete(foreign);
  }
}

static void run(unsigned seed) {
  int finalized = 0;
  void *objects[OBJECTS];
  wasm_byte_vec_t binary;
  binary_of("(func (export \"f\") unreachable)", &binary);
  wasm_engine_t *own_engine = wasm_engine_new();
  wasm_store_t *own = wasm_store_new(own_engine);
  wasm_module_t *module = wasm_module_new(own, &binary);
  wasm_byte_vec_delete(&binary);
  wasm_instance_t *instance = wasm_instance_new(own, module, NULL, NULL);
  wasm_instance_set_host_info_with_finalizer(instance, &finalized, count);
  wasm_extern_vec_t exports;
  wasm_instance_exports(instance, &exports);
  wasm_functype_t *type = wasm_functype_new_0_0();
  wasm_limits_t limits = {0, 100};
  wasm_memorytype_t *memory_type = wasm_memorytype_new(&limits);
  objects[0] = own_engine;
  objects[1] = own;
  objects[2] = module;
  objects[3] = instance;
  objects[4] = wasm_func_copy(wasm_extern_as_func(exports.data[0]));
  objects[5] = wasm_func_new_with_env(own, type, nothing, &finalized, count);
  objects[6] = wasm_memory_new(own, memory_type);
  objects[7] = wasm_foreign_new(own);
  wasm_foreign_set_host_info_with_finalizer(objects[7], &finalized, count);
  objects[8] = wasm_trap_new(own, NULL);
  wasm_functype_delete(type);
  wasm_memorytype_delete(memory_type);
  wasm_extern_vec_delete(&exports);

  int left = OBJECTS;
  while (left > 0) {
    use(objects);
    seed = seed * 1103515245u + 12345u;
    unsigned which = (seed >> 16) % OBJECTS;
    if (objects[which] == NULL) continue;
    void *object = objects[which];
    objects[which] = NULL;
    --left;
    switch (which) {
      case 0: wasm_engine_delete(object); break;
      case 1: wasm_store_delete(object); break;
      case 2: wasm_module_delete(object); break;
      case 3: wasm_instance_delete(object); break;
      case 4: wasm_func_delete(object); break;
      case 5: wasm_func_delete(object); break;
      case 6: wasm_memory_delete(object); break;
      case 7: wasm_foreign_delete(object); break;
      case 8: wasm_trap_delete(object); break;
    }
  }
  CHECK(finalized == 3);
}

void test_lifetimes(void) {
  for (unsigned seed = 0; seed < 50; ++seed) run(seed);
}
