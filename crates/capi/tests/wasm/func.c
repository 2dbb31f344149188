/* Functions: calls, and callbacks. */

#include "sanderling.h"
#include "test.h"

static wasm_functype_t *binary_type(void) {
  return wasm_functype_new_2_1(wasm_valtype_new_i32(), wasm_valtype_new_i64(),
                               wasm_valtype_new_f64());
}

static wasm_trap_t *sum(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  CHECK(args->size == 2 && results->size == 1);
  CHECK(args->data[0].kind == WASM_I32 && args->data[1].kind == WASM_I64);
  CHECK(results->data[0].kind == WASM_F64 && results->data[0].of.f64 == 0);
  results->data[0].of.f64 = args->data[0].of.i32 + (double)args->data[1].of.i64;
  return NULL;
}

static void right_call(void) {
  wasm_functype_t *type = binary_type();
  wasm_func_t *func = wasm_func_new(store, type, sum);
  wasm_functype_delete(type);
  type = wasm_func_type(func);
  CHECK(wasm_functype_params(type)->size == 2 && wasm_functype_results(type)->size == 1);
  wasm_functype_delete(type);
  CHECK(wasm_func_param_arity(func) == 2 && wasm_func_result_arity(func) == 1);
  wasm_val_t in[] = {WASM_I32_VAL(-2), WASM_I64_VAL(5)}, out[] = {WASM_INIT_VAL};
  wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
  CHECK(wasm_func_call(func, &args, &results) == NULL);
  CHECK(out[0].kind == WASM_F64 && out[0].of.f64 == 3);

  /* The same through a guest, whose other results pass as they are. */
  wasm_extern_t *import = wasm_func_as_extern(func);
  wasm_extern_vec_t exports;
  wasm_instance_delete(instance_of(
      "(import \"\" \"sum\" (func $sum (param i32 i64) (result f64)))"
      "(func (export \"f\") (param i32 i64 f32) (result f64 f32 i32 i64)"
      "  (call $sum (local.get 0) (local.get 1)) (local.get 2) (local.get 0) (local.get 1))",
      &import, 1, &exports));
  wasm_func_delete(func);
  wasm_val_t guest_in[] = {WASM_I32_VAL(-1), WASM_I64_VAL(INT64_C(1) << 40), WASM_F32_VAL(1.5f)};
  wasm_val_t guest_out[5];
  memset(guest_out, 0xff, sizeof guest_out);
  wasm_val_vec_t guest_args = WASM_ARRAY_VEC(guest_in), guest_results = WASM_ARRAY_VEC(guest_out);
  func = wasm_extern_as_func(exports.data[0]);
  CHECK(wasm_func_call(func, &guest_args, &guest_results) == NULL);
  CHECK(guest_out[0].of.f64 == 1099511627775.0 && guest_out[1].of.f32 == 1.5f);
  CHECK(guest_out[2].of.i32 == -1 && guest_out[3].of.i64 == INT64_C(1) << 40);
  CHECK(guest_out[4].kind == 0xff);
  wasm_extern_vec_delete(&exports);
}

static void wrong_call(void) {
  wasm_functype_t *type = binary_type();
  wasm_func_t *func = wasm_func_new(store, type, sum);
  wasm_functype_delete(type);
  wasm_val_t in[] = {WASM_I32_VAL(-2), WASM_I64_VAL(5)}, out[] = {WASM_INIT_VAL};
  wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
  CHECK(trap_is(wasm_func_call(func, NULL, &results), "expected 2 arguments, got 0"));
  CHECK(trap_is(wasm_func_call(func, &args, NULL), "expected 1 results, got 0"));
  args.size = 1;
  CHECK(trap_is(wasm_func_call(func, &args, &results), "expected 2 arguments, got 1"));
  args.size = 2;
  in[1].kind = WASM_F64;
  CHECK(trap_is(wasm_func_call(func, &args, &results),
                "expected a value of type i64, got one of kind 3"));
  in[1].kind = 200;
  CHECK(trap_is(wasm_func_call(func, &args, &results),
                "expected a value of type i64, got one of kind 200"));
  CHECK(out[0].kind == WASM_EXTERNREF && out[0].of.ref == NULL);
  wasm_func_delete(func);

  CHECK(trap_is(wasm_func_call(NULL, &args, &results), "func is NULL"));
  CHECK(trap_is(wasm_func_call(NULL, NULL, NULL), "func is NULL"));
  CHECK(wasm_func_type(NULL) == NULL);
  CHECK(wasm_func_param_arity(NULL) == 0 && wasm_func_result_arity(NULL) == 0);
}

