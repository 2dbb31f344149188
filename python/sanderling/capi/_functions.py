"""The functions and numbers of wasm.h and sanderling.h.

Written by tools/capi.py from the headers; not to be edited.
"""

from __future__ import annotations

from .._native import ffi, lib
from ._callbacks import (
    answering,
    finalizer as _finalizer,
    forever,
    host,
    is_python,
    raised,
    surface,
    surface_status,
    unused,
)
from ._checks import (
    DEAD_LIMIT,
    NULL,
    add,
    array,
    array_of,
    born,
    born_all,
    born_in,
    bury,
    callee,
    dead,
    forget,
    function as _function,
    gone,
    gone_all,
    gone_in,
    gone_value,
    handle,
    leave,
    live,
    moved,
    is_pointer,
    numeric,
    ours,
    pointer,
    refuse,
    room,
    seen_all,
    seen_at,
    structure,
    typeof,
    unlist,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "MEMORY_PAGE_SIZE",
    "SANDERLING_ABI_VERSION",
    "SANDERLING_ANYREF",
    "SANDERLING_EXCEPTION",
    "SANDERLING_EXIT",
    "SANDERLING_EXNREF",
    "SANDERLING_EXTERNREF",
    "SANDERLING_EXTERN_FUNC",
    "SANDERLING_EXTERN_GLOBAL",
    "SANDERLING_EXTERN_MEMORY",
    "SANDERLING_EXTERN_TABLE",
    "SANDERLING_EXTERN_TAG",
    "SANDERLING_F32",
    "SANDERLING_F64",
    "SANDERLING_FUNCREF",
    "SANDERLING_HEAP_ANY",
    "SANDERLING_HEAP_ARRAY",
    "SANDERLING_HEAP_EQ",
    "SANDERLING_HEAP_EXN",
    "SANDERLING_HEAP_EXTERN",
    "SANDERLING_HEAP_FUNC",
    "SANDERLING_HEAP_I31",
    "SANDERLING_HEAP_NOEXN",
    "SANDERLING_HEAP_NOEXTERN",
    "SANDERLING_HEAP_NOFUNC",
    "SANDERLING_HEAP_NONE",
    "SANDERLING_HEAP_STRUCT",
    "SANDERLING_HOST_ERROR",
    "SANDERLING_I16",
    "SANDERLING_I32",
    "SANDERLING_I64",
    "SANDERLING_I8",
    "SANDERLING_INSTANCE_TRAPS",
    "SANDERLING_INSTANCE_WASI",
    "SANDERLING_INVALID",
    "SANDERLING_IO",
    "SANDERLING_LIMIT",
    "SANDERLING_LINK",
    "SANDERLING_MALFORMED",
    "SANDERLING_MISUSE",
    "SANDERLING_MISUSE_ARGUMENT",
    "SANDERLING_MISUSE_CLOSED",
    "SANDERLING_MISUSE_IN_USE",
    "SANDERLING_MISUSE_PANIC",
    "SANDERLING_MISUSE_WRONG_STORE",
    "SANDERLING_OK",
    "SANDERLING_OTHER_REF",
    "SANDERLING_PENDING",
    "SANDERLING_STDIO_CAPTURE",
    "SANDERLING_STDIO_INHERIT",
    "SANDERLING_STDIO_NULL",
    "SANDERLING_TRAP",
    "SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS",
    "SANDERLING_TRAP_CAST_FAILURE",
    "SANDERLING_TRAP_DIVIDE_BY_ZERO",
    "SANDERLING_TRAP_EXPECTED_SHARED_MEMORY",
    "SANDERLING_TRAP_INDIRECT_CALL_TYPE_MISMATCH",
    "SANDERLING_TRAP_INTEGER_OVERFLOW",
    "SANDERLING_TRAP_INTERRUPTED",
    "SANDERLING_TRAP_INVALID_CONVERSION_TO_INTEGER",
    "SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS",
    "SANDERLING_TRAP_NULL_FUNCTION_REFERENCE",
    "SANDERLING_TRAP_NULL_REFERENCE",
    "SANDERLING_TRAP_OUT_OF_FUEL",
    "SANDERLING_TRAP_OUT_OF_MEMORY",
    "SANDERLING_TRAP_STACK_OVERFLOW",
    "SANDERLING_TRAP_TABLE_OUT_OF_BOUNDS",
    "SANDERLING_TRAP_TIMEOUT",
    "SANDERLING_TRAP_UNALIGNED_ATOMIC",
    "SANDERLING_TRAP_UNDEFINED_ELEMENT",
    "SANDERLING_TRAP_UNINITIALIZED_ELEMENT",
    "SANDERLING_TRAP_UNREACHABLE",
    "SANDERLING_UNSUPPORTED",
    "SANDERLING_V128",
    "SANDERLING_WAIT_MISMATCH",
    "SANDERLING_WAIT_OK",
    "SANDERLING_WAIT_TIMED_OUT",
    "SANDERLING_YIELD",
    "WASM_CONST",
    "WASM_EXTERNREF",
    "WASM_EXTERN_FUNC",
    "WASM_EXTERN_GLOBAL",
    "WASM_EXTERN_MEMORY",
    "WASM_EXTERN_TABLE",
    "WASM_F32",
    "WASM_F64",
    "WASM_FUNCREF",
    "WASM_I32",
    "WASM_I64",
    "WASM_VAR",
    "sanderling_abi_version",
    "sanderling_any_convert_extern",
    "sanderling_array_get",
    "sanderling_array_len",
    "sanderling_array_new",
    "sanderling_array_new_fixed",
    "sanderling_array_read",
    "sanderling_array_set",
    "sanderling_array_write",
    "sanderling_call_delete",
    "sanderling_call_fail",
    "sanderling_call_pending_id",
    "sanderling_call_provide",
    "sanderling_call_resume",
    "sanderling_caller_export",
    "sanderling_caller_throw",
    "sanderling_config_set_consume_fuel",
    "sanderling_config_set_deterministic",
    "sanderling_config_set_eager",
    "sanderling_config_set_feature",
    "sanderling_config_set_interruptible",
    "sanderling_config_set_limit",
    "sanderling_config_set_max_memory_bytes",
    "sanderling_config_set_max_stack_bytes",
    "sanderling_engine_new",
    "sanderling_error_backtrace",
    "sanderling_error_code",
    "sanderling_error_delete",
    "sanderling_error_exception",
    "sanderling_error_frame",
    "sanderling_error_frame_count",
    "sanderling_error_frame_source",
    "sanderling_error_has_sources",
    "sanderling_error_host_id",
    "sanderling_error_import",
    "sanderling_error_import_count",
    "sanderling_error_message",
    "sanderling_error_offset",
    "sanderling_error_status",
    "sanderling_exn_new",
    "sanderling_exn_tag",
    "sanderling_exn_values",
    "sanderling_extern_convert_any",
    "sanderling_extern_type",
    "sanderling_externref_id",
    "sanderling_externref_new",
    "sanderling_func_call",
    "sanderling_func_new",
    "sanderling_func_new_answering",
    "sanderling_func_new_for_import",
    "sanderling_func_start",
    "sanderling_funcref_func",
    "sanderling_funcref_new",
    "sanderling_global_get",
    "sanderling_global_new",
    "sanderling_global_set",
    "sanderling_heap_type_delete",
    "sanderling_heap_type_field",
    "sanderling_heap_type_field_count",
    "sanderling_heap_type_kind",
    "sanderling_heap_type_matches",
    "sanderling_heap_type_name",
    "sanderling_heap_type_new",
    "sanderling_heap_type_text",
    "sanderling_i31_new",
    "sanderling_i31_slot",
    "sanderling_i31_value",
    "sanderling_instance_export",
    "sanderling_instance_new",
    "sanderling_linker_define",
    "sanderling_linker_define_shared_memory",
    "sanderling_linker_define_unknown_as_traps",
    "sanderling_linker_define_wasi",
    "sanderling_linker_delete",
    "sanderling_linker_instantiate",
    "sanderling_linker_new",
    "sanderling_memory_data_size",
    "sanderling_memory_from_shared",
    "sanderling_memory_grow",
    "sanderling_memory_new",
    "sanderling_memory_pin",
    "sanderling_memory_pin_data",
    "sanderling_memory_pin_delete",
    "sanderling_memory_pin_live_size",
    "sanderling_memory_pin_size",
    "sanderling_memory_read",
    "sanderling_memory_size",
    "sanderling_memory_to_shared",
    "sanderling_memory_write",
    "sanderling_module_bytes",
    "sanderling_module_custom_section",
    "sanderling_module_export",
    "sanderling_module_export_count",
    "sanderling_module_import",
    "sanderling_module_import_count",
    "sanderling_module_name",
    "sanderling_module_new",
    "sanderling_module_validate",
    "sanderling_ref_cast",
    "sanderling_ref_matches",
    "sanderling_ref_slot",
    "sanderling_ref_type",
    "sanderling_shared_memory_compare_exchange",
    "sanderling_shared_memory_data_size",
    "sanderling_shared_memory_delete",
    "sanderling_shared_memory_grow",
    "sanderling_shared_memory_load",
    "sanderling_shared_memory_new",
    "sanderling_shared_memory_notify",
    "sanderling_shared_memory_read",
    "sanderling_shared_memory_size",
    "sanderling_shared_memory_store",
    "sanderling_shared_memory_wait32",
    "sanderling_shared_memory_wait64",
    "sanderling_shared_memory_wait_begin",
    "sanderling_shared_memory_write",
    "sanderling_slot_is_i31",
    "sanderling_slot_ref",
    "sanderling_slot_release",
    "sanderling_slot_take",
    "sanderling_store_clear_interrupt",
    "sanderling_store_close",
    "sanderling_store_consumed_fuel",
    "sanderling_store_fuel",
    "sanderling_store_gc",
    "sanderling_store_gc_externrefs",
    "sanderling_store_gc_used_bytes",
    "sanderling_store_interrupt",
    "sanderling_store_new",
    "sanderling_store_set_call_depth",
    "sanderling_store_set_deadline",
    "sanderling_store_set_fuel",
    "sanderling_store_set_limits",
    "sanderling_store_set_time_slice",
    "sanderling_store_take_stderr",
    "sanderling_store_take_stdout",
    "sanderling_struct_get",
    "sanderling_struct_new",
    "sanderling_struct_set",
    "sanderling_table_get",
    "sanderling_table_grow",
    "sanderling_table_new",
    "sanderling_table_set",
    "sanderling_table_size",
    "sanderling_tag_new",
    "sanderling_trap_code",
    "sanderling_trap_exception",
    "sanderling_trap_new_exception",
    "sanderling_trap_status",
    "sanderling_version",
    "sanderling_wait_delete",
    "sanderling_wait_go_on",
    "sanderling_wasi_config_add_arg",
    "sanderling_wasi_config_add_env",
    "sanderling_wasi_config_add_preopen",
    "sanderling_wasi_config_delete",
    "sanderling_wasi_config_new",
    "sanderling_wasi_config_set_capture_limit",
    "sanderling_wasi_config_set_clock_callback",
    "sanderling_wasi_config_set_fixed_clock",
    "sanderling_wasi_config_set_random_seed",
    "sanderling_wasi_config_set_stderr",
    "sanderling_wasi_config_set_stderr_callback",
    "sanderling_wasi_config_set_stderr_file",
    "sanderling_wasi_config_set_stdin",
    "sanderling_wasi_config_set_stdin_bytes",
    "sanderling_wasi_config_set_stdin_callback",
    "sanderling_wasi_config_set_stdin_file",
    "sanderling_wasi_config_set_stdout",
    "sanderling_wasi_config_set_stdout_callback",
    "sanderling_wasi_config_set_stdout_file",
    "sanderling_wasm2wat",
    "sanderling_wat2wasm",
    "wasm_byte_vec_copy",
    "wasm_byte_vec_delete",
    "wasm_byte_vec_new",
    "wasm_byte_vec_new_empty",
    "wasm_byte_vec_new_uninitialized",
    "wasm_config_delete",
    "wasm_config_new",
    "wasm_engine_delete",
    "wasm_engine_new",
    "wasm_engine_new_with_config",
    "wasm_exporttype_copy",
    "wasm_exporttype_delete",
    "wasm_exporttype_name",
    "wasm_exporttype_new",
    "wasm_exporttype_type",
    "wasm_exporttype_vec_copy",
    "wasm_exporttype_vec_delete",
    "wasm_exporttype_vec_new",
    "wasm_exporttype_vec_new_empty",
    "wasm_exporttype_vec_new_uninitialized",
    "wasm_extern_as_func",
    "wasm_extern_as_func_const",
    "wasm_extern_as_global",
    "wasm_extern_as_global_const",
    "wasm_extern_as_memory",
    "wasm_extern_as_memory_const",
    "wasm_extern_as_ref",
    "wasm_extern_as_ref_const",
    "wasm_extern_as_table",
    "wasm_extern_as_table_const",
    "wasm_extern_copy",
    "wasm_extern_delete",
    "wasm_extern_get_host_info",
    "wasm_extern_kind",
    "wasm_extern_same",
    "wasm_extern_set_host_info",
    "wasm_extern_set_host_info_with_finalizer",
    "wasm_extern_type",
    "wasm_extern_vec_copy",
    "wasm_extern_vec_delete",
    "wasm_extern_vec_new",
    "wasm_extern_vec_new_empty",
    "wasm_extern_vec_new_uninitialized",
    "wasm_externtype_as_functype",
    "wasm_externtype_as_functype_const",
    "wasm_externtype_as_globaltype",
    "wasm_externtype_as_globaltype_const",
    "wasm_externtype_as_memorytype",
    "wasm_externtype_as_memorytype_const",
    "wasm_externtype_as_tabletype",
    "wasm_externtype_as_tabletype_const",
    "wasm_externtype_copy",
    "wasm_externtype_delete",
    "wasm_externtype_kind",
    "wasm_externtype_vec_copy",
    "wasm_externtype_vec_delete",
    "wasm_externtype_vec_new",
    "wasm_externtype_vec_new_empty",
    "wasm_externtype_vec_new_uninitialized",
    "wasm_foreign_as_ref",
    "wasm_foreign_as_ref_const",
    "wasm_foreign_copy",
    "wasm_foreign_delete",
    "wasm_foreign_get_host_info",
    "wasm_foreign_new",
    "wasm_foreign_same",
    "wasm_foreign_set_host_info",
    "wasm_foreign_set_host_info_with_finalizer",
    "wasm_frame_copy",
    "wasm_frame_delete",
    "wasm_frame_func_index",
    "wasm_frame_func_offset",
    "wasm_frame_instance",
    "wasm_frame_module_offset",
    "wasm_frame_vec_copy",
    "wasm_frame_vec_delete",
    "wasm_frame_vec_new",
    "wasm_frame_vec_new_empty",
    "wasm_frame_vec_new_uninitialized",
    "wasm_func_as_extern",
    "wasm_func_as_extern_const",
    "wasm_func_as_ref",
    "wasm_func_as_ref_const",
    "wasm_func_call",
    "wasm_func_copy",
    "wasm_func_delete",
    "wasm_func_get_host_info",
    "wasm_func_new",
    "wasm_func_new_with_env",
    "wasm_func_param_arity",
    "wasm_func_result_arity",
    "wasm_func_same",
    "wasm_func_set_host_info",
    "wasm_func_set_host_info_with_finalizer",
    "wasm_func_type",
    "wasm_functype_as_externtype",
    "wasm_functype_as_externtype_const",
    "wasm_functype_copy",
    "wasm_functype_delete",
    "wasm_functype_new",
    "wasm_functype_params",
    "wasm_functype_results",
    "wasm_functype_vec_copy",
    "wasm_functype_vec_delete",
    "wasm_functype_vec_new",
    "wasm_functype_vec_new_empty",
    "wasm_functype_vec_new_uninitialized",
    "wasm_global_as_extern",
    "wasm_global_as_extern_const",
    "wasm_global_as_ref",
    "wasm_global_as_ref_const",
    "wasm_global_copy",
    "wasm_global_delete",
    "wasm_global_get",
    "wasm_global_get_host_info",
    "wasm_global_new",
    "wasm_global_same",
    "wasm_global_set",
    "wasm_global_set_host_info",
    "wasm_global_set_host_info_with_finalizer",
    "wasm_global_type",
    "wasm_globaltype_as_externtype",
    "wasm_globaltype_as_externtype_const",
    "wasm_globaltype_content",
    "wasm_globaltype_copy",
    "wasm_globaltype_delete",
    "wasm_globaltype_mutability",
    "wasm_globaltype_new",
    "wasm_globaltype_vec_copy",
    "wasm_globaltype_vec_delete",
    "wasm_globaltype_vec_new",
    "wasm_globaltype_vec_new_empty",
    "wasm_globaltype_vec_new_uninitialized",
    "wasm_importtype_copy",
    "wasm_importtype_delete",
    "wasm_importtype_module",
    "wasm_importtype_name",
    "wasm_importtype_new",
    "wasm_importtype_type",
    "wasm_importtype_vec_copy",
    "wasm_importtype_vec_delete",
    "wasm_importtype_vec_new",
    "wasm_importtype_vec_new_empty",
    "wasm_importtype_vec_new_uninitialized",
    "wasm_instance_as_ref",
    "wasm_instance_as_ref_const",
    "wasm_instance_copy",
    "wasm_instance_delete",
    "wasm_instance_exports",
    "wasm_instance_get_host_info",
    "wasm_instance_new",
    "wasm_instance_same",
    "wasm_instance_set_host_info",
    "wasm_instance_set_host_info_with_finalizer",
    "wasm_limits_max_default",
    "wasm_memory_as_extern",
    "wasm_memory_as_extern_const",
    "wasm_memory_as_ref",
    "wasm_memory_as_ref_const",
    "wasm_memory_copy",
    "wasm_memory_data",
    "wasm_memory_data_size",
    "wasm_memory_delete",
    "wasm_memory_get_host_info",
    "wasm_memory_grow",
    "wasm_memory_new",
    "wasm_memory_same",
    "wasm_memory_set_host_info",
    "wasm_memory_set_host_info_with_finalizer",
    "wasm_memory_size",
    "wasm_memory_type",
    "wasm_memorytype_as_externtype",
    "wasm_memorytype_as_externtype_const",
    "wasm_memorytype_copy",
    "wasm_memorytype_delete",
    "wasm_memorytype_limits",
    "wasm_memorytype_new",
    "wasm_memorytype_vec_copy",
    "wasm_memorytype_vec_delete",
    "wasm_memorytype_vec_new",
    "wasm_memorytype_vec_new_empty",
    "wasm_memorytype_vec_new_uninitialized",
    "wasm_module_as_ref",
    "wasm_module_as_ref_const",
    "wasm_module_copy",
    "wasm_module_delete",
    "wasm_module_deserialize",
    "wasm_module_exports",
    "wasm_module_get_host_info",
    "wasm_module_imports",
    "wasm_module_new",
    "wasm_module_obtain",
    "wasm_module_same",
    "wasm_module_serialize",
    "wasm_module_set_host_info",
    "wasm_module_set_host_info_with_finalizer",
    "wasm_module_share",
    "wasm_module_validate",
    "wasm_name_copy",
    "wasm_name_delete",
    "wasm_name_new",
    "wasm_name_new_empty",
    "wasm_name_new_new_uninitialized",
    "wasm_name_new_uninitialized",
    "wasm_ref_as_extern",
    "wasm_ref_as_extern_const",
    "wasm_ref_as_foreign",
    "wasm_ref_as_foreign_const",
    "wasm_ref_as_func",
    "wasm_ref_as_func_const",
    "wasm_ref_as_global",
    "wasm_ref_as_global_const",
    "wasm_ref_as_instance",
    "wasm_ref_as_instance_const",
    "wasm_ref_as_memory",
    "wasm_ref_as_memory_const",
    "wasm_ref_as_module",
    "wasm_ref_as_module_const",
    "wasm_ref_as_table",
    "wasm_ref_as_table_const",
    "wasm_ref_as_trap",
    "wasm_ref_as_trap_const",
    "wasm_ref_copy",
    "wasm_ref_delete",
    "wasm_ref_get_host_info",
    "wasm_ref_same",
    "wasm_ref_set_host_info",
    "wasm_ref_set_host_info_with_finalizer",
    "wasm_shared_module_delete",
    "wasm_store_delete",
    "wasm_store_new",
    "wasm_table_as_extern",
    "wasm_table_as_extern_const",
    "wasm_table_as_ref",
    "wasm_table_as_ref_const",
    "wasm_table_copy",
    "wasm_table_delete",
    "wasm_table_get",
    "wasm_table_get_host_info",
    "wasm_table_grow",
    "wasm_table_new",
    "wasm_table_same",
    "wasm_table_set",
    "wasm_table_set_host_info",
    "wasm_table_set_host_info_with_finalizer",
    "wasm_table_size",
    "wasm_table_type",
    "wasm_tabletype_as_externtype",
    "wasm_tabletype_as_externtype_const",
    "wasm_tabletype_copy",
    "wasm_tabletype_delete",
    "wasm_tabletype_element",
    "wasm_tabletype_limits",
    "wasm_tabletype_new",
    "wasm_tabletype_vec_copy",
    "wasm_tabletype_vec_delete",
    "wasm_tabletype_vec_new",
    "wasm_tabletype_vec_new_empty",
    "wasm_tabletype_vec_new_uninitialized",
    "wasm_trap_as_ref",
    "wasm_trap_as_ref_const",
    "wasm_trap_copy",
    "wasm_trap_delete",
    "wasm_trap_get_host_info",
    "wasm_trap_message",
    "wasm_trap_new",
    "wasm_trap_origin",
    "wasm_trap_same",
    "wasm_trap_set_host_info",
    "wasm_trap_set_host_info_with_finalizer",
    "wasm_trap_trace",
    "wasm_val_copy",
    "wasm_val_delete",
    "wasm_val_vec_copy",
    "wasm_val_vec_delete",
    "wasm_val_vec_new",
    "wasm_val_vec_new_empty",
    "wasm_val_vec_new_uninitialized",
    "wasm_valtype_copy",
    "wasm_valtype_delete",
    "wasm_valtype_kind",
    "wasm_valtype_new",
    "wasm_valtype_vec_copy",
    "wasm_valtype_vec_delete",
    "wasm_valtype_vec_new",
    "wasm_valtype_vec_new_empty",
    "wasm_valtype_vec_new_uninitialized",
]

# Parameters have the names of these.
BYTES, LIST, kind_of, size_of = bytes, list, type, len

