"""The standard's interface in classes, named after those of ``wasm.hh``.

>>> from sanderling import oop, wat2wasm
>>> store = oop.Store.make(oop.Engine.make())
>>> i32 = oop.ValType.make(oop.ValKind.I32)
>>> type = oop.FuncType.make([i32, i32], [i32])
>>> add = oop.Func.make(store, type, lambda args: [args[0].i32() + args[1].i32()])
>>> module = oop.Module.make(store, wat2wasm('''
...     (import "" "add" (func $add (param i32 i32) (result i32)))
...     (func (export "f") (param i32) (result i32)
...         (call $add (local.get 0) (i32.const 1)))'''))
>>> instance = oop.Instance.make(store, module, [add])
>>> (f,) = instance.exports()
>>> f.func().call(4)
[Val.i32(5)]

Objects are freed with their last Python object, in any order. ``own`` is therefore
nothing that one has to know of: what C++ moves is copied here. What C++ returns as a trap
is raised, and so is what a function of Python has raised. Where C++ returns a null pointer
because something cannot be made, there is a :class:`sanderling.WasmError`.
"""

from __future__ import annotations

import enum

from ._buffers import contiguous
from ._errors import WasmError
from ._native import ffi, lib
from ._owned import owned
from .capi import _callbacks, _checks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeVar, Union

    Item = Union["Extern", "Func", "Global", "Table", "Memory"]
    T = TypeVar("T", bound="_Handle")
    R = TypeVar("R", bound="Ref")

__all__ = [
    "Config",
    "Engine",
    "ExportType",
    "Extern",
    "ExternKind",
    "ExternType",
    "Foreign",
    "Frame",
    "Func",
    "FuncType",
    "Global",
    "GlobalType",
    "ImportType",
    "Instance",
    "Limits",
    "Memory",
    "MemoryType",
    "Module",
    "Mutability",
    "Ref",
    "Shared",
    "Store",
    "Table",
    "TableType",
    "Trap",
    "Val",
    "ValKind",
    "ValType",
]


class Mutability(enum.IntEnum):
    """Whether a global can be set.

    >>> Mutability.VAR.name
    'VAR'
    """

    CONST = 0
    VAR = 1


class ValKind(enum.IntEnum):
    """The kinds of values.

    >>> ValKind.I32.name
    'I32'
    """

    I32 = 0
    I64 = 1
    F32 = 2
    F64 = 3
    V128 = 4
    EXTERNREF = 128
    FUNCREF = 129
    OTHER_REF = 255


class ExternKind(enum.IntEnum):
    """What can be imported and exported.

    >>> [kind.name for kind in ExternKind]
    ['FUNC', 'GLOBAL', 'TABLE', 'MEMORY', 'TAG']
    """

    FUNC = 0
    GLOBAL = 1
    TABLE = 2
    MEMORY = 3
    TAG = 4


class Limits:
    """The sizes that a table or a memory may have.

    >>> Limits(1, 2).min
    1
    """

    __slots__ = ("max", "min")

    def __init__(self, min: int, max: int = lib.wasm_limits_max_default) -> None:
        self.min = min
        self.max = max

    def _struct(self) -> Any:
        return ffi.new("wasm_limits_t *", [self.min, self.max])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Limits):
            return NotImplemented
        return (self.min, self.max) == (other.min, other.max)

    def __hash__(self) -> int:
        return hash((self.min, self.max))

    def __repr__(self) -> str:
        return f"Limits({self.min}, {self.max:#x})"


class _Handle:
    """What has a pointer of the library's."""

    #: The name of the type in C, without "wasm_" and "_t".
    _name = ""
    _ptr: Any

    def __init__(self) -> None:
        kind = self.__class__.__name__
        raise TypeError(f"{kind} objects are made by {kind}.make(), or come from others")

    @classmethod
    def _own(cls: type[T], pointer: Any, what: str = "") -> T:
        """The object for a pointer, which it deletes."""
        if not pointer:
            raise WasmError(what or f"the {cls._name} cannot be made")
        self = cls.__new__(cls)
        self._ptr = owned(pointer, getattr(lib, f"wasm_{cls._name}_delete"))
        return self

    @classmethod
    def _copy(cls: type[T], pointer: Any) -> T:
        """The object for a copy of what somebody else owns."""
        return cls._own(getattr(lib, f"wasm_{cls._name}_copy")(pointer))


def _ptr(value: Any, kind: type[_Handle], name: str) -> Any:
    if not isinstance(value, kind):
        found = value.__class__.__name__
        raise TypeError(f"{name} must be a {kind.__name__}, not {found}")
    return value._ptr


def _name(value: str) -> tuple[Any, Any]:
    """A name that is borrowed, and what keeps its bytes."""
    data = value.encode()
    memory = ffi.new("char[]", data)
    return ffi.new("wasm_name_t *", [len(data), memory]), memory


def _text(name: Any) -> str:
    return bytes(ffi.buffer(name.data, name.size)[:] if name.size else b"").decode()


