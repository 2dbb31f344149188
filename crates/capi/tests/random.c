/* Random calls of the whole interface, with NULL and with handles of the wrong kind, store
   and state: whatever comes out, the process goes on and nothing is lost. A program of its
   own: random [CALLS [SEED]]. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sanderling.h"

enum { PLACES = 12, DEPTH = 3, BUSY = 64 };

static uint64_t state = 1;
static long calls_left;
static int depth;

static uint32_t random_below(uint32_t bound) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 33) % bound;
}

/* The handles that calls under way were given, which must not be deleted. */
static void *busy[BUSY];
static int busy_count;

static bool is_busy(const void *handle) {
  for (int i = 0; i < busy_count; ++i) {
    if (busy[i] == handle) return true;
  }
  return false;
}

/* A pool of handles of each type; a place may be NULL. Externals of all kinds are in one
   pool, and so are types of externals: C's casts show them as each other. */
#define POOLS(X)                                                        \
  X(store, wasm_store_t)                                                \
  X(module, wasm_module_t)                                              \
  X(shared, wasm_shared_module_t)                                       \
  X(instance, wasm_instance_t)                                          \
  X(extern, wasm_extern_t)                                              \
  X(trap, wasm_trap_t)                                                  \
  X(frame, wasm_frame_t)                                                \
  X(foreign, wasm_foreign_t)                                            \
  X(valtype, wasm_valtype_t)                                            \
  X(externtype, wasm_externtype_t)                                      \
  X(importtype, wasm_importtype_t)                                      \
  X(exporttype, wasm_exporttype_t)

#define wasm_shared_delete wasm_shared_module_delete

#define POOL(name, type)                                                \
  static type *pool_##name[PLACES];                                     \
  static type *some_##name(void) {                                      \
    return random_below(10) == 0 ? NULL : pool_##name[random_below(PLACES)]; \
  }                                                                     \
  /* Keeps a handle, in place of another one. */                        \
  static void keep_##name(type *handle) {                               \
    type **place = &pool_##name[random_below(PLACES)];                  \
    if (handle == NULL && random_below(4) != 0) return;                 \
    if (is_busy(*place)) {                                              \
      wasm_##name##_delete(handle);                                     \
      return;                                                           \
    }                                                                   \
    wasm_##name##_delete(*place);                                       \
    *place = handle;                                                    \
  }                                                                     \
  static void clear_##name(void) {                                      \
    for (int i = 0; i < PLACES; ++i) {                                  \
      wasm_##name##_delete(pool_##name[i]);                             \
      pool_##name[i] = NULL;                                            \
    }                                                                   \
  }
POOLS(POOL)

static wasm_engine_t *engines[2];

#define AS(kind, handle) ((wasm_##kind##_t *)(handle))

static wasm_func_t *some_func(void) { return AS(func, some_extern()); }

/* A borrowed reference to anything. */
static wasm_ref_t *some_ref(void) {
  switch (random_below(6)) {
    case 0: return wasm_extern_as_ref(some_extern());
    case 1: return wasm_module_as_ref(some_module());
    case 2: return wasm_instance_as_ref(some_instance());
    case 3: return wasm_trap_as_ref(some_trap());
    case 4: return wasm_foreign_as_ref(some_foreign());
    default: return NULL;
  }
}

/* Puts an owned reference to where it belongs. */
static void keep_ref(wasm_ref_t *ref) {
  if (wasm_ref_as_extern(ref) != NULL) {
    keep_extern(wasm_ref_as_extern(ref));
  } else if (wasm_ref_as_module(ref) != NULL) {
    keep_module(wasm_ref_as_module(ref));
  } else if (wasm_ref_as_instance(ref) != NULL) {
    keep_instance(wasm_ref_as_instance(ref));
  } else if (wasm_ref_as_trap(ref) != NULL) {
    keep_trap(wasm_ref_as_trap(ref));
  } else {
    keep_foreign(wasm_ref_as_foreign(ref));
  }
}

