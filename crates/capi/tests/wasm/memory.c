/* Memories. */

#include "test.h"

static wasm_memory_t *memory_of(uint32_t min, uint32_t max) {
  wasm_limits_t limits = {min, max};
  wasm_memorytype_t *type = wasm_memorytype_new(&limits);
  wasm_memory_t *memory = wasm_memory_new(store, type);
  wasm_memorytype_delete(type);
  return memory;
}

static void right_memory(void) {
  wasm_memory_t *memory = memory_of(1, 3);
  CHECK(wasm_memory_size(memory) == 1);
  CHECK(wasm_memory_data_size(memory) == MEMORY_PAGE_SIZE);
  byte_t *data = wasm_memory_data(memory);
  CHECK(data[0] == 0 && data[MEMORY_PAGE_SIZE - 1] == 0);
  data[MEMORY_PAGE_SIZE - 1] = 'x';
  CHECK(wasm_memory_grow(memory, 1) && wasm_memory_size(memory) == 2);
  data = wasm_memory_data(memory);
  CHECK(data[MEMORY_PAGE_SIZE - 1] == 'x' && data[MEMORY_PAGE_SIZE] == 0);
  CHECK(wasm_memory_grow(memory, 0));
  wasm_memorytype_t *type = wasm_memory_type(memory);
  CHECK(wasm_memorytype_limits(type)->min == 2 && wasm_memorytype_limits(type)->max == 3);
  wasm_memorytype_delete(type);
  wasm_memory_delete(memory);
  wasm_limits_t limits = {0, wasm_limits_max_default};
  type = wasm_memorytype_new(&limits);
  memory = wasm_memory_new(store, type);
  wasm_memorytype_delete(type);
  CHECK(wasm_memory_data_size(memory) == 0 && wasm_memory_data(memory) == NULL);
  wasm_memory_delete(memory);
}

static void wrong_memory(void) {
  wasm_functype_t *no_memory = wasm_functype_new_0_0();
  wasm_limits_t limits = {1, 1};
  wasm_memorytype_t *type = wasm_memorytype_new(&limits);
  CHECK(wasm_memory_new(NULL, type) == NULL && wasm_memory_new(store, NULL) == NULL);
  CHECK(wasm_memory_new(store, (wasm_memorytype_t *)no_memory) == NULL);
  wasm_functype_delete(no_memory);
  wasm_memorytype_delete(type);
  CHECK(memory_of(2, 1) == NULL && memory_of(65537, 65538) == NULL);
  wasm_memory_t *memory = memory_of(1, 2);
  CHECK(!wasm_memory_grow(memory, 2) && !wasm_memory_grow(memory, UINT32_MAX));
  CHECK(wasm_memory_size(memory) == 1);
  wasm_memory_delete(memory);
  CHECK(wasm_memory_data(NULL) == NULL && wasm_memory_data_size(NULL) == 0);
  CHECK(wasm_memory_size(NULL) == 0 && !wasm_memory_grow(NULL, 0));
  CHECK(wasm_memory_type(NULL) == NULL);
}

void test_memory(void) {
  right_memory();
  wrong_memory();
}