def _given(value: str) -> Any:
    """A name that the library gets."""
    name, data = ffi.new("wasm_name_t *"), value.encode()
    lib.wasm_byte_vec_new(name, len(data), data)
    return name


class Config(_Handle):
    """How an engine shall be.

    >>> engine = Engine.make(Config.make())
    """

    _name = "config"

    @classmethod
    def make(cls) -> Config:
        """The default configuration."""
        return cls._own(lib.wasm_config_new())


class Engine(_Handle):
    """What stores and modules have in common.

    >>> engine = Engine.make()
    """

    _name = "engine"

    @classmethod
    def make(cls, config: Config | None = None) -> Engine:
        """An engine with this configuration."""
        if config is None:
            return cls._own(lib.wasm_engine_new())
        out = ffi.new("wasm_engine_t **")
        lib.sanderling_engine_new(_ptr(config, Config, "config"), out, ffi.NULL)
        return cls._own(out[0])


class Store(_Handle):
    """All that a group of instances can reach.

    >>> store = Store.make(Engine.make())
    """

    _name = "store"

    @classmethod
    def make(cls, engine: Engine) -> Store:
        """An empty store."""
        return cls._own(lib.wasm_store_new(_ptr(engine, Engine, "engine")))


# ---- Types ----


class ValType(_Handle):
    """The type of a value.

    >>> i32 = ValType.make(ValKind.I32)
    >>> i32.kind().name, i32.is_num(), i32.is_ref(), i32.copy().kind().name
    ('I32', True, False, 'I32')
    """

    _name = "valtype"

    @classmethod
    def make(cls, kind: ValKind) -> ValType:
        """The type of this kind."""
        return cls._own(lib.wasm_valtype_new(ValKind(kind)))

    def copy(self) -> ValType:
        """A copy."""
        return self._copy(self._ptr)

    def kind(self) -> ValKind:
        """The kind of its values."""
        return ValKind(lib.wasm_valtype_kind(self._ptr))

    def is_num(self) -> bool:
        """Whether its values are numbers."""
        return not self.is_ref()

    def is_ref(self) -> bool:
        """Whether its values are references."""
        return self.kind() >= ValKind.EXTERNREF

    def __repr__(self) -> str:
        return f"<ValType {self.kind().name.lower()}>"


def _valtypes(types: Iterable[ValType]) -> Any:
    pointers = [_ptr(type, ValType, "each type") for type in types]
    vector = ffi.new("wasm_valtype_vec_t *")
    copies = [lib.wasm_valtype_copy(pointer) for pointer in pointers]
    lib.wasm_valtype_vec_new(vector, len(copies), copies)
    return vector


def _list(vector: Any, make: Callable[[Any], T]) -> list[T]:
    return [make(vector.data[i]) for i in range(vector.size)]


class ExternType(_Handle):
    """The type of a function, global, table or memory.

    >>> type: ExternType = MemoryType.make(Limits(1, 2))
    >>> type.kind().name, type.memorytype().limits().max, type.copy().kind().name
    ('MEMORY', 2, 'MEMORY')
    >>> TableType.make(ValType.make(ValKind.FUNCREF), Limits(1)).tabletype().limits().min
    1
    >>> FuncType.make().functype().params()
    []
    >>> GlobalType.make(ValType.make(ValKind.F32), Mutability.VAR).globaltype().kind().name
    'GLOBAL'
    """

    _name = "externtype"

    def copy(self: T) -> T:
        """A copy."""
        return self._copy(self._ptr)

    def _extern(self) -> Any:
        return ffi.cast("wasm_externtype_t *", self._ptr)

    def kind(self) -> ExternKind:
        """What it is the type of."""
        return ExternKind(lib.wasm_externtype_kind(self._extern()))

    def functype(self) -> FuncType | None:
        """The type as a function's, if it is one."""
        return self._as(FuncType)

    def globaltype(self) -> GlobalType | None:
        """The type as a global's, if it is one."""
        return self._as(GlobalType)

    def tabletype(self) -> TableType | None:
        """The type as a table's, if it is one."""
        return self._as(TableType)

    def memorytype(self) -> MemoryType | None:
        """The type as a memory's, if it is one."""
        return self._as(MemoryType)

    def _as(self, kind: type[T]) -> T | None:
        seen = getattr(lib, f"wasm_externtype_as_{kind._name}")(self._extern())
        return kind._copy(seen) if seen else None

    def __repr__(self) -> str:
        return f"<ExternType {self.kind().name.lower()}>"