/* Without room for results the trap is told of all the same. */
static void right_trap_first(void) {
  wasm_extern_vec_t exports;
  exports_of("(func (export \"f\") (result i32) unreachable)", &exports);
  wasm_val_vec_t none = WASM_EMPTY_VEC;
  wasm_func_t *func = wasm_extern_as_func(exports.data[0]);
  CHECK(trap_is(wasm_func_call(func, &none, &none), "wasm trap: unreachable"));
  wasm_extern_vec_delete(&exports);
}

static void wrong_func(void) {
  wasm_functype_t *type = wasm_functype_new_0_0();
  wasm_limits_t limits = {1, 1};
  wasm_memorytype_t *no_func = wasm_memorytype_new(&limits);
  int finalized = 0;
  CHECK(wasm_func_new(NULL, type, sum) == NULL);
  CHECK(wasm_func_new(store, NULL, sum) == NULL);
  CHECK(wasm_func_new(store, type, NULL) == NULL);
  CHECK(wasm_func_new(store, (wasm_functype_t *)no_func, sum) == NULL);
  CHECK(wasm_func_new_with_env(NULL, type, NULL, &finalized, count) == NULL);
  CHECK(wasm_func_new_with_env(store, NULL, NULL, &finalized, count) == NULL);
  CHECK(wasm_func_new_with_env(store, type, NULL, &finalized, count) == NULL);
  CHECK(finalized == 0);
  wasm_memorytype_delete(no_func);
  wasm_functype_delete(type);
}

static wasm_trap_t *trap_of(const char *text) {
  wasm_message_t message;
  wasm_name_new_from_string_nt(&message, text);
  wasm_trap_t *trap = wasm_trap_new(store, &message);
  wasm_name_delete(&message);
  return trap;
}

static wasm_trap_t *fails(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args;
  /* Whatever is in the results is deleted. */
  if (results->size > 0) results->data[0].of.ref = wasm_func_as_ref(any_func(store));
  return wasm_trap_copy(*(wasm_trap_t **)env);
}

/* The trap of a callback comes out of the guest's call as the same object, with frames. */
static void right_callback_traps(void) {
  wasm_trap_t *trap = trap_of("on purpose");
  int info = 0;
  wasm_trap_set_host_info(trap, &info);
  wasm_functype_t *type = wasm_functype_new_0_1(wasm_valtype_new_externref());
  wasm_func_t *func = wasm_func_new_with_env(store, type, fails, &trap, NULL);
  wasm_functype_delete(type);
  wasm_extern_t *import = wasm_func_as_extern(func);
  wasm_extern_vec_t exports;
  wasm_instance_delete(instance_of(
      "(import \"\" \"f\" (func (result externref))) (func (export \"g\") (drop (call 0)))", &import,
      1, &exports));
  wasm_trap_t *found = wasm_func_call(wasm_extern_as_func(exports.data[0]), NULL, NULL);
  CHECK(wasm_trap_same(found, trap) && wasm_trap_get_host_info(found) == &info);
  wasm_frame_vec_t trace;
  wasm_trap_trace(found, &trace);
  CHECK(trace.size == 1 && wasm_frame_func_index(trace.data[0]) == 1);
  wasm_frame_vec_delete(&trace);
  CHECK(trap_is(found, "on purpose"));
  found = wasm_func_call(func, NULL, NULL);
  CHECK(wasm_trap_same(found, trap) && wasm_trap_origin(found) == NULL);
  wasm_trap_delete(found);
  wasm_trap_delete(trap);
  wasm_func_delete(func);
  wasm_extern_vec_delete(&exports);
}

/* Does what `env` says: 0 answers, 1 traps, 2 has not run, 3 has not run and traps. */
static bool answers(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results,
                    wasm_trap_t **trap) {
  int what = *(int *)env;
  CHECK(args->size == 0 && *trap == NULL);
  results->data[0].of.i32 = 5;
  if (what & 1) *trap = trap_of("on purpose");
  return what < 2;
}

