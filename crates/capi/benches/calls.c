/* What calls through the C interfaces cost, in nanoseconds: the least of many rounds. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sanderling.h"

enum { ROUNDS = 200, CALLS = 5000 };

static const char *text =
    "(import \"\" \"inc\" (func $inc (param i32) (result i32)))"
    "(func (export \"add\") (param i32 i32) (result i32)"
    "  (i32.add (local.get 0) (local.get 1)))"
    "(func (export \"loop\") (param $n i32) (result i32) (local $s i32)"
    "  (loop $l (local.set $s (call $inc (local.get $s)))"
    "    (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
    "  (local.get $s))";

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static wasm_trap_t *inc(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  results->data[0].of.i32 = args->data[0].of.i32 + 1;
  return NULL;
}

static int64_t inc_slots(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                         size_t len) {
  (void)id, (void)caller, (void)len;
  slots[0] = (uint32_t)slots[0] + 1;
  return 0;
}

static double standard_call(wasm_func_t *add) {
  double least = 1e9;
  for (int round = 0; round < ROUNDS; ++round) {
    double start = now();
    for (int i = 0; i < CALLS; ++i) {
      wasm_val_t in[2] = {WASM_I32_VAL(i), WASM_I32_VAL(1)}, out[1] = {WASM_INIT_VAL};
      wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
      if (wasm_func_call(add, &args, &results) != NULL || out[0].of.i32 != i + 1) fail("add");
    }
    double each = (now() - start) / CALLS;
    if (each < least) least = each;
  }
  return least;
}

static double slot_call(wasm_func_t *add) {
  double least = 1e9;
  for (int round = 0; round < ROUNDS; ++round) {
    double start = now();
    for (int i = 0; i < CALLS; ++i) {
      uint64_t slots[2] = {(uint64_t)i, 1};
      if (sanderling_func_call(add, slots, 2, NULL) != 0 || slots[0] != (uint64_t)i + 1)
        fail("add");
    }
    double each = (now() - start) / CALLS;
    if (each < least) least = each;
  }
  return least;
}

static double host_call(wasm_func_t *loop) {
  double least = 1e9;
  for (int round = 0; round < ROUNDS; ++round) {
    uint64_t slots[1] = {CALLS};
    double start = now();
    if (sanderling_func_call(loop, slots, 1, NULL) != 0 || slots[0] != CALLS) fail("loop");
    double each = (now() - start) / CALLS;
    if (each < least) least = each;
  }
  return least;
}

int main(void) {
  wasm_engine_t *engine = wasm_engine_new();
  wasm_store_t *store = wasm_store_new(engine);
  wasm_byte_vec_t binary;
  if (sanderling_wat2wasm(text, strlen(text), &binary, NULL) != 0) fail("text");
  wasm_module_t *module = wasm_module_new(store, &binary);
  wasm_byte_vec_delete(&binary);
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  wasm_func_t *standard = wasm_func_new(store, type, inc), *slots = NULL;
  wasm_functype_delete(type);
  const char *slot_type = "(i32) -> i32";
  if (sanderling_func_new(store, slot_type, strlen(slot_type), inc_slots, 0, NULL, &slots, NULL))
    fail("host function");
  wasm_func_t *hosts[] = {standard, slots};
  const char *names[] = {"wasm_func_callback_t from a guest", "sanderling_host_fn_t from a guest"};
  for (int i = 0; i < 2; ++i) {
    wasm_extern_t *items[] = {wasm_func_as_extern(hosts[i])};
    wasm_extern_vec_t imports = WASM_ARRAY_VEC(items), exports;
    wasm_instance_t *instance = wasm_instance_new(store, module, &imports, NULL);
    wasm_instance_exports(instance, &exports);
    if (i == 0) {
      printf("%.1f wasm_func_call\n", standard_call(wasm_extern_as_func(exports.data[0])));
      printf("%.1f sanderling_func_call\n", slot_call(wasm_extern_as_func(exports.data[0])));
    }
    printf("%.1f %s\n", host_call(wasm_extern_as_func(exports.data[1])), names[i]);
    wasm_extern_vec_delete(&exports);
    wasm_instance_delete(instance);
  }
  wasm_func_delete(standard);
  wasm_func_delete(slots);
  wasm_module_delete(module);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  return 0;
}