class FuncType(ExternType):
    """The type of a function.

    >>> type = FuncType.make([ValType.make(ValKind.I32)], [])
    >>> [param.kind().name for param in type.params()], type.results()
    (['I32'], [])
    """

    _name = "functype"

    @classmethod
    def make(
        cls, params: Iterable[ValType] = (), results: Iterable[ValType] = ()
    ) -> FuncType:
        """The type of functions with these parameters and results."""
        params, results = list(params), list(results)
        for type in params + results:
            _ptr(type, ValType, "each type")
        return cls._own(lib.wasm_functype_new(_valtypes(params), _valtypes(results)))

    def params(self) -> list[ValType]:
        """The types of the parameters."""
        return _list(lib.wasm_functype_params(self._ptr), ValType._copy)

    def results(self) -> list[ValType]:
        """The types of the results."""
        return _list(lib.wasm_functype_results(self._ptr), ValType._copy)


class GlobalType(ExternType):
    """The type of a global.

    >>> type = GlobalType.make(ValType.make(ValKind.I64), Mutability.VAR)
    >>> type.content().kind().name, type.mutability().name
    ('I64', 'VAR')
    """

    _name = "globaltype"

    @classmethod
    def make(cls, content: ValType, mutability: Mutability) -> GlobalType:
        """The type of globals with this content."""
        pointer = _ptr(content, ValType, "content")
        number = int(mutability)
        return cls._own(lib.wasm_globaltype_new(lib.wasm_valtype_copy(pointer), number))

    def content(self) -> ValType:
        """The type of the content."""
        return ValType._copy(lib.wasm_globaltype_content(self._ptr))

    def mutability(self) -> Mutability:
        """Whether the global can be set."""
        return Mutability(lib.wasm_globaltype_mutability(self._ptr))


def _limits(found: Any) -> Limits:
    return Limits(found.min, found.max)


def _limits_of(limits: Any) -> Any:
    if not isinstance(limits, Limits):
        raise TypeError(f"limits must be Limits, not {limits.__class__.__name__}")
    return limits._struct()


class TableType(ExternType):
    """The type of a table.

    >>> type = TableType.make(ValType.make(ValKind.FUNCREF), Limits(1, 2))
    >>> type.element().kind().name, type.limits().max
    ('FUNCREF', 2)
    """

    _name = "tabletype"

    @classmethod
    def make(cls, element: ValType, limits: Limits) -> TableType:
        """The type of tables of such references."""
        pointer, struct = _ptr(element, ValType, "element"), _limits_of(limits)
        return cls._own(lib.wasm_tabletype_new(lib.wasm_valtype_copy(pointer), struct))

    def element(self) -> ValType:
        """The type of the elements."""
        return ValType._copy(lib.wasm_tabletype_element(self._ptr))

    def limits(self) -> Limits:
        """The sizes."""
        return _limits(lib.wasm_tabletype_limits(self._ptr))


class MemoryType(ExternType):
    """The type of a memory.

    >>> MemoryType.make(Limits(1, 2)).limits().max
    2
    """

    _name = "memorytype"

    @classmethod
    def make(cls, limits: Limits) -> MemoryType:
        """The type of memories with so many pages."""
        return cls._own(lib.wasm_memorytype_new(_limits_of(limits)))

    def limits(self) -> Limits:
        """The sizes."""
        return _limits(lib.wasm_memorytype_limits(self._ptr))


_TYPES = {
    ExternKind.FUNC: FuncType,
    ExternKind.GLOBAL: GlobalType,
    ExternKind.TABLE: TableType,
    ExternKind.MEMORY: MemoryType,
}


def _extern_type(pointer: Any) -> ExternType:
    """The object, of the most exact class, for a copy."""
    seen = ExternType._copy(pointer)
    kind = _TYPES.get(seen.kind())
    return seen._as(kind) or seen if kind else seen


def _extern_copy(type: Any) -> Any:
    return lib.wasm_externtype_copy(
        ffi.cast("wasm_externtype_t *", _ptr(type, ExternType, "type"))
    )


class ImportType(_Handle):
    """What a module imports.

    >>> item = ImportType.make("env", "log", FuncType.make())
    >>> item.module(), item.name(), item.type().kind().name, item.copy().name()
    ('env', 'log', 'FUNC', 'log')
    """

    _name = "importtype"

    @classmethod
    def make(cls, module: str, name: str, type: ExternType) -> ImportType:
        """An import."""
        texts = module.encode(), name.encode()
        copy = _extern_copy(type)
        given = (_given(text.decode()) for text in texts)
        return cls._own(lib.wasm_importtype_new(*given, copy))

    def copy(self) -> ImportType:
        """A copy."""
        return self._copy(self._ptr)

    def module(self) -> str:
        """The module's name."""
        return _text(lib.wasm_importtype_module(self._ptr))

    def name(self) -> str:
        """The name in that module."""
        return _text(lib.wasm_importtype_name(self._ptr))

    def type(self) -> ExternType:
        """The type."""
        return _extern_type(lib.wasm_importtype_type(self._ptr))