/* A borrowed value; references are somebody else's. */
static wasm_val_t some_val(void) {
  const wasm_valkind_t kinds[] = {WASM_I32, WASM_I64, WASM_F32, WASM_F64, WASM_EXTERNREF,
                                  WASM_FUNCREF, 4, 99, 255};
  wasm_val_t value;
  memset(&value, 0, sizeof value);
  value.kind = kinds[random_below(9)];
  if (wasm_valkind_is_ref(value.kind)) {
    value.of.ref = some_ref();
  } else {
    value.of.i64 = (int64_t)random_below(5) - 2;
  }
  return value;
}

static const char *texts[] = {
    "(module)",
    "(func (export \"f\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"
    "(memory (export \"m\") 1 3) (table (export \"t\") 2 4 funcref)"
    "(global (export \"g\") (mut i64) (i64.const 5)) (func (export \"x\") unreachable)",
    "(import \"\" \"f\" (func (param i32) (result i32)))"
    "(func (export \"a\") (param i32) (result i32) (call 0 (local.get 0)))"
    "(func (export \"b\") (param i32) (call 1 (local.get 0)) (drop))",
    "(import \"\" \"f\" (func (param externref) (result externref)))"
    "(table $t (export \"t\") 3 externref) (global $g (export \"g\") (mut externref) (ref.null extern))"
    "(func (export \"k\") (param externref) (result externref funcref)"
    "  (table.set $t (i32.const 1) (local.get 0)) (global.set $g (local.get 0))"
    "  (call 0 (local.get 0)) (ref.func 0))",
    "(import \"\" \"m\" (memory 1)) (import \"\" \"t\" (table 1 funcref)) (import \"\" \"g\" (global (mut i64)))"
    "(func $s (i32.store (i32.const 70000) (i32.const 1))) (start $s)",
    "(func (export \"v\") (param v128) (result v128) (local.get 0))"
    "(func (export \"many\") (result i32 i64 f32 f64) i32.const 1 i64.const 2 f32.const 3 f64.const 4)",
};
enum { TEXTS = sizeof texts / sizeof *texts };
static wasm_byte_vec_t binaries[TEXTS];

static void steps(void);

/* A callback that makes calls of its own, and sometimes gives what it should. */
static wasm_trap_t *callback(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)env;
  steps();
  if (random_below(5) == 0) return wasm_trap_copy(some_trap());
  for (size_t i = 0; i < results->size; ++i) {
    if (random_below(8) == 0) {
      wasm_val_t any = some_val();
      wasm_val_copy(&results->data[i], &any);
    } else if (i < args->size && random_below(2) == 0) {
      wasm_val_copy(&results->data[i], &args->data[i]);
    }
  }
  return NULL;
}

static wasm_trap_t *plain(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  return callback(NULL, args, results);
}

static long finalized, attached;

static void finalize(void *info) {
  (void)info;
  ++finalized;
}

static void call(void) {
  wasm_val_t in[4], out[5];
  wasm_func_t *func = some_func();
  wasm_val_vec_t args = {random_below(4), in}, results = {random_below(6), out};
  if (random_below(3) != 0) args.size = wasm_func_param_arity(func) % 5;
  if (random_below(3) != 0) results.size = wasm_func_result_arity(func) % 6;
  wasm_functype_t *type = wasm_func_type(func);
  const wasm_valtype_vec_t *params = wasm_functype_params(type);
  for (size_t i = 0; i < 4; ++i) {
    in[i] = some_val();
    if (params != NULL && i < params->size && random_below(6) != 0 &&
        wasm_valkind_is_num(in[i].kind) == wasm_valtype_is_num(params->data[i])) {
      in[i].kind = wasm_valtype_kind(params->data[i]);
    }
  }
  wasm_functype_delete(type);
  memset(out, 0, sizeof out);
  if (busy_count + 8 > BUSY) return;
  int before = busy_count;
  busy[busy_count++] = func;
  for (size_t i = 0; i < args.size; ++i) busy[busy_count++] = wasm_valkind_is_ref(in[i].kind) ? in[i].of.ref : NULL;
  wasm_trap_t *trap = wasm_func_call(func, random_below(20) == 0 ? NULL : &args,
                                     random_below(20) == 0 ? NULL : &results);
  busy_count = before;
  if (trap == NULL) {
    for (size_t i = 0; i < results.size; ++i) {
      if (wasm_valkind_is_ref(out[i].kind)) keep_ref(out[i].of.ref);
    }
  }
  keep_trap(trap);
}

