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
  X(exporttype, wasm_exporttype_t)                                      \
  X(object, wasm_ref_t)                                                 \
  X(heap, sanderling_heap_type_t)                                       \
  X(common, sanderling_shared_memory_t)                                 \
  X(linker, sanderling_linker_t)                                        \
  X(pending, sanderling_call_t)

#define wasm_shared_delete wasm_shared_module_delete
#define wasm_object_delete wasm_ref_delete
#define wasm_heap_delete sanderling_heap_type_delete
#define wasm_common_delete sanderling_shared_memory_delete
#define wasm_linker_delete sanderling_linker_delete
#define wasm_pending_delete sanderling_call_delete

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
  switch (random_below(8)) {
    case 0: return wasm_extern_as_ref(some_extern());
    case 1: return wasm_module_as_ref(some_module());
    case 2: return wasm_instance_as_ref(some_instance());
    case 3: return wasm_trap_as_ref(some_trap());
    case 4: return wasm_foreign_as_ref(some_foreign());
    case 5:
    case 6: return some_object();
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
  } else if (wasm_ref_as_foreign(ref) != NULL) {
    keep_foreign(wasm_ref_as_foreign(ref));
  } else {
    keep_object(ref);
  }
}

/* The same for one that may be none. */
static void keep_any(wasm_ref_t *ref) {
  if (ref != NULL) keep_ref(ref);
}

