"""What wasm.h has as functions with a body and as macros, and the helpers that Python
programs for WAMR use beside its functions.
"""

from __future__ import annotations

from .._native import ffi
from . import _checks
from . import _functions as c

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

__all__ = [
    "WASM_ARRAY_VEC",
    "WASM_EMPTY_VEC",
    "WASM_F32_VAL",
    "WASM_F64_VAL",
    "WASM_I32_VAL",
    "WASM_I64_VAL",
    "WASM_INIT_VAL",
    "WASM_REF_VAL",
    "create_null_pointer",
    "dereference",
    "is_null_pointer",
    "list_to_carray",
    "load_module_file",
    "wasm_func_cb_decl",
    "wasm_func_cb_with_env_decl",
    "wasm_functype_new_0_0",
    "wasm_functype_new_0_1",
    "wasm_functype_new_0_2",
    "wasm_functype_new_1_0",
    "wasm_functype_new_1_1",
    "wasm_functype_new_1_2",
    "wasm_functype_new_2_0",
    "wasm_functype_new_2_1",
    "wasm_functype_new_2_2",
    "wasm_functype_new_3_0",
    "wasm_functype_new_3_1",
    "wasm_functype_new_3_2",
    "wasm_name_new_from_string",
    "wasm_name_new_from_string_nt",
    "wasm_val_init_ptr",
    "wasm_val_ptr",
    "wasm_valkind_is_num",
    "wasm_valkind_is_ref",
    "wasm_valtype_is_num",
    "wasm_valtype_is_ref",
    "wasm_valtype_new_externref",
    "wasm_valtype_new_f32",
    "wasm_valtype_new_f64",
    "wasm_valtype_new_funcref",
    "wasm_valtype_new_i32",
    "wasm_valtype_new_i64",
    "wasm_vec_to_list",
]

_VAL = ffi.typeof("wasm_val_t *")


# ---- Names ----


def wasm_name_new_from_string(out: Any, string: bytes | str) -> None:
    """Makes a name of a string without its NUL.

    The string is bytes, or a text, which becomes UTF-8; it must not be None.

    >>> name = WASM_EMPTY_VEC("wasm_byte_vec_t")
    >>> wasm_name_new_from_string(name, "hello")
    >>> bytes(ffi.buffer(name.data, name.size))
    b'hello'
    >>> c.wasm_byte_vec_delete(name)
    """
    data = _string(string)
    c.wasm_byte_vec_new(out, len(data), data)


def wasm_name_new_from_string_nt(out: Any, string: bytes | str) -> None:
    """Makes a name of a string with its NUL; see :func:`wasm_name_new_from_string`.

    >>> name = WASM_EMPTY_VEC("wasm_byte_vec_t")
    >>> wasm_name_new_from_string_nt(name, "hello")
    >>> name.size, ffi.string(name.data)
    (6, b'hello')
    >>> c.wasm_byte_vec_delete(name)
    """
    data = _string(string) + b"\0"
    c.wasm_byte_vec_new(out, len(data), data)


def _string(string: Any) -> bytes:
    if isinstance(string, str):
        return string.encode()
    if isinstance(string, ffi.CData):
        return bytes(ffi.string(string))
    if isinstance(string, (bytes, bytearray)):
        return bytes(string)
    raise TypeError(f"string must be bytes or a str, not {string.__class__.__name__}")


# ---- Types of values ----


def wasm_valkind_is_num(kind: int) -> bool:
    """Whether values of this kind are numbers.

    >>> wasm_valkind_is_num(c.WASM_I32)
    True
    """
    return not wasm_valkind_is_ref(kind)


def wasm_valkind_is_ref(kind: int) -> bool:
    """Whether values of this kind are references.

    >>> wasm_valkind_is_ref(c.WASM_FUNCREF)
    True
    """
    return int(ffi.new("wasm_valkind_t[]", [kind])[0]) >= c.WASM_EXTERNREF


def wasm_valtype_is_num(type: Any) -> bool:
    """Whether values of this type are numbers.

    >>> type = wasm_valtype_new_f32()
    >>> wasm_valtype_is_num(type)
    True
    >>> c.wasm_valtype_delete(type)
    """
    return wasm_valkind_is_num(c.wasm_valtype_kind(type))


def wasm_valtype_is_ref(type: Any) -> bool:
    """Whether values of this type are references.

    >>> type = wasm_valtype_new_f32()
    >>> wasm_valtype_is_ref(type)
    False
    >>> c.wasm_valtype_delete(type)
    """
    return wasm_valkind_is_ref(c.wasm_valtype_kind(type))