static void instantiate(void) {
  wasm_extern_t *items[4] = {some_extern(), some_extern(), some_extern(), some_extern()};
  wasm_extern_vec_t imports = {random_below(4), items};
  wasm_module_t *module = some_module();
  wasm_store_t *store = some_store();
  wasm_trap_t *trap = NULL;
  if (busy_count + 8 > BUSY) return;
  int before = busy_count;
  busy[busy_count++] = module;
  busy[busy_count++] = store;
  for (int i = 0; i < 4; ++i) busy[busy_count++] = items[i];
  wasm_instance_t *instance =
      wasm_instance_new(store, module, &imports, random_below(2) == 0 ? NULL : &trap);
  busy_count = before;
  keep_instance(instance);
  keep_trap(trap);
}

static void types(void) {
  wasm_limits_t limits = {random_below(3), random_below(5)};
  if (random_below(4) == 0) limits.max = wasm_limits_max_default;
  switch (random_below(12)) {
    case 0: keep_valtype(wasm_valtype_new((wasm_valkind_t)random_below(256))); break;
    case 1: keep_valtype(wasm_valtype_new(random_below(2) == 0 ? WASM_I32 : WASM_EXTERNREF)); break;
    case 2: {
      wasm_valtype_t *both[] = {wasm_valtype_copy(some_valtype()), wasm_valtype_copy(some_valtype())};
      wasm_valtype_vec_t params, results;
      wasm_valtype_vec_new(&params, random_below(2), &both[0]);
      wasm_valtype_vec_new(&results, random_below(2), &both[1]);
      if (params.size == 0) wasm_valtype_delete(both[0]);
      if (results.size == 0) wasm_valtype_delete(both[1]);
      keep_externtype(wasm_functype_as_externtype(wasm_functype_new(&params, &results)));
      break;
    }
    case 3:
      keep_externtype(wasm_functype_as_externtype(
          wasm_functype_new_1_1(wasm_valtype_new_i32(), wasm_valtype_new_i32())));
      break;
    case 4:
      keep_externtype(wasm_functype_as_externtype(
          wasm_functype_new_1_1(wasm_valtype_new_externref(), wasm_valtype_new_externref())));
      break;
    case 5:
      keep_externtype(wasm_globaltype_as_externtype(wasm_globaltype_new(
          wasm_valtype_copy(some_valtype()), (wasm_mutability_t)random_below(3))));
      break;
    case 6:
      keep_externtype(wasm_tabletype_as_externtype(
          wasm_tabletype_new(wasm_valtype_copy(some_valtype()), &limits)));
      break;
    case 7: keep_externtype(wasm_memorytype_as_externtype(wasm_memorytype_new(&limits))); break;
    case 8: keep_externtype(wasm_externtype_copy(some_externtype())); break;
    case 9: {
      wasm_name_t module, name;
      wasm_name_new_from_string(&module, "m");
      wasm_name_new_from_string(&name, "n");
      keep_importtype(wasm_importtype_new(&module, random_below(5) == 0 ? NULL : &name,
                                          wasm_externtype_copy(some_externtype())));
      wasm_name_delete(&module);
      wasm_name_delete(&name);
      break;
    }
    case 10: {
      wasm_importtype_t *import = some_importtype();
      wasm_name_t name;
      wasm_name_copy(&name, wasm_importtype_name(import));
      keep_exporttype(wasm_exporttype_new(&name, wasm_externtype_copy(wasm_importtype_type(import))));
      break;
    }
    default: {
      /* Asked of any kind. */
      wasm_externtype_t *type = some_externtype();
      (void)wasm_externtype_kind(type);
      (void)wasm_valtype_kind(wasm_globaltype_content(AS(globaltype, type)));
      (void)wasm_globaltype_mutability(AS(globaltype, type));
      (void)wasm_valtype_kind(wasm_tabletype_element(AS(tabletype, type)));
      (void)wasm_tabletype_limits(AS(tabletype, type));
      (void)wasm_memorytype_limits(AS(memorytype, type));
      (void)wasm_functype_params(AS(functype, type));
      (void)wasm_functype_results(wasm_externtype_as_functype(type));
      wasm_exporttype_t *exported = some_exporttype();
      (void)wasm_exporttype_name(exported);
      (void)wasm_exporttype_type(exported);
      keep_exporttype(wasm_exporttype_copy(exported));
      keep_importtype(wasm_importtype_copy(some_importtype()));
      break;
    }
  }
}

