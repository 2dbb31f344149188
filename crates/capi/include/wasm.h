/* wasm.h: the standard C API of WebAssembly, as Sanderling has it.

   Programs written for this interface compile and link unchanged; what Sanderling has
   beyond it is in sanderling.h.

   Ownership. `own` says who deletes what: an `own` result and an `own` parameter called
   `out` become the caller's, an `own` argument becomes the library's, whatever the function
   returns. What an owned object or vector contains is owned with it. All other pointers are
   borrowed: arguments until the function returns, results until what they came from is
   deleted or changed. Handles may be deleted in any order and at any time, but not while a
   call that was given this very handle is running: each keeps alive what it needs, so that
   a function can still be called after its instance, its module and its store were deleted.
   A vector argument that is given away is empty afterwards.

   NULL. Every pointer may be NULL. Deleting NULL does nothing; what is asked of NULL is
   answered with NULL, zero, false or an empty vector; an `out` that is NULL is not written;
   a vector with the size 0 may have NULL as its data. Every `out` that is not NULL is
   written on every path.

   Errors. A function that makes an object gives NULL if it cannot: wrong arguments, an
   object of another store, a store that is in use, exceeded limits, no memory.
   wasm_func_call and wasm_instance_new say in a trap what went wrong. Nothing unwinds,
   aborts or exits across this interface; callbacks and finalizers must not do so either.

   Threads. Every function may be called and every handle deleted on any thread. A store,
   with everything in it, is used by one call at a time; a second one at the same time
   fails. That is one that makes, calls, reads or changes a function, global, table, memory
   or instance, or asks for the type of a table or memory, which tells its size; handles,
   other types, host info, modules, traps and foreign objects can be used at any time.
   While a callback runs, its thread may use the store that called it, and call it again.
   Finalizers run on the thread that gives the object up last.

   Sameness. wasm_*_same tells whether two handles are those of one object: copies of a
   handle are, and handles that came from the same object at different times. Host info
   belongs to the object, so that all its handles see it. A function, global, table, memory
   or instance lives as long as its store, which lives until the last handle of it and of
   what is in it is deleted; other objects live until their last handle is deleted, and as
   long as guests may have them. */

#ifndef WASM_H
#define WASM_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* How functions are imported from a shared library, where that has to be said. */
#ifndef WASM_API_EXTERN
#if defined(_WIN32) && !defined(__MINGW32__) && !defined(LIBWASM_STATIC)
#define WASM_API_EXTERN __declspec(dllimport)
#else
#define WASM_API_EXTERN
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Defined within this header only. */
#define own

/* ---- Machine types ---- */

typedef char byte_t;
typedef float float32_t;
typedef double float64_t;

static_assert(sizeof(float32_t) == 4, "float32_t has 32 bits");
static_assert(sizeof(float64_t) == 8, "float64_t has 64 bits");
static_assert(sizeof(void *) == 4 || sizeof(void *) == 8, "pointers have 32 or 64 bits");

/* ---- Bytes and names ---- */

typedef byte_t wasm_byte_t;

/* A vector of bytes. */
typedef struct wasm_byte_vec_t {
  size_t size;
  wasm_byte_t *data;
} wasm_byte_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_byte_vec_new_empty(own wasm_byte_vec_t *out);

/* Makes a vector of `size` bytes, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_byte_vec_new_uninitialized(own wasm_byte_vec_t *out,
                                                     size_t size);

/* Makes a vector of the bytes in an array, which is copied. NULL is an empty
   array. */
WASM_API_EXTERN void wasm_byte_vec_new(own wasm_byte_vec_t *out, size_t size,
                                       wasm_byte_t const data[]);

/* Makes a vector like another one. */
WASM_API_EXTERN void wasm_byte_vec_copy(own wasm_byte_vec_t *out,
                                        const wasm_byte_vec_t *from);

/* Frees the memory, and leaves the vector empty. */
WASM_API_EXTERN void wasm_byte_vec_delete(own wasm_byte_vec_t *vec);

/* A name: UTF-8 without a NUL at its end. */
typedef wasm_byte_vec_t wasm_name_t;

#define wasm_name wasm_byte_vec
#define wasm_name_new wasm_byte_vec_new
#define wasm_name_new_empty wasm_byte_vec_new_empty
#define wasm_name_new_uninitialized wasm_byte_vec_new_uninitialized
/* The standard's own spelling. */
#define wasm_name_new_new_uninitialized wasm_byte_vec_new_uninitialized
#define wasm_name_copy wasm_byte_vec_copy
#define wasm_name_delete wasm_byte_vec_delete

/* Makes a name of a string, which must not be NULL, without its NUL. */
static inline void wasm_name_new_from_string(own wasm_name_t *out, const char *string) {
  wasm_byte_vec_new(out, strlen(string), string);
}

/* Makes a name of a string, which must not be NULL, with its NUL. */
static inline void wasm_name_new_from_string_nt(own wasm_name_t *out, const char *string) {
  wasm_byte_vec_new(out, strlen(string) + 1, string);
}

/* ---- Configurations ---- */

/* How an engine shall be. sanderling.h has the functions that change it. */
typedef struct wasm_config_t wasm_config_t;

/* Deletes a configuration. */
WASM_API_EXTERN void wasm_config_delete(own wasm_config_t *config);

/* The default configuration. */
WASM_API_EXTERN own wasm_config_t *wasm_config_new(void);

/* ---- Engines ---- */

/* What stores and modules have in common. */
typedef struct wasm_engine_t wasm_engine_t;

/* Deletes an engine. Its stores and modules go on. */
WASM_API_EXTERN void wasm_engine_delete(own wasm_engine_t *engine);

/* An engine with the default configuration. */
WASM_API_EXTERN own wasm_engine_t *wasm_engine_new(void);

/* An engine with this configuration, or with the default one if it is NULL. NULL if a
   number in the configuration is out of its range. */
WASM_API_EXTERN own wasm_engine_t *wasm_engine_new_with_config(own wasm_config_t *config);

/* ---- Stores ---- */

/* All that a group of instances can reach. */
typedef struct wasm_store_t wasm_store_t;

/* Deletes a handle to a store. The store itself goes with the last handle of what is in
   it. */
WASM_API_EXTERN void wasm_store_delete(own wasm_store_t *store);

/* An empty store. */
WASM_API_EXTERN own wasm_store_t *wasm_store_new(wasm_engine_t *engine);

/* ---- Attributes of types ---- */

/* Whether a global can be set. */
typedef uint8_t wasm_mutability_t;
enum wasm_mutability_enum {
  WASM_CONST,
  WASM_VAR
};

/* The sizes that a table or memory may have: elements, or pages. Of tables and memories
   with 64-bit addresses, sizes beyond 32 bits are given as the greatest of 32 bits. */
typedef struct wasm_limits_t {
  uint32_t min;
  uint32_t max;
} wasm_limits_t;

/* The `max` of what has no maximum. */
static const uint32_t wasm_limits_max_default = 0xffffffff;

/* ---- Types of values ---- */

