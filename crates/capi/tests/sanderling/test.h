/* What the tests of sanderling.h share. One file for each kind of object has functions
   `right_*`, which use the interface as it is meant, and `wrong_*`, which do not: with
   NULL, with objects of another kind or store, out of range. tests/sanderling.rs sees to
   it that every function of the header is called by both. */

#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sanderling.h"

#define CHECK(condition)                                                  \
  do {                                                                    \
    if (!(condition)) {                                                   \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);     \
      exit(1);                                                            \
    }                                                                     \
  } while (0)

/* The last error. */
extern sanderling_error_t *error;

/* The engine of all tests, and two stores. */
extern wasm_engine_t *engine;
extern wasm_store_t *store;
extern wasm_store_t *other_store;

/* Stands where a function has yet to write. */
#define UNWRITTEN ((sanderling_error_t *)1)

/* Deletes the last error. In a function of the host, the call that it is part of has not
   written one yet. */
static inline void forget_error(void) {
  if (error != UNWRITTEN) sanderling_error_delete(error);
}

/* Succeeds, and writes no error. */
#define OK(call)                                                          \
  do {                                                                    \
    forget_error();                                                       \
    error = UNWRITTEN;                                                    \
    if ((call) != SANDERLING_OK) {                                        \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,                  \
              sanderling_error_message(error, NULL));                     \
      exit(1);                                                            \
    }                                                                     \
    CHECK(error == NULL);                                                 \
  } while (0)

/* Fails with this status and code. The error stays, to be looked at. */
#define FAILS(call, wanted_status, wanted_code)                           \
  do {                                                                    \
    forget_error();                                                       \
    error = UNWRITTEN;                                                    \
    CHECK((call) == (wanted_status));                                     \
    CHECK(sanderling_error_status(error) == (wanted_status));             \
    CHECK(sanderling_error_code(error) == (wanted_code));                 \
  } while (0)

#define MISUSE(call, code) FAILS(call, SANDERLING_MISUSE, code)

/* The most frequent one. */
#define REFUSED(call) MISUSE(call, SANDERLING_MISUSE_ARGUMENT)
#define FOREIGN(call) MISUSE(call, SANDERLING_MISUSE_WRONG_STORE)

bool is(sanderling_text_t text, const char *wanted);

wasm_module_t *module_new(wasm_engine_t *engine, const char *text);

/* An instance of a module from text. */
wasm_instance_t *instantiate(wasm_engine_t *engine, wasm_store_t *store, const char *text);

/* The same with imports. */
wasm_instance_t *instance_with(wasm_store_t *store, const char *text,
                               const wasm_extern_t *const *imports, size_t len);

wasm_extern_t *export(const wasm_instance_t *instance, const char *name);

/* An exported function; the handle is to be deleted. */
wasm_func_t *export_func(const wasm_instance_t *instance, const char *name);

/* Functions of the host that do nothing. */
int64_t test_nothing(uintptr_t id, const sanderling_caller_t *caller, uint64_t *slots,
                     size_t len);
bool test_answering(void *env, const wasm_val_vec_t *args, wasm_val_vec_t *results,
                    wasm_trap_t **trap);

/* A type from its text. */
sanderling_heap_type_t *heap_type(const char *text);

#endif
