/* sanderling.h: the Sanderling WebAssembly interpreter from C.

   Names that begin with wasm_ are those of the standard's C API, which wasm.h has and this
   header includes; names that begin with sanderling_ are this library's own. Handles are
   the same in both.

   Status. A function that can fail returns SANDERLING_OK, which is 0, or the negative
   status of what went wrong. If its argument `error` is not NULL, an error object is
   then written there, for the caller to delete; after success NULL is written.
   Each such function can return SANDERLING_MISUSE; what else it can return is in its
   comment. One that runs guests can return SANDERLING_TRAP, SANDERLING_HOST_ERROR,
   SANDERLING_EXIT, SANDERLING_EXCEPTION, SANDERLING_LIMIT, or whatever a function of the
   host has failed with that they have called. One that makes something or lets it grow can
   return SANDERLING_TRAP with the code SANDERLING_TRAP_OUT_OF_MEMORY where the system has
   no memory. Nothing unwinds, aborts or exits across this interface: a fault of the
   library itself comes out as SANDERLING_MISUSE with the code SANDERLING_MISUSE_PANIC.

   Ownership. A pointer written to an argument `out` is owned by the caller, who deletes
   it with the type's delete function. On failure NULL is written. All other pointers
   are borrowed: the library keeps none of them after it returns, but functions of the
   host, their environments and their numbers. Handles may be deleted in any order: each
   keeps alive what it needs. What is borrowed from a handle (texts and types) lives as
   long as that handle.

   NULL. Every pointer argument may be NULL. A NULL handle or function, or a NULL `out` of
   a function whose only purpose is to write there, is SANDERLING_MISUSE; where there is no
   status, the answer is NULL, 0 or false, unless the comment says otherwise. Deleting NULL
   does nothing; a NULL array of length 0 is an empty array.

   Texts are UTF-8. As arguments they are a pointer and a length in bytes. As results
   they are the same, with a NUL after them that is not counted; they may contain NULs, as
   WebAssembly's names may.

   Threads. Handles may be used and deleted on any thread. A store, with everything in it,
   runs one call at a time; a second one at the same time is SANDERLING_MISUSE with the
   code SANDERLING_MISUSE_IN_USE. All functions that are given a store, or something in
   one, are such calls, but those whose comments say that they can be called at any time,
   and those that copy, compare, cast or delete. While a function of the host runs, the
   thread that runs it may make calls. A configuration is for one thread at a time, all
   else for any number. A handle must not be deleted while a call that was given this very
   handle is running. */

#ifndef SANDERLING_H
#define SANDERLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wasm.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The standard's types ---- */

/* For bindings that read this header only, and no preprocessor lines. */
#ifndef WASM_H

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_store_t wasm_store_t;
typedef struct wasm_module_t wasm_module_t;
typedef struct wasm_instance_t wasm_instance_t;
typedef struct wasm_extern_t wasm_extern_t;
typedef struct wasm_func_t wasm_func_t;
typedef struct wasm_global_t wasm_global_t;
typedef struct wasm_table_t wasm_table_t;
typedef struct wasm_memory_t wasm_memory_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_ref_t wasm_ref_t;

typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_val_vec_t wasm_val_vec_t;

typedef char wasm_byte_t;

typedef struct wasm_byte_vec_t {
  size_t size;
  wasm_byte_t *data;
} wasm_byte_vec_t;

/* Frees the bytes and empties the vector. */
void wasm_byte_vec_delete(wasm_byte_vec_t *bytes);

#endif

/* ---- Version ---- */

/* The version of this interface; it changes when a program must be compiled anew. */
enum { SANDERLING_ABI_VERSION = 1 };

/* SANDERLING_ABI_VERSION of the library that is running. */
uint32_t sanderling_abi_version(void);

/* The library's version, such as "0.1.0", borrowed from the library. */
const char *sanderling_version(void);

/* ---- Errors ---- */

typedef struct sanderling_error_t sanderling_error_t;

/* What a function returns. */
enum {
  SANDERLING_OK = 0,
  /* The guest trapped; the code is one of SANDERLING_TRAP_*. */
  SANDERLING_TRAP = -1,
  /* A function of the host failed. */
  SANDERLING_HOST_ERROR = -2,
  /* The arguments are wrong; the code is one of SANDERLING_MISUSE_*. */
  SANDERLING_MISUSE = -3,
  /* The guest ended itself with WASI's proc_exit; the code is its exit code. */
  SANDERLING_EXIT = -4,
  /* The bytes or the text are not a module. */
  SANDERLING_MALFORMED = -5,
  /* The module breaks a rule of validation. */
  SANDERLING_INVALID = -6,
  /* The module needs a feature that is switched off or not implemented. */
  SANDERLING_UNSUPPORTED = -7,
  /* Imports and what was given for them do not fit. */
  SANDERLING_LINK = -8,
  /* A limit would be exceeded. */
  SANDERLING_LIMIT = -9,
  /* A file or directory of the host cannot be opened. */
  SANDERLING_IO = -10,
  /* The guest threw an exception that no guest caught; the message says its tag and its
     values. */
  SANDERLING_EXCEPTION = -11
};

/* Codes of SANDERLING_MISUSE. */
enum {
  SANDERLING_MISUSE_ARGUMENT = 0,
  /* The store has been closed. */
  SANDERLING_MISUSE_CLOSED = 1,
  /* Two things do not belong to the same store, or to the same engine. */
  SANDERLING_MISUSE_WRONG_STORE = 2,
  /* The store is running another call. */
  SANDERLING_MISUSE_IN_USE = 3,
  /* The library has a fault. The store that it showed in cannot be used any more. */
  SANDERLING_MISUSE_PANIC = 4
};

/* Codes of SANDERLING_TRAP. */
enum {
  SANDERLING_TRAP_UNREACHABLE = 1,
  SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS = 2,
  SANDERLING_TRAP_TABLE_OUT_OF_BOUNDS = 3,
  SANDERLING_TRAP_UNDEFINED_ELEMENT = 4,
  SANDERLING_TRAP_UNINITIALIZED_ELEMENT = 5,
  SANDERLING_TRAP_INDIRECT_CALL_TYPE_MISMATCH = 6,
  SANDERLING_TRAP_DIVIDE_BY_ZERO = 7,
  SANDERLING_TRAP_INTEGER_OVERFLOW = 8,
  SANDERLING_TRAP_INVALID_CONVERSION_TO_INTEGER = 9,
  SANDERLING_TRAP_STACK_OVERFLOW = 10,
  SANDERLING_TRAP_OUT_OF_FUEL = 11,
  SANDERLING_TRAP_INTERRUPTED = 12,
  SANDERLING_TRAP_TIMEOUT = 13,
  SANDERLING_TRAP_OUT_OF_MEMORY = 14,
  SANDERLING_TRAP_NULL_REFERENCE = 15,
  SANDERLING_TRAP_CAST_FAILURE = 16,
  SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS = 17,
  SANDERLING_TRAP_UNALIGNED_ATOMIC = 18,
  SANDERLING_TRAP_EXPECTED_SHARED_MEMORY = 19,
  SANDERLING_TRAP_NULL_FUNCTION_REFERENCE = 20
};

/* A text of the library's. `data` is NULL if there is none. */
typedef struct sanderling_text_t {
  const char *data;
  size_t len;
} sanderling_text_t;

/* A call of a guest's function that was under way when the error happened. */
typedef struct sanderling_frame_t {
  /* The function's index in its module, imports first. */
  uint32_t func_index;
  /* From the name section, if they are there. */
  sanderling_text_t func_name;
  sanderling_text_t module_name;
  /* The instruction's place in the function's body and in the module, in bytes. */
  uint64_t func_offset;
  uint64_t module_offset;
} sanderling_frame_t;

