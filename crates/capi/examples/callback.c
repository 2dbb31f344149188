/* A function of the host that a guest calls, with an environment, values and a trap. */

#include <stdio.h>
#include <string.h>

#include "sanderling.h"

static const char *text =
    "(import \"host\" \"draw\" (func $draw (param i32) (result i32)))"
    "(func (export \"draw_all\") (param $n i32) (result i32) (local $sum i32)"
    "  (loop $more"
    "    (local.set $sum (i32.add (local.get $sum) (call $draw (local.get $n))))"
    "    (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (local.get $sum))";

/* What the function knows, besides its arguments. */
struct urn {
  wasm_store_t *store;
  int32_t balls;
};

static wasm_trap_t *draw(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  struct urn *urn = env;
  int32_t wanted = args->data[0].of.i32;
  if (wanted > urn->balls) {
    wasm_message_t message;
    wasm_name_new_from_string_nt(&message, "the urn is empty");
    wasm_trap_t *trap = wasm_trap_new(urn->store, &message);
    wasm_name_delete(&message);
    return trap;
  }
  urn->balls -= wanted;
  printf("%d drawn, %d left\n", (int)wanted, (int)urn->balls);
  results->data[0].of.i32 = wanted;
  return NULL;
}

static void drop(void *env) { printf("the function is gone, %d left\n", (int)((struct urn *)env)->balls); }

int main(void) {
  wasm_engine_t *engine = wasm_engine_new();
  wasm_store_t *store = wasm_store_new(engine);
  wasm_byte_vec_t binary;
  if (sanderling_wat2wasm(text, strlen(text), &binary, NULL) != SANDERLING_OK) return 1;
  wasm_module_t *module = wasm_module_new(store, &binary);
  wasm_byte_vec_delete(&binary);

  struct urn urn = {store, 10};
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  wasm_func_t *func = wasm_func_new_with_env(store, type, draw, &urn, drop);
  wasm_functype_delete(type);
  wasm_extern_t *items[] = {wasm_func_as_extern(func)};
  wasm_extern_vec_t imports = WASM_ARRAY_VEC(items), exports;
  wasm_instance_t *instance = wasm_instance_new(store, module, &imports, NULL);
  if (instance == NULL) return 1;
  wasm_instance_exports(instance, &exports);
  wasm_func_t *draw_all = wasm_extern_as_func(exports.data[0]);

  /* 3 + 2 + 1, and then more than there is. */
  for (int32_t n = 3; n <= 4; ++n) {
    wasm_val_t in[] = {WASM_I32_VAL(n)}, out[] = {WASM_INIT_VAL};
    wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
    wasm_trap_t *trap = wasm_func_call(draw_all, &args, &results);
    if (trap == NULL) {
      printf("drew %d\n", (int)out[0].of.i32);
      continue;
    }
    wasm_message_t message;
    wasm_trap_message(trap, &message);
    wasm_frame_t *frame = wasm_trap_origin(trap);
    printf("%s, in function %u\n", message.data, (unsigned)wasm_frame_func_index(frame));
    wasm_frame_delete(frame);
    wasm_byte_vec_delete(&message);
    wasm_trap_delete(trap);
  }

  wasm_extern_vec_delete(&exports);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  wasm_func_delete(func);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