_wasm_byte_vec_new_empty = lib.wasm_byte_vec_new_empty
_wasm_byte_vec_new_uninitialized = lib.wasm_byte_vec_new_uninitialized
_wasm_byte_vec_new = lib.wasm_byte_vec_new
_wasm_byte_vec_copy = lib.wasm_byte_vec_copy
_wasm_byte_vec_delete = lib.wasm_byte_vec_delete
_wasm_config_delete = lib.wasm_config_delete
_wasm_config_new = lib.wasm_config_new
_wasm_engine_delete = lib.wasm_engine_delete
_wasm_engine_new = lib.wasm_engine_new
_wasm_engine_new_with_config = lib.wasm_engine_new_with_config
_wasm_store_delete = lib.wasm_store_delete
_wasm_store_new = lib.wasm_store_new
_wasm_valtype_delete = lib.wasm_valtype_delete
_wasm_valtype_copy = lib.wasm_valtype_copy
_wasm_valtype_vec_new_empty = lib.wasm_valtype_vec_new_empty
_wasm_valtype_vec_new_uninitialized = lib.wasm_valtype_vec_new_uninitialized
_wasm_valtype_vec_new = lib.wasm_valtype_vec_new
_wasm_valtype_vec_copy = lib.wasm_valtype_vec_copy
_wasm_valtype_vec_delete = lib.wasm_valtype_vec_delete
_wasm_valtype_new = lib.wasm_valtype_new
_wasm_valtype_kind = lib.wasm_valtype_kind
_wasm_functype_delete = lib.wasm_functype_delete
_wasm_functype_copy = lib.wasm_functype_copy
_wasm_functype_vec_new_empty = lib.wasm_functype_vec_new_empty
_wasm_functype_vec_new_uninitialized = lib.wasm_functype_vec_new_uninitialized
_wasm_functype_vec_new = lib.wasm_functype_vec_new
_wasm_functype_vec_copy = lib.wasm_functype_vec_copy
_wasm_functype_vec_delete = lib.wasm_functype_vec_delete
_wasm_functype_new = lib.wasm_functype_new
_wasm_functype_params = lib.wasm_functype_params
_wasm_functype_results = lib.wasm_functype_results
_wasm_globaltype_delete = lib.wasm_globaltype_delete
_wasm_globaltype_copy = lib.wasm_globaltype_copy
_wasm_globaltype_vec_new_empty = lib.wasm_globaltype_vec_new_empty
_wasm_globaltype_vec_new_uninitialized = lib.wasm_globaltype_vec_new_uninitialized
_wasm_globaltype_vec_new = lib.wasm_globaltype_vec_new
_wasm_globaltype_vec_copy = lib.wasm_globaltype_vec_copy
_wasm_globaltype_vec_delete = lib.wasm_globaltype_vec_delete
_wasm_globaltype_new = lib.wasm_globaltype_new
_wasm_globaltype_content = lib.wasm_globaltype_content
_wasm_globaltype_mutability = lib.wasm_globaltype_mutability
_wasm_tabletype_delete = lib.wasm_tabletype_delete
_wasm_tabletype_copy = lib.wasm_tabletype_copy
_wasm_tabletype_vec_new_empty = lib.wasm_tabletype_vec_new_empty
_wasm_tabletype_vec_new_uninitialized = lib.wasm_tabletype_vec_new_uninitialized
_wasm_tabletype_vec_new = lib.wasm_tabletype_vec_new
_wasm_tabletype_vec_copy = lib.wasm_tabletype_vec_copy
_wasm_tabletype_vec_delete = lib.wasm_tabletype_vec_delete
_wasm_tabletype_new = lib.wasm_tabletype_new
_wasm_tabletype_element = lib.wasm_tabletype_element
_wasm_tabletype_limits = lib.wasm_tabletype_limits
_wasm_memorytype_delete = lib.wasm_memorytype_delete
_wasm_memorytype_copy = lib.wasm_memorytype_copy
_wasm_memorytype_vec_new_empty = lib.wasm_memorytype_vec_new_empty
_wasm_memorytype_vec_new_uninitialized = lib.wasm_memorytype_vec_new_uninitialized
_wasm_memorytype_vec_new = lib.wasm_memorytype_vec_new
_wasm_memorytype_vec_copy = lib.wasm_memorytype_vec_copy
_wasm_memorytype_vec_delete = lib.wasm_memorytype_vec_delete
_wasm_memorytype_new = lib.wasm_memorytype_new
_wasm_memorytype_limits = lib.wasm_memorytype_limits
_wasm_externtype_delete = lib.wasm_externtype_delete
_wasm_externtype_copy = lib.wasm_externtype_copy
_wasm_externtype_vec_new_empty = lib.wasm_externtype_vec_new_empty
_wasm_externtype_vec_new_uninitialized = lib.wasm_externtype_vec_new_uninitialized
_wasm_externtype_vec_new = lib.wasm_externtype_vec_new
_wasm_externtype_vec_copy = lib.wasm_externtype_vec_copy
_wasm_externtype_vec_delete = lib.wasm_externtype_vec_delete
_wasm_externtype_kind = lib.wasm_externtype_kind
_wasm_functype_as_externtype = lib.wasm_functype_as_externtype
_wasm_globaltype_as_externtype = lib.wasm_globaltype_as_externtype
_wasm_tabletype_as_externtype = lib.wasm_tabletype_as_externtype
_wasm_memorytype_as_externtype = lib.wasm_memorytype_as_externtype
_wasm_functype_as_externtype_const = lib.wasm_functype_as_externtype_const
_wasm_globaltype_as_externtype_const = lib.wasm_globaltype_as_externtype_const
_wasm_tabletype_as_externtype_const = lib.wasm_tabletype_as_externtype_const
_wasm_memorytype_as_externtype_const = lib.wasm_memorytype_as_externtype_const
_wasm_externtype_as_functype = lib.wasm_externtype_as_functype
_wasm_externtype_as_globaltype = lib.wasm_externtype_as_globaltype
_wasm_externtype_as_tabletype = lib.wasm_externtype_as_tabletype
_wasm_externtype_as_memorytype = lib.wasm_externtype_as_memorytype
_wasm_externtype_as_functype_const = lib.wasm_externtype_as_functype_const
_wasm_externtype_as_globaltype_const = lib.wasm_externtype_as_globaltype_const
_wasm_externtype_as_tabletype_const = lib.wasm_externtype_as_tabletype_const
_wasm_externtype_as_memorytype_const = lib.wasm_externtype_as_memorytype_const
_wasm_importtype_delete = lib.wasm_importtype_delete
_wasm_importtype_copy = lib.wasm_importtype_copy
_wasm_importtype_vec_new_empty = lib.wasm_importtype_vec_new_empty
_wasm_importtype_vec_new_uninitialized = lib.wasm_importtype_vec_new_uninitialized
_wasm_importtype_vec_new = lib.wasm_importtype_vec_new
_wasm_importtype_vec_copy = lib.wasm_importtype_vec_copy
_wasm_importtype_vec_delete = lib.wasm_importtype_vec_delete
_wasm_importtype_new = lib.wasm_importtype_new
_wasm_importtype_module = lib.wasm_importtype_module
_wasm_importtype_name = lib.wasm_importtype_name
_wasm_importtype_type = lib.wasm_importtype_type
_wasm_exporttype_delete = lib.wasm_exporttype_delete
_wasm_exporttype_copy = lib.wasm_exporttype_copy
_wasm_exporttype_vec_new_empty = lib.wasm_exporttype_vec_new_empty
_wasm_exporttype_vec_new_uninitialized = lib.wasm_exporttype_vec_new_uninitialized
_wasm_exporttype_vec_new = lib.wasm_exporttype_vec_new
_wasm_exporttype_vec_copy = lib.wasm_exporttype_vec_copy
_wasm_exporttype_vec_delete = lib.wasm_exporttype_vec_delete
_wasm_exporttype_new = lib.wasm_exporttype_new
_wasm_exporttype_name = lib.wasm_exporttype_name
_wasm_exporttype_type = lib.wasm_exporttype_type
_wasm_val_delete = lib.wasm_val_delete
_wasm_val_copy = lib.wasm_val_copy
_wasm_val_vec_new_empty = lib.wasm_val_vec_new_empty
_wasm_val_vec_new_uninitialized = lib.wasm_val_vec_new_uninitialized
_wasm_val_vec_new = lib.wasm_val_vec_new
_wasm_val_vec_copy = lib.wasm_val_vec_copy
_wasm_val_vec_delete = lib.wasm_val_vec_delete
_wasm_ref_delete = lib.wasm_ref_delete
_wasm_ref_copy = lib.wasm_ref_copy
_wasm_ref_same = lib.wasm_ref_same
_wasm_ref_get_host_info = lib.wasm_ref_get_host_info
_wasm_ref_set_host_info = lib.wasm_ref_set_host_info
_wasm_ref_set_host_info_with_finalizer = lib.wasm_ref_set_host_info_with_finalizer
_wasm_frame_delete = lib.wasm_frame_delete
_wasm_frame_vec_new_empty = lib.wasm_frame_vec_new_empty
_wasm_frame_vec_new_uninitialized = lib.wasm_frame_vec_new_uninitialized
_wasm_frame_vec_new = lib.wasm_frame_vec_new
_wasm_frame_vec_copy = lib.wasm_frame_vec_copy
_wasm_frame_vec_delete = lib.wasm_frame_vec_delete
_wasm_frame_copy = lib.wasm_frame_copy
_wasm_frame_instance = lib.wasm_frame_instance
_wasm_frame_func_index = lib.wasm_frame_func_index
_wasm_frame_func_offset = lib.wasm_frame_func_offset
_wasm_frame_module_offset = lib.wasm_frame_module_offset
_wasm_trap_delete = lib.wasm_trap_delete
_wasm_trap_copy = lib.wasm_trap_copy
_wasm_trap_same = lib.wasm_trap_same
_wasm_trap_get_host_info = lib.wasm_trap_get_host_info
_wasm_trap_set_host_info = lib.wasm_trap_set_host_info
_wasm_trap_set_host_info_with_finalizer = lib.wasm_trap_set_host_info_with_finalizer
_wasm_trap_as_ref = lib.wasm_trap_as_ref
_wasm_trap_as_ref_const = lib.wasm_trap_as_ref_const
_wasm_ref_as_trap = lib.wasm_ref_as_trap
_wasm_ref_as_trap_const = lib.wasm_ref_as_trap_const
_wasm_trap_new = lib.wasm_trap_new
_wasm_trap_message = lib.wasm_trap_message
_wasm_trap_origin = lib.wasm_trap_origin
_wasm_trap_trace = lib.wasm_trap_trace
_wasm_foreign_delete = lib.wasm_foreign_delete
_wasm_foreign_copy = lib.wasm_foreign_copy
_wasm_foreign_same = lib.wasm_foreign_same
_wasm_foreign_get_host_info = lib.wasm_foreign_get_host_info
_wasm_foreign_set_host_info = lib.wasm_foreign_set_host_info
_wasm_foreign_set_host_info_with_finalizer = lib.wasm_foreign_set_host_info_with_finalizer
_wasm_foreign_as_ref = lib.wasm_foreign_as_ref
_wasm_foreign_as_ref_const = lib.wasm_foreign_as_ref_const
_wasm_ref_as_foreign = lib.wasm_ref_as_foreign
_wasm_ref_as_foreign_const = lib.wasm_ref_as_foreign_const
_wasm_foreign_new = lib.wasm_foreign_new
_wasm_module_delete = lib.wasm_module_delete
_wasm_module_copy = lib.wasm_module_copy
_wasm_module_same = lib.wasm_module_same
_wasm_module_get_host_info = lib.wasm_module_get_host_info
_wasm_module_set_host_info = lib.wasm_module_set_host_info
_wasm_module_set_host_info_with_finalizer = lib.wasm_module_set_host_info_with_finalizer
_wasm_module_as_ref = lib.wasm_module_as_ref
_wasm_module_as_ref_const = lib.wasm_module_as_ref_const
_wasm_ref_as_module = lib.wasm_ref_as_module
_wasm_ref_as_module_const = lib.wasm_ref_as_module_const
_wasm_shared_module_delete = lib.wasm_shared_module_delete
_wasm_module_share = lib.wasm_module_share
_wasm_module_obtain = lib.wasm_module_obtain
_wasm_module_new = lib.wasm_module_new
_wasm_module_validate = lib.wasm_module_validate
_wasm_module_imports = lib.wasm_module_imports
_wasm_module_exports = lib.wasm_module_exports
_wasm_module_serialize = lib.wasm_module_serialize
_wasm_module_deserialize = lib.wasm_module_deserialize
_wasm_func_delete = lib.wasm_func_delete
_wasm_func_copy = lib.wasm_func_copy
_wasm_func_same = lib.wasm_func_same
_wasm_func_get_host_info = lib.wasm_func_get_host_info
_wasm_func_set_host_info = lib.wasm_func_set_host_info
_wasm_func_set_host_info_with_finalizer = lib.wasm_func_set_host_info_with_finalizer
_wasm_func_as_ref = lib.wasm_func_as_ref
_wasm_func_as_ref_const = lib.wasm_func_as_ref_const
_wasm_ref_as_func = lib.wasm_ref_as_func
_wasm_ref_as_func_const = lib.wasm_ref_as_func_const
_wasm_func_new = lib.wasm_func_new
_wasm_func_new_with_env = lib.wasm_func_new_with_env
_wasm_func_type = lib.wasm_func_type
_wasm_func_param_arity = lib.wasm_func_param_arity
_wasm_func_result_arity = lib.wasm_func_result_arity
_wasm_func_call = lib.wasm_func_call
_wasm_global_delete = lib.wasm_global_delete
_wasm_global_copy = lib.wasm_global_copy
_wasm_global_same = lib.wasm_global_same
_wasm_global_get_host_info = lib.wasm_global_get_host_info
_wasm_global_set_host_info = lib.wasm_global_set_host_info
_wasm_global_set_host_info_with_finalizer = lib.wasm_global_set_host_info_with_finalizer
_wasm_global_as_ref = lib.wasm_global_as_ref
_wasm_global_as_ref_const = lib.wasm_global_as_ref_const
_wasm_ref_as_global = lib.wasm_ref_as_global
_wasm_ref_as_global_const = lib.wasm_ref_as_global_const
_wasm_global_new = lib.wasm_global_new
_wasm_global_type = lib.wasm_global_type
_wasm_global_get = lib.wasm_global_get
_wasm_global_set = lib.wasm_global_set
_wasm_table_delete = lib.wasm_table_delete
_wasm_table_copy = lib.wasm_table_copy
_wasm_table_same = lib.wasm_table_same
_wasm_table_get_host_info = lib.wasm_table_get_host_info
_wasm_table_set_host_info = lib.wasm_table_set_host_info
_wasm_table_set_host_info_with_finalizer = lib.wasm_table_set_host_info_with_finalizer
_wasm_table_as_ref = lib.wasm_table_as_ref
_wasm_table_as_ref_const = lib.wasm_table_as_ref_const
_wasm_ref_as_table = lib.wasm_ref_as_table
_wasm_ref_as_table_const = lib.wasm_ref_as_table_const
_wasm_table_new = lib.wasm_table_new
_wasm_table_type = lib.wasm_table_type
_wasm_table_get = lib.wasm_table_get
_wasm_table_set = lib.wasm_table_set
_wasm_table_size = lib.wasm_table_size
_wasm_table_grow = lib.wasm_table_grow
_wasm_memory_delete = lib.wasm_memory_delete
_wasm_memory_copy = lib.wasm_memory_copy
_wasm_memory_same = lib.wasm_memory_same
_wasm_memory_get_host_info = lib.wasm_memory_get_host_info
_wasm_memory_set_host_info = lib.wasm_memory_set_host_info
_wasm_memory_set_host_info_with_finalizer = lib.wasm_memory_set_host_info_with_finalizer
_wasm_memory_as_ref = lib.wasm_memory_as_ref
_wasm_memory_as_ref_const = lib.wasm_memory_as_ref_const
_wasm_ref_as_memory = lib.wasm_ref_as_memory
_wasm_ref_as_memory_const = lib.wasm_ref_as_memory_const
_wasm_memory_new = lib.wasm_memory_new
_wasm_memory_type = lib.wasm_memory_type
_wasm_memory_data = lib.wasm_memory_data
_wasm_memory_data_size = lib.wasm_memory_data_size
_wasm_memory_size = lib.wasm_memory_size
_wasm_memory_grow = lib.wasm_memory_grow
_wasm_extern_delete = lib.wasm_extern_delete
_wasm_extern_copy = lib.wasm_extern_copy
_wasm_extern_same = lib.wasm_extern_same
_wasm_extern_get_host_info = lib.wasm_extern_get_host_info
_wasm_extern_set_host_info = lib.wasm_extern_set_host_info
_wasm_extern_set_host_info_with_finalizer = lib.wasm_extern_set_host_info_with_finalizer
_wasm_extern_as_ref = lib.wasm_extern_as_ref
_wasm_extern_as_ref_const = lib.wasm_extern_as_ref_const
_wasm_ref_as_extern = lib.wasm_ref_as_extern
_wasm_ref_as_extern_const = lib.wasm_ref_as_extern_const
_wasm_extern_vec_new_empty = lib.wasm_extern_vec_new_empty
_wasm_extern_vec_new_uninitialized = lib.wasm_extern_vec_new_uninitialized
_wasm_extern_vec_new = lib.wasm_extern_vec_new
_wasm_extern_vec_copy = lib.wasm_extern_vec_copy
_wasm_extern_vec_delete = lib.wasm_extern_vec_delete
_wasm_extern_kind = lib.wasm_extern_kind
_wasm_extern_type = lib.wasm_extern_type
_wasm_func_as_extern = lib.wasm_func_as_extern
_wasm_global_as_extern = lib.wasm_global_as_extern
_wasm_table_as_extern = lib.wasm_table_as_extern
_wasm_memory_as_extern = lib.wasm_memory_as_extern
_wasm_func_as_extern_const = lib.wasm_func_as_extern_const
_wasm_global_as_extern_const = lib.wasm_global_as_extern_const
_wasm_table_as_extern_const = lib.wasm_table_as_extern_const
_wasm_memory_as_extern_const = lib.wasm_memory_as_extern_const
_wasm_extern_as_func = lib.wasm_extern_as_func
_wasm_extern_as_global = lib.wasm_extern_as_global
_wasm_extern_as_table = lib.wasm_extern_as_table
_wasm_extern_as_memory = lib.wasm_extern_as_memory
_wasm_extern_as_func_const = lib.wasm_extern_as_func_const
_wasm_extern_as_global_const = lib.wasm_extern_as_global_const
_wasm_extern_as_table_const = lib.wasm_extern_as_table_const
_wasm_extern_as_memory_const = lib.wasm_extern_as_memory_const
_wasm_instance_delete = lib.wasm_instance_delete
_wasm_instance_copy = lib.wasm_instance_copy
_wasm_instance_same = lib.wasm_instance_same
_wasm_instance_get_host_info = lib.wasm_instance_get_host_info
_wasm_instance_set_host_info = lib.wasm_instance_set_host_info
_wasm_instance_set_host_info_with_finalizer = lib.wasm_instance_set_host_info_with_finalizer
_wasm_instance_as_ref = lib.wasm_instance_as_ref
_wasm_instance_as_ref_const = lib.wasm_instance_as_ref_const
_wasm_ref_as_instance = lib.wasm_ref_as_instance
_wasm_ref_as_instance_const = lib.wasm_ref_as_instance_const
_wasm_instance_new = lib.wasm_instance_new
_wasm_instance_exports = lib.wasm_instance_exports
_sanderling_abi_version = lib.sanderling_abi_version
_sanderling_version = lib.sanderling_version
_sanderling_error_status = lib.sanderling_error_status
_sanderling_error_code = lib.sanderling_error_code
_sanderling_error_host_id = lib.sanderling_error_host_id
_sanderling_error_offset = lib.sanderling_error_offset
_sanderling_error_message = lib.sanderling_error_message
_sanderling_error_backtrace = lib.sanderling_error_backtrace
_sanderling_error_frame_count = lib.sanderling_error_frame_count
_sanderling_error_frame = lib.sanderling_error_frame
_sanderling_error_has_sources = lib.sanderling_error_has_sources
_sanderling_error_frame_source = lib.sanderling_error_frame_source
_sanderling_error_import_count = lib.sanderling_error_import_count
_sanderling_error_import = lib.sanderling_error_import
_sanderling_trap_status = lib.sanderling_trap_status
_sanderling_trap_code = lib.sanderling_trap_code
_sanderling_error_delete = lib.sanderling_error_delete
_sanderling_config_set_deterministic = lib.sanderling_config_set_deterministic
_sanderling_config_set_eager = lib.sanderling_config_set_eager
_sanderling_config_set_consume_fuel = lib.sanderling_config_set_consume_fuel
_sanderling_config_set_interruptible = lib.sanderling_config_set_interruptible
_sanderling_config_set_max_memory_bytes = lib.sanderling_config_set_max_memory_bytes
_sanderling_config_set_max_stack_bytes = lib.sanderling_config_set_max_stack_bytes
_sanderling_config_set_limit = lib.sanderling_config_set_limit
_sanderling_config_set_feature = lib.sanderling_config_set_feature
_sanderling_engine_new = lib.sanderling_engine_new
_sanderling_module_new = lib.sanderling_module_new
_sanderling_module_validate = lib.sanderling_module_validate
_sanderling_module_bytes = lib.sanderling_module_bytes
_sanderling_module_custom_section = lib.sanderling_module_custom_section
_sanderling_wat2wasm = lib.sanderling_wat2wasm
_sanderling_wasm2wat = lib.sanderling_wasm2wat
_sanderling_module_name = lib.sanderling_module_name
_sanderling_module_import_count = lib.sanderling_module_import_count
_sanderling_module_import = lib.sanderling_module_import
_sanderling_module_export_count = lib.sanderling_module_export_count
_sanderling_module_export = lib.sanderling_module_export
_sanderling_wasi_config_new = lib.sanderling_wasi_config_new
_sanderling_wasi_config_delete = lib.sanderling_wasi_config_delete
_sanderling_wasi_config_add_arg = lib.sanderling_wasi_config_add_arg
_sanderling_wasi_config_add_env = lib.sanderling_wasi_config_add_env
_sanderling_wasi_config_set_stdin = lib.sanderling_wasi_config_set_stdin
_sanderling_wasi_config_set_stdout = lib.sanderling_wasi_config_set_stdout
_sanderling_wasi_config_set_stderr = lib.sanderling_wasi_config_set_stderr
_sanderling_wasi_config_set_stdin_bytes = lib.sanderling_wasi_config_set_stdin_bytes
_sanderling_wasi_config_set_stdin_file = lib.sanderling_wasi_config_set_stdin_file
_sanderling_wasi_config_set_stdout_file = lib.sanderling_wasi_config_set_stdout_file
_sanderling_wasi_config_set_stderr_file = lib.sanderling_wasi_config_set_stderr_file
_sanderling_wasi_config_set_stdin_callback = lib.sanderling_wasi_config_set_stdin_callback
_sanderling_wasi_config_set_stdout_callback = lib.sanderling_wasi_config_set_stdout_callback
_sanderling_wasi_config_set_stderr_callback = lib.sanderling_wasi_config_set_stderr_callback
_sanderling_wasi_config_set_fixed_clock = lib.sanderling_wasi_config_set_fixed_clock
_sanderling_wasi_config_set_clock_callback = lib.sanderling_wasi_config_set_clock_callback
_sanderling_wasi_config_set_random_seed = lib.sanderling_wasi_config_set_random_seed
_sanderling_wasi_config_set_capture_limit = lib.sanderling_wasi_config_set_capture_limit
_sanderling_wasi_config_add_preopen = lib.sanderling_wasi_config_add_preopen
_sanderling_store_new = lib.sanderling_store_new
_sanderling_store_close = lib.sanderling_store_close
_sanderling_store_set_limits = lib.sanderling_store_set_limits
_sanderling_store_set_call_depth = lib.sanderling_store_set_call_depth
_sanderling_store_interrupt = lib.sanderling_store_interrupt
_sanderling_store_clear_interrupt = lib.sanderling_store_clear_interrupt
_sanderling_store_set_time_slice = lib.sanderling_store_set_time_slice
_sanderling_store_set_deadline = lib.sanderling_store_set_deadline
_sanderling_store_set_fuel = lib.sanderling_store_set_fuel
_sanderling_store_fuel = lib.sanderling_store_fuel
_sanderling_store_consumed_fuel = lib.sanderling_store_consumed_fuel
_sanderling_store_take_stdout = lib.sanderling_store_take_stdout
_sanderling_store_take_stderr = lib.sanderling_store_take_stderr
_sanderling_externref_new = lib.sanderling_externref_new
_sanderling_externref_id = lib.sanderling_externref_id
_sanderling_store_gc_externrefs = lib.sanderling_store_gc_externrefs
_sanderling_funcref_new = lib.sanderling_funcref_new
_sanderling_funcref_func = lib.sanderling_funcref_func
_sanderling_i31_slot = lib.sanderling_i31_slot
_sanderling_slot_is_i31 = lib.sanderling_slot_is_i31
_sanderling_slot_ref = lib.sanderling_slot_ref
_sanderling_slot_take = lib.sanderling_slot_take
_sanderling_slot_release = lib.sanderling_slot_release
_sanderling_ref_slot = lib.sanderling_ref_slot
_sanderling_heap_type_new = lib.sanderling_heap_type_new
_sanderling_heap_type_delete = lib.sanderling_heap_type_delete
_sanderling_heap_type_kind = lib.sanderling_heap_type_kind
_sanderling_heap_type_name = lib.sanderling_heap_type_name
_sanderling_heap_type_text = lib.sanderling_heap_type_text
_sanderling_heap_type_field_count = lib.sanderling_heap_type_field_count
_sanderling_heap_type_field = lib.sanderling_heap_type_field
_sanderling_heap_type_matches = lib.sanderling_heap_type_matches
_sanderling_ref_type = lib.sanderling_ref_type
_sanderling_ref_matches = lib.sanderling_ref_matches
_sanderling_ref_cast = lib.sanderling_ref_cast
_sanderling_any_convert_extern = lib.sanderling_any_convert_extern
_sanderling_extern_convert_any = lib.sanderling_extern_convert_any
_sanderling_struct_new = lib.sanderling_struct_new
_sanderling_struct_get = lib.sanderling_struct_get
_sanderling_struct_set = lib.sanderling_struct_set
_sanderling_array_new = lib.sanderling_array_new
_sanderling_array_new_fixed = lib.sanderling_array_new_fixed
_sanderling_array_len = lib.sanderling_array_len
_sanderling_array_get = lib.sanderling_array_get
_sanderling_array_set = lib.sanderling_array_set
_sanderling_array_read = lib.sanderling_array_read
_sanderling_array_write = lib.sanderling_array_write
_sanderling_i31_new = lib.sanderling_i31_new
_sanderling_i31_value = lib.sanderling_i31_value
_sanderling_store_gc = lib.sanderling_store_gc
_sanderling_store_gc_used_bytes = lib.sanderling_store_gc_used_bytes
_sanderling_linker_new = lib.sanderling_linker_new
_sanderling_linker_delete = lib.sanderling_linker_delete
_sanderling_linker_define_wasi = lib.sanderling_linker_define_wasi
_sanderling_linker_define = lib.sanderling_linker_define
_sanderling_linker_define_shared_memory = lib.sanderling_linker_define_shared_memory
_sanderling_linker_define_unknown_as_traps = lib.sanderling_linker_define_unknown_as_traps
_sanderling_linker_instantiate = lib.sanderling_linker_instantiate
_sanderling_instance_new = lib.sanderling_instance_new
_sanderling_instance_export = lib.sanderling_instance_export
_sanderling_extern_type = lib.sanderling_extern_type
_sanderling_func_new = lib.sanderling_func_new
_sanderling_func_new_for_import = lib.sanderling_func_new_for_import
_sanderling_func_new_answering = lib.sanderling_func_new_answering
_sanderling_caller_export = lib.sanderling_caller_export
_sanderling_func_call = lib.sanderling_func_call
_sanderling_func_start = lib.sanderling_func_start
_sanderling_call_resume = lib.sanderling_call_resume
_sanderling_call_provide = lib.sanderling_call_provide
_sanderling_call_fail = lib.sanderling_call_fail
_sanderling_call_pending_id = lib.sanderling_call_pending_id
_sanderling_call_delete = lib.sanderling_call_delete
_sanderling_global_new = lib.sanderling_global_new
_sanderling_global_get = lib.sanderling_global_get
_sanderling_global_set = lib.sanderling_global_set
_sanderling_table_new = lib.sanderling_table_new
_sanderling_table_get = lib.sanderling_table_get
_sanderling_table_set = lib.sanderling_table_set
_sanderling_table_grow = lib.sanderling_table_grow
_sanderling_table_size = lib.sanderling_table_size
_sanderling_tag_new = lib.sanderling_tag_new
_sanderling_exn_new = lib.sanderling_exn_new
_sanderling_exn_tag = lib.sanderling_exn_tag
_sanderling_exn_values = lib.sanderling_exn_values
_sanderling_caller_throw = lib.sanderling_caller_throw
_sanderling_error_exception = lib.sanderling_error_exception
_sanderling_trap_exception = lib.sanderling_trap_exception
_sanderling_trap_new_exception = lib.sanderling_trap_new_exception
_sanderling_memory_new = lib.sanderling_memory_new
_sanderling_memory_pin = lib.sanderling_memory_pin
_sanderling_memory_pin_data = lib.sanderling_memory_pin_data
_sanderling_memory_pin_size = lib.sanderling_memory_pin_size
_sanderling_memory_pin_live_size = lib.sanderling_memory_pin_live_size
_sanderling_memory_pin_delete = lib.sanderling_memory_pin_delete
_sanderling_memory_size = lib.sanderling_memory_size
_sanderling_memory_data_size = lib.sanderling_memory_data_size
_sanderling_memory_read = lib.sanderling_memory_read
_sanderling_memory_write = lib.sanderling_memory_write
_sanderling_memory_grow = lib.sanderling_memory_grow
_sanderling_shared_memory_new = lib.sanderling_shared_memory_new
_sanderling_shared_memory_delete = lib.sanderling_shared_memory_delete
_sanderling_memory_from_shared = lib.sanderling_memory_from_shared
_sanderling_memory_to_shared = lib.sanderling_memory_to_shared
_sanderling_shared_memory_size = lib.sanderling_shared_memory_size
_sanderling_shared_memory_data_size = lib.sanderling_shared_memory_data_size
_sanderling_shared_memory_grow = lib.sanderling_shared_memory_grow
_sanderling_shared_memory_read = lib.sanderling_shared_memory_read
_sanderling_shared_memory_write = lib.sanderling_shared_memory_write
_sanderling_shared_memory_load = lib.sanderling_shared_memory_load
_sanderling_shared_memory_store = lib.sanderling_shared_memory_store
_sanderling_shared_memory_compare_exchange = lib.sanderling_shared_memory_compare_exchange
_sanderling_shared_memory_wait32 = lib.sanderling_shared_memory_wait32
_sanderling_shared_memory_wait64 = lib.sanderling_shared_memory_wait64
_sanderling_shared_memory_wait_begin = lib.sanderling_shared_memory_wait_begin
_sanderling_wait_go_on = lib.sanderling_wait_go_on
_sanderling_wait_delete = lib.sanderling_wait_delete
_sanderling_shared_memory_notify = lib.sanderling_shared_memory_notify