/* An import that could not be linked. */
typedef struct sanderling_import_error_t {
  sanderling_text_t module;
  sanderling_text_t name;
  /* The type that the module declares, in the text format. */
  sanderling_text_t expected;
  /* The type of what was given; none if nothing was. */
  sanderling_text_t found;
} sanderling_import_error_t;

/* What the function that made the error returned. 0 for NULL. */
int32_t sanderling_error_status(const sanderling_error_t *error);

/* Says more about some statuses: see there. 0 for NULL, and for all others. */
int32_t sanderling_error_code(const sanderling_error_t *error);

/* The number that a function of the host has returned to say that it failed; 0 if it
   has returned a negative one, and for all other errors. */
uint64_t sanderling_error_host_id(const sanderling_error_t *error);

/* For a malformed or an invalid module, the place in its bytes; UINT64_MAX if it is not
   known. */
uint64_t sanderling_error_offset(const sanderling_error_t *error);

/* What went wrong, without the backtrace, borrowed. `len` may be NULL. */
const char *sanderling_error_message(const sanderling_error_t *error, size_t *len);

/* The frames as text, innermost first, one a line, borrowed; NULL if there are none. `len`
   may be NULL. */
const char *sanderling_error_backtrace(const sanderling_error_t *error, size_t *len);

/* The frames, innermost first; their texts are borrowed. False, with nothing written, from
   their count on. */
size_t sanderling_error_frame_count(const sanderling_error_t *error);
bool sanderling_error_frame(const sanderling_error_t *error, size_t index,
                            sanderling_frame_t *out);

/* A place in the source code that a module was compiled from. */
typedef struct sanderling_source_t {
  /* The function's name in the source code; no data if it is not known. */
  sanderling_text_t function;
  /* Below the directory of compilation, if it is there. */
  sanderling_text_t file;
  /* Counted from 1; 0 if they are not known. */
  uint64_t line;
  uint64_t column;
} sanderling_source_t;

/* Whether the module of a frame has DWARF sections, which say where in the source code its
   functions are. */
bool sanderling_error_has_sources(const sanderling_error_t *error);

/* Where in the source code a frame is; its texts are borrowed. A compiler puts functions into
   others: `depth` 0 is the innermost of those that the instruction is in, and 1 where that one
   was called, up to the frame's own function. False, with nothing written, from their count
   on, which is 0 if nothing says where they are. They are looked up when first asked for. */
bool sanderling_error_frame_source(const sanderling_error_t *error, size_t index,
                                   size_t depth, sanderling_source_t *out);

/* The imports that could not be linked; their texts are borrowed. False, with nothing
   written, from their count on. */
size_t sanderling_error_import_count(const sanderling_error_t *error);
bool sanderling_error_import(const sanderling_error_t *error, size_t index,
                             sanderling_import_error_t *out);

/* What sanderling.h's functions would have returned where the standard's have given this
   trap, and the code that says more. 0 for NULL. */
int32_t sanderling_trap_status(const wasm_trap_t *trap);
int32_t sanderling_trap_code(const wasm_trap_t *trap);
void wasm_trap_delete(wasm_trap_t *trap);

/* Deletes an error, and the texts that were borrowed from it. */
void sanderling_error_delete(sanderling_error_t *error);

/* ---- Configurations and engines ---- */

/* The default configuration. */
wasm_config_t *wasm_config_new(void);
void wasm_config_delete(wasm_config_t *config);

/* Makes NaNs canonical, so that results are the same on every machine. */
int32_t sanderling_config_set_deterministic(wasm_config_t *config, bool deterministic);

/* Compiles all functions when a module is made, not each at its first call. */
int32_t sanderling_config_set_eager(wasm_config_t *config, bool eager);

/* Whether guests consume fuel, which a store then needs: see sanderling_store_set_fuel. */
int32_t sanderling_config_set_consume_fuel(wasm_config_t *config, bool consume_fuel);

/* Whether calls can be interrupted, have deadlines, and yield after a time slice. */
int32_t sanderling_config_set_interruptible(wasm_config_t *config, bool interruptible);

/* The bytes that one memory may grow to. */
int32_t sanderling_config_set_max_memory_bytes(wasm_config_t *config, uint64_t bytes);

/* The bytes of values on the stack of a call; beyond them is
   SANDERLING_TRAP_STACK_OVERFLOW. */
int32_t sanderling_config_set_max_stack_bytes(wasm_config_t *config, uint64_t bytes);

/* Sets a limit by its name, which is that of a field of the Rust library's `Limits`, such
   as "memory_bytes" or "host_call_depth". Whether it is above the limit's maximum is found
   out when an engine is made. */
int32_t sanderling_config_set_limit(wasm_config_t *config, const char *name,
                                    size_t name_len, uint64_t value,
                                    sanderling_error_t **error);

/* Switches a feature of WebAssembly on or off by its name, such as "tail_call" or "simd".
   All are on unless switched off. */
int32_t sanderling_config_set_feature(wasm_config_t *config, const char *name,
                                      size_t name_len, bool enabled,
                                      sanderling_error_t **error);

/* An engine with this configuration, which is copied, or with the default one if it is
   NULL. SANDERLING_LIMIT if one of its limits is above its maximum. */
int32_t sanderling_engine_new(const wasm_config_t *config, wasm_engine_t **out,
                              sanderling_error_t **error);
void wasm_engine_delete(wasm_engine_t *engine);

/* ---- Types ---- */

/* Kinds of values; one byte each in lists of them. */
enum {
  SANDERLING_I32 = 0,
  SANDERLING_I64 = 1,
  SANDERLING_F32 = 2,
  SANDERLING_F64 = 3,
  SANDERLING_V128 = 4,
  SANDERLING_EXTERNREF = 128,
  SANDERLING_FUNCREF = 129,
  /* A structure, an array, a small integer, or null. As the kind of a wasm_val_t, any
     reference of this hierarchy; the others are the same for theirs. */
  SANDERLING_ANYREF = 130,
  /* An exception or null. */
  SANDERLING_EXNREF = 131,
  /* A reference of any other type; the type's text says which. */
  SANDERLING_OTHER_REF = 255,
  /* In fields and elements only: the low bits of an i32. */
  SANDERLING_I8 = 5,
  SANDERLING_I16 = 6
};

/* Kinds of what is imported and exported. */
enum {
  SANDERLING_EXTERN_FUNC = 0,
  SANDERLING_EXTERN_GLOBAL = 1,
  SANDERLING_EXTERN_TABLE = 2,
  SANDERLING_EXTERN_MEMORY = 3,
  SANDERLING_EXTERN_TAG = 4
};

/* The type of what is imported or exported. */
typedef struct sanderling_type_t {
  /* SANDERLING_EXTERN_*. */
  uint8_t kind;
  /* Whether a global is variable. */
  bool is_mutable;
  /* Whether a memory or a table has 64-bit addresses. */
  bool is_64;
  /* Whether a memory is shared. */
  bool is_shared;
  /* A function as "(i32, i32) -> i32", anything else as in the text format. */
  sanderling_text_t text;
  /* Kinds of values: a function's or a tag's parameters. */
  sanderling_text_t params;
  /* Kinds of values: a function's results, a global's content, a table's element. */
  sanderling_text_t results;
  /* A memory's pages or a table's elements; UINT64_MAX is no maximum. */
  uint64_t minimum;
  uint64_t maximum;
} sanderling_type_t;

/* ---- Modules ---- */

