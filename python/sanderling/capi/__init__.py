"""The C interface: each function of ``wasm.h`` and ``sanderling.h`` under its name.

>>> from sanderling import capi
>>> engine = capi.wasm_engine_new()
>>> store = capi.wasm_store_new(engine)
>>> type = capi.wasm_functype_new_2_1(*(capi.wasm_valtype_new_i32() for _ in range(3)))
>>> def add(args, results):
...     results.data[0].of.i32 = args.data[0].of.i32 + args.data[1].of.i32
>>> func = capi.wasm_func_new(store, type, add)
>>> args = [capi.WASM_I32_VAL(2), capi.WASM_I32_VAL(3)]
>>> args = capi.WASM_ARRAY_VEC("wasm_val_vec_t", args)
>>> results = capi.WASM_ARRAY_VEC("wasm_val_vec_t", [capi.WASM_INIT_VAL()])
>>> trap = capi.wasm_func_call(func, args, results)
>>> bool(trap), results.data[0].of.i32
(False, 5)
>>> for delete, handle in [
...     (capi.wasm_func_delete, func), (capi.wasm_functype_delete, type),
...     (capi.wasm_store_delete, store), (capi.wasm_engine_delete, engine)]:
...     delete(handle)

Pointers are those of cffi, and who deletes what is as in C: see the headers. What is more
than in C:

- None is NULL.
- Arrays that are read can be lists, and arrays of bytes anything with bytes. They, and
  arrays of cffi's, must be as long as is said.
- Functions of Python can be given where C has its own. What they raise comes out of the
  function here that ran the guest.
- A wrong type is a TypeError, a number out of range an OverflowError; a handle that was
  deleted or given away, and an array that is too short, are a ValueError.

The latter is noticed as long as handles come from functions here, and not from ``lib``,
which has the same functions without these checks, and no pointers to functions of C are
given.

Macros that initialize a value or a vector are functions here. There are also the helpers
of the WebAssembly Micro Runtime's Python binding, such as :func:`wasm_vec_to_list`.
"""

from __future__ import annotations

from .._native import ffi, lib
from . import _functions, _inline
from ._functions import *  # noqa: F403
from ._inline import *  # noqa: F403

__all__ = ["ffi", "lib"]
# As type checkers read it.
__all__ += _functions.__all__
__all__ += _inline.__all__