class ExportType(_Handle):
    """What a module exports.

    >>> item = ExportType.make("run", FuncType.make())
    >>> item.name(), item.type().kind().name, item.copy().name()
    ('run', 'FUNC', 'run')
    """

    _name = "exporttype"

    @classmethod
    def make(cls, name: str, type: ExternType) -> ExportType:
        """An export."""
        text = name.encode().decode()
        copy = _extern_copy(type)
        return cls._own(lib.wasm_exporttype_new(_given(text), copy))

    def copy(self) -> ExportType:
        """A copy."""
        return self._copy(self._ptr)

    def name(self) -> str:
        """The name."""
        return _text(lib.wasm_exporttype_name(self._ptr))

    def type(self) -> ExternType:
        """The type."""
        return _extern_type(lib.wasm_exporttype_type(self._ptr))


# ---- References and values ----


class Ref(_Handle):
    """Anything that guests can have a reference to.

    >>> store = Store.make(Engine.make())
    >>> foreign: Ref = Foreign.make(store)
    >>> foreign.copy().same(foreign), foreign.foreign() is None
    (True, False)
    >>> foreign.func(), foreign.instance(), foreign.module(), foreign.trap()
    (None, None, None, None)
    >>> foreign.set_host_info("mine")
    >>> foreign.get_host_info()
    'mine'
    """

    _name = "ref"

    def _ref(self) -> Any:
        return ffi.cast("wasm_ref_t *", self._ptr)

    def copy(self: R) -> R:
        """Another handle to the same object."""
        return self._copy(self._ptr)

    def same(self, other: Ref) -> bool:
        """Whether both are the same object."""
        pointer = ffi.cast("wasm_ref_t *", _ptr(other, Ref, "other"))
        return bool(lib.wasm_ref_same(self._ref(), pointer))

    def get_host_info(self) -> Any:
        """The Python object that is attached to the object, None if there is none."""
        info = lib.wasm_ref_get_host_info(self._ref())
        return ffi.from_handle(info)[0] if info else None

    def set_host_info(
        self, info: Any, finalizer: Callable[[Any], object] | None = None
    ) -> None:
        """Attaches a Python object, in place of the one that was attached before.
        ``finalizer`` is called with it, once, when it is attached no longer."""
        if finalizer is not None and not callable(finalizer):
            raise TypeError("finalizer must be callable")
        handle = ffi.new_handle((info, finalizer))
        _infos[handle] = handle
        lib.wasm_ref_set_host_info_with_finalizer(
            self._ref(), handle, _callbacks.static("void (*)(void *)", _forget_info)
        )

    def _as(self, kind: type[T]) -> T | None:
        seen = getattr(lib, f"wasm_ref_as_{kind._name}")(self._ref())
        return kind._copy(seen) if seen else None

    def trap(self) -> Trap | None:
        """The object as a trap, if it is one; and so on."""
        return self._as(Trap)

    def foreign(self) -> Foreign | None:
        """The object as a foreign one, if it is one."""
        return self._as(Foreign)

    def module(self) -> Module | None:
        """The object as a module, if it is one."""
        return self._as(Module)

    def func(self) -> Func | None:
        """The object as a function, if it is one."""
        return self._as(Func)

    def instance(self) -> Instance | None:
        """The object as an instance, if it is one."""
        return self._as(Instance)


#: Handles to Python objects that are attached to something.
_infos: dict[Any, Any] = {}


def _forget_info(pointer: Any) -> None:
    handle = _infos.pop(pointer)
    info, finalizer = ffi.from_handle(handle)
    if finalizer is not None:
        finalizer(info)