def wasm_valtype_new_i32() -> Any:
    """The type i32.

    >>> type = wasm_valtype_new_i32()
    >>> c.wasm_valtype_kind(type) == c.WASM_I32
    True
    >>> c.wasm_valtype_delete(type)
    """
    return c.wasm_valtype_new(c.WASM_I32)


def wasm_valtype_new_i64() -> Any:
    """The type i64.

    >>> type = wasm_valtype_new_i64()
    >>> c.wasm_valtype_kind(type) == c.WASM_I64
    True
    >>> c.wasm_valtype_delete(type)
    """
    return c.wasm_valtype_new(c.WASM_I64)


def wasm_valtype_new_f32() -> Any:
    """The type f32.

    >>> type = wasm_valtype_new_f32()
    >>> c.wasm_valtype_kind(type) == c.WASM_F32
    True
    >>> c.wasm_valtype_delete(type)
    """
    return c.wasm_valtype_new(c.WASM_F32)


def wasm_valtype_new_f64() -> Any:
    """The type f64.

    >>> type = wasm_valtype_new_f64()
    >>> c.wasm_valtype_kind(type) == c.WASM_F64
    True
    >>> c.wasm_valtype_delete(type)
    """
    return c.wasm_valtype_new(c.WASM_F64)


def wasm_valtype_new_externref() -> Any:
    """The type externref.

    >>> type = wasm_valtype_new_externref()
    >>> c.wasm_valtype_kind(type) == c.WASM_EXTERNREF
    True
    >>> c.wasm_valtype_delete(type)
    """
    return c.wasm_valtype_new(c.WASM_EXTERNREF)


def wasm_valtype_new_funcref() -> Any:
    """The type funcref.

    >>> type = wasm_valtype_new_funcref()
    >>> c.wasm_valtype_kind(type) == c.WASM_FUNCREF
    True
    >>> c.wasm_valtype_delete(type)
    """
    return c.wasm_valtype_new(c.WASM_FUNCREF)


# ---- Types of functions ----


def _functype(params: tuple[Any, ...], results: tuple[Any, ...]) -> Any:
    # Both, before a vector owns either.
    type = ffi.typeof("wasm_valtype_t **")
    for i, value in enumerate(params + results):
        _checks.handle(value, type.item, f"type {i + 1}")
    _checks.moved([value for value in params + results if value], len(params + results))
    vectors = []
    for types in (params, results):
        vector = ffi.new("wasm_valtype_vec_t *")
        c.wasm_valtype_vec_new(vector, len(types), types)
        vectors.append(vector)
    return c.wasm_functype_new(*vectors)


def wasm_functype_new_0_0() -> Any:
    """The type of functions with no parameters and no results.

    >>> type = wasm_functype_new_0_0()
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (0, 0)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((), ())


def wasm_functype_new_1_0(p: Any) -> Any:
    """The type of functions with one parameter and no results.

    >>> type = wasm_functype_new_1_0(wasm_valtype_new_i32())
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (1, 0)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p,), ())


def wasm_functype_new_2_0(p1: Any, p2: Any) -> Any:
    """The type of functions with two parameters and no results.

    >>> type = wasm_functype_new_2_0(*(wasm_valtype_new_i32() for _ in range(2)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (2, 0)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p1, p2), ())


def wasm_functype_new_3_0(p1: Any, p2: Any, p3: Any) -> Any:
    """The type of functions with three parameters and no results.

    >>> type = wasm_functype_new_3_0(*(wasm_valtype_new_i32() for _ in range(3)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (3, 0)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p1, p2, p3), ())


def wasm_functype_new_0_1(r: Any) -> Any:
    """The type of functions with no parameters and one result.

    >>> type = wasm_functype_new_0_1(wasm_valtype_new_i32())
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (0, 1)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((), (r,))


def wasm_functype_new_1_1(p: Any, r: Any) -> Any:
    """The type of functions with one parameter and one result.

    >>> type = wasm_functype_new_1_1(*(wasm_valtype_new_i32() for _ in range(2)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (1, 1)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p,), (r,))


def wasm_functype_new_2_1(p1: Any, p2: Any, r: Any) -> Any:
    """The type of functions with two parameters and one result.

    >>> type = wasm_functype_new_2_1(*(wasm_valtype_new_i32() for _ in range(3)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (2, 1)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p1, p2), (r,))


def wasm_functype_new_3_1(p1: Any, p2: Any, p3: Any, r: Any) -> Any:
    """The type of functions with three parameters and one result.

    >>> type = wasm_functype_new_3_1(*(wasm_valtype_new_i32() for _ in range(4)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (3, 1)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p1, p2, p3), (r,))


