/* Exceptions and their tags. */

#include "test.h"

/* Catches what the imported function throws with the tag, and returns its value; what
   has another tag goes on. */
static const char *catcher =
    "(import \"\" \"tag\" (tag $tag (param i32)))"
    "(import \"\" \"throw\" (func $throw (param i32)))"
    "(func (export \"catch\") (param i32) (result i32)"
    "  (block $caught (result i32)"
    "    (try_table (catch $tag $caught) (call $throw (local.get 0)))"
    "    (i32.const -1)))"
    "(func (export \"ref\") (param i32) (result exnref)"
    "  (block $caught (result exnref)"
    "    (try_table (catch_all_ref $caught) (call $throw (local.get 0)))"
    "    (ref.null exn)))"
    "(func (export \"rethrow\") (param exnref) (throw_ref (local.get 0)))"
    "(func (export \"throw\") (param i32) (throw $tag (local.get 0)))";

static wasm_extern_t *tag, *other_tag;

static wasm_ref_t *exception(const wasm_extern_t *of, uint64_t value) {
  wasm_ref_t *made = NULL;
  OK(sanderling_exn_new(of, &value, 1, &made, &error));
  CHECK(made != NULL);
  return made;
}

/* Throws if the argument is not 0; with the other tag if it is negative; and with none if
   it is 1. */
static int64_t thrower(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                       size_t len) {
  (void)id, (void)len;
  int32_t value = (int32_t)slots[0];
  if (value == 0) return 0;
  if (value == 1) return 11;
  wasm_ref_t *thrown = exception(value < 0 ? other_tag : tag, (uint32_t)value);
  OK(sanderling_caller_throw(caller, thrown, &error));
  wasm_ref_delete(thrown);
  return -1;
}

static wasm_trap_t *standard_thrower(const wasm_val_vec_t *args, wasm_val_vec_t *results) {
  (void)results;
  wasm_ref_t *thrown = exception(tag, (uint32_t)args->data[0].of.i32);
  wasm_trap_t *trap = NULL;
  OK(sanderling_trap_new_exception(thrown, &trap, &error));
  wasm_ref_delete(thrown);
  return trap;
}

static wasm_func_t *throwing(wasm_store_t *in) {
  wasm_func_t *func = NULL;
  OK(sanderling_func_new(in, "(i32) -> ()", 11, thrower, 0, NULL, &func, &error));
  return func;
}

static void right_exceptions(void) {
  sanderling_type_t type;
  CHECK(sanderling_extern_type(tag, &type) && type.kind == SANDERLING_EXTERN_TAG);
  CHECK(type.params.len == 1 && type.params.data[0] == SANDERLING_I32);
  wasm_ref_t *made = exception(tag, 5);
  uint64_t slots[2] = {0};
  OK(sanderling_exn_values(made, slots, 1, &error));
  CHECK(slots[0] == 5);
  wasm_extern_t *of = NULL;
  OK(sanderling_exn_tag(made, &of, &error));
  CHECK(wasm_ref_same(wasm_extern_as_ref(of), wasm_extern_as_ref(tag)));
  CHECK(!wasm_ref_same(wasm_extern_as_ref(of), wasm_extern_as_ref(other_tag)));
  sanderling_heap_type_t *exn = NULL;
  OK(sanderling_ref_type(store, made, &exn, &error));
  CHECK(sanderling_heap_type_kind(exn) == SANDERLING_HEAP_EXN);
  bool is = false;
  OK(sanderling_ref_matches(store, made, exn, &is, &error));
  CHECK(is);
  sanderling_heap_type_delete(exn);
  wasm_extern_delete(of);
  wasm_ref_delete(made);
}

