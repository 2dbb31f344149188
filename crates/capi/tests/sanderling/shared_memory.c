/* Memories that stores share, and threads. */

#include <pthread.h>

#include "test.h"

static const char *guest =
    "(import \"env\" \"memory\" (memory 1 4 shared))"
    "(func (export \"count\") (param $n i32)"
    "  (loop $l (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))"
    "    (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    "(func (export \"wait\") (result i32)"
    "  (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const -1)))";

static sanderling_shared_memory_t *shared_of(uint64_t minimum, uint64_t maximum) {
  sanderling_shared_memory_t *memory = NULL;
  OK(sanderling_shared_memory_new(engine, minimum, maximum, false, &memory, &error));
  CHECK(memory != NULL);
  return memory;
}

/* A thread's own store and instance, with the memory given by the linker. */
struct job {
  sanderling_linker_t *linker;
  wasm_module_t *module;
  const char *name;
  uint64_t slots[1];
};

static void *run(void *arg) {
  struct job *job = arg;
  wasm_store_t *own = wasm_store_new(engine);
  wasm_instance_t *instance = NULL;
  wasm_extern_t *item = NULL;
  CHECK(sanderling_linker_instantiate(job->linker, own, job->module, &instance, NULL) == 0);
  CHECK(sanderling_instance_export(instance, job->name, strlen(job->name), &item, NULL) == 0);
  CHECK(sanderling_func_call(wasm_extern_as_func(item), job->slots, 1, NULL) == 0);
  wasm_extern_delete(item);
  wasm_instance_delete(instance);
  wasm_store_delete(own);
  return NULL;
}

static void right_threads(void) {
  enum { THREADS = 3, COUNT = 1000 };
  sanderling_shared_memory_t *memory = shared_of(1, 4);
  sanderling_linker_t *linker = NULL;
  OK(sanderling_linker_new(engine, &linker, &error));
  OK(sanderling_linker_define_shared_memory(linker, "env", 3, "memory", 6, memory, &error));
  wasm_module_t *module = module_new(engine, guest);
  pthread_t threads[THREADS];
  struct job jobs[THREADS];
  for (int i = 0; i < THREADS; ++i) {
    jobs[i] = (struct job){linker, module, "count", {COUNT}};
    CHECK(pthread_create(&threads[i], NULL, run, &jobs[i]) == 0);
  }
  for (int i = 0; i < THREADS; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  uint64_t value = 0;
  OK(sanderling_shared_memory_load(memory, 8, 4, &value, &error));
  CHECK(value == THREADS * COUNT);

  /* A guest waits until the host notifies it. */
  jobs[0] = (struct job){linker, module, "wait", {99}};
  CHECK(pthread_create(&threads[0], NULL, run, &jobs[0]) == 0);
  uint32_t woken = 0;
  while (woken == 0) OK(sanderling_shared_memory_notify(memory, 16, 1, &woken, &error));
  CHECK(pthread_join(threads[0], NULL) == 0 && jobs[0].slots[0] == SANDERLING_WAIT_OK);
  sanderling_linker_delete(linker);
  wasm_module_delete(module);
  sanderling_shared_memory_delete(memory);
}

static void right_memories(void) {
  sanderling_shared_memory_t *memory = shared_of(1, 2), *again = NULL;
  CHECK(sanderling_shared_memory_size(memory) == 1);
  CHECK(sanderling_shared_memory_data_size(memory) == 65536);
  uint64_t value = 9;
  OK(sanderling_shared_memory_grow(memory, 1, &value, &error));
  CHECK(value == 1 && sanderling_shared_memory_size(memory) == 2);
  OK(sanderling_shared_memory_grow(memory, 0, NULL, &error));

  /* In two stores. */
  wasm_memory_t *here = NULL, *there = NULL;
  OK(sanderling_memory_from_shared(store, memory, &here, &error));
  OK(sanderling_memory_from_shared(other_store, memory, &there, &error));
  sanderling_type_t type;
  CHECK(sanderling_extern_type(wasm_memory_as_extern(here), &type));
  CHECK(type.is_shared && !type.is_64 && type.minimum == 2 && is(type.text, "(memory 2 2 shared)"));
  uint8_t bytes[4] = {1, 2, 3, 4};
  OK(sanderling_memory_write(here, 100, bytes, 4, &error));
  memset(bytes, 0, sizeof bytes);
  OK(sanderling_memory_read(there, 100, bytes, 4, &error));
  CHECK(bytes[3] == 4);
  OK(sanderling_shared_memory_read(memory, 101, bytes, 2, &error));
  CHECK(bytes[0] == 2 && bytes[1] == 3);
  CHECK(wasm_memory_data(here) == NULL && wasm_memory_size(here) == 2);
  OK(sanderling_memory_to_shared(there, &again, &error));
  OK(sanderling_shared_memory_write(again, 0, (const uint8_t *)"\x05\0\0\0\0\0\0\x01", 8, &error));
  OK(sanderling_shared_memory_load(memory, 0, 8, &value, &error));
  CHECK(value == (5 | 1ull << 56));
  sanderling_shared_memory_delete(again);

  OK(sanderling_shared_memory_store(memory, 4, 4, 7, &error));
  OK(sanderling_shared_memory_store(memory, 8, 8, UINT64_MAX, &error));
  OK(sanderling_shared_memory_compare_exchange(memory, 4, 4, 7, 8, &value, &error));
  CHECK(value == 7);
  OK(sanderling_shared_memory_compare_exchange(memory, 4, 4, 7, 9, &value, &error));
  CHECK(value == 8);
  OK(sanderling_shared_memory_compare_exchange(memory, 8, 8, UINT64_MAX, 1, NULL, &error));
  OK(sanderling_shared_memory_load(memory, 8, 8, &value, &error));
  CHECK(value == 1);

  int32_t how = 9;
  OK(sanderling_shared_memory_wait32(memory, 4, 7, UINT64_MAX, &how, &error));
  CHECK(how == SANDERLING_WAIT_MISMATCH);
  OK(sanderling_shared_memory_wait32(memory, 4, 8, 1000, &how, &error));
  CHECK(how == SANDERLING_WAIT_TIMED_OUT);
  OK(sanderling_shared_memory_wait64(memory, 8, 2, UINT64_MAX, &how, &error));
  CHECK(how == SANDERLING_WAIT_MISMATCH);
  sanderling_wait_t *wait = NULL;
  OK(sanderling_shared_memory_wait_begin(memory, 4, 4, 7, &wait, &error));
  CHECK(wait == NULL);
  for (uint32_t bytes = 4; bytes <= 8; bytes += 4) {
    uint64_t value = 0;
    uint32_t woken = 0;
    OK(sanderling_shared_memory_load(memory, 8, bytes, &value, &error));
    OK(sanderling_shared_memory_wait_begin(memory, 8, bytes, value, &wait, &error));
    OK(sanderling_wait_go_on(wait, 1000, &how, &error));
    CHECK(how == SANDERLING_WAIT_TIMED_OUT);
    OK(sanderling_shared_memory_notify(memory, 8, 9, &woken, &error));
    CHECK(woken == 1);
    OK(sanderling_wait_go_on(wait, UINT64_MAX, &how, &error));
    CHECK(how == SANDERLING_WAIT_OK);
    sanderling_wait_delete(wait);
  }

  /* A memory that is not shared, and one with 64-bit addresses. */
  wasm_memory_t *own = NULL;
  OK(sanderling_memory_new(store, 1, 1, false, &own, &error));
  again = memory;
  OK(sanderling_memory_to_shared(own, &again, &error));
  CHECK(again == NULL);
  OK(sanderling_shared_memory_new(engine, 1, 1, true, &again, &error));
  wasm_memory_delete(own);
  OK(sanderling_memory_from_shared(store, again, &own, &error));
  CHECK(sanderling_extern_type(wasm_memory_as_extern(own), &type) && type.is_64);
  sanderling_shared_memory_delete(again);

  /* What is in a store goes on without the handle. */
  sanderling_shared_memory_delete(memory);
  OK(sanderling_memory_read(there, 8, bytes, 1, &error));
  CHECK(bytes[0] == 1);
  wasm_memory_delete(here);
  wasm_memory_delete(there);
  wasm_memory_delete(own);
}

static void wrong_memories(void) {
  sanderling_shared_memory_t *memory = (sanderling_shared_memory_t *)1;
  REFUSED(sanderling_shared_memory_new(engine, 2, 1, false, &memory, &error));
  CHECK(memory == NULL);
  REFUSED(sanderling_shared_memory_new(engine, 1, UINT64_MAX, false, &memory, &error));
  REFUSED(sanderling_shared_memory_new(NULL, 1, 1, false, &memory, &error));
  REFUSED(sanderling_shared_memory_new(engine, 1, 1, false, NULL, &error));
  memory = shared_of(1, 1);
  FAILS(sanderling_shared_memory_grow(memory, 1, NULL, &error), SANDERLING_LIMIT, 0);
  REFUSED(sanderling_shared_memory_grow(NULL, 1, NULL, &error));
  CHECK(sanderling_shared_memory_size(NULL) == 0);
  CHECK(sanderling_shared_memory_data_size(NULL) == 0);

  uint8_t byte = 0;
  uint64_t value = 1;
  int32_t how = 1;
  uint32_t woken = 1;
  FAILS(sanderling_shared_memory_read(memory, 65536, &byte, 1, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  REFUSED(sanderling_shared_memory_read(memory, 0, NULL, 1, &error));
  REFUSED(sanderling_shared_memory_read(NULL, 0, &byte, 1, &error));
  FAILS(sanderling_shared_memory_write(memory, UINT64_MAX, &byte, 1, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  REFUSED(sanderling_shared_memory_write(memory, 0, NULL, 1, &error));
  REFUSED(sanderling_shared_memory_write(NULL, 0, &byte, 1, &error));
  FAILS(sanderling_shared_memory_load(memory, 2, 4, &value, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_UNALIGNED_ATOMIC);
  CHECK(value == 0);
  REFUSED(sanderling_shared_memory_load(memory, 0, 3, &value, &error));
  REFUSED(sanderling_shared_memory_load(memory, 0, 4, NULL, &error));
  REFUSED(sanderling_shared_memory_load(NULL, 0, 4, &value, &error));
  FAILS(sanderling_shared_memory_store(memory, 65536, 8, 1, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  REFUSED(sanderling_shared_memory_store(memory, 0, 0, 1, &error));
  REFUSED(sanderling_shared_memory_store(NULL, 0, 4, 1, &error));
  REFUSED(sanderling_shared_memory_compare_exchange(memory, 0, 16, 0, 0, NULL, &error));
  REFUSED(sanderling_shared_memory_compare_exchange(NULL, 0, 4, 0, 0, &value, &error));
  FAILS(sanderling_shared_memory_wait32(memory, 1, 0, 0, &how, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_UNALIGNED_ATOMIC);
  CHECK(how == 0);
  sanderling_wait_t *wait = NULL;
  FAILS(sanderling_shared_memory_wait_begin(memory, 1, 4, 0, &wait, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_UNALIGNED_ATOMIC);
  REFUSED(sanderling_shared_memory_wait_begin(memory, 0, 3, 0, &wait, &error));
  REFUSED(sanderling_shared_memory_wait_begin(NULL, 0, 4, 0, &wait, &error));
  REFUSED(sanderling_shared_memory_wait_begin(memory, 0, 4, 0, NULL, &error));
  REFUSED(sanderling_wait_go_on(NULL, 0, &how, &error));
  sanderling_wait_delete(NULL);
  REFUSED(sanderling_shared_memory_wait32(memory, 0, 0, 0, NULL, &error));
  REFUSED(sanderling_shared_memory_wait32(NULL, 0, 0, 0, &how, &error));
  FAILS(sanderling_shared_memory_wait64(memory, 65536, 0, 0, &how, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS);
  REFUSED(sanderling_shared_memory_wait64(NULL, 0, 0, 0, &how, &error));
  FAILS(sanderling_shared_memory_notify(memory, 2, 1, &woken, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_UNALIGNED_ATOMIC);
  CHECK(woken == 0);
  REFUSED(sanderling_shared_memory_notify(memory, 0, 1, NULL, &error));
  REFUSED(sanderling_shared_memory_notify(NULL, 0, 1, &woken, &error));

  /* Another engine's. */
  wasm_engine_t *other_engine = wasm_engine_new();
  wasm_store_t *elsewhere = wasm_store_new(other_engine);
  sanderling_linker_t *linker = NULL;
  wasm_memory_t *in = (wasm_memory_t *)1;
  REFUSED(sanderling_memory_from_shared(elsewhere, memory, &in, &error));
  CHECK(in == NULL);
  REFUSED(sanderling_memory_from_shared(NULL, memory, &in, &error));
  REFUSED(sanderling_memory_from_shared(store, NULL, &in, &error));
  OK(sanderling_linker_new(other_engine, &linker, &error));
  FOREIGN(sanderling_linker_define_shared_memory(linker, "", 0, "", 0, memory, &error));
  REFUSED(sanderling_linker_define_shared_memory(linker, "", 0, "", 0, NULL, &error));
  REFUSED(sanderling_linker_define_shared_memory(linker, NULL, 1, "", 0, memory, &error));
  REFUSED(sanderling_linker_define_shared_memory(NULL, "", 0, "", 0, memory, &error));
  sanderling_linker_delete(linker);
  wasm_store_delete(elsewhere);
  wasm_engine_delete(other_engine);

  sanderling_shared_memory_t *none = memory;
  REFUSED(sanderling_memory_to_shared(NULL, &none, &error));
  CHECK(none == NULL);
  wasm_extern_t *tag = NULL;
  OK(sanderling_tag_new(store, "()", 2, &tag, &error));
  REFUSED(sanderling_memory_to_shared((wasm_memory_t *)tag, &none, &error));
  wasm_extern_delete(tag);
  sanderling_shared_memory_delete(memory);
  sanderling_shared_memory_delete(NULL);
}

void test_shared_memory(void) {
  right_memories();
  right_threads();
  wrong_memories();
}