static void make(void) {
  wasm_store_t *store = some_store();
  wasm_externtype_t *type = some_externtype();
  wasm_val_t value = some_val();
  switch (random_below(14)) {
    case 0: keep_store(wasm_store_new(engines[random_below(8) == 0])); break;
    case 1: keep_module(wasm_module_new(store, &binaries[random_below(TEXTS)])); break;
    case 2: {
      ++attached;
      wasm_func_t *func = wasm_func_new_with_env(store, AS(functype, type), callback, NULL, finalize);
      if (func == NULL) --attached;
      keep_extern(wasm_func_as_extern(func));
      break;
    }
    case 3: keep_extern(wasm_func_as_extern(wasm_func_new(store, AS(functype, type), plain))); break;
    case 4:
      keep_extern(wasm_global_as_extern(wasm_global_new(store, AS(globaltype, type), &value)));
      break;
    case 5:
      keep_extern(wasm_table_as_extern(wasm_table_new(store, AS(tabletype, type), some_ref())));
      break;
    case 6: keep_extern(wasm_memory_as_extern(wasm_memory_new(store, AS(memorytype, type)))); break;
    case 7: keep_foreign(wasm_foreign_new(store)); break;
    case 8: {
      wasm_message_t message;
      wasm_name_new_from_string_nt(&message, "random");
      keep_trap(wasm_trap_new(store, random_below(4) == 0 ? NULL : &message));
      wasm_name_delete(&message);
      break;
    }
    case 9: keep_shared(wasm_module_share(some_module())); break;
    case 10: keep_module(wasm_module_obtain(store, some_shared())); break;
    case 11: {
      wasm_byte_vec_t bytes;
      wasm_module_serialize(some_module(), &bytes);
      if (bytes.size > 0 && random_below(2) == 0) bytes.data[random_below((uint32_t)bytes.size)] ^= 1;
      keep_module(wasm_module_deserialize(store, &bytes));
      wasm_byte_vec_delete(&bytes);
      break;
    }
    case 12: (void)wasm_module_validate(store, &binaries[random_below(TEXTS)]); break;
    default: instantiate(); break;
  }
}

