/* Configurations, engines and stores. */

#include "test.h"

static void right_engine(void) {
  wasm_config_t *config = wasm_config_new();
  CHECK(config != NULL);
  wasm_engine_t *configured = wasm_engine_new_with_config(config);
  CHECK(configured != NULL);
  wasm_store_t *a = wasm_store_new(configured);
  wasm_engine_delete(configured);
  wasm_foreign_t *foreign = wasm_foreign_new(a);
  wasm_store_delete(a);
  CHECK(foreign != NULL);
  wasm_foreign_delete(foreign);
  config = wasm_config_new();
  wasm_config_delete(config);
  configured = wasm_engine_new();
  wasm_engine_delete(configured);
}

static void wrong_engine(void) {
  wasm_config_delete(NULL);
  wasm_engine_delete(NULL);
  wasm_store_delete(NULL);
  wasm_engine_t *by_default = wasm_engine_new_with_config(NULL);
  CHECK(by_default != NULL);
  wasm_engine_delete(by_default);
  CHECK(wasm_store_new(NULL) == NULL);
}

void test_engine(void) {
  right_engine();
  wrong_engine();
}
