/* What functions return beside SANDERLING_OK and SANDERLING_MISUSE: limits above all, and how
   calls end that had to wait. */

#include "test.h"

static wasm_engine_t *small_engine;
static wasm_store_t *small_store;

/* An engine with a limit, and a store. */
static void with_limit(const char *name, uint64_t value) {
  wasm_config_t *config = wasm_config_new();
  OK(sanderling_config_set_limit(config, name, strlen(name), value, &error));
  OK(sanderling_engine_new(config, &small_engine, &error));
  OK(sanderling_store_new(small_engine, NULL, &small_store, &error));
  wasm_config_delete(config);
}

static void without_limit(void) {
  wasm_store_delete(small_store);
  wasm_engine_delete(small_engine);
}

/* Fails with SANDERLING_LIMIT, and writes NULL. */
#define LIMITED(call, out)                                                \
  do {                                                                    \
    FAILS(call, SANDERLING_LIMIT, 0);                                     \
    CHECK(out == NULL);                                                   \
  } while (0)

/* The same bytes are refused by both functions that read modules. */
static void not_a_module(const void *bytes, size_t len, int32_t status) {
  wasm_module_t *module = (wasm_module_t *)1;
  FAILS(sanderling_module_new(small_engine, bytes, len, &module, &error), status, 0);
  CHECK(module == NULL);
  FAILS(sanderling_module_validate(small_engine, bytes, len, &error), status, 0);
}

static void wrong_modules(void) {
  static const uint8_t cut[] = {0, 'a', 's', 'm', 1, 0, 0};
  wasm_config_t *config = wasm_config_new();
  OK(sanderling_config_set_feature(config, "simd", 4, false, &error));
  OK(sanderling_config_set_limit(config, "functions", 9, 1, &error));
  OK(sanderling_engine_new(config, &small_engine, &error));
  wasm_config_delete(config);
  not_a_module(cut, sizeof(cut), SANDERLING_MALFORMED);
  CHECK(sanderling_error_offset(error) <= sizeof(cut));
  const struct {
    const char *text;
    int32_t status;
  } cases[] = {{"(func (result i32))", SANDERLING_INVALID},
               {"(func (param v128))", SANDERLING_UNSUPPORTED},
               {"(func) (func)", SANDERLING_LIMIT}};
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); ++i) {
    wasm_byte_vec_t binary;
    OK(sanderling_wat2wasm(cases[i].text, strlen(cases[i].text), &binary, &error));
    not_a_module(binary.data, binary.size, cases[i].status);
    wasm_byte_vec_delete(&binary);
  }
  wasm_engine_delete(small_engine);
  wasm_byte_vec_t out = {1, NULL};
  FAILS(sanderling_wat2wasm("(func", 5, &out, &error), SANDERLING_MALFORMED, 0);
  CHECK(out.size == 0 && out.data == NULL);
}

static void wrong_types(void) {
  with_limit("struct_fields", 1);
  sanderling_heap_type_t *type = (sanderling_heap_type_t *)1;
  const char *text = "(struct (field i32) (field i32))";
  LIMITED(sanderling_heap_type_new(small_engine, text, strlen(text), &type, &error), type);
  OK(sanderling_heap_type_new(small_engine, "(struct (field i32))", 20, &type, &error));
  sanderling_heap_type_delete(type);
  without_limit();
}

static void wrong_objects(void) {
  with_limit("gc_heap_bytes", 0);
  sanderling_heap_type_t *structure = NULL, *array = NULL;
  const char *text = "(struct (field i64))";
  OK(sanderling_heap_type_new(small_engine, text, strlen(text), &structure, &error));
  OK(sanderling_heap_type_new(small_engine, "(array i64)", 11, &array, &error));
  wasm_extern_t *tag = NULL;
  OK(sanderling_tag_new(small_store, "(i32)", 5, &tag, &error));
  uint64_t slots[2] = {1, 2};
  wasm_ref_t *ref = (wasm_ref_t *)1;
  LIMITED(sanderling_struct_new(small_store, structure, slots, 1, &ref, &error), ref);
  LIMITED(sanderling_array_new(small_store, array, slots, 2, 9, &ref, &error), ref);
  LIMITED(sanderling_array_new_fixed(small_store, array, slots, 2, &ref, &error), ref);
  LIMITED(sanderling_exn_new(tag, slots, 1, &ref, &error), ref);
  FAILS(sanderling_externref_new(small_store, 1, slots, &error), SANDERLING_LIMIT, 0);
  CHECK(slots[0] == 0);
  wasm_extern_delete(tag);
  sanderling_heap_type_delete(structure);
  sanderling_heap_type_delete(array);
  without_limit();
}

