// A program in C++: both headers, and a call.

#include "sanderling.h"
#include "wasm.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

void test_declarations();

static wasm_trap_t *twice(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  results->data[0].of.i32 = 2 * args->data[0].of.i32;
  return nullptr;
}

int main() {
  wasm_engine_t *engine = wasm_engine_new();
  wasm_store_t *store = wasm_store_new(engine);
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  wasm_func_t *func = wasm_func_new(store, type, twice);
  wasm_functype_delete(type);
  wasm_val_t in[1], out[1];
  in[0].kind = WASM_I32;
  in[0].of.i32 = 21;
  wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
  if (wasm_func_call(func, &args, &results) != nullptr || out[0].of.i32 != 42) return 1;
  wasm_func_delete(func);
  wasm_store_delete(store);
  wasm_engine_delete(engine);
  test_declarations();
  return sanderling_abi_version() == SANDERLING_ABI_VERSION ? 0 : 1;
}