typedef struct sanderling_import_t {
  sanderling_text_t module;
  sanderling_text_t name;
  sanderling_type_t type;
} sanderling_import_t;

typedef struct sanderling_export_t {
  sanderling_text_t name;
  sanderling_type_t type;
} sanderling_export_t;

/* The module in these bytes, in the binary or the text format; they are copied. It is
   valid: SANDERLING_MALFORMED, SANDERLING_INVALID, SANDERLING_UNSUPPORTED or
   SANDERLING_LIMIT says why it is none. */
int32_t sanderling_module_new(const wasm_engine_t *engine, const uint8_t *bytes, size_t len,
                              wasm_module_t **out, sanderling_error_t **error);
void wasm_module_delete(wasm_module_t *module);

/* SANDERLING_OK if these bytes are a valid module in the binary format, without making
   it; else SANDERLING_MALFORMED, SANDERLING_INVALID, SANDERLING_UNSUPPORTED or
   SANDERLING_LIMIT. */
int32_t sanderling_module_validate(const wasm_engine_t *engine, const uint8_t *bytes,
                                   size_t len, sanderling_error_t **error);

/* The module in the binary format, borrowed from it. `len` may be NULL. */
const uint8_t *sanderling_module_bytes(const wasm_module_t *module, size_t *len);

/* The contents of the custom section number `index`, from 0 on, of those with this name,
   borrowed from the module; NULL from their count on. `len` may be NULL. */
const uint8_t *sanderling_module_custom_section(const wasm_module_t *module,
                                                const char *name, size_t name_len,
                                                size_t index, size_t *len);

/* The binary format of a module in the text format, which need not be valid, and the
   text of one in the binary format; SANDERLING_MALFORMED if it is none. The bytes are the
   caller's, to be deleted with wasm_byte_vec_delete; `out` is empty on failure. */
int32_t sanderling_wat2wasm(const char *text, size_t len, wasm_byte_vec_t *out,
                            sanderling_error_t **error);
int32_t sanderling_wasm2wat(const uint8_t *bytes, size_t len, wasm_byte_vec_t *out,
                            sanderling_error_t **error);

/* The module's name from its name section, borrowed; NULL if it has none. `len` may be
   NULL. */
const char *sanderling_module_name(const wasm_module_t *module, size_t *len);

/* Imports and exports, in the order of the module; texts and types are borrowed from it.
   False, with nothing written, from their count on. */
size_t sanderling_module_import_count(const wasm_module_t *module);
bool sanderling_module_import(const wasm_module_t *module, size_t index,
                              sanderling_import_t *out);
size_t sanderling_module_export_count(const wasm_module_t *module);
bool sanderling_module_export(const wasm_module_t *module, size_t index,
                              sanderling_export_t *out);

/* ---- WASI ---- */

/* What a guest gets from WASI. A new one gives it nothing: no arguments, no environment,
   empty input, output that is thrown away, no directory; the system's clocks and random
   numbers. */
typedef struct sanderling_wasi_config_t sanderling_wasi_config_t;

/* Where a standard stream goes or comes from. */
enum {
  SANDERLING_STDIO_NULL = 0,
  /* This process's own stream. */
  SANDERLING_STDIO_INHERIT = 1,
  /* A buffer of the store's; not for standard input. */
  SANDERLING_STDIO_CAPTURE = 2
};

/* A new one, to be deleted with sanderling_wasi_config_delete; stores that were made with it
   go on. */
sanderling_wasi_config_t *sanderling_wasi_config_new(void);
void sanderling_wasi_config_delete(sanderling_wasi_config_t *config);

/* Adds an argument; the first is the program's name. */
int32_t sanderling_wasi_config_add_arg(sanderling_wasi_config_t *config, const char *arg,
                                       size_t arg_len, sanderling_error_t **error);

/* Adds an environment variable, or replaces the one of that name. */
int32_t sanderling_wasi_config_add_env(sanderling_wasi_config_t *config, const char *name,
                                       size_t name_len, const char *value, size_t value_len,
                                       sanderling_error_t **error);

/* Where the standard streams go or come from: SANDERLING_STDIO_*. */
int32_t sanderling_wasi_config_set_stdin(sanderling_wasi_config_t *config, int32_t stdio,
                                         sanderling_error_t **error);
int32_t sanderling_wasi_config_set_stdout(sanderling_wasi_config_t *config, int32_t stdio,
                                          sanderling_error_t **error);
int32_t sanderling_wasi_config_set_stderr(sanderling_wasi_config_t *config, int32_t stdio,
                                          sanderling_error_t **error);

/* Gives these bytes as standard input. They are copied. */
int32_t sanderling_wasi_config_set_stdin_bytes(sanderling_wasi_config_t *config,
                                               const uint8_t *bytes, size_t len,
                                               sanderling_error_t **error);

/* Reads standard input from a file of the host, and writes the others to one, which is
   made anew. It is opened when a store is made. */
int32_t sanderling_wasi_config_set_stdin_file(sanderling_wasi_config_t *config,
                                              const char *path, size_t len,
                                              sanderling_error_t **error);
int32_t sanderling_wasi_config_set_stdout_file(sanderling_wasi_config_t *config,
                                               const char *path, size_t len,
                                               sanderling_error_t **error);
int32_t sanderling_wasi_config_set_stderr_file(sanderling_wasi_config_t *config,
                                               const char *path, size_t len,
                                               sanderling_error_t **error);

/* A function that gives standard input. It fills the buffer and returns how many bytes it
   has written there, 0 at the end. A negative number ends the guest with
   SANDERLING_HOST_ERROR; its negative is the number of sanderling_error_host_id. */
typedef int64_t (*sanderling_wasi_read_fn_t)(uintptr_t id, uint8_t *buffer, size_t len);

/* A function that gets what the guest writes. It returns 0; any other number ends the
   guest with SANDERLING_HOST_ERROR, and a positive one is that of
   sanderling_error_host_id. */
typedef int64_t (*sanderling_wasi_write_fn_t)(uintptr_t id, const uint8_t *bytes,
                                              size_t len);

/* Sets functions for the standard streams; they get `id`, and both are used for as long as
   stores live that are made with the configuration. They are called during calls only, on
   the thread that makes them, and must not use the store. */
int32_t sanderling_wasi_config_set_stdin_callback(sanderling_wasi_config_t *config,
                                                  sanderling_wasi_read_fn_t read,
                                                  uintptr_t id,
                                                  sanderling_error_t **error);
int32_t sanderling_wasi_config_set_stdout_callback(sanderling_wasi_config_t *config,
                                                   sanderling_wasi_write_fn_t write,
                                                   uintptr_t id,
                                                   sanderling_error_t **error);
int32_t sanderling_wasi_config_set_stderr_callback(sanderling_wasi_config_t *config,
                                                   sanderling_wasi_write_fn_t write,
                                                   uintptr_t id,
                                                   sanderling_error_t **error);

/* Stops the guest's clocks at these times; waiting for a time then ends at once. */
int32_t sanderling_wasi_config_set_fixed_clock(sanderling_wasi_config_t *config,
                                               uint64_t realtime_ns,
                                               uint64_t monotonic_ns);

/* Tells the time, in nanoseconds, of a clock: 0 is the time of day, counted from 1970, 1 one
   that never goes back, 2 the processor's time of the process, 3 that of the thread. 0, or
   the number of an error as above. */
typedef int64_t (*sanderling_wasi_clock_fn_t)(uintptr_t id, uint32_t clock,
                                              uint64_t *time_ns);

/* Sets a function for the guest's clocks, as those above for streams. Waiting takes the
   system's time. */