/* The type of a value. Types do not change once they are made. */
typedef struct wasm_valtype_t wasm_valtype_t;

/* Deletes the type of a value. */
WASM_API_EXTERN void wasm_valtype_delete(own wasm_valtype_t *type);

/* A copy of the type of a value. */
WASM_API_EXTERN own wasm_valtype_t *wasm_valtype_copy(const wasm_valtype_t *type);

/* A vector of such types. */
typedef struct wasm_valtype_vec_t {
  size_t size;
  wasm_valtype_t **data;
} wasm_valtype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_valtype_vec_new_empty(own wasm_valtype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_valtype_vec_new_uninitialized(own wasm_valtype_vec_t *out,
                                                        size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_valtype_vec_new(own wasm_valtype_vec_t *out, size_t size,
                                          own wasm_valtype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_valtype_vec_copy(own wasm_valtype_vec_t *out,
                                           const wasm_valtype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_valtype_vec_delete(own wasm_valtype_vec_t *vec);

/* The kinds of values. The standard has no number for vectors, which have 4 here, and for
   references that are neither of these two, which have 255: such values do not fit a
   wasm_val_t, and cannot be passed. */
typedef uint8_t wasm_valkind_t;
enum wasm_valkind_enum {
  WASM_I32,
  WASM_I64,
  WASM_F32,
  WASM_F64,
  WASM_EXTERNREF = 128,
  WASM_FUNCREF
};

/* The type of this kind. NULL if there is none. */
WASM_API_EXTERN own wasm_valtype_t *wasm_valtype_new(wasm_valkind_t kind);

/* The kind of a type: of a reference type that is more exact, the kind that contains it. */
WASM_API_EXTERN wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *type);

/* Whether values of this kind are numbers. */
static inline bool wasm_valkind_is_num(wasm_valkind_t kind) {
  return kind < WASM_EXTERNREF;
}

/* Whether values of this kind are references. */
static inline bool wasm_valkind_is_ref(wasm_valkind_t kind) {
  return kind >= WASM_EXTERNREF;
}

/* Whether values of this type are numbers. True for NULL, as the kind of NULL is 0. */
static inline bool wasm_valtype_is_num(const wasm_valtype_t *type) {
  return wasm_valkind_is_num(wasm_valtype_kind(type));
}

/* Whether values of this type are references. */
static inline bool wasm_valtype_is_ref(const wasm_valtype_t *type) {
  return wasm_valkind_is_ref(wasm_valtype_kind(type));
}

/* ---- Types of functions ---- */

/* The type of a function. Types do not change once they are made. */
typedef struct wasm_functype_t wasm_functype_t;

/* Deletes the type of a function. */
WASM_API_EXTERN void wasm_functype_delete(own wasm_functype_t *type);

/* A copy of the type of a function. */
WASM_API_EXTERN own wasm_functype_t *wasm_functype_copy(const wasm_functype_t *type);

/* A vector of such types. */
typedef struct wasm_functype_vec_t {
  size_t size;
  wasm_functype_t **data;
} wasm_functype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_functype_vec_new_empty(own wasm_functype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_functype_vec_new_uninitialized(own wasm_functype_vec_t *out,
                                                         size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_functype_vec_new(own wasm_functype_vec_t *out, size_t size,
                                           own wasm_functype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_functype_vec_copy(own wasm_functype_vec_t *out,
                                            const wasm_functype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_functype_vec_delete(own wasm_functype_vec_t *vec);

/* The type of functions with these parameters and results. NULL if one of them is NULL. */
WASM_API_EXTERN own wasm_functype_t *wasm_functype_new(own wasm_valtype_vec_t *params,
                                                       own wasm_valtype_vec_t *results);

/* The types of the parameters, borrowed. */
WASM_API_EXTERN const wasm_valtype_vec_t *wasm_functype_params(
    const wasm_functype_t *type);

/* The types of the results, borrowed. */
WASM_API_EXTERN const wasm_valtype_vec_t *wasm_functype_results(
    const wasm_functype_t *type);

/* ---- Types of globals ---- */

/* The type of a global. Types do not change once they are made. */
typedef struct wasm_globaltype_t wasm_globaltype_t;

/* Deletes the type of a global. */
WASM_API_EXTERN void wasm_globaltype_delete(own wasm_globaltype_t *type);

/* A copy of the type of a global. */
WASM_API_EXTERN own wasm_globaltype_t *wasm_globaltype_copy(
    const wasm_globaltype_t *type);

/* A vector of such types. */
typedef struct wasm_globaltype_vec_t {
  size_t size;
  wasm_globaltype_t **data;
} wasm_globaltype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_globaltype_vec_new_empty(own wasm_globaltype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_globaltype_vec_new_uninitialized(own wasm_globaltype_vec_t *out,
                                                           size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_globaltype_vec_new(own wasm_globaltype_vec_t *out, size_t size,
                                             own wasm_globaltype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_globaltype_vec_copy(own wasm_globaltype_vec_t *out,
                                              const wasm_globaltype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_globaltype_vec_delete(own wasm_globaltype_vec_t *vec);

/* The type of globals with this content. NULL if the mutability is none. */
WASM_API_EXTERN own wasm_globaltype_t *wasm_globaltype_new(own wasm_valtype_t *content,
                                                           wasm_mutability_t mutability);

/* The type of the content, borrowed. */
WASM_API_EXTERN const wasm_valtype_t *wasm_globaltype_content(
    const wasm_globaltype_t *type);

/* Whether the global can be set. */
WASM_API_EXTERN wasm_mutability_t wasm_globaltype_mutability(
    const wasm_globaltype_t *type);

/* ---- Types of tables ---- */

/* The type of a table. Types do not change once they are made. */
typedef struct wasm_tabletype_t wasm_tabletype_t;

/* Deletes the type of a table. */
WASM_API_EXTERN void wasm_tabletype_delete(own wasm_tabletype_t *type);

/* A copy of the type of a table. */
WASM_API_EXTERN own wasm_tabletype_t *wasm_tabletype_copy(const wasm_tabletype_t *type);

/* A vector of such types. */
typedef struct wasm_tabletype_vec_t {
  size_t size;
  wasm_tabletype_t **data;
} wasm_tabletype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_tabletype_vec_new_empty(own wasm_tabletype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_tabletype_vec_new_uninitialized(own wasm_tabletype_vec_t *out,
                                                          size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_tabletype_vec_new(own wasm_tabletype_vec_t *out, size_t size,
                                            own wasm_tabletype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_tabletype_vec_copy(own wasm_tabletype_vec_t *out,
                                             const wasm_tabletype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_tabletype_vec_delete(own wasm_tabletype_vec_t *vec);

/* The type of tables of such references. NULL if the elements are no references. */
WASM_API_EXTERN own wasm_tabletype_t *wasm_tabletype_new(own wasm_valtype_t *element,
                                                         const wasm_limits_t *limits);

/* The type of the elements, borrowed. */
WASM_API_EXTERN const wasm_valtype_t *wasm_tabletype_element(
    const wasm_tabletype_t *type);

/* The limits, borrowed. */
WASM_API_EXTERN const wasm_limits_t *wasm_tabletype_limits(const wasm_tabletype_t *type);

/* ---- Types of memories ---- */

/* The type of a memory. Types do not change once they are made. */
typedef struct wasm_memorytype_t wasm_memorytype_t;

/* Deletes the type of a memory. */
WASM_API_EXTERN void wasm_memorytype_delete(own wasm_memorytype_t *type);

/* A copy of the type of a memory. */
WASM_API_EXTERN own wasm_memorytype_t *wasm_memorytype_copy(
    const wasm_memorytype_t *type);

/* A vector of such types. */
typedef struct wasm_memorytype_vec_t {
  size_t size;
  wasm_memorytype_t **data;
} wasm_memorytype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_memorytype_vec_new_empty(own wasm_memorytype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_memorytype_vec_new_uninitialized(own wasm_memorytype_vec_t *out,
                                                           size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_memorytype_vec_new(own wasm_memorytype_vec_t *out, size_t size,
                                             own wasm_memorytype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_memorytype_vec_copy(own wasm_memorytype_vec_t *out,
                                              const wasm_memorytype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_memorytype_vec_delete(own wasm_memorytype_vec_t *vec);

/* The type of memories with this many pages. */
WASM_API_EXTERN own wasm_memorytype_t *wasm_memorytype_new(const wasm_limits_t *limits);

/* The limits, borrowed. */
WASM_API_EXTERN const wasm_limits_t *wasm_memorytype_limits(
    const wasm_memorytype_t *type);

/* ---- Types of what is imported and exported ---- */

/* The type of a function, global, table or memory. Types do not change once they are made. */
typedef struct wasm_externtype_t wasm_externtype_t;

/* Deletes the type of an import or export. */
WASM_API_EXTERN void wasm_externtype_delete(own wasm_externtype_t *type);

/* A copy of the type of an import or export. */
WASM_API_EXTERN own wasm_externtype_t *wasm_externtype_copy(
    const wasm_externtype_t *type);

/* A vector of such types. */
typedef struct wasm_externtype_vec_t {
  size_t size;
  wasm_externtype_t **data;
} wasm_externtype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_externtype_vec_new_empty(own wasm_externtype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_externtype_vec_new_uninitialized(own wasm_externtype_vec_t *out,
                                                           size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_externtype_vec_new(own wasm_externtype_vec_t *out, size_t size,
                                             own wasm_externtype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_externtype_vec_copy(own wasm_externtype_vec_t *out,
                                              const wasm_externtype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_externtype_vec_delete(own wasm_externtype_vec_t *vec);

/* What there is to import and export. Tags, which the standard does not know, have the
   kind 4. */
typedef uint8_t wasm_externkind_t;
enum wasm_externkind_enum {
  WASM_EXTERN_FUNC,
  WASM_EXTERN_GLOBAL,
  WASM_EXTERN_TABLE,
  WASM_EXTERN_MEMORY
};

/* What the type is of. */
WASM_API_EXTERN wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *type);

/* The type seen as one of anything: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_externtype_t *wasm_functype_as_externtype(wasm_functype_t *type);
WASM_API_EXTERN wasm_externtype_t *wasm_globaltype_as_externtype(wasm_globaltype_t *type);
WASM_API_EXTERN wasm_externtype_t *wasm_tabletype_as_externtype(wasm_tabletype_t *type);
WASM_API_EXTERN wasm_externtype_t *wasm_memorytype_as_externtype(wasm_memorytype_t *type);
WASM_API_EXTERN const wasm_externtype_t *wasm_functype_as_externtype_const(
    const wasm_functype_t *type);
WASM_API_EXTERN const wasm_externtype_t *wasm_globaltype_as_externtype_const(
    const wasm_globaltype_t *type);
WASM_API_EXTERN const wasm_externtype_t *wasm_tabletype_as_externtype_const(
    const wasm_tabletype_t *type);
WASM_API_EXTERN const wasm_externtype_t *wasm_memorytype_as_externtype_const(
    const wasm_memorytype_t *type);

/* The same pointer again; NULL if the type is of something else. */
WASM_API_EXTERN wasm_functype_t *wasm_externtype_as_functype(wasm_externtype_t *type);
WASM_API_EXTERN wasm_globaltype_t *wasm_externtype_as_globaltype(wasm_externtype_t *type);
WASM_API_EXTERN wasm_tabletype_t *wasm_externtype_as_tabletype(wasm_externtype_t *type);
WASM_API_EXTERN wasm_memorytype_t *wasm_externtype_as_memorytype(wasm_externtype_t *type);
WASM_API_EXTERN const wasm_functype_t *wasm_externtype_as_functype_const(
    const wasm_externtype_t *type);
WASM_API_EXTERN const wasm_globaltype_t *wasm_externtype_as_globaltype_const(
    const wasm_externtype_t *type);
WASM_API_EXTERN const wasm_tabletype_t *wasm_externtype_as_tabletype_const(
    const wasm_externtype_t *type);
WASM_API_EXTERN const wasm_memorytype_t *wasm_externtype_as_memorytype_const(
    const wasm_externtype_t *type);

/* ---- Imports ---- */

/* What a module imports. Types do not change once they are made. */
typedef struct wasm_importtype_t wasm_importtype_t;

/* Deletes the type of an import. */
WASM_API_EXTERN void wasm_importtype_delete(own wasm_importtype_t *type);

/* A copy of the type of an import. */
WASM_API_EXTERN own wasm_importtype_t *wasm_importtype_copy(
    const wasm_importtype_t *type);

/* A vector of such types. */
typedef struct wasm_importtype_vec_t {
  size_t size;
  wasm_importtype_t **data;
} wasm_importtype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_importtype_vec_new_empty(own wasm_importtype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_importtype_vec_new_uninitialized(own wasm_importtype_vec_t *out,
                                                           size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_importtype_vec_new(own wasm_importtype_vec_t *out, size_t size,
                                             own wasm_importtype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_importtype_vec_copy(own wasm_importtype_vec_t *out,
                                              const wasm_importtype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_importtype_vec_delete(own wasm_importtype_vec_t *vec);

/* An import. NULL if one of these is NULL. */
WASM_API_EXTERN own wasm_importtype_t *wasm_importtype_new(own wasm_name_t *module,
                                                           own wasm_name_t *name,
                                                           own wasm_externtype_t *type);

/* The module's name, borrowed. */
WASM_API_EXTERN const wasm_name_t *wasm_importtype_module(
    const wasm_importtype_t *import);

/* The name in that module, borrowed. */
WASM_API_EXTERN const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *import);

/* The type, borrowed. */
WASM_API_EXTERN const wasm_externtype_t *wasm_importtype_type(
    const wasm_importtype_t *import);

/* ---- Exports ---- */

/* What a module exports. Types do not change once they are made. */
typedef struct wasm_exporttype_t wasm_exporttype_t;

/* Deletes the type of an export. */
WASM_API_EXTERN void wasm_exporttype_delete(own wasm_exporttype_t *type);

/* A copy of the type of an export. */
WASM_API_EXTERN own wasm_exporttype_t *wasm_exporttype_copy(
    const wasm_exporttype_t *type);

/* A vector of such types. */
typedef struct wasm_exporttype_vec_t {
  size_t size;
  wasm_exporttype_t **data;
} wasm_exporttype_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_exporttype_vec_new_empty(own wasm_exporttype_vec_t *out);

/* Makes a vector of `size` types, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_exporttype_vec_new_uninitialized(own wasm_exporttype_vec_t *out,
                                                           size_t size);

/* Makes a vector of the types in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_exporttype_vec_new(own wasm_exporttype_vec_t *out, size_t size,
                                             own wasm_exporttype_t *const data[]);

/* Makes a vector like another one, with a copy of each of its types. */
WASM_API_EXTERN void wasm_exporttype_vec_copy(own wasm_exporttype_vec_t *out,
                                              const wasm_exporttype_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_exporttype_vec_delete(own wasm_exporttype_vec_t *vec);

/* An export. NULL if one of these is NULL. */
WASM_API_EXTERN own wasm_exporttype_t *wasm_exporttype_new(own wasm_name_t *name,
                                                           own wasm_externtype_t *type);

/* The name, borrowed. */
WASM_API_EXTERN const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *type);

/* The type, borrowed. */
WASM_API_EXTERN const wasm_externtype_t *wasm_exporttype_type(
    const wasm_exporttype_t *type);

/* ---- Values ---- */

struct wasm_ref_t;

/* A value. `kind` says which member of `of` is there. */
typedef struct wasm_val_t {
  wasm_valkind_t kind;
  union {
    int32_t i32;
    int64_t i64;
    float32_t f32;
    float64_t f64;
    struct wasm_ref_t *ref;
  } of;
} wasm_val_t;

/* Deletes the reference, if the value is one, and leaves NULL. The structure itself is
   the caller's. */
WASM_API_EXTERN void wasm_val_delete(own wasm_val_t *value);

/* Copies a value, with a copy of the reference if it is one. A null reference if `from` is
   NULL. */
WASM_API_EXTERN void wasm_val_copy(own wasm_val_t *out, const wasm_val_t *from);

/* A vector of values. */
typedef struct wasm_val_vec_t {
  size_t size;
  wasm_val_t *data;
} wasm_val_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_val_vec_new_empty(own wasm_val_vec_t *out);

/* Makes a vector of `size` values, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_val_vec_new_uninitialized(own wasm_val_vec_t *out, size_t size);

/* Makes a vector of the values in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_val_vec_new(own wasm_val_vec_t *out, size_t size,
                                      own wasm_val_t const data[]);

/* Makes a vector like another one, with a copy of each of its values. */
WASM_API_EXTERN void wasm_val_vec_copy(own wasm_val_vec_t *out,
                                       const wasm_val_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_val_vec_delete(own wasm_val_vec_t *vec);

/* ---- References ---- */

/* A handle to anything that can be a reference. A guest's externref can be one to any of
   them, its funcref one to a function; a null reference is NULL. */
typedef struct wasm_ref_t wasm_ref_t;

/* Deletes a handle to anything. */
WASM_API_EXTERN void wasm_ref_delete(own wasm_ref_t *ref);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_ref_t *wasm_ref_copy(const wasm_ref_t *ref);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_ref_same(const wasm_ref_t *a, const wasm_ref_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_ref_get_host_info(const wasm_ref_t *ref);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_ref_set_host_info(wasm_ref_t *ref, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `ref` is NULL. */
WASM_API_EXTERN void wasm_ref_set_host_info_with_finalizer(wasm_ref_t *ref, void *info,
                                                           void (*finalizer)(void *));

/* ---- Frames ---- */

/* A call of a guest's function that was under way when a trap happened. */
typedef struct wasm_frame_t wasm_frame_t;

/* Deletes a frame. */
WASM_API_EXTERN void wasm_frame_delete(own wasm_frame_t *frame);

/* A vector of frames. */
typedef struct wasm_frame_vec_t {
  size_t size;
  wasm_frame_t **data;
} wasm_frame_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_frame_vec_new_empty(own wasm_frame_vec_t *out);

/* Makes a vector of `size` frames, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_frame_vec_new_uninitialized(own wasm_frame_vec_t *out,
                                                      size_t size);

/* Makes a vector of the frames in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_frame_vec_new(own wasm_frame_vec_t *out, size_t size,
                                        own wasm_frame_t *const data[]);

/* Makes a vector like another one, with a copy of each of its frames. */
WASM_API_EXTERN void wasm_frame_vec_copy(own wasm_frame_vec_t *out,
                                         const wasm_frame_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_frame_vec_delete(own wasm_frame_vec_t *vec);

/* A copy of a frame. */
WASM_API_EXTERN own wasm_frame_t *wasm_frame_copy(const wasm_frame_t *frame);

/* The instance whose function it is, borrowed from the frame. */
WASM_API_EXTERN struct wasm_instance_t *wasm_frame_instance(const wasm_frame_t *frame);

/* The function's index in its module, imports first. */
WASM_API_EXTERN uint32_t wasm_frame_func_index(const wasm_frame_t *frame);

/* The instruction's place in the function's body, in bytes. */
WASM_API_EXTERN size_t wasm_frame_func_offset(const wasm_frame_t *frame);

/* The instruction's place in the module, in bytes. */
WASM_API_EXTERN size_t wasm_frame_module_offset(const wasm_frame_t *frame);

/* ---- Traps ---- */

/* A message with a NUL at its end, which the size counts. */
typedef wasm_name_t wasm_message_t;

/* Why a call or an instantiation failed: a trap of the guest, a trap that a callback has
   returned, or a wrong use of this interface. */
typedef struct wasm_trap_t wasm_trap_t;

/* Deletes a handle to a trap. */
WASM_API_EXTERN void wasm_trap_delete(own wasm_trap_t *trap);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_trap_t *wasm_trap_copy(const wasm_trap_t *trap);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_trap_same(const wasm_trap_t *a, const wasm_trap_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_trap_get_host_info(const wasm_trap_t *trap);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_trap_set_host_info(wasm_trap_t *trap, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `trap` is NULL. */
WASM_API_EXTERN void wasm_trap_set_host_info_with_finalizer(wasm_trap_t *trap, void *info,
                                                            void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_trap_as_ref(wasm_trap_t *trap);
WASM_API_EXTERN const wasm_ref_t *wasm_trap_as_ref_const(const wasm_trap_t *trap);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_trap_t *wasm_ref_as_trap(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_trap_t *wasm_ref_as_trap_const(const wasm_ref_t *ref);

/* A trap for a callback to return. A NUL is added to a message without one; NULL is an
   empty message. */
WASM_API_EXTERN own wasm_trap_t *wasm_trap_new(wasm_store_t *store,
                                               const wasm_message_t *message);

/* The message. */
WASM_API_EXTERN void wasm_trap_message(const wasm_trap_t *trap, own wasm_message_t *out);

/* The innermost frame; NULL if no guest was running. */
WASM_API_EXTERN own wasm_frame_t *wasm_trap_origin(const wasm_trap_t *trap);

/* All frames, innermost first, as many as the engine's limit on backtraces lets it keep. */
WASM_API_EXTERN void wasm_trap_trace(const wasm_trap_t *trap, own wasm_frame_vec_t *out);

/* ---- Foreign objects ---- */

/* An object of the host's, for guests to hold and pass on: it has an identity, and the host
   info that is attached to it. */
typedef struct wasm_foreign_t wasm_foreign_t;

/* Deletes a handle to a foreign object. */
WASM_API_EXTERN void wasm_foreign_delete(own wasm_foreign_t *foreign);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_foreign_t *wasm_foreign_copy(const wasm_foreign_t *foreign);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_foreign_same(const wasm_foreign_t *a, const wasm_foreign_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_foreign_get_host_info(const wasm_foreign_t *foreign);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_foreign_set_host_info(wasm_foreign_t *foreign, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `foreign` is NULL. */
WASM_API_EXTERN void wasm_foreign_set_host_info_with_finalizer(wasm_foreign_t *foreign,
                                                               void *info,
                                                               void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_foreign_as_ref(wasm_foreign_t *foreign);
WASM_API_EXTERN const wasm_ref_t *wasm_foreign_as_ref_const(
    const wasm_foreign_t *foreign);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_foreign_t *wasm_ref_as_foreign(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_foreign_t *wasm_ref_as_foreign_const(const wasm_ref_t *ref);

/* A foreign object. */
WASM_API_EXTERN own wasm_foreign_t *wasm_foreign_new(wasm_store_t *store);

/* ---- Modules ---- */

/* A valid module, to be instantiated any number of times in stores of its engine. */
typedef struct wasm_module_t wasm_module_t;

/* Deletes a handle to a module. */
WASM_API_EXTERN void wasm_module_delete(own wasm_module_t *module);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_module_t *wasm_module_copy(const wasm_module_t *module);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_module_same(const wasm_module_t *a, const wasm_module_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_module_get_host_info(const wasm_module_t *module);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_module_set_host_info(wasm_module_t *module, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `module` is NULL. */
WASM_API_EXTERN void wasm_module_set_host_info_with_finalizer(wasm_module_t *module,
                                                              void *info,
                                                              void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_module_as_ref(wasm_module_t *module);
WASM_API_EXTERN const wasm_ref_t *wasm_module_as_ref_const(const wasm_module_t *module);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_module_t *wasm_ref_as_module(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_module_t *wasm_ref_as_module_const(const wasm_ref_t *ref);

/* A module on its way to another thread. */
typedef struct wasm_shared_module_t wasm_shared_module_t;

/* Deletes a shared module. */
WASM_API_EXTERN void wasm_shared_module_delete(own wasm_shared_module_t *shared);

/* The module, to be obtained in another store. */
WASM_API_EXTERN own wasm_shared_module_t *wasm_module_share(const wasm_module_t *module);

/* A module that was shared, for a store of the same engine. NULL for one of another. It is
   another object than the module that was shared. */
WASM_API_EXTERN own wasm_module_t *wasm_module_obtain(wasm_store_t *store,
                                                      const wasm_shared_module_t *shared);

/* Reads and validates a module in the binary format. NULL if it is not one, is not valid,
   or exceeds a limit; sanderling_module_new says why, and reads the text format as well. */
WASM_API_EXTERN own wasm_module_t *wasm_module_new(wasm_store_t *store,
                                                   const wasm_byte_vec_t *binary);

/* Whether these bytes are a valid module. */
WASM_API_EXTERN bool wasm_module_validate(wasm_store_t *store,
                                          const wasm_byte_vec_t *binary);

/* What the module imports, in its order. */
WASM_API_EXTERN void wasm_module_imports(const wasm_module_t *module,
                                         own wasm_importtype_vec_t *out);

/* What the module exports, in its order. */
WASM_API_EXTERN void wasm_module_exports(const wasm_module_t *module,
                                         own wasm_exporttype_vec_t *out);

/* The module as bytes for wasm_module_deserialize. They hold no code, and are validated
   again, so that they need not be trusted. */
WASM_API_EXTERN void wasm_module_serialize(const wasm_module_t *module,
                                           own wasm_byte_vec_t *out);

/* The module that wasm_module_serialize has made these bytes of. NULL if it has not, or not
   this version of it. */
WASM_API_EXTERN own wasm_module_t *wasm_module_deserialize(wasm_store_t *store,
                                                           const wasm_byte_vec_t *bytes);

/* ---- Functions ---- */

/* A function of a guest or of the host. */
typedef struct wasm_func_t wasm_func_t;

/* Deletes a handle to a function. */
WASM_API_EXTERN void wasm_func_delete(own wasm_func_t *func);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_func_t *wasm_func_copy(const wasm_func_t *func);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_func_same(const wasm_func_t *a, const wasm_func_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_func_get_host_info(const wasm_func_t *func);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_func_set_host_info(wasm_func_t *func, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `func` is NULL. */
WASM_API_EXTERN void wasm_func_set_host_info_with_finalizer(wasm_func_t *func, void *info,
                                                            void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_func_as_ref(wasm_func_t *func);
WASM_API_EXTERN const wasm_ref_t *wasm_func_as_ref_const(const wasm_func_t *func);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_func_t *wasm_ref_as_func(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_func_t *wasm_ref_as_func_const(const wasm_ref_t *ref);

/* A function of the host. `args` has as many values as the type has parameters, and is
   borrowed. `results` has as many as the type has results, zero or null, to be overwritten;
   they are the caller's afterwards, references too. NULL means success; a trap ends the
   guest's call, and comes out of the wasm_func_call that was made. It must not unwind: neither
   `longjmp` nor an exception of C++ may leave it. */
typedef own wasm_trap_t *(*wasm_func_callback_t)(const wasm_val_vec_t *args,
                                                 own wasm_val_vec_t *results);

/* The same, with what was given when the function was made. */
typedef own wasm_trap_t *(*wasm_func_callback_with_env_t)(void *env, const wasm_val_vec_t *args,
                                                          wasm_val_vec_t *results);

/* A function of the host. NULL if its type has vectors, which wasm_val_t cannot hold. */
WASM_API_EXTERN own wasm_func_t *wasm_func_new(wasm_store_t *store,
                                               const wasm_functype_t *type,
                                               wasm_func_callback_t callback);

/* A function of the host with an environment. `finalizer`, unless it is NULL, is called once
   with `env` when the function has gone; if NULL is returned, it is not called. */
WASM_API_EXTERN own wasm_func_t *wasm_func_new_with_env(
    wasm_store_t *store, const wasm_functype_t *type,
    wasm_func_callback_with_env_t callback, void *env, void (*finalizer)(void *));

/* The type. */
WASM_API_EXTERN own wasm_functype_t *wasm_func_type(const wasm_func_t *func);

/* The number of parameters. */
WASM_API_EXTERN size_t wasm_func_param_arity(const wasm_func_t *func);

/* The number of results. */
WASM_API_EXTERN size_t wasm_func_result_arity(const wasm_func_t *func);

/* Calls the function. `args` has the arguments, with their kinds, and is borrowed. The
   results are written to the beginning of `results`, over whatever is there, and are the
   caller's. NULL on success. A trap says what went wrong, and nothing is written then: the
   guest has trapped, a callback has returned a trap, or the arguments are wrong. Too few
   `results` are told of after the call, so that its own trap comes first. */
WASM_API_EXTERN own wasm_trap_t *wasm_func_call(const wasm_func_t *func,
                                                const wasm_val_vec_t *args,
                                                wasm_val_vec_t *results);

/* ---- Globals ---- */

/* A global of a guest or of the host. */
typedef struct wasm_global_t wasm_global_t;

/* Deletes a handle to a global. */
WASM_API_EXTERN void wasm_global_delete(own wasm_global_t *global);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_global_t *wasm_global_copy(const wasm_global_t *global);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_global_same(const wasm_global_t *a, const wasm_global_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_global_get_host_info(const wasm_global_t *global);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_global_set_host_info(wasm_global_t *global, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `global` is NULL. */
WASM_API_EXTERN void wasm_global_set_host_info_with_finalizer(wasm_global_t *global,
                                                              void *info,
                                                              void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_global_as_ref(wasm_global_t *global);
WASM_API_EXTERN const wasm_ref_t *wasm_global_as_ref_const(const wasm_global_t *global);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_global_t *wasm_ref_as_global(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_global_t *wasm_ref_as_global_const(const wasm_ref_t *ref);

/* A global. NULL if the value is not of the type. */
WASM_API_EXTERN own wasm_global_t *wasm_global_new(wasm_store_t *store,
                                                   const wasm_globaltype_t *type,
                                                   const wasm_val_t *value);

/* The type. */
WASM_API_EXTERN own wasm_globaltype_t *wasm_global_type(const wasm_global_t *global);

/* The value. Zero or null if it cannot be had. */
WASM_API_EXTERN void wasm_global_get(const wasm_global_t *global, own wasm_val_t *out);

/* Sets the value, which is borrowed. Does nothing if the global is constant, or the value
   of another type. */
WASM_API_EXTERN void wasm_global_set(wasm_global_t *global, const wasm_val_t *value);

/* ---- Tables ---- */

/* A number of elements. */
typedef uint32_t wasm_table_size_t;

/* A table of references. */
typedef struct wasm_table_t wasm_table_t;

/* Deletes a handle to a table. */
WASM_API_EXTERN void wasm_table_delete(own wasm_table_t *table);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_table_t *wasm_table_copy(const wasm_table_t *table);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_table_same(const wasm_table_t *a, const wasm_table_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_table_get_host_info(const wasm_table_t *table);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_table_set_host_info(wasm_table_t *table, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `table` is NULL. */
WASM_API_EXTERN void wasm_table_set_host_info_with_finalizer(wasm_table_t *table,
                                                             void *info,
                                                             void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_table_as_ref(wasm_table_t *table);
WASM_API_EXTERN const wasm_ref_t *wasm_table_as_ref_const(const wasm_table_t *table);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_table_t *wasm_ref_as_table(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_table_t *wasm_ref_as_table_const(const wasm_ref_t *ref);

/* A table with `init`, which is borrowed, in each place. NULL if that is not of the type, or
   the table exceeds a limit. */
WASM_API_EXTERN own wasm_table_t *wasm_table_new(wasm_store_t *store,
                                                 const wasm_tabletype_t *type,
                                                 wasm_ref_t *init);

/* The type, with the present size as minimum. */
WASM_API_EXTERN own wasm_tabletype_t *wasm_table_type(const wasm_table_t *table);

/* What is at an index. NULL for a null reference, and beyond the end. */
WASM_API_EXTERN own wasm_ref_t *wasm_table_get(const wasm_table_t *table,
                                               wasm_table_size_t index);

/* Sets what is at an index; `ref` is borrowed. False beyond the end, and if it is not of the
   type. */
WASM_API_EXTERN bool wasm_table_set(wasm_table_t *table, wasm_table_size_t index,
                                    wasm_ref_t *ref);

/* The number of elements. */
WASM_API_EXTERN wasm_table_size_t wasm_table_size(const wasm_table_t *table);

/* Adds `delta` elements with `init`, which is borrowed. False, with nothing changed, beyond
   the table's maximum or a limit. */
WASM_API_EXTERN bool wasm_table_grow(wasm_table_t *table, wasm_table_size_t delta,
                                     wasm_ref_t *init);

/* ---- Memories ---- */

/* A number of pages. */
typedef uint32_t wasm_memory_pages_t;

/* The bytes in a page. */
static const size_t MEMORY_PAGE_SIZE = 0x10000;

/* A linear memory. */
typedef struct wasm_memory_t wasm_memory_t;

/* Deletes a handle to a memory. */
WASM_API_EXTERN void wasm_memory_delete(own wasm_memory_t *memory);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_memory_t *wasm_memory_copy(const wasm_memory_t *memory);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_memory_same(const wasm_memory_t *a, const wasm_memory_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_memory_get_host_info(const wasm_memory_t *memory);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_memory_set_host_info(wasm_memory_t *memory, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `memory` is NULL. */
WASM_API_EXTERN void wasm_memory_set_host_info_with_finalizer(wasm_memory_t *memory,
                                                              void *info,
                                                              void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_memory_as_ref(wasm_memory_t *memory);
WASM_API_EXTERN const wasm_ref_t *wasm_memory_as_ref_const(const wasm_memory_t *memory);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_memory_t *wasm_ref_as_memory(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_memory_t *wasm_ref_as_memory_const(const wasm_ref_t *ref);

/* A memory of zeros. NULL if its limits contradict each other or the engine's. */
WASM_API_EXTERN own wasm_memory_t *wasm_memory_new(wasm_store_t *store,
                                                   const wasm_memorytype_t *type);

/* The type, with the present size as minimum. */
WASM_API_EXTERN own wasm_memorytype_t *wasm_memory_type(const wasm_memory_t *memory);

/* The first byte, borrowed until the memory grows or the store goes. NULL if the memory has
   no bytes. The bytes must not be used while a guest runs on another thread. */
WASM_API_EXTERN byte_t *wasm_memory_data(wasm_memory_t *memory);

/* The size in bytes. */
WASM_API_EXTERN size_t wasm_memory_data_size(const wasm_memory_t *memory);

/* The size in pages. */
WASM_API_EXTERN wasm_memory_pages_t wasm_memory_size(const wasm_memory_t *memory);

/* Adds pages of zeros. False, with nothing changed, beyond the memory's maximum or a limit. */
WASM_API_EXTERN bool wasm_memory_grow(wasm_memory_t *memory, wasm_memory_pages_t delta);

/* ---- Externals ---- */

/* A function, global, table or memory. */
typedef struct wasm_extern_t wasm_extern_t;

/* Deletes a handle to an external. */
WASM_API_EXTERN void wasm_extern_delete(own wasm_extern_t *item);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_extern_t *wasm_extern_copy(const wasm_extern_t *item);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_extern_same(const wasm_extern_t *a, const wasm_extern_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_extern_get_host_info(const wasm_extern_t *item);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_extern_set_host_info(wasm_extern_t *item, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `item` is NULL. */
WASM_API_EXTERN void wasm_extern_set_host_info_with_finalizer(wasm_extern_t *item,
                                                              void *info,
                                                              void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_extern_as_ref(wasm_extern_t *item);
WASM_API_EXTERN const wasm_ref_t *wasm_extern_as_ref_const(const wasm_extern_t *item);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_extern_t *wasm_ref_as_extern(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_extern_t *wasm_ref_as_extern_const(const wasm_ref_t *ref);

/* A vector of externals. */
typedef struct wasm_extern_vec_t {
  size_t size;
  wasm_extern_t **data;
} wasm_extern_vec_t;

/* Makes an empty vector: size 0, no memory. */
WASM_API_EXTERN void wasm_extern_vec_new_empty(own wasm_extern_vec_t *out);

/* Makes a vector of `size` externals, for the caller to fill. They are zeroed, so that
   the vector can be deleted at any time. Empty if there is no memory. */
WASM_API_EXTERN void wasm_extern_vec_new_uninitialized(own wasm_extern_vec_t *out,
                                                       size_t size);

/* Makes a vector of the externals in an array, which become the vector's; the array
   itself is copied. NULL is an empty array. */
WASM_API_EXTERN void wasm_extern_vec_new(own wasm_extern_vec_t *out, size_t size,
                                         own wasm_extern_t *const data[]);

/* Makes a vector like another one, with a copy of each of its externals. */
WASM_API_EXTERN void wasm_extern_vec_copy(own wasm_extern_vec_t *out,
                                          const wasm_extern_vec_t *from);

/* Frees the memory and deletes what is in it, and leaves the vector empty. */
WASM_API_EXTERN void wasm_extern_vec_delete(own wasm_extern_vec_t *vec);

/* What it is. */
WASM_API_EXTERN wasm_externkind_t wasm_extern_kind(const wasm_extern_t *item);

/* Its type, as it is now. */
WASM_API_EXTERN own wasm_externtype_t *wasm_extern_type(const wasm_extern_t *item);

/* The handle seen as one of anything: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_extern_t *wasm_func_as_extern(wasm_func_t *func);
WASM_API_EXTERN wasm_extern_t *wasm_global_as_extern(wasm_global_t *global);
WASM_API_EXTERN wasm_extern_t *wasm_table_as_extern(wasm_table_t *table);
WASM_API_EXTERN wasm_extern_t *wasm_memory_as_extern(wasm_memory_t *memory);
WASM_API_EXTERN const wasm_extern_t *wasm_func_as_extern_const(const wasm_func_t *func);
WASM_API_EXTERN const wasm_extern_t *wasm_global_as_extern_const(
    const wasm_global_t *global);
WASM_API_EXTERN const wasm_extern_t *wasm_table_as_extern_const(
    const wasm_table_t *table);
WASM_API_EXTERN const wasm_extern_t *wasm_memory_as_extern_const(
    const wasm_memory_t *memory);

/* The same pointer again; NULL if it is something else. */
WASM_API_EXTERN wasm_func_t *wasm_extern_as_func(wasm_extern_t *item);
WASM_API_EXTERN wasm_global_t *wasm_extern_as_global(wasm_extern_t *item);
WASM_API_EXTERN wasm_table_t *wasm_extern_as_table(wasm_extern_t *item);
WASM_API_EXTERN wasm_memory_t *wasm_extern_as_memory(wasm_extern_t *item);
WASM_API_EXTERN const wasm_func_t *wasm_extern_as_func_const(const wasm_extern_t *item);
WASM_API_EXTERN const wasm_global_t *wasm_extern_as_global_const(
    const wasm_extern_t *item);
WASM_API_EXTERN const wasm_table_t *wasm_extern_as_table_const(const wasm_extern_t *item);
WASM_API_EXTERN const wasm_memory_t *wasm_extern_as_memory_const(
    const wasm_extern_t *item);

/* ---- Instances ---- */

/* A module at work in a store. */
typedef struct wasm_instance_t wasm_instance_t;

/* Deletes a handle to an instance. */
WASM_API_EXTERN void wasm_instance_delete(own wasm_instance_t *instance);

/* Another handle to the same object. */
WASM_API_EXTERN own wasm_instance_t *wasm_instance_copy(const wasm_instance_t *instance);

/* Whether both are handles to the same object. False if one is NULL. */
WASM_API_EXTERN bool wasm_instance_same(const wasm_instance_t *a,
                                        const wasm_instance_t *b);

/* The object's host info; NULL if it has none. */
WASM_API_EXTERN void *wasm_instance_get_host_info(const wasm_instance_t *instance);

/* Attaches host info. What was attached before is finalized. */
WASM_API_EXTERN void wasm_instance_set_host_info(wasm_instance_t *instance, void *info);

/* Attaches host info, and what is called with it, once, when the object has gone or has
   got other host info. `finalizer` may be NULL; nothing is called if `instance` is NULL. */
WASM_API_EXTERN void wasm_instance_set_host_info_with_finalizer(
    wasm_instance_t *instance, void *info, void (*finalizer)(void *));

/* The handle seen as a reference: the same pointer, so that there is still one owner. */
WASM_API_EXTERN wasm_ref_t *wasm_instance_as_ref(wasm_instance_t *instance);
WASM_API_EXTERN const wasm_ref_t *wasm_instance_as_ref_const(
    const wasm_instance_t *instance);

/* The same pointer again; NULL if the reference is one to something else. */
WASM_API_EXTERN wasm_instance_t *wasm_ref_as_instance(wasm_ref_t *ref);
WASM_API_EXTERN const wasm_instance_t *wasm_ref_as_instance_const(const wasm_ref_t *ref);

/* Makes an instance with these imports, in the order of the module and as many as it has,
   and runs its start function. The imports are borrowed; NULL is an empty vector. If
   that fails, the result is NULL, and a trap is written to `trap`, unless that is NULL;
   after success NULL is written there. */
WASM_API_EXTERN own wasm_instance_t *wasm_instance_new(wasm_store_t *store,
                                                       const wasm_module_t *module,
                                                       const wasm_extern_vec_t *imports,
                                                       own wasm_trap_t **trap);

/* What the instance exports, in the order of the module. Empty if the store is in use. */
WASM_API_EXTERN void wasm_instance_exports(const wasm_instance_t *instance,
                                           own wasm_extern_vec_t *out);

/* ---- Conveniences ---- */

/* Initializers of vectors: an empty one, and what an array holds. */
#define WASM_EMPTY_VEC {0, NULL}
#define WASM_ARRAY_VEC(array) {sizeof(array) / sizeof(*(array)), array}

/* The type i32. */
static inline own wasm_valtype_t *wasm_valtype_new_i32(void) {
  return wasm_valtype_new(WASM_I32);
}

/* The type i64. */
static inline own wasm_valtype_t *wasm_valtype_new_i64(void) {
  return wasm_valtype_new(WASM_I64);
}

/* The type f32. */
static inline own wasm_valtype_t *wasm_valtype_new_f32(void) {
  return wasm_valtype_new(WASM_F32);
}

/* The type f64. */
static inline own wasm_valtype_t *wasm_valtype_new_f64(void) {
  return wasm_valtype_new(WASM_F64);
}

/* The type externref. */
static inline own wasm_valtype_t *wasm_valtype_new_externref(void) {
  return wasm_valtype_new(WASM_EXTERNREF);
}

/* The type funcref. */
static inline own wasm_valtype_t *wasm_valtype_new_funcref(void) {
  return wasm_valtype_new(WASM_FUNCREF);
}

/* The type of functions with no parameters and no results. */
static inline own wasm_functype_t *wasm_functype_new_0_0(void) {
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new_empty(&params);
  wasm_valtype_vec_new_empty(&results);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with one parameter and no results. */
static inline own wasm_functype_t *wasm_functype_new_1_0(own wasm_valtype_t *p) {
  wasm_valtype_t *ps[] = {p};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 1, ps);
  wasm_valtype_vec_new_empty(&results);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with two parameters and no results. */
static inline own wasm_functype_t *wasm_functype_new_2_0(
    own wasm_valtype_t *p1, own wasm_valtype_t *p2) {
  wasm_valtype_t *ps[] = {p1, p2};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 2, ps);
  wasm_valtype_vec_new_empty(&results);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with three parameters and no results. */
static inline own wasm_functype_t *wasm_functype_new_3_0(
    own wasm_valtype_t *p1, own wasm_valtype_t *p2, own wasm_valtype_t *p3) {
  wasm_valtype_t *ps[] = {p1, p2, p3};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 3, ps);
  wasm_valtype_vec_new_empty(&results);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with no parameters and one result. */
static inline own wasm_functype_t *wasm_functype_new_0_1(own wasm_valtype_t *r) {
  wasm_valtype_t *rs[] = {r};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new_empty(&params);
  wasm_valtype_vec_new(&results, 1, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with one parameter and one result. */
static inline own wasm_functype_t *wasm_functype_new_1_1(
    own wasm_valtype_t *p, own wasm_valtype_t *r) {
  wasm_valtype_t *ps[] = {p};
  wasm_valtype_t *rs[] = {r};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 1, ps);
  wasm_valtype_vec_new(&results, 1, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with two parameters and one result. */
static inline own wasm_functype_t *wasm_functype_new_2_1(
    own wasm_valtype_t *p1, own wasm_valtype_t *p2, own wasm_valtype_t *r) {
  wasm_valtype_t *ps[] = {p1, p2};
  wasm_valtype_t *rs[] = {r};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 2, ps);
  wasm_valtype_vec_new(&results, 1, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with three parameters and one result. */
static inline own wasm_functype_t *wasm_functype_new_3_1(
    own wasm_valtype_t *p1, own wasm_valtype_t *p2, own wasm_valtype_t *p3,
    own wasm_valtype_t *r) {
  wasm_valtype_t *ps[] = {p1, p2, p3};
  wasm_valtype_t *rs[] = {r};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 3, ps);
  wasm_valtype_vec_new(&results, 1, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with no parameters and two results. */
static inline own wasm_functype_t *wasm_functype_new_0_2(
    own wasm_valtype_t *r1, own wasm_valtype_t *r2) {
  wasm_valtype_t *rs[] = {r1, r2};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new_empty(&params);
  wasm_valtype_vec_new(&results, 2, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with one parameter and two results. */
static inline own wasm_functype_t *wasm_functype_new_1_2(
    own wasm_valtype_t *p, own wasm_valtype_t *r1, own wasm_valtype_t *r2) {
  wasm_valtype_t *ps[] = {p};
  wasm_valtype_t *rs[] = {r1, r2};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 1, ps);
  wasm_valtype_vec_new(&results, 2, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with two parameters and two results. */
static inline own wasm_functype_t *wasm_functype_new_2_2(
    own wasm_valtype_t *p1, own wasm_valtype_t *p2, own wasm_valtype_t *r1,
    own wasm_valtype_t *r2) {
  wasm_valtype_t *ps[] = {p1, p2};
  wasm_valtype_t *rs[] = {r1, r2};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 2, ps);
  wasm_valtype_vec_new(&results, 2, rs);
  return wasm_functype_new(&params, &results);
}

/* The type of functions with three parameters and two results. */
static inline own wasm_functype_t *wasm_functype_new_3_2(
    own wasm_valtype_t *p1, own wasm_valtype_t *p2, own wasm_valtype_t *p3,
    own wasm_valtype_t *r1, own wasm_valtype_t *r2) {
  wasm_valtype_t *ps[] = {p1, p2, p3};
  wasm_valtype_t *rs[] = {r1, r2};
  wasm_valtype_vec_t params, results;
  wasm_valtype_vec_new(&params, 3, ps);
  wasm_valtype_vec_new(&results, 2, rs);
  return wasm_functype_new(&params, &results);
}

/* Initializers of values. A reference is given as an externref, whatever it is one to;
   functions take it for what it is. */
#define WASM_I32_VAL(i) {.kind = WASM_I32, .of = {.i32 = i}}
#define WASM_I64_VAL(i) {.kind = WASM_I64, .of = {.i64 = i}}
#define WASM_F32_VAL(z) {.kind = WASM_F32, .of = {.f32 = z}}
#define WASM_F64_VAL(z) {.kind = WASM_F64, .of = {.f64 = z}}
#define WASM_REF_VAL(r) {.kind = WASM_EXTERNREF, .of = {.ref = r}}
#define WASM_INIT_VAL {.kind = WASM_EXTERNREF, .of = {.ref = NULL}}

/* Makes the integer value that is as wide as a pointer, and holds it. `out` must not be
   NULL. */
static inline void wasm_val_init_ptr(own wasm_val_t *out, void *pointer) {
#if UINTPTR_MAX == UINT32_MAX
  out->kind = WASM_I32;
  out->of.i32 = (int32_t)(intptr_t)pointer;
#else
  out->kind = WASM_I64;
  out->of.i64 = (int64_t)(intptr_t)pointer;
#endif
}

/* The host's pointer in such a value, which must not be NULL. */
static inline void *wasm_val_ptr(const wasm_val_t *value) {
#if UINTPTR_MAX == UINT32_MAX
  return (void *)(intptr_t)value->of.i32;
#else
  return (void *)(intptr_t)value->of.i64;
#endif
}

#undef own

#ifdef __cplusplus
}
#endif

#endif