static void right_throwing(void) {
  wasm_func_t *func = throwing(store);
  const wasm_extern_t *imports[] = {tag, wasm_func_as_extern(func)};
  wasm_instance_t *instance = instance_with(store, catcher, imports, 2);
  wasm_func_t *catching = export_func(instance, "catch"), *ref = export_func(instance, "ref");
  wasm_func_t *rethrow = export_func(instance, "rethrow");
  wasm_func_t *throw = export_func(instance, "throw");

  /* Thrown by the host, caught by the guest. */
  uint64_t slots[1] = {42};
  OK(sanderling_func_call(catching, slots, 1, &error));
  CHECK(slots[0] == 42);
  slots[0] = 0;
  OK(sanderling_func_call(catching, slots, 1, &error));
  CHECK(slots[0] == (uint32_t)-1);

  /* Not caught: an error for the host. A failure is none. */
  slots[0] = (uint32_t)-3;
  FAILS(sanderling_func_call(catching, slots, 1, &error), SANDERLING_EXCEPTION, 0);
  wasm_ref_t *caught = NULL;
  sanderling_error_t *none = NULL;
  CHECK(sanderling_error_exception(error, store, &caught, &none) == SANDERLING_OK);
  CHECK(none == NULL && caught != NULL);
  OK(sanderling_exn_values(caught, slots, 1, &error));
  CHECK(slots[0] == (uint32_t)-3);
  slots[0] = 1;
  FAILS(sanderling_func_call(catching, slots, 1, &error), SANDERLING_HOST_ERROR, 0);
  CHECK(sanderling_error_host_id(error) == 11);
  wasm_ref_t *not_one = caught;
  CHECK(sanderling_error_exception(error, store, &not_one, NULL) == SANDERLING_OK);
  CHECK(not_one == NULL);

  /* The same exception, through a guest. */
  OK(sanderling_ref_slot(store, caught, slots, &error));
  FAILS(sanderling_func_call(rethrow, slots, 1, &error), SANDERLING_EXCEPTION, 0);
  wasm_ref_t *again = NULL;
  CHECK(sanderling_error_exception(error, store, &again, NULL) == SANDERLING_OK);
  CHECK(wasm_ref_same(caught, again));
  wasm_ref_delete(again);
  wasm_ref_delete(caught);

  /* As a result, in a slot and in a wasm_val_t. */
  slots[0] = 6;
  OK(sanderling_func_call(ref, slots, 1, &error));
  OK(sanderling_slot_take(store, slots[0], &caught, &error));
  OK(sanderling_exn_values(caught, slots, 1, &error));
  CHECK(slots[0] == 6);
  wasm_ref_delete(caught);
  wasm_val_t in[1] = {WASM_I32_VAL(8)}, out[1] = {WASM_INIT_VAL};
  wasm_val_vec_t args = WASM_ARRAY_VEC(in), results = WASM_ARRAY_VEC(out);
  CHECK(wasm_func_call(ref, &args, &results) == NULL);
  CHECK(out[0].kind == SANDERLING_EXNREF);
  OK(sanderling_exn_values(out[0].of.ref, slots, 1, &error));
  CHECK(slots[0] == 8);
  wasm_val_delete(&out[0]);

  /* As a trap of the standard's. */
  wasm_val_vec_t empty = WASM_EMPTY_VEC;
  wasm_trap_t *trap = wasm_func_call(throw, &args, &empty);
  CHECK(trap != NULL && sanderling_trap_status(trap) == SANDERLING_EXCEPTION);
  OK(sanderling_trap_exception(trap, &caught, &error));
  OK(sanderling_exn_values(caught, slots, 1, &error));
  CHECK(slots[0] == 8);
  wasm_ref_delete(caught);
  wasm_trap_delete(trap);
  wasm_func_delete(catching);
  wasm_func_delete(ref);
  wasm_func_delete(rethrow);
  wasm_func_delete(throw);
  wasm_instance_delete(instance);
  wasm_func_delete(func);
}

/* The standard's callbacks throw with a trap. */
static void right_traps(void) {
  wasm_functype_t *type = wasm_functype_new_1_0(wasm_valtype_new_i32());
  wasm_func_t *func = wasm_func_new(store, type, standard_thrower);
  wasm_functype_delete(type);
  const wasm_extern_t *imports[] = {tag, wasm_func_as_extern(func)};
  wasm_instance_t *instance = instance_with(store, catcher, imports, 2);
  wasm_func_t *catching = export_func(instance, "catch");
  uint64_t slots[1] = {42};
  OK(sanderling_func_call(catching, slots, 1, &error));
  CHECK(slots[0] == 42);
  wasm_func_delete(catching);
  wasm_instance_delete(instance);
  wasm_func_delete(func);
}

static int64_t misuser(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                       size_t len) {
  (void)id, (void)slots, (void)len;
  wasm_extern_t *foreign_tag = NULL;
  OK(sanderling_tag_new(other_store, "(i32)", 5, &foreign_tag, &error));
  wasm_ref_t *made = exception(foreign_tag, 1), *one = NULL;
  FOREIGN(sanderling_caller_throw(caller, made, &error));
  REFUSED(sanderling_caller_throw(caller, NULL, &error));
  REFUSED(sanderling_caller_throw(NULL, made, &error));
  OK(sanderling_i31_new(store, 1, &one, &error));
  REFUSED(sanderling_caller_throw(caller, one, &error));
  wasm_extern_delete(foreign_tag);
  wasm_ref_delete(one);
  wasm_ref_delete(made);
  /* What was thrown does not matter if there is no failure. */
  made = exception(tag, 1);
  OK(sanderling_caller_throw(caller, made, &error));
  wasm_ref_delete(made);
  return 0;
}