int32_t sanderling_wasi_config_set_clock_callback(sanderling_wasi_config_t *config,
                                                  sanderling_wasi_clock_fn_t now,
                                                  uintptr_t id,
                                                  sanderling_error_t **error);

/* Makes the guest's random bytes depend on nothing but this number. They are not fit for
   keys. */
int32_t sanderling_wasi_config_set_random_seed(sanderling_wasi_config_t *config,
                                               uint64_t seed);

/* The bytes that each captured stream holds at most, the engine's limit host_buffer_bytes
   unless set; beyond them the guest is told that there is no space. */
int32_t sanderling_wasi_config_set_capture_limit(sanderling_wasi_config_t *config,
                                                 uint64_t bytes);

/* Lets the guest use a directory of the host, and what is below it, under a name of its
   own: read it, or write to it, or both. It is opened when a store is made. */
int32_t sanderling_wasi_config_add_preopen(sanderling_wasi_config_t *config,
                                           const char *host, size_t host_len,
                                           const char *guest, size_t guest_len,
                                           bool read, bool write,
                                           sanderling_error_t **error);

/* ---- Stores ---- */

/* A store; its guests get from WASI what `wasi` says, which is copied, nothing if it is
   NULL. SANDERLING_IO if a file or directory that it names cannot be opened. */
int32_t sanderling_store_new(const wasm_engine_t *engine,
                             const sanderling_wasi_config_t *wasi, wasm_store_t **out,
                             sanderling_error_t **error);
void wasm_store_delete(wasm_store_t *store);

/* Frees what is in the store, although there are other handles to it, whose use then is
   SANDERLING_MISUSE with the code SANDERLING_MISUSE_CLOSED. Closing again does nothing. */
int32_t sanderling_store_close(wasm_store_t *store, sanderling_error_t **error);

/* The bytes that each memory, and the heap of objects, may grow to from now on, the elements
   of each table, how many instances, tables and memories there may be, and the bytes of each
   buffer that the host fills on a guest's demand, such as captured output; UINT64_MAX is no
   limit but the engine's. It can be called at any time. */
int32_t sanderling_store_set_limits(wasm_store_t *store, uint64_t memory_bytes,
                                    uint64_t table_elements, uint64_t instances,
                                    uint64_t tables, uint64_t memories,
                                    uint64_t host_buffer_bytes, sanderling_error_t **error);

/* How deeply calls from the host to guests may be nested from now on, at most the engine's
   limit host_call_depth, which it is unless set; deeper ones end with the code
   SANDERLING_TRAP_STACK_OVERFLOW. */
int32_t sanderling_store_set_call_depth(wasm_store_t *store, uint32_t depth,
                                        sanderling_error_t **error);

/* Ends the store's present call, or its next one, with the code
   SANDERLING_TRAP_INTERRUPTED, if its engine is interruptible. It can be called at any
   time, on any thread and in a signal handler. */
void sanderling_store_interrupt(wasm_store_t *store);

/* Takes an interrupt back; false if there was none. It can be called at any time. */
bool sanderling_store_clear_interrupt(wasm_store_t *store);

/* How long a call of sanderling_func_start runs, or waits in a function of WASI, before it
   yields; UINT64_MAX is no end. The engine has to be interruptible. */
int32_t sanderling_store_set_time_slice(wasm_store_t *store, uint64_t nanoseconds,
                                        sanderling_error_t **error);

/* Ends calls so long from now on with the code SANDERLING_TRAP_TIMEOUT; UINT64_MAX is
   never. The engine has to be interruptible. */
int32_t sanderling_store_set_deadline(wasm_store_t *store, uint64_t nanoseconds,
                                      sanderling_error_t **error);

/* The fuel that guests can still consume, and that they have consumed altogether. Without
   any, calls end with the code SANDERLING_TRAP_OUT_OF_FUEL. The engine has to be one whose
   guests consume fuel. */
int32_t sanderling_store_set_fuel(wasm_store_t *store, uint64_t fuel,
                                  sanderling_error_t **error);
int32_t sanderling_store_fuel(wasm_store_t *store, uint64_t *fuel,
                              sanderling_error_t **error);
int32_t sanderling_store_consumed_fuel(wasm_store_t *store, uint64_t *fuel,
                                       sanderling_error_t **error);

/* What the guests have written to a captured stream since the last time: the caller's, to
   be deleted with wasm_byte_vec_delete. It can be called at any time, and after closing.
   `out` is empty on failure. */
int32_t sanderling_store_take_stdout(const wasm_store_t *store, wasm_byte_vec_t *out,
                                     sanderling_error_t **error);
int32_t sanderling_store_take_stderr(const wasm_store_t *store, wasm_byte_vec_t *out,
                                     sanderling_error_t **error);

/* ---- Slots ---- */

/* Values are passed in slots of 8 bytes. An i32 and an f32 are in the low half of the
   number; the high half is ignored in arguments and zero in results. A v128 takes two
   slots, low half first. A null reference is 0; any other is a number that the functions
   below make and read, and that means something in its own store only.

   The number of a function lasts as long as the store, and that of sanderling_externref_new
   until sanderling_store_gc_externrefs gives it up. A small integer (an i31) is a number by itself. The number of any other object
   keeps that object alive: one that the library has written to a slot does so until it is
   given back with sanderling_slot_release or sanderling_slot_take, or, if it was written
   while a function of the host was running that sanderling_func_new has made (its
   arguments, for instance), until that function returns. Numbers that were given back are
   not used again soon; using one is SANDERLING_MISUSE. */

/* A reference to a value of the host's, which is known by its number `id`, and the number of
   such a one. SANDERLING_LIMIT if the store's heap has no room. */
int32_t sanderling_externref_new(wasm_store_t *store, uint64_t id, uint64_t *slot,
                                 sanderling_error_t **error);
int32_t sanderling_externref_id(wasm_store_t *store, uint64_t slot, uint64_t *id,
                                sanderling_error_t **error);

/* Collects as sanderling_store_gc does, and gives up the references that were made by
   sanderling_externref_new and that neither a guest can reach nor a handle has: writes the
   `id` of each to `ids`, and how many they are to `count`. Of all such references, at most
   `len` are looked at. Their slots must not be used any more: who has one that no guest has
   got yet must not call this. While a function of the host runs that sanderling_func_new has
   made, nothing is given up. */
int32_t sanderling_store_gc_externrefs(wasm_store_t *store, uint64_t *ids, size_t len,
                                       size_t *count, sanderling_error_t **error);

/* A reference to a function, which lives as long as the store, and the function of one that
   is not null. */
int32_t sanderling_funcref_new(const wasm_func_t *func, uint64_t *slot,
                               sanderling_error_t **error);
int32_t sanderling_funcref_func(wasm_store_t *store, uint64_t slot, wasm_func_t **out,
                                sanderling_error_t **error);

/* The slot of the small integer that the low 31 bits of a number are. */
uint64_t sanderling_i31_slot(int32_t value);

/* Whether a slot holds a small integer; its value is then written to `value`, which may
   be NULL. */
bool sanderling_slot_is_i31(uint64_t slot, int32_t *value);

/* The object that a slot refers to, as a reference to be deleted with wasm_ref_delete; NULL
   for null. A function comes as what wasm_ref_as_func takes, a value of the host's as what
   wasm_ref_as_foreign does, or as what it was before the host passed it. */
int32_t sanderling_slot_ref(wasm_store_t *store, uint64_t slot, wasm_ref_t **out,
                            sanderling_error_t **error);