/* A borrowed value; references are somebody else's. */
static wasm_val_t some_val(void) {
  const wasm_valkind_t kinds[] = {WASM_I32, WASM_I64, WASM_F32, WASM_F64, WASM_EXTERNREF,
                                  WASM_FUNCREF, SANDERLING_ANYREF, SANDERLING_EXNREF, 4, 99, 255};
  wasm_val_t value;
  memset(&value, 0, sizeof value);
  value.kind = kinds[random_below(sizeof kinds / sizeof *kinds)];
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
    "(type $p (struct (field (mut i32)))) (tag $t (export \"t\") (param anyref))"
    "(global (export \"g\") (mut anyref) (ref.null any))"
    "(func (export \"new\") (param i32) (result (ref $p)) (struct.new $p (local.get 0)))"
    "(func (export \"get\") (param (ref null $p)) (result i32) (struct.get $p 0 (local.get 0)))"
    "(func (export \"throw\") (param anyref) (throw $t (local.get 0)))"
    "(func (export \"again\") (param exnref) (throw_ref (local.get 0)))",
    "(import \"\" \"f\" (func $f (param anyref) (result anyref)))"
    "(func (export \"c\") (param anyref) (result exnref)"
    "  (block $b (result exnref) (try_table (catch_all_ref $b) (drop (call $f (local.get 0))))"
    "    (ref.null exn)))",
    "(import \"\" \"m\" (memory 1 2 shared))"
    "(func (export \"w\") (param i32) (result i32)"
    "  (memory.atomic.wait32 (i32.const 0) (local.get 0) (i64.const 10)))",
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

/* ---- What sanderling.h adds ---- */

/* Slots that hold numbers, references of some store, or anything else. */
enum { SLOTS = 16 };
static uint64_t slots[SLOTS];

/* What a call under way was given. */
static bool hold(const void *handle) {
  if (busy_count == BUSY) return false;
  busy[busy_count++] = (void *)handle;
  return true;
}

/* The last error; each is looked at and deleted. */
static void look_at(sanderling_error_t *error, wasm_store_t *of) {
  sanderling_frame_t frame;
  sanderling_import_error_t import;
  wasm_ref_t *exception = NULL;
  (void)sanderling_error_status(error);
  (void)sanderling_error_code(error);
  (void)sanderling_error_host_id(error);
  (void)sanderling_error_offset(error);
  (void)sanderling_error_message(error, NULL);
  (void)sanderling_error_backtrace(error, NULL);
  (void)sanderling_error_frame(error, random_below(3), &frame);
  (void)sanderling_error_import(error, random_below(3), &import);
  (void)sanderling_error_frame_count(error);
  (void)sanderling_error_import_count(error);
  (void)sanderling_error_exception(error, of, &exception, NULL);
  keep_object(exception);
  sanderling_error_delete(error);
}

static const sanderling_caller_t *running;

static int64_t host_function(uintptr_t id, const sanderling_caller_t *caller, uint64_t *values,
                             size_t len) {
  (void)id;
  const sanderling_caller_t *before = running;
  running = caller;
  if (len > 0) slots[random_below(SLOTS)] = values[random_below((uint32_t)len)];
  steps();
  running = before;
  if (len > 0 && random_below(2) == 0) values[0] = slots[random_below(SLOTS)];
  return random_below(4) == 0 ? (int64_t)random_below(6) - 4 : 0;
}

static void finalize_id(uintptr_t id) {
  (void)id;
  ++finalized;
}

static int64_t read_nothing(uintptr_t id, uint8_t *buffer, size_t len) {
  (void)id, (void)buffer, (void)len;
  return (int64_t)random_below(3) - 2;
}

static int64_t write_nothing(uintptr_t id, const uint8_t *bytes, size_t len) {
  (void)id, (void)bytes, (void)len;
  return (int64_t)random_below(3);
}

static const char *any_type(size_t *len) {
  static const char *types[] = {
      "any", "struct", "i31", "exn", "$type1", "$type4", "$typo", "(struct (field (mut i32)))",
      "(struct (field i64) (field (mut anyref)))", "(array (mut i8))", "(array (mut v128))",
      "(array (mut anyref))", "(i32) -> i32", "(anyref) -> anyref", "(exnref) -> ()",
      "(externref, i32) -> (i64, funcref)", "(i32)", "i64", "externref", "v128", "(", ""};
  const char *type = types[random_below(sizeof types / sizeof *types)];
  *len = strlen(type);
  return type;
}

/* A store with a configuration of WASI. */
static void wasi(wasm_store_t **made) {
  sanderling_wasi_config_t *config = sanderling_wasi_config_new(), *to = config;
  if (random_below(8) == 0) to = NULL;
  for (uint32_t i = random_below(6); i > 0; --i) {
    int32_t stdio = (int32_t)random_below(5) - 1;
    switch (random_below(14)) {
      case 0: (void)sanderling_wasi_config_add_arg(to, "a\0b", random_below(4), NULL); break;
      case 1: (void)sanderling_wasi_config_add_env(to, "A=", random_below(3), "v", 1, NULL); break;
      case 2: (void)sanderling_wasi_config_set_stdin(to, stdio, NULL); break;
      case 3: (void)sanderling_wasi_config_set_stdout(to, SANDERLING_STDIO_CAPTURE, NULL); break;
      case 4: (void)sanderling_wasi_config_set_stderr(to, stdio, NULL); break;
      case 5: (void)sanderling_wasi_config_set_stdin_bytes(to, (const uint8_t *)"x", 1, NULL); break;
      case 6: (void)sanderling_wasi_config_set_stdin_file(to, "/no/such", 8, NULL); break;
      case 7: (void)sanderling_wasi_config_set_stdin_callback(to, read_nothing, 1, NULL); break;
      case 8: (void)sanderling_wasi_config_set_stdout_callback(to, write_nothing, 1, NULL); break;
      case 9: (void)sanderling_wasi_config_set_stderr_callback(to, NULL, 1, NULL); break;
      case 10: (void)sanderling_wasi_config_set_fixed_clock(to, 1, 2); break;
      case 11: (void)sanderling_wasi_config_set_random_seed(to, 3); break;
      case 12: (void)sanderling_wasi_config_set_capture_limit(to, random_below(9)); break;
      default: (void)sanderling_wasi_config_add_preopen(to, ".", 1, "/", 1, true, false, NULL); break;
    }
  }
  (void)sanderling_store_new(engines[random_below(8) == 0], config, made, NULL);
  sanderling_wasi_config_delete(config);
}

static void configure(void) {
  wasm_config_t *config = random_below(8) == 0 ? NULL : wasm_config_new();
  wasm_engine_t *engine = NULL;
  (void)sanderling_config_set_eager(config, random_below(2));
  (void)sanderling_config_set_deterministic(config, random_below(2));
  (void)sanderling_config_set_consume_fuel(config, random_below(2));
  (void)sanderling_config_set_interruptible(config, random_below(2));
  (void)sanderling_config_set_max_memory_bytes(config, random_below(1 << 20));
  (void)sanderling_config_set_max_stack_bytes(config, random_below(1 << 20));
  (void)sanderling_config_set_limit(config, "tables", random_below(7), random_below(9), NULL);
  (void)sanderling_config_set_feature(config, "simd", random_below(5), random_below(2), NULL);
  (void)sanderling_engine_new(config, random_below(8) == 0 ? NULL : &engine, NULL);
  wasm_store_t *store = wasm_store_new(engine);
  wasm_engine_delete(engine);
  wasm_config_delete(config);
  keep_store(store);
}

static void make_objects(void) {
  wasm_store_t *store = some_store();
  wasm_ref_t *ref = NULL, *other = some_ref();
  sanderling_heap_type_t *type = some_heap();
  sanderling_error_t *error = NULL;
  size_t len;
  const char *text = any_type(&len);
  uint32_t count = random_below(6);
  uint64_t *values = random_below(12) == 0 ? NULL : &slots[random_below(SLOTS - 6)];
  switch (random_below(12)) {
    case 0: {
      sanderling_heap_type_t *made = NULL;
      (void)sanderling_heap_type_new(engines[random_below(8) == 0], text, len, &made, &error);
      keep_heap(made);
      break;
    }
    case 1:
    case 2: (void)sanderling_struct_new(store, type, values, count, &ref, &error); break;
    case 3: (void)sanderling_array_new(store, type, values, 2, count, &ref, &error); break;
    case 4: (void)sanderling_array_new_fixed(store, type, values, count, &ref, &error); break;
    case 5: (void)sanderling_i31_new(store, (int32_t)random_below(UINT32_MAX), &ref, &error); break;
    case 6: (void)sanderling_exn_new(some_extern(), values, count, &ref, &error); break;
    case 7: (void)sanderling_any_convert_extern(store, other, &ref, &error); break;
    case 8: (void)sanderling_extern_convert_any(other, &ref, &error); break;
    case 9: (void)sanderling_slot_ref(store, slots[random_below(SLOTS)], &ref, &error); break;
    case 10: (void)sanderling_slot_take(store, slots[random_below(SLOTS)], &ref, &error); break;
    default: {
      sanderling_heap_type_t *found = NULL;
      (void)sanderling_ref_type(store, other, &found, &error);
      keep_heap(found);
      break;
    }
  }
  look_at(error, store);
  keep_any(ref);
}

static void ask_objects(void) {
  wasm_store_t *store = some_store();
  wasm_ref_t *ref = some_ref();
  sanderling_heap_type_t *type = some_heap();
  sanderling_error_t *error = NULL;
  sanderling_field_t field;
  bool is;
  int32_t number;
  uint32_t len, index = random_below(4);
  uint64_t *values = random_below(12) == 0 ? NULL : &slots[random_below(SLOTS - 4)], bytes;
  uint8_t buffer[8] = {0};
  switch (random_below(18)) {
    case 0: (void)sanderling_struct_get(ref, index, values, 2, &error); break;
    case 1: (void)sanderling_struct_set(ref, index, values, 2, &error); break;
    case 2: (void)sanderling_array_get(ref, index, values, 2, &error); break;
    case 3: (void)sanderling_array_set(ref, index, values, 2, &error); break;
    case 4: (void)sanderling_array_len(ref, &len, &error); break;
    case 5: (void)sanderling_array_read(ref, index, buffer, random_below(9), &error); break;
    case 6: (void)sanderling_array_write(ref, index, buffer, random_below(9), &error); break;
    case 7: (void)sanderling_i31_value(ref, &number, &error); break;
    case 8: (void)sanderling_ref_matches(store, ref, type, &is, &error); break;
    case 9: (void)sanderling_ref_cast(store, ref, type, &error); break;
    case 10: (void)sanderling_ref_slot(store, ref, values, &error); break;
    case 11: (void)sanderling_slot_release(store, slots[random_below(SLOTS)], &error); break;
    case 12: (void)sanderling_exn_values(ref, values, random_below(4), &error); break;
    case 13: {
      wasm_extern_t *tag = NULL;
      (void)sanderling_exn_tag(ref, &tag, &error);
      keep_extern(tag);
      break;
    }
    case 14: {
      wasm_trap_t *trap = NULL;
      (void)sanderling_trap_new_exception(ref, &trap, &error);
      keep_trap(trap);
      break;
    }
    case 15: {
      wasm_ref_t *exception = NULL;
      (void)sanderling_trap_exception(some_trap(), &exception, &error);
      keep_object(exception);
      break;
    }
    case 16:
      (void)sanderling_store_gc(store, &error);
      (void)sanderling_store_gc_used_bytes(store, &bytes, NULL);
      break;
    default:
      (void)sanderling_heap_type_kind(type);
      (void)sanderling_heap_type_name(type, NULL);
      (void)sanderling_heap_type_text(type, NULL);
      (void)sanderling_heap_type_field_count(type);
      (void)sanderling_heap_type_field(type, index, &field);
      (void)sanderling_heap_type_matches(type, some_heap());
      (void)sanderling_slot_is_i31(slots[random_below(SLOTS)], &number);
      slots[random_below(SLOTS)] = sanderling_i31_slot((int32_t)index);
      if (running != NULL) (void)sanderling_caller_throw(running, ref, &error);
      break;
  }
  look_at(error, store);
}

static void ask_shared(void) {
  sanderling_shared_memory_t *memory = some_common(), *made = NULL;
  sanderling_error_t *error = NULL;
  uint64_t value = random_below(4), offset = random_below(20) == 0 ? UINT64_MAX : 4 * random_below(5);
  uint32_t bytes = 4u << random_below(2), woken;
  int32_t how;
  uint8_t buffer[8] = {0};
  switch (random_below(11)) {
    case 0:
      (void)sanderling_shared_memory_new(engines[random_below(8) == 0], value, random_below(3),
                                         random_below(2), &made, &error);
      keep_common(made);
      break;
    case 1: {
      wasm_memory_t *in = NULL;
      (void)sanderling_memory_from_shared(some_store(), memory, &in, &error);
      keep_extern(wasm_memory_as_extern(in));
      break;
    }
    case 2:
      (void)sanderling_memory_to_shared(AS(memory, some_extern()), &made, &error);
      keep_common(made);
      break;
    case 3: (void)sanderling_shared_memory_grow(memory, value, &value, &error); break;
    case 4: (void)sanderling_shared_memory_read(memory, offset, buffer, value, &error); break;
    case 5: (void)sanderling_shared_memory_write(memory, offset, buffer, value, &error); break;
    case 6: (void)sanderling_shared_memory_load(memory, offset, bytes, &value, &error); break;
    case 7: (void)sanderling_shared_memory_store(memory, offset, bytes, value, &error); break;
    case 8:
      (void)sanderling_shared_memory_compare_exchange(memory, offset, bytes, 0, 1, &value, &error);
      break;
    case 9:
      (void)sanderling_shared_memory_wait32(memory, offset, 0, 10, &how, &error);
      (void)sanderling_shared_memory_wait64(memory, offset, 0, 10, &how, NULL);
      break;
    default:
      (void)sanderling_shared_memory_notify(memory, offset, bytes, &woken, &error);
      (void)sanderling_shared_memory_size(memory);
      (void)sanderling_shared_memory_data_size(memory);
      break;
  }
  look_at(error, NULL);
}

static void make_more(void) {
  wasm_store_t *store = some_store(), *made = NULL;
  sanderling_error_t *error = NULL;
  size_t len;
  const char *type = any_type(&len);
  uint64_t *values = &slots[random_below(SLOTS - 2)];
  switch (random_below(12)) {
    case 0:
      wasi(&made);
      keep_store(made);
      break;
    case 1: configure(); break;
    case 2: {
      wasm_func_t *func = NULL;
      attached += sanderling_func_new(store, type, len, host_function, 0, finalize_id, &func,
                                      &error) == SANDERLING_OK;
      keep_extern(wasm_func_as_extern(func));
      break;
    }
    case 3: {
      wasm_func_t *func = NULL;
      (void)sanderling_func_new_for_import(store, some_module(), random_below(3), host_function, 0,
                                           NULL, &func, &error);
      keep_extern(wasm_func_as_extern(func));
      break;
    }
    case 4: {
      wasm_global_t *global = NULL;
      (void)sanderling_global_new(store, type, len, random_below(2), values, 2, &global, &error);
      keep_extern(wasm_global_as_extern(global));
      break;
    }
    case 5: {
      wasm_table_t *table = NULL;
      (void)sanderling_table_new(store, type, len, random_below(3), random_below(5), false,
                                 random_below(2) == 0 ? 0 : *values, &table, &error);
      keep_extern(wasm_table_as_extern(table));
      break;
    }
    case 6: {
      wasm_extern_t *tag = NULL;
      (void)sanderling_tag_new(store, type, len, &tag, &error);
      keep_extern(tag);
      break;
    }
    case 7: {
      wasm_memory_t *memory = NULL;
      (void)sanderling_memory_new(store, random_below(3), random_below(3), random_below(2), &memory,
                                  &error);
      keep_extern(wasm_memory_as_extern(memory));
      break;
    }
    case 8: (void)sanderling_externref_new(store, random_below(9), values, &error); break;
    case 9: (void)sanderling_funcref_new(some_func(), values, &error); break;
    case 10: {
      wasm_module_t *module = NULL;
      const char *text = texts[random_below(TEXTS)];
      (void)sanderling_module_new(engines[random_below(8) == 0], (const uint8_t *)text, strlen(text),
                                  &module, &error);
      keep_module(module);
      break;
    }
    default: {
      wasm_func_t *func = NULL;
      (void)sanderling_funcref_func(store, *values, &func, &error);
      keep_extern(wasm_func_as_extern(func));
      break;
    }
  }
  look_at(error, store);
}

/* Calls, and calls that go on later. */
static void call_slots(void) {
  wasm_func_t *func = some_func();
  sanderling_call_t *pending = some_pending(), *started = NULL;
  sanderling_error_t *error = NULL;
  uint64_t values[SLOTS];
  size_t len = random_below(SLOTS);
  size_t type_len;
  const char *type = any_type(&type_len);
  memcpy(values, slots, sizeof values);
  int before = busy_count;
  if (!hold(func) || !hold(pending)) {
    busy_count = before;
    return;
  }
  switch (random_below(8)) {
    case 0:
    case 1:
    case 2: (void)sanderling_func_call(func, values, len, &error); break;
    case 3:
      (void)sanderling_func_start(func, values, len, random_below(2), &started, &error);
      break;
    case 4: (void)sanderling_call_resume(pending, values, len, &error); break;
    case 5:
      (void)sanderling_call_provide(pending, type, type_len, slots, random_below(3), values, len,
                                    &error);
      break;
    case 6: (void)sanderling_call_fail(pending, random_below(5), &error); break;
    default: (void)sanderling_call_pending_id(pending); break;
  }
  busy_count = before;
  if (len > 0) slots[random_below(SLOTS)] = values[0];
  keep_pending(started);
  look_at(error, some_store());
}

static void ask_more(void) {
  wasm_extern_t *item = some_extern(), *found = NULL;
  wasm_store_t *store = some_store();
  sanderling_error_t *error = NULL;
  sanderling_type_t type;
  uint64_t *values = &slots[random_below(SLOTS - 2)], size;
  uint8_t buffer[8] = {0};
  switch (random_below(20)) {
    case 0: (void)sanderling_extern_type(item, &type); break;
    case 1:
      (void)sanderling_instance_export(some_instance(), "g", random_below(2), &found, &error);
      keep_extern(found);
      break;
    case 2: (void)sanderling_global_get(AS(global, item), values, 2, &error); break;
    case 3: (void)sanderling_global_set(AS(global, item), values, 2, &error); break;
    case 4: (void)sanderling_table_get(AS(table, item), random_below(4), values, &error); break;
    case 5: (void)sanderling_table_set(AS(table, item), random_below(4), *values, &error); break;
    case 6: (void)sanderling_table_grow(AS(table, item), 1, *values, &size, &error); break;
    case 7: (void)sanderling_table_size(AS(table, item), &size, &error); break;
    case 8: (void)sanderling_memory_read(AS(memory, item), random_below(9), buffer, 8, &error); break;
    case 9: (void)sanderling_memory_write(AS(memory, item), UINT64_MAX, buffer, 8, &error); break;
    case 10: (void)sanderling_memory_grow(AS(memory, item), 1, NULL, &error); break;
    case 11: {
      sanderling_memory_pin_t *pin = NULL;
      (void)sanderling_memory_pin(AS(memory, item), &pin, &error);
      uint8_t *data = sanderling_memory_pin_data(pin);
      if (sanderling_memory_pin_size(pin) > 0) data[0] += 1;
      (void)sanderling_memory_pin_live_size(pin);
      sanderling_memory_pin_delete(pin);
      break;
    }
    case 12:
      (void)sanderling_store_set_limits(store, 1 << 20, random_below(9), 1 << 20, 1 << 20, 1 << 20,
                                        1 << 20, &error);
      break;
    case 13:
      sanderling_store_interrupt(store);
      (void)sanderling_store_clear_interrupt(store);
      break;
    case 14: (void)sanderling_store_set_time_slice(store, random_below(3), &error); break;
    case 15: (void)sanderling_store_set_deadline(store, UINT64_MAX, &error); break;
    case 16:
      (void)sanderling_store_set_fuel(store, 1000, &error);
      (void)sanderling_store_fuel(store, &size, NULL);
      (void)sanderling_store_consumed_fuel(store, &size, NULL);
      break;
    case 17: {
      wasm_byte_vec_t out;
      (void)sanderling_store_take_stdout(store, &out, &error);
      wasm_byte_vec_delete(&out);
      (void)sanderling_store_take_stderr(store, &out, NULL);
      wasm_byte_vec_delete(&out);
      break;
    }
    case 18: (void)sanderling_externref_id(store, *values, &size, &error); break;
    default:
      if (running != NULL) {
        (void)sanderling_caller_export(running, "m", 1, &found, &error);
        keep_extern(found);
      }
      break;
  }
  look_at(error, store);
}

static void link(void) {
  sanderling_linker_t *linker = some_linker(), *made = NULL;
  sanderling_error_t *error = NULL;
  wasm_store_t *store = some_store();
  wasm_module_t *module = some_module();
  wasm_instance_t *instance = NULL;
  const wasm_extern_t *items[3] = {some_extern(), some_extern(), some_extern()};
  int before = busy_count;
  bool holds = hold(linker) && hold(store) && hold(module) && hold(items[0]) && hold(items[1]) &&
               hold(items[2]);
  if (holds) {
    switch (random_below(7)) {
      case 0: (void)sanderling_linker_new(engines[random_below(8) == 0], &made, &error); break;
      case 1: (void)sanderling_linker_define_wasi(linker, &error); break;
      case 2: (void)sanderling_linker_define(linker, "", 0, "f", 1, items[0], &error); break;
      case 3: (void)sanderling_linker_define_unknown_as_traps(linker, module, &error); break;
      case 4:
        (void)sanderling_linker_define_shared_memory(linker, "", 0, "m", 1, some_common(), &error);
        break;
      case 5: (void)sanderling_linker_instantiate(linker, store, module, &instance, &error); break;
      default:
        (void)sanderling_instance_new(store, module, items, random_below(4), random_below(4),
                                      &instance, &error);
        break;
    }
  }
  busy_count = before;
  keep_linker(made);
  keep_instance(instance);
  look_at(error, store);
}

static void extensions(void) {
  switch (random_below(9)) {
    case 0:
    case 1: make_objects(); break;
    case 2: ask_objects(); break;
    case 3: ask_shared(); break;
    case 4: make_more(); break;
    case 5:
    case 6: call_slots(); break;
    case 7: ask_more(); break;
    default: link(); break;
  }
}

static void forget(void) {
  switch (random_below(14)) {
    case 0: keep_store(NULL); break;
    case 1: keep_module(NULL); break;
    case 2: keep_instance(NULL); break;
    case 3: keep_extern(NULL); break;
    case 4: keep_trap(NULL); break;
    case 5: keep_foreign(NULL); break;
    case 6: keep_shared(NULL); break;
    case 7: keep_frame(NULL); break;
    case 8: keep_object(NULL); break;
    case 9: keep_heap(NULL); break;
    case 10: keep_common(NULL); break;
    case 11: keep_linker(NULL); break;
    case 12: keep_pending(NULL); break;
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
    switch (random_below(12)) {
      case 0: types(); break;
      case 1:
      case 2: make(); break;
      case 3:
      case 4: ask(); break;
      case 5: forget(); break;
      case 6:
      case 7: call(); break;
      default: extensions(); break;
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
