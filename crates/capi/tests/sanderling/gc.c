/* Structures, arrays, small integers, and their types. */

#include "test.h"

/* Points are structures of two i32, of which the second can be set. */
static const char POINT[] = "(struct (field i32) (field (mut i32)))";

static const char *guest =
    "(type $point (struct (field i32) (field (mut i32))))"
    "(type $bytes (array (mut i8)))"
    "(func (export \"make\") (param i32 i32) (result (ref $point))"
    "  (struct.new $point (local.get 0) (local.get 1)))"
    "(func (export \"sum\") (param (ref null $point)) (result i32)"
    "  (i32.add (struct.get $point 0 (local.get 0)) (struct.get $point 1 (local.get 0))))"
    "(func (export \"bytes\") (result (ref $bytes)) (array.new $bytes (i32.const 7) (i32.const 5)))"
    "(func (export \"i31\") (param i32) (result (ref i31)) (ref.i31 (local.get 0)))"
    "(func (export \"same\") (param anyref) (result anyref) (local.get 0))"
    "(func (export \"out\") (param anyref) (result externref)"
    "  (extern.convert_any (local.get 0)))"
    "(global (export \"kept\") (mut anyref) (ref.null any))";

static uint64_t slot_of(const wasm_ref_t *ref) {
  uint64_t slot = 0;
  OK(sanderling_ref_slot(store, ref, &slot, &error));
  return slot;
}

static wasm_ref_t *take(uint64_t slot) {
  wasm_ref_t *ref = NULL;
  OK(sanderling_slot_take(store, slot, &ref, &error));
  return ref;
}

static wasm_ref_t *point_of(uint64_t x, uint64_t y) {
  sanderling_heap_type_t *type = heap_type(POINT);
  uint64_t slots[2] = {x, y};
  wasm_ref_t *point = NULL;
  OK(sanderling_struct_new(store, type, slots, 2, &point, &error));
  sanderling_heap_type_delete(type);
  CHECK(point != NULL);
  return point;
}

static bool matches(const wasm_ref_t *ref, const char *text) {
  sanderling_heap_type_t *type = heap_type(text);
  bool is = false;
  OK(sanderling_ref_matches(store, ref, type, &is, &error));
  if (is) OK(sanderling_ref_cast(store, ref, type, &error));
  sanderling_heap_type_delete(type);
  return is;
}

static void right_types(void) {
  sanderling_heap_type_t *point = heap_type(POINT), *again = heap_type(POINT);
  sanderling_heap_type_t *structure = heap_type("struct"), *any = heap_type("any");
  size_t len = 0;
  CHECK(sanderling_heap_type_kind(point) == SANDERLING_HEAP_STRUCT);
  CHECK(sanderling_heap_type_kind(any) == SANDERLING_HEAP_ANY);
  CHECK(strcmp(sanderling_heap_type_text(point, &len), POINT) == 0 && len == strlen(POINT));
  CHECK(strcmp(sanderling_heap_type_text(any, NULL), "any") == 0);
  CHECK(strcmp(sanderling_heap_type_name(point, &len),
               sanderling_heap_type_name(again, NULL)) == 0 && len > 5);
  CHECK(sanderling_heap_type_matches(point, again));
  CHECK(sanderling_heap_type_matches(point, structure));
  CHECK(sanderling_heap_type_matches(structure, any));
  CHECK(!sanderling_heap_type_matches(any, structure));

  sanderling_field_t field;
  CHECK(sanderling_heap_type_field_count(point) == 2);
  CHECK(sanderling_heap_type_field(point, 1, &field));
  CHECK(field.kind == SANDERLING_I32 && field.is_mutable && is(field.text, "i32"));
  char text[80];
  snprintf(text, sizeof text, "(array (ref null %s))", sanderling_heap_type_name(point, NULL));
  sanderling_heap_type_t *points = heap_type(text);
  CHECK(sanderling_heap_type_kind(points) == SANDERLING_HEAP_ARRAY);
  CHECK(sanderling_heap_type_field_count(points) == 1);
  CHECK(sanderling_heap_type_field(points, 0, &field));
  CHECK(field.kind == SANDERLING_OTHER_REF && !field.is_mutable);
  sanderling_heap_type_t *bytes = heap_type("(array (mut i8))");
  CHECK(sanderling_heap_type_field(bytes, 0, &field) && field.kind == SANDERLING_I8);
  sanderling_heap_type_t *types[] = {point, again, structure, any, points, bytes};
  for (size_t i = 0; i < 6; ++i) sanderling_heap_type_delete(types[i]);
}