/* The same, and gives the slot's number back. */
int32_t sanderling_slot_take(wasm_store_t *store, uint64_t slot, wasm_ref_t **out,
                             sanderling_error_t **error);

/* Gives a slot's number back. For one that need not be given back it does nothing. It can
   be called at any time. */
int32_t sanderling_slot_release(wasm_store_t *store, uint64_t slot,
                                sanderling_error_t **error);

/* The slot of a reference: 0 for NULL. For an object of guests the number lasts until
   `ref` is deleted, and if that happens in a function of the host, until this returns; for
   a module, an instance, a trap or a foreign object it has to be given back. */
int32_t sanderling_ref_slot(wasm_store_t *store, const wasm_ref_t *ref, uint64_t *slot,
                            sanderling_error_t **error);

/* ---- Objects of guests ---- */

/* Structures, arrays, small integers and exceptions are wasm_ref_t: they can be copied,
   compared and deleted like those of the standard, given host info, and passed in
   wasm_val_t. Each keeps its object alive. */
void wasm_ref_delete(wasm_ref_t *ref);
wasm_ref_t *wasm_ref_copy(const wasm_ref_t *ref);
bool wasm_ref_same(const wasm_ref_t *a, const wasm_ref_t *b);

/* What references can be to. */
typedef struct sanderling_heap_type_t sanderling_heap_type_t;

/* Kinds of such types; a type of the engine's is SANDERLING_HEAP_STRUCT,
   SANDERLING_HEAP_ARRAY or SANDERLING_HEAP_FUNC. */
enum {
  SANDERLING_HEAP_FUNC = 0,
  SANDERLING_HEAP_EXTERN = 1,
  SANDERLING_HEAP_ANY = 2,
  SANDERLING_HEAP_EQ = 3,
  SANDERLING_HEAP_I31 = 4,
  SANDERLING_HEAP_STRUCT = 5,
  SANDERLING_HEAP_ARRAY = 6,
  SANDERLING_HEAP_EXN = 7,
  /* The bottoms of the hierarchies. */
  SANDERLING_HEAP_NONE = 8,
  SANDERLING_HEAP_NOFUNC = 9,
  SANDERLING_HEAP_NOEXTERN = 10,
  SANDERLING_HEAP_NOEXN = 11
};

/* A field of a structure, or the elements of an array. */
typedef struct sanderling_field_t {
  /* The kind of its values, SANDERLING_I8 or SANDERLING_I16. */
  uint8_t kind;
  bool is_mutable;
  /* Its type, such as "i8" or "(ref null $type5)". */
  sanderling_text_t text;
} sanderling_field_t;

/* A type from its text: an abstract one such as "any" or "struct"; the name of one of the
   engine's, such as "$type5", as it stands in the texts of other types; or the definition of
   a final type without supertypes, such as "(struct (field i32) (field (mut i8)))" or
   "(array (mut (ref null $type5)))". It is the type of every module of the engine that
   defines the same. Names mean something in their own engine only. SANDERLING_LIMIT if a
   structure has too many fields. */
int32_t sanderling_heap_type_new(const wasm_engine_t *engine, const char *type,
                                 size_t type_len, sanderling_heap_type_t **out,
                                 sanderling_error_t **error);

/* Deletes a type, and the texts that were borrowed from it. */
void sanderling_heap_type_delete(sanderling_heap_type_t *type);

/* SANDERLING_HEAP_*; -1 for NULL. */
int32_t sanderling_heap_type_kind(const sanderling_heap_type_t *type);

/* Its name, for texts of other types, borrowed: "any", or "$type5". `len` may be NULL. */
const char *sanderling_heap_type_name(const sanderling_heap_type_t *type, size_t *len);

/* The definition of a structure or array, the name of any other, borrowed. `len` may be
   NULL. */
const char *sanderling_heap_type_text(const sanderling_heap_type_t *type, size_t *len);

/* The fields of a structure; an array has one, its elements. Their texts are borrowed.
   False, with nothing written, from their count on. */
size_t sanderling_heap_type_field_count(const sanderling_heap_type_t *type);
bool sanderling_heap_type_field(const sanderling_heap_type_t *type, size_t index,
                                sanderling_field_t *out);

/* Whether `type` is `other` or one of its subtypes. False for NULL, and for types of
   different engines. */
bool sanderling_heap_type_matches(const sanderling_heap_type_t *type,
                                  const sanderling_heap_type_t *other);

/* The type that a reference has of itself: that of its structure or array, "i31", "exn",
   "func", or "extern". */
int32_t sanderling_ref_type(wasm_store_t *store, const wasm_ref_t *ref,
                            sanderling_heap_type_t **out, sanderling_error_t **error);

/* Whether a reference is of a type, as ref.test says it. */
int32_t sanderling_ref_matches(wasm_store_t *store, const wasm_ref_t *ref,
                               const sanderling_heap_type_t *type, bool *out,
                               sanderling_error_t **error);

/* Is SANDERLING_TRAP with the code SANDERLING_TRAP_CAST_FAILURE if it is not, as ref.cast
   traps. */
int32_t sanderling_ref_cast(wasm_store_t *store, const wasm_ref_t *ref,
                            const sanderling_heap_type_t *type, sanderling_error_t **error);

/* A value of the host's as an object of guests, and back: any.convert_extern and
   extern.convert_any. */
int32_t sanderling_any_convert_extern(wasm_store_t *store, const wasm_ref_t *ref,
                                      wasm_ref_t **out, sanderling_error_t **error);
int32_t sanderling_extern_convert_any(const wasm_ref_t *ref, wasm_ref_t **out,
                                      sanderling_error_t **error);

/* A structure with these values in its fields: all of them, one after the other.
   SANDERLING_LIMIT if the store's heap has no room. */
int32_t sanderling_struct_new(wasm_store_t *store, const sanderling_heap_type_t *type,
                              const uint64_t *slots, size_t len, wasm_ref_t **out,
                              sanderling_error_t **error);

/* A field; a v128 takes two slots, so there must be two. Packed fields are zero-extended.
   A field that there is not, or that is not mutable, is SANDERLING_MISUSE. */
int32_t sanderling_struct_get(const wasm_ref_t *ref, size_t field, uint64_t *slots,
                              size_t len, sanderling_error_t **error);
int32_t sanderling_struct_set(const wasm_ref_t *ref, size_t field, const uint64_t *slots,
                              size_t len, sanderling_error_t **error);

/* An array of `count` elements, each of them the value in the slots, of which there must be
   two; and one of the values in the slots, one after the other. SANDERLING_LIMIT if the
   store's heap has no room. */
int32_t sanderling_array_new(wasm_store_t *store, const sanderling_heap_type_t *type,
                             const uint64_t *slots, size_t len, uint32_t count,
                             wasm_ref_t **out, sanderling_error_t **error);
int32_t sanderling_array_new_fixed(wasm_store_t *store, const sanderling_heap_type_t *type,
                                   const uint64_t *slots, size_t len, wasm_ref_t **out,
                                   sanderling_error_t **error);

/* The number of elements. */
int32_t sanderling_array_len(const wasm_ref_t *ref, uint32_t *len,
                             sanderling_error_t **error);

/* An element, as a field of a structure. Beyond the end it is SANDERLING_TRAP with the code
   SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS. */
int32_t sanderling_array_get(const wasm_ref_t *ref, uint32_t index, uint64_t *slots,
                             size_t len, sanderling_error_t **error);
int32_t sanderling_array_set(const wasm_ref_t *ref, uint32_t index, const uint64_t *slots,
                             size_t len, sanderling_error_t **error);

