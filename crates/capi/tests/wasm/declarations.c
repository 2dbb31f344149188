/* Every function of the standard with its exact type, and the layouts and numbers of the
   rest: what differs from the header does not compile. Meant to be compiled as C++ too. */

#include "test.h"

#define FUNCTION(name, result, ...)                                            \
  do {                                                                         \
    result (*pointer)(__VA_ARGS__) = name;                                     \
    CHECK(pointer != NULL);                                                    \
    functions++;                                                               \
  } while (0)
#define HELPER(name, result, ...)                                              \
  do {                                                                         \
    result (*pointer)(__VA_ARGS__) = name;                                     \
    CHECK(pointer != NULL);                                                    \
    helpers++;                                                                 \
  } while (0)

static_assert(sizeof(byte_t) == 1 && sizeof(wasm_byte_t) == 1, "bytes");
static_assert(sizeof(wasm_byte_vec_t) == 2 * sizeof(void *), "vectors");
static_assert(offsetof(wasm_byte_vec_t, size) == 0, "vectors");
static_assert(offsetof(wasm_byte_vec_t, data) == sizeof(size_t), "vectors");
static_assert(sizeof(wasm_extern_vec_t) == sizeof(wasm_byte_vec_t), "vectors");
static_assert(sizeof(wasm_val_vec_t) == sizeof(wasm_byte_vec_t), "vectors");
static_assert(sizeof(wasm_limits_t) == 8, "limits");
static_assert(offsetof(wasm_limits_t, min) == 0 && offsetof(wasm_limits_t, max) == 4, "limits");
static_assert(sizeof(wasm_val_t) == 16, "values");
static_assert(offsetof(wasm_val_t, kind) == 0 && offsetof(wasm_val_t, of) == 8, "values");
static_assert(sizeof(wasm_mutability_t) == 1 && sizeof(wasm_valkind_t) == 1, "kinds");
static_assert(sizeof(wasm_externkind_t) == 1, "kinds");
static_assert(sizeof(wasm_table_size_t) == 4 && sizeof(wasm_memory_pages_t) == 4, "sizes");
static_assert(WASM_CONST == 0 && WASM_VAR == 1, "mutability");
static_assert(WASM_I32 == 0 && WASM_I64 == 1 && WASM_F32 == 2 && WASM_F64 == 3, "kinds");
static_assert(WASM_EXTERNREF == 128 && WASM_FUNCREF == 129, "kinds");
static_assert(WASM_EXTERN_FUNC == 0 && WASM_EXTERN_GLOBAL == 1, "kinds");
static_assert(WASM_EXTERN_TABLE == 2 && WASM_EXTERN_MEMORY == 3, "kinds");