static void wrong_items(void) {
  with_limit("store_tables", 0);
  wasm_table_t *table = (wasm_table_t *)1;
  LIMITED(sanderling_table_new(small_store, "funcref", 7, 0, 9, false, 0, &table, &error),
          table);
  without_limit();

  with_limit("store_memories", 0);
  wasm_memory_t *memory = (wasm_memory_t *)1;
  sanderling_shared_memory_t *shared = NULL;
  LIMITED(sanderling_memory_new(small_store, 0, 1, false, &memory, &error), memory);
  OK(sanderling_shared_memory_new(small_engine, 0, 1, false, &shared, &error));
  LIMITED(sanderling_memory_from_shared(small_store, shared, &memory, &error), memory);
  sanderling_shared_memory_delete(shared);
  without_limit();

  OK(sanderling_table_new(store, "funcref", 7, 1, 2, false, 0, &table, &error));
  uint64_t size = 9;
  FAILS(sanderling_table_grow(table, 2, 0, &size, &error), SANDERLING_LIMIT, 0);
  OK(sanderling_table_size(table, &size, &error));
  CHECK(size == 1);
  wasm_table_delete(table);

  with_limit("memory_bytes", 65536);
  LIMITED(sanderling_shared_memory_new(small_engine, 2, 2, false, &shared, &error), shared);
  OK(sanderling_shared_memory_new(small_engine, 1, 1, false, &shared, &error));
  uint64_t previous;
  FAILS(sanderling_shared_memory_compare_exchange(shared, 2, 4, 0, 1, &previous, &error),
        SANDERLING_TRAP, SANDERLING_TRAP_UNALIGNED_ATOMIC);
  FAILS(sanderling_shared_memory_compare_exchange(shared, 65536, 4, 0, 1, &previous, &error),
        SANDERLING_TRAP, SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  sanderling_shared_memory_delete(shared);
  without_limit();
}

/* An import that nothing was given for. */
static void wrong_imports(void) {
  wasm_module_t *module = module_new(engine, "(import \"e\" \"f\" (func))");
  const wasm_extern_t *none[] = {NULL};
  wasm_instance_t *instance = (wasm_instance_t *)1;
  FAILS(sanderling_instance_new(store, module, none, 1, 0, &instance, &error), SANDERLING_LINK,
        0);
  CHECK(instance == NULL && sanderling_error_import_count(error) == 1);
  wasm_module_delete(module);
}

/* A guest whose start function traps. */
static void wrong_start(void) {
  wasm_module_t *module = module_new(engine, "(func $f unreachable) (start $f)");
  wasm_instance_t *instance = (wasm_instance_t *)1;
  sanderling_linker_t *linker = NULL;
  OK(sanderling_linker_new(engine, &linker, &error));
  FAILS(sanderling_linker_instantiate(linker, store, module, &instance, &error),
        SANDERLING_TRAP, SANDERLING_TRAP_UNREACHABLE);
  CHECK(instance == NULL);
  FAILS(sanderling_instance_new(store, module, NULL, 0, 0, &instance, &error),
        SANDERLING_TRAP, SANDERLING_TRAP_UNREACHABLE);
  CHECK(instance == NULL);
  sanderling_linker_delete(linker);
  wasm_module_delete(module);
}

/* A call that could be suspended, and is not. */
static void right_start(void) {
  wasm_instance_t *instance =
      instantiate(engine, store,
                  "(func (export \"div\") (param i32 i32) (result i32)"
                  "  (i32.div_u (local.get 0) (local.get 1)))");
  wasm_func_t *div = export_func(instance, "div");
  sanderling_call_t *call = (sanderling_call_t *)1;
  uint64_t slots[2] = {84, 2};
  OK(sanderling_func_start(div, slots, 2, false, &call, &error));
  CHECK(call == NULL && slots[0] == 42);
  slots[1] = 0;
  call = (sanderling_call_t *)1;
  FAILS(sanderling_func_start(div, slots, 2, false, &call, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_DIVIDE_BY_ZERO);
  CHECK(call == NULL);
  wasm_func_delete(div);
  wasm_instance_delete(instance);
}

/* Waits for number 1. */
static int64_t wait(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                    size_t len) {
  (void)id, (void)caller, (void)slots, (void)len;
  return -2;
}

static const char *waiter =
    "(import \"e\" \"wait\" (func $wait (result i32)))"
    "(memory (export \"go\") 1)"
    /* Runs until the memory says otherwise, waits, and divides by what it gets. */
    "(func (export \"f\") (result i32)"
    "  (loop $l (br_if $l (i32.eqz (i32.load (i32.const 0)))))"
    "  (i32.div_u (i32.const 84) (i32.add (call $wait) (call $wait))))";

/* An instance in a store whose calls yield, with what waits as its import. */
static wasm_instance_t *yielding(const char *text) {
  wasm_config_t *config = wasm_config_new();
  CHECK(sanderling_config_set_interruptible(config, true) == SANDERLING_OK);
  OK(sanderling_engine_new(config, &small_engine, &error));
  wasm_config_delete(config);
  OK(sanderling_store_new(small_engine, NULL, &small_store, &error));
  OK(sanderling_store_set_time_slice(small_store, 1000, &error));
  wasm_func_t *waits = NULL;
  OK(sanderling_func_new(small_store, "() -> i32", 9, wait, 0, NULL, &waits, &error));
  wasm_module_t *module = module_new(small_engine, text);
  const wasm_extern_t *imports[] = {wasm_func_as_extern(waits)};
  wasm_instance_t *instance = NULL;
  OK(sanderling_instance_new(small_store, module, imports, 1, 0, &instance, &error));
  wasm_module_delete(module);
  wasm_func_delete(waits);
  return instance;
}

/* A call runs in slices, is let go, waits twice, and divides by what it has got. */
static void right_going_on(void) {
  wasm_instance_t *instance = yielding(waiter);
  wasm_func_t *func = export_func(instance, "f");
  wasm_memory_t *memory = wasm_extern_as_memory(export(instance, "go"));
  uint64_t slots[1] = {0}, result[1];
  for (int divisor = 0; divisor < 2; ++divisor) {
    sanderling_call_t *call = NULL;
    uint8_t go = 0;
    OK(sanderling_memory_write(memory, 0, &go, 1, &error));
    OK(sanderling_store_set_time_slice(small_store, 1000, &error));
    CHECK(sanderling_func_start(func, slots, 1, false, &call, &error) == SANDERLING_YIELD);
    CHECK(sanderling_call_resume(call, slots, 1, &error) == SANDERLING_YIELD);
    go = 1;
    OK(sanderling_memory_write(memory, 0, &go, 1, &error));
    OK(sanderling_store_set_time_slice(small_store, UINT64_MAX, &error));
    CHECK(sanderling_call_resume(call, slots, 1, &error) == SANDERLING_PENDING);
    CHECK(sanderling_call_pending_id(call) == 1);
    result[0] = 0;
    CHECK(sanderling_call_provide(call, "i32", 3, result, 1, slots, 1, &error) ==
          SANDERLING_PENDING);
    result[0] = (uint64_t)divisor * 2;
    if (divisor == 0) {
      FAILS(sanderling_call_provide(call, "i32", 3, result, 1, slots, 1, &error),
            SANDERLING_TRAP, SANDERLING_TRAP_DIVIDE_BY_ZERO);
    } else {
      OK(sanderling_call_provide(call, "i32", 3, result, 1, slots, 1, &error));
      CHECK(slots[0] == 42);
    }
    REFUSED(sanderling_call_resume(call, slots, 1, &error));
    sanderling_call_delete(call);
  }
  wasm_memory_delete(memory);
  wasm_func_delete(func);
  wasm_instance_delete(instance);
  without_limit();
}

/* Calls that end when they go on after a slice, and one that yields after it has waited. */
static void right_ends(void) {
  wasm_instance_t *instance = yielding(
      "(import \"e\" \"wait\" (func $wait (result i32))) (memory (export \"go\") 1)"
      "(func $run (loop $l (br_if $l (i32.eqz (i32.load (i32.const 0))))))"
      "(func (export \"end\") (call $run))"
      "(func (export \"trap\") (call $run) unreachable)"
      "(func (export \"wait\") (drop (call $wait)) (call $run))");
  wasm_memory_t *memory = wasm_extern_as_memory(export(instance, "go"));
  const char *names[] = {"end", "trap", "wait"};
  for (int i = 0; i < 3; ++i) {
    wasm_func_t *func = export_func(instance, names[i]);
    sanderling_call_t *call = NULL;
    uint8_t go = 0;
    uint64_t result[1] = {1};
    OK(sanderling_memory_write(memory, 0, &go, 1, &error));
    int32_t status = sanderling_func_start(func, NULL, 0, false, &call, &error);
    if (i == 2) {
      /* The slice may be over before it waits. */
      while (status == SANDERLING_YIELD) {
        status = sanderling_call_resume(call, NULL, 0, &error);
      }
      CHECK(status == SANDERLING_PENDING);
      status = sanderling_call_provide(call, "i32", 3, result, 1, NULL, 0, &error);
    }
    CHECK(status == SANDERLING_YIELD);
    go = 1;
    OK(sanderling_memory_write(memory, 0, &go, 1, &error));
    do status = sanderling_call_resume(call, NULL, 0, &error);
    while (status == SANDERLING_YIELD);
    CHECK(status == (i == 1 ? SANDERLING_TRAP : SANDERLING_OK));
    sanderling_call_delete(call);
    wasm_func_delete(func);
  }
  wasm_memory_delete(memory);
  wasm_instance_delete(instance);
  without_limit();
}

void test_status(void) {
  wrong_modules();
  wrong_types();
  wrong_objects();
  wrong_items();
  wrong_imports();
  wrong_start();
  right_start();
  right_going_on();
  right_ends();
}