static void wrong_exceptions(void) {
  uint64_t slots[2] = {1, 2};
  wasm_ref_t *made = (wasm_ref_t *)1, *one = NULL;
  wasm_extern_t *of = (wasm_extern_t *)1;
  wasm_trap_t *trap = (wasm_trap_t *)1;
  REFUSED(sanderling_tag_new(store, "(i32", 4, &of, &error));
  CHECK(of == NULL);
  REFUSED(sanderling_tag_new(NULL, "()", 2, &of, &error));
  REFUSED(sanderling_tag_new(store, NULL, 2, &of, &error));
  REFUSED(sanderling_exn_new(tag, slots, 0, &made, &error));
  CHECK(made == NULL);
  REFUSED(sanderling_exn_new(tag, NULL, 1, &made, &error));
  REFUSED(sanderling_exn_new(NULL, slots, 1, &made, &error));
  REFUSED(sanderling_exn_new(tag, slots, 1, NULL, &error));
  wasm_func_t *func = throwing(store);
  REFUSED(sanderling_exn_new(wasm_func_as_extern(func), slots, 1, &made, &error));
  OK(sanderling_i31_new(store, 1, &one, &error));
  REFUSED(sanderling_exn_tag(one, &of, &error));
  REFUSED(sanderling_exn_tag(NULL, &of, &error));
  REFUSED(sanderling_exn_tag(wasm_func_as_ref(func), &of, &error));
  REFUSED(sanderling_exn_values(one, slots, 2, &error));
  REFUSED(sanderling_exn_values(NULL, slots, 2, &error));
  made = exception(tag, 1);
  REFUSED(sanderling_exn_tag(made, NULL, &error));
  REFUSED(sanderling_exn_values(made, slots, 0, &error));
  REFUSED(sanderling_exn_values(made, NULL, 1, &error));
  REFUSED(sanderling_trap_new_exception(one, &trap, &error));
  CHECK(trap == NULL);
  REFUSED(sanderling_trap_new_exception(NULL, &trap, &error));
  REFUSED(sanderling_trap_new_exception(made, NULL, &error));
  REFUSED(sanderling_caller_throw(NULL, made, &error));
  wasm_ref_delete(one);
  one = made;
  REFUSED(sanderling_trap_exception(NULL, &one, &error));
  CHECK(one == NULL);
  wasm_message_t message;
  wasm_name_new_from_string_nt(&message, "not an exception");
  trap = wasm_trap_new(store, &message);
  wasm_name_delete(&message);
  REFUSED(sanderling_trap_exception(trap, NULL, &error));
  OK(sanderling_trap_exception(trap, &one, &error));
  CHECK(one == NULL);
  wasm_trap_delete(trap);

  /* An error of one store is nothing to another. */
  OK(sanderling_trap_new_exception(made, &trap, &error));
  wasm_trap_delete(trap);
  slots[0] = 2;
  FAILS(sanderling_func_call(func, slots, 1, &error), SANDERLING_EXCEPTION, 0);
  sanderling_error_t *refused = NULL;
  CHECK(sanderling_error_exception(error, other_store, &one, &refused) == SANDERLING_MISUSE);
  CHECK(one == NULL && sanderling_error_status(refused) == SANDERLING_MISUSE);
  sanderling_error_delete(refused);
  CHECK(sanderling_error_exception(error, NULL, &one, NULL) == SANDERLING_MISUSE);
  CHECK(sanderling_error_exception(error, store, NULL, NULL) == SANDERLING_MISUSE);
  REFUSED(sanderling_error_exception(NULL, store, &one, &error));

  wasm_func_t *misusing = NULL;
  OK(sanderling_func_new(store, "() -> ()", 8, misuser, 0, NULL, &misusing, &error));
  OK(sanderling_func_call(misusing, NULL, 0, &error));
  wasm_func_delete(misusing);
  wasm_func_delete(func);
  wasm_ref_delete(made);
}

void test_exception(void) {
  OK(sanderling_tag_new(store, "(i32)", 5, &tag, &error));
  OK(sanderling_tag_new(store, "i32", 3, &other_tag, &error));
  right_exceptions();
  right_throwing();
  right_traps();
  wrong_exceptions();
  wasm_extern_delete(tag);
  wasm_extern_delete(other_tag);
}