class Val:
    """A value: a number, or a reference, which can be None.

    >>> Val.make_i32(1).i32(), Val.make_i64(2).i64(), Val.make_f32(0.5).f32()
    (1, 2, 0.5)
    >>> Val.make_f64(0.1).f64(), Val.make_ref(None).ref(), Val.make_i32(1).kind().name
    (0.1, None, 'I32')
    """

    __slots__ = ("_kind", "value")

    _NUMBERS = {
        ValKind.I32: "i32",
        ValKind.I64: "i64",
        ValKind.F32: "f32",
        ValKind.F64: "f64",
    }

    def __init__(self, kind: ValKind, value: Any) -> None:
        self._kind = ValKind(kind)
        #: The number or the reference.
        self.value = value
        self._write(ffi.new("wasm_val_t *"))

    @classmethod
    def make_i32(cls, value: int) -> Val:
        """An i32."""
        return cls(ValKind.I32, value)

    @classmethod
    def make_i64(cls, value: int) -> Val:
        """An i64."""
        return cls(ValKind.I64, value)

    @classmethod
    def make_f32(cls, value: float) -> Val:
        """An f32."""
        return cls(ValKind.F32, value)

    @classmethod
    def make_f64(cls, value: float) -> Val:
        """An f64."""
        return cls(ValKind.F64, value)

    @classmethod
    def make_ref(cls, value: Ref | None) -> Val:
        """A reference."""
        return cls(ValKind.FUNCREF if isinstance(value, Func) else ValKind.EXTERNREF, value)

    def kind(self) -> ValKind:
        """The kind of the value."""
        return self._kind

    def _number(self, kind: ValKind) -> Any:
        if self._kind != kind:
            raise TypeError(f"the value is {self._kind.name}, not {kind.name}")
        return self.value

    def i32(self) -> int:
        """The number, if the value is an i32; and so on."""
        return int(self._number(ValKind.I32))

    def i64(self) -> int:
        """The number, if the value is an i64."""
        return int(self._number(ValKind.I64))

    def f32(self) -> float:
        """The number, if the value is an f32."""
        return float(self._number(ValKind.F32))

    def f64(self) -> float:
        """The number, if the value is an f64."""
        return float(self._number(ValKind.F64))

    def ref(self) -> Ref | None:
        """The reference, if the value is one."""
        if self._kind in self._NUMBERS:
            raise TypeError(f"the value is {self._kind.name}, not a reference")
        return self.value  # type: ignore[no-any-return]

    def _write(self, out: Any) -> None:
        """Writes the value, which borrows the reference."""
        out.kind = self._kind
        number = self._NUMBERS.get(self._kind)
        if number is not None:
            setattr(out.of, number, self.value)
        elif self._kind in (ValKind.EXTERNREF, ValKind.FUNCREF):
            ref = self.value
            out.of.ref = ffi.NULL if ref is None else _as_ref(ref)
        else:
            raise TypeError(f"values of kind {self._kind.name} cannot be passed")

    @classmethod
    def _read(cls, found: Any, is_own: bool) -> Val:
        """The value that is there, with a reference of its own."""
        self = cls.__new__(cls)
        self._kind = ValKind(found.kind)
        number = cls._NUMBERS.get(self._kind)
        if number is not None:
            self.value = getattr(found.of, number)
        elif not found.of.ref:
            self.value = None
        else:
            ref = Ref._own(found.of.ref) if is_own else Ref._copy(found.of.ref)
            self.value = _exact(ref)
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Val):
            return NotImplemented
        if isinstance(self.value, Ref) and isinstance(other.value, Ref):
            return self.value.same(other.value)
        return (self._kind, self.value) == (other._kind, other.value)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Val.{self._NUMBERS.get(self._kind, 'ref')}({self.value!r})"


def _as_ref(value: Any) -> Any:
    return ffi.cast("wasm_ref_t *", _ptr(value, Ref, "a reference"))


def _exact(ref: Ref) -> Ref:
    """The reference as what it is."""
    for kind in (Func, Foreign, Module, Trap, Instance, Global, Table, Memory):
        seen = ref._as(kind)
        if seen is not None:
            return seen
    return ref


#: The kinds that values without one can have, by the type that is expected.
def _val(value: Any, kind: int) -> Val:
    if isinstance(value, Val):
        return value
    return Val(ValKind(kind), value)


class Frame(_Handle):
    """A call of a guest's function that was under way when a trap happened.

    >>> from sanderling import wat2wasm
    >>> store = Store.make(Engine.make())
    >>> module = Module.make(store, wat2wasm('(func (export "f") unreachable)'))
    >>> (f,) = Instance.make(store, module).exports()
    >>> try:
    ...     f.func().call()
    ... except Trap as trap:
    ...     frame = trap.origin().copy()
    >>> frame.func_index(), frame.func_offset(), frame.module_offset()
    (0, 1, 30)
    >>> isinstance(frame.instance(), Instance)
    True
    """

    _name = "frame"

    def copy(self) -> Frame:
        """A copy."""
        return self._copy(self._ptr)

    def instance(self) -> Instance:
        """The instance whose function it is."""
        return Instance._copy(lib.wasm_frame_instance(self._ptr))

    def func_index(self) -> int:
        """The function's index in its module, imports first."""
        return int(lib.wasm_frame_func_index(self._ptr))

    def func_offset(self) -> int:
        """The instruction's place in the function's body, in bytes."""
        return int(lib.wasm_frame_func_offset(self._ptr))

    def module_offset(self) -> int:
        """The instruction's place in the module, in bytes."""
        return int(lib.wasm_frame_module_offset(self._ptr))


class Trap(Ref, WasmError):
    """Why a call or an instantiation has failed. Functions of Python raise it, too.

    >>> store = Store.make(Engine.make())
    >>> trap = Trap.make(store, "out of paper")
    >>> trap.message(), trap.origin(), trap.trace()
    ('out of paper', None, [])
    """

    _name = "trap"

    @classmethod
    def make(cls, store: Store, message: str) -> Trap:
        """A trap for a function of Python to raise."""
        name, _memory = _name(message + "\0")
        return cls._own(lib.wasm_trap_new(_ptr(store, Store, "store"), name))

    def message(self) -> str:  # type: ignore[override]
        """The message."""
        out = ffi.new("wasm_message_t *")
        lib.wasm_trap_message(self._ptr, out)
        text = _text(out)
        lib.wasm_byte_vec_delete(out)
        return text.rstrip("\0")

    def origin(self) -> Frame | None:
        """The innermost frame."""
        frame = lib.wasm_trap_origin(self._ptr)
        return Frame._own(frame) if frame else None

    def trace(self) -> list[Frame]:
        """The frames, innermost first."""
        out = ffi.new("wasm_frame_vec_t *")
        lib.wasm_trap_trace(self._ptr, out)
        frames = _list(out, Frame._copy)
        lib.wasm_frame_vec_delete(out)
        return frames

    def __str__(self) -> str:
        return self.message()

    def __repr__(self) -> str:
        return f"<Trap {self.message()!r}>"


