/* Values. */

#include "test.h"

static void right_value(void) {
  wasm_val_t values[] = {WASM_I32_VAL(-1), WASM_I64_VAL(INT64_MIN), WASM_F32_VAL(0.5f),
                         WASM_F64_VAL(-0.25), WASM_INIT_VAL};
  for (size_t i = 0; i < 5; ++i) {
    wasm_val_t copy;
    memset(&copy, 0, sizeof copy);
    wasm_val_copy(&copy, &values[i]);
    CHECK(copy.kind == values[i].kind);
    CHECK(i != 0 || copy.of.i32 == -1);
    CHECK(i != 1 || copy.of.i64 == INT64_MIN);
    CHECK(i != 2 || copy.of.f32 == 0.5f);
    CHECK(i != 3 || copy.of.f64 == -0.25);
    CHECK(i != 4 || copy.of.ref == NULL);
    wasm_val_delete(&copy);
  }
  wasm_val_t ref = WASM_REF_VAL(wasm_func_as_ref(any_func(store))), copy;
  wasm_val_copy(&copy, &ref);
  CHECK(copy.kind == WASM_EXTERNREF && wasm_ref_same(copy.of.ref, ref.of.ref));
  wasm_val_delete(&ref);
  CHECK(ref.of.ref == NULL);
  wasm_val_delete(&copy);

  int here;
  wasm_val_t pointer;
  wasm_val_init_ptr(&pointer, &here);
  CHECK(pointer.kind == (sizeof(void *) == 8 ? WASM_I64 : WASM_I32));
  CHECK(wasm_val_ptr(&pointer) == &here);
}

static void wrong_value(void) {
  wasm_val_t value = WASM_REF_VAL(wasm_func_as_ref(any_func(store)));
  wasm_val_copy(NULL, &value);
  wasm_val_delete(&value);
  wasm_val_copy(&value, NULL);
  CHECK(value.kind == WASM_EXTERNREF && value.of.ref == NULL);
  wasm_val_delete(&value);
  wasm_val_delete(&value);
  wasm_val_delete(NULL);
  /* No reference, whatever is there. */
  value.kind = 77;
  value.of.i64 = 1;
  wasm_val_delete(&value);
  wasm_val_copy(&value, &value);
  CHECK(value.kind == 77 && value.of.i64 == 1);
}

void test_value(void) {
  right_value();
  wrong_value();
}