/* Copies elements that are numbers out of the array or into it, from the element `index` on,
   as little-endian bytes. If they are not all inside, nothing is copied, and it is
   SANDERLING_TRAP. */
int32_t sanderling_array_read(const wasm_ref_t *ref, uint32_t index, uint8_t *bytes,
                              size_t len, sanderling_error_t **error);
int32_t sanderling_array_write(const wasm_ref_t *ref, uint32_t index, const uint8_t *bytes,
                               size_t len, sanderling_error_t **error);

/* The small integer that the low 31 bits of a number are, and the number, signed. */
int32_t sanderling_i31_new(wasm_store_t *store, int32_t value, wasm_ref_t **out,
                           sanderling_error_t **error);
int32_t sanderling_i31_value(const wasm_ref_t *ref, int32_t *value,
                             sanderling_error_t **error);

/* Frees what neither guests nor the host can reach any more. This happens by itself when
   it is time. */
int32_t sanderling_store_gc(wasm_store_t *store, sanderling_error_t **error);

/* Bytes of objects that were reachable at the last collection or have been made since. */
int32_t sanderling_store_gc_used_bytes(wasm_store_t *store, uint64_t *bytes,
                                       sanderling_error_t **error);

/* ---- Linking ---- */

/* Names for what modules may import. */
typedef struct sanderling_linker_t sanderling_linker_t;

/* A memory that several stores have at once: see below. */
typedef struct sanderling_shared_memory_t sanderling_shared_memory_t;

/* An empty linker. */
int32_t sanderling_linker_new(const wasm_engine_t *engine, sanderling_linker_t **out,
                              sanderling_error_t **error);
void sanderling_linker_delete(sanderling_linker_t *linker);

/* Defines all functions of WASI preview 1 and preview 0. */
int32_t sanderling_linker_define_wasi(sanderling_linker_t *linker,
                                      sanderling_error_t **error);

/* Defines a name, or defines it anew. All such items must be of one store, which lives as
   long as the linker, and modules can be instantiated in that store only. It can be called
   at any time. */
int32_t sanderling_linker_define(sanderling_linker_t *linker, const char *module,
                                 size_t module_len, const char *name, size_t name_len,
                                 const wasm_extern_t *item, sanderling_error_t **error);

/* Defines a name as a memory that all stores share in which the linker makes
   instances. */
int32_t sanderling_linker_define_shared_memory(
    sanderling_linker_t *linker, const char *module, size_t module_len, const char *name,
    size_t name_len, const sanderling_shared_memory_t *memory, sanderling_error_t **error);

/* Defines every function that the module imports, and that is not defined, as one that
   fails when it is called, as SANDERLING_INSTANCE_TRAPS does. */
int32_t sanderling_linker_define_unknown_as_traps(sanderling_linker_t *linker,
                                                  const wasm_module_t *module,
                                                  sanderling_error_t **error);

/* Makes an instance and runs its start function: it runs guests, and can return
   SANDERLING_LINK as well. */
int32_t sanderling_linker_instantiate(sanderling_linker_t *linker, wasm_store_t *store,
                                      const wasm_module_t *module, wasm_instance_t **out,
                                      sanderling_error_t **error);

/* ---- Instances and what they export ---- */

/* What stands for imports that are NULL. */
enum {
  /* The functions of WASI. */
  SANDERLING_INSTANCE_WASI = 1,
  /* For functions, ones that fail with SANDERLING_LINK when they are called. */
  SANDERLING_INSTANCE_TRAPS = 2
};

/* Makes an instance and runs its start function: it runs guests, and can return
   SANDERLING_LINK as well. `imports` are what the module imports, in its order, `len` of
   them, borrowed; NULLs among them are missing, unless `flags`, a sum of the above, says
   otherwise. */
int32_t sanderling_instance_new(wasm_store_t *store, const wasm_module_t *module,
                                const wasm_extern_t *const *imports, size_t len,
                                uint32_t flags, wasm_instance_t **out,
                                sanderling_error_t **error);

void wasm_instance_delete(wasm_instance_t *instance);

/* The export of this name; NULL is written, and SANDERLING_OK returned, if there is
   none. */
int32_t sanderling_instance_export(const wasm_instance_t *instance, const char *name,
                                   size_t name_len, wasm_extern_t **out,
                                   sanderling_error_t **error);

void wasm_extern_delete(wasm_extern_t *item);
void wasm_func_delete(wasm_func_t *func);
void wasm_global_delete(wasm_global_t *global);
void wasm_table_delete(wasm_table_t *table);
void wasm_memory_delete(wasm_memory_t *memory);

/* The type, as it was when the handle was made, borrowed. False, with nothing written, for
   NULL. It can be called at any time. */
bool sanderling_extern_type(const wasm_extern_t *item, sanderling_type_t *out);

/* The same handle as another type; NULL if it is something else. It is still one handle,
   to be deleted once, as either type. */
wasm_func_t *wasm_extern_as_func(wasm_extern_t *item);
wasm_global_t *wasm_extern_as_global(wasm_extern_t *item);
wasm_table_t *wasm_extern_as_table(wasm_extern_t *item);
wasm_memory_t *wasm_extern_as_memory(wasm_extern_t *item);
wasm_extern_t *wasm_func_as_extern(wasm_func_t *func);
wasm_extern_t *wasm_global_as_extern(wasm_global_t *global);
wasm_extern_t *wasm_table_as_extern(wasm_table_t *table);
wasm_extern_t *wasm_memory_as_extern(wasm_memory_t *memory);

/* ---- Functions ---- */

/* Who has called a function of the host; only during the call. */
typedef struct sanderling_caller_t sanderling_caller_t;

/* A function of the host. It finds its arguments in the slots, and leaves the results in
   their place; there are `len`, enough for either. It returns 0, or another number to say
   that it failed: the call that it is part of is then SANDERLING_HOST_ERROR, and a positive
   number is that of sanderling_error_host_id. A number less than -1 suspends the call, if
   it was begun with sanderling_func_start: its negative less 1 is that of
   sanderling_call_pending_id. It runs on the thread of that call, and may use the store
   there. It must not unwind: neither `longjmp` nor an exception of C++ may leave it. */
typedef int64_t (*sanderling_host_fn_t)(uintptr_t id, const sanderling_caller_t *caller,
                                        uint64_t *slots, size_t len);

/* Is called with the function's `id` when nothing can call the function any more: on any
   thread, at the latest when the store is freed. It must not use the store. If no function
   was made, it is not called. */
typedef void (*sanderling_host_finalizer_t)(uintptr_t id);

/* A function of the host of a type such as "(i32, externref) -> i64"; `id` is for it to
   know what it is. `finalizer` may be NULL. */
int32_t sanderling_func_new(wasm_store_t *store, const char *type, size_t type_len,
                            sanderling_host_fn_t func, uintptr_t id,
                            sanderling_host_finalizer_t finalizer, wasm_func_t **out,
                            sanderling_error_t **error);

/* The same for the type that the module's import number `import` must have, which may be
   one that no text says. */
int32_t sanderling_func_new_for_import(wasm_store_t *store, const wasm_module_t *module,
                                       size_t import, sanderling_host_fn_t func,
                                       uintptr_t id, sanderling_host_finalizer_t finalizer,
                                       wasm_func_t **out, sanderling_error_t **error);

/* As wasm_func_callback_with_env_t, for languages in which it can happen that a function
   cannot even begin: false means that it has not run to its end, which fails the call. What
   is written to `trap` becomes the library's; it also fails the call. */
typedef bool (*sanderling_func_callback_t)(void *env, const wasm_val_vec_t *args,
                                           wasm_val_vec_t *results, wasm_trap_t **trap);