def wasm_functype_new_0_2(r1: Any, r2: Any) -> Any:
    """The type of functions with no parameters and two results.

    >>> type = wasm_functype_new_0_2(*(wasm_valtype_new_i32() for _ in range(2)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (0, 2)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((), (r1, r2))


def wasm_functype_new_1_2(p: Any, r1: Any, r2: Any) -> Any:
    """The type of functions with one parameter and two results.

    >>> type = wasm_functype_new_1_2(*(wasm_valtype_new_i32() for _ in range(3)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (1, 2)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p,), (r1, r2))


def wasm_functype_new_2_2(p1: Any, p2: Any, r1: Any, r2: Any) -> Any:
    """The type of functions with two parameters and two results.

    >>> type = wasm_functype_new_2_2(*(wasm_valtype_new_i32() for _ in range(4)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (2, 2)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p1, p2), (r1, r2))


def wasm_functype_new_3_2(p1: Any, p2: Any, p3: Any, r1: Any, r2: Any) -> Any:
    """The type of functions with three parameters and two results.

    >>> type = wasm_functype_new_3_2(*(wasm_valtype_new_i32() for _ in range(5)))
    >>> c.wasm_functype_params(type).size, c.wasm_functype_results(type).size
    (3, 2)
    >>> c.wasm_functype_delete(type)
    """
    return _functype((p1, p2, p3), (r1, r2))


# ---- Values: what macros initialize is a new structure here ----


def _val(kind: int, member: str, value: Any) -> Any:
    return ffi.new(_VAL, {"kind": kind, "of": {member: value}})


def WASM_I32_VAL(i: int) -> Any:
    """A value of type i32.

    >>> WASM_I32_VAL(5).of.i32
    5
    """
    return _val(c.WASM_I32, "i32", i)


def WASM_I64_VAL(i: int) -> Any:
    """A value of type i64.

    >>> WASM_I64_VAL(1 << 40).of.i64
    1099511627776
    """
    return _val(c.WASM_I64, "i64", i)


def WASM_F32_VAL(z: float) -> Any:
    """A value of type f32.

    >>> WASM_F32_VAL(0.5).of.f32
    0.5
    """
    return _val(c.WASM_F32, "f32", z)


def WASM_F64_VAL(z: float) -> Any:
    """A value of type f64.

    >>> WASM_F64_VAL(0.1).of.f64
    0.1
    """
    return _val(c.WASM_F64, "f64", z)


def WASM_REF_VAL(r: Any) -> Any:
    """A value of type externref, whatever the reference is one to; it is not copied.

    >>> is_null_pointer(WASM_REF_VAL(None).of.ref)
    True
    """
    reference = _checks.handle(r, ffi.typeof("wasm_ref_t *"), "r")
    return _val(c.WASM_EXTERNREF, "ref", reference)


def WASM_INIT_VAL() -> Any:
    """A null reference.

    >>> is_null_pointer(WASM_INIT_VAL().of.ref)
    True
    """
    return _val(c.WASM_EXTERNREF, "ref", ffi.NULL)


def wasm_val_init_ptr(out: Any, pointer: Any) -> None:
    """Makes the integer value that is as wide as a pointer, and holds it.

    ``out`` must not be None.

    >>> value, number = WASM_INIT_VAL(), ffi.new("int *", 5)
    >>> wasm_val_init_ptr(value, number)
    >>> wasm_val_ptr(value) == number
    True
    """
    out = _checks.structure(out, _VAL, "out")
    if not out:
        raise TypeError("out must not be None")
    number = int(ffi.cast("intptr_t", _checks.pointer(pointer, "pointer")))
    wide = ffi.sizeof("void *") == 8
    out[0].kind = c.WASM_I64 if wide else c.WASM_I32
    setattr(out[0].of, "i64" if wide else "i32", number)


def wasm_val_ptr(value: Any) -> Any:
    """The pointer in such a value, which must not be None.

    >>> is_null_pointer(wasm_val_ptr(WASM_I64_VAL(0)))
    True
    """
    value = _checks.structure(value, _VAL, "value")
    if not value:
        raise TypeError("value must not be None")
    of = value[0].of
    return ffi.cast("void *", of.i64 if ffi.sizeof("void *") == 8 else of.i32)


# ---- Vectors ----


def WASM_EMPTY_VEC(type: str) -> Any:
    """An empty vector of a type such as ``"wasm_val_vec_t"``.

    >>> WASM_EMPTY_VEC("wasm_val_vec_t").size
    0
    """
    return ffi.new(f"{type} *")


def WASM_ARRAY_VEC(type: str, array: Any) -> Any:
    """A vector of a type such as ``"wasm_val_vec_t"`` over the elements of a list, or over
    an array. Its memory is Python's: it cannot be given to what deletes it.

    >>> vector = WASM_ARRAY_VEC("wasm_val_vec_t", [WASM_I32_VAL(5), WASM_F64_VAL(0.5)])
    >>> [value.kind for value in wasm_vec_to_list(vector)]
    [0, 3]
    """
    vector = ffi.new(f"{type} *")
    if not isinstance(array, ffi.CData):
        elements = [one[0] if _is_val(one) else one for one in array]
        array = ffi.new(f"{ffi.typeof(vector.data).item.cname}[]", elements)
    if ffi.typeof(array).kind != "array":
        raise TypeError("array must be a list or an array of cffi's")
    vector.data = array
    vector.size = len(array)
    return _checks.keep(vector, array)


def _is_val(value: Any) -> bool:
    return isinstance(value, ffi.CData) and ffi.typeof(value) is _VAL


# ---- What programs for WAMR use ----


def wasm_vec_to_list(vec: Any) -> list[Any]:
    """The elements of a vector, which still owns them.

    >>> vector = WASM_ARRAY_VEC("wasm_val_vec_t", [WASM_I32_VAL(5), WASM_I32_VAL(6)])
    >>> [value.of.i32 for value in wasm_vec_to_list(vector)]
    [5, 6]
    """
    if not isinstance(vec, ffi.CData) or not ffi.typeof(vec).cname.endswith("_vec_t *"):
        raise TypeError("vec must be a pointer to a vector")
    elements = _checks.elements(vec)
    if isinstance(elements, bytes):
        return [elements[i : i + 1] for i in range(len(elements))]
    _checks.seen_in(elements)
    return list(elements)


def list_to_carray(elem_type: str, *args: Any) -> Any:
    """An array of C's with these elements, of a type such as ``"wasm_val_t"``.

    >>> [int(i) for i in list_to_carray("int32_t", 1, 2, 3)]
    [1, 2, 3]
    """
    elements = [one[0] if _is_val(one) else one for one in args]
    return ffi.new(f"{elem_type}[]", elements)


def load_module_file(wasm_content: bytes) -> Any:
    """A ``wasm_byte_vec_t`` with a copy of a module's bytes, for the caller to delete.

    >>> binary = load_module_file(b"\\0asm\\1\\0\\0\\0")
    >>> binary.size
    8
    >>> c.wasm_byte_vec_delete(binary)
    """
    binary = ffi.new("wasm_byte_vec_t *")
    c.wasm_byte_vec_new(binary, len(wasm_content), wasm_content)
    return binary


def wasm_func_cb_decl(func: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The function, which can be given as a ``wasm_func_callback_t`` as it is.

    >>> @wasm_func_cb_decl
    ... def nothing(args, results):
    ...     return None
    """
    if not callable(func):
        raise TypeError(f"expected a function, not {func.__class__.__name__}")
    return func


