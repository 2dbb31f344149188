/* What the tests of wasm.h share. One file for each kind of object has functions
   `right_*`, which use the interface as it is meant, and `wrong_*`, which do not: with
   NULL, with objects of another kind or store, out of range. tests/wasm.rs sees to it that
   every function of the standard is called by both. */

#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wasm.h"

#define CHECK(condition)                                                  \
  do {                                                                    \
    if (!(condition)) {                                                   \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);     \
      exit(1);                                                            \
    }                                                                     \
  } while (0)

/* The engine of all tests, and two stores. */
extern wasm_engine_t *engine;
extern wasm_store_t *store;
extern wasm_store_t *other_store;

/* A module in the binary format, from text. */
void binary_of(const char *text, wasm_byte_vec_t *out);

/* A module from text. */
wasm_module_t *module_of(const char *text);

/* An instance of a module from text, with `len` imports, and its exports. */
wasm_instance_t *instance_of(const char *text, wasm_extern_t **imports, size_t len,
                             wasm_extern_vec_t *exports);

/* The exports alone. */
void exports_of(const char *text, wasm_extern_vec_t *exports);

/* A function without parameters and results that does nothing. */
wasm_func_t *any_func(wasm_store_t *store);

/* Whether the trap has this message. Deletes the trap. */
bool trap_is(wasm_trap_t *trap, const char *message);

/* Counts its calls in the int that `info` points to. */
void count(void *info);

#endif