static void wrong_types(void) {
  sanderling_heap_type_t *type = (sanderling_heap_type_t *)1;
  REFUSED(sanderling_heap_type_new(engine, "structure", 9, &type, &error));
  CHECK(type == NULL);
  REFUSED(sanderling_heap_type_new(engine, NULL, 1, &type, &error));
  REFUSED(sanderling_heap_type_new(engine, "$type99", 7, &type, &error));
  REFUSED(sanderling_heap_type_new(NULL, "any", 3, &type, &error));
  REFUSED(sanderling_heap_type_new(engine, "any", 3, NULL, &error));
  size_t len = 1;
  CHECK(sanderling_heap_type_kind(NULL) == -1);
  CHECK(sanderling_heap_type_name(NULL, &len) == NULL && len == 0);
  CHECK(sanderling_heap_type_text(NULL, NULL) == NULL);
  CHECK(sanderling_heap_type_field_count(NULL) == 0);
  CHECK(!sanderling_heap_type_field(NULL, 0, NULL));
  sanderling_heap_type_t *any = heap_type("any");
  CHECK(!sanderling_heap_type_field(any, 0, NULL));
  CHECK(!sanderling_heap_type_matches(NULL, any) && !sanderling_heap_type_matches(any, NULL));
  wasm_engine_t *other = wasm_engine_new();
  OK(sanderling_heap_type_new(other, "any", 3, &type, &error));
  CHECK(!sanderling_heap_type_matches(type, any));
  wasm_ref_t *one = NULL;
  OK(sanderling_i31_new(store, 1, &one, &error));
  bool is = true;
  FOREIGN(sanderling_ref_matches(store, one, type, &is, &error));
  CHECK(!is);
  wasm_ref_delete(one);
  sanderling_heap_type_delete(type);
  sanderling_heap_type_delete(any);
  sanderling_heap_type_delete(NULL);
  wasm_engine_delete(other);
}

