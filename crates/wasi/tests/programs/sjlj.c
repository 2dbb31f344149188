// What clang's setjmp for WebAssembly calls: a jump is an exception with the tag
// __c_longjmp, and each setjmp in a running function has a label.
#include <stdint.h>

struct buffer {
  // Of the function that called setjmp, while it runs.
  void *invocation;
  uint32_t label;
  struct {
    void *env;
    int value;
  } arguments;
};

void __wasm_setjmp(void *env, uint32_t label, void *invocation) {
  struct buffer *buffer = env;
  buffer->invocation = invocation;
  buffer->label = label;
}

uint32_t __wasm_setjmp_test(void *env, void *invocation) {
  struct buffer *buffer = env;
  return buffer->invocation == invocation ? buffer->label : 0;
}

void __wasm_longjmp(void *env, int value) {
  struct buffer *buffer = env;
  buffer->arguments.env = env;
  buffer->arguments.value = value ? value : 1;
  __builtin_wasm_throw(1, &buffer->arguments);
}