def _raise(trap: Any) -> None:
    """Raises a trap, or what a function of Python has raised inside."""
    if trap:
        _callbacks.surface(trap)
        raise Trap._own(trap)


class Foreign(Ref):
    """An object of the host's, for guests to hold and pass on.

    >>> foreign = Foreign.make(Store.make(Engine.make()))
    """

    _name = "foreign"

    @classmethod
    def make(cls, store: Store) -> Foreign:
        """A foreign object."""
        return cls._own(lib.wasm_foreign_new(_ptr(store, Store, "store")))


# ---- Modules and what they export ----


def _bytes(data: Any) -> tuple[Any, Any]:
    """Bytes that are borrowed, and what keeps them."""
    memory = ffi.from_buffer("char[]", contiguous(data))
    return ffi.new("wasm_byte_vec_t *", [len(memory), memory]), memory


class Module(Ref):
    """A valid module.

    >>> from sanderling import wat2wasm
    >>> store = Store.make(Engine.make())
    >>> binary = wat2wasm('(import "" "f" (func)) (memory (export "m") 1)')
    >>> Module.validate(store, binary)
    True
    >>> module = Module.make(store, binary)
    >>> module.imports()[0].name(), module.exports()[0].name()
    ('f', 'm')
    >>> again = Module.deserialize(store, module.serialize())
    >>> len(Module.obtain(store, module.share()).exports())
    1
    """

    _name = "module"

    @classmethod
    def make(cls, store: Store, binary: bytes) -> Module:
        """The module in the binary format."""
        vector, _memory = _bytes(binary)
        made = lib.wasm_module_new(_ptr(store, Store, "store"), vector)
        return cls._own(made, "this is not a valid module")

    @staticmethod
    def validate(store: Store, binary: bytes) -> bool:
        """Whether these bytes are a valid module."""
        vector, _memory = _bytes(binary)
        return bool(lib.wasm_module_validate(_ptr(store, Store, "store"), vector))

    def imports(self) -> list[ImportType]:
        """What the module imports."""
        out = ffi.new("wasm_importtype_vec_t *")
        lib.wasm_module_imports(self._ptr, out)
        found = _list(out, ImportType._copy)
        lib.wasm_importtype_vec_delete(out)
        return found

    def exports(self) -> list[ExportType]:
        """What the module exports."""
        out = ffi.new("wasm_exporttype_vec_t *")
        lib.wasm_module_exports(self._ptr, out)
        found = _list(out, ExportType._copy)
        lib.wasm_exporttype_vec_delete(out)
        return found

    def share(self) -> Shared:
        """The module, to be obtained in another store."""
        return Shared._own(lib.wasm_module_share(self._ptr))

    @classmethod
    def obtain(cls, store: Store, shared: Shared) -> Module:
        """A module that was shared, for a store of the same engine."""
        pointer = _ptr(shared, Shared, "shared")
        return cls._own(lib.wasm_module_obtain(_ptr(store, Store, "store"), pointer))

    def serialize(self) -> bytes:
        """The module as bytes for :meth:`deserialize`."""
        out = ffi.new("wasm_byte_vec_t *")
        lib.wasm_module_serialize(self._ptr, out)
        data = bytes(ffi.buffer(out.data, out.size))
        lib.wasm_byte_vec_delete(out)
        return data

    @classmethod
    def deserialize(cls, store: Store, data: bytes) -> Module:
        """The module that :meth:`serialize` has made these bytes of."""
        vector, _memory = _bytes(data)
        return cls._own(lib.wasm_module_deserialize(_ptr(store, Store, "store"), vector))


class Shared(_Handle):
    """A module on its way to another thread.

    >>> store = Store.make(Engine.make())
    >>> shared = Module.make(store, b"\\0asm\\1\\0\\0\\0").share()
    >>> Module.obtain(store, shared).exports()
    []
    """

    _name = "shared_module"