def wasm_func_cb_with_env_decl(
    func: Callable[[Any, Any, Any], Any],
) -> Callable[[Any, Any, Any], Any]:
    """The function, which can be given as a ``wasm_func_callback_with_env_t`` as it is.

    >>> @wasm_func_cb_with_env_decl
    ... def nothing(env, args, results):
    ...     return None
    """
    if not callable(func):
        raise TypeError(f"expected a function, not {func.__class__.__name__}")
    return func


def create_null_pointer(c_type: str) -> Any:
    """A null pointer to a type such as ``"wasm_trap_t"``.

    >>> is_null_pointer(create_null_pointer("wasm_trap_t"))
    True
    """
    return ffi.cast(f"{c_type} *", 0)


def is_null_pointer(c_pointer: Any) -> bool:
    """Whether a pointer is null.

    >>> is_null_pointer(ffi.NULL), is_null_pointer(ffi.new("int *"))
    (True, False)
    """
    if not isinstance(c_pointer, ffi.CData):
        raise TypeError(f"expected a pointer, not {c_pointer.__class__.__name__}")
    return not c_pointer


def dereference(p: Any) -> Any:
    """What a pointer leads to.

    >>> dereference(ffi.new("int *", 5))
    5
    """
    if is_null_pointer(p):
        raise ValueError("a null pointer leads to nothing")
    return p[0]