static void right_structures(void) {
  wasm_instance_t *instance = instantiate(engine, store, guest);
  wasm_func_t *make = export_func(instance, "make"), *sum = export_func(instance, "sum");
  wasm_func_t *same = export_func(instance, "same");
  uint64_t slots[3] = {3, 4, 99};

  /* A guest's structure, to the host, and back. */
  OK(sanderling_func_call(make, slots, 2, &error));
  wasm_ref_t *point = take(slots[0]);
  OK(sanderling_struct_get(point, 1, slots, 2, &error));
  CHECK(slots[0] == 4 && slots[1] == 0);
  slots[0] = 5;
  OK(sanderling_struct_set(point, 1, slots, 2, &error));
  slots[0] = slot_of(point);
  CHECK(slots[0] == slot_of(point));
  OK(sanderling_func_call(sum, slots, 1, &error));
  CHECK(slots[0] == 8);
  CHECK(matches(point, POINT) && matches(point, "struct") && matches(point, "eq"));
  CHECK(!matches(point, "array") && !matches(point, "(array i8)"));

  /* One of the host's is of the same type. */
  wasm_ref_t *own = point_of(10, 20);
  slots[0] = slot_of(own);
  OK(sanderling_func_call(sum, slots, 1, &error));
  CHECK(slots[0] == 30);
  sanderling_heap_type_t *type = NULL;
  OK(sanderling_ref_type(store, own, &type, &error));
  CHECK(strcmp(sanderling_heap_type_text(type, NULL), POINT) == 0);
  sanderling_heap_type_delete(type);

  /* The same object again. */
  slots[0] = slot_of(own);
  OK(sanderling_func_call(same, slots, 1, &error));
  wasm_ref_t *seen = NULL;
  OK(sanderling_slot_ref(store, slots[0], &seen, &error));
  CHECK(wasm_ref_same(seen, own) && !wasm_ref_same(seen, point));
  wasm_ref_t *copy = wasm_ref_copy(seen);
  wasm_ref_delete(seen);
  wasm_ref_set_host_info(copy, &slots);
  CHECK(wasm_ref_get_host_info(own) == &slots);
  wasm_ref_delete(copy);
  OK(sanderling_slot_release(store, slots[0], &error));
  OK(sanderling_slot_release(store, slots[0], &error));
  FOREIGN(sanderling_func_call(same, slots, 1, &error));

  /* In a global, and as a wasm_val_t. */
  wasm_global_t *kept = wasm_extern_as_global(export(instance, "kept"));
  slots[0] = slot_of(own), slots[1] = 0;
  OK(sanderling_global_set(kept, slots, 2, &error));
  wasm_val_t value, out[1] = {WASM_INIT_VAL};
  wasm_global_get(kept, &value);
  CHECK(value.kind == SANDERLING_ANYREF && wasm_ref_same(value.of.ref, own));
  wasm_val_vec_t args = {1, &value}, results = WASM_ARRAY_VEC(out);
  CHECK(wasm_func_call(same, &args, &results) == NULL);
  CHECK(out[0].kind == SANDERLING_ANYREF && wasm_ref_same(out[0].of.ref, own));
  wasm_val_delete(&out[0]);
  CHECK(wasm_func_call(sum, &args, &results) == NULL && out[0].of.i32 == 30);
  wasm_val_delete(&value);
  wasm_valtype_t *any = wasm_valtype_new(SANDERLING_ANYREF);
  CHECK(wasm_valtype_kind(any) == SANDERLING_ANYREF);
  wasm_valtype_delete(any);

  /* A slot of null. */
  slots[0] = slot_of(NULL);
  CHECK(slots[0] == 0);
  OK(sanderling_func_call(same, slots, 1, &error));
  CHECK(slots[0] == 0 && take(0) == NULL);
  FAILS(sanderling_func_call(sum, slots, 1, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_NULL_REFERENCE);

  wasm_ref_delete(point);
  wasm_ref_delete(own);
  wasm_global_delete(kept);
  wasm_func_delete(make);
  wasm_func_delete(sum);
  wasm_func_delete(same);
  wasm_instance_delete(instance);
}

static void wrong_structures(void) {
  sanderling_heap_type_t *point = heap_type(POINT), *any = heap_type("any");
  uint64_t slots[3] = {1, 2, 3};
  wasm_ref_t *ref = (wasm_ref_t *)1;
  REFUSED(sanderling_struct_new(store, point, slots, 3, &ref, &error));
  CHECK(ref == NULL);
  REFUSED(sanderling_struct_new(store, point, slots, 1, &ref, &error));
  REFUSED(sanderling_struct_new(store, point, NULL, 2, &ref, &error));
  REFUSED(sanderling_struct_new(store, any, slots, 2, &ref, &error));
  REFUSED(sanderling_struct_new(store, NULL, slots, 2, &ref, &error));
  REFUSED(sanderling_struct_new(NULL, point, slots, 2, &ref, &error));
  REFUSED(sanderling_struct_new(store, point, slots, 2, NULL, &error));
  wasm_engine_t *other_engine = wasm_engine_new();
  wasm_store_t *elsewhere = wasm_store_new(other_engine);
  REFUSED(sanderling_struct_new(elsewhere, point, slots, 2, &ref, &error));
  wasm_store_delete(elsewhere);
  wasm_engine_delete(other_engine);

  ref = point_of(1, 2);
  REFUSED(sanderling_struct_get(ref, 2, slots, 2, &error));
  CHECK(slots[0] == 0);
  REFUSED(sanderling_struct_get(ref, 0, slots, 1, &error));
  REFUSED(sanderling_struct_get(ref, 0, NULL, 2, &error));
  REFUSED(sanderling_struct_get(NULL, 0, slots, 2, &error));
  REFUSED(sanderling_struct_set(ref, 0, slots, 2, &error));
  REFUSED(sanderling_struct_set(ref, 2, slots, 2, &error));
  REFUSED(sanderling_struct_set(ref, 1, slots, 1, &error));
  REFUSED(sanderling_struct_set(NULL, 1, slots, 2, &error));
  uint32_t len = 0;
  int32_t number = 0;
  REFUSED(sanderling_array_len(ref, &len, &error));
  REFUSED(sanderling_array_get(ref, 0, slots, 2, &error));
  REFUSED(sanderling_i31_value(ref, &number, &error));
  REFUSED(sanderling_exn_values(ref, slots, 2, &error));

  /* In another store. */
  uint64_t slot = 0;
  FOREIGN(sanderling_ref_slot(other_store, ref, &slot, &error));
  CHECK(slot == 0);
  bool is = true;
  FOREIGN(sanderling_ref_matches(other_store, ref, point, &is, &error));
  CHECK(!is);
  FOREIGN(sanderling_ref_cast(other_store, ref, point, &error));
  wasm_ref_t *none = ref;
  FOREIGN(sanderling_slot_ref(other_store, slot_of(ref), &none, &error));
  CHECK(none == NULL);

  sanderling_heap_type_t *array = heap_type("array"), *type = NULL;
  FAILS(sanderling_ref_cast(store, ref, array, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_CAST_FAILURE);
  REFUSED(sanderling_ref_cast(store, NULL, array, &error));
  REFUSED(sanderling_ref_cast(store, ref, NULL, &error));
  REFUSED(sanderling_ref_matches(store, ref, array, NULL, &error));
  REFUSED(sanderling_ref_matches(NULL, ref, array, &is, &error));
  REFUSED(sanderling_ref_type(store, NULL, &type, &error));
  REFUSED(sanderling_ref_type(NULL, ref, &type, &error));
  CHECK(type == NULL);
  REFUSED(sanderling_ref_slot(NULL, ref, &slot, &error));
  REFUSED(sanderling_ref_slot(store, ref, NULL, &error));
  none = ref;
  REFUSED(sanderling_slot_ref(NULL, 0, &none, &error));
  CHECK(none == NULL);
  REFUSED(sanderling_slot_take(NULL, 0, &none, &error));
  REFUSED(sanderling_slot_take(store, 0, NULL, &error));
  FOREIGN(sanderling_slot_take(store, 12345, &none, &error));
  REFUSED(sanderling_slot_release(NULL, 0, &error));
  OK(sanderling_slot_release(store, 12345, &error));
  CHECK(wasm_ref_copy(NULL) == NULL && !wasm_ref_same(NULL, NULL));
  wasm_ref_delete(NULL);
  wasm_ref_delete(ref);
  sanderling_heap_type_delete(array);
  sanderling_heap_type_delete(any);
  sanderling_heap_type_delete(point);
}

static void right_arrays(void) {
  wasm_instance_t *instance = instantiate(engine, store, guest);
  wasm_func_t *make = export_func(instance, "bytes");
  uint64_t slots[4] = {0};
  uint32_t len = 0;
  OK(sanderling_func_call(make, slots, 1, &error));
  wasm_ref_t *bytes = take(slots[0]);
  OK(sanderling_array_len(bytes, &len, &error));
  CHECK(len == 5);
  OK(sanderling_array_get(bytes, 4, slots, 2, &error));
  CHECK(slots[0] == 7);
  slots[0] = 0x1FF;
  OK(sanderling_array_set(bytes, 0, slots, 2, &error));
  uint8_t buffer[4] = {'a', 'b', 'c', 'd'};
  OK(sanderling_array_write(bytes, 1, buffer, 3, &error));
  OK(sanderling_array_read(bytes, 0, buffer, 4, &error));
  CHECK(buffer[0] == 0xFF && buffer[1] == 'a' && buffer[3] == 'c');
  OK(sanderling_array_read(bytes, 5, NULL, 0, &error));
  wasm_ref_delete(bytes);

  /* Vectors take two slots each. */
  sanderling_heap_type_t *type = heap_type("(array v128)");
  wasm_ref_t *array = NULL;
  for (int i = 0; i < 4; ++i) slots[i] = (uint64_t)i;
  OK(sanderling_array_new_fixed(store, type, slots, 4, &array, &error));
  OK(sanderling_array_len(array, &len, &error));
  CHECK(len == 2);
  OK(sanderling_array_get(array, 1, slots, 2, &error));
  CHECK(slots[0] == 2 && slots[1] == 3);
  wasm_ref_delete(array);
  OK(sanderling_array_new(store, type, slots, 2, 100, &array, &error));
  OK(sanderling_array_get(array, 99, slots, 2, &error));
  CHECK(slots[0] == 2 && slots[1] == 3);
  wasm_ref_delete(array);
  sanderling_heap_type_delete(type);

  /* Elements that are references. */
  type = heap_type("(array (mut anyref))");
  wasm_ref_t *point = point_of(1, 2), *found;
  slots[0] = slot_of(point), slots[1] = sanderling_i31_slot(-5), slots[2] = 0;
  OK(sanderling_array_new_fixed(store, type, slots, 3, &array, &error));
  OK(sanderling_array_get(array, 0, slots, 2, &error));
  found = take(slots[0]);
  CHECK(wasm_ref_same(found, point));
  wasm_ref_delete(found);
  OK(sanderling_array_get(array, 1, slots, 2, &error));
  int32_t number = 0;
  CHECK(sanderling_slot_is_i31(slots[0], &number) && number == -5);
  wasm_ref_delete(point);
  wasm_ref_delete(array);
  sanderling_heap_type_delete(type);
  wasm_func_delete(make);
  wasm_instance_delete(instance);
}

static void wrong_arrays(void) {
  sanderling_heap_type_t *type = heap_type("(array (mut i16))"), *fixed = heap_type("(array i64)");
  sanderling_heap_type_t *refs = heap_type("(array (mut anyref))"), *point = heap_type(POINT);
  uint64_t slots[3] = {1, 2, 3};
  uint8_t bytes[4] = {0};
  uint32_t len = 0;
  wasm_ref_t *array = (wasm_ref_t *)1, *constant = NULL, *of_refs = NULL;
  REFUSED(sanderling_array_new(store, point, slots, 2, 1, &array, &error));
  CHECK(array == NULL);
  REFUSED(sanderling_array_new(store, type, slots, 1, 1, &array, &error));
  REFUSED(sanderling_array_new(store, NULL, slots, 2, 1, &array, &error));
  REFUSED(sanderling_array_new(NULL, type, slots, 2, 1, &array, &error));
  FAILS(sanderling_array_new(store, fixed, slots, 2, UINT32_MAX, &array, &error),
        SANDERLING_LIMIT, 0);
  REFUSED(sanderling_array_new_fixed(store, point, slots, 2, &array, &error));
  REFUSED(sanderling_array_new_fixed(store, type, NULL, 2, &array, &error));
  REFUSED(sanderling_array_new_fixed(NULL, type, slots, 2, &array, &error));
  FOREIGN(sanderling_array_new_fixed(store, refs, slots, 2, &array, &error));
  OK(sanderling_array_new(store, type, slots, 2, 2, &array, &error));
  OK(sanderling_array_new_fixed(store, fixed, slots, 3, &constant, &error));
  slots[0] = 0;
  OK(sanderling_array_new(store, refs, slots, 2, 2, &of_refs, &error));
  FAILS(sanderling_array_get(array, 2, slots, 2, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS);
  REFUSED(sanderling_array_get(array, 0, slots, 1, &error));
  REFUSED(sanderling_array_get(NULL, 0, slots, 2, &error));
  FAILS(sanderling_array_set(array, 2, slots, 2, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS);
  REFUSED(sanderling_array_set(constant, 0, slots, 2, &error));
  REFUSED(sanderling_array_set(NULL, 0, slots, 2, &error));
  REFUSED(sanderling_array_len(NULL, &len, &error));
  REFUSED(sanderling_array_len(array, NULL, &error));
  REFUSED(sanderling_array_read(array, 0, bytes, 3, &error));
  REFUSED(sanderling_array_read(array, 0, NULL, 2, &error));
  REFUSED(sanderling_array_read(of_refs, 0, bytes, 0, &error));
  REFUSED(sanderling_array_read(NULL, 0, bytes, 2, &error));
  FAILS(sanderling_array_read(array, 1, bytes, 4, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS);
  REFUSED(sanderling_array_write(constant, 0, bytes, 0, &error));
  REFUSED(sanderling_array_write(NULL, 0, bytes, 2, &error));
  FAILS(sanderling_array_write(array, 2, bytes, 2, &error), SANDERLING_TRAP,
        SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS);
  wasm_ref_delete(array);
  wasm_ref_delete(constant);
  wasm_ref_delete(of_refs);
  sanderling_heap_type_delete(type);
  sanderling_heap_type_delete(fixed);
  sanderling_heap_type_delete(refs);
  sanderling_heap_type_delete(point);
}

static void right_i31(void) {
  wasm_instance_t *instance = instantiate(engine, store, guest);
  wasm_func_t *make = export_func(instance, "i31");
  uint64_t slots[1] = {(uint32_t)-7};
  int32_t number = 0;
  OK(sanderling_func_call(make, slots, 1, &error));
  CHECK(slots[0] == sanderling_i31_slot(-7));
  CHECK(sanderling_slot_is_i31(slots[0], &number) && number == -7);
  CHECK(sanderling_slot_is_i31(slots[0], NULL));
  wasm_ref_t *ref = take(slots[0]), *again = NULL;
  OK(sanderling_i31_new(store, -7, &again, &error));
  CHECK(wasm_ref_same(ref, again) && slot_of(again) == slots[0]);
  OK(sanderling_i31_value(ref, &number, &error));
  CHECK(number == -7);
  CHECK(matches(ref, "i31") && matches(ref, "any") && !matches(ref, "struct"));
  wasm_ref_delete(ref);
  wasm_ref_delete(again);
  wasm_func_delete(make);
  wasm_instance_delete(instance);
}

static void wrong_i31(void) {
  int32_t number = 9;
  wasm_ref_t *ref = NULL;
  CHECK(!sanderling_slot_is_i31(0, &number) && number == 9);
  CHECK(sanderling_i31_slot(INT32_MIN) == sanderling_i31_slot(0));
  REFUSED(sanderling_i31_new(NULL, 0, &ref, &error));
  REFUSED(sanderling_i31_new(store, 0, NULL, &error));
  REFUSED(sanderling_i31_value(NULL, &number, &error));
  CHECK(number == 0);
  OK(sanderling_i31_new(store, 1, &ref, &error));
  REFUSED(sanderling_i31_value(ref, NULL, &error));
  uint64_t slots[2];
  REFUSED(sanderling_struct_get(ref, 0, slots, 2, &error));
  wasm_ref_delete(ref);
}

static void right_conversions(void) {
  wasm_instance_t *instance = instantiate(engine, store, guest);
  wasm_func_t *out = export_func(instance, "out");
  wasm_ref_t *point = point_of(1, 2), *outside = NULL, *inside = NULL;
  OK(sanderling_extern_convert_any(point, &outside, &error));
  OK(sanderling_any_convert_extern(store, outside, &inside, &error));
  CHECK(wasm_ref_same(point, inside) && !wasm_ref_same(point, outside));
  wasm_ref_delete(inside);
  wasm_ref_delete(outside);
  uint64_t slots[1] = {slot_of(point)};
  OK(sanderling_func_call(out, slots, 1, &error));
  outside = take(slots[0]);
  CHECK(wasm_ref_as_foreign(outside) != NULL);
  OK(sanderling_any_convert_extern(store, outside, &inside, &error));
  CHECK(wasm_ref_same(point, inside));
  sanderling_heap_type_t *type = NULL;
  OK(sanderling_ref_type(store, outside, &type, &error));
  CHECK(sanderling_heap_type_kind(type) == SANDERLING_HEAP_EXTERN);
  sanderling_heap_type_delete(type);
  /* A function, and a foreign object, in slots. */
  slots[0] = slot_of(wasm_func_as_ref(out));
  wasm_ref_t *func = take(slots[0]);
  CHECK(wasm_ref_as_func(func) != NULL && wasm_ref_same(func, wasm_func_as_ref(out)));
  OK(sanderling_ref_type(store, func, &type, &error));
  CHECK(sanderling_heap_type_kind(type) == SANDERLING_HEAP_FUNC);
  wasm_foreign_t *foreign = wasm_foreign_new(store);
  slots[0] = slot_of(wasm_foreign_as_ref(foreign));
  wasm_ref_t *again = take(slots[0]);
  CHECK(wasm_ref_same(again, wasm_foreign_as_ref(foreign)));
  wasm_ref_delete(again);
  FOREIGN(sanderling_slot_take(store, slots[0], &again, &error));
  wasm_foreign_delete(foreign);
  sanderling_heap_type_delete(type);
  wasm_ref_delete(func);
  wasm_ref_delete(inside);
  wasm_ref_delete(outside);
  wasm_ref_delete(point);
  wasm_func_delete(out);
  wasm_instance_delete(instance);
}

static void wrong_conversions(void) {
  wasm_ref_t *point = point_of(1, 2), *out = (wasm_ref_t *)1;
  REFUSED(sanderling_any_convert_extern(store, point, &out, &error));
  CHECK(out == NULL);
  REFUSED(sanderling_any_convert_extern(store, NULL, &out, &error));
  REFUSED(sanderling_any_convert_extern(NULL, point, &out, &error));
  REFUSED(sanderling_extern_convert_any(NULL, &out, &error));
  REFUSED(sanderling_extern_convert_any(point, NULL, &error));
  wasm_foreign_t *foreign = wasm_foreign_new(store);
  REFUSED(sanderling_extern_convert_any(wasm_foreign_as_ref(foreign), &out, &error));
  FOREIGN(sanderling_any_convert_extern(other_store, wasm_foreign_as_ref(foreign), &out, &error));
  wasm_foreign_delete(foreign);
  wasm_ref_delete(point);
}

/* What was made inside a host function is given back when it returns. */
static wasm_ref_t *seen;
static uint64_t seen_slot;

static int64_t look(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots, size_t len) {
  (void)id, (void)caller;
  CHECK(len == 1);
  seen_slot = slots[0];
  OK(sanderling_slot_ref(store, slots[0], &seen, &error));
  /* What is deleted here can still be returned. */
  wasm_ref_t *point = point_of(6, 7);
  slots[0] = slot_of(point);
  wasm_ref_delete(point);
  return 0;
}

static void right_host_functions(void) {
  const char *type = "(anyref) -> anyref";
  wasm_func_t *func = NULL;
  OK(sanderling_func_new(store, type, strlen(type), look, 0, NULL, &func, &error));
  wasm_ref_t *point = point_of(3, 4), *result;
  uint64_t slots[2] = {slot_of(point)}, argument = slots[0];
  OK(sanderling_func_call(func, slots, 1, &error));
  CHECK(wasm_ref_same(seen, point) && argument == slot_of(point));
  CHECK(seen_slot != argument);
  FOREIGN(sanderling_slot_ref(store, seen_slot, &result, &error));
  result = take(slots[0]);
  OK(sanderling_struct_get(result, 0, slots, 2, &error));
  CHECK(slots[0] == 6);
  wasm_ref_delete(result);
  wasm_ref_delete(seen);
  wasm_ref_delete(point);
  wasm_func_delete(func);
}

static void right_collection(void) {
  uint64_t before = 0, after = 0;
  OK(sanderling_store_gc(store, &error));
  OK(sanderling_store_gc_used_bytes(store, &before, &error));
  wasm_ref_t *point = point_of(1, 2);
  uint64_t slot = slot_of(point);
  OK(sanderling_store_gc_used_bytes(store, &after, &error));
  CHECK(after > before);
  wasm_ref_delete(point);
  FOREIGN(sanderling_slot_ref(store, slot, &point, &error));
  OK(sanderling_store_gc(store, &error));
  OK(sanderling_store_gc_used_bytes(store, &after, &error));
  CHECK(after <= before);
}

static void right_externref_collection(void) {
  wasm_table_t *table = NULL;
  OK(sanderling_table_new(store, "externref", 9, 1, 1, false, 0, &table, &error));
  uint64_t kept = 0, lost = 0, held = 0, id = 0, ids[64] = {0};
  size_t count = 9;
  OK(sanderling_externref_new(store, 7101, &kept, &error));
  OK(sanderling_externref_new(store, 7102, &lost, &error));
  OK(sanderling_externref_new(store, 7103, &held, &error));
  OK(sanderling_table_set(table, 0, kept, &error));
  wasm_ref_t *handle = NULL;
  OK(sanderling_slot_ref(store, held, &handle, &error));
  /* Nothing is looked at. */
  OK(sanderling_store_gc_externrefs(store, NULL, 0, &count, &error));
  CHECK(count == 0);
  OK(sanderling_externref_id(store, lost, &id, &error));
  CHECK(id == 7102);
  int found = 0;
  OK(sanderling_store_gc_externrefs(store, ids, 64, &count, &error));
  for (size_t i = 0; i < count; ++i) {
    found += ids[i] == 7102;
    CHECK(ids[i] != 7101 && ids[i] != 7103);
  }
  CHECK(found == 1);
  OK(sanderling_externref_id(store, kept, &id, &error));
  CHECK(id == 7101);
  OK(sanderling_externref_id(store, held, &id, &error));
  CHECK(id == 7103);
  /* Its number means nothing any more, and neither does it once its place has another. */
  FOREIGN(sanderling_externref_id(store, lost, &id, &error));
  uint64_t next = 0;
  OK(sanderling_externref_new(store, 7104, &next, &error));
  CHECK(next != lost);
  FOREIGN(sanderling_externref_id(store, lost, &id, &error));
  wasm_ref_delete(handle);
  wasm_table_delete(table);
}

static void wrong_collection(void) {
  uint64_t bytes = 1;
  uint64_t ids[1] = {5};
  size_t count = 1;
  REFUSED(sanderling_store_gc_externrefs(NULL, ids, 1, &count, &error));
  CHECK(count == 0);
  REFUSED(sanderling_store_gc_externrefs(store, NULL, 1, &count, &error));
  REFUSED(sanderling_store_gc_externrefs(store, ids, 1, NULL, &error));
  CHECK(ids[0] == 5);
  REFUSED(sanderling_store_gc(NULL, &error));
  REFUSED(sanderling_store_gc_used_bytes(NULL, &bytes, &error));
  REFUSED(sanderling_store_gc_used_bytes(store, NULL, &error));
  CHECK(bytes == 0);
  /* After closing, and deleted last. */
  wasm_store_t *closed = NULL;
  sanderling_heap_type_t *type = heap_type(POINT);
  uint64_t slots[2] = {1, 2};
  wasm_ref_t *point = NULL;
  OK(sanderling_store_new(engine, NULL, &closed, &error));
  OK(sanderling_struct_new(closed, type, slots, 2, &point, &error));
  OK(sanderling_ref_slot(closed, point, slots, &error));
  OK(sanderling_store_close(closed, &error));
  MISUSE(sanderling_struct_get(point, 0, slots, 2, &error), SANDERLING_MISUSE_CLOSED);
  MISUSE(sanderling_ref_slot(closed, point, slots, &error), SANDERLING_MISUSE_CLOSED);
  MISUSE(sanderling_store_gc(closed, &error), SANDERLING_MISUSE_CLOSED);
  OK(sanderling_slot_release(closed, slots[0], &error));
  wasm_store_delete(closed);
  sanderling_heap_type_delete(type);
  wasm_ref_t *copy = wasm_ref_copy(point);
  CHECK(wasm_ref_same(copy, point));
  wasm_ref_delete(copy);
  wasm_ref_delete(point);
}

void test_gc(void) {
  right_types();
  wrong_types();
  right_structures();
  wrong_structures();
  right_arrays();
  wrong_arrays();
  right_i31();
  wrong_i31();
  right_conversions();
  wrong_conversions();
  right_host_functions();
  right_collection();
  right_externref_collection();
  wrong_collection();
}