class Extern(Ref):
    """A function, global, table or memory.

    >>> from sanderling import wat2wasm
    >>> store = Store.make(Engine.make())
    >>> text = '''(func (export "f")) (global (export "g") i32 (i32.const 5))
    ...     (table (export "t") 1 funcref) (memory (export "m") 1)'''
    >>> f, g, t, m = Instance.make(store, Module.make(store, wat2wasm(text))).exports()
    >>> f.func().call(), g.global_().get(), t.table().size(), m.memory().size()
    ([], Val.i32(5), 1, 1)
    >>> m.kind().name, m.type().limits().min
    ('MEMORY', 1)
    """

    _name = "extern"

    def _extern(self) -> Any:
        return ffi.cast("wasm_extern_t *", self._ptr)

    def kind(self) -> ExternKind:
        """What it is."""
        return ExternKind(lib.wasm_extern_kind(self._extern()))

    def type(self) -> Any:
        """Its type."""
        owned = ExternType._own(lib.wasm_extern_type(self._extern()))
        return _extern_type(owned._ptr)

    def func(self) -> Func:
        """The object as a function; a TypeError if it is none. And so on."""
        return self._seen(Func)

    def global_(self) -> Global:
        """The object as a global."""
        return self._seen(Global)

    def table(self) -> Table:
        """The object as a table."""
        return self._seen(Table)

    def memory(self) -> Memory:
        """The object as a memory."""
        return self._seen(Memory)

    def _seen(self, kind: builtins.type[T]) -> T:
        seen = getattr(lib, f"wasm_extern_as_{kind._name}")(self._extern())
        if not seen:
            raise TypeError(f"this is a {self.kind().name.lower()}, not a {kind._name}")
        return kind._copy(seen)


class Func(Extern):
    """A function of a guest or of Python.

    >>> i32 = ValType.make(ValKind.I32)
    >>> store = Store.make(Engine.make())
    >>> double = Func.make(store, FuncType.make([i32], [i32]), lambda a: [2 * a[0].i32()])
    >>> double.call(4), double.param_arity(), double.result_arity()
    ([Val.i32(8)], 1, 1)
    """

    _name = "func"

    @classmethod
    def make(
        cls,
        store: Store,
        type: FuncType,
        callback: Callable[[list[Val]], Sequence[Any] | None],
    ) -> Func:
        """A function of Python. It gets the arguments, and returns as many results, or None
        if there are none: values, or what values of its type can be made of."""
        pointer = _ptr(type, FuncType, "type")
        if not callable(callback):
            kind = callback.__class__.__name__
            raise TypeError(f"callback must be callable, not {kind}")
        kinds = [result.kind() for result in type.results()]

        def call(args: Any, results: Any) -> Any:
            try:
                found = callback([Val._read(args.data[i], False) for i in range(args.size)])
            except Trap as trap:
                return _checks.seen(lib.wasm_trap_copy(trap._ptr))
            found = () if found is None else found
            if len(found) != len(kinds):
                raise TypeError(f"expected {len(kinds)} results, got {len(found)}")
            values = [_val(value, kind) for value, kind in zip(found, kinds)]
            for i, value in enumerate(values):
                one = ffi.new("wasm_val_t *")
                value._write(one)
                lib.wasm_val_copy(results.data + i, one)
            return None

        return cls._own(
            _callbacks.answering(_ptr(store, Store, "store"), pointer, call),
            "there can be no function of this type",
        )

    def param_arity(self) -> int:
        """The number of parameters."""
        return int(lib.wasm_func_param_arity(self._ptr))

    def result_arity(self) -> int:
        """The number of results."""
        return int(lib.wasm_func_result_arity(self._ptr))

    def call(self, *args: Any) -> list[Val]:
        """Calls the function with values, or with what values can be made of."""
        params = self.type().params()
        if len(args) != len(params):
            raise TypeError(f"expected {len(params)} arguments, got {len(args)}")
        values = [_val(value, type.kind()) for value, type in zip(args, params)]
        count = self.result_arity()
        given, found = ffi.new("wasm_val_t[]", len(args)), ffi.new("wasm_val_t[]", count)
        for i, value in enumerate(values):
            value._write(given[i])
        _raise(
            lib.wasm_func_call(
                self._ptr,
                ffi.new("wasm_val_vec_t *", [len(args), given]),
                ffi.new("wasm_val_vec_t *", [count, found]),
            )
        )
        return [Val._read(found[i], True) for i in range(count)]

    __call__ = call


class Global(Extern):
    """A global of a guest or of Python.

    >>> type = GlobalType.make(ValType.make(ValKind.I32), Mutability.VAR)
    >>> counter = Global.make(Store.make(Engine.make()), type, 5)
    >>> counter.set(6)
    >>> counter.get()
    Val.i32(6)
    """

    _name = "global"

    @classmethod
    def make(cls, store: Store, type: GlobalType, value: Any) -> Global:
        """A global."""
        pointer = _ptr(type, GlobalType, "type")
        given, one = _val(value, type.content().kind()), ffi.new("wasm_val_t *")
        given._write(one)
        made = lib.wasm_global_new(_ptr(store, Store, "store"), pointer, one)
        return cls._own(made, "the value is not of the type")

    def get(self) -> Val:
        """The value."""
        out = ffi.new("wasm_val_t *")
        lib.wasm_global_get(self._ptr, out)
        return Val._read(out, True)

    def set(self, value: Any) -> None:
        """Sets the value."""
        type, one = self.type(), ffi.new("wasm_val_t *")
        given = _val(value, type.content().kind())
        if type.mutability() != Mutability.VAR:
            raise WasmError("the global is constant")
        if given.kind() != type.content().kind():
            raise TypeError(f"the global has no values of kind {given.kind().name}")
        given._write(one)
        lib.wasm_global_set(self._ptr, one)