static void ask(void) {
  wasm_extern_t *item = some_extern();
  wasm_val_t value = some_val(), found;
  switch (random_below(22)) {
    case 0: {
      wasm_extern_vec_t exports;
      wasm_instance_exports(some_instance(), &exports);
      for (size_t i = 0; i < exports.size; ++i) {
        keep_extern(exports.data[i]);
        exports.data[i] = NULL;
      }
      wasm_extern_vec_delete(&exports);
      break;
    }
    case 1: {
      wasm_importtype_vec_t imports;
      wasm_exporttype_vec_t exports, copy;
      wasm_module_imports(some_module(), &imports);
      wasm_module_exports(some_module(), &exports);
      wasm_exporttype_vec_copy(&copy, &exports);
      wasm_importtype_vec_delete(&imports);
      wasm_exporttype_vec_delete(&exports);
      wasm_exporttype_vec_delete(&copy);
      break;
    }
    case 2: {
      wasm_frame_vec_t trace;
      wasm_trap_trace(some_trap(), &trace);
      if (trace.size > 0) {
        keep_frame(trace.data[0]);
        trace.data[0] = NULL;
      }
      wasm_frame_vec_delete(&trace);
      break;
    }
    case 3: keep_frame(wasm_trap_origin(some_trap())); break;
    case 4: keep_instance(wasm_instance_copy(wasm_frame_instance(some_frame()))); break;
    case 5: {
      wasm_message_t message;
      wasm_trap_message(some_trap(), &message);
      wasm_byte_vec_delete(&message);
      break;
    }
    case 6:
      wasm_global_get(AS(global, item), &found);
      if (wasm_valkind_is_ref(found.kind)) keep_ref(found.of.ref);
      break;
    case 7: wasm_global_set(AS(global, item), &value); break;
    case 8: keep_ref(wasm_table_get(AS(table, item), random_below(6))); break;
    case 9: (void)wasm_table_set(AS(table, item), random_below(6), some_ref()); break;
    case 10: (void)wasm_table_grow(AS(table, item), random_below(3), some_ref()); break;
    case 11: (void)wasm_table_size(AS(table, item)); break;
    case 12: {
      byte_t *data = wasm_memory_data(AS(memory, item));
      size_t size = wasm_memory_data_size(AS(memory, item));
      if (data != NULL) data[random_below((uint32_t)size)] += 1;
      break;
    }
    case 13: (void)wasm_memory_grow(AS(memory, item), random_below(3)); break;
    case 14: keep_externtype(wasm_extern_type(item)); break;
    case 15: keep_externtype(wasm_memorytype_as_externtype(wasm_memory_type(AS(memory, item)))); break;
    case 16: keep_externtype(wasm_tabletype_as_externtype(wasm_table_type(AS(table, item)))); break;
    case 17: keep_externtype(wasm_globaltype_as_externtype(wasm_global_type(AS(global, item)))); break;
    case 18: keep_externtype(wasm_functype_as_externtype(wasm_func_type(AS(func, item)))); break;
    case 19: keep_ref(wasm_ref_copy(some_ref())); break;
    case 20: {
      wasm_ref_t *ref = some_ref();
      (void)wasm_ref_same(ref, some_ref());
      (void)wasm_ref_get_host_info(ref);
      if (random_below(2) == 0) {
        wasm_ref_set_host_info(ref, &state);
      } else {
        attached += ref != NULL;
        wasm_ref_set_host_info_with_finalizer(ref, NULL, finalize);
      }
      break;
    }
    default:
      (void)wasm_frame_func_index(some_frame());
      (void)wasm_frame_module_offset(some_frame());
      keep_frame(wasm_frame_copy(some_frame()));
      break;
  }
}

static void forget(void) {
  switch (random_below(9)) {
    case 0: keep_store(NULL); break;
    case 1: keep_module(NULL); break;
    case 2: keep_instance(NULL); break;
    case 3: keep_extern(NULL); break;
    case 4: keep_trap(NULL); break;
    case 5: keep_foreign(NULL); break;
    case 6: keep_shared(NULL); break;
    case 7: keep_frame(NULL); break;
    default:
      /* Closed, with handles left; an error while it runs. */
      if (random_below(4) == 0) (void)sanderling_store_close(some_store(), NULL);
      break;
  }
}

static void steps(void) {
  if (depth == DEPTH) return;
  ++depth;
  long until = depth == 1 ? 0 : calls_left - (long)random_below(20);
  while (calls_left > until && calls_left > 0) {
    --calls_left;
    switch (random_below(8)) {
      case 0: types(); break;
      case 1:
      case 2: make(); break;
      case 3:
      case 4: ask(); break;
      case 5: forget(); break;
      default: call(); break;
    }
  }
  --depth;
}

int main(int argc, char **argv) {
  calls_left = argc > 1 ? atol(argv[1]) : 100000;
  state = argc > 2 ? strtoull(argv[2], NULL, 10) * 2 + 1 : 1;
  for (int i = 0; i < 8; ++i) (void)random_below(2);
  engines[0] = wasm_engine_new();
  engines[1] = wasm_engine_new();
  for (int i = 0; i < TEXTS; ++i) {
    sanderling_error_t *error;
    if (sanderling_wat2wasm(texts[i], strlen(texts[i]), &binaries[i], &error) != SANDERLING_OK) {
      fprintf(stderr, "%s\n", sanderling_error_message(error, NULL));
      return 1;
    }
  }
  steps();
#define CLEAR(name, type) clear_##name();
  POOLS(CLEAR)
  for (int i = 0; i < TEXTS; ++i) wasm_byte_vec_delete(&binaries[i]);
  wasm_engine_delete(engines[0]);
  wasm_engine_delete(engines[1]);
  printf("%ld of %ld finalized\n", finalized, attached);
  return finalized == attached ? 0 : 1;
}
