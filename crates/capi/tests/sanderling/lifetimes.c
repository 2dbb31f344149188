/* Handles are deleted in every order, by turns on this thread and on others, and what is left
   works until then. */

#include "test.h"

#include <pthread.h>

enum {
  ENGINE,
  STORE,
  MODULE,
  INSTANCE,
  FUNC,
  MEMORY,
  PIN,
  LINKER,
  TYPE,
  STRUCTURE,
  EXCEPTION,
  SHARED,
  CALL,
  ERROR,
  OBJECTS
};

typedef struct {
  int which;
  void *object;
} item_t;

static void *delete(void *argument) {
  item_t *item = argument;
  switch (item->which) {
    case ENGINE: wasm_engine_delete(item->object); break;
    case STORE: wasm_store_delete(item->object); break;
    case MODULE: wasm_module_delete(item->object); break;
    case INSTANCE: wasm_instance_delete(item->object); break;
    case FUNC: wasm_func_delete(item->object); break;
    case MEMORY: wasm_memory_delete(item->object); break;
    case PIN: sanderling_memory_pin_delete(item->object); break;
    case LINKER: sanderling_linker_delete(item->object); break;
    case TYPE: sanderling_heap_type_delete(item->object); break;
    case STRUCTURE: wasm_ref_delete(item->object); break;
    case EXCEPTION: wasm_ref_delete(item->object); break;
    case SHARED: sanderling_shared_memory_delete(item->object); break;
    case CALL: sanderling_call_delete(item->object); break;
    case ERROR: sanderling_error_delete(item->object); break;
  }
  return NULL;
}

static int finalized;

static void finalize(uintptr_t id) { finalized += (int)id; }

/* Waits for number 1. */
static int64_t wait(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                    size_t len) {
  (void)id, (void)caller, (void)slots, (void)len;
  return -2;
}

static void make(void *objects[OBJECTS]) {
  wasm_engine_t *own = NULL;
  wasm_store_t *in = NULL;
  wasm_func_t *host = NULL;
  sanderling_linker_t *linker = NULL;
  wasm_instance_t *instance = NULL;
  sanderling_memory_pin_t *pin = NULL;
  sanderling_heap_type_t *type = NULL;
  wasm_ref_t *structure = NULL, *exception = NULL;
  sanderling_shared_memory_t *shared = NULL;
  sanderling_call_t *call = NULL;
  OK(sanderling_engine_new(NULL, &own, &error));
  OK(sanderling_store_new(own, NULL, &in, &error));
  wasm_module_t *module = module_new(
      own,
      "(import \"e\" \"wait\" (func $wait)) (memory (export \"m\") 1) (tag $t (export \"t\"))"
      "(func (export \"throw\") (throw $t)) (func (export \"wait\") (call $wait))");
  OK(sanderling_func_new(in, "() -> ()", 8, wait, 1, finalize, &host, &error));
  OK(sanderling_linker_new(own, &linker, &error));
  OK(sanderling_linker_define(linker, "e", 1, "wait", 4, wasm_func_as_extern(host), &error));
  wasm_func_delete(host);
  OK(sanderling_linker_instantiate(linker, in, module, &instance, &error));
  wasm_memory_t *memory = wasm_extern_as_memory(export(instance, "m"));
  OK(sanderling_memory_pin(memory, &pin, &error));
  const char *text = "(struct (field i64))";
  OK(sanderling_heap_type_new(own, text, strlen(text), &type, &error));
  uint64_t slots[2] = {5};
  OK(sanderling_struct_new(in, type, slots, 1, &structure, &error));
  wasm_extern_t *tag = export(instance, "t");
  OK(sanderling_exn_new(tag, NULL, 0, &exception, &error));
  wasm_extern_delete(tag);
  OK(sanderling_shared_memory_new(own, 1, 1, false, &shared, &error));
  wasm_func_t *func = export_func(instance, "throw");
  FAILS(sanderling_func_call(func, NULL, 0, &error), SANDERLING_EXCEPTION, 0);
  sanderling_error_t *thrown = error;
  error = NULL;
  wasm_func_t *waits = export_func(instance, "wait");
  CHECK(sanderling_func_start(waits, NULL, 0, false, &call, &error) == SANDERLING_PENDING);
  wasm_func_delete(waits);

  objects[ENGINE] = own;
  objects[STORE] = in;
  objects[MODULE] = module;
  objects[INSTANCE] = instance;
  objects[FUNC] = func;
  objects[MEMORY] = memory;
  objects[PIN] = pin;
  objects[LINKER] = linker;
  objects[TYPE] = type;
  objects[STRUCTURE] = structure;
  objects[EXCEPTION] = exception;
  objects[SHARED] = shared;
  objects[CALL] = call;
  objects[ERROR] = thrown;
}

/* Uses what is still there. */
static void use(void *const objects[OBJECTS]) {
  uint64_t slots[2];
  if (objects[INSTANCE] != NULL) wasm_extern_delete(export(objects[INSTANCE], "m"));
  if (objects[FUNC] != NULL) {
    FAILS(sanderling_func_call(objects[FUNC], NULL, 0, &error), SANDERLING_EXCEPTION, 0);
  }
  if (objects[MEMORY] != NULL) OK(sanderling_memory_size(objects[MEMORY], slots, &error));
  if (objects[PIN] != NULL) {
    size_t last = sanderling_memory_pin_size(objects[PIN]) - 1;
    sanderling_memory_pin_data(objects[PIN])[last] += 1;
    CHECK(sanderling_memory_pin_live_size(objects[PIN]) != NULL);
  }
  if (objects[STORE] != NULL) OK(sanderling_store_gc(objects[STORE], &error));
  if (objects[STRUCTURE] != NULL) {
    OK(sanderling_struct_get(objects[STRUCTURE], 0, slots, 2, &error));
    CHECK(slots[0] == 5);
  }
  if (objects[EXCEPTION] != NULL) {
    wasm_extern_t *tag = NULL;
    OK(sanderling_exn_tag(objects[EXCEPTION], &tag, &error));
    wasm_extern_delete(tag);
  }
  if (objects[SHARED] != NULL) CHECK(sanderling_shared_memory_size(objects[SHARED]) == 1);
  if (objects[CALL] != NULL) CHECK(sanderling_call_pending_id(objects[CALL]) == 1);
  if (objects[ERROR] != NULL) {
    CHECK(sanderling_error_status(objects[ERROR]) == SANDERLING_EXCEPTION);
    CHECK(sanderling_error_frame_count(objects[ERROR]) == 1);
  }
}

static void run(unsigned seed) {
  void *objects[OBJECTS] = {NULL};
  make(objects);
  finalized = 0;
  bool elsewhere = false;
  for (int left = OBJECTS; left > 0;) {
    use(objects);
    seed = seed * 1103515245u + 12345u;
    item_t item = {(int)((seed >> 16) % OBJECTS), NULL};
    item.object = objects[item.which];
    if (item.object == NULL) continue;
    objects[item.which] = NULL;
    --left;
    elsewhere = !elsewhere;
    pthread_t thread;
    if (elsewhere) {
      CHECK(pthread_create(&thread, NULL, delete, &item) == 0);
      CHECK(pthread_join(thread, NULL) == 0);
    } else {
      delete(&item);
    }
  }
  /* The last error is one that holds its store. */
  forget_error();
  error = NULL;
  CHECK(finalized == 1);
}

static void right_lifetimes(void) {
  for (unsigned seed = 0; seed < 50; ++seed) run(seed);
}

void test_lifetimes(void) { right_lifetimes(); }