def _init(ref: Ref | None) -> Any:
    return ffi.NULL if ref is None else _as_ref(ref)


class Table(Extern):
    """A table of references.

    >>> type = TableType.make(ValType.make(ValKind.FUNCREF), Limits(1, 2))
    >>> store = Store.make(Engine.make())
    >>> table = Table.make(store, type)
    >>> nothing = Func.make(store, FuncType.make(), lambda args: None)
    >>> table.set(0, nothing), table.get(0).same(nothing), table.grow(1), table.size()
    (True, True, True, 2)
    """

    _name = "table"

    @classmethod
    def make(cls, store: Store, type: TableType, init: Ref | None = None) -> Table:
        """A table with ``init`` in each place."""
        pointer, ref = _ptr(type, TableType, "type"), _init(init)
        return cls._own(lib.wasm_table_new(_ptr(store, Store, "store"), pointer, ref))

    def get(self, index: int) -> Ref | None:
        """What is at an index; None for a null reference, and beyond the end."""
        found = lib.wasm_table_get(self._ptr, index)
        return _exact(Ref._own(found)) if found else None

    def set(self, index: int, ref: Ref | None) -> bool:
        """Sets what is at an index; false if that cannot be."""
        return bool(lib.wasm_table_set(self._ptr, index, _init(ref)))

    def size(self) -> int:
        """The number of elements."""
        return int(lib.wasm_table_size(self._ptr))

    def grow(self, delta: int, init: Ref | None = None) -> bool:
        """Adds elements; false if that cannot be."""
        return bool(lib.wasm_table_grow(self._ptr, delta, _init(init)))


class Memory(Extern):
    """A linear memory.

    >>> memory = Memory.make(Store.make(Engine.make()), MemoryType.make(Limits(1, 2)))
    >>> memory.data()[8] = 5
    >>> memory.data()[8], memory.data_size(), memory.grow(1), memory.size()
    (5, 65536, True, 2)
    """

    _name = "memory"

    @classmethod
    def make(cls, store: Store, type: MemoryType) -> Memory:
        """A memory of zeros."""
        pointer = _ptr(type, MemoryType, "type")
        return cls._own(lib.wasm_memory_new(_ptr(store, Store, "store"), pointer))

    def data(self) -> memoryview:
        """The bytes, without a copy. Should the memory move when it grows, or go, the view
        keeps the bytes that were there."""
        out = ffi.new("sanderling_memory_pin_t **")
        if lib.sanderling_memory_pin(self._ptr, out, ffi.NULL):
            raise WasmError("the memory cannot be looked at now")
        pin = owned(out[0], lib.sanderling_memory_pin_delete)
        data = lib.sanderling_memory_pin_data(pin)
        keeping = owned(data, lambda _, pin=pin: None)
        return memoryview(ffi.buffer(keeping, lib.sanderling_memory_pin_size(pin)))

    def data_size(self) -> int:
        """The size in bytes."""
        return int(lib.wasm_memory_data_size(self._ptr))

    def size(self) -> int:
        """The size in pages."""
        return int(lib.wasm_memory_size(self._ptr))

    def grow(self, delta: int) -> bool:
        """Adds pages of zeros; false if that cannot be."""
        return bool(lib.wasm_memory_grow(self._ptr, delta))


class Instance(Ref):
    """A module at work in a store.

    >>> from sanderling import wat2wasm
    >>> store = Store.make(Engine.make())
    >>> instance = Instance.make(store, Module.make(store, wat2wasm('(func (export "f"))')))
    >>> len(instance.exports())
    1
    """

    _name = "instance"

    @classmethod
    def make(cls, store: Store, module: Module, imports: Sequence[Item] = ()) -> Instance:
        """An instance with these imports, in the order of the module."""
        items = [
            ffi.cast("wasm_extern_t *", _ptr(item, Extern, "each import"))
            for item in imports
        ]
        array = ffi.new("wasm_extern_t *[]", items)
        vector = ffi.new("wasm_extern_vec_t *", [len(items), array])
        pointer = _ptr(module, Module, "module")
        trap = ffi.new("wasm_trap_t **")
        made = lib.wasm_instance_new(_ptr(store, Store, "store"), pointer, vector, trap)
        if not made:
            _raise(trap[0])
        return cls._own(made)

    def exports(self) -> list[Extern]:
        """What the instance exports, in the order of the module."""
        out = ffi.new("wasm_extern_vec_t *")
        lib.wasm_instance_exports(self._ptr, out)
        found = _list(out, Extern._copy)
        lib.wasm_extern_vec_delete(out)
        return found
