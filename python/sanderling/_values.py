"""What an instance exports, by its handle; globals and tables."""

from __future__ import annotations

from ._errors import WrongStoreError, new_out, take
from ._func import Func, new_slots, read_slots, write_slots
from ._memory import Memory
from ._native import ffi, lib
from ._types import FuncType, GlobalType, MemoryType, TableType, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    from ._types import TagType

    Extern = Union[Func, "Global", "Table", Memory, "Tag"]

__all__ = ["Global", "Table", "Tag"]


class StoreRef:
    """The store of a function or a global: what references in it stand for.

    It has the handle of the store, not the :class:`Store`, which can be closed.
    """

    __slots__ = ("_handle", "_ids", "_objects")

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._objects: list[Any] = []
        self._ids: dict[int, int] = {}

    def forget(self) -> None:
        """Forgets the Python objects that guests had references to."""
        self._objects.clear()
        self._ids.clear()

    def reference(self, value: Any) -> int:
        """The slot of a reference to a Python object; the same for the same object."""
        slot = self._ids.get(id(value))
        if slot is None:
            out, error = ffi.new("uint64_t *"), new_out()
            # The list keeps the object alive, and with it the meaning of its id.
            self._objects.append(value)
            number = len(self._objects) - 1
            if lib.sanderling_externref_new(self._handle, number, out, error):
                raise take(error)
            slot = self._ids[id(value)] = int(out[0])
        return slot

    def object(self, slot: int) -> Any:
        """The Python object of a reference."""
        number, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_externref_id(self._handle, slot, number, error):
            raise take(error)
        return self._objects[number[0]]

    def func(self, slot: int) -> Func:
        """The function of a reference."""
        out, error = ffi.new("wasm_func_t *[1]"), new_out()
        if lib.sanderling_funcref_func(self._handle, slot, out, error):
            raise take(error)
        item = wrap(lib.wasm_func_as_extern(out[0]), self, "funcref")
        assert isinstance(item, Func)
        return item


class Global:
    """A global.

    >>> import sanderling
    >>> module = sanderling.Module(None, '(global (export "n") (mut i64) (i64.const 5))')
    >>> n = sanderling.Instance(sanderling.Store(), module).exports.n
    >>> n.value += 1
    >>> n
    <Global mut i64 = 6>
    """

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    def __init__(self, handle: Any, store: StoreRef, name: str, type: GlobalType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The global's type.
        self.type = type

    @property
    def value(self) -> Any:
        """The value, as functions return it."""
        slots, error = new_slots(), new_out()
        if lib.sanderling_global_get(self._handle, slots, 2, error):
            raise take(error)
        return read_slots(slots, self.type.content, self._store)

    @value.setter
    def value(self, value: Any) -> None:
        if not self.type.mutable:
            raise AttributeError(f"the global {self.name} is constant")
        slots, error = new_slots(), new_out()
        write_slots(slots, self.type.content, value, self._store)
        if lib.sanderling_global_set(self._handle, slots, 2, error):
            raise take(error)

    def __repr__(self) -> str:
        mutable = "mut " if self.type.mutable else ""
        slots, error = new_slots(), new_out()
        if lib.sanderling_global_get(self._handle, slots, 2, error):
            take(error)
            return "<Global closed>"
        value = read_slots(slots, self.type.content, self._store)
        return f"<Global {mutable}{self.type.content} = {value!r}>"


class Table:
    """A table of references."""

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    def __init__(self, handle: Any, store: StoreRef, name: str, type: TableType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The type, with the size of when the object was made as minimum.
        self.type = type

    def __len__(self) -> int:
        size, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_table_size(self._handle, size, error):
            raise take(error)
        return int(size[0])

    def __repr__(self) -> str:
        size, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_table_size(self._handle, size, error):
            take(error)
            return "<Table closed>"
        return f"<Table {self.type.element}[{size[0]}]>"


class Tag:
    """The tag of an exception."""

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    def __init__(self, handle: Any, store: StoreRef, name: str, type: TagType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The tag's type.
        self.type = type

    def __repr__(self) -> str:
        return f"<Tag {self.type}>"


def wrap(item: Any, store: StoreRef, name: str) -> Extern:
    """The object for a ``wasm_extern_t``, which it will own."""
    view = ffi.new("sanderling_type_t *")
    lib.sanderling_extern_type(item, view)
    type = type_of(view)
    if isinstance(type, FuncType):
        func = ffi.gc(lib.wasm_extern_as_func(item), lib.wasm_func_delete)
        return Func(func, store, name, type)
    if isinstance(type, MemoryType):
        memory = ffi.gc(lib.wasm_extern_as_memory(item), lib.wasm_memory_delete)
        return Memory(memory, store, name, type)
    if isinstance(type, GlobalType):
        handle = ffi.gc(lib.wasm_extern_as_global(item), lib.wasm_global_delete)
        return Global(handle, store, name, type)
    if isinstance(type, TableType):
        table = ffi.gc(lib.wasm_extern_as_table(item), lib.wasm_table_delete)
        return Table(table, store, name, type)
    return Tag(ffi.gc(item, lib.wasm_extern_delete), store, name, type)


def native(item: object, store: StoreRef) -> Any:
    """The ``wasm_extern_t`` of an object, which keeps owning it."""
    if not isinstance(item, (Func, Memory, Global, Table, Tag)):
        raise TypeError(f"cannot import a {type(item).__name__}")
    if item._store is not store:
        raise WrongStoreError(f"{item!r} belongs to another store")
    if isinstance(item, Tag):
        return item._handle
    convert = {
        Func: lib.wasm_func_as_extern,
        Memory: lib.wasm_memory_as_extern,
        Global: lib.wasm_global_as_extern,
        Table: lib.wasm_table_as_extern,
    }[type(item)]
    return convert(item._handle)