_BOOL_P = ffi.typeof("bool *")
_CHAR_P = ffi.typeof("char *")
_INT32_T_P = ffi.typeof("int32_t *")
_SANDERLING_CALL_T_P = ffi.typeof("sanderling_call_t *")
_SANDERLING_CALL_T_PP = ffi.typeof("sanderling_call_t **")
_SANDERLING_CALLER_T_P = ffi.typeof("sanderling_caller_t *")
_SANDERLING_ERROR_T_P = ffi.typeof("sanderling_error_t *")
_SANDERLING_ERROR_T_PP = ffi.typeof("sanderling_error_t **")
_SANDERLING_EXPORT_T_P = ffi.typeof("sanderling_export_t *")
_SANDERLING_FIELD_T_P = ffi.typeof("sanderling_field_t *")
_SANDERLING_FRAME_T_P = ffi.typeof("sanderling_frame_t *")
_SANDERLING_FUNC_CALLBACK_T = ffi.typeof("sanderling_func_callback_t")
_SANDERLING_HEAP_TYPE_T_P = ffi.typeof("sanderling_heap_type_t *")
_SANDERLING_HEAP_TYPE_T_PP = ffi.typeof("sanderling_heap_type_t **")
_SANDERLING_IMPORT_ERROR_T_P = ffi.typeof("sanderling_import_error_t *")
_SANDERLING_IMPORT_T_P = ffi.typeof("sanderling_import_t *")
_SANDERLING_LINKER_T_P = ffi.typeof("sanderling_linker_t *")
_SANDERLING_LINKER_T_PP = ffi.typeof("sanderling_linker_t **")
_SANDERLING_MEMORY_PIN_T_P = ffi.typeof("sanderling_memory_pin_t *")
_SANDERLING_MEMORY_PIN_T_PP = ffi.typeof("sanderling_memory_pin_t **")
_SANDERLING_SHARED_MEMORY_T_P = ffi.typeof("sanderling_shared_memory_t *")
_SANDERLING_SHARED_MEMORY_T_PP = ffi.typeof("sanderling_shared_memory_t **")
_SANDERLING_SOURCE_T_P = ffi.typeof("sanderling_source_t *")
_SANDERLING_TYPE_T_P = ffi.typeof("sanderling_type_t *")
_SANDERLING_WAIT_T_P = ffi.typeof("sanderling_wait_t *")
_SANDERLING_WAIT_T_PP = ffi.typeof("sanderling_wait_t **")
_SANDERLING_WASI_CLOCK_FN_T = ffi.typeof("sanderling_wasi_clock_fn_t")
_SANDERLING_WASI_CONFIG_T_P = ffi.typeof("sanderling_wasi_config_t *")
_SANDERLING_WASI_READ_FN_T = ffi.typeof("sanderling_wasi_read_fn_t")
_SANDERLING_WASI_WRITE_FN_T = ffi.typeof("sanderling_wasi_write_fn_t")
_SIZE_T_P = ffi.typeof("size_t *")
_UINT32_T_P = ffi.typeof("uint32_t *")
_UINT64_T_P = ffi.typeof("uint64_t *")
_UINT8_T_P = ffi.typeof("uint8_t *")
_VOID_P_VOID_P = ffi.typeof("void (*)(void *)")
_VOID_P_VOID_PENV = ffi.typeof("void (*)(void *env)")
_VOID_P = ffi.typeof("void *")
_WASM_BYTE_T_P = ffi.typeof("wasm_byte_t *")
_WASM_BYTE_VEC_T_P = ffi.typeof("wasm_byte_vec_t *")
_WASM_CONFIG_T_P = ffi.typeof("wasm_config_t *")
_WASM_ENGINE_T_P = ffi.typeof("wasm_engine_t *")
_WASM_ENGINE_T_PP = ffi.typeof("wasm_engine_t **")
_WASM_EXPORTTYPE_T_P = ffi.typeof("wasm_exporttype_t *")
_WASM_EXPORTTYPE_T_PP = ffi.typeof("wasm_exporttype_t **")
_WASM_EXPORTTYPE_VEC_T_P = ffi.typeof("wasm_exporttype_vec_t *")
_WASM_EXTERN_T_P = ffi.typeof("wasm_extern_t *")
_WASM_EXTERN_T_PP = ffi.typeof("wasm_extern_t **")
_WASM_EXTERN_VEC_T_P = ffi.typeof("wasm_extern_vec_t *")
_WASM_EXTERNTYPE_T_P = ffi.typeof("wasm_externtype_t *")
_WASM_EXTERNTYPE_T_PP = ffi.typeof("wasm_externtype_t **")
_WASM_EXTERNTYPE_VEC_T_P = ffi.typeof("wasm_externtype_vec_t *")
_WASM_FOREIGN_T_P = ffi.typeof("wasm_foreign_t *")
_WASM_FRAME_T_P = ffi.typeof("wasm_frame_t *")
_WASM_FRAME_T_PP = ffi.typeof("wasm_frame_t **")
_WASM_FRAME_VEC_T_P = ffi.typeof("wasm_frame_vec_t *")
_WASM_FUNC_CALLBACK_T = ffi.typeof("wasm_func_callback_t")
_WASM_FUNC_CALLBACK_WITH_ENV_T = ffi.typeof("wasm_func_callback_with_env_t")
_WASM_FUNC_T_P = ffi.typeof("wasm_func_t *")
_WASM_FUNC_T_PP = ffi.typeof("wasm_func_t **")
_WASM_FUNCTYPE_T_P = ffi.typeof("wasm_functype_t *")
_WASM_FUNCTYPE_T_PP = ffi.typeof("wasm_functype_t **")
_WASM_FUNCTYPE_VEC_T_P = ffi.typeof("wasm_functype_vec_t *")
_WASM_GLOBAL_T_P = ffi.typeof("wasm_global_t *")
_WASM_GLOBAL_T_PP = ffi.typeof("wasm_global_t **")
_WASM_GLOBALTYPE_T_P = ffi.typeof("wasm_globaltype_t *")
_WASM_GLOBALTYPE_T_PP = ffi.typeof("wasm_globaltype_t **")
_WASM_GLOBALTYPE_VEC_T_P = ffi.typeof("wasm_globaltype_vec_t *")
_WASM_IMPORTTYPE_T_P = ffi.typeof("wasm_importtype_t *")
_WASM_IMPORTTYPE_T_PP = ffi.typeof("wasm_importtype_t **")
_WASM_IMPORTTYPE_VEC_T_P = ffi.typeof("wasm_importtype_vec_t *")
_WASM_INSTANCE_T_P = ffi.typeof("wasm_instance_t *")
_WASM_INSTANCE_T_PP = ffi.typeof("wasm_instance_t **")
_WASM_LIMITS_T_P = ffi.typeof("wasm_limits_t *")
_WASM_MEMORY_T_P = ffi.typeof("wasm_memory_t *")
_WASM_MEMORY_T_PP = ffi.typeof("wasm_memory_t **")
_WASM_MEMORYTYPE_T_P = ffi.typeof("wasm_memorytype_t *")
_WASM_MEMORYTYPE_T_PP = ffi.typeof("wasm_memorytype_t **")
_WASM_MEMORYTYPE_VEC_T_P = ffi.typeof("wasm_memorytype_vec_t *")
_WASM_MESSAGE_T_P = ffi.typeof("wasm_message_t *")
_WASM_MODULE_T_P = ffi.typeof("wasm_module_t *")
_WASM_MODULE_T_PP = ffi.typeof("wasm_module_t **")
_WASM_NAME_T_P = ffi.typeof("wasm_name_t *")
_WASM_REF_T_P = ffi.typeof("wasm_ref_t *")
_WASM_REF_T_PP = ffi.typeof("wasm_ref_t **")
_WASM_SHARED_MODULE_T_P = ffi.typeof("wasm_shared_module_t *")
_WASM_STORE_T_P = ffi.typeof("wasm_store_t *")
_WASM_STORE_T_PP = ffi.typeof("wasm_store_t **")
_WASM_TABLE_T_P = ffi.typeof("wasm_table_t *")
_WASM_TABLE_T_PP = ffi.typeof("wasm_table_t **")
_WASM_TABLETYPE_T_P = ffi.typeof("wasm_tabletype_t *")
_WASM_TABLETYPE_T_PP = ffi.typeof("wasm_tabletype_t **")
_WASM_TABLETYPE_VEC_T_P = ffi.typeof("wasm_tabletype_vec_t *")
_WASM_TRAP_T_P = ffi.typeof("wasm_trap_t *")
_WASM_TRAP_T_PP = ffi.typeof("wasm_trap_t **")
_WASM_VAL_T_P = ffi.typeof("wasm_val_t *")
_WASM_VAL_VEC_T_P = ffi.typeof("wasm_val_vec_t *")
_WASM_VALTYPE_T_P = ffi.typeof("wasm_valtype_t *")
_WASM_VALTYPE_T_PP = ffi.typeof("wasm_valtype_t **")
_WASM_VALTYPE_VEC_T_P = ffi.typeof("wasm_valtype_vec_t *")

WASM_CONST = 0
WASM_VAR = 1
wasm_limits_max_default = 0xffffffff
WASM_I32 = 0
WASM_I64 = 1
WASM_F32 = 2
WASM_F64 = 3
WASM_EXTERNREF = 128
WASM_FUNCREF = 129
WASM_EXTERN_FUNC = 0
WASM_EXTERN_GLOBAL = 1
WASM_EXTERN_TABLE = 2
WASM_EXTERN_MEMORY = 3
MEMORY_PAGE_SIZE = 0x10000
SANDERLING_ABI_VERSION = 1
SANDERLING_OK = 0
SANDERLING_TRAP = -1
SANDERLING_HOST_ERROR = -2
SANDERLING_MISUSE = -3
SANDERLING_EXIT = -4
SANDERLING_MALFORMED = -5
SANDERLING_INVALID = -6
SANDERLING_UNSUPPORTED = -7
SANDERLING_LINK = -8
SANDERLING_LIMIT = -9
SANDERLING_IO = -10
SANDERLING_EXCEPTION = -11
SANDERLING_MISUSE_ARGUMENT = 0
SANDERLING_MISUSE_CLOSED = 1
SANDERLING_MISUSE_WRONG_STORE = 2
SANDERLING_MISUSE_IN_USE = 3
SANDERLING_MISUSE_PANIC = 4
SANDERLING_TRAP_UNREACHABLE = 1
SANDERLING_TRAP_MEMORY_OUT_OF_BOUNDS = 2
SANDERLING_TRAP_TABLE_OUT_OF_BOUNDS = 3
SANDERLING_TRAP_UNDEFINED_ELEMENT = 4
SANDERLING_TRAP_UNINITIALIZED_ELEMENT = 5
SANDERLING_TRAP_INDIRECT_CALL_TYPE_MISMATCH = 6
SANDERLING_TRAP_DIVIDE_BY_ZERO = 7
SANDERLING_TRAP_INTEGER_OVERFLOW = 8
SANDERLING_TRAP_INVALID_CONVERSION_TO_INTEGER = 9
SANDERLING_TRAP_STACK_OVERFLOW = 10
SANDERLING_TRAP_OUT_OF_FUEL = 11
SANDERLING_TRAP_INTERRUPTED = 12
SANDERLING_TRAP_TIMEOUT = 13
SANDERLING_TRAP_OUT_OF_MEMORY = 14
SANDERLING_TRAP_NULL_REFERENCE = 15
SANDERLING_TRAP_CAST_FAILURE = 16
SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS = 17
SANDERLING_TRAP_UNALIGNED_ATOMIC = 18
SANDERLING_TRAP_EXPECTED_SHARED_MEMORY = 19
SANDERLING_TRAP_NULL_FUNCTION_REFERENCE = 20
SANDERLING_I32 = 0
SANDERLING_I64 = 1
SANDERLING_F32 = 2
SANDERLING_F64 = 3
SANDERLING_V128 = 4
SANDERLING_EXTERNREF = 128
SANDERLING_FUNCREF = 129
SANDERLING_ANYREF = 130
SANDERLING_EXNREF = 131
SANDERLING_OTHER_REF = 255
SANDERLING_I8 = 5
SANDERLING_I16 = 6
SANDERLING_EXTERN_FUNC = 0
SANDERLING_EXTERN_GLOBAL = 1
SANDERLING_EXTERN_TABLE = 2
SANDERLING_EXTERN_MEMORY = 3
SANDERLING_EXTERN_TAG = 4
SANDERLING_STDIO_NULL = 0
SANDERLING_STDIO_INHERIT = 1
SANDERLING_STDIO_CAPTURE = 2
SANDERLING_HEAP_FUNC = 0
SANDERLING_HEAP_EXTERN = 1
SANDERLING_HEAP_ANY = 2
SANDERLING_HEAP_EQ = 3
SANDERLING_HEAP_I31 = 4
SANDERLING_HEAP_STRUCT = 5
SANDERLING_HEAP_ARRAY = 6
SANDERLING_HEAP_EXN = 7
SANDERLING_HEAP_NONE = 8
SANDERLING_HEAP_NOFUNC = 9
SANDERLING_HEAP_NOEXTERN = 10
SANDERLING_HEAP_NOEXN = 11
SANDERLING_INSTANCE_WASI = 1
SANDERLING_INSTANCE_TRAPS = 2
SANDERLING_YIELD = 1
SANDERLING_PENDING = 2
SANDERLING_WAIT_OK = 0
SANDERLING_WAIT_MISMATCH = 1
SANDERLING_WAIT_TIMED_OUT = 2