static void right_answering(void) {
  int what = 0;
  wasm_functype_t *type = wasm_functype_new_0_1(wasm_valtype_new_i32());
  wasm_func_t *func = sanderling_func_new_answering(store, type, answers, &what, NULL);
  wasm_val_t out[] = {WASM_I32_VAL(0)};
  wasm_val_vec_t results = WASM_ARRAY_VEC(out);
  CHECK(wasm_func_call(func, NULL, &results) == NULL && out[0].of.i32 == 5);
  what = 1;
  CHECK(trap_is(wasm_func_call(func, NULL, &results), "on purpose"));
  what = 2;
  CHECK(trap_is(wasm_func_call(func, NULL, &results), "the callback has not run to its end"));
  what = 3;
  CHECK(trap_is(wasm_func_call(func, NULL, &results), "on purpose"));
  wasm_func_delete(func);
  CHECK(sanderling_func_new_answering(store, type, NULL, NULL, NULL) == NULL);
  wasm_functype_delete(type);
}

static wasm_trap_t *same(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  ++*(int *)env;
  CHECK(args->data[0].kind == WASM_EXTERNREF && args->data[1].kind == WASM_FUNCREF);
  CHECK(results->data[0].kind == WASM_FUNCREF && results->data[1].kind == WASM_EXTERNREF);
  wasm_val_copy(&results->data[0], &args->data[1]);
  wasm_val_copy(&results->data[1], &args->data[0]);
  return NULL;
}

static void right_references(void) {
  wasm_engine_t *own_engine = wasm_engine_new();
  wasm_store_t *own_store = wasm_store_new(own_engine);
  wasm_valtype_t *in[] = {wasm_valtype_new_externref(), wasm_valtype_new_funcref()};
  wasm_functype_t *type =
      wasm_functype_new_2_2(in[0], in[1], wasm_valtype_new_funcref(), wasm_valtype_new_externref());
  int calls = 0;
  wasm_func_t *func = wasm_func_new_with_env(own_store, type, same, &calls, count);
  wasm_functype_delete(type);
  wasm_foreign_t *foreign = wasm_foreign_new(own_store);
  wasm_val_t given[] = {WASM_REF_VAL(wasm_foreign_as_ref(foreign)),
                        WASM_REF_VAL(wasm_func_as_ref(func))};
  wasm_val_t found[2];
  wasm_val_vec_t args = WASM_ARRAY_VEC(given), results = WASM_ARRAY_VEC(found);
  CHECK(wasm_func_call(func, &args, &results) == NULL && calls == 1);
  CHECK(found[0].kind == WASM_FUNCREF && wasm_ref_same(found[0].of.ref, given[1].of.ref));
  CHECK(found[1].kind == WASM_EXTERNREF && wasm_ref_same(found[1].of.ref, given[0].of.ref));
  wasm_val_delete(&found[0]);
  wasm_val_delete(&found[1]);
  given[0].of.ref = given[1].of.ref = NULL;
  CHECK(wasm_func_call(func, &args, &results) == NULL && calls == 2);
  CHECK(found[0].of.ref == NULL && found[1].of.ref == NULL);
  wasm_foreign_delete(foreign);
  wasm_func_delete(func);
  CHECK(calls == 2);
  wasm_store_delete(own_store);
  /* The finalizer. */
  CHECK(calls == 3);
  wasm_engine_delete(own_engine);
}

static wasm_trap_t *wrong_kind(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)args;
  results->data[0] = *(wasm_val_t *)env;
  return NULL;
}

