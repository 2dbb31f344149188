"""What an instance exports, by its handle; globals, tables and tags."""

from __future__ import annotations

from ._errors import TableOutOfBounds, WrongStoreError, new_out, no_pickle, take
from ._func import Func, new_slots, read_slots, write_slots
from ._memory import Memory
from ._native import ffi, lib
from ._owned import owned
from ._shared import SharedMemory
from ._types import FuncType, GlobalType, MemoryType, TableType, TagType, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Callable, Union

    from ._store import Store

    Extern = Union[Func, "Global", "Table", Memory, SharedMemory, "Tag"]

__all__ = ["Global", "Table", "Tag"]


#: How many Python objects a store keeps for guests before it looks which of them they
#: still have: as many as a collection takes less time for than they took to come.
_FEW = 4096


class StoreRef:
    """The store of a function or a global: what references in it stand for.

    It has the handle of the store, not the :class:`Store`, which can be closed.
    """

    __slots__ = (
        "__weakref__",
        "_handle",
        "_ids",
        "_next",
        "_objects",
        "_room",
        "bound",
        "converted",
        "data",
        "deadline",
        "hosts",
        "sliced",
        "store",
    )

    def __init__(self, handle: Any, data: Any, store: Callable[[], Store | None]) -> None:
        self._handle = handle
        self._objects: dict[int, Any] = {}
        self._ids: dict[int, int] = {}
        self._next = 0
        self._room = _FEW
        #: Those that are references to objects of guests, with their slots, by id.
        self.converted: dict[int, tuple[Any, int]] = {}
        #: Whether calls run in slices, between which Python looks at signals; and when
        #: the present ones must have ended, as a time of `time.monotonic`.
        self.sliced = False
        self.deadline: float | None = None
        #: The store's data.
        self.data = data
        #: The store's object, if it still exists.
        self.store = store
        #: The functions of the host in the store, which live as long.
        self.hosts: list[Any] = []
        #: The functions here that stand for a linker's.
        self.bound: dict[int, Any] = {}

    def forget(self) -> None:
        """Forgets the Python objects that guests had references to."""
        self._objects.clear()
        self._ids.clear()
        self.converted.clear()
        self.hosts.clear()
        self.bound.clear()

    def reference(self, value: Any) -> int:
        """The slot of a reference to a Python object; the same for the same object."""
        slot = self._ids.get(id(value))
        if slot is None:
            out, error = ffi.new("uint64_t *"), new_out()
            number, self._next = self._next, self._next + 1
            if lib.sanderling_externref_new(self._handle, number, out, error):
                raise take(error)
            # This keeps the object alive, and with it the meaning of its id.
            self._objects[number] = value
            slot = self._ids[id(value)] = int(out[0])
        return slot

    @property
    def is_full(self) -> bool:
        """Whether so many Python objects have come that some may have gone."""
        return len(self._objects) >= self._room

    def collect(self) -> None:
        """Runs the guests' collector, and forgets the Python objects that guests had
        references to and have none any more. Not while there are slots with references
        that no guest has got yet."""
        self.converted.clear()
        length = len(self._objects)
        ids, count = ffi.new("uint64_t[]", max(length, 1)), ffi.new("size_t *")
        error = new_out()
        if lib.sanderling_store_gc_externrefs(self._handle, ids, length, count, error):
            raise take(error)
        # Their destructors run when this is done, and may do anything.
        gone = [self._objects.pop(number) for number in ffi.unpack(ids, count[0])]
        for value in gone:
            del self._ids[id(value)]
        self._room = max(_FEW, 2 * len(self._objects))

    def object(self, slot: int) -> Any:
        """The Python object of a reference."""
        number, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_externref_id(self._handle, slot, number, error):
            if lib.sanderling_error_code(error[0]) != lib.SANDERLING_MISUSE_ARGUMENT:
                raise take(error)
            # A guest's own object, which it has made one of the host's.
            take(error)
            from ._objects import inside

            return inside(slot, self)
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

    ``Global(store, type, value)`` is one of the host's, for guests to import.

    >>> Global(sanderling.Store(), sanderling.GlobalType("f64"), 1.5)
    <Global f64 = 1.5>
    """

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    __reduce__ = no_pickle

    def __init__(self, store: Store, type: GlobalType, value: Any) -> None:
        if not isinstance(type, GlobalType):
            raise TypeError(f"expected a GlobalType, not {type.__class__.__name__}")
        ref = ref_of(store)
        slots, content = new_slots(), type.content.encode()
        write_slots(slots, type.content, value, ref)
        out, error = ffi.new("wasm_global_t *[1]"), new_out()
        if lib.sanderling_global_new(
            ref._handle, content, len(content), type.mutable, slots, 2, out, error
        ):
            raise take(error)
        self._set(owned(out[0], lib.wasm_global_delete), ref, "global", type)

    @classmethod
    def _wrap(cls, handle: Any, store: StoreRef, name: str, type: GlobalType) -> Global:
        """The object for a handle, which it will own."""
        self = cls.__new__(cls)
        self._set(handle, store, name, type)
        return self

    def _set(self, handle: Any, store: StoreRef, name: str, type: GlobalType) -> None:
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
    """A table of references: a sequence of functions, objects and None that can grow.

    >>> import sanderling
    >>> module = sanderling.Module(None, '''
    ...     (table (export "table") 3 funcref) (elem (i32.const 1) $one)
    ...     (func $one (result i32) (i32.const 1))''')
    >>> table = sanderling.Instance(sanderling.Store(), module).exports.table
    >>> table
    <Table funcref[3]>
    >>> table[1](), table[0]
    (1, None)
    >>> table[0] = table[1]
    >>> table[0]()
    1
    >>> table.grow(2)
    3

    ``Table(store, type, init)`` is one of the host's, for guests to import.

    >>> Table(sanderling.Store(), sanderling.TableType("externref", 2), "x")[1]
    'x'
    """

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    __reduce__ = no_pickle

    def __init__(self, store: Store, type: TableType, init: Any = None) -> None:
        if not isinstance(type, TableType):
            raise TypeError(f"expected a TableType, not {type.__class__.__name__}")
        ref = ref_of(store)
        element = type.element.encode()
        maximum = (1 << 64) - 1 if type.maximum is None else type.maximum
        out, error = ffi.new("wasm_table_t *[1]"), new_out()
        if lib.sanderling_table_new(
            ref._handle,
            element,
            len(element),
            type.minimum,
            maximum,
            type.is_64,
            _slot(type, init, ref),
            out,
            error,
        ):
            raise take(error)
        self._set(owned(out[0], lib.wasm_table_delete), ref, "table", type)

    @classmethod
    def _wrap(cls, handle: Any, store: StoreRef, name: str, type: TableType) -> Table:
        """The object for a handle, which it will own."""
        self = cls.__new__(cls)
        self._set(handle, store, name, type)
        return self

    def _set(self, handle: Any, store: StoreRef, name: str, type: TableType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The type, with the size of when the object was made as minimum.
        self.type = type

    @property
    def size(self) -> int:
        """The number of elements.

        >>> import sanderling
        >>> Table(sanderling.Store(), sanderling.TableType("funcref", 3)).size
        3
        """
        size, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_table_size(self._handle, size, error):
            raise take(error)
        return int(size[0])

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> Any:
        slots, error = new_slots(), new_out()
        place = self._place(index)
        if lib.sanderling_table_get(self._handle, place, slots, error):
            raise self._error(error, index)
        return read_slots(slots, self.type.element, self._store)

    def __setitem__(self, index: int, value: Any) -> None:
        place, error = self._place(index), new_out()
        slot = _slot(self.type, value, self._store)
        if lib.sanderling_table_set(self._handle, place, slot, error):
            raise self._error(error, index)

    def __iter__(self) -> Iterator[Any]:
        for index in range(self.size):
            yield self[index]

    def grow(self, delta: int, init: Any = None) -> int:
        """Adds elements, each ``init``; returns the former size. A ResourceLimitError if
        the table would exceed its maximum."""
        previous, error = ffi.new("uint64_t *"), new_out()
        slot = _slot(self.type, init, self._store)
        if lib.sanderling_table_grow(self._handle, delta, slot, previous, error):
            raise take(error)
        return int(previous[0])

    def _place(self, index: int) -> int:
        place = index + self.size if index < 0 else index
        if not 0 <= place < 1 << 64:
            raise IndexError(f"index {index} is not in a table of {self.size} elements")
        return place

    def _error(self, out: Any, index: int) -> BaseException:
        error = take(out)
        if isinstance(error, TableOutOfBounds):
            return IndexError(f"index {index} is not in a table of {self.size} elements")
        return error

    def __repr__(self) -> str:
        size, error = ffi.new("uint64_t *"), new_out()
        if lib.sanderling_table_size(self._handle, size, error):
            take(error)
            return "<Table closed>"
        return f"<Table {self.type.element}[{size[0]}]>"


class Tag:
    """The tag of an exception.

    ``Tag(store, type)`` is one of the host's, for guests to import.

    >>> import sanderling
    >>> Tag(sanderling.Store(), sanderling.TagType(["i32"]))
    <Tag (tag (param i32))>
    """

    __slots__ = ("__weakref__", "_handle", "_store", "name", "type")

    __reduce__ = no_pickle

    def __init__(self, store: Store, type: TagType) -> None:
        if not isinstance(type, TagType):
            raise TypeError(f"expected a TagType, not {type.__class__.__name__}")
        ref, params = ref_of(store), f"({', '.join(type.params)})".encode()
        out, error = ffi.new("wasm_extern_t *[1]"), new_out()
        if lib.sanderling_tag_new(ref._handle, params, len(params), out, error):
            raise take(error)
        self._set(owned(out[0], lib.wasm_extern_delete), ref, "tag", type)

    @classmethod
    def _wrap(cls, handle: Any, store: StoreRef, name: str, type: TagType) -> Tag:
        """The object for a handle, which it will own."""
        self = cls.__new__(cls)
        self._set(handle, store, name, type)
        return self

    def _set(self, handle: Any, store: StoreRef, name: str, type: TagType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The tag's type.
        self.type = type

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tag):
            return NotImplemented
        return self is other or (
            self._store is other._store
            and bool(lib.wasm_extern_same(self._handle, other._handle))
        )

    def __hash__(self) -> int:
        return hash((id(self._store), self.type))

    def __repr__(self) -> str:
        return f"<Tag {self.type}>"


def ref_of(store: object) -> StoreRef:
    """What is behind a :class:`Store` or a :class:`Caller`."""
    from ._func import _ref

    return _ref(store)


def _slot(type: TableType, value: Any, store: StoreRef) -> int:
    """The slot of a reference for a table."""
    slots = new_slots()
    write_slots(slots, type.element, value, store)
    return int(slots[0])


def wrap(item: Any, store: StoreRef, name: str) -> Extern:
    """The object for a ``wasm_extern_t``, which it will own."""
    view = ffi.new("sanderling_type_t *")
    lib.sanderling_extern_type(item, view)
    type = type_of(view)
    if isinstance(type, FuncType):
        func = owned(lib.wasm_extern_as_func(item), lib.wasm_func_delete)
        return Func._wrap(func, store, name, type)
    if isinstance(type, MemoryType):
        memory: Any = owned(lib.wasm_extern_as_memory(item), lib.wasm_memory_delete)
        if type.shared:
            return SharedMemory._of(memory, name, type)
        return Memory._wrap(memory, store, name, type)
    if isinstance(type, GlobalType):
        handle = owned(lib.wasm_extern_as_global(item), lib.wasm_global_delete)
        return Global._wrap(handle, store, name, type)
    if isinstance(type, TableType):
        table = owned(lib.wasm_extern_as_table(item), lib.wasm_table_delete)
        return Table._wrap(table, store, name, type)
    return Tag._wrap(owned(item, lib.wasm_extern_delete), store, name, type)


#: What can be imported as it is.
EXTERNS = (Func, Memory, SharedMemory, Global, Table, Tag)


def native(item: object, store: StoreRef) -> tuple[Any, Any]:
    """The ``wasm_extern_t`` of an object, and what owns it."""
    if not isinstance(item, EXTERNS):
        raise TypeError(f"cannot import a {type(item).__name__}")
    if isinstance(item, SharedMemory):
        memory = item._in(store)
        return lib.wasm_memory_as_extern(memory), memory
    if item._store is not store:
        raise WrongStoreError(f"{item!r} belongs to another store")
    if isinstance(item, Tag):
        return item._handle, item
    convert = {
        Func: lib.wasm_func_as_extern,
        Memory: lib.wasm_memory_as_extern,
        Global: lib.wasm_global_as_extern,
        Table: lib.wasm_table_as_extern,
    }[type(item)]
    return convert(item._handle), item