/* As wasm_func_new_with_env, with such a function: to be deleted with wasm_func_delete. NULL
   if there can be none. */
wasm_func_t *sanderling_func_new_answering(wasm_store_t *store, const wasm_functype_t *type,
                                           sanderling_func_callback_t callback, void *env,
                                           void (*finalizer)(void *env));

/* The export of this name of the instance that has called; NULL is written, and
   SANDERLING_OK returned, if there is none, or if the host itself has called. It and
   sanderling_caller_throw are for the thread that runs the function. */
int32_t sanderling_caller_export(const sanderling_caller_t *caller, const char *name,
                                 size_t name_len, wasm_extern_t **out,
                                 sanderling_error_t **error);

/* Calls a function: it runs guests. The first slots hold the arguments, and after
   SANDERLING_OK the results; `len` is how many slots there are, enough for either. */
int32_t sanderling_func_call(const wasm_func_t *func, uint64_t *slots, size_t len,
                             sanderling_error_t **error);

/* A call that has not ended: it was begun with sanderling_func_start. */
typedef struct sanderling_call_t sanderling_call_t;

/* What functions return beside the statuses whose call goes on later. */
enum {
  /* Its time slice is over. */
  SANDERLING_YIELD = 1,
  /* It waits for what a function of the host will return. */
  SANDERLING_PENDING = 2
};

/* As sanderling_func_call, on a stack of the call's own, so that it can go on later: it runs
   guests. To go on later, it returns SANDERLING_YIELD or SANDERLING_PENDING and writes the
   call, which is the caller's. Meanwhile the store can be used by others; if `keep` is true
   by this thread only, which then has to end or delete the call. */
int32_t sanderling_func_start(const wasm_func_t *func, uint64_t *slots, size_t len,
                              bool keep, sanderling_call_t **call,
                              sanderling_error_t **error);

/* Goes on with a call that has yielded: it runs guests, and can return SANDERLING_YIELD and
   SANDERLING_PENDING as well. A call that has ended is SANDERLING_MISUSE. */
int32_t sanderling_call_resume(sanderling_call_t *call, uint64_t *slots, size_t len,
                               sanderling_error_t **error);

/* Goes on with a call that waits, with what it waits for: values of types such as
   "(i32, f64)" in slots. It runs guests, and can return SANDERLING_YIELD and
   SANDERLING_PENDING as well. */
int32_t sanderling_call_provide(sanderling_call_t *call, const char *types,
                                size_t types_len, const uint64_t *results,
                                size_t results_len, uint64_t *slots, size_t len,
                                sanderling_error_t **error);

/* Ends a call with SANDERLING_HOST_ERROR, and this number as sanderling_error_host_id. It is
   never SANDERLING_OK. */
int32_t sanderling_call_fail(sanderling_call_t *call, uint64_t id,
                             sanderling_error_t **error);

/* The number by which the host knows what the call waits for; 0 if it does not wait. It can
   be called at any time. */
uint64_t sanderling_call_pending_id(const sanderling_call_t *call);

/* Ends the call, if it has not ended. */
void sanderling_call_delete(sanderling_call_t *call);

/* ---- Globals ---- */

/* A global whose content has a type such as "i32". */
int32_t sanderling_global_new(wasm_store_t *store, const char *content, size_t content_len,
                              bool is_mutable, const uint64_t *slots, size_t len,
                              wasm_global_t **out, sanderling_error_t **error);

/* The value; a v128 takes two slots, so there must be two. */
int32_t sanderling_global_get(const wasm_global_t *global, uint64_t *slots, size_t len,
                              sanderling_error_t **error);
int32_t sanderling_global_set(const wasm_global_t *global, const uint64_t *slots, size_t len,
                              sanderling_error_t **error);

/* ---- Tables ---- */

/* A table with elements of a type such as "funcref", each of them `init`; a `maximum` of
   UINT64_MAX is none. SANDERLING_LIMIT if the store may have no more or no such tables. */
int32_t sanderling_table_new(wasm_store_t *store, const char *element, size_t element_len,
                             uint64_t minimum, uint64_t maximum, bool is_64, uint64_t init,
                             wasm_table_t **out, sanderling_error_t **error);

/* An element. Beyond the end it is SANDERLING_TRAP. */
int32_t sanderling_table_get(const wasm_table_t *table, uint64_t index, uint64_t *slot,
                             sanderling_error_t **error);
int32_t sanderling_table_set(const wasm_table_t *table, uint64_t index, uint64_t slot,
                             sanderling_error_t **error);

/* Adds elements; `previous`, which may be NULL, gets the former number. SANDERLING_LIMIT,
   with nothing changed, beyond the table's maximum or a limit. */
int32_t sanderling_table_grow(const wasm_table_t *table, uint64_t delta, uint64_t slot,
                              uint64_t *previous, sanderling_error_t **error);

/* The number of elements. */
int32_t sanderling_table_size(const wasm_table_t *table, uint64_t *size,
                              sanderling_error_t **error);

/* ---- Tags ---- */

/* A tag for exceptions with values of types such as "(i32, i32)". */
int32_t sanderling_tag_new(wasm_store_t *store, const char *params, size_t params_len,
                           wasm_extern_t **out, sanderling_error_t **error);

/* ---- Exceptions ---- */

/* An exception with this tag and these values, all that the tag's type wants. It is a
   reference to an object of guests. SANDERLING_LIMIT if the store's heap has no room. */
int32_t sanderling_exn_new(const wasm_extern_t *tag, const uint64_t *slots, size_t len,
                           wasm_ref_t **out, sanderling_error_t **error);

/* Its tag, and its values, for which there must be enough slots. */
int32_t sanderling_exn_tag(const wasm_ref_t *exception, wasm_extern_t **out,
                           sanderling_error_t **error);
int32_t sanderling_exn_values(const wasm_ref_t *exception, uint64_t *slots, size_t len,
                              sanderling_error_t **error);

/* Makes the function of the host that `caller` belongs to throw an exception if it says that
   it failed, with -1 or any other number but those that suspend. The exception may be
   deleted before it returns. */
int32_t sanderling_caller_throw(const sanderling_caller_t *caller,
                                const wasm_ref_t *exception, sanderling_error_t **error);

/* The exception of an error that is one that no guest caught, NULL for all others; `store`
   is the one that it happened in. */
int32_t sanderling_error_exception(const sanderling_error_t *of, wasm_store_t *store,
                                   wasm_ref_t **out, sanderling_error_t **error);

/* The exception that a trap of the standard's functions is, NULL if it is none; and a trap
   that throws the exception when a callback of the standard's returns it. */
int32_t sanderling_trap_exception(const wasm_trap_t *trap, wasm_ref_t **out,
                                  sanderling_error_t **error);
int32_t sanderling_trap_new_exception(const wasm_ref_t *exception, wasm_trap_t **out,
                                      sanderling_error_t **error);

/* ---- Memories ---- */

/* A memory of that many pages of 64 KiB; a `maximum` of UINT64_MAX is none. SANDERLING_LIMIT
   if the store may have no more or no such memories. */
int32_t sanderling_memory_new(wasm_store_t *store, uint64_t minimum, uint64_t maximum,
                              bool is_64, wasm_memory_t **out, sanderling_error_t **error);

/* A hold on a memory's bytes: they can be read and written at their address until it is
   deleted, whatever becomes of the memory and the store. If the memory grows and has to
   move, they are no longer its bytes. Who uses them sees to it that no guest runs
   meanwhile. */
typedef struct sanderling_memory_pin_t sanderling_memory_pin_t;