static void wrong_results(void) {
  wasm_val_t returned = WASM_I64_VAL(1);
  wasm_functype_t *type = wasm_functype_new_0_1(wasm_valtype_new_i32());
  wasm_func_t *func = wasm_func_new_with_env(store, type, wrong_kind, &returned, NULL);
  wasm_functype_delete(type);
  wasm_val_t out[1];
  wasm_val_vec_t results = WASM_ARRAY_VEC(out);
  CHECK(trap_is(wasm_func_call(func, NULL, &results),
                "expected a value of type i32, got one of kind 1"));
  wasm_func_delete(func);
  type = wasm_functype_new_0_1(wasm_valtype_new_funcref());
  func = wasm_func_new_with_env(store, type, wrong_kind, &returned, NULL);
  wasm_functype_delete(type);
  CHECK(trap_is(wasm_func_call(func, NULL, &results),
                "expected a value of type funcref, got one of kind 1"));
  wasm_val_t foreign = WASM_REF_VAL(wasm_foreign_as_ref(wasm_foreign_new(store)));
  returned = foreign;
  CHECK(trap_is(wasm_func_call(func, NULL, &results),
                "the reference cannot be passed as a funcref"));
  wasm_val_t of_other = WASM_REF_VAL(wasm_func_as_ref(any_func(other_store)));
  returned = of_other;
  CHECK(trap_is(wasm_func_call(func, NULL, &results), "the item belongs to another store"));
  wasm_func_delete(func);
}

/* Vectors have no place in wasm_val_t. */
static void wrong_vectors(void) {
  wasm_extern_vec_t exports;
  exports_of("(func (export \"f\") (result v128) (v128.const i64x2 1 2))", &exports);
  wasm_func_t *func = wasm_extern_as_func(exports.data[0]);
  wasm_functype_t *type = wasm_func_type(func);
  CHECK(wasm_valtype_kind(wasm_functype_results(type)->data[0]) == 4);
  CHECK(wasm_func_new(store, type, sum) == NULL);
  wasm_functype_delete(type);
  wasm_val_t out[1];
  wasm_val_vec_t results = WASM_ARRAY_VEC(out);
  CHECK(trap_is(wasm_func_call(func, NULL, &results),
                "vectors cannot be passed as wasm_val_t"));
  wasm_extern_vec_delete(&exports);
}

struct nested {
  wasm_func_t *func;
  wasm_memory_t *memory;
};

/* A callback uses the store that called it. */
static wasm_trap_t *calls_back(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  struct nested *nested = env;
  CHECK(wasm_memory_grow(nested->memory, 1));
  wasm_memory_data(nested->memory)[0] += 1;
  wasm_func_delete(any_func(store));
  wasm_module_t *module = module_of("(module)");
  wasm_instance_t *instance = wasm_instance_new(store, module, NULL, NULL);
  CHECK(instance != NULL);
  wasm_instance_delete(instance);
  wasm_module_delete(module);
  if (args->data[0].of.i32 == 0) {
    results->data[0].of.i32 = 7;
    return NULL;
  }
  wasm_val_t in[] = {WASM_I32_VAL(args->data[0].of.i32 - 1)};
  wasm_val_vec_t nested_args = WASM_ARRAY_VEC(in);
  return wasm_func_call(nested->func, &nested_args, results);
}

static void right_nested(void) {
  struct nested nested = {NULL, NULL};
  wasm_functype_t *type = wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32());
  wasm_func_t *func = wasm_func_new_with_env(store, type, calls_back, &nested, NULL);
  wasm_functype_delete(type);
  wasm_extern_t *import = wasm_func_as_extern(func);
  wasm_extern_vec_t exports;
  wasm_instance_delete(instance_of(
      "(import \"\" \"f\" (func $f (param i32) (result i32))) (memory (export \"m\") 1)"
      "(func (export \"g\") (param i32) (result i32)"
      "  (i32.add (call $f (local.get 0)) (i32.load8_u (i32.const 0))))",
      &import, 1, &exports));
  nested.memory = wasm_extern_as_memory(exports.data[0]);
  nested.func = wasm_extern_as_func(exports.data[1]);
  wasm_val_t in[] = {WASM_I32_VAL(3)}, out[1];
  wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
  CHECK(wasm_func_call(nested.func, &args, &results) == NULL);
  CHECK(out[0].of.i32 == 7 + 4 * 4 && wasm_memory_size(nested.memory) == 5);
  wasm_func_delete(func);
  wasm_extern_vec_delete(&exports);
}

void test_func(void) {
  right_call();
  wrong_call();
  right_trap_first();
  wrong_func();
  right_callback_traps();
  right_answering();
  right_references();
  wrong_results();
  wrong_vectors();
  right_nested();
}