void test_declarations(void) {
  int functions = 0, helpers = 0;
  enum wasm_mutability_enum mutability = WASM_CONST;
  enum wasm_valkind_enum kind = WASM_I32;
  enum wasm_externkind_enum extern_kind = WASM_EXTERN_FUNC;
  wasm_name_t name = WASM_EMPTY_VEC;
  wasm_message_t *message = &name;
  CHECK(mutability == 0 && kind == 0 && extern_kind == 0 && message->size == 0);
  CHECK(wasm_limits_max_default == UINT32_MAX && MEMORY_PAGE_SIZE == 65536);
  CHECK(sizeof(float32_t) == 4 && sizeof(float64_t) == 8);

  FUNCTION(wasm_byte_vec_new_empty, void, wasm_byte_vec_t *);
  FUNCTION(wasm_byte_vec_new_uninitialized, void, wasm_byte_vec_t *, size_t);
  FUNCTION(wasm_byte_vec_new, void, wasm_byte_vec_t *, size_t, wasm_byte_t const *);
  FUNCTION(wasm_byte_vec_copy, void, wasm_byte_vec_t *, const wasm_byte_vec_t *);
  FUNCTION(wasm_byte_vec_delete, void, wasm_byte_vec_t *);
  FUNCTION(wasm_config_delete, void, wasm_config_t *);
  FUNCTION(wasm_config_new, wasm_config_t *, void);
  FUNCTION(wasm_engine_delete, void, wasm_engine_t *);
  FUNCTION(wasm_engine_new, wasm_engine_t *, void);
  FUNCTION(wasm_engine_new_with_config, wasm_engine_t *, wasm_config_t *);
  FUNCTION(wasm_store_delete, void, wasm_store_t *);
  FUNCTION(wasm_store_new, wasm_store_t *, wasm_engine_t *);
  FUNCTION(wasm_valtype_delete, void, wasm_valtype_t *);
  FUNCTION(wasm_valtype_copy, wasm_valtype_t *, const wasm_valtype_t *);
  FUNCTION(wasm_valtype_vec_new_empty, void, wasm_valtype_vec_t *);
  FUNCTION(wasm_valtype_vec_new_uninitialized, void, wasm_valtype_vec_t *, size_t);
  FUNCTION(wasm_valtype_vec_new, void, wasm_valtype_vec_t *, size_t,
           wasm_valtype_t *const *);
  FUNCTION(wasm_valtype_vec_copy, void, wasm_valtype_vec_t *, const wasm_valtype_vec_t *);
  FUNCTION(wasm_valtype_vec_delete, void, wasm_valtype_vec_t *);
  FUNCTION(wasm_valtype_new, wasm_valtype_t *, wasm_valkind_t);
  FUNCTION(wasm_valtype_kind, wasm_valkind_t, const wasm_valtype_t *);
  FUNCTION(wasm_functype_delete, void, wasm_functype_t *);
  FUNCTION(wasm_functype_copy, wasm_functype_t *, const wasm_functype_t *);
  FUNCTION(wasm_functype_vec_new_empty, void, wasm_functype_vec_t *);
  FUNCTION(wasm_functype_vec_new_uninitialized, void, wasm_functype_vec_t *, size_t);
  FUNCTION(wasm_functype_vec_new, void, wasm_functype_vec_t *, size_t,
           wasm_functype_t *const *);
  FUNCTION(wasm_functype_vec_copy, void, wasm_functype_vec_t *, const wasm_functype_vec_t *);
  FUNCTION(wasm_functype_vec_delete, void, wasm_functype_vec_t *);
  FUNCTION(wasm_functype_new, wasm_functype_t *, wasm_valtype_vec_t *, wasm_valtype_vec_t *);
  FUNCTION(wasm_functype_params, const wasm_valtype_vec_t *, const wasm_functype_t *);
  FUNCTION(wasm_functype_results, const wasm_valtype_vec_t *, const wasm_functype_t *);
  FUNCTION(wasm_globaltype_delete, void, wasm_globaltype_t *);
  FUNCTION(wasm_globaltype_copy, wasm_globaltype_t *, const wasm_globaltype_t *);
  FUNCTION(wasm_globaltype_vec_new_empty, void, wasm_globaltype_vec_t *);
  FUNCTION(wasm_globaltype_vec_new_uninitialized, void, wasm_globaltype_vec_t *, size_t);
  FUNCTION(wasm_globaltype_vec_new, void, wasm_globaltype_vec_t *, size_t,
           wasm_globaltype_t *const *);
  FUNCTION(wasm_globaltype_vec_copy, void, wasm_globaltype_vec_t *,
           const wasm_globaltype_vec_t *);
  FUNCTION(wasm_globaltype_vec_delete, void, wasm_globaltype_vec_t *);
  FUNCTION(wasm_globaltype_new, wasm_globaltype_t *, wasm_valtype_t *, wasm_mutability_t);
  FUNCTION(wasm_globaltype_content, const wasm_valtype_t *, const wasm_globaltype_t *);
  FUNCTION(wasm_globaltype_mutability, wasm_mutability_t, const wasm_globaltype_t *);
  FUNCTION(wasm_tabletype_delete, void, wasm_tabletype_t *);
  FUNCTION(wasm_tabletype_copy, wasm_tabletype_t *, const wasm_tabletype_t *);
  FUNCTION(wasm_tabletype_vec_new_empty, void, wasm_tabletype_vec_t *);
  FUNCTION(wasm_tabletype_vec_new_uninitialized, void, wasm_tabletype_vec_t *, size_t);
  FUNCTION(wasm_tabletype_vec_new, void, wasm_tabletype_vec_t *, size_t,
           wasm_tabletype_t *const *);
  FUNCTION(wasm_tabletype_vec_copy, void, wasm_tabletype_vec_t *,
           const wasm_tabletype_vec_t *);
  FUNCTION(wasm_tabletype_vec_delete, void, wasm_tabletype_vec_t *);
  FUNCTION(wasm_tabletype_new, wasm_tabletype_t *, wasm_valtype_t *, const wasm_limits_t *);
  FUNCTION(wasm_tabletype_element, const wasm_valtype_t *, const wasm_tabletype_t *);
  FUNCTION(wasm_tabletype_limits, const wasm_limits_t *, const wasm_tabletype_t *);
  FUNCTION(wasm_memorytype_delete, void, wasm_memorytype_t *);
  FUNCTION(wasm_memorytype_copy, wasm_memorytype_t *, const wasm_memorytype_t *);
  FUNCTION(wasm_memorytype_vec_new_empty, void, wasm_memorytype_vec_t *);
  FUNCTION(wasm_memorytype_vec_new_uninitialized, void, wasm_memorytype_vec_t *, size_t);
  FUNCTION(wasm_memorytype_vec_new, void, wasm_memorytype_vec_t *, size_t,
           wasm_memorytype_t *const *);
  FUNCTION(wasm_memorytype_vec_copy, void, wasm_memorytype_vec_t *,
           const wasm_memorytype_vec_t *);
  FUNCTION(wasm_memorytype_vec_delete, void, wasm_memorytype_vec_t *);
  FUNCTION(wasm_memorytype_new, wasm_memorytype_t *, const wasm_limits_t *);
  FUNCTION(wasm_memorytype_limits, const wasm_limits_t *, const wasm_memorytype_t *);
  FUNCTION(wasm_externtype_delete, void, wasm_externtype_t *);
  FUNCTION(wasm_externtype_copy, wasm_externtype_t *, const wasm_externtype_t *);
  FUNCTION(wasm_externtype_vec_new_empty, void, wasm_externtype_vec_t *);
  FUNCTION(wasm_externtype_vec_new_uninitialized, void, wasm_externtype_vec_t *, size_t);
  FUNCTION(wasm_externtype_vec_new, void, wasm_externtype_vec_t *, size_t,
           wasm_externtype_t *const *);
  FUNCTION(wasm_externtype_vec_copy, void, wasm_externtype_vec_t *,
           const wasm_externtype_vec_t *);
  FUNCTION(wasm_externtype_vec_delete, void, wasm_externtype_vec_t *);
  FUNCTION(wasm_externtype_kind, wasm_externkind_t, const wasm_externtype_t *);
  FUNCTION(wasm_functype_as_externtype, wasm_externtype_t *, wasm_functype_t *);
  FUNCTION(wasm_globaltype_as_externtype, wasm_externtype_t *, wasm_globaltype_t *);
  FUNCTION(wasm_tabletype_as_externtype, wasm_externtype_t *, wasm_tabletype_t *);
  FUNCTION(wasm_memorytype_as_externtype, wasm_externtype_t *, wasm_memorytype_t *);
  FUNCTION(wasm_functype_as_externtype_const, const wasm_externtype_t *,
           const wasm_functype_t *);
  FUNCTION(wasm_globaltype_as_externtype_const, const wasm_externtype_t *,
           const wasm_globaltype_t *);
  FUNCTION(wasm_tabletype_as_externtype_const, const wasm_externtype_t *,
           const wasm_tabletype_t *);
  FUNCTION(wasm_memorytype_as_externtype_const, const wasm_externtype_t *,
           const wasm_memorytype_t *);
  FUNCTION(wasm_externtype_as_functype, wasm_functype_t *, wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_globaltype, wasm_globaltype_t *, wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_tabletype, wasm_tabletype_t *, wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_memorytype, wasm_memorytype_t *, wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_functype_const, const wasm_functype_t *,
           const wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_globaltype_const, const wasm_globaltype_t *,
           const wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_tabletype_const, const wasm_tabletype_t *,
           const wasm_externtype_t *);
  FUNCTION(wasm_externtype_as_memorytype_const, const wasm_memorytype_t *,
           const wasm_externtype_t *);
  FUNCTION(wasm_importtype_delete, void, wasm_importtype_t *);
  FUNCTION(wasm_importtype_copy, wasm_importtype_t *, const wasm_importtype_t *);
  FUNCTION(wasm_importtype_vec_new_empty, void, wasm_importtype_vec_t *);
  FUNCTION(wasm_importtype_vec_new_uninitialized, void, wasm_importtype_vec_t *, size_t);
  FUNCTION(wasm_importtype_vec_new, void, wasm_importtype_vec_t *, size_t,
           wasm_importtype_t *const *);
  FUNCTION(wasm_importtype_vec_copy, void, wasm_importtype_vec_t *,
           const wasm_importtype_vec_t *);
  FUNCTION(wasm_importtype_vec_delete, void, wasm_importtype_vec_t *);
  FUNCTION(wasm_importtype_new, wasm_importtype_t *, wasm_name_t *, wasm_name_t *,
           wasm_externtype_t *);
  FUNCTION(wasm_importtype_module, const wasm_name_t *, const wasm_importtype_t *);
  FUNCTION(wasm_importtype_name, const wasm_name_t *, const wasm_importtype_t *);
  FUNCTION(wasm_importtype_type, const wasm_externtype_t *, const wasm_importtype_t *);
  FUNCTION(wasm_exporttype_delete, void, wasm_exporttype_t *);
  FUNCTION(wasm_exporttype_copy, wasm_exporttype_t *, const wasm_exporttype_t *);
  FUNCTION(wasm_exporttype_vec_new_empty, void, wasm_exporttype_vec_t *);
  FUNCTION(wasm_exporttype_vec_new_uninitialized, void, wasm_exporttype_vec_t *, size_t);
  FUNCTION(wasm_exporttype_vec_new, void, wasm_exporttype_vec_t *, size_t,
           wasm_exporttype_t *const *);
  FUNCTION(wasm_exporttype_vec_copy, void, wasm_exporttype_vec_t *,
           const wasm_exporttype_vec_t *);
  FUNCTION(wasm_exporttype_vec_delete, void, wasm_exporttype_vec_t *);
  FUNCTION(wasm_exporttype_new, wasm_exporttype_t *, wasm_name_t *, wasm_externtype_t *);
  FUNCTION(wasm_exporttype_name, const wasm_name_t *, const wasm_exporttype_t *);
  FUNCTION(wasm_exporttype_type, const wasm_externtype_t *, const wasm_exporttype_t *);
  FUNCTION(wasm_val_delete, void, wasm_val_t *);
  FUNCTION(wasm_val_copy, void, wasm_val_t *, const wasm_val_t *);
  FUNCTION(wasm_val_vec_new_empty, void, wasm_val_vec_t *);
  FUNCTION(wasm_val_vec_new_uninitialized, void, wasm_val_vec_t *, size_t);
  FUNCTION(wasm_val_vec_new, void, wasm_val_vec_t *, size_t, wasm_val_t const *);
  FUNCTION(wasm_val_vec_copy, void, wasm_val_vec_t *, const wasm_val_vec_t *);
  FUNCTION(wasm_val_vec_delete, void, wasm_val_vec_t *);
  FUNCTION(wasm_ref_delete, void, wasm_ref_t *);
  FUNCTION(wasm_ref_copy, wasm_ref_t *, const wasm_ref_t *);
  FUNCTION(wasm_ref_same, bool, const wasm_ref_t *, const wasm_ref_t *);
  FUNCTION(wasm_ref_get_host_info, void *, const wasm_ref_t *);
  FUNCTION(wasm_ref_set_host_info, void, wasm_ref_t *, void *);
  FUNCTION(wasm_ref_set_host_info_with_finalizer, void, wasm_ref_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_frame_delete, void, wasm_frame_t *);
  FUNCTION(wasm_frame_vec_new_empty, void, wasm_frame_vec_t *);
  FUNCTION(wasm_frame_vec_new_uninitialized, void, wasm_frame_vec_t *, size_t);
  FUNCTION(wasm_frame_vec_new, void, wasm_frame_vec_t *, size_t, wasm_frame_t *const *);
  FUNCTION(wasm_frame_vec_copy, void, wasm_frame_vec_t *, const wasm_frame_vec_t *);
  FUNCTION(wasm_frame_vec_delete, void, wasm_frame_vec_t *);
  FUNCTION(wasm_frame_copy, wasm_frame_t *, const wasm_frame_t *);
  FUNCTION(wasm_frame_instance, struct wasm_instance_t *, const wasm_frame_t *);
  FUNCTION(wasm_frame_func_index, uint32_t, const wasm_frame_t *);
  FUNCTION(wasm_frame_func_offset, size_t, const wasm_frame_t *);
  FUNCTION(wasm_frame_module_offset, size_t, const wasm_frame_t *);
  FUNCTION(wasm_trap_delete, void, wasm_trap_t *);
  FUNCTION(wasm_trap_copy, wasm_trap_t *, const wasm_trap_t *);
  FUNCTION(wasm_trap_same, bool, const wasm_trap_t *, const wasm_trap_t *);
  FUNCTION(wasm_trap_get_host_info, void *, const wasm_trap_t *);
  FUNCTION(wasm_trap_set_host_info, void, wasm_trap_t *, void *);
  FUNCTION(wasm_trap_set_host_info_with_finalizer, void, wasm_trap_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_trap_as_ref, wasm_ref_t *, wasm_trap_t *);
  FUNCTION(wasm_trap_as_ref_const, const wasm_ref_t *, const wasm_trap_t *);
  FUNCTION(wasm_ref_as_trap, wasm_trap_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_trap_const, const wasm_trap_t *, const wasm_ref_t *);
  FUNCTION(wasm_trap_new, wasm_trap_t *, wasm_store_t *, const wasm_message_t *);
  FUNCTION(wasm_trap_message, void, const wasm_trap_t *, wasm_message_t *);
  FUNCTION(wasm_trap_origin, wasm_frame_t *, const wasm_trap_t *);
  FUNCTION(wasm_trap_trace, void, const wasm_trap_t *, wasm_frame_vec_t *);
  FUNCTION(wasm_foreign_delete, void, wasm_foreign_t *);
  FUNCTION(wasm_foreign_copy, wasm_foreign_t *, const wasm_foreign_t *);
  FUNCTION(wasm_foreign_same, bool, const wasm_foreign_t *, const wasm_foreign_t *);
  FUNCTION(wasm_foreign_get_host_info, void *, const wasm_foreign_t *);
  FUNCTION(wasm_foreign_set_host_info, void, wasm_foreign_t *, void *);
  FUNCTION(wasm_foreign_set_host_info_with_finalizer, void, wasm_foreign_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_foreign_as_ref, wasm_ref_t *, wasm_foreign_t *);
  FUNCTION(wasm_foreign_as_ref_const, const wasm_ref_t *, const wasm_foreign_t *);
  FUNCTION(wasm_ref_as_foreign, wasm_foreign_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_foreign_const, const wasm_foreign_t *, const wasm_ref_t *);
  FUNCTION(wasm_foreign_new, wasm_foreign_t *, wasm_store_t *);
  FUNCTION(wasm_module_delete, void, wasm_module_t *);
  FUNCTION(wasm_module_copy, wasm_module_t *, const wasm_module_t *);
  FUNCTION(wasm_module_same, bool, const wasm_module_t *, const wasm_module_t *);
  FUNCTION(wasm_module_get_host_info, void *, const wasm_module_t *);
  FUNCTION(wasm_module_set_host_info, void, wasm_module_t *, void *);
  FUNCTION(wasm_module_set_host_info_with_finalizer, void, wasm_module_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_module_as_ref, wasm_ref_t *, wasm_module_t *);
  FUNCTION(wasm_module_as_ref_const, const wasm_ref_t *, const wasm_module_t *);
  FUNCTION(wasm_ref_as_module, wasm_module_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_module_const, const wasm_module_t *, const wasm_ref_t *);
  FUNCTION(wasm_shared_module_delete, void, wasm_shared_module_t *);
  FUNCTION(wasm_module_share, wasm_shared_module_t *, const wasm_module_t *);
  FUNCTION(wasm_module_obtain, wasm_module_t *, wasm_store_t *,
           const wasm_shared_module_t *);
  FUNCTION(wasm_module_new, wasm_module_t *, wasm_store_t *, const wasm_byte_vec_t *);
  FUNCTION(wasm_module_validate, bool, wasm_store_t *, const wasm_byte_vec_t *);
  FUNCTION(wasm_module_imports, void, const wasm_module_t *, wasm_importtype_vec_t *);
  FUNCTION(wasm_module_exports, void, const wasm_module_t *, wasm_exporttype_vec_t *);
  FUNCTION(wasm_module_serialize, void, const wasm_module_t *, wasm_byte_vec_t *);
  FUNCTION(wasm_module_deserialize, wasm_module_t *, wasm_store_t *,
           const wasm_byte_vec_t *);
  FUNCTION(wasm_func_delete, void, wasm_func_t *);
  FUNCTION(wasm_func_copy, wasm_func_t *, const wasm_func_t *);
  FUNCTION(wasm_func_same, bool, const wasm_func_t *, const wasm_func_t *);
  FUNCTION(wasm_func_get_host_info, void *, const wasm_func_t *);
  FUNCTION(wasm_func_set_host_info, void, wasm_func_t *, void *);
  FUNCTION(wasm_func_set_host_info_with_finalizer, void, wasm_func_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_func_as_ref, wasm_ref_t *, wasm_func_t *);
  FUNCTION(wasm_func_as_ref_const, const wasm_ref_t *, const wasm_func_t *);
  FUNCTION(wasm_ref_as_func, wasm_func_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_func_const, const wasm_func_t *, const wasm_ref_t *);
  FUNCTION(wasm_func_new, wasm_func_t *, wasm_store_t *, const wasm_functype_t *,
           wasm_func_callback_t);
  FUNCTION(wasm_func_new_with_env, wasm_func_t *, wasm_store_t *, const wasm_functype_t *,
           wasm_func_callback_with_env_t, void *, void (*)(void *));
  FUNCTION(wasm_func_type, wasm_functype_t *, const wasm_func_t *);
  FUNCTION(wasm_func_param_arity, size_t, const wasm_func_t *);
  FUNCTION(wasm_func_result_arity, size_t, const wasm_func_t *);
  FUNCTION(wasm_func_call, wasm_trap_t *, const wasm_func_t *, const wasm_val_vec_t *,
           wasm_val_vec_t *);
  FUNCTION(wasm_global_delete, void, wasm_global_t *);
  FUNCTION(wasm_global_copy, wasm_global_t *, const wasm_global_t *);
  FUNCTION(wasm_global_same, bool, const wasm_global_t *, const wasm_global_t *);
  FUNCTION(wasm_global_get_host_info, void *, const wasm_global_t *);
  FUNCTION(wasm_global_set_host_info, void, wasm_global_t *, void *);
  FUNCTION(wasm_global_set_host_info_with_finalizer, void, wasm_global_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_global_as_ref, wasm_ref_t *, wasm_global_t *);
  FUNCTION(wasm_global_as_ref_const, const wasm_ref_t *, const wasm_global_t *);
  FUNCTION(wasm_ref_as_global, wasm_global_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_global_const, const wasm_global_t *, const wasm_ref_t *);
  FUNCTION(wasm_global_new, wasm_global_t *, wasm_store_t *, const wasm_globaltype_t *,
           const wasm_val_t *);
  FUNCTION(wasm_global_type, wasm_globaltype_t *, const wasm_global_t *);
  FUNCTION(wasm_global_get, void, const wasm_global_t *, wasm_val_t *);
  FUNCTION(wasm_global_set, void, wasm_global_t *, const wasm_val_t *);
  FUNCTION(wasm_table_delete, void, wasm_table_t *);
  FUNCTION(wasm_table_copy, wasm_table_t *, const wasm_table_t *);
  FUNCTION(wasm_table_same, bool, const wasm_table_t *, const wasm_table_t *);
  FUNCTION(wasm_table_get_host_info, void *, const wasm_table_t *);
  FUNCTION(wasm_table_set_host_info, void, wasm_table_t *, void *);
  FUNCTION(wasm_table_set_host_info_with_finalizer, void, wasm_table_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_table_as_ref, wasm_ref_t *, wasm_table_t *);
  FUNCTION(wasm_table_as_ref_const, const wasm_ref_t *, const wasm_table_t *);
  FUNCTION(wasm_ref_as_table, wasm_table_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_table_const, const wasm_table_t *, const wasm_ref_t *);
  FUNCTION(wasm_table_new, wasm_table_t *, wasm_store_t *, const wasm_tabletype_t *,
           wasm_ref_t *);
  FUNCTION(wasm_table_type, wasm_tabletype_t *, const wasm_table_t *);
  FUNCTION(wasm_table_get, wasm_ref_t *, const wasm_table_t *, wasm_table_size_t);
  FUNCTION(wasm_table_set, bool, wasm_table_t *, wasm_table_size_t, wasm_ref_t *);
  FUNCTION(wasm_table_size, wasm_table_size_t, const wasm_table_t *);
  FUNCTION(wasm_table_grow, bool, wasm_table_t *, wasm_table_size_t, wasm_ref_t *);
  FUNCTION(wasm_memory_delete, void, wasm_memory_t *);
  FUNCTION(wasm_memory_copy, wasm_memory_t *, const wasm_memory_t *);
  FUNCTION(wasm_memory_same, bool, const wasm_memory_t *, const wasm_memory_t *);
  FUNCTION(wasm_memory_get_host_info, void *, const wasm_memory_t *);
  FUNCTION(wasm_memory_set_host_info, void, wasm_memory_t *, void *);
  FUNCTION(wasm_memory_set_host_info_with_finalizer, void, wasm_memory_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_memory_as_ref, wasm_ref_t *, wasm_memory_t *);
  FUNCTION(wasm_memory_as_ref_const, const wasm_ref_t *, const wasm_memory_t *);
  FUNCTION(wasm_ref_as_memory, wasm_memory_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_memory_const, const wasm_memory_t *, const wasm_ref_t *);
  FUNCTION(wasm_memory_new, wasm_memory_t *, wasm_store_t *, const wasm_memorytype_t *);
  FUNCTION(wasm_memory_type, wasm_memorytype_t *, const wasm_memory_t *);
  FUNCTION(wasm_memory_data, byte_t *, wasm_memory_t *);
  FUNCTION(wasm_memory_data_size, size_t, const wasm_memory_t *);
  FUNCTION(wasm_memory_size, wasm_memory_pages_t, const wasm_memory_t *);
  FUNCTION(wasm_memory_grow, bool, wasm_memory_t *, wasm_memory_pages_t);
  FUNCTION(wasm_extern_delete, void, wasm_extern_t *);
  FUNCTION(wasm_extern_copy, wasm_extern_t *, const wasm_extern_t *);
  FUNCTION(wasm_extern_same, bool, const wasm_extern_t *, const wasm_extern_t *);
  FUNCTION(wasm_extern_get_host_info, void *, const wasm_extern_t *);
  FUNCTION(wasm_extern_set_host_info, void, wasm_extern_t *, void *);
  FUNCTION(wasm_extern_set_host_info_with_finalizer, void, wasm_extern_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_extern_as_ref, wasm_ref_t *, wasm_extern_t *);
  FUNCTION(wasm_extern_as_ref_const, const wasm_ref_t *, const wasm_extern_t *);
  FUNCTION(wasm_ref_as_extern, wasm_extern_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_extern_const, const wasm_extern_t *, const wasm_ref_t *);
  FUNCTION(wasm_extern_vec_new_empty, void, wasm_extern_vec_t *);
  FUNCTION(wasm_extern_vec_new_uninitialized, void, wasm_extern_vec_t *, size_t);
  FUNCTION(wasm_extern_vec_new, void, wasm_extern_vec_t *, size_t, wasm_extern_t *const *);
  FUNCTION(wasm_extern_vec_copy, void, wasm_extern_vec_t *, const wasm_extern_vec_t *);
  FUNCTION(wasm_extern_vec_delete, void, wasm_extern_vec_t *);
  FUNCTION(wasm_extern_kind, wasm_externkind_t, const wasm_extern_t *);
  FUNCTION(wasm_extern_type, wasm_externtype_t *, const wasm_extern_t *);
  FUNCTION(wasm_func_as_extern, wasm_extern_t *, wasm_func_t *);
  FUNCTION(wasm_global_as_extern, wasm_extern_t *, wasm_global_t *);
  FUNCTION(wasm_table_as_extern, wasm_extern_t *, wasm_table_t *);
  FUNCTION(wasm_memory_as_extern, wasm_extern_t *, wasm_memory_t *);
  FUNCTION(wasm_func_as_extern_const, const wasm_extern_t *, const wasm_func_t *);
  FUNCTION(wasm_global_as_extern_const, const wasm_extern_t *, const wasm_global_t *);
  FUNCTION(wasm_table_as_extern_const, const wasm_extern_t *, const wasm_table_t *);
  FUNCTION(wasm_memory_as_extern_const, const wasm_extern_t *, const wasm_memory_t *);
  FUNCTION(wasm_extern_as_func, wasm_func_t *, wasm_extern_t *);
  FUNCTION(wasm_extern_as_global, wasm_global_t *, wasm_extern_t *);
  FUNCTION(wasm_extern_as_table, wasm_table_t *, wasm_extern_t *);
  FUNCTION(wasm_extern_as_memory, wasm_memory_t *, wasm_extern_t *);
  FUNCTION(wasm_extern_as_func_const, const wasm_func_t *, const wasm_extern_t *);
  FUNCTION(wasm_extern_as_global_const, const wasm_global_t *, const wasm_extern_t *);
  FUNCTION(wasm_extern_as_table_const, const wasm_table_t *, const wasm_extern_t *);
  FUNCTION(wasm_extern_as_memory_const, const wasm_memory_t *, const wasm_extern_t *);
  FUNCTION(wasm_instance_delete, void, wasm_instance_t *);
  FUNCTION(wasm_instance_copy, wasm_instance_t *, const wasm_instance_t *);
  FUNCTION(wasm_instance_same, bool, const wasm_instance_t *, const wasm_instance_t *);
  FUNCTION(wasm_instance_get_host_info, void *, const wasm_instance_t *);
  FUNCTION(wasm_instance_set_host_info, void, wasm_instance_t *, void *);
  FUNCTION(wasm_instance_set_host_info_with_finalizer, void, wasm_instance_t *, void *,
           void (*)(void *));
  FUNCTION(wasm_instance_as_ref, wasm_ref_t *, wasm_instance_t *);
  FUNCTION(wasm_instance_as_ref_const, const wasm_ref_t *, const wasm_instance_t *);
  FUNCTION(wasm_ref_as_instance, wasm_instance_t *, wasm_ref_t *);
  FUNCTION(wasm_ref_as_instance_const, const wasm_instance_t *, const wasm_ref_t *);
  FUNCTION(wasm_instance_new, wasm_instance_t *, wasm_store_t *, const wasm_module_t *,
           const wasm_extern_vec_t *, wasm_trap_t **);
  FUNCTION(wasm_instance_exports, void, const wasm_instance_t *, wasm_extern_vec_t *);
  HELPER(wasm_name_new_from_string, void, wasm_name_t *, const char *);
  HELPER(wasm_name_new_from_string_nt, void, wasm_name_t *, const char *);
  HELPER(wasm_valkind_is_num, bool, wasm_valkind_t);
  HELPER(wasm_valkind_is_ref, bool, wasm_valkind_t);
  HELPER(wasm_valtype_is_num, bool, const wasm_valtype_t *);
  HELPER(wasm_valtype_is_ref, bool, const wasm_valtype_t *);
  HELPER(wasm_valtype_new_i32, wasm_valtype_t *, void);
  HELPER(wasm_valtype_new_i64, wasm_valtype_t *, void);
  HELPER(wasm_valtype_new_f32, wasm_valtype_t *, void);
  HELPER(wasm_valtype_new_f64, wasm_valtype_t *, void);
  HELPER(wasm_valtype_new_externref, wasm_valtype_t *, void);
  HELPER(wasm_valtype_new_funcref, wasm_valtype_t *, void);
  HELPER(wasm_functype_new_0_0, wasm_functype_t *, void);
  HELPER(wasm_functype_new_1_0, wasm_functype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_2_0, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_3_0, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *,
           wasm_valtype_t *);
  HELPER(wasm_functype_new_0_1, wasm_functype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_1_1, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_2_1, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *,
           wasm_valtype_t *);
  HELPER(wasm_functype_new_3_1, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *,
           wasm_valtype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_0_2, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_1_2, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *,
           wasm_valtype_t *);
  HELPER(wasm_functype_new_2_2, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *,
           wasm_valtype_t *, wasm_valtype_t *);
  HELPER(wasm_functype_new_3_2, wasm_functype_t *, wasm_valtype_t *, wasm_valtype_t *,
           wasm_valtype_t *, wasm_valtype_t *, wasm_valtype_t *);
  HELPER(wasm_val_init_ptr, void, wasm_val_t *, void *);
  HELPER(wasm_val_ptr, void *, const wasm_val_t *);

  CHECK(functions == 280);
  CHECK(helpers == 26);
}