def wasm_byte_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_byte_vec_new_empty(own wasm_byte_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    _wasm_byte_vec_new_empty(out)


def wasm_byte_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` bytes, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_byte_vec_new_uninitialized(own wasm_byte_vec_t *out, size_t size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    _wasm_byte_vec_new_uninitialized(out, size)


def wasm_byte_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the bytes in an array, which is copied.

    NULL is an empty array.

    What is written to `out` is the caller's.

    C::

        void wasm_byte_vec_new(own wasm_byte_vec_t *out, size_t size, wasm_byte_t const
        data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    if not (kind_of(data) is BYTES and size_of(data) >= size):
        data = array(data, size, _WASM_BYTE_T_P, "data")
    _wasm_byte_vec_new(out, size, data)


def wasm_byte_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one.

    What is written to `out` is the caller's.

    C::

        void wasm_byte_vec_copy(own wasm_byte_vec_t *out, const wasm_byte_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_BYTE_VEC_T_P:
            from_ = structure(from_, _WASM_BYTE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_BYTE_VEC_T_P, "from_")
    _wasm_byte_vec_copy(out, from_)


def wasm_byte_vec_delete(vec: Any) -> None:
    """Frees the memory, and leaves the vector empty.

    C::

        void wasm_byte_vec_delete(own wasm_byte_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_BYTE_VEC_T_P:
            vec = structure(vec, _WASM_BYTE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_BYTE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    _wasm_byte_vec_delete(vec)


def wasm_config_delete(config: Any) -> None:
    """Deletes a configuration.

    C::

        void wasm_config_delete(own wasm_config_t *config)
    """
    try:
        leave(config)
    except KeyError:
        config = handle(config, _WASM_CONFIG_T_P, "config")
        if not config:
            return
    _wasm_config_delete(config)
    dead[config] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_config_new() -> Any:
    """The default configuration.

    The result is the caller's, until `wasm_config_delete`.

    C::

        own wasm_config_t *wasm_config_new(void)
    """
    result = _wasm_config_new()
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_engine_delete(engine: Any) -> None:
    """Deletes an engine.

    Its stores and modules go on.

    C::

        void wasm_engine_delete(own wasm_engine_t *engine)
    """
    try:
        leave(engine)
    except KeyError:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
        if not engine:
            return
    _wasm_engine_delete(engine)
    dead[engine] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_engine_new() -> Any:
    """An engine with the default configuration.

    The result is the caller's, until `wasm_engine_delete`.

    C::

        own wasm_engine_t *wasm_engine_new(void)
    """
    result = _wasm_engine_new()
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_engine_new_with_config(config: Any) -> Any:
    """An engine with this configuration, or with the default one if it is NULL. NULL if a
    number in the configuration is out of its range.

    The result is the caller's, until `wasm_engine_delete`. `config` belongs to the library
    after the call.

    C::

        own wasm_engine_t *wasm_engine_new_with_config(own wasm_config_t *config)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    result = _wasm_engine_new_with_config(config)
    gone(config)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_store_delete(store: Any) -> None:
    """Deletes a handle to a store.

    The store itself goes with the last handle of what is in it.

    C::

        void wasm_store_delete(own wasm_store_t *store)
    """
    try:
        leave(store)
    except KeyError:
        store = handle(store, _WASM_STORE_T_P, "store")
        if not store:
            return
    _wasm_store_delete(store)
    dead[store] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_store_new(engine: Any) -> Any:
    """An empty store.

    The result is the caller's, until `wasm_store_delete`.

    C::

        own wasm_store_t *wasm_store_new(wasm_engine_t *engine)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    result = _wasm_store_new(engine)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_valtype_delete(type: Any) -> None:
    """Deletes the type of a value.

    C::

        void wasm_valtype_delete(own wasm_valtype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_VALTYPE_T_P, "type")
        if not type:
            return
    _wasm_valtype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_valtype_copy(type: Any) -> Any:
    """A copy of the type of a value.

    The result is the caller's, until `wasm_valtype_delete`.

    C::

        own wasm_valtype_t *wasm_valtype_copy(const wasm_valtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_VALTYPE_T_P, "type")
    result = _wasm_valtype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_valtype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_valtype_vec_new_empty(own wasm_valtype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VALTYPE_VEC_T_P:
            out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    _wasm_valtype_vec_new_empty(out)


def wasm_valtype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_valtype_vec_new_uninitialized(own wasm_valtype_vec_t *out, size_t size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VALTYPE_VEC_T_P:
            out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    _wasm_valtype_vec_new_uninitialized(out, size)


def wasm_valtype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_valtype_vec_new(own wasm_valtype_vec_t *out, size_t size, own
        wasm_valtype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VALTYPE_VEC_T_P:
            out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_VALTYPE_T_PP, "data")
    moved(data, size)
    _wasm_valtype_vec_new(out, size, data)


def wasm_valtype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_valtype_vec_copy(own wasm_valtype_vec_t *out, const wasm_valtype_vec_t
        *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VALTYPE_VEC_T_P:
            out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VALTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_VALTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_VALTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_VALTYPE_VEC_T_P, "from_")
    _wasm_valtype_vec_copy(out, from_)
    born_all(out)


def wasm_valtype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_valtype_vec_delete(own wasm_valtype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_VALTYPE_VEC_T_P:
            vec = structure(vec, _WASM_VALTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_VALTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_valtype_vec_delete(vec)


def wasm_valtype_new(kind: int) -> Any:
    """The type of this kind.

    NULL if there is none.

    The result is the caller's, until `wasm_valtype_delete`.

    C::

        own wasm_valtype_t *wasm_valtype_new(wasm_valkind_t kind)
    """
    result = _wasm_valtype_new(kind)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_valtype_kind(type: Any) -> int:
    """The kind of a type: of a reference type that is more exact, the kind that contains it.

    C::

        wasm_valkind_t wasm_valtype_kind(const wasm_valtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_VALTYPE_T_P, "type")
    return _wasm_valtype_kind(type)


def wasm_functype_delete(type: Any) -> None:
    """Deletes the type of a function.

    C::

        void wasm_functype_delete(own wasm_functype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
        if not type:
            return
    _wasm_functype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_functype_copy(type: Any) -> Any:
    """A copy of the type of a function.

    The result is the caller's, until `wasm_functype_delete`.

    C::

        own wasm_functype_t *wasm_functype_copy(const wasm_functype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    result = _wasm_functype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_functype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_functype_vec_new_empty(own wasm_functype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNCTYPE_VEC_T_P:
            out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    _wasm_functype_vec_new_empty(out)


def wasm_functype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_functype_vec_new_uninitialized(own wasm_functype_vec_t *out, size_t size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNCTYPE_VEC_T_P:
            out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    _wasm_functype_vec_new_uninitialized(out, size)


def wasm_functype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_functype_vec_new(own wasm_functype_vec_t *out, size_t size, own
        wasm_functype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNCTYPE_VEC_T_P:
            out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_FUNCTYPE_T_PP, "data")
    moved(data, size)
    _wasm_functype_vec_new(out, size, data)


def wasm_functype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_functype_vec_copy(own wasm_functype_vec_t *out, const wasm_functype_vec_t
        *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNCTYPE_VEC_T_P:
            out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FUNCTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_FUNCTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_FUNCTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_FUNCTYPE_VEC_T_P, "from_")
    _wasm_functype_vec_copy(out, from_)
    born_all(out)


def wasm_functype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_functype_vec_delete(own wasm_functype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_FUNCTYPE_VEC_T_P:
            vec = structure(vec, _WASM_FUNCTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_FUNCTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_functype_vec_delete(vec)


def wasm_functype_new(params: Any, results: Any) -> Any:
    """The type of functions with these parameters and results.

    NULL if one of them is NULL.

    The result is the caller's, until `wasm_functype_delete`. `params` and `results` belong
    to the library after the call.

    C::

        own wasm_functype_t *wasm_functype_new(own wasm_valtype_vec_t *params, own
        wasm_valtype_vec_t *results)
    """
    try:
        if params is None:
            params = NULL
        elif typeof(params) is not _WASM_VALTYPE_VEC_T_P:
            params = structure(params, _WASM_VALTYPE_VEC_T_P, "params")
    except TypeError:
        params = structure(params, _WASM_VALTYPE_VEC_T_P, "params")
    if params in ours:
        refuse(params)
    gone_all(params)
    try:
        if results is None:
            results = NULL
        elif typeof(results) is not _WASM_VALTYPE_VEC_T_P:
            results = structure(results, _WASM_VALTYPE_VEC_T_P, "results")
    except TypeError:
        results = structure(results, _WASM_VALTYPE_VEC_T_P, "results")
    if results in ours:
        refuse(results)
    gone_all(results)
    result = _wasm_functype_new(params, results)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_functype_params(type: Any) -> Any:
    """The types of the parameters, borrowed.

    C::

        const wasm_valtype_vec_t *wasm_functype_params( const wasm_functype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    result = _wasm_functype_params(type)
    if dead:
        seen_all(result)
    return result


def wasm_functype_results(type: Any) -> Any:
    """The types of the results, borrowed.

    C::

        const wasm_valtype_vec_t *wasm_functype_results( const wasm_functype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    result = _wasm_functype_results(type)
    if dead:
        seen_all(result)
    return result


def wasm_globaltype_delete(type: Any) -> None:
    """Deletes the type of a global.

    C::

        void wasm_globaltype_delete(own wasm_globaltype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
        if not type:
            return
    _wasm_globaltype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_globaltype_copy(type: Any) -> Any:
    """A copy of the type of a global.

    The result is the caller's, until `wasm_globaltype_delete`.

    C::

        own wasm_globaltype_t *wasm_globaltype_copy( const wasm_globaltype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
    result = _wasm_globaltype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_globaltype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_globaltype_vec_new_empty(own wasm_globaltype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_GLOBALTYPE_VEC_T_P:
            out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    _wasm_globaltype_vec_new_empty(out)


def wasm_globaltype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_globaltype_vec_new_uninitialized(own wasm_globaltype_vec_t *out, size_t
        size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_GLOBALTYPE_VEC_T_P:
            out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    _wasm_globaltype_vec_new_uninitialized(out, size)


def wasm_globaltype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_globaltype_vec_new(own wasm_globaltype_vec_t *out, size_t size, own
        wasm_globaltype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_GLOBALTYPE_VEC_T_P:
            out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_GLOBALTYPE_T_PP, "data")
    moved(data, size)
    _wasm_globaltype_vec_new(out, size, data)


def wasm_globaltype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_globaltype_vec_copy(own wasm_globaltype_vec_t *out, const
        wasm_globaltype_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_GLOBALTYPE_VEC_T_P:
            out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_GLOBALTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_GLOBALTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_GLOBALTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_GLOBALTYPE_VEC_T_P, "from_")
    _wasm_globaltype_vec_copy(out, from_)
    born_all(out)


def wasm_globaltype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_globaltype_vec_delete(own wasm_globaltype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_GLOBALTYPE_VEC_T_P:
            vec = structure(vec, _WASM_GLOBALTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_GLOBALTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_globaltype_vec_delete(vec)


def wasm_globaltype_new(content: Any, mutability: int) -> Any:
    """The type of globals with this content.

    NULL if the mutability is none.

    The result is the caller's, until `wasm_globaltype_delete`. `content` belongs to the
    library after the call.

    C::

        own wasm_globaltype_t *wasm_globaltype_new(own wasm_valtype_t *content,
        wasm_mutability_t mutability)
    """
    if content not in live:
        content = handle(content, _WASM_VALTYPE_T_P, "content")
    result = _wasm_globaltype_new(content, mutability)
    gone(content)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_globaltype_content(type: Any) -> Any:
    """The type of the content, borrowed.

    C::

        const wasm_valtype_t *wasm_globaltype_content( const wasm_globaltype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
    result = _wasm_globaltype_content(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_globaltype_mutability(type: Any) -> int:
    """Whether the global can be set.

    C::

        wasm_mutability_t wasm_globaltype_mutability( const wasm_globaltype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
    return _wasm_globaltype_mutability(type)


def wasm_tabletype_delete(type: Any) -> None:
    """Deletes the type of a table.

    C::

        void wasm_tabletype_delete(own wasm_tabletype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
        if not type:
            return
    _wasm_tabletype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_tabletype_copy(type: Any) -> Any:
    """A copy of the type of a table.

    The result is the caller's, until `wasm_tabletype_delete`.

    C::

        own wasm_tabletype_t *wasm_tabletype_copy(const wasm_tabletype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
    result = _wasm_tabletype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_tabletype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_tabletype_vec_new_empty(own wasm_tabletype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_TABLETYPE_VEC_T_P:
            out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    _wasm_tabletype_vec_new_empty(out)


def wasm_tabletype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_tabletype_vec_new_uninitialized(own wasm_tabletype_vec_t *out, size_t
        size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_TABLETYPE_VEC_T_P:
            out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    _wasm_tabletype_vec_new_uninitialized(out, size)


def wasm_tabletype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_tabletype_vec_new(own wasm_tabletype_vec_t *out, size_t size, own
        wasm_tabletype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_TABLETYPE_VEC_T_P:
            out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_TABLETYPE_T_PP, "data")
    moved(data, size)
    _wasm_tabletype_vec_new(out, size, data)


def wasm_tabletype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_tabletype_vec_copy(own wasm_tabletype_vec_t *out, const
        wasm_tabletype_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_TABLETYPE_VEC_T_P:
            out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_TABLETYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_TABLETYPE_VEC_T_P:
            from_ = structure(from_, _WASM_TABLETYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_TABLETYPE_VEC_T_P, "from_")
    _wasm_tabletype_vec_copy(out, from_)
    born_all(out)


def wasm_tabletype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_tabletype_vec_delete(own wasm_tabletype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_TABLETYPE_VEC_T_P:
            vec = structure(vec, _WASM_TABLETYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_TABLETYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_tabletype_vec_delete(vec)


def wasm_tabletype_new(element: Any, limits: Any) -> Any:
    """The type of tables of such references.

    NULL if the elements are no references.

    The result is the caller's, until `wasm_tabletype_delete`. `element` belongs to the
    library after the call.

    C::

        own wasm_tabletype_t *wasm_tabletype_new(own wasm_valtype_t *element, const
        wasm_limits_t *limits)
    """
    if element not in live:
        element = handle(element, _WASM_VALTYPE_T_P, "element")
    try:
        if limits is None:
            limits = NULL
        elif typeof(limits) is not _WASM_LIMITS_T_P:
            limits = structure(limits, _WASM_LIMITS_T_P, "limits")
    except TypeError:
        limits = structure(limits, _WASM_LIMITS_T_P, "limits")
    result = _wasm_tabletype_new(element, limits)
    gone(element)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_tabletype_element(type: Any) -> Any:
    """The type of the elements, borrowed.

    C::

        const wasm_valtype_t *wasm_tabletype_element( const wasm_tabletype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
    result = _wasm_tabletype_element(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_tabletype_limits(type: Any) -> Any:
    """The limits, borrowed.

    C::

        const wasm_limits_t *wasm_tabletype_limits(const wasm_tabletype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
    result = _wasm_tabletype_limits(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_memorytype_delete(type: Any) -> None:
    """Deletes the type of a memory.

    C::

        void wasm_memorytype_delete(own wasm_memorytype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_MEMORYTYPE_T_P, "type")
        if not type:
            return
    _wasm_memorytype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_memorytype_copy(type: Any) -> Any:
    """A copy of the type of a memory.

    The result is the caller's, until `wasm_memorytype_delete`.

    C::

        own wasm_memorytype_t *wasm_memorytype_copy( const wasm_memorytype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_MEMORYTYPE_T_P, "type")
    result = _wasm_memorytype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_memorytype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_memorytype_vec_new_empty(own wasm_memorytype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MEMORYTYPE_VEC_T_P:
            out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    _wasm_memorytype_vec_new_empty(out)


def wasm_memorytype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_memorytype_vec_new_uninitialized(own wasm_memorytype_vec_t *out, size_t
        size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MEMORYTYPE_VEC_T_P:
            out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    _wasm_memorytype_vec_new_uninitialized(out, size)


def wasm_memorytype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_memorytype_vec_new(own wasm_memorytype_vec_t *out, size_t size, own
        wasm_memorytype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MEMORYTYPE_VEC_T_P:
            out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_MEMORYTYPE_T_PP, "data")
    moved(data, size)
    _wasm_memorytype_vec_new(out, size, data)


def wasm_memorytype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_memorytype_vec_copy(own wasm_memorytype_vec_t *out, const
        wasm_memorytype_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MEMORYTYPE_VEC_T_P:
            out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_MEMORYTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_MEMORYTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_MEMORYTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_MEMORYTYPE_VEC_T_P, "from_")
    _wasm_memorytype_vec_copy(out, from_)
    born_all(out)


def wasm_memorytype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_memorytype_vec_delete(own wasm_memorytype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_MEMORYTYPE_VEC_T_P:
            vec = structure(vec, _WASM_MEMORYTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_MEMORYTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_memorytype_vec_delete(vec)


def wasm_memorytype_new(limits: Any) -> Any:
    """The type of memories with this many pages.

    The result is the caller's, until `wasm_memorytype_delete`.

    C::

        own wasm_memorytype_t *wasm_memorytype_new(const wasm_limits_t *limits)
    """
    try:
        if limits is None:
            limits = NULL
        elif typeof(limits) is not _WASM_LIMITS_T_P:
            limits = structure(limits, _WASM_LIMITS_T_P, "limits")
    except TypeError:
        limits = structure(limits, _WASM_LIMITS_T_P, "limits")
    result = _wasm_memorytype_new(limits)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_memorytype_limits(type: Any) -> Any:
    """The limits, borrowed.

    C::

        const wasm_limits_t *wasm_memorytype_limits( const wasm_memorytype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_MEMORYTYPE_T_P, "type")
    result = _wasm_memorytype_limits(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_delete(type: Any) -> None:
    """Deletes the type of an import or export.

    C::

        void wasm_externtype_delete(own wasm_externtype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
        if not type:
            return
    _wasm_externtype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_externtype_copy(type: Any) -> Any:
    """A copy of the type of an import or export.

    The result is the caller's, until `wasm_externtype_delete`.

    C::

        own wasm_externtype_t *wasm_externtype_copy( const wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_externtype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_externtype_vec_new_empty(own wasm_externtype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERNTYPE_VEC_T_P:
            out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    _wasm_externtype_vec_new_empty(out)


def wasm_externtype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_externtype_vec_new_uninitialized(own wasm_externtype_vec_t *out, size_t
        size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERNTYPE_VEC_T_P:
            out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    _wasm_externtype_vec_new_uninitialized(out, size)


def wasm_externtype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_externtype_vec_new(own wasm_externtype_vec_t *out, size_t size, own
        wasm_externtype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERNTYPE_VEC_T_P:
            out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_EXTERNTYPE_T_PP, "data")
    moved(data, size)
    _wasm_externtype_vec_new(out, size, data)


def wasm_externtype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_externtype_vec_copy(own wasm_externtype_vec_t *out, const
        wasm_externtype_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERNTYPE_VEC_T_P:
            out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERNTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_EXTERNTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_EXTERNTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_EXTERNTYPE_VEC_T_P, "from_")
    _wasm_externtype_vec_copy(out, from_)
    born_all(out)


def wasm_externtype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_externtype_vec_delete(own wasm_externtype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_EXTERNTYPE_VEC_T_P:
            vec = structure(vec, _WASM_EXTERNTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_EXTERNTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_externtype_vec_delete(vec)


def wasm_externtype_kind(type: Any) -> int:
    """What the type is of.

    C::

        wasm_externkind_t wasm_externtype_kind(const wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    return _wasm_externtype_kind(type)


def wasm_functype_as_externtype(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_externtype_t *wasm_functype_as_externtype(wasm_functype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    result = _wasm_functype_as_externtype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_globaltype_as_externtype(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_externtype_t *wasm_globaltype_as_externtype(wasm_globaltype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
    result = _wasm_globaltype_as_externtype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_tabletype_as_externtype(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_externtype_t *wasm_tabletype_as_externtype(wasm_tabletype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
    result = _wasm_tabletype_as_externtype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_memorytype_as_externtype(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_externtype_t *wasm_memorytype_as_externtype(wasm_memorytype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_MEMORYTYPE_T_P, "type")
    result = _wasm_memorytype_as_externtype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_functype_as_externtype_const(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_externtype_t *wasm_functype_as_externtype_const( const wasm_functype_t
        *type)
    """
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    result = _wasm_functype_as_externtype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_globaltype_as_externtype_const(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_externtype_t *wasm_globaltype_as_externtype_const( const
        wasm_globaltype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
    result = _wasm_globaltype_as_externtype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_tabletype_as_externtype_const(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_externtype_t *wasm_tabletype_as_externtype_const( const wasm_tabletype_t
        *type)
    """
    if type not in live:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
    result = _wasm_tabletype_as_externtype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_memorytype_as_externtype_const(type: Any) -> Any:
    """The type seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_externtype_t *wasm_memorytype_as_externtype_const( const
        wasm_memorytype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_MEMORYTYPE_T_P, "type")
    result = _wasm_memorytype_as_externtype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_functype(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        wasm_functype_t *wasm_externtype_as_functype(wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_functype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_globaltype(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        wasm_globaltype_t *wasm_externtype_as_globaltype(wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_globaltype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_tabletype(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        wasm_tabletype_t *wasm_externtype_as_tabletype(wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_tabletype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_memorytype(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        wasm_memorytype_t *wasm_externtype_as_memorytype(wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_memorytype(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_functype_const(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        const wasm_functype_t *wasm_externtype_as_functype_const( const wasm_externtype_t
        *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_functype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_globaltype_const(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        const wasm_globaltype_t *wasm_externtype_as_globaltype_const( const
        wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_globaltype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_tabletype_const(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        const wasm_tabletype_t *wasm_externtype_as_tabletype_const( const wasm_externtype_t
        *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_tabletype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_externtype_as_memorytype_const(type: Any) -> Any:
    """The same pointer again; NULL if the type is of something else.

    C::

        const wasm_memorytype_t *wasm_externtype_as_memorytype_const( const
        wasm_externtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_externtype_as_memorytype_const(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_importtype_delete(type: Any) -> None:
    """Deletes the type of an import.

    C::

        void wasm_importtype_delete(own wasm_importtype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_IMPORTTYPE_T_P, "type")
        if not type:
            return
    _wasm_importtype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_importtype_copy(type: Any) -> Any:
    """A copy of the type of an import.

    The result is the caller's, until `wasm_importtype_delete`.

    C::

        own wasm_importtype_t *wasm_importtype_copy( const wasm_importtype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_IMPORTTYPE_T_P, "type")
    result = _wasm_importtype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_importtype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_importtype_vec_new_empty(own wasm_importtype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_IMPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    _wasm_importtype_vec_new_empty(out)


def wasm_importtype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_importtype_vec_new_uninitialized(own wasm_importtype_vec_t *out, size_t
        size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_IMPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    _wasm_importtype_vec_new_uninitialized(out, size)


def wasm_importtype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_importtype_vec_new(own wasm_importtype_vec_t *out, size_t size, own
        wasm_importtype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_IMPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_IMPORTTYPE_T_PP, "data")
    moved(data, size)
    _wasm_importtype_vec_new(out, size, data)


def wasm_importtype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_importtype_vec_copy(own wasm_importtype_vec_t *out, const
        wasm_importtype_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_IMPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_IMPORTTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_IMPORTTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_IMPORTTYPE_VEC_T_P, "from_")
    _wasm_importtype_vec_copy(out, from_)
    born_all(out)


def wasm_importtype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_importtype_vec_delete(own wasm_importtype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_IMPORTTYPE_VEC_T_P:
            vec = structure(vec, _WASM_IMPORTTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_IMPORTTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_importtype_vec_delete(vec)


def wasm_importtype_new(module: Any, name: Any, type: Any) -> Any:
    """An import.

    NULL if one of these is NULL.

    The result is the caller's, until `wasm_importtype_delete`. `module`, `name` and `type`
    belong to the library after the call.

    C::

        own wasm_importtype_t *wasm_importtype_new(own wasm_name_t *module, own wasm_name_t
        *name, own wasm_externtype_t *type)
    """
    try:
        if module is None:
            module = NULL
        elif typeof(module) is not _WASM_NAME_T_P:
            module = structure(module, _WASM_NAME_T_P, "module")
    except TypeError:
        module = structure(module, _WASM_NAME_T_P, "module")
    if module in ours:
        refuse(module)
    try:
        if name is None:
            name = NULL
        elif typeof(name) is not _WASM_NAME_T_P:
            name = structure(name, _WASM_NAME_T_P, "name")
    except TypeError:
        name = structure(name, _WASM_NAME_T_P, "name")
    if name in ours:
        refuse(name)
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_importtype_new(module, name, type)
    gone(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_importtype_module(import_: Any) -> Any:
    """The module's name, borrowed.

    C::

        const wasm_name_t *wasm_importtype_module( const wasm_importtype_t *import)
    """
    if import_ not in live:
        import_ = handle(import_, _WASM_IMPORTTYPE_T_P, "import_")
    return _wasm_importtype_module(import_)


def wasm_importtype_name(import_: Any) -> Any:
    """The name in that module, borrowed.

    C::

        const wasm_name_t *wasm_importtype_name(const wasm_importtype_t *import)
    """
    if import_ not in live:
        import_ = handle(import_, _WASM_IMPORTTYPE_T_P, "import_")
    return _wasm_importtype_name(import_)


def wasm_importtype_type(import_: Any) -> Any:
    """The type, borrowed.

    C::

        const wasm_externtype_t *wasm_importtype_type( const wasm_importtype_t *import)
    """
    if import_ not in live:
        import_ = handle(import_, _WASM_IMPORTTYPE_T_P, "import_")
    result = _wasm_importtype_type(import_)
    if result in dead:
        forget(result, None)
    return result


def wasm_exporttype_delete(type: Any) -> None:
    """Deletes the type of an export.

    C::

        void wasm_exporttype_delete(own wasm_exporttype_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _WASM_EXPORTTYPE_T_P, "type")
        if not type:
            return
    _wasm_exporttype_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_exporttype_copy(type: Any) -> Any:
    """A copy of the type of an export.

    The result is the caller's, until `wasm_exporttype_delete`.

    C::

        own wasm_exporttype_t *wasm_exporttype_copy( const wasm_exporttype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXPORTTYPE_T_P, "type")
    result = _wasm_exporttype_copy(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_exporttype_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_exporttype_vec_new_empty(own wasm_exporttype_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    _wasm_exporttype_vec_new_empty(out)


def wasm_exporttype_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` types, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_exporttype_vec_new_uninitialized(own wasm_exporttype_vec_t *out, size_t
        size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    _wasm_exporttype_vec_new_uninitialized(out, size)


def wasm_exporttype_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the types in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_exporttype_vec_new(own wasm_exporttype_vec_t *out, size_t size, own
        wasm_exporttype_t *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    data = array(data, size, _WASM_EXPORTTYPE_T_PP, "data")
    moved(data, size)
    _wasm_exporttype_vec_new(out, size, data)


def wasm_exporttype_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its types.

    What is written to `out` is the caller's.

    C::

        void wasm_exporttype_vec_copy(own wasm_exporttype_vec_t *out, const
        wasm_exporttype_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_EXPORTTYPE_VEC_T_P:
            from_ = structure(from_, _WASM_EXPORTTYPE_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_EXPORTTYPE_VEC_T_P, "from_")
    _wasm_exporttype_vec_copy(out, from_)
    born_all(out)


def wasm_exporttype_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_exporttype_vec_delete(own wasm_exporttype_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_EXPORTTYPE_VEC_T_P:
            vec = structure(vec, _WASM_EXPORTTYPE_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_EXPORTTYPE_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_exporttype_vec_delete(vec)


def wasm_exporttype_new(name: Any, type: Any) -> Any:
    """An export.

    NULL if one of these is NULL.

    The result is the caller's, until `wasm_exporttype_delete`. `name` and `type` belong to
    the library after the call.

    C::

        own wasm_exporttype_t *wasm_exporttype_new(own wasm_name_t *name, own
        wasm_externtype_t *type)
    """
    try:
        if name is None:
            name = NULL
        elif typeof(name) is not _WASM_NAME_T_P:
            name = structure(name, _WASM_NAME_T_P, "name")
    except TypeError:
        name = structure(name, _WASM_NAME_T_P, "name")
    if name in ours:
        refuse(name)
    if type not in live:
        type = handle(type, _WASM_EXTERNTYPE_T_P, "type")
    result = _wasm_exporttype_new(name, type)
    gone(type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_exporttype_name(type: Any) -> Any:
    """The name, borrowed.

    C::

        const wasm_name_t *wasm_exporttype_name(const wasm_exporttype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXPORTTYPE_T_P, "type")
    return _wasm_exporttype_name(type)


def wasm_exporttype_type(type: Any) -> Any:
    """The type, borrowed.

    C::

        const wasm_externtype_t *wasm_exporttype_type( const wasm_exporttype_t *type)
    """
    if type not in live:
        type = handle(type, _WASM_EXPORTTYPE_T_P, "type")
    result = _wasm_exporttype_type(type)
    if result in dead:
        forget(result, None)
    return result


def wasm_val_delete(value: Any) -> None:
    """Deletes the reference, if the value is one, and leaves NULL. The structure itself is the
    caller's.

    C::

        void wasm_val_delete(own wasm_val_t *value)
    """
    try:
        if value is None:
            value = NULL
        elif typeof(value) is not _WASM_VAL_T_P:
            value = structure(value, _WASM_VAL_T_P, "value")
    except TypeError:
        value = structure(value, _WASM_VAL_T_P, "value")
    if value and value[0].kind >= WASM_EXTERNREF:
        gone_value(value[0])
    _wasm_val_delete(value)


def wasm_val_copy(out: Any, from_: Any) -> None:
    """Copies a value, with a copy of the reference if it is one.

    A null reference if `from` is NULL.

    C::

        void wasm_val_copy(own wasm_val_t *out, const wasm_val_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VAL_T_P:
            out = structure(out, _WASM_VAL_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VAL_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_VAL_T_P:
            from_ = structure(from_, _WASM_VAL_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_VAL_T_P, "from_")
    _wasm_val_copy(out, from_)
    if dead:
        seen_at(out)


def wasm_val_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_val_vec_new_empty(own wasm_val_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VAL_VEC_T_P:
            out = structure(out, _WASM_VAL_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VAL_VEC_T_P, "out")
    _wasm_val_vec_new_empty(out)


def wasm_val_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` values, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_val_vec_new_uninitialized(own wasm_val_vec_t *out, size_t size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VAL_VEC_T_P:
            out = structure(out, _WASM_VAL_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VAL_VEC_T_P, "out")
    _wasm_val_vec_new_uninitialized(out, size)


def wasm_val_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the values in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's.

    C::

        void wasm_val_vec_new(own wasm_val_vec_t *out, size_t size, own wasm_val_t const
        data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VAL_VEC_T_P:
            out = structure(out, _WASM_VAL_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VAL_VEC_T_P, "out")
    data = array(data, size, _WASM_VAL_T_P, "data")
    _wasm_val_vec_new(out, size, data)


def wasm_val_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its values.

    What is written to `out` is the caller's.

    C::

        void wasm_val_vec_copy(own wasm_val_vec_t *out, const wasm_val_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VAL_VEC_T_P:
            out = structure(out, _WASM_VAL_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VAL_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_VAL_VEC_T_P:
            from_ = structure(from_, _WASM_VAL_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_VAL_VEC_T_P, "from_")
    _wasm_val_vec_copy(out, from_)
    if dead:
        seen_all(out)


def wasm_val_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_val_vec_delete(own wasm_val_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_VAL_VEC_T_P:
            vec = structure(vec, _WASM_VAL_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_VAL_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_in(vec)
    _wasm_val_vec_delete(vec)


def wasm_ref_delete(ref: Any) -> None:
    """Deletes a handle to anything.

    C::

        void wasm_ref_delete(own wasm_ref_t *ref)
    """
    try:
        leave(ref)
    except KeyError:
        ref = handle(ref, _WASM_REF_T_P, "ref")
        if not ref:
            return
    _wasm_ref_delete(ref)
    unlist(ref)
    dead[ref] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_ref_copy(ref: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_ref_delete`.

    C::

        own wasm_ref_t *wasm_ref_copy(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_copy(ref)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_ref_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_ref_same(const wasm_ref_t *a, const wasm_ref_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_REF_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_REF_T_P, "b")
    return _wasm_ref_same(a, b)


def wasm_ref_get_host_info(ref: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_ref_get_host_info(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    return _wasm_ref_get_host_info(ref)


def wasm_ref_set_host_info(ref: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_ref_set_host_info(wasm_ref_t *ref, void *info)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_ref_set_host_info(ref, info)


def wasm_ref_set_host_info_with_finalizer(ref: Any, info: Any, finalizer: Any) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `ref` is NULL.

    C::

        void wasm_ref_set_host_info_with_finalizer(wasm_ref_t *ref, void *info, void
        (*finalizer)(void *))
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_ref_set_host_info_with_finalizer(ref, info, finalizer)


def wasm_frame_delete(frame: Any) -> None:
    """Deletes a frame.

    C::

        void wasm_frame_delete(own wasm_frame_t *frame)
    """
    try:
        leave(frame)
    except KeyError:
        frame = handle(frame, _WASM_FRAME_T_P, "frame")
        if not frame:
            return
    _wasm_frame_delete(frame)
    dead[frame] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_frame_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_frame_vec_new_empty(own wasm_frame_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FRAME_VEC_T_P:
            out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    _wasm_frame_vec_new_empty(out)


def wasm_frame_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` frames, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_frame_vec_new_uninitialized(own wasm_frame_vec_t *out, size_t size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FRAME_VEC_T_P:
            out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    _wasm_frame_vec_new_uninitialized(out, size)


def wasm_frame_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the frames in an array, which become the vector's; the array itself is
    copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_frame_vec_new(own wasm_frame_vec_t *out, size_t size, own wasm_frame_t
        *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FRAME_VEC_T_P:
            out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    data = array(data, size, _WASM_FRAME_T_PP, "data")
    moved(data, size)
    _wasm_frame_vec_new(out, size, data)


def wasm_frame_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its frames.

    What is written to `out` is the caller's.

    C::

        void wasm_frame_vec_copy(own wasm_frame_vec_t *out, const wasm_frame_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FRAME_VEC_T_P:
            out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_FRAME_VEC_T_P:
            from_ = structure(from_, _WASM_FRAME_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_FRAME_VEC_T_P, "from_")
    _wasm_frame_vec_copy(out, from_)
    born_all(out)


def wasm_frame_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_frame_vec_delete(own wasm_frame_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_FRAME_VEC_T_P:
            vec = structure(vec, _WASM_FRAME_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_FRAME_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_frame_vec_delete(vec)


def wasm_frame_copy(frame: Any) -> Any:
    """A copy of a frame.

    The result is the caller's, until `wasm_frame_delete`.

    C::

        own wasm_frame_t *wasm_frame_copy(const wasm_frame_t *frame)
    """
    if frame not in live:
        frame = handle(frame, _WASM_FRAME_T_P, "frame")
    result = _wasm_frame_copy(frame)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_frame_instance(frame: Any) -> Any:
    """The instance whose function it is, borrowed from the frame.

    C::

        struct wasm_instance_t *wasm_frame_instance(const wasm_frame_t *frame)
    """
    if frame not in live:
        frame = handle(frame, _WASM_FRAME_T_P, "frame")
    result = _wasm_frame_instance(frame)
    if result in dead:
        forget(result, None)
    return result


def wasm_frame_func_index(frame: Any) -> int:
    """The function's index in its module, imports first.

    C::

        uint32_t wasm_frame_func_index(const wasm_frame_t *frame)
    """
    if frame not in live:
        frame = handle(frame, _WASM_FRAME_T_P, "frame")
    return _wasm_frame_func_index(frame)


def wasm_frame_func_offset(frame: Any) -> int:
    """The instruction's place in the function's body, in bytes.

    C::

        size_t wasm_frame_func_offset(const wasm_frame_t *frame)
    """
    if frame not in live:
        frame = handle(frame, _WASM_FRAME_T_P, "frame")
    return _wasm_frame_func_offset(frame)


def wasm_frame_module_offset(frame: Any) -> int:
    """The instruction's place in the module, in bytes.

    C::

        size_t wasm_frame_module_offset(const wasm_frame_t *frame)
    """
    if frame not in live:
        frame = handle(frame, _WASM_FRAME_T_P, "frame")
    return _wasm_frame_module_offset(frame)


def wasm_trap_delete(trap: Any) -> None:
    """Deletes a handle to a trap.

    C::

        void wasm_trap_delete(own wasm_trap_t *trap)
    """
    try:
        leave(trap)
    except KeyError:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
        if not trap:
            return
    _wasm_trap_delete(trap)
    dead[trap] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_trap_copy(trap: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_trap_delete`.

    C::

        own wasm_trap_t *wasm_trap_copy(const wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    result = _wasm_trap_copy(trap)
    if result:
        surface(result)
        born(result)
    return result


def wasm_trap_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_trap_same(const wasm_trap_t *a, const wasm_trap_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_TRAP_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_TRAP_T_P, "b")
    return _wasm_trap_same(a, b)


def wasm_trap_get_host_info(trap: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_trap_get_host_info(const wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    return _wasm_trap_get_host_info(trap)


def wasm_trap_set_host_info(trap: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_trap_set_host_info(wasm_trap_t *trap, void *info)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_trap_set_host_info(trap, info)


def wasm_trap_set_host_info_with_finalizer(trap: Any, info: Any, finalizer: Any) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `trap` is NULL.

    C::

        void wasm_trap_set_host_info_with_finalizer(wasm_trap_t *trap, void *info, void
        (*finalizer)(void *))
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_trap_set_host_info_with_finalizer(trap, info, finalizer)


def wasm_trap_as_ref(trap: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_trap_as_ref(wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    result = _wasm_trap_as_ref(trap)
    if result in dead:
        forget(result, None)
    return result


def wasm_trap_as_ref_const(trap: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_trap_as_ref_const(const wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    result = _wasm_trap_as_ref_const(trap)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_trap(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_trap_t *wasm_ref_as_trap(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_trap(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_trap_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_trap_t *wasm_ref_as_trap_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_trap_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_trap_new(store: Any, message: Any) -> Any:
    """A trap for a callback to return.

    A NUL is added to a message without one; NULL is an empty message.

    The result is the caller's, until `wasm_trap_delete`.

    C::

        own wasm_trap_t *wasm_trap_new(wasm_store_t *store, const wasm_message_t *message)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if message is None:
            message = NULL
        elif typeof(message) is not _WASM_MESSAGE_T_P:
            message = structure(message, _WASM_MESSAGE_T_P, "message")
    except TypeError:
        message = structure(message, _WASM_MESSAGE_T_P, "message")
    result = _wasm_trap_new(store, message)
    if result:
        surface(result)
        born(result)
    return result


def wasm_trap_message(trap: Any, out: Any) -> None:
    """The message.

    What is written to `out` is the caller's.

    C::

        void wasm_trap_message(const wasm_trap_t *trap, own wasm_message_t *out)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MESSAGE_T_P:
            out = structure(out, _WASM_MESSAGE_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_MESSAGE_T_P, "out")
    _wasm_trap_message(trap, out)


def wasm_trap_origin(trap: Any) -> Any:
    """The innermost frame; NULL if no guest was running.

    The result is the caller's, until `wasm_frame_delete`.

    C::

        own wasm_frame_t *wasm_trap_origin(const wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    result = _wasm_trap_origin(trap)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_trap_trace(trap: Any, out: Any) -> None:
    """All frames, innermost first, as many as the engine's limit on backtraces lets it keep.

    What is written to `out` is the caller's.

    C::

        void wasm_trap_trace(const wasm_trap_t *trap, own wasm_frame_vec_t *out)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FRAME_VEC_T_P:
            out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_FRAME_VEC_T_P, "out")
    _wasm_trap_trace(trap, out)
    born_all(out)


def wasm_foreign_delete(foreign: Any) -> None:
    """Deletes a handle to a foreign object.

    C::

        void wasm_foreign_delete(own wasm_foreign_t *foreign)
    """
    try:
        leave(foreign)
    except KeyError:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
        if not foreign:
            return
    _wasm_foreign_delete(foreign)
    dead[foreign] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_foreign_copy(foreign: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_foreign_delete`.

    C::

        own wasm_foreign_t *wasm_foreign_copy(const wasm_foreign_t *foreign)
    """
    if foreign not in live:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
    result = _wasm_foreign_copy(foreign)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_foreign_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_foreign_same(const wasm_foreign_t *a, const wasm_foreign_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_FOREIGN_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_FOREIGN_T_P, "b")
    return _wasm_foreign_same(a, b)


def wasm_foreign_get_host_info(foreign: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_foreign_get_host_info(const wasm_foreign_t *foreign)
    """
    if foreign not in live:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
    return _wasm_foreign_get_host_info(foreign)


def wasm_foreign_set_host_info(foreign: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_foreign_set_host_info(wasm_foreign_t *foreign, void *info)
    """
    if foreign not in live:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_foreign_set_host_info(foreign, info)


def wasm_foreign_set_host_info_with_finalizer(
    foreign: Any, info: Any, finalizer: Any
) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `foreign` is NULL.

    C::

        void wasm_foreign_set_host_info_with_finalizer(wasm_foreign_t *foreign, void *info,
        void (*finalizer)(void *))
    """
    if foreign not in live:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_foreign_set_host_info_with_finalizer(foreign, info, finalizer)


def wasm_foreign_as_ref(foreign: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_foreign_as_ref(wasm_foreign_t *foreign)
    """
    if foreign not in live:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
    result = _wasm_foreign_as_ref(foreign)
    if result in dead:
        forget(result, None)
    return result


def wasm_foreign_as_ref_const(foreign: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_foreign_as_ref_const( const wasm_foreign_t *foreign)
    """
    if foreign not in live:
        foreign = handle(foreign, _WASM_FOREIGN_T_P, "foreign")
    result = _wasm_foreign_as_ref_const(foreign)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_foreign(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_foreign_t *wasm_ref_as_foreign(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_foreign(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_foreign_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_foreign_t *wasm_ref_as_foreign_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_foreign_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_foreign_new(store: Any) -> Any:
    """A foreign object.

    The result is the caller's, until `wasm_foreign_delete`.

    C::

        own wasm_foreign_t *wasm_foreign_new(wasm_store_t *store)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    result = _wasm_foreign_new(store)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_module_delete(module: Any) -> None:
    """Deletes a handle to a module.

    C::

        void wasm_module_delete(own wasm_module_t *module)
    """
    try:
        leave(module)
    except KeyError:
        module = handle(module, _WASM_MODULE_T_P, "module")
        if not module:
            return
    _wasm_module_delete(module)
    dead[module] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_module_copy(module: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_module_delete`.

    C::

        own wasm_module_t *wasm_module_copy(const wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    result = _wasm_module_copy(module)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_module_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_module_same(const wasm_module_t *a, const wasm_module_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_MODULE_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_MODULE_T_P, "b")
    return _wasm_module_same(a, b)


def wasm_module_get_host_info(module: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_module_get_host_info(const wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    return _wasm_module_get_host_info(module)


def wasm_module_set_host_info(module: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_module_set_host_info(wasm_module_t *module, void *info)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_module_set_host_info(module, info)


def wasm_module_set_host_info_with_finalizer(
    module: Any, info: Any, finalizer: Any
) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `module` is NULL.

    C::

        void wasm_module_set_host_info_with_finalizer(wasm_module_t *module, void *info,
        void (*finalizer)(void *))
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_module_set_host_info_with_finalizer(module, info, finalizer)


def wasm_module_as_ref(module: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_module_as_ref(wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    result = _wasm_module_as_ref(module)
    if result in dead:
        forget(result, None)
    return result


def wasm_module_as_ref_const(module: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_module_as_ref_const(const wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    result = _wasm_module_as_ref_const(module)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_module(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_module_t *wasm_ref_as_module(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_module(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_module_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_module_t *wasm_ref_as_module_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_module_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_shared_module_delete(shared: Any) -> None:
    """Deletes a shared module.

    C::

        void wasm_shared_module_delete(own wasm_shared_module_t *shared)
    """
    try:
        leave(shared)
    except KeyError:
        shared = handle(shared, _WASM_SHARED_MODULE_T_P, "shared")
        if not shared:
            return
    _wasm_shared_module_delete(shared)
    dead[shared] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_module_share(module: Any) -> Any:
    """The module, to be obtained in another store.

    The result is the caller's, until `wasm_shared_module_delete`.

    C::

        own wasm_shared_module_t *wasm_module_share(const wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    result = _wasm_module_share(module)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_module_obtain(store: Any, shared: Any) -> Any:
    """A module that was shared, for a store of the same engine.

    NULL for one of another. It is another object than the module that was shared.

    The result is the caller's, until `wasm_module_delete`.

    C::

        own wasm_module_t *wasm_module_obtain(wasm_store_t *store, const
        wasm_shared_module_t *shared)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if shared not in live:
        shared = handle(shared, _WASM_SHARED_MODULE_T_P, "shared")
    result = _wasm_module_obtain(store, shared)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_module_new(store: Any, binary: Any) -> Any:
    """Reads and validates a module in the binary format.

    NULL if it is not one, is not valid, or exceeds a limit; sanderling_module_new says why,
    and reads the text format as well.

    The result is the caller's, until `wasm_module_delete`.

    C::

        own wasm_module_t *wasm_module_new(wasm_store_t *store, const wasm_byte_vec_t
        *binary)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if binary is None:
            binary = NULL
        elif typeof(binary) is not _WASM_BYTE_VEC_T_P:
            binary = structure(binary, _WASM_BYTE_VEC_T_P, "binary")
    except TypeError:
        binary = structure(binary, _WASM_BYTE_VEC_T_P, "binary")
    result = _wasm_module_new(store, binary)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_module_validate(store: Any, binary: Any) -> bool:
    """Whether these bytes are a valid module.

    C::

        bool wasm_module_validate(wasm_store_t *store, const wasm_byte_vec_t *binary)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if binary is None:
            binary = NULL
        elif typeof(binary) is not _WASM_BYTE_VEC_T_P:
            binary = structure(binary, _WASM_BYTE_VEC_T_P, "binary")
    except TypeError:
        binary = structure(binary, _WASM_BYTE_VEC_T_P, "binary")
    return _wasm_module_validate(store, binary)


def wasm_module_imports(module: Any, out: Any) -> None:
    """What the module imports, in its order.

    What is written to `out` is the caller's.

    C::

        void wasm_module_imports(const wasm_module_t *module, own wasm_importtype_vec_t
        *out)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_IMPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_IMPORTTYPE_VEC_T_P, "out")
    _wasm_module_imports(module, out)
    born_all(out)


def wasm_module_exports(module: Any, out: Any) -> None:
    """What the module exports, in its order.

    What is written to `out` is the caller's.

    C::

        void wasm_module_exports(const wasm_module_t *module, own wasm_exporttype_vec_t
        *out)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXPORTTYPE_VEC_T_P:
            out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXPORTTYPE_VEC_T_P, "out")
    _wasm_module_exports(module, out)
    born_all(out)


def wasm_module_serialize(module: Any, out: Any) -> None:
    """The module as bytes for wasm_module_deserialize.

    They hold no code, and are validated again, so that they need not be trusted.

    What is written to `out` is the caller's.

    C::

        void wasm_module_serialize(const wasm_module_t *module, own wasm_byte_vec_t *out)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    _wasm_module_serialize(module, out)


def wasm_module_deserialize(store: Any, bytes: Any) -> Any:
    """The module that wasm_module_serialize has made these bytes of.

    NULL if it has not, or not this version of it.

    The result is the caller's, until `wasm_module_delete`.

    C::

        own wasm_module_t *wasm_module_deserialize(wasm_store_t *store, const
        wasm_byte_vec_t *bytes)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if bytes is None:
            bytes = NULL
        elif typeof(bytes) is not _WASM_BYTE_VEC_T_P:
            bytes = structure(bytes, _WASM_BYTE_VEC_T_P, "bytes")
    except TypeError:
        bytes = structure(bytes, _WASM_BYTE_VEC_T_P, "bytes")
    result = _wasm_module_deserialize(store, bytes)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_func_delete(func: Any) -> None:
    """Deletes a handle to a function.

    C::

        void wasm_func_delete(own wasm_func_t *func)
    """
    try:
        leave(func)
    except KeyError:
        func = handle(func, _WASM_FUNC_T_P, "func")
        if not func:
            return
    _wasm_func_delete(func)
    unlist(func)
    dead[func] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_func_copy(func: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_func_delete`.

    C::

        own wasm_func_t *wasm_func_copy(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    result = _wasm_func_copy(func)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_func_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_func_same(const wasm_func_t *a, const wasm_func_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_FUNC_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_FUNC_T_P, "b")
    return _wasm_func_same(a, b)


def wasm_func_get_host_info(func: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_func_get_host_info(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    return _wasm_func_get_host_info(func)


def wasm_func_set_host_info(func: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_func_set_host_info(wasm_func_t *func, void *info)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_func_set_host_info(func, info)


def wasm_func_set_host_info_with_finalizer(func: Any, info: Any, finalizer: Any) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `func` is NULL.

    C::

        void wasm_func_set_host_info_with_finalizer(wasm_func_t *func, void *info, void
        (*finalizer)(void *))
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_func_set_host_info_with_finalizer(func, info, finalizer)


def wasm_func_as_ref(func: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_func_as_ref(wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    result = _wasm_func_as_ref(func)
    if result in dead:
        forget(result, None)
    return result


def wasm_func_as_ref_const(func: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_func_as_ref_const(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    result = _wasm_func_as_ref_const(func)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_func(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_func_t *wasm_ref_as_func(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_func(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_func_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_func_t *wasm_ref_as_func_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_func_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_func_new(store: Any, type: Any, callback: Any) -> Any:
    """A function of the host.

    NULL if its type has vectors, which wasm_val_t cannot hold.

    The result is the caller's, until `wasm_func_delete`.

    C::

        own wasm_func_t *wasm_func_new(wasm_store_t *store, const wasm_functype_t *type,
        wasm_func_callback_t callback)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    if is_python(callback):
        result = answering(store, type, callback)
    else:
        callback = _function(callback, _WASM_FUNC_CALLBACK_T, "callback")
        result = _wasm_func_new(store, type, callback)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_func_new_with_env(
    store: Any, type: Any, callback: Any, env: Any, finalizer: Any
) -> Any:
    """A function of the host with an environment.

    `finalizer`, unless it is NULL, is called once with `env` when the function has gone; if
    NULL is returned, it is not called.

    The result is the caller's, until `wasm_func_delete`.

    C::

        own wasm_func_t *wasm_func_new_with_env( wasm_store_t *store, const wasm_functype_t
        *type, wasm_func_callback_with_env_t callback, void *env, void (*finalizer)(void *))
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    try:
        if env is None:
            env = NULL
        elif not is_pointer(typeof(env)):
            env = pointer(env, "env")
    except TypeError:
        env = pointer(env, "env")
    if is_python(callback):
        result = answering(store, type, callback, env, finalizer)
    else:
        callback = _function(callback, _WASM_FUNC_CALLBACK_WITH_ENV_T, "callback")
        finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
        result = _wasm_func_new_with_env(store, type, callback, env, finalizer)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_func_type(func: Any) -> Any:
    """The type.

    The result is the caller's, until `wasm_functype_delete`.

    C::

        own wasm_functype_t *wasm_func_type(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    result = _wasm_func_type(func)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_func_param_arity(func: Any) -> int:
    """The number of parameters.

    C::

        size_t wasm_func_param_arity(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    return _wasm_func_param_arity(func)


def wasm_func_result_arity(func: Any) -> int:
    """The number of results.

    C::

        size_t wasm_func_result_arity(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    return _wasm_func_result_arity(func)


def wasm_func_call(func: Any, args: Any, results: Any) -> Any:
    """Calls the function.

    `args` has the arguments, with their kinds, and is borrowed. The results are written to
    the beginning of `results`, over whatever is there, and are the caller's. NULL on
    success. A trap says what went wrong, and nothing is written then: the guest has
    trapped, a callback has returned a trap, or the arguments are wrong. Too few `results`
    are told of after the call, so that its own trap comes first.

    The result is the caller's, until `wasm_trap_delete`.

    C::

        own wasm_trap_t *wasm_func_call(const wasm_func_t *func, const wasm_val_vec_t *args,
        wasm_val_vec_t *results)
    """
    is_new = func not in numeric
    if is_new:
        func = callee(func)
    try:
        if args is None:
            args = NULL
        elif typeof(args) is not _WASM_VAL_VEC_T_P:
            args = structure(args, _WASM_VAL_VEC_T_P, "args")
    except TypeError:
        args = structure(args, _WASM_VAL_VEC_T_P, "args")
    try:
        if results is None:
            results = NULL
        elif typeof(results) is not _WASM_VAL_VEC_T_P:
            results = structure(results, _WASM_VAL_VEC_T_P, "results")
    except TypeError:
        results = structure(results, _WASM_VAL_VEC_T_P, "results")
    result = _wasm_func_call(func, args, results)
    if is_new and dead:
        seen_all(results)
    if result:
        surface(result)
        born(result)
    return result


def wasm_global_delete(global_: Any) -> None:
    """Deletes a handle to a global.

    C::

        void wasm_global_delete(own wasm_global_t *global)
    """
    try:
        leave(global_)
    except KeyError:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
        if not global_:
            return
    _wasm_global_delete(global_)
    dead[global_] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_global_copy(global_: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_global_delete`.

    C::

        own wasm_global_t *wasm_global_copy(const wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    result = _wasm_global_copy(global_)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_global_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_global_same(const wasm_global_t *a, const wasm_global_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_GLOBAL_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_GLOBAL_T_P, "b")
    return _wasm_global_same(a, b)


def wasm_global_get_host_info(global_: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_global_get_host_info(const wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    return _wasm_global_get_host_info(global_)


def wasm_global_set_host_info(global_: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_global_set_host_info(wasm_global_t *global, void *info)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_global_set_host_info(global_, info)


def wasm_global_set_host_info_with_finalizer(
    global_: Any, info: Any, finalizer: Any
) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `global` is NULL.

    C::

        void wasm_global_set_host_info_with_finalizer(wasm_global_t *global, void *info,
        void (*finalizer)(void *))
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_global_set_host_info_with_finalizer(global_, info, finalizer)


def wasm_global_as_ref(global_: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_global_as_ref(wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    result = _wasm_global_as_ref(global_)
    if result in dead:
        forget(result, None)
    return result


def wasm_global_as_ref_const(global_: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_global_as_ref_const(const wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    result = _wasm_global_as_ref_const(global_)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_global(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_global_t *wasm_ref_as_global(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_global(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_global_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_global_t *wasm_ref_as_global_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_global_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_global_new(store: Any, type: Any, value: Any) -> Any:
    """A global.

    NULL if the value is not of the type.

    The result is the caller's, until `wasm_global_delete`.

    C::

        own wasm_global_t *wasm_global_new(wasm_store_t *store, const wasm_globaltype_t
        *type, const wasm_val_t *value)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _WASM_GLOBALTYPE_T_P, "type")
    try:
        if value is None:
            value = NULL
        elif typeof(value) is not _WASM_VAL_T_P:
            value = structure(value, _WASM_VAL_T_P, "value")
    except TypeError:
        value = structure(value, _WASM_VAL_T_P, "value")
    result = _wasm_global_new(store, type, value)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_global_type(global_: Any) -> Any:
    """The type.

    The result is the caller's, until `wasm_globaltype_delete`.

    C::

        own wasm_globaltype_t *wasm_global_type(const wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    result = _wasm_global_type(global_)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_global_get(global_: Any, out: Any) -> None:
    """The value.

    Zero or null if it cannot be had.

    C::

        void wasm_global_get(const wasm_global_t *global, own wasm_val_t *out)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_VAL_T_P:
            out = structure(out, _WASM_VAL_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_VAL_T_P, "out")
    _wasm_global_get(global_, out)
    if dead:
        seen_at(out)


def wasm_global_set(global_: Any, value: Any) -> None:
    """Sets the value, which is borrowed.

    Does nothing if the global is constant, or the value of another type.

    C::

        void wasm_global_set(wasm_global_t *global, const wasm_val_t *value)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    try:
        if value is None:
            value = NULL
        elif typeof(value) is not _WASM_VAL_T_P:
            value = structure(value, _WASM_VAL_T_P, "value")
    except TypeError:
        value = structure(value, _WASM_VAL_T_P, "value")
    _wasm_global_set(global_, value)


def wasm_table_delete(table: Any) -> None:
    """Deletes a handle to a table.

    C::

        void wasm_table_delete(own wasm_table_t *table)
    """
    try:
        leave(table)
    except KeyError:
        table = handle(table, _WASM_TABLE_T_P, "table")
        if not table:
            return
    _wasm_table_delete(table)
    dead[table] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_table_copy(table: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_table_delete`.

    C::

        own wasm_table_t *wasm_table_copy(const wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_copy(table)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_table_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_table_same(const wasm_table_t *a, const wasm_table_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_TABLE_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_TABLE_T_P, "b")
    return _wasm_table_same(a, b)


def wasm_table_get_host_info(table: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_table_get_host_info(const wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    return _wasm_table_get_host_info(table)


def wasm_table_set_host_info(table: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_table_set_host_info(wasm_table_t *table, void *info)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_table_set_host_info(table, info)


def wasm_table_set_host_info_with_finalizer(table: Any, info: Any, finalizer: Any) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `table` is NULL.

    C::

        void wasm_table_set_host_info_with_finalizer(wasm_table_t *table, void *info, void
        (*finalizer)(void *))
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_table_set_host_info_with_finalizer(table, info, finalizer)


def wasm_table_as_ref(table: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_table_as_ref(wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_as_ref(table)
    if result in dead:
        forget(result, None)
    return result


def wasm_table_as_ref_const(table: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_table_as_ref_const(const wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_as_ref_const(table)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_table(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_table_t *wasm_ref_as_table(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_table(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_table_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_table_t *wasm_ref_as_table_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_table_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_table_new(store: Any, type: Any, init: Any) -> Any:
    """A table with `init`, which is borrowed, in each place.

    NULL if that is not of the type, or the table exceeds a limit.

    The result is the caller's, until `wasm_table_delete`.

    C::

        own wasm_table_t *wasm_table_new(wasm_store_t *store, const wasm_tabletype_t *type,
        wasm_ref_t *init)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _WASM_TABLETYPE_T_P, "type")
    if init not in live:
        init = handle(init, _WASM_REF_T_P, "init")
    result = _wasm_table_new(store, type, init)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_table_type(table: Any) -> Any:
    """The type, with the present size as minimum.

    The result is the caller's, until `wasm_tabletype_delete`.

    C::

        own wasm_tabletype_t *wasm_table_type(const wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_type(table)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_table_get(table: Any, index: int) -> Any:
    """What is at an index.

    NULL for a null reference, and beyond the end.

    The result is the caller's, until `wasm_ref_delete`.

    C::

        own wasm_ref_t *wasm_table_get(const wasm_table_t *table, wasm_table_size_t index)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_get(table, index)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_table_set(table: Any, index: int, ref: Any) -> bool:
    """Sets what is at an index; `ref` is borrowed.

    False beyond the end, and if it is not of the type.

    C::

        bool wasm_table_set(wasm_table_t *table, wasm_table_size_t index, wasm_ref_t *ref)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    return _wasm_table_set(table, index, ref)


def wasm_table_size(table: Any) -> int:
    """The number of elements.

    C::

        wasm_table_size_t wasm_table_size(const wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    return _wasm_table_size(table)


def wasm_table_grow(table: Any, delta: int, init: Any) -> bool:
    """Adds `delta` elements with `init`, which is borrowed.

    False, with nothing changed, beyond the table's maximum or a limit.

    C::

        bool wasm_table_grow(wasm_table_t *table, wasm_table_size_t delta, wasm_ref_t *init)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    if init not in live:
        init = handle(init, _WASM_REF_T_P, "init")
    return _wasm_table_grow(table, delta, init)


def wasm_memory_delete(memory: Any) -> None:
    """Deletes a handle to a memory.

    C::

        void wasm_memory_delete(own wasm_memory_t *memory)
    """
    try:
        leave(memory)
    except KeyError:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
        if not memory:
            return
    _wasm_memory_delete(memory)
    dead[memory] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_memory_copy(memory: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_memory_delete`.

    C::

        own wasm_memory_t *wasm_memory_copy(const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    result = _wasm_memory_copy(memory)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_memory_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_memory_same(const wasm_memory_t *a, const wasm_memory_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_MEMORY_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_MEMORY_T_P, "b")
    return _wasm_memory_same(a, b)


def wasm_memory_get_host_info(memory: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_memory_get_host_info(const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    return _wasm_memory_get_host_info(memory)


def wasm_memory_set_host_info(memory: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_memory_set_host_info(wasm_memory_t *memory, void *info)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_memory_set_host_info(memory, info)


def wasm_memory_set_host_info_with_finalizer(
    memory: Any, info: Any, finalizer: Any
) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `memory` is NULL.

    C::

        void wasm_memory_set_host_info_with_finalizer(wasm_memory_t *memory, void *info,
        void (*finalizer)(void *))
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_memory_set_host_info_with_finalizer(memory, info, finalizer)


def wasm_memory_as_ref(memory: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_memory_as_ref(wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    result = _wasm_memory_as_ref(memory)
    if result in dead:
        forget(result, None)
    return result


def wasm_memory_as_ref_const(memory: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_memory_as_ref_const(const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    result = _wasm_memory_as_ref_const(memory)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_memory(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_memory_t *wasm_ref_as_memory(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_memory(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_memory_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_memory_t *wasm_ref_as_memory_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_memory_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_memory_new(store: Any, type: Any) -> Any:
    """A memory of zeros.

    NULL if its limits contradict each other or the engine's.

    The result is the caller's, until `wasm_memory_delete`.

    C::

        own wasm_memory_t *wasm_memory_new(wasm_store_t *store, const wasm_memorytype_t
        *type)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _WASM_MEMORYTYPE_T_P, "type")
    result = _wasm_memory_new(store, type)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_memory_type(memory: Any) -> Any:
    """The type, with the present size as minimum.

    The result is the caller's, until `wasm_memorytype_delete`.

    C::

        own wasm_memorytype_t *wasm_memory_type(const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    result = _wasm_memory_type(memory)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_memory_data(memory: Any) -> Any:
    """The first byte, borrowed until the memory grows or the store goes.

    NULL if the memory has no bytes. The bytes must not be used while a guest runs on
    another thread.

    C::

        byte_t *wasm_memory_data(wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    return _wasm_memory_data(memory)


def wasm_memory_data_size(memory: Any) -> int:
    """The size in bytes.

    C::

        size_t wasm_memory_data_size(const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    return _wasm_memory_data_size(memory)


def wasm_memory_size(memory: Any) -> int:
    """The size in pages.

    C::

        wasm_memory_pages_t wasm_memory_size(const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    return _wasm_memory_size(memory)


def wasm_memory_grow(memory: Any, delta: int) -> bool:
    """Adds pages of zeros.

    False, with nothing changed, beyond the memory's maximum or a limit.

    C::

        bool wasm_memory_grow(wasm_memory_t *memory, wasm_memory_pages_t delta)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    return _wasm_memory_grow(memory, delta)


def wasm_extern_delete(item: Any) -> None:
    """Deletes a handle to an external.

    C::

        void wasm_extern_delete(own wasm_extern_t *item)
    """
    try:
        leave(item)
    except KeyError:
        item = handle(item, _WASM_EXTERN_T_P, "item")
        if not item:
            return
    _wasm_extern_delete(item)
    unlist(item)
    dead[item] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_extern_copy(item: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_extern_delete`.

    C::

        own wasm_extern_t *wasm_extern_copy(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_copy(item)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_extern_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_extern_same(const wasm_extern_t *a, const wasm_extern_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_EXTERN_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_EXTERN_T_P, "b")
    return _wasm_extern_same(a, b)


def wasm_extern_get_host_info(item: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_extern_get_host_info(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    return _wasm_extern_get_host_info(item)


def wasm_extern_set_host_info(item: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_extern_set_host_info(wasm_extern_t *item, void *info)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_extern_set_host_info(item, info)


def wasm_extern_set_host_info_with_finalizer(item: Any, info: Any, finalizer: Any) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `item` is NULL.

    C::

        void wasm_extern_set_host_info_with_finalizer(wasm_extern_t *item, void *info, void
        (*finalizer)(void *))
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_extern_set_host_info_with_finalizer(item, info, finalizer)


def wasm_extern_as_ref(item: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_extern_as_ref(wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_ref(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_ref_const(item: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_extern_as_ref_const(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_ref_const(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_extern(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_extern_t *wasm_ref_as_extern(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_extern(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_extern_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_extern_t *wasm_ref_as_extern_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_extern_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_vec_new_empty(out: Any) -> None:
    """Makes an empty vector: size 0, no memory.

    C::

        void wasm_extern_vec_new_empty(own wasm_extern_vec_t *out)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_VEC_T_P:
            out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    _wasm_extern_vec_new_empty(out)


def wasm_extern_vec_new_uninitialized(out: Any, size: int) -> None:
    """Makes a vector of `size` externals, for the caller to fill.

    They are zeroed, so that the vector can be deleted at any time. Empty if there is no
    memory.

    What is written to `out` is the caller's.

    C::

        void wasm_extern_vec_new_uninitialized(own wasm_extern_vec_t *out, size_t size)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_VEC_T_P:
            out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    _wasm_extern_vec_new_uninitialized(out, size)


def wasm_extern_vec_new(out: Any, size: int, data: Any) -> None:
    """Makes a vector of the externals in an array, which become the vector's; the array itself
    is copied.

    NULL is an empty array.

    What is written to `out` is the caller's. The elements of `data` are the vector's after
    the call.

    C::

        void wasm_extern_vec_new(own wasm_extern_vec_t *out, size_t size, own wasm_extern_t
        *const data[])
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_VEC_T_P:
            out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    data = array(data, size, _WASM_EXTERN_T_PP, "data")
    moved(data, size)
    _wasm_extern_vec_new(out, size, data)


def wasm_extern_vec_copy(out: Any, from_: Any) -> None:
    """Makes a vector like another one, with a copy of each of its externals.

    What is written to `out` is the caller's.

    C::

        void wasm_extern_vec_copy(own wasm_extern_vec_t *out, const wasm_extern_vec_t *from)
    """
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_VEC_T_P:
            out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    try:
        if from_ is None:
            from_ = NULL
        elif typeof(from_) is not _WASM_EXTERN_VEC_T_P:
            from_ = structure(from_, _WASM_EXTERN_VEC_T_P, "from_")
    except TypeError:
        from_ = structure(from_, _WASM_EXTERN_VEC_T_P, "from_")
    _wasm_extern_vec_copy(out, from_)
    born_all(out)


def wasm_extern_vec_delete(vec: Any) -> None:
    """Frees the memory and deletes what is in it, and leaves the vector empty.

    C::

        void wasm_extern_vec_delete(own wasm_extern_vec_t *vec)
    """
    try:
        if vec is None:
            vec = NULL
        elif typeof(vec) is not _WASM_EXTERN_VEC_T_P:
            vec = structure(vec, _WASM_EXTERN_VEC_T_P, "vec")
    except TypeError:
        vec = structure(vec, _WASM_EXTERN_VEC_T_P, "vec")
    if vec in ours:
        refuse(vec)
    gone_all(vec)
    _wasm_extern_vec_delete(vec)


def wasm_extern_kind(item: Any) -> int:
    """What it is.

    C::

        wasm_externkind_t wasm_extern_kind(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    return _wasm_extern_kind(item)


def wasm_extern_type(item: Any) -> Any:
    """Its type, as it is now.

    The result is the caller's, until `wasm_externtype_delete`.

    C::

        own wasm_externtype_t *wasm_extern_type(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_type(item)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_func_as_extern(func: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_extern_t *wasm_func_as_extern(wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    result = _wasm_func_as_extern(func)
    if result in dead:
        forget(result, None)
    return result


def wasm_global_as_extern(global_: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_extern_t *wasm_global_as_extern(wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    result = _wasm_global_as_extern(global_)
    if result in dead:
        forget(result, None)
    return result


def wasm_table_as_extern(table: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_extern_t *wasm_table_as_extern(wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_as_extern(table)
    if result in dead:
        forget(result, None)
    return result


def wasm_memory_as_extern(memory: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        wasm_extern_t *wasm_memory_as_extern(wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    result = _wasm_memory_as_extern(memory)
    if result in dead:
        forget(result, None)
    return result


def wasm_func_as_extern_const(func: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_extern_t *wasm_func_as_extern_const(const wasm_func_t *func)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    result = _wasm_func_as_extern_const(func)
    if result in dead:
        forget(result, None)
    return result


def wasm_global_as_extern_const(global_: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_extern_t *wasm_global_as_extern_const( const wasm_global_t *global)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    result = _wasm_global_as_extern_const(global_)
    if result in dead:
        forget(result, None)
    return result


def wasm_table_as_extern_const(table: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_extern_t *wasm_table_as_extern_const( const wasm_table_t *table)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    result = _wasm_table_as_extern_const(table)
    if result in dead:
        forget(result, None)
    return result


def wasm_memory_as_extern_const(memory: Any) -> Any:
    """The handle seen as one of anything: the same pointer, so that there is still one owner.

    C::

        const wasm_extern_t *wasm_memory_as_extern_const( const wasm_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    result = _wasm_memory_as_extern_const(memory)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_func(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        wasm_func_t *wasm_extern_as_func(wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_func(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_global(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        wasm_global_t *wasm_extern_as_global(wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_global(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_table(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        wasm_table_t *wasm_extern_as_table(wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_table(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_memory(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        wasm_memory_t *wasm_extern_as_memory(wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_memory(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_func_const(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        const wasm_func_t *wasm_extern_as_func_const(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_func_const(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_global_const(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        const wasm_global_t *wasm_extern_as_global_const( const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_global_const(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_table_const(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        const wasm_table_t *wasm_extern_as_table_const(const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_table_const(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_extern_as_memory_const(item: Any) -> Any:
    """The same pointer again; NULL if it is something else.

    C::

        const wasm_memory_t *wasm_extern_as_memory_const( const wasm_extern_t *item)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    result = _wasm_extern_as_memory_const(item)
    if result in dead:
        forget(result, None)
    return result


def wasm_instance_delete(instance: Any) -> None:
    """Deletes a handle to an instance.

    C::

        void wasm_instance_delete(own wasm_instance_t *instance)
    """
    try:
        leave(instance)
    except KeyError:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
        if not instance:
            return
    _wasm_instance_delete(instance)
    dead[instance] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def wasm_instance_copy(instance: Any) -> Any:
    """Another handle to the same object.

    The result is the caller's, until `wasm_instance_delete`.

    C::

        own wasm_instance_t *wasm_instance_copy(const wasm_instance_t *instance)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    result = _wasm_instance_copy(instance)
    if result:
        forget(result, None)
        add(result)
    return result


def wasm_instance_same(a: Any, b: Any) -> bool:
    """Whether both are handles to the same object.

    False if one is NULL.

    C::

        bool wasm_instance_same(const wasm_instance_t *a, const wasm_instance_t *b)
    """
    if a not in live:
        a = handle(a, _WASM_INSTANCE_T_P, "a")
    if b not in live:
        b = handle(b, _WASM_INSTANCE_T_P, "b")
    return _wasm_instance_same(a, b)


def wasm_instance_get_host_info(instance: Any) -> Any:
    """The object's host info; NULL if it has none.

    C::

        void *wasm_instance_get_host_info(const wasm_instance_t *instance)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    return _wasm_instance_get_host_info(instance)


def wasm_instance_set_host_info(instance: Any, info: Any) -> None:
    """Attaches host info.

    What was attached before is finalized.

    C::

        void wasm_instance_set_host_info(wasm_instance_t *instance, void *info)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    _wasm_instance_set_host_info(instance, info)


def wasm_instance_set_host_info_with_finalizer(
    instance: Any, info: Any, finalizer: Any
) -> None:
    """Attaches host info, and what is called with it, once, when the object has gone or has
    got other host info.

    `finalizer` may be NULL; nothing is called if `instance` is NULL.

    C::

        void wasm_instance_set_host_info_with_finalizer( wasm_instance_t *instance, void
        *info, void (*finalizer)(void *))
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    try:
        if info is None:
            info = NULL
        elif not is_pointer(typeof(info)):
            info = pointer(info, "info")
    except TypeError:
        info = pointer(info, "info")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_P, "finalizer")
    _wasm_instance_set_host_info_with_finalizer(instance, info, finalizer)


def wasm_instance_as_ref(instance: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        wasm_ref_t *wasm_instance_as_ref(wasm_instance_t *instance)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    result = _wasm_instance_as_ref(instance)
    if result in dead:
        forget(result, None)
    return result


def wasm_instance_as_ref_const(instance: Any) -> Any:
    """The handle seen as a reference: the same pointer, so that there is still one owner.

    C::

        const wasm_ref_t *wasm_instance_as_ref_const( const wasm_instance_t *instance)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    result = _wasm_instance_as_ref_const(instance)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_instance(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        wasm_instance_t *wasm_ref_as_instance(wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_instance(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_ref_as_instance_const(ref: Any) -> Any:
    """The same pointer again; NULL if the reference is one to something else.

    C::

        const wasm_instance_t *wasm_ref_as_instance_const(const wasm_ref_t *ref)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    result = _wasm_ref_as_instance_const(ref)
    if result in dead:
        forget(result, None)
    return result


def wasm_instance_new(store: Any, module: Any, imports: Any, trap: Any) -> Any:
    """Makes an instance with these imports, in the order of the module and as many as it has,
    and runs its start function.

    The imports are borrowed; NULL is an empty vector. If that fails, the result is NULL,
    and a trap is written to `trap`, unless that is NULL; after success NULL is written
    there.

    The result is the caller's, until `wasm_instance_delete`. What is written to `trap` is
    the caller's.

    C::

        own wasm_instance_t *wasm_instance_new(wasm_store_t *store, const wasm_module_t
        *module, const wasm_extern_vec_t *imports, own wasm_trap_t **trap)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if imports is None:
            imports = NULL
        elif typeof(imports) is not _WASM_EXTERN_VEC_T_P:
            imports = structure(imports, _WASM_EXTERN_VEC_T_P, "imports")
    except TypeError:
        imports = structure(imports, _WASM_EXTERN_VEC_T_P, "imports")
    try:
        if trap is None:
            trap = NULL
        elif typeof(trap) is not _WASM_TRAP_T_PP:
            trap = structure(trap, _WASM_TRAP_T_PP, "trap")
    except TypeError:
        trap = structure(trap, _WASM_TRAP_T_PP, "trap")
    result = _wasm_instance_new(store, module, imports, trap)
    if not result:
        if raised:
            surface_status(trap)
        born_in(trap)
    else:
        if result:
            forget(result, None)
            add(result)
    return result


def wasm_instance_exports(instance: Any, out: Any) -> None:
    """What the instance exports, in the order of the module.

    Empty if the store is in use.

    What is written to `out` is the caller's.

    C::

        void wasm_instance_exports(const wasm_instance_t *instance, own wasm_extern_vec_t
        *out)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_VEC_T_P:
            out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_VEC_T_P, "out")
    _wasm_instance_exports(instance, out)
    born_all(out)


def sanderling_abi_version() -> int:
    """SANDERLING_ABI_VERSION of the library that is running.

    C::

        uint32_t sanderling_abi_version(void)
    """
    return _sanderling_abi_version()


def sanderling_version() -> Any:
    """The library's version, such as "0.1.0", borrowed from the library.

    C::

        const char *sanderling_version(void)
    """
    return _sanderling_version()


def sanderling_error_status(error: Any) -> int:
    """What the function that made the error returned.

    0 for NULL.

    C::

        int32_t sanderling_error_status(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_status(error)


def sanderling_error_code(error: Any) -> int:
    """Says more about some statuses: see there.

    0 for NULL, and for all others.

    C::

        int32_t sanderling_error_code(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_code(error)


def sanderling_error_host_id(error: Any) -> int:
    """The number that a function of the host has returned to say that it failed; 0 if it has
    returned a negative one, and for all other errors.

    C::

        uint64_t sanderling_error_host_id(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_host_id(error)


def sanderling_error_offset(error: Any) -> int:
    """For a malformed or an invalid module, the place in its bytes; UINT64_MAX if it is not
    known.

    C::

        uint64_t sanderling_error_offset(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_offset(error)


def sanderling_error_message(error: Any, len: Any) -> Any:
    """What went wrong, without the backtrace, borrowed.

    `len` may be NULL.

    C::

        const char *sanderling_error_message(const sanderling_error_t *error, size_t *len)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_error_message(error, len)


def sanderling_error_backtrace(error: Any, len: Any) -> Any:
    """The frames as text, innermost first, one a line, borrowed; NULL if there are none.

    `len` may be NULL.

    C::

        const char *sanderling_error_backtrace(const sanderling_error_t *error, size_t *len)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_error_backtrace(error, len)


def sanderling_error_frame_count(error: Any) -> int:
    """The frames, innermost first; their texts are borrowed.

    False, with nothing written, from their count on.

    C::

        size_t sanderling_error_frame_count(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_frame_count(error)


def sanderling_error_frame(error: Any, index: int, out: Any) -> bool:
    """The frames, innermost first; their texts are borrowed.

    False, with nothing written, from their count on.

    C::

        bool sanderling_error_frame(const sanderling_error_t *error, size_t index,
        sanderling_frame_t *out)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_FRAME_T_P:
            out = structure(out, _SANDERLING_FRAME_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_FRAME_T_P, "out")
    return _sanderling_error_frame(error, index, out)


def sanderling_error_has_sources(error: Any) -> bool:
    """Whether the module of a frame has DWARF sections, which say where in the source code its
    functions are.

    C::

        bool sanderling_error_has_sources(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_has_sources(error)


def sanderling_error_frame_source(error: Any, index: int, depth: int, out: Any) -> bool:
    """Where in the source code a frame is; its texts are borrowed.

    A compiler puts functions into others: `depth` 0 is the innermost of those that the
    instruction is in, and 1 where that one was called, up to the frame's own function.
    False, with nothing written, from their count on, which is 0 if nothing says where they
    are. They are looked up when first asked for.

    C::

        bool sanderling_error_frame_source(const sanderling_error_t *error, size_t index,
        size_t depth, sanderling_source_t *out)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_SOURCE_T_P:
            out = structure(out, _SANDERLING_SOURCE_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_SOURCE_T_P, "out")
    return _sanderling_error_frame_source(error, index, depth, out)


def sanderling_error_import_count(error: Any) -> int:
    """The imports that could not be linked; their texts are borrowed.

    False, with nothing written, from their count on.

    C::

        size_t sanderling_error_import_count(const sanderling_error_t *error)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    return _sanderling_error_import_count(error)


def sanderling_error_import(error: Any, index: int, out: Any) -> bool:
    """The imports that could not be linked; their texts are borrowed.

    False, with nothing written, from their count on.

    C::

        bool sanderling_error_import(const sanderling_error_t *error, size_t index,
        sanderling_import_error_t *out)
    """
    if error not in live:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_IMPORT_ERROR_T_P:
            out = structure(out, _SANDERLING_IMPORT_ERROR_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_IMPORT_ERROR_T_P, "out")
    return _sanderling_error_import(error, index, out)


def sanderling_trap_status(trap: Any) -> int:
    """What sanderling.h's functions would have returned where the standard's have given this
    trap, and the code that says more.

    0 for NULL.

    C::

        int32_t sanderling_trap_status(const wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    return _sanderling_trap_status(trap)


def sanderling_trap_code(trap: Any) -> int:
    """What sanderling.h's functions would have returned where the standard's have given this
    trap, and the code that says more.

    0 for NULL.

    C::

        int32_t sanderling_trap_code(const wasm_trap_t *trap)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    return _sanderling_trap_code(trap)


def sanderling_error_delete(error: Any) -> None:
    """Deletes an error, and the texts that were borrowed from it.

    C::

        void sanderling_error_delete(sanderling_error_t *error)
    """
    try:
        leave(error)
    except KeyError:
        error = handle(error, _SANDERLING_ERROR_T_P, "error")
        if not error:
            return
    _sanderling_error_delete(error)
    dead[error] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_config_set_deterministic(config: Any, deterministic: bool) -> int:
    """Makes NaNs canonical, so that results are the same on every machine.

    C::

        int32_t sanderling_config_set_deterministic(wasm_config_t *config, bool
        deterministic)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    return _sanderling_config_set_deterministic(config, deterministic)


def sanderling_config_set_eager(config: Any, eager: bool) -> int:
    """Compiles all functions when a module is made, not each at its first call.

    C::

        int32_t sanderling_config_set_eager(wasm_config_t *config, bool eager)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    return _sanderling_config_set_eager(config, eager)


def sanderling_config_set_consume_fuel(config: Any, consume_fuel: bool) -> int:
    """Whether guests consume fuel, which a store then needs: see sanderling_store_set_fuel.

    C::

        int32_t sanderling_config_set_consume_fuel(wasm_config_t *config, bool consume_fuel)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    return _sanderling_config_set_consume_fuel(config, consume_fuel)


def sanderling_config_set_interruptible(config: Any, interruptible: bool) -> int:
    """Whether calls can be interrupted, have deadlines, and yield after a time slice.

    C::

        int32_t sanderling_config_set_interruptible(wasm_config_t *config, bool
        interruptible)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    return _sanderling_config_set_interruptible(config, interruptible)


def sanderling_config_set_max_memory_bytes(config: Any, bytes: int) -> int:
    """The bytes that one memory may grow to.

    C::

        int32_t sanderling_config_set_max_memory_bytes(wasm_config_t *config, uint64_t
        bytes)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    return _sanderling_config_set_max_memory_bytes(config, bytes)


def sanderling_config_set_max_stack_bytes(config: Any, bytes: int) -> int:
    """The bytes of values on the stack of a call; beyond them is
    SANDERLING_TRAP_STACK_OVERFLOW.

    C::

        int32_t sanderling_config_set_max_stack_bytes(wasm_config_t *config, uint64_t bytes)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    return _sanderling_config_set_max_stack_bytes(config, bytes)


def sanderling_config_set_limit(
    config: Any, name: Any, name_len: int, value: int, error: Any
) -> int:
    """Sets a limit by its name, which is that of a field of the Rust library's `Limits`, such
    as "memory_bytes" or "host_call_depth". Whether it is above the limit's maximum is found
    out when an engine is made.

    C::

        int32_t sanderling_config_set_limit(wasm_config_t *config, const char *name, size_t
        name_len, uint64_t value, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_config_set_limit(config, name, name_len, value, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_config_set_feature(
    config: Any, name: Any, name_len: int, enabled: bool, error: Any
) -> int:
    """Switches a feature of WebAssembly on or off by its name, such as "tail_call" or "simd".
    All are on unless switched off.

    C::

        int32_t sanderling_config_set_feature(wasm_config_t *config, const char *name,
        size_t name_len, bool enabled, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_config_set_feature(config, name, name_len, enabled, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_engine_new(config: Any, out: Any, error: Any) -> int:
    """An engine with this configuration, which is copied, or with the default one if it is
    NULL. SANDERLING_LIMIT if one of its limits is above its maximum.

    C::

        int32_t sanderling_engine_new(const wasm_config_t *config, wasm_engine_t **out,
        sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _WASM_CONFIG_T_P, "config")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_ENGINE_T_PP:
            out = structure(out, _WASM_ENGINE_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_ENGINE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_engine_new(config, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_module_new(engine: Any, bytes: Any, len: int, out: Any, error: Any) -> int:
    """The module in these bytes, in the binary or the text format; they are copied.

    It is valid: SANDERLING_MALFORMED, SANDERLING_INVALID, SANDERLING_UNSUPPORTED or
    SANDERLING_LIMIT says why it is none.

    C::

        int32_t sanderling_module_new(const wasm_engine_t *engine, const uint8_t *bytes,
        size_t len, wasm_module_t **out, sanderling_error_t **error)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MODULE_T_PP:
            out = structure(out, _WASM_MODULE_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_MODULE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_module_new(engine, bytes, len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_module_validate(engine: Any, bytes: Any, len: int, error: Any) -> int:
    """SANDERLING_OK if these bytes are a valid module in the binary format, without making it;
    else SANDERLING_MALFORMED, SANDERLING_INVALID, SANDERLING_UNSUPPORTED or
    SANDERLING_LIMIT.

    C::

        int32_t sanderling_module_validate(const wasm_engine_t *engine, const uint8_t
        *bytes, size_t len, sanderling_error_t **error)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_module_validate(engine, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_module_bytes(module: Any, len: Any) -> Any:
    """The module in the binary format, borrowed from it.

    `len` may be NULL.

    C::

        const uint8_t *sanderling_module_bytes(const wasm_module_t *module, size_t *len)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_module_bytes(module, len)


def sanderling_module_custom_section(
    module: Any, name: Any, name_len: int, index: int, len: Any
) -> Any:
    """The contents of the custom section number `index`, from 0 on, of those with this name,
    borrowed from the module; NULL from their count on.

    `len` may be NULL.

    C::

        const uint8_t *sanderling_module_custom_section(const wasm_module_t *module, const
        char *name, size_t name_len, size_t index, size_t *len)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_module_custom_section(module, name, name_len, index, len)


def sanderling_wat2wasm(text: Any, len: int, out: Any, error: Any) -> int:
    """The binary format of a module in the text format, which need not be valid, and the text
    of one in the binary format; SANDERLING_MALFORMED if it is none.

    The bytes are the caller's, to be deleted with wasm_byte_vec_delete; `out` is empty on
    failure.

    C::

        int32_t sanderling_wat2wasm(const char *text, size_t len, wasm_byte_vec_t *out,
        sanderling_error_t **error)
    """
    if not (kind_of(text) is BYTES and size_of(text) >= len):
        text = array(text, len, _CHAR_P, "text")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wat2wasm(text, len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasm2wat(bytes: Any, len: int, out: Any, error: Any) -> int:
    """The binary format of a module in the text format, which need not be valid, and the text
    of one in the binary format; SANDERLING_MALFORMED if it is none.

    The bytes are the caller's, to be deleted with wasm_byte_vec_delete; `out` is empty on
    failure.

    C::

        int32_t sanderling_wasm2wat(const uint8_t *bytes, size_t len, wasm_byte_vec_t *out,
        sanderling_error_t **error)
    """
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasm2wat(bytes, len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_module_name(module: Any, len: Any) -> Any:
    """The module's name from its name section, borrowed; NULL if it has none.

    `len` may be NULL.

    C::

        const char *sanderling_module_name(const wasm_module_t *module, size_t *len)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_module_name(module, len)


def sanderling_module_import_count(module: Any) -> int:
    """Imports and exports, in the order of the module; texts and types are borrowed from it.

    False, with nothing written, from their count on.

    C::

        size_t sanderling_module_import_count(const wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    return _sanderling_module_import_count(module)


def sanderling_module_import(module: Any, index: int, out: Any) -> bool:
    """Imports and exports, in the order of the module; texts and types are borrowed from it.

    False, with nothing written, from their count on.

    C::

        bool sanderling_module_import(const wasm_module_t *module, size_t index,
        sanderling_import_t *out)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_IMPORT_T_P:
            out = structure(out, _SANDERLING_IMPORT_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_IMPORT_T_P, "out")
    return _sanderling_module_import(module, index, out)


def sanderling_module_export_count(module: Any) -> int:
    """Imports and exports, in the order of the module; texts and types are borrowed from it.

    False, with nothing written, from their count on.

    C::

        size_t sanderling_module_export_count(const wasm_module_t *module)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    return _sanderling_module_export_count(module)


def sanderling_module_export(module: Any, index: int, out: Any) -> bool:
    """Imports and exports, in the order of the module; texts and types are borrowed from it.

    False, with nothing written, from their count on.

    C::

        bool sanderling_module_export(const wasm_module_t *module, size_t index,
        sanderling_export_t *out)
    """
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_EXPORT_T_P:
            out = structure(out, _SANDERLING_EXPORT_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_EXPORT_T_P, "out")
    return _sanderling_module_export(module, index, out)


def sanderling_wasi_config_new() -> Any:
    """A new one, to be deleted with sanderling_wasi_config_delete; stores that were made with
    it go on.

    The result is the caller's, until `sanderling_wasi_config_delete`.

    C::

        sanderling_wasi_config_t *sanderling_wasi_config_new(void)
    """
    result = _sanderling_wasi_config_new()
    if result:
        forget(result, None)
        add(result)
    return result


def sanderling_wasi_config_delete(config: Any) -> None:
    """A new one, to be deleted with sanderling_wasi_config_delete; stores that were made with
    it go on.

    C::

        void sanderling_wasi_config_delete(sanderling_wasi_config_t *config)
    """
    try:
        leave(config)
    except KeyError:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
        if not config:
            return
    _sanderling_wasi_config_delete(config)
    dead[config] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_wasi_config_add_arg(config: Any, arg: Any, arg_len: int, error: Any) -> int:
    """Adds an argument; the first is the program's name.

    C::

        int32_t sanderling_wasi_config_add_arg(sanderling_wasi_config_t *config, const char
        *arg, size_t arg_len, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(arg) is BYTES and size_of(arg) >= arg_len):
        arg = array(arg, arg_len, _CHAR_P, "arg")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_add_arg(config, arg, arg_len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_add_env(
    config: Any, name: Any, name_len: int, value: Any, value_len: int, error: Any
) -> int:
    """Adds an environment variable, or replaces the one of that name.

    C::

        int32_t sanderling_wasi_config_add_env(sanderling_wasi_config_t *config, const char
        *name, size_t name_len, const char *value, size_t value_len, sanderling_error_t
        **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    if not (kind_of(value) is BYTES and size_of(value) >= value_len):
        value = array(value, value_len, _CHAR_P, "value")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_add_env(
        config, name, name_len, value, value_len, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdin(config: Any, stdio: int, error: Any) -> int:
    """Where the standard streams go or come from: SANDERLING_STDIO_*.

    C::

        int32_t sanderling_wasi_config_set_stdin(sanderling_wasi_config_t *config, int32_t
        stdio, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdin(config, stdio, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdout(config: Any, stdio: int, error: Any) -> int:
    """Where the standard streams go or come from: SANDERLING_STDIO_*.

    C::

        int32_t sanderling_wasi_config_set_stdout(sanderling_wasi_config_t *config, int32_t
        stdio, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdout(config, stdio, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stderr(config: Any, stdio: int, error: Any) -> int:
    """Where the standard streams go or come from: SANDERLING_STDIO_*.

    C::

        int32_t sanderling_wasi_config_set_stderr(sanderling_wasi_config_t *config, int32_t
        stdio, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stderr(config, stdio, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdin_bytes(
    config: Any, bytes: Any, len: int, error: Any
) -> int:
    """Gives these bytes as standard input.

    They are copied.

    C::

        int32_t sanderling_wasi_config_set_stdin_bytes(sanderling_wasi_config_t *config,
        const uint8_t *bytes, size_t len, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdin_bytes(config, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdin_file(
    config: Any, path: Any, len: int, error: Any
) -> int:
    """Reads standard input from a file of the host, and writes the others to one, which is
    made anew.

    It is opened when a store is made.

    C::

        int32_t sanderling_wasi_config_set_stdin_file(sanderling_wasi_config_t *config,
        const char *path, size_t len, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(path) is BYTES and size_of(path) >= len):
        path = array(path, len, _CHAR_P, "path")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdin_file(config, path, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdout_file(
    config: Any, path: Any, len: int, error: Any
) -> int:
    """Reads standard input from a file of the host, and writes the others to one, which is
    made anew.

    It is opened when a store is made.

    C::

        int32_t sanderling_wasi_config_set_stdout_file(sanderling_wasi_config_t *config,
        const char *path, size_t len, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(path) is BYTES and size_of(path) >= len):
        path = array(path, len, _CHAR_P, "path")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdout_file(config, path, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stderr_file(
    config: Any, path: Any, len: int, error: Any
) -> int:
    """Reads standard input from a file of the host, and writes the others to one, which is
    made anew.

    It is opened when a store is made.

    C::

        int32_t sanderling_wasi_config_set_stderr_file(sanderling_wasi_config_t *config,
        const char *path, size_t len, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(path) is BYTES and size_of(path) >= len):
        path = array(path, len, _CHAR_P, "path")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stderr_file(config, path, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdin_callback(
    config: Any, read: Any, id: int, error: Any
) -> int:
    """Sets functions for the standard streams; they get `id`, and both are used for as long as
    stores live that are made with the configuration.

    They are called during calls only, on the thread that makes them, and must not use the
    store.

    C::

        int32_t sanderling_wasi_config_set_stdin_callback(sanderling_wasi_config_t *config,
        sanderling_wasi_read_fn_t read, uintptr_t id, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    read = forever(read, _SANDERLING_WASI_READ_FN_T, "read")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdin_callback(config, read, id, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stdout_callback(
    config: Any, write: Any, id: int, error: Any
) -> int:
    """Sets functions for the standard streams; they get `id`, and both are used for as long as
    stores live that are made with the configuration.

    They are called during calls only, on the thread that makes them, and must not use the
    store.

    C::

        int32_t sanderling_wasi_config_set_stdout_callback(sanderling_wasi_config_t *config,
        sanderling_wasi_write_fn_t write, uintptr_t id, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    write = forever(write, _SANDERLING_WASI_WRITE_FN_T, "write")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stdout_callback(config, write, id, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_stderr_callback(
    config: Any, write: Any, id: int, error: Any
) -> int:
    """Sets functions for the standard streams; they get `id`, and both are used for as long as
    stores live that are made with the configuration.

    They are called during calls only, on the thread that makes them, and must not use the
    store.

    C::

        int32_t sanderling_wasi_config_set_stderr_callback(sanderling_wasi_config_t *config,
        sanderling_wasi_write_fn_t write, uintptr_t id, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    write = forever(write, _SANDERLING_WASI_WRITE_FN_T, "write")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_stderr_callback(config, write, id, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_fixed_clock(
    config: Any, realtime_ns: int, monotonic_ns: int
) -> int:
    """Stops the guest's clocks at these times; waiting for a time then ends at once.

    C::

        int32_t sanderling_wasi_config_set_fixed_clock(sanderling_wasi_config_t *config,
        uint64_t realtime_ns, uint64_t monotonic_ns)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    return _sanderling_wasi_config_set_fixed_clock(config, realtime_ns, monotonic_ns)


def sanderling_wasi_config_set_clock_callback(
    config: Any, now: Any, id: int, error: Any
) -> int:
    """Sets a function for the guest's clocks, as those above for streams.

    Waiting takes the system's time.

    C::

        int32_t sanderling_wasi_config_set_clock_callback(sanderling_wasi_config_t *config,
        sanderling_wasi_clock_fn_t now, uintptr_t id, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    now = forever(now, _SANDERLING_WASI_CLOCK_FN_T, "now")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_set_clock_callback(config, now, id, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wasi_config_set_random_seed(config: Any, seed: int) -> int:
    """Makes the guest's random bytes depend on nothing but this number.

    They are not fit for keys.

    C::

        int32_t sanderling_wasi_config_set_random_seed(sanderling_wasi_config_t *config,
        uint64_t seed)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    return _sanderling_wasi_config_set_random_seed(config, seed)


def sanderling_wasi_config_set_capture_limit(config: Any, bytes: int) -> int:
    """The bytes that each captured stream holds at most, the engine's limit host_buffer_bytes
    unless set; beyond them the guest is told that there is no space.

    C::

        int32_t sanderling_wasi_config_set_capture_limit(sanderling_wasi_config_t *config,
        uint64_t bytes)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    return _sanderling_wasi_config_set_capture_limit(config, bytes)


def sanderling_wasi_config_add_preopen(
    config: Any,
    host: Any,
    host_len: int,
    guest: Any,
    guest_len: int,
    read: bool,
    write: bool,
    error: Any,
) -> int:
    """Lets the guest use a directory of the host, and what is below it, under a name of its
    own: read it, or write to it, or both.

    It is opened when a store is made.

    C::

        int32_t sanderling_wasi_config_add_preopen(sanderling_wasi_config_t *config, const
        char *host, size_t host_len, const char *guest, size_t guest_len, bool read, bool
        write, sanderling_error_t **error)
    """
    if config not in live:
        config = handle(config, _SANDERLING_WASI_CONFIG_T_P, "config")
    if not (kind_of(host) is BYTES and size_of(host) >= host_len):
        host = array(host, host_len, _CHAR_P, "host")
    if not (kind_of(guest) is BYTES and size_of(guest) >= guest_len):
        guest = array(guest, guest_len, _CHAR_P, "guest")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wasi_config_add_preopen(
        config, host, host_len, guest, guest_len, read, write, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_new(engine: Any, wasi: Any, out: Any, error: Any) -> int:
    """A store; its guests get from WASI what `wasi` says, which is copied, nothing if it is
    NULL. SANDERLING_IO if a file or directory that it names cannot be opened.

    C::

        int32_t sanderling_store_new(const wasm_engine_t *engine, const
        sanderling_wasi_config_t *wasi, wasm_store_t **out, sanderling_error_t **error)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    if wasi not in live:
        wasi = handle(wasi, _SANDERLING_WASI_CONFIG_T_P, "wasi")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_STORE_T_PP:
            out = structure(out, _WASM_STORE_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_STORE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_new(engine, wasi, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_store_close(store: Any, error: Any) -> int:
    """Frees what is in the store, although there are other handles to it, whose use then is
    SANDERLING_MISUSE with the code SANDERLING_MISUSE_CLOSED. Closing again does nothing.

    C::

        int32_t sanderling_store_close(wasm_store_t *store, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_close(store, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_set_limits(
    store: Any,
    memory_bytes: int,
    table_elements: int,
    instances: int,
    tables: int,
    memories: int,
    host_buffer_bytes: int,
    error: Any,
) -> int:
    """The bytes that each memory, and the heap of objects, may grow to from now on, the
    elements of each table, how many instances, tables and memories there may be, and the
    bytes of each buffer that the host fills on a guest's demand, such as captured output;
    UINT64_MAX is no limit but the engine's.

    It can be called at any time.

    C::

        int32_t sanderling_store_set_limits(wasm_store_t *store, uint64_t memory_bytes,
        uint64_t table_elements, uint64_t instances, uint64_t tables, uint64_t memories,
        uint64_t host_buffer_bytes, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_set_limits(
        store,
        memory_bytes,
        table_elements,
        instances,
        tables,
        memories,
        host_buffer_bytes,
        error,
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_set_call_depth(store: Any, depth: int, error: Any) -> int:
    """How deeply calls from the host to guests may be nested from now on, at most the engine's
    limit host_call_depth, which it is unless set; deeper ones end with the code
    SANDERLING_TRAP_STACK_OVERFLOW.

    C::

        int32_t sanderling_store_set_call_depth(wasm_store_t *store, uint32_t depth,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_set_call_depth(store, depth, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_interrupt(store: Any) -> None:
    """Ends the store's present call, or its next one, with the code
    SANDERLING_TRAP_INTERRUPTED, if its engine is interruptible.

    It can be called at any time, on any thread and in a signal handler.

    C::

        void sanderling_store_interrupt(wasm_store_t *store)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    _sanderling_store_interrupt(store)


def sanderling_store_clear_interrupt(store: Any) -> bool:
    """Takes an interrupt back; false if there was none.

    It can be called at any time.

    C::

        bool sanderling_store_clear_interrupt(wasm_store_t *store)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    return _sanderling_store_clear_interrupt(store)


def sanderling_store_set_time_slice(store: Any, nanoseconds: int, error: Any) -> int:
    """How long a call of sanderling_func_start runs, or waits in a function of WASI, before it
    yields; UINT64_MAX is no end.

    The engine has to be interruptible.

    C::

        int32_t sanderling_store_set_time_slice(wasm_store_t *store, uint64_t nanoseconds,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_set_time_slice(store, nanoseconds, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_set_deadline(store: Any, nanoseconds: int, error: Any) -> int:
    """Ends calls so long from now on with the code SANDERLING_TRAP_TIMEOUT; UINT64_MAX is
    never.

    The engine has to be interruptible.

    C::

        int32_t sanderling_store_set_deadline(wasm_store_t *store, uint64_t nanoseconds,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_set_deadline(store, nanoseconds, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_set_fuel(store: Any, fuel: int, error: Any) -> int:
    """The fuel that guests can still consume, and that they have consumed altogether.

    Without any, calls end with the code SANDERLING_TRAP_OUT_OF_FUEL. The engine has to be
    one whose guests consume fuel.

    C::

        int32_t sanderling_store_set_fuel(wasm_store_t *store, uint64_t fuel,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_set_fuel(store, fuel, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_fuel(store: Any, fuel: Any, error: Any) -> int:
    """The fuel that guests can still consume, and that they have consumed altogether.

    Without any, calls end with the code SANDERLING_TRAP_OUT_OF_FUEL. The engine has to be
    one whose guests consume fuel.

    C::

        int32_t sanderling_store_fuel(wasm_store_t *store, uint64_t *fuel,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if fuel is None:
            fuel = NULL
        elif typeof(fuel) is not _UINT64_T_P:
            fuel = structure(fuel, _UINT64_T_P, "fuel")
    except TypeError:
        fuel = structure(fuel, _UINT64_T_P, "fuel")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_fuel(store, fuel, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_consumed_fuel(store: Any, fuel: Any, error: Any) -> int:
    """The fuel that guests can still consume, and that they have consumed altogether.

    Without any, calls end with the code SANDERLING_TRAP_OUT_OF_FUEL. The engine has to be
    one whose guests consume fuel.

    C::

        int32_t sanderling_store_consumed_fuel(wasm_store_t *store, uint64_t *fuel,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if fuel is None:
            fuel = NULL
        elif typeof(fuel) is not _UINT64_T_P:
            fuel = structure(fuel, _UINT64_T_P, "fuel")
    except TypeError:
        fuel = structure(fuel, _UINT64_T_P, "fuel")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_consumed_fuel(store, fuel, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_take_stdout(store: Any, out: Any, error: Any) -> int:
    """What the guests have written to a captured stream since the last time: the caller's, to
    be deleted with wasm_byte_vec_delete.

    It can be called at any time, and after closing. `out` is empty on failure.

    C::

        int32_t sanderling_store_take_stdout(const wasm_store_t *store, wasm_byte_vec_t
        *out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_take_stdout(store, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_take_stderr(store: Any, out: Any, error: Any) -> int:
    """What the guests have written to a captured stream since the last time: the caller's, to
    be deleted with wasm_byte_vec_delete.

    It can be called at any time, and after closing. `out` is empty on failure.

    C::

        int32_t sanderling_store_take_stderr(const wasm_store_t *store, wasm_byte_vec_t
        *out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_BYTE_VEC_T_P:
            out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    except TypeError:
        out = structure(out, _WASM_BYTE_VEC_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_take_stderr(store, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_externref_new(store: Any, id: int, slot: Any, error: Any) -> int:
    """A reference to a value of the host's, which is known by its number `id`, and the number
    of such a one.

    SANDERLING_LIMIT if the store's heap has no room.

    C::

        int32_t sanderling_externref_new(wasm_store_t *store, uint64_t id, uint64_t *slot,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if slot is None:
            slot = NULL
        elif typeof(slot) is not _UINT64_T_P:
            slot = structure(slot, _UINT64_T_P, "slot")
    except TypeError:
        slot = structure(slot, _UINT64_T_P, "slot")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_externref_new(store, id, slot, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_externref_id(store: Any, slot: int, id: Any, error: Any) -> int:
    """A reference to a value of the host's, which is known by its number `id`, and the number
    of such a one.

    SANDERLING_LIMIT if the store's heap has no room.

    C::

        int32_t sanderling_externref_id(wasm_store_t *store, uint64_t slot, uint64_t *id,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if id is None:
            id = NULL
        elif typeof(id) is not _UINT64_T_P:
            id = structure(id, _UINT64_T_P, "id")
    except TypeError:
        id = structure(id, _UINT64_T_P, "id")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_externref_id(store, slot, id, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_gc_externrefs(
    store: Any, ids: Any, len: int, count: Any, error: Any
) -> int:
    """Collects as sanderling_store_gc does, and gives up the references that were made by
    sanderling_externref_new and that neither a guest can reach nor a handle has: writes the
    `id` of each to `ids`, and how many they are to `count`. Of all such references, at most
    `len` are looked at.

    Their slots must not be used any more: who has one that no guest has got yet must not
    call this. While a function of the host runs that sanderling_func_new has made, nothing
    is given up.

    C::

        int32_t sanderling_store_gc_externrefs(wasm_store_t *store, uint64_t *ids, size_t
        len, size_t *count, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if array_of(typeof(ids)) is not _UINT64_T_P or size_of(ids) < len:
            ids = room(ids, len, _UINT64_T_P, "ids")
    except TypeError:
        ids = room(ids, len, _UINT64_T_P, "ids")
    try:
        if count is None:
            count = NULL
        elif typeof(count) is not _SIZE_T_P:
            count = structure(count, _SIZE_T_P, "count")
    except TypeError:
        count = structure(count, _SIZE_T_P, "count")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_gc_externrefs(store, ids, len, count, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_funcref_new(func: Any, slot: Any, error: Any) -> int:
    """A reference to a function, which lives as long as the store, and the function of one
    that is not null.

    C::

        int32_t sanderling_funcref_new(const wasm_func_t *func, uint64_t *slot,
        sanderling_error_t **error)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    try:
        if slot is None:
            slot = NULL
        elif typeof(slot) is not _UINT64_T_P:
            slot = structure(slot, _UINT64_T_P, "slot")
    except TypeError:
        slot = structure(slot, _UINT64_T_P, "slot")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_funcref_new(func, slot, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_funcref_func(store: Any, slot: int, out: Any, error: Any) -> int:
    """A reference to a function, which lives as long as the store, and the function of one
    that is not null.

    C::

        int32_t sanderling_funcref_func(wasm_store_t *store, uint64_t slot, wasm_func_t
        **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNC_T_PP:
            out = structure(out, _WASM_FUNC_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_FUNC_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_funcref_func(store, slot, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_i31_slot(value: int) -> int:
    """The slot of the small integer that the low 31 bits of a number are.

    C::

        uint64_t sanderling_i31_slot(int32_t value)
    """
    return _sanderling_i31_slot(value)


def sanderling_slot_is_i31(slot: int, value: Any) -> bool:
    """Whether a slot holds a small integer; its value is then written to `value`, which may be
    NULL.

    C::

        bool sanderling_slot_is_i31(uint64_t slot, int32_t *value)
    """
    try:
        if value is None:
            value = NULL
        elif typeof(value) is not _INT32_T_P:
            value = structure(value, _INT32_T_P, "value")
    except TypeError:
        value = structure(value, _INT32_T_P, "value")
    return _sanderling_slot_is_i31(slot, value)


def sanderling_slot_ref(store: Any, slot: int, out: Any, error: Any) -> int:
    """The object that a slot refers to, as a reference to be deleted with wasm_ref_delete;
    NULL for null.

    A function comes as what wasm_ref_as_func takes, a value of the host's as what
    wasm_ref_as_foreign does, or as what it was before the host passed it.

    C::

        int32_t sanderling_slot_ref(wasm_store_t *store, uint64_t slot, wasm_ref_t **out,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_slot_ref(store, slot, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_slot_take(store: Any, slot: int, out: Any, error: Any) -> int:
    """The same, and gives the slot's number back.

    C::

        int32_t sanderling_slot_take(wasm_store_t *store, uint64_t slot, wasm_ref_t **out,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_slot_take(store, slot, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_slot_release(store: Any, slot: int, error: Any) -> int:
    """Gives a slot's number back.

    For one that need not be given back it does nothing. It can be called at any time.

    C::

        int32_t sanderling_slot_release(wasm_store_t *store, uint64_t slot,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_slot_release(store, slot, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_ref_slot(store: Any, ref: Any, slot: Any, error: Any) -> int:
    """The slot of a reference: 0 for NULL. For an object of guests the number lasts until
    `ref` is deleted, and if that happens in a function of the host, until this returns; for
    a module, an instance, a trap or a foreign object it has to be given back.

    C::

        int32_t sanderling_ref_slot(wasm_store_t *store, const wasm_ref_t *ref, uint64_t
        *slot, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if slot is None:
            slot = NULL
        elif typeof(slot) is not _UINT64_T_P:
            slot = structure(slot, _UINT64_T_P, "slot")
    except TypeError:
        slot = structure(slot, _UINT64_T_P, "slot")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_ref_slot(store, ref, slot, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_heap_type_new(
    engine: Any, type: Any, type_len: int, out: Any, error: Any
) -> int:
    """A type from its text: an abstract one such as "any" or "struct"; the name of one of the
    engine's, such as "$type5", as it stands in the texts of other types; or the definition
    of a final type without supertypes, such as "(struct (field i32) (field (mut i8)))" or
    "(array (mut (ref null $type5)))". It is the type of every module of the engine that
    defines the same.

    Names mean something in their own engine only. SANDERLING_LIMIT if a structure has too
    many fields.

    C::

        int32_t sanderling_heap_type_new(const wasm_engine_t *engine, const char *type,
        size_t type_len, sanderling_heap_type_t **out, sanderling_error_t **error)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    if not (kind_of(type) is BYTES and size_of(type) >= type_len):
        type = array(type, type_len, _CHAR_P, "type")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_HEAP_TYPE_T_PP:
            out = structure(out, _SANDERLING_HEAP_TYPE_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_HEAP_TYPE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_heap_type_new(engine, type, type_len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_heap_type_delete(type: Any) -> None:
    """Deletes a type, and the texts that were borrowed from it.

    C::

        void sanderling_heap_type_delete(sanderling_heap_type_t *type)
    """
    try:
        leave(type)
    except KeyError:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
        if not type:
            return
    _sanderling_heap_type_delete(type)
    dead[type] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_heap_type_kind(type: Any) -> int:
    """SANDERLING_HEAP_*; -1 for NULL.

    C::

        int32_t sanderling_heap_type_kind(const sanderling_heap_type_t *type)
    """
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    return _sanderling_heap_type_kind(type)


def sanderling_heap_type_name(type: Any, len: Any) -> Any:
    """Its name, for texts of other types, borrowed: "any", or "$type5". `len` may be NULL.

    C::

        const char *sanderling_heap_type_name(const sanderling_heap_type_t *type, size_t
        *len)
    """
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_heap_type_name(type, len)


def sanderling_heap_type_text(type: Any, len: Any) -> Any:
    """The definition of a structure or array, the name of any other, borrowed.

    `len` may be NULL.

    C::

        const char *sanderling_heap_type_text(const sanderling_heap_type_t *type, size_t
        *len)
    """
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _SIZE_T_P:
            len = structure(len, _SIZE_T_P, "len")
    except TypeError:
        len = structure(len, _SIZE_T_P, "len")
    return _sanderling_heap_type_text(type, len)


def sanderling_heap_type_field_count(type: Any) -> int:
    """The fields of a structure; an array has one, its elements.

    Their texts are borrowed. False, with nothing written, from their count on.

    C::

        size_t sanderling_heap_type_field_count(const sanderling_heap_type_t *type)
    """
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    return _sanderling_heap_type_field_count(type)


def sanderling_heap_type_field(type: Any, index: int, out: Any) -> bool:
    """The fields of a structure; an array has one, its elements.

    Their texts are borrowed. False, with nothing written, from their count on.

    C::

        bool sanderling_heap_type_field(const sanderling_heap_type_t *type, size_t index,
        sanderling_field_t *out)
    """
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_FIELD_T_P:
            out = structure(out, _SANDERLING_FIELD_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_FIELD_T_P, "out")
    return _sanderling_heap_type_field(type, index, out)


def sanderling_heap_type_matches(type: Any, other: Any) -> bool:
    """Whether `type` is `other` or one of its subtypes.

    False for NULL, and for types of different engines.

    C::

        bool sanderling_heap_type_matches(const sanderling_heap_type_t *type, const
        sanderling_heap_type_t *other)
    """
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    if other not in live:
        other = handle(other, _SANDERLING_HEAP_TYPE_T_P, "other")
    return _sanderling_heap_type_matches(type, other)


def sanderling_ref_type(store: Any, ref: Any, out: Any, error: Any) -> int:
    """The type that a reference has of itself: that of its structure or array, "i31", "exn",
    "func", or "extern".

    C::

        int32_t sanderling_ref_type(wasm_store_t *store, const wasm_ref_t *ref,
        sanderling_heap_type_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_HEAP_TYPE_T_PP:
            out = structure(out, _SANDERLING_HEAP_TYPE_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_HEAP_TYPE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_ref_type(store, ref, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_ref_matches(store: Any, ref: Any, type: Any, out: Any, error: Any) -> int:
    """Whether a reference is of a type, as ref.test says it.

    C::

        int32_t sanderling_ref_matches(wasm_store_t *store, const wasm_ref_t *ref, const
        sanderling_heap_type_t *type, bool *out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _BOOL_P:
            out = structure(out, _BOOL_P, "out")
    except TypeError:
        out = structure(out, _BOOL_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_ref_matches(store, ref, type, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_ref_cast(store: Any, ref: Any, type: Any, error: Any) -> int:
    """Is SANDERLING_TRAP with the code SANDERLING_TRAP_CAST_FAILURE if it is not, as ref.cast
    traps.

    C::

        int32_t sanderling_ref_cast(wasm_store_t *store, const wasm_ref_t *ref, const
        sanderling_heap_type_t *type, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_ref_cast(store, ref, type, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_any_convert_extern(store: Any, ref: Any, out: Any, error: Any) -> int:
    """A value of the host's as an object of guests, and back: any.convert_extern and
    extern.convert_any.

    C::

        int32_t sanderling_any_convert_extern(wasm_store_t *store, const wasm_ref_t *ref,
        wasm_ref_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_any_convert_extern(store, ref, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_extern_convert_any(ref: Any, out: Any, error: Any) -> int:
    """A value of the host's as an object of guests, and back: any.convert_extern and
    extern.convert_any.

    C::

        int32_t sanderling_extern_convert_any(const wasm_ref_t *ref, wasm_ref_t **out,
        sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_extern_convert_any(ref, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_struct_new(
    store: Any, type: Any, slots: Any, len: int, out: Any, error: Any
) -> int:
    """A structure with these values in its fields: all of them, one after the other.

    SANDERLING_LIMIT if the store's heap has no room.

    C::

        int32_t sanderling_struct_new(wasm_store_t *store, const sanderling_heap_type_t
        *type, const uint64_t *slots, size_t len, wasm_ref_t **out, sanderling_error_t
        **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_struct_new(store, type, slots, len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_struct_get(ref: Any, field: int, slots: Any, len: int, error: Any) -> int:
    """A field; a v128 takes two slots, so there must be two.

    Packed fields are zero-extended. A field that there is not, or that is not mutable, is
    SANDERLING_MISUSE.

    C::

        int32_t sanderling_struct_get(const wasm_ref_t *ref, size_t field, uint64_t *slots,
        size_t len, sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_struct_get(ref, field, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_struct_set(ref: Any, field: int, slots: Any, len: int, error: Any) -> int:
    """A field; a v128 takes two slots, so there must be two.

    Packed fields are zero-extended. A field that there is not, or that is not mutable, is
    SANDERLING_MISUSE.

    C::

        int32_t sanderling_struct_set(const wasm_ref_t *ref, size_t field, const uint64_t
        *slots, size_t len, sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_struct_set(ref, field, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_array_new(
    store: Any, type: Any, slots: Any, len: int, count: int, out: Any, error: Any
) -> int:
    """An array of `count` elements, each of them the value in the slots, of which there must
    be two; and one of the values in the slots, one after the other.

    SANDERLING_LIMIT if the store's heap has no room.

    C::

        int32_t sanderling_array_new(wasm_store_t *store, const sanderling_heap_type_t
        *type, const uint64_t *slots, size_t len, uint32_t count, wasm_ref_t **out,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_new(store, type, slots, len, count, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_array_new_fixed(
    store: Any, type: Any, slots: Any, len: int, out: Any, error: Any
) -> int:
    """An array of `count` elements, each of them the value in the slots, of which there must
    be two; and one of the values in the slots, one after the other.

    SANDERLING_LIMIT if the store's heap has no room.

    C::

        int32_t sanderling_array_new_fixed(wasm_store_t *store, const sanderling_heap_type_t
        *type, const uint64_t *slots, size_t len, wasm_ref_t **out, sanderling_error_t
        **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _SANDERLING_HEAP_TYPE_T_P, "type")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_new_fixed(store, type, slots, len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_array_len(ref: Any, len: Any, error: Any) -> int:
    """The number of elements.

    C::

        int32_t sanderling_array_len(const wasm_ref_t *ref, uint32_t *len,
        sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if len is None:
            len = NULL
        elif typeof(len) is not _UINT32_T_P:
            len = structure(len, _UINT32_T_P, "len")
    except TypeError:
        len = structure(len, _UINT32_T_P, "len")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_len(ref, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_array_get(ref: Any, index: int, slots: Any, len: int, error: Any) -> int:
    """An element, as a field of a structure.

    Beyond the end it is SANDERLING_TRAP with the code SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS.

    C::

        int32_t sanderling_array_get(const wasm_ref_t *ref, uint32_t index, uint64_t *slots,
        size_t len, sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_get(ref, index, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_array_set(ref: Any, index: int, slots: Any, len: int, error: Any) -> int:
    """An element, as a field of a structure.

    Beyond the end it is SANDERLING_TRAP with the code SANDERLING_TRAP_ARRAY_OUT_OF_BOUNDS.

    C::

        int32_t sanderling_array_set(const wasm_ref_t *ref, uint32_t index, const uint64_t
        *slots, size_t len, sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_set(ref, index, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_array_read(ref: Any, index: int, bytes: Any, len: int, error: Any) -> int:
    """Copies elements that are numbers out of the array or into it, from the element `index`
    on, as little-endian bytes.

    If they are not all inside, nothing is copied, and it is SANDERLING_TRAP.

    C::

        int32_t sanderling_array_read(const wasm_ref_t *ref, uint32_t index, uint8_t *bytes,
        size_t len, sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    bytes = room(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_read(ref, index, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_array_write(ref: Any, index: int, bytes: Any, len: int, error: Any) -> int:
    """Copies elements that are numbers out of the array or into it, from the element `index`
    on, as little-endian bytes.

    If they are not all inside, nothing is copied, and it is SANDERLING_TRAP.

    C::

        int32_t sanderling_array_write(const wasm_ref_t *ref, uint32_t index, const uint8_t
        *bytes, size_t len, sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_array_write(ref, index, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_i31_new(store: Any, value: int, out: Any, error: Any) -> int:
    """The small integer that the low 31 bits of a number are, and the number, signed.

    C::

        int32_t sanderling_i31_new(wasm_store_t *store, int32_t value, wasm_ref_t **out,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_i31_new(store, value, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_i31_value(ref: Any, value: Any, error: Any) -> int:
    """The small integer that the low 31 bits of a number are, and the number, signed.

    C::

        int32_t sanderling_i31_value(const wasm_ref_t *ref, int32_t *value,
        sanderling_error_t **error)
    """
    if ref not in live:
        ref = handle(ref, _WASM_REF_T_P, "ref")
    try:
        if value is None:
            value = NULL
        elif typeof(value) is not _INT32_T_P:
            value = structure(value, _INT32_T_P, "value")
    except TypeError:
        value = structure(value, _INT32_T_P, "value")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_i31_value(ref, value, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_gc(store: Any, error: Any) -> int:
    """Frees what neither guests nor the host can reach any more.

    This happens by itself when it is time.

    C::

        int32_t sanderling_store_gc(wasm_store_t *store, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_gc(store, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_store_gc_used_bytes(store: Any, bytes: Any, error: Any) -> int:
    """Bytes of objects that were reachable at the last collection or have been made since.

    C::

        int32_t sanderling_store_gc_used_bytes(wasm_store_t *store, uint64_t *bytes,
        sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if bytes is None:
            bytes = NULL
        elif typeof(bytes) is not _UINT64_T_P:
            bytes = structure(bytes, _UINT64_T_P, "bytes")
    except TypeError:
        bytes = structure(bytes, _UINT64_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_store_gc_used_bytes(store, bytes, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_linker_new(engine: Any, out: Any, error: Any) -> int:
    """An empty linker.

    C::

        int32_t sanderling_linker_new(const wasm_engine_t *engine, sanderling_linker_t
        **out, sanderling_error_t **error)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_LINKER_T_PP:
            out = structure(out, _SANDERLING_LINKER_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_LINKER_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_linker_new(engine, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_linker_delete(linker: Any) -> None:
    """An empty linker.

    C::

        void sanderling_linker_delete(sanderling_linker_t *linker)
    """
    try:
        leave(linker)
    except KeyError:
        linker = handle(linker, _SANDERLING_LINKER_T_P, "linker")
        if not linker:
            return
    _sanderling_linker_delete(linker)
    dead[linker] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_linker_define_wasi(linker: Any, error: Any) -> int:
    """Defines all functions of WASI preview 1 and preview 0.

    C::

        int32_t sanderling_linker_define_wasi(sanderling_linker_t *linker,
        sanderling_error_t **error)
    """
    if linker not in live:
        linker = handle(linker, _SANDERLING_LINKER_T_P, "linker")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_linker_define_wasi(linker, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_linker_define(
    linker: Any,
    module: Any,
    module_len: int,
    name: Any,
    name_len: int,
    item: Any,
    error: Any,
) -> int:
    """Defines a name, or defines it anew.

    All such items must be of one store, which lives as long as the linker, and modules can
    be instantiated in that store only. It can be called at any time.

    C::

        int32_t sanderling_linker_define(sanderling_linker_t *linker, const char *module,
        size_t module_len, const char *name, size_t name_len, const wasm_extern_t *item,
        sanderling_error_t **error)
    """
    if linker not in live:
        linker = handle(linker, _SANDERLING_LINKER_T_P, "linker")
    if not (kind_of(module) is BYTES and size_of(module) >= module_len):
        module = array(module, module_len, _CHAR_P, "module")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_linker_define(
        linker, module, module_len, name, name_len, item, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_linker_define_shared_memory(
    linker: Any,
    module: Any,
    module_len: int,
    name: Any,
    name_len: int,
    memory: Any,
    error: Any,
) -> int:
    """Defines a name as a memory that all stores share in which the linker makes instances.

    C::

        int32_t sanderling_linker_define_shared_memory( sanderling_linker_t *linker, const
        char *module, size_t module_len, const char *name, size_t name_len, const
        sanderling_shared_memory_t *memory, sanderling_error_t **error)
    """
    if linker not in live:
        linker = handle(linker, _SANDERLING_LINKER_T_P, "linker")
    if not (kind_of(module) is BYTES and size_of(module) >= module_len):
        module = array(module, module_len, _CHAR_P, "module")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_linker_define_shared_memory(
        linker, module, module_len, name, name_len, memory, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_linker_define_unknown_as_traps(linker: Any, module: Any, error: Any) -> int:
    """Defines every function that the module imports, and that is not defined, as one that
    fails when it is called, as SANDERLING_INSTANCE_TRAPS does.

    C::

        int32_t sanderling_linker_define_unknown_as_traps(sanderling_linker_t *linker, const
        wasm_module_t *module, sanderling_error_t **error)
    """
    if linker not in live:
        linker = handle(linker, _SANDERLING_LINKER_T_P, "linker")
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_linker_define_unknown_as_traps(linker, module, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_linker_instantiate(
    linker: Any, store: Any, module: Any, out: Any, error: Any
) -> int:
    """Makes an instance and runs its start function: it runs guests, and can return
    SANDERLING_LINK as well.

    C::

        int32_t sanderling_linker_instantiate(sanderling_linker_t *linker, wasm_store_t
        *store, const wasm_module_t *module, wasm_instance_t **out, sanderling_error_t
        **error)
    """
    if linker not in live:
        linker = handle(linker, _SANDERLING_LINKER_T_P, "linker")
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_INSTANCE_T_PP:
            out = structure(out, _WASM_INSTANCE_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_INSTANCE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_linker_instantiate(linker, store, module, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_instance_new(
    store: Any, module: Any, imports: Any, len: int, flags: int, out: Any, error: Any
) -> int:
    """Makes an instance and runs its start function: it runs guests, and can return
    SANDERLING_LINK as well.

    `imports` are what the module imports, in its order, `len` of them, borrowed; NULLs
    among them are missing, unless `flags`, a sum of the above, says otherwise.

    C::

        int32_t sanderling_instance_new(wasm_store_t *store, const wasm_module_t *module,
        const wasm_extern_t *const *imports, size_t len, uint32_t flags, wasm_instance_t
        **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    imports = array(imports, len, _WASM_EXTERN_T_PP, "imports")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_INSTANCE_T_PP:
            out = structure(out, _WASM_INSTANCE_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_INSTANCE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_instance_new(store, module, imports, len, flags, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_instance_export(
    instance: Any, name: Any, name_len: int, out: Any, error: Any
) -> int:
    """The export of this name; NULL is written, and SANDERLING_OK returned, if there is none.

    C::

        int32_t sanderling_instance_export(const wasm_instance_t *instance, const char
        *name, size_t name_len, wasm_extern_t **out, sanderling_error_t **error)
    """
    if instance not in live:
        instance = handle(instance, _WASM_INSTANCE_T_P, "instance")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_T_PP:
            out = structure(out, _WASM_EXTERN_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_instance_export(instance, name, name_len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_extern_type(item: Any, out: Any) -> bool:
    """The type, as it was when the handle was made, borrowed.

    False, with nothing written, for NULL. It can be called at any time.

    C::

        bool sanderling_extern_type(const wasm_extern_t *item, sanderling_type_t *out)
    """
    if item not in live:
        item = handle(item, _WASM_EXTERN_T_P, "item")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_TYPE_T_P:
            out = structure(out, _SANDERLING_TYPE_T_P, "out")
    except TypeError:
        out = structure(out, _SANDERLING_TYPE_T_P, "out")
    return _sanderling_extern_type(item, out)


def sanderling_func_new(
    store: Any,
    type: Any,
    type_len: int,
    func: Any,
    id: int,
    finalizer: Any,
    out: Any,
    error: Any,
) -> int:
    """A function of the host of a type such as "(i32, externref) -> i64"; `id` is for it to
    know what it is.

    `finalizer` may be NULL.

    C::

        int32_t sanderling_func_new(wasm_store_t *store, const char *type, size_t type_len,
        sanderling_host_fn_t func, uintptr_t id, sanderling_host_finalizer_t finalizer,
        wasm_func_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if not (kind_of(type) is BYTES and size_of(type) >= type_len):
        type = array(type, type_len, _CHAR_P, "type")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNC_T_PP:
            out = structure(out, _WASM_FUNC_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_FUNC_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    func, number, finalizer = host(func, id, finalizer)
    result = _sanderling_func_new(
        store, type, type_len, func, number, finalizer, out, error
    )
    unused(number, result == 0)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_func_new_for_import(
    store: Any,
    module: Any,
    import_: int,
    func: Any,
    id: int,
    finalizer: Any,
    out: Any,
    error: Any,
) -> int:
    """The same for the type that the module's import number `import` must have, which may be
    one that no text says.

    C::

        int32_t sanderling_func_new_for_import(wasm_store_t *store, const wasm_module_t
        *module, size_t import, sanderling_host_fn_t func, uintptr_t id,
        sanderling_host_finalizer_t finalizer, wasm_func_t **out, sanderling_error_t
        **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if module not in live:
        module = handle(module, _WASM_MODULE_T_P, "module")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_FUNC_T_PP:
            out = structure(out, _WASM_FUNC_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_FUNC_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    func, number, finalizer = host(func, id, finalizer)
    result = _sanderling_func_new_for_import(
        store, module, import_, func, number, finalizer, out, error
    )
    unused(number, result == 0)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_func_new_answering(
    store: Any, type: Any, callback: Any, env: Any, finalizer: Any
) -> Any:
    """As wasm_func_new_with_env, with such a function: to be deleted with wasm_func_delete.

    NULL if there can be none.

    The result is the caller's, until `wasm_func_delete`.

    C::

        wasm_func_t *sanderling_func_new_answering(wasm_store_t *store, const
        wasm_functype_t *type, sanderling_func_callback_t callback, void *env, void
        (*finalizer)(void *env))
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if type not in live:
        type = handle(type, _WASM_FUNCTYPE_T_P, "type")
    if not is_python(callback):
        callback = _function(callback, _SANDERLING_FUNC_CALLBACK_T, "callback")
    try:
        if env is None:
            env = NULL
        elif not is_pointer(typeof(env)):
            env = pointer(env, "env")
    except TypeError:
        env = pointer(env, "env")
    finalizer = _finalizer(finalizer, _VOID_P_VOID_PENV, "finalizer")
    if is_python(callback):
        result = answering(store, type, callback, env, finalizer)
    else:
        result = _sanderling_func_new_answering(store, type, callback, env, finalizer)
    if result:
        forget(result, None)
        add(result)
    return result


def sanderling_caller_export(
    caller: Any, name: Any, name_len: int, out: Any, error: Any
) -> int:
    """The export of this name of the instance that has called; NULL is written, and
    SANDERLING_OK returned, if there is none, or if the host itself has called.

    It and sanderling_caller_throw are for the thread that runs the function.

    C::

        int32_t sanderling_caller_export(const sanderling_caller_t *caller, const char
        *name, size_t name_len, wasm_extern_t **out, sanderling_error_t **error)
    """
    if caller not in live:
        caller = handle(caller, _SANDERLING_CALLER_T_P, "caller")
    if not (kind_of(name) is BYTES and size_of(name) >= name_len):
        name = array(name, name_len, _CHAR_P, "name")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_T_PP:
            out = structure(out, _WASM_EXTERN_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_caller_export(caller, name, name_len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_func_call(func: Any, slots: Any, len: int, error: Any) -> int:
    """Calls a function: it runs guests.

    The first slots hold the arguments, and after SANDERLING_OK the results; `len` is how
    many slots there are, enough for either.

    C::

        int32_t sanderling_func_call(const wasm_func_t *func, uint64_t *slots, size_t len,
        sanderling_error_t **error)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_func_call(func, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_func_start(
    func: Any, slots: Any, len: int, keep: bool, call: Any, error: Any
) -> int:
    """As sanderling_func_call, on a stack of the call's own, so that it can go on later: it
    runs guests.

    To go on later, it returns SANDERLING_YIELD or SANDERLING_PENDING and writes the call,
    which is the caller's. Meanwhile the store can be used by others; if `keep` is true by
    this thread only, which then has to end or delete the call.

    C::

        int32_t sanderling_func_start(const wasm_func_t *func, uint64_t *slots, size_t len,
        bool keep, sanderling_call_t **call, sanderling_error_t **error)
    """
    if func not in live:
        func = handle(func, _WASM_FUNC_T_P, "func")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if call is None:
            call = NULL
        elif typeof(call) is not _SANDERLING_CALL_T_PP:
            call = structure(call, _SANDERLING_CALL_T_PP, "call")
    except TypeError:
        call = structure(call, _SANDERLING_CALL_T_PP, "call")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_func_start(func, slots, len, keep, call, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(call)
    return result


def sanderling_call_resume(call: Any, slots: Any, len: int, error: Any) -> int:
    """Goes on with a call that has yielded: it runs guests, and can return SANDERLING_YIELD
    and SANDERLING_PENDING as well.

    A call that has ended is SANDERLING_MISUSE.

    C::

        int32_t sanderling_call_resume(sanderling_call_t *call, uint64_t *slots, size_t len,
        sanderling_error_t **error)
    """
    if call not in live:
        call = handle(call, _SANDERLING_CALL_T_P, "call")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_call_resume(call, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_call_provide(
    call: Any,
    types: Any,
    types_len: int,
    results: Any,
    results_len: int,
    slots: Any,
    len: int,
    error: Any,
) -> int:
    """Goes on with a call that waits, with what it waits for: values of types such as "(i32,
    f64)" in slots.

    It runs guests, and can return SANDERLING_YIELD and SANDERLING_PENDING as well.

    C::

        int32_t sanderling_call_provide(sanderling_call_t *call, const char *types, size_t
        types_len, const uint64_t *results, size_t results_len, uint64_t *slots, size_t len,
        sanderling_error_t **error)
    """
    if call not in live:
        call = handle(call, _SANDERLING_CALL_T_P, "call")
    if not (kind_of(types) is BYTES and size_of(types) >= types_len):
        types = array(types, types_len, _CHAR_P, "types")
    try:
        if kind_of(results) is LIST:
            results = array(results, results_len, _UINT64_T_P, "results")
        elif array_of(typeof(results)) is not _UINT64_T_P or size_of(results) < results_len:
            results = array(results, results_len, _UINT64_T_P, "results")
    except TypeError:
        results = array(results, results_len, _UINT64_T_P, "results")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_call_provide(
        call, types, types_len, results, results_len, slots, len, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_call_fail(call: Any, id: int, error: Any) -> int:
    """Ends a call with SANDERLING_HOST_ERROR, and this number as sanderling_error_host_id.

    It is never SANDERLING_OK.

    C::

        int32_t sanderling_call_fail(sanderling_call_t *call, uint64_t id,
        sanderling_error_t **error)
    """
    if call not in live:
        call = handle(call, _SANDERLING_CALL_T_P, "call")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_call_fail(call, id, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_call_pending_id(call: Any) -> int:
    """The number by which the host knows what the call waits for; 0 if it does not wait.

    It can be called at any time.

    C::

        uint64_t sanderling_call_pending_id(const sanderling_call_t *call)
    """
    if call not in live:
        call = handle(call, _SANDERLING_CALL_T_P, "call")
    return _sanderling_call_pending_id(call)


def sanderling_call_delete(call: Any) -> None:
    """Ends the call, if it has not ended.

    C::

        void sanderling_call_delete(sanderling_call_t *call)
    """
    try:
        leave(call)
    except KeyError:
        call = handle(call, _SANDERLING_CALL_T_P, "call")
        if not call:
            return
    _sanderling_call_delete(call)
    dead[call] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_global_new(
    store: Any,
    content: Any,
    content_len: int,
    is_mutable: bool,
    slots: Any,
    len: int,
    out: Any,
    error: Any,
) -> int:
    """A global whose content has a type such as "i32".

    C::

        int32_t sanderling_global_new(wasm_store_t *store, const char *content, size_t
        content_len, bool is_mutable, const uint64_t *slots, size_t len, wasm_global_t
        **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if not (kind_of(content) is BYTES and size_of(content) >= content_len):
        content = array(content, content_len, _CHAR_P, "content")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_GLOBAL_T_PP:
            out = structure(out, _WASM_GLOBAL_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_GLOBAL_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_global_new(
        store, content, content_len, is_mutable, slots, len, out, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_global_get(global_: Any, slots: Any, len: int, error: Any) -> int:
    """The value; a v128 takes two slots, so there must be two.

    C::

        int32_t sanderling_global_get(const wasm_global_t *global, uint64_t *slots, size_t
        len, sanderling_error_t **error)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_global_get(global_, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_global_set(global_: Any, slots: Any, len: int, error: Any) -> int:
    """The value; a v128 takes two slots, so there must be two.

    C::

        int32_t sanderling_global_set(const wasm_global_t *global, const uint64_t *slots,
        size_t len, sanderling_error_t **error)
    """
    if global_ not in live:
        global_ = handle(global_, _WASM_GLOBAL_T_P, "global_")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_global_set(global_, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_table_new(
    store: Any,
    element: Any,
    element_len: int,
    minimum: int,
    maximum: int,
    is_64: bool,
    init: int,
    out: Any,
    error: Any,
) -> int:
    """A table with elements of a type such as "funcref", each of them `init`; a `maximum` of
    UINT64_MAX is none.

    SANDERLING_LIMIT if the store may have no more or no such tables.

    C::

        int32_t sanderling_table_new(wasm_store_t *store, const char *element, size_t
        element_len, uint64_t minimum, uint64_t maximum, bool is_64, uint64_t init,
        wasm_table_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if not (kind_of(element) is BYTES and size_of(element) >= element_len):
        element = array(element, element_len, _CHAR_P, "element")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_TABLE_T_PP:
            out = structure(out, _WASM_TABLE_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_TABLE_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_table_new(
        store, element, element_len, minimum, maximum, is_64, init, out, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_table_get(table: Any, index: int, slot: Any, error: Any) -> int:
    """An element.

    Beyond the end it is SANDERLING_TRAP.

    C::

        int32_t sanderling_table_get(const wasm_table_t *table, uint64_t index, uint64_t
        *slot, sanderling_error_t **error)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    try:
        if slot is None:
            slot = NULL
        elif typeof(slot) is not _UINT64_T_P:
            slot = structure(slot, _UINT64_T_P, "slot")
    except TypeError:
        slot = structure(slot, _UINT64_T_P, "slot")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_table_get(table, index, slot, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_table_set(table: Any, index: int, slot: int, error: Any) -> int:
    """An element.

    Beyond the end it is SANDERLING_TRAP.

    C::

        int32_t sanderling_table_set(const wasm_table_t *table, uint64_t index, uint64_t
        slot, sanderling_error_t **error)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_table_set(table, index, slot, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_table_grow(
    table: Any, delta: int, slot: int, previous: Any, error: Any
) -> int:
    """Adds elements; `previous`, which may be NULL, gets the former number.

    SANDERLING_LIMIT, with nothing changed, beyond the table's maximum or a limit.

    C::

        int32_t sanderling_table_grow(const wasm_table_t *table, uint64_t delta, uint64_t
        slot, uint64_t *previous, sanderling_error_t **error)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    try:
        if previous is None:
            previous = NULL
        elif typeof(previous) is not _UINT64_T_P:
            previous = structure(previous, _UINT64_T_P, "previous")
    except TypeError:
        previous = structure(previous, _UINT64_T_P, "previous")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_table_grow(table, delta, slot, previous, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_table_size(table: Any, size: Any, error: Any) -> int:
    """The number of elements.

    C::

        int32_t sanderling_table_size(const wasm_table_t *table, uint64_t *size,
        sanderling_error_t **error)
    """
    if table not in live:
        table = handle(table, _WASM_TABLE_T_P, "table")
    try:
        if size is None:
            size = NULL
        elif typeof(size) is not _UINT64_T_P:
            size = structure(size, _UINT64_T_P, "size")
    except TypeError:
        size = structure(size, _UINT64_T_P, "size")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_table_size(table, size, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_tag_new(
    store: Any, params: Any, params_len: int, out: Any, error: Any
) -> int:
    """A tag for exceptions with values of types such as "(i32, i32)".

    C::

        int32_t sanderling_tag_new(wasm_store_t *store, const char *params, size_t
        params_len, wasm_extern_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if not (kind_of(params) is BYTES and size_of(params) >= params_len):
        params = array(params, params_len, _CHAR_P, "params")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_T_PP:
            out = structure(out, _WASM_EXTERN_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_tag_new(store, params, params_len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_exn_new(tag: Any, slots: Any, len: int, out: Any, error: Any) -> int:
    """An exception with this tag and these values, all that the tag's type wants.

    It is a reference to an object of guests. SANDERLING_LIMIT if the store's heap has no
    room.

    C::

        int32_t sanderling_exn_new(const wasm_extern_t *tag, const uint64_t *slots, size_t
        len, wasm_ref_t **out, sanderling_error_t **error)
    """
    if tag not in live:
        tag = handle(tag, _WASM_EXTERN_T_P, "tag")
    try:
        if kind_of(slots) is LIST:
            slots = array(slots, len, _UINT64_T_P, "slots")
        elif array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = array(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = array(slots, len, _UINT64_T_P, "slots")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_exn_new(tag, slots, len, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_exn_tag(exception: Any, out: Any, error: Any) -> int:
    """Its tag, and its values, for which there must be enough slots.

    C::

        int32_t sanderling_exn_tag(const wasm_ref_t *exception, wasm_extern_t **out,
        sanderling_error_t **error)
    """
    if exception not in live:
        exception = handle(exception, _WASM_REF_T_P, "exception")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_EXTERN_T_PP:
            out = structure(out, _WASM_EXTERN_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_EXTERN_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_exn_tag(exception, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_exn_values(exception: Any, slots: Any, len: int, error: Any) -> int:
    """Its tag, and its values, for which there must be enough slots.

    C::

        int32_t sanderling_exn_values(const wasm_ref_t *exception, uint64_t *slots, size_t
        len, sanderling_error_t **error)
    """
    if exception not in live:
        exception = handle(exception, _WASM_REF_T_P, "exception")
    try:
        if array_of(typeof(slots)) is not _UINT64_T_P or size_of(slots) < len:
            slots = room(slots, len, _UINT64_T_P, "slots")
    except TypeError:
        slots = room(slots, len, _UINT64_T_P, "slots")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_exn_values(exception, slots, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_caller_throw(caller: Any, exception: Any, error: Any) -> int:
    """Makes the function of the host that `caller` belongs to throw an exception if it says
    that it failed, with -1 or any other number but those that suspend.

    The exception may be deleted before it returns.

    C::

        int32_t sanderling_caller_throw(const sanderling_caller_t *caller, const wasm_ref_t
        *exception, sanderling_error_t **error)
    """
    if caller not in live:
        caller = handle(caller, _SANDERLING_CALLER_T_P, "caller")
    if exception not in live:
        exception = handle(exception, _WASM_REF_T_P, "exception")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_caller_throw(caller, exception, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_error_exception(of: Any, store: Any, out: Any, error: Any) -> int:
    """The exception of an error that is one that no guest caught, NULL for all others; `store`
    is the one that it happened in.

    C::

        int32_t sanderling_error_exception(const sanderling_error_t *of, wasm_store_t
        *store, wasm_ref_t **out, sanderling_error_t **error)
    """
    if of not in live:
        of = handle(of, _SANDERLING_ERROR_T_P, "of")
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_error_exception(of, store, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_trap_exception(trap: Any, out: Any, error: Any) -> int:
    """The exception that a trap of the standard's functions is, NULL if it is none; and a trap
    that throws the exception when a callback of the standard's returns it.

    C::

        int32_t sanderling_trap_exception(const wasm_trap_t *trap, wasm_ref_t **out,
        sanderling_error_t **error)
    """
    if trap not in live:
        trap = handle(trap, _WASM_TRAP_T_P, "trap")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_REF_T_PP:
            out = structure(out, _WASM_REF_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_REF_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_trap_exception(trap, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_trap_new_exception(exception: Any, out: Any, error: Any) -> int:
    """The exception that a trap of the standard's functions is, NULL if it is none; and a trap
    that throws the exception when a callback of the standard's returns it.

    C::

        int32_t sanderling_trap_new_exception(const wasm_ref_t *exception, wasm_trap_t
        **out, sanderling_error_t **error)
    """
    if exception not in live:
        exception = handle(exception, _WASM_REF_T_P, "exception")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_TRAP_T_PP:
            out = structure(out, _WASM_TRAP_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_TRAP_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_trap_new_exception(exception, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_memory_new(
    store: Any, minimum: int, maximum: int, is_64: bool, out: Any, error: Any
) -> int:
    """A memory of that many pages of 64 KiB; a `maximum` of UINT64_MAX is none.

    SANDERLING_LIMIT if the store may have no more or no such memories.

    C::

        int32_t sanderling_memory_new(wasm_store_t *store, uint64_t minimum, uint64_t
        maximum, bool is_64, wasm_memory_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MEMORY_T_PP:
            out = structure(out, _WASM_MEMORY_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_MEMORY_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_new(store, minimum, maximum, is_64, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_memory_pin(memory: Any, out: Any, error: Any) -> int:
    """A pin of a memory.

    C::

        int32_t sanderling_memory_pin(const wasm_memory_t *memory, sanderling_memory_pin_t
        **out, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_MEMORY_PIN_T_PP:
            out = structure(out, _SANDERLING_MEMORY_PIN_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_MEMORY_PIN_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_pin(memory, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_memory_pin_data(pin: Any) -> Any:
    """The bytes, borrowed until the pin is deleted, and their number when it was made.

    C::

        uint8_t *sanderling_memory_pin_data(const sanderling_memory_pin_t *pin)
    """
    if pin not in live:
        pin = handle(pin, _SANDERLING_MEMORY_PIN_T_P, "pin")
    return _sanderling_memory_pin_data(pin)


def sanderling_memory_pin_size(pin: Any) -> int:
    """The bytes, borrowed until the pin is deleted, and their number when it was made.

    C::

        size_t sanderling_memory_pin_size(const sanderling_memory_pin_t *pin)
    """
    if pin not in live:
        pin = handle(pin, _SANDERLING_MEMORY_PIN_T_P, "pin")
    return _sanderling_memory_pin_size(pin)


def sanderling_memory_pin_live_size(pin: Any) -> Any:
    """Where the memory's size in bytes is to be read until the pin is deleted, whatever runs;
    SIZE_MAX once the memory has moved or is gone.

    C::

        const size_t *sanderling_memory_pin_live_size(const sanderling_memory_pin_t *pin)
    """
    if pin not in live:
        pin = handle(pin, _SANDERLING_MEMORY_PIN_T_P, "pin")
    return _sanderling_memory_pin_live_size(pin)


def sanderling_memory_pin_delete(pin: Any) -> None:
    """Deletes a pin: its bytes and its live size must not be used any more.

    C::

        void sanderling_memory_pin_delete(sanderling_memory_pin_t *pin)
    """
    try:
        leave(pin)
    except KeyError:
        pin = handle(pin, _SANDERLING_MEMORY_PIN_T_P, "pin")
        if not pin:
            return
    _sanderling_memory_pin_delete(pin)
    dead[pin] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_memory_size(memory: Any, pages: Any, error: Any) -> int:
    """The size in pages, and in bytes.

    C::

        int32_t sanderling_memory_size(const wasm_memory_t *memory, uint64_t *pages,
        sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if pages is None:
            pages = NULL
        elif typeof(pages) is not _UINT64_T_P:
            pages = structure(pages, _UINT64_T_P, "pages")
    except TypeError:
        pages = structure(pages, _UINT64_T_P, "pages")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_size(memory, pages, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_memory_data_size(memory: Any, bytes: Any, error: Any) -> int:
    """The size in pages, and in bytes.

    C::

        int32_t sanderling_memory_data_size(const wasm_memory_t *memory, uint64_t *bytes,
        sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if bytes is None:
            bytes = NULL
        elif typeof(bytes) is not _UINT64_T_P:
            bytes = structure(bytes, _UINT64_T_P, "bytes")
    except TypeError:
        bytes = structure(bytes, _UINT64_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_data_size(memory, bytes, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_memory_read(
    memory: Any, offset: int, bytes: Any, len: int, error: Any
) -> int:
    """Copies bytes out of the memory or into it.

    If they are not all inside, nothing is copied, and it is SANDERLING_TRAP.

    C::

        int32_t sanderling_memory_read(const wasm_memory_t *memory, uint64_t offset, uint8_t
        *bytes, size_t len, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    bytes = room(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_read(memory, offset, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_memory_write(
    memory: Any, offset: int, bytes: Any, len: int, error: Any
) -> int:
    """Copies bytes out of the memory or into it.

    If they are not all inside, nothing is copied, and it is SANDERLING_TRAP.

    C::

        int32_t sanderling_memory_write(const wasm_memory_t *memory, uint64_t offset, const
        uint8_t *bytes, size_t len, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_write(memory, offset, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_memory_grow(memory: Any, pages: int, previous: Any, error: Any) -> int:
    """Adds pages of zeros; `previous`, which may be NULL, gets the former size in pages.

    SANDERLING_LIMIT, with nothing changed, beyond the memory's maximum or a limit.

    C::

        int32_t sanderling_memory_grow(const wasm_memory_t *memory, uint64_t pages, uint64_t
        *previous, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if previous is None:
            previous = NULL
        elif typeof(previous) is not _UINT64_T_P:
            previous = structure(previous, _UINT64_T_P, "previous")
    except TypeError:
        previous = structure(previous, _UINT64_T_P, "previous")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_grow(memory, pages, previous, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_new(
    engine: Any, minimum: int, maximum: int, is_64: bool, out: Any, error: Any
) -> int:
    """A memory that several stores of one engine have at once, on several threads.

    It belongs to no store, and lives as long as a handle or a store has it. All functions
    of this section may be called on any thread at any time, except those with a store.
    Other threads may change its bytes at any time, so that there is no pointer to them:
    wasm_memory_data is NULL. SANDERLING_LIMIT if it may not be so large.

    C::

        int32_t sanderling_shared_memory_new(const wasm_engine_t *engine, uint64_t minimum,
        uint64_t maximum, bool is_64, sanderling_shared_memory_t **out, sanderling_error_t
        **error)
    """
    if engine not in live:
        engine = handle(engine, _WASM_ENGINE_T_P, "engine")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_SHARED_MEMORY_T_PP:
            out = structure(out, _SANDERLING_SHARED_MEMORY_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_SHARED_MEMORY_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_new(engine, minimum, maximum, is_64, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_shared_memory_delete(memory: Any) -> None:
    """A memory that several stores of one engine have at once, on several threads.

    It belongs to no store, and lives as long as a handle or a store has it. All functions
    of this section may be called on any thread at any time, except those with a store.
    Other threads may change its bytes at any time, so that there is no pointer to them:
    wasm_memory_data is NULL. SANDERLING_LIMIT if it may not be so large.

    C::

        void sanderling_shared_memory_delete(sanderling_shared_memory_t *memory)
    """
    try:
        leave(memory)
    except KeyError:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
        if not memory:
            return
    _sanderling_shared_memory_delete(memory)
    dead[memory] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_memory_from_shared(store: Any, memory: Any, out: Any, error: Any) -> int:
    """The memory in a store, for instances there.

    SANDERLING_LIMIT if the store may have no more memories.

    C::

        int32_t sanderling_memory_from_shared(wasm_store_t *store, const
        sanderling_shared_memory_t *memory, wasm_memory_t **out, sanderling_error_t **error)
    """
    if store not in live:
        store = handle(store, _WASM_STORE_T_P, "store")
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _WASM_MEMORY_T_PP:
            out = structure(out, _WASM_MEMORY_T_PP, "out")
    except TypeError:
        out = structure(out, _WASM_MEMORY_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_from_shared(store, memory, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_memory_to_shared(memory: Any, out: Any, error: Any) -> int:
    """The shared memory that a store's memory is; NULL is written, and SANDERLING_OK returned,
    if it is not shared.

    C::

        int32_t sanderling_memory_to_shared(const wasm_memory_t *memory,
        sanderling_shared_memory_t **out, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _WASM_MEMORY_T_P, "memory")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_SHARED_MEMORY_T_PP:
            out = structure(out, _SANDERLING_SHARED_MEMORY_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_SHARED_MEMORY_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_memory_to_shared(memory, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_shared_memory_size(memory: Any) -> int:
    """The size in pages, and in bytes; 0 for NULL.

    C::

        uint64_t sanderling_shared_memory_size(const sanderling_shared_memory_t *memory)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    return _sanderling_shared_memory_size(memory)


def sanderling_shared_memory_data_size(memory: Any) -> int:
    """The size in pages, and in bytes; 0 for NULL.

    C::

        uint64_t sanderling_shared_memory_data_size(const sanderling_shared_memory_t
        *memory)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    return _sanderling_shared_memory_data_size(memory)


def sanderling_shared_memory_grow(
    memory: Any, pages: int, previous: Any, error: Any
) -> int:
    """Adds pages of zeros; `previous`, which may be NULL, gets the former size in pages.

    SANDERLING_LIMIT, with nothing changed, beyond the memory's maximum or a limit.

    C::

        int32_t sanderling_shared_memory_grow(const sanderling_shared_memory_t *memory,
        uint64_t pages, uint64_t *previous, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if previous is None:
            previous = NULL
        elif typeof(previous) is not _UINT64_T_P:
            previous = structure(previous, _UINT64_T_P, "previous")
    except TypeError:
        previous = structure(previous, _UINT64_T_P, "previous")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_grow(memory, pages, previous, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_read(
    memory: Any, offset: int, bytes: Any, len: int, error: Any
) -> int:
    """Copies bytes out of the memory or into it, in no order for other threads.

    If they are not all inside, nothing is copied, and it is SANDERLING_TRAP.

    C::

        int32_t sanderling_shared_memory_read(const sanderling_shared_memory_t *memory,
        uint64_t offset, uint8_t *bytes, size_t len, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    bytes = room(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_read(memory, offset, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_write(
    memory: Any, offset: int, bytes: Any, len: int, error: Any
) -> int:
    """Copies bytes out of the memory or into it, in no order for other threads.

    If they are not all inside, nothing is copied, and it is SANDERLING_TRAP.

    C::

        int32_t sanderling_shared_memory_write(const sanderling_shared_memory_t *memory,
        uint64_t offset, const uint8_t *bytes, size_t len, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    if not (kind_of(bytes) is BYTES and size_of(bytes) >= len):
        bytes = array(bytes, len, _UINT8_T_P, "bytes")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_write(memory, offset, bytes, len, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_load(
    memory: Any, offset: int, bytes: int, value: Any, error: Any
) -> int:
    """Reads or writes 4 or 8 bytes, as `bytes` says, at once and in the order of all atomic
    accesses.

    An offset that is no multiple of their number is SANDERLING_TRAP.

    C::

        int32_t sanderling_shared_memory_load(const sanderling_shared_memory_t *memory,
        uint64_t offset, uint32_t bytes, uint64_t *value, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if value is None:
            value = NULL
        elif typeof(value) is not _UINT64_T_P:
            value = structure(value, _UINT64_T_P, "value")
    except TypeError:
        value = structure(value, _UINT64_T_P, "value")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_load(memory, offset, bytes, value, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_store(
    memory: Any, offset: int, bytes: int, value: int, error: Any
) -> int:
    """Reads or writes 4 or 8 bytes, as `bytes` says, at once and in the order of all atomic
    accesses.

    An offset that is no multiple of their number is SANDERLING_TRAP.

    C::

        int32_t sanderling_shared_memory_store(const sanderling_shared_memory_t *memory,
        uint64_t offset, uint32_t bytes, uint64_t value, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_store(memory, offset, bytes, value, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_compare_exchange(
    memory: Any,
    offset: int,
    bytes: int,
    expected: int,
    replacement: int,
    previous: Any,
    error: Any,
) -> int:
    """Replaces `expected`, and nothing else, in one such step, which can be SANDERLING_TRAP;
    `previous`, which may be NULL, gets what was there.

    C::

        int32_t sanderling_shared_memory_compare_exchange(const sanderling_shared_memory_t
        *memory, uint64_t offset, uint32_t bytes, uint64_t expected, uint64_t replacement,
        uint64_t *previous, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if previous is None:
            previous = NULL
        elif typeof(previous) is not _UINT64_T_P:
            previous = structure(previous, _UINT64_T_P, "previous")
    except TypeError:
        previous = structure(previous, _UINT64_T_P, "previous")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_compare_exchange(
        memory, offset, bytes, expected, replacement, previous, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_wait32(
    memory: Any, offset: int, expected: int, nanoseconds: int, out: Any, error: Any
) -> int:
    """If the value at `offset` is the expected one, waits until another thread, a guest's or
    the host's, notifies this one, but not longer than so many nanoseconds; UINT64_MAX is no
    end.

    SANDERLING_TRAP as above.

    C::

        int32_t sanderling_shared_memory_wait32(const sanderling_shared_memory_t *memory,
        uint64_t offset, uint32_t expected, uint64_t nanoseconds, int32_t *out,
        sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _INT32_T_P:
            out = structure(out, _INT32_T_P, "out")
    except TypeError:
        out = structure(out, _INT32_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_wait32(
        memory, offset, expected, nanoseconds, out, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_wait64(
    memory: Any, offset: int, expected: int, nanoseconds: int, out: Any, error: Any
) -> int:
    """If the value at `offset` is the expected one, waits until another thread, a guest's or
    the host's, notifies this one, but not longer than so many nanoseconds; UINT64_MAX is no
    end.

    SANDERLING_TRAP as above.

    C::

        int32_t sanderling_shared_memory_wait64(const sanderling_shared_memory_t *memory,
        uint64_t offset, uint64_t expected, uint64_t nanoseconds, int32_t *out,
        sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _INT32_T_P:
            out = structure(out, _INT32_T_P, "out")
    except TypeError:
        out = structure(out, _INT32_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_wait64(
        memory, offset, expected, nanoseconds, out, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_shared_memory_wait_begin(
    memory: Any, offset: int, bytes: int, expected: int, out: Any, error: Any
) -> int:
    """Begins to wait if the value of 4 or 8 bytes at `offset` is the expected one; `out` gets
    NULL if not.

    From then on the wait can be notified. SANDERLING_TRAP as above.

    C::

        int32_t sanderling_shared_memory_wait_begin(const sanderling_shared_memory_t
        *memory, uint64_t offset, uint32_t bytes, uint64_t expected, sanderling_wait_t
        **out, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _SANDERLING_WAIT_T_PP:
            out = structure(out, _SANDERLING_WAIT_T_PP, "out")
    except TypeError:
        out = structure(out, _SANDERLING_WAIT_T_PP, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_wait_begin(
        memory, offset, bytes, expected, out, error
    )
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    else:
        born_in(out)
    return result


def sanderling_wait_go_on(wait: Any, nanoseconds: int, out: Any, error: Any) -> int:
    """Waits for so many nanoseconds at most, UINT64_MAX is no end; `out` gets
    SANDERLING_WAIT_OK if the wait is notified or has been since it began, else
    SANDERLING_WAIT_TIMED_OUT, after which this can be called again.

    C::

        int32_t sanderling_wait_go_on(const sanderling_wait_t *wait, uint64_t nanoseconds,
        int32_t *out, sanderling_error_t **error)
    """
    if wait not in live:
        wait = handle(wait, _SANDERLING_WAIT_T_P, "wait")
    try:
        if out is None:
            out = NULL
        elif typeof(out) is not _INT32_T_P:
            out = structure(out, _INT32_T_P, "out")
    except TypeError:
        out = structure(out, _INT32_T_P, "out")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_wait_go_on(wait, nanoseconds, out, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


def sanderling_wait_delete(wait: Any) -> None:
    """Ends a wait.

    C::

        void sanderling_wait_delete(sanderling_wait_t *wait)
    """
    try:
        leave(wait)
    except KeyError:
        wait = handle(wait, _SANDERLING_WAIT_T_P, "wait")
        if not wait:
            return
    _sanderling_wait_delete(wait)
    dead[wait] = None
    if size_of(dead) > DEAD_LIMIT:
        bury()


def sanderling_shared_memory_notify(
    memory: Any, offset: int, count: int, woken: Any, error: Any
) -> int:
    """Wakes at most `count` of the threads that wait at `offset`; `woken` gets their number.

    SANDERLING_TRAP as above.

    C::

        int32_t sanderling_shared_memory_notify(const sanderling_shared_memory_t *memory,
        uint64_t offset, uint32_t count, uint32_t *woken, sanderling_error_t **error)
    """
    if memory not in live:
        memory = handle(memory, _SANDERLING_SHARED_MEMORY_T_P, "memory")
    try:
        if woken is None:
            woken = NULL
        elif typeof(woken) is not _UINT32_T_P:
            woken = structure(woken, _UINT32_T_P, "woken")
    except TypeError:
        woken = structure(woken, _UINT32_T_P, "woken")
    try:
        if error is None:
            error = NULL
        elif typeof(error) is not _SANDERLING_ERROR_T_PP:
            error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    except TypeError:
        error = structure(error, _SANDERLING_ERROR_T_PP, "error")
    result = _sanderling_shared_memory_notify(memory, offset, count, woken, error)
    if result < 0:
        if raised:
            surface_status(error)
        born_in(error)
    return result


wasm_name_new = wasm_byte_vec_new
wasm_name_new_empty = wasm_byte_vec_new_empty
wasm_name_new_uninitialized = wasm_byte_vec_new_uninitialized
wasm_name_new_new_uninitialized = wasm_byte_vec_new_uninitialized
wasm_name_copy = wasm_byte_vec_copy
wasm_name_delete = wasm_byte_vec_delete
