/* Traps and frames. */

#include "test.h"

static void right_trap(void) {
  wasm_message_t message, found;
  wasm_name_new_from_string_nt(&message, "went wrong");
  wasm_trap_t *trap = wasm_trap_new(store, &message);
  wasm_trap_message(trap, &found);
  CHECK(found.size == 11 && strcmp(found.data, "went wrong") == 0);
  wasm_byte_vec_delete(&found);
  /* No guest was running. */
  wasm_frame_vec_t trace;
  wasm_trap_trace(trap, &trace);
  CHECK(wasm_trap_origin(trap) == NULL && trace.size == 0);
  wasm_frame_vec_delete(&trace);
  wasm_trap_delete(trap);
  /* The NUL is added where it is missing. */
  message.size = 4;
  CHECK(trap_is(wasm_trap_new(store, &message), "went"));
  message.size = 11;
  wasm_byte_vec_delete(&message);
}

static void wrong_trap(void) {
  wasm_message_t message;
  wasm_frame_vec_t trace;
  CHECK(wasm_trap_new(NULL, NULL) == NULL);
  CHECK(trap_is(wasm_trap_new(store, NULL), ""));
  wasm_trap_message(NULL, &message);
  CHECK(message.size == 0 && message.data == NULL);
  CHECK(wasm_trap_origin(NULL) == NULL);
  wasm_trap_trace(NULL, &trace);
  CHECK(trace.size == 0 && trace.data == NULL);
  wasm_trap_t *trap = wasm_trap_new(store, NULL);
  wasm_trap_message(trap, NULL);
  wasm_trap_trace(trap, NULL);
  wasm_trap_delete(trap);
}

static void right_frame(void) {
  wasm_extern_vec_t exports;
  wasm_extern_t *import = wasm_func_as_extern(any_func(store));
  wasm_instance_t *instance = instance_of(
      "(import \"\" \"f\" (func)) (func $inner nop unreachable)"
      "(func (export \"outer\") call $inner)",
      &import, 1, &exports);
  wasm_extern_delete(import);
  wasm_trap_t *trap = wasm_func_call(wasm_extern_as_func(exports.data[0]), NULL, NULL);
  CHECK(trap != NULL);
  wasm_frame_t *origin = wasm_trap_origin(trap);
  wasm_frame_vec_t trace;
  wasm_trap_trace(trap, &trace);
  wasm_trap_delete(trap);
  CHECK(trace.size == 2);
  CHECK(wasm_frame_func_index(origin) == 1 && wasm_frame_func_index(trace.data[0]) == 1);
  CHECK(wasm_frame_func_index(trace.data[1]) == 2);
  CHECK(wasm_instance_same(wasm_frame_instance(origin), instance));
  CHECK(wasm_instance_same(wasm_frame_instance(trace.data[1]), instance));
  /* Behind the byte that says that there are no locals, and `nop`. */
  CHECK(wasm_frame_func_offset(origin) == 2);
  size_t place = wasm_frame_module_offset(origin);
  CHECK(place > wasm_frame_func_offset(origin));
  CHECK(wasm_frame_module_offset(trace.data[1]) > place);
  wasm_frame_t *copy = wasm_frame_copy(origin);
  wasm_frame_delete(origin);
  CHECK(wasm_frame_module_offset(copy) == place);
  CHECK(wasm_instance_same(wasm_frame_instance(copy), instance));
  wasm_frame_delete(copy);
  wasm_frame_vec_delete(&trace);
  wasm_instance_delete(instance);
  wasm_extern_vec_delete(&exports);
}

static void wrong_frame(void) {
  CHECK(wasm_frame_copy(NULL) == NULL && wasm_frame_instance(NULL) == NULL);
  CHECK(wasm_frame_func_index(NULL) == 0 && wasm_frame_func_offset(NULL) == 0);
  CHECK(wasm_frame_module_offset(NULL) == 0);
  wasm_frame_delete(NULL);
}

void test_trap(void) {
  right_trap();
  wrong_trap();
  right_frame();
  wrong_frame();
}