/* A pin of a memory. */
int32_t sanderling_memory_pin(const wasm_memory_t *memory, sanderling_memory_pin_t **out,
                              sanderling_error_t **error);

/* The bytes, borrowed until the pin is deleted, and their number when it was made. */
uint8_t *sanderling_memory_pin_data(const sanderling_memory_pin_t *pin);
size_t sanderling_memory_pin_size(const sanderling_memory_pin_t *pin);

/* Where the memory's size in bytes is to be read until the pin is deleted, whatever runs;
   SIZE_MAX once the memory has moved or is gone. */
const size_t *sanderling_memory_pin_live_size(const sanderling_memory_pin_t *pin);

/* Deletes a pin: its bytes and its live size must not be used any more. */
void sanderling_memory_pin_delete(sanderling_memory_pin_t *pin);

/* The size in pages, and in bytes. */
int32_t sanderling_memory_size(const wasm_memory_t *memory, uint64_t *pages,
                               sanderling_error_t **error);
int32_t sanderling_memory_data_size(const wasm_memory_t *memory, uint64_t *bytes,
                                    sanderling_error_t **error);

/* Copies bytes out of the memory or into it. If they are not all inside, nothing is
   copied, and it is SANDERLING_TRAP. */
int32_t sanderling_memory_read(const wasm_memory_t *memory, uint64_t offset, uint8_t *bytes,
                               size_t len, sanderling_error_t **error);
int32_t sanderling_memory_write(const wasm_memory_t *memory, uint64_t offset,
                                const uint8_t *bytes, size_t len,
                                sanderling_error_t **error);

/* Adds pages of zeros; `previous`, which may be NULL, gets the former size in pages.
   SANDERLING_LIMIT, with nothing changed, beyond the memory's maximum or a limit. */
int32_t sanderling_memory_grow(const wasm_memory_t *memory, uint64_t pages,
                               uint64_t *previous, sanderling_error_t **error);

/* ---- Shared memories ---- */

/* A memory that several stores of one engine have at once, on several threads. It belongs
   to no store, and lives as long as a handle or a store has it. All functions of this
   section may be called on any thread at any time, except those with a store. Other
   threads may change its bytes at any time, so that there is no pointer to them:
   wasm_memory_data is NULL. SANDERLING_LIMIT if it may not be so large. */
int32_t sanderling_shared_memory_new(const wasm_engine_t *engine, uint64_t minimum,
                                     uint64_t maximum, bool is_64,
                                     sanderling_shared_memory_t **out,
                                     sanderling_error_t **error);
void sanderling_shared_memory_delete(sanderling_shared_memory_t *memory);

/* The memory in a store, for instances there. SANDERLING_LIMIT if the store may have no more
   memories. */
int32_t sanderling_memory_from_shared(wasm_store_t *store,
                                      const sanderling_shared_memory_t *memory,
                                      wasm_memory_t **out, sanderling_error_t **error);

/* The shared memory that a store's memory is; NULL is written, and SANDERLING_OK returned, if
   it is not shared. */
int32_t sanderling_memory_to_shared(const wasm_memory_t *memory,
                                    sanderling_shared_memory_t **out,
                                    sanderling_error_t **error);

/* The size in pages, and in bytes; 0 for NULL. */
uint64_t sanderling_shared_memory_size(const sanderling_shared_memory_t *memory);
uint64_t sanderling_shared_memory_data_size(const sanderling_shared_memory_t *memory);

/* Adds pages of zeros; `previous`, which may be NULL, gets the former size in pages.
   SANDERLING_LIMIT, with nothing changed, beyond the memory's maximum or a limit. */
int32_t sanderling_shared_memory_grow(const sanderling_shared_memory_t *memory,
                                      uint64_t pages, uint64_t *previous,
                                      sanderling_error_t **error);

/* Copies bytes out of the memory or into it, in no order for other threads. If they are
   not all inside, nothing is copied, and it is SANDERLING_TRAP. */
int32_t sanderling_shared_memory_read(const sanderling_shared_memory_t *memory,
                                      uint64_t offset, uint8_t *bytes, size_t len,
                                      sanderling_error_t **error);
int32_t sanderling_shared_memory_write(const sanderling_shared_memory_t *memory,
                                       uint64_t offset, const uint8_t *bytes, size_t len,
                                       sanderling_error_t **error);

/* Reads or writes 4 or 8 bytes, as `bytes` says, at once and in the order of all atomic
   accesses. An offset that is no multiple of their number is SANDERLING_TRAP. */
int32_t sanderling_shared_memory_load(const sanderling_shared_memory_t *memory,
                                      uint64_t offset, uint32_t bytes, uint64_t *value,
                                      sanderling_error_t **error);
int32_t sanderling_shared_memory_store(const sanderling_shared_memory_t *memory,
                                       uint64_t offset, uint32_t bytes, uint64_t value,
                                       sanderling_error_t **error);

/* Replaces `expected`, and nothing else, in one such step, which can be SANDERLING_TRAP;
   `previous`, which may be NULL, gets what was there. */
int32_t sanderling_shared_memory_compare_exchange(const sanderling_shared_memory_t *memory,
                                                  uint64_t offset, uint32_t bytes,
                                                  uint64_t expected, uint64_t replacement,
                                                  uint64_t *previous,
                                                  sanderling_error_t **error);

/* How a wait has ended. */
enum {
  SANDERLING_WAIT_OK = 0,
  /* The value was another one. */
  SANDERLING_WAIT_MISMATCH = 1,
  SANDERLING_WAIT_TIMED_OUT = 2
};

/* If the value at `offset` is the expected one, waits until another thread, a guest's or the
   host's, notifies this one, but not longer than so many nanoseconds; UINT64_MAX is no
   end. SANDERLING_TRAP as above. */
int32_t sanderling_shared_memory_wait32(const sanderling_shared_memory_t *memory,
                                        uint64_t offset, uint32_t expected,
                                        uint64_t nanoseconds, int32_t *out,
                                        sanderling_error_t **error);
int32_t sanderling_shared_memory_wait64(const sanderling_shared_memory_t *memory,
                                        uint64_t offset, uint64_t expected,
                                        uint64_t nanoseconds, int32_t *out,
                                        sanderling_error_t **error);

/* A wait in pieces, between which the host can do something else. */
typedef struct sanderling_wait_t sanderling_wait_t;

/* Begins to wait if the value of 4 or 8 bytes at `offset` is the expected one; `out` gets
   NULL if not. From then on the wait can be notified. SANDERLING_TRAP as above. */
int32_t sanderling_shared_memory_wait_begin(const sanderling_shared_memory_t *memory,
                                            uint64_t offset, uint32_t bytes,
                                            uint64_t expected, sanderling_wait_t **out,
                                            sanderling_error_t **error);

/* Waits for so many nanoseconds at most, UINT64_MAX is no end; `out` gets SANDERLING_WAIT_OK
   if the wait is notified or has been since it began, else SANDERLING_WAIT_TIMED_OUT, after
   which this can be called again. */
int32_t sanderling_wait_go_on(const sanderling_wait_t *wait, uint64_t nanoseconds,
                              int32_t *out, sanderling_error_t **error);

/* Ends a wait. */
void sanderling_wait_delete(sanderling_wait_t *wait);

/* Wakes at most `count` of the threads that wait at `offset`; `woken` gets their number.
   SANDERLING_TRAP as above. */
int32_t sanderling_shared_memory_notify(const sanderling_shared_memory_t *memory,
                                        uint64_t offset, uint32_t count, uint32_t *woken,
                                        sanderling_error_t **error);

#ifdef __cplusplus
}
#endif

#endif
