"""Functions.

A call passes its arguments and results in slots of 8 bytes, which are seen as numbers of
each type at once. For each signature a Python function is generated that does just what
this signature needs; it is bound to each function of that signature. The same goes for the
other direction: for each signature there is a Python function that reads the slots, calls a
function of the host, and writes its results.
"""

from __future__ import annotations

import itertools
import sys
from _operator import index
from _weakref import ref as weak_ref
from time import monotonic

from ._errors import (
    NOT_CALLED,
    HostFunctionsUnavailable,
    Timeout,
    UncaughtException,
    UsageError,
    WasmError,
    WrongStoreError,
    new_out,
    no_pickle,
    put_aside,
    read_u64,
    take,
)
from ._native import ffi, lib
from ._owned import owned
from ._types import FuncType, ValType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ._store import Store
    from ._values import StoreRef

__all__ = ["Call", "Caller", "Func", "func"]


#: The nanoseconds that a guest runs before Python looks at signals and timeouts.
SLICE = 10_000_000


class Func:
    """A function of an instance, or of the host. Calling it takes and returns Python
    values.

    ============= =============================================================
    type          values
    ============= =============================================================
    ``i32``       ``int`` from -2**31 to 2**32 - 1; results are signed
    ``i64``       ``int`` from -2**63 to 2**64 - 1; results are signed
    ``f32 f64``   ``float``; arguments may be ``int``
    ``v128``      16 ``bytes``, or as an argument an ``int``
    ``funcref``   :class:`Func` or None
    ``externref`` any object, or None, which is the null reference
    ``anyref``    :class:`Struct`, :class:`Array`, a small ``int`` for an
                  ``i31ref``, None, or any other object, as if it came in an
                  ``externref`` and was converted
    ============= =============================================================

    No result is None, one is its value, several are a tuple. A store can be given as first
    argument; it must be the function's.

    >>> import sanderling
    >>> module = sanderling.Module(None, '''
    ...     (func (export "divmod") (param i32 i32) (result i32 i32)
    ...         (i32.div_u (local.get 0) (local.get 1))
    ...         (i32.rem_u (local.get 0) (local.get 1)))''')
    >>> exports = sanderling.Instance(sanderling.Store(), module).exports
    >>> exports.divmod
    <Func divmod (i32, i32) -> (i32, i32)>
    >>> exports.divmod(17, 5)
    (3, 2)

    ``Func(store, type, fn)`` is a function of the host for guests to import. What ``fn``
    raises comes out of the call that the guest is part of, as it is. If ``type`` is None,
    the annotations of ``fn`` say it. If ``access_caller`` is true, ``fn`` gets a
    :class:`Caller` first.

    >>> store = sanderling.Store()
    >>> def log(number: sanderling.i32) -> None:
    ...     print("the guest says", number)
    >>> module = sanderling.Module(None, '''
    ...     (import "env" "log" (func $log (param i32)))
    ...     (func (export "run") (call $log (i32.const 5)))''')
    >>> instance = sanderling.Instance(store, module, [Func(store, None, log)])
    >>> instance.exports.run()
    the guest says 5
    """

    # Python finds `__call__` by the type, where it is a slot, and calls what is in it:
    # the generated function, without another one around it.
    __slots__ = ("__call__", "__weakref__", "_handle", "_store", "name", "type")

    __call__: Callable[..., Any]

    __reduce__ = no_pickle

    def __init__(
        self,
        store: Store,
        type: FuncType | str | None,
        fn: Callable[..., Any],
        access_caller: bool = False,
    ) -> None:
        type = func_type(type, fn, access_caller)
        ref: StoreRef = _ref(store)
        handle = new_host_func(ref, type, fn, access_caller)
        self._set(handle, ref, getattr(fn, "__name__", "func"), type)

    @classmethod
    def _wrap(cls, handle: Any, store: StoreRef, name: str, type: FuncType) -> Func:
        """The object for a handle, which it will own."""
        self = cls.__new__(cls)
        self._set(handle, store, name, type)
        return self

    def _set(self, handle: Any, store: StoreRef, name: str, type: FuncType) -> None:
        self._handle = handle
        self._store = store
        #: The name of the export.
        self.name = name
        #: The function's type.
        self.type = type
        self.__call__ = _binder(type, store.sliced)(handle, store, name)

    def call(
        self, *args: Any, timeout: float | None = None, fuel: int | None = None
    ) -> Any:
        """Calls the function with a budget: ``timeout`` seconds, after which the call ends
        with :class:`Timeout`, and ``fuel``, which is set in the store first.

        >>> import sanderling
        >>> text = '(func (export "f") (loop (br 0)))'
        >>> sanderling.load(text).f.call(timeout=0.05)
        Traceback (most recent call last):
          ...
        sanderling._errors.Timeout: the call has taken longer than 0.05 s
        """
        ref = self._store
        if fuel is not None:
            error = new_out()
            if lib.sanderling_store_set_fuel(ref._handle, fuel, error):
                raise take(error)
        if timeout is None:
            return self.__call__(*args)
        if not ref.sliced:
            raise UsageError("a timeout needs an engine that is interruptible")
        before, after = ref.deadline, monotonic() + timeout
        ref.deadline = after if before is None else min(before, after)
        try:
            return self.__call__(*args)
        except Timeout as error:
            if error.message == _LATE and ref.deadline == after:
                error.message = f"the call has taken longer than {timeout} s"
            raise
        finally:
            ref.deadline = before

    async def call_async(
        self, *args: Any, timeout: float | None = None, mode: str = "slice"
    ) -> Any:
        """Calls the function in slices, between which other tasks run. Functions of the
        host may be ``async def``. If the task is cancelled the call ends, and the store is
        as good as before.

        If ``mode`` is ``"thread"``, the function runs in a thread of the loop's executor
        instead, at full speed beside the other tasks, as do the functions of the host that
        it calls, which then cannot be ``async def``.

        >>> import asyncio, sanderling
        >>> async def wait(seconds: sanderling.f64) -> sanderling.i32:
        ...     await asyncio.sleep(seconds)
        ...     return 5
        >>> exports = sanderling.load('''
        ...     (import "env" "wait" (func $wait (param f64) (result i32)))
        ...     (func (export "run") (result i32) (call $wait (f64.const 0.01)))''',
        ...     {"env": {"wait": wait}})
        >>> asyncio.run(exports.run.call_async())
        5
        """
        from ._aio import MODES

        try:
            call = MODES[mode]
        except KeyError:
            message = f"mode must be 'slice' or 'thread', not {mode!r}"
            raise ValueError(message) from None
        return await call(self, args, timeout)

    def start(self, *args: Any) -> Call:
        """Begins a call that runs step by step.

        >>> import sanderling
        >>> text = '(func (export "f") (result i32) (i32.const 5))'
        >>> call = sanderling.load(text).f.start()
        >>> call.step(), call.result()
        (True, 5)
        """
        return Call(self, args)

    @property
    def unsigned(self) -> Callable[..., Any]:
        """The same function with integers as results that are not negative.

        >>> import sanderling
        >>> text = '(func (export "minus") (result i32) (i32.const -1))'
        >>> exports = sanderling.Instance(sanderling.Store(), text).exports
        >>> exports.minus(), exports.minus.unsigned()
        (-1, 4294967295)
        """
        call, results = self.__call__, self.type.results
        masks = [_MASKS.get(type) for type in results]
        if not any(masks):
            return call
        if len(masks) == 1:
            (mask,) = masks
            return lambda *args: call(*args) & mask

        def unsigned(*args: Any) -> Any:
            values = zip(call(*args), masks)
            return tuple(value & mask if mask else value for value, mask in values)

        return unsigned

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Func):
            return NotImplemented
        return self is other or (
            self._store is other._store and slot_of(self) == slot_of(other)
        )

    def __hash__(self) -> int:
        return hash((id(self._store), self.type))

    def __repr__(self) -> str:
        return f"<Func {self.name} {self.type}>"


_MASKS = {"i32": (1 << 32) - 1, "i64": (1 << 64) - 1}


def func(params: Any = None, results: Any = None, *, access_caller: bool = False) -> Any:
    """Says the type of a Python function for guests, as a decorator.

    >>> import sanderling
    >>> @func([sanderling.i32, sanderling.i32], [sanderling.i32])
    ... def add(a, b):
    ...     return a + b
    >>> @func("(i64) -> i64")
    ... def twice(n):
    ...     return 2 * n
    >>> @func
    ... def half(n: sanderling.f64) -> sanderling.f64:
    ...     return n / 2
    >>> store = sanderling.Store()
    >>> sanderling.Func(store, None, half)
    <Func half (f64) -> f64>

    Where imports are given by name, such functions can be given as they are.
    """
    if callable(params) and not isinstance(params, type):
        fn = params
        fn.__wasm_type__ = func_type(None, fn, access_caller)
        return fn
    type_ = FuncType(params if params is not None else (), results)

    def decorate(fn: Any) -> Any:
        fn.__wasm_type__ = type_
        fn.__wasm_caller__ = access_caller
        return fn

    return decorate


def func_type(
    type: FuncType | str | None, fn: Callable[..., Any], access_caller: bool = False
) -> FuncType:
    """The type that was given, or that the function itself says."""
    if not callable(fn):
        raise TypeError(f"expected a function, not {fn.__class__.__name__}")
    if isinstance(type, FuncType):
        return type
    if isinstance(type, str):
        return FuncType(type)
    if type is not None:
        raise TypeError(f"expected a FuncType, not {type.__class__.__name__}")
    said = getattr(fn, "__wasm_type__", None)
    if said is not None:
        assert isinstance(said, FuncType)
        return said
    return _annotated(fn, access_caller)


def _annotated(fn: Callable[..., Any], access_caller: bool) -> FuncType:
    import inspect

    name = getattr(fn, "__name__", "the function")
    params = list(inspect.signature(fn).parameters.values())
    if access_caller:
        params = params[1:]
    names = getattr(fn, "__globals__", {})

    def val_type(annotation: Any, what: str) -> ValType:
        if isinstance(annotation, str) and not isinstance(annotation, ValType):
            # Of `from __future__ import annotations`.
            annotation = annotation.strip("'\"")
            last = annotation.rpartition(".")[2]
            annotation = names.get(annotation, last)
        try:
            return ValType(annotation)
        except (TypeError, ValueError):
            message = f"{what} of {name} must be annotated with a value type, such as i32"
            raise TypeError(message) from None

    for param in params:
        if param.kind not in (param.POSITIONAL_ONLY, param.POSITIONAL_OR_KEYWORD):
            raise TypeError(f"{name} must be given a type, as it takes {param}")
    given = [val_type(p.annotation, f"the parameter {p.name}") for p in params]
    returned = inspect.signature(fn).return_annotation
    if returned in (None, "None"):
        return FuncType(given, [])
    if isinstance(returned, str) and not isinstance(returned, ValType):
        lower = returned.lower()
        if lower.startswith("tuple[") and lower.endswith("]"):
            inner = returned[6:-1].split(",")
            return FuncType(given, [val_type(r.strip(), "the result") for r in inner])
    many = getattr(returned, "__args__", None)
    if getattr(returned, "__origin__", None) is tuple and many is not None:
        return FuncType(given, [val_type(r, "the result") for r in many])
    return FuncType(given, [val_type(returned, "the result")])


def _ref(store: Any) -> StoreRef:
    from ._store import Store

    if isinstance(store, Caller):
        store._check()
        return store._store
    if not isinstance(store, Store):
        raise TypeError(f"expected a Store, not {type(store).__name__}")
    store._open()
    return store._ref


class Caller:
    """Who has called a function of the host: an instance, with what it exports.

    It can be used until the function returns.

    >>> import sanderling
    >>> store = sanderling.Store()
    >>> def show(caller, start, length):
    ...     print(caller.memory.read(start, length).decode())
    >>> module = sanderling.Module(None, '''
    ...     (import "env" "show" (func $show (param i32 i32)))
    ...     (memory (export "memory") 1) (data (i32.const 8) "hello")
    ...     (func (export "run") (call $show (i32.const 8) (i32.const 5)))''')
    >>> show = Func(store, "(i32, i32) -> ()", show, access_caller=True)
    >>> sanderling.Instance(store, module, [show]).exports.run()
    hello

    >>> def look(caller):
    ...     print(caller.data, caller.store is store, caller.get("f"), caller.get("g"))
    ...     try:
    ...         caller.fuel
    ...     except sanderling.UsageError:
    ...         print("guests consume no fuel")
    >>> store.data = "yours"
    >>> look = Func(store, "() -> ()", look, access_caller=True)
    >>> text = '(import "" "look" (func $look)) (func (export "f") (call $look))'
    >>> sanderling.Instance(store, text, [look]).exports.f()
    yours True <Func f () -> ()> None
    guests consume no fuel
    """

    __slots__ = ("_handle", "_store")

    def __init__(self, handle: Any, store: StoreRef) -> None:
        self._handle = handle
        self._store = store

    def _check(self) -> Any:
        handle = self._handle
        if handle is None:
            from ._errors import ExpiredError

            raise ExpiredError("the function that the caller has called has returned")
        return handle

    @property
    def store(self) -> Store | None:
        """The store, if its object still exists."""
        self._check()
        return self._store.store()

    @property
    def data(self) -> Any:
        """The store's ``data``."""
        self._check()
        return self._store.data

    @property
    def fuel(self) -> int:
        """What guests can still consume: see :attr:`Store.fuel`."""
        self._check()
        return read_u64(lib.sanderling_store_fuel, self._store._handle)

    @property
    def memory(self) -> Any:
        """The memory that the instance exports as ``memory``."""
        return self["memory"]

    def get(self, name: str, default: Any = None) -> Any:
        """The export of this name."""
        from ._values import wrap

        data = name.encode()
        out, error = ffi.new("wasm_extern_t *[1]"), new_out()
        if lib.sanderling_caller_export(self._check(), data, len(data), out, error):
            raise take(error)
        return wrap(out[0], self._store, name) if out[0] else default

    def __getitem__(self, name: str) -> Any:
        found = self.get(name)
        if found is None:
            raise KeyError(f"the caller has no export {name!r}")
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __repr__(self) -> str:
        return "<Caller expired>" if self._handle is None else "<Caller>"


def slot_of(func: Func) -> int:
    """The number of the reference to a function."""
    return read_u64(lib.sanderling_funcref_new, func._handle)


#: Where the low half of a slot is, as one of two.
_LOW = 0 if sys.byteorder == "little" else 1

#: The views of a frame: for each, its element type and where value ``slot`` is in it.
_VIEWS: dict[str, tuple[str, Callable[[int], int]]] = {
    "i32": ("int32_t", lambda slot: 2 * slot + _LOW),
    "i64": ("int64_t", lambda slot: slot),
    "f32": ("float", lambda slot: 2 * slot + _LOW),
    "f64": ("double", lambda slot: slot),
}

#: The unsigned types that take what is too large for a signed one.
_UNSIGNED = {"i32": "uint32_t *", "i64": "uint64_t *"}

#: In fields of structures and elements of arrays only: one more than the greatest number.
_PACKED = {"i8": 1 << 8, "i16": 1 << 16}

#: Stands for a store that was not given.
_NONE = object()

_binders: dict[tuple[FuncType, bool], Callable[..., Callable[..., Any]]] = {}


def _binder(type: FuncType, sliced: bool) -> Callable[..., Callable[..., Any]]:
    """What makes the Python function for a function of this type."""
    binder = _binders.get((type, sliced))
    if binder is None:
        # Two threads may both make one; either will do.
        binder = _binders[type, sliced] = _generate(type, sliced)
    return binder


def _generate(type: FuncType, sliced: bool) -> Callable[..., Callable[..., Any]]:
    params, param_slots = _places(type.params)
    results, result_slots = _places(type.results)
    slots = max(param_slots, result_slots)
    used = sorted({view for view in type.params + type.results if view in _VIEWS})

    def new_frame() -> tuple[Any, ...]:
        frame = ffi.new("uint64_t[]", max(slots, 1))
        # The casts do not keep the memory alive; the frame does.
        views = (ffi.cast(f"{_VIEWS[view][0]} *", frame) for view in used)
        return (frame, ffi.new("sanderling_call_t *[1]"), new_out(), *views)

    names = [f"a{i}" for i in range(len(params))]
    arguments = "".join(f"{name}, " for name in names)
    # Only by position: the names are not the guest's. There can be one more, if the first
    # is the store.
    signature = f"{arguments}extra=NONE, /"
    first, *others = [*names, "extra"]
    shift = f"{', '.join(names)}, = {', '.join(others)}," if names else "pass"
    unpacked = ", ".join(["slots", "waiting", "error", *used])
    # Most calls end within their first slice.
    native = f"handle, slots, {slots}, True, waiting, error"
    if not sliced:
        native = f"handle, slots, {slots}, error"
    sets = [_set(view, slot, name) for (view, slot), name in zip(params, names)]
    setting = ("\n" + 12 * " ").join(sets or ["pass"])
    # Before any of the arguments is a reference in a slot.
    has_objects = any("extern" in type or "any" in type for type in type.params)
    begin = "if store.is_full: make_room(store)\n        " if has_objects else ""
    gets = [_get(view, slot) for view, slot in results]
    result = gets[0] if len(gets) == 1 else f"({', '.join(gets)})" if gets else "None"
    source = f"""
def bind(handle, store, name):
    def call({signature}):
        if extra is not NONE:
            check_store({first}, store, name, {len(names)})
            {shift}
        {begin}try:
            frame = pop()
        except IndexError:
            frame = new_frame()
        {unpacked} = frame
        try:
            {setting}
        except (TypeError, OverflowError, ValueError):
            set_slowly(slots, params, ({arguments}), store, name)
        status = native({native})
        if status:
            if status < 0:
                raise take(error, store)
            go_on(status, waiting, slots, {slots}, error, store)
        result = {result}
        push(frame)
        return result
    call.__qualname__ = name
    return call
"""
    # A frame in use is not in the list, so that calls can nest and run in threads. One
    # that a failed call has used is given up.
    frames: list[tuple[Any, ...]] = []
    namespace = _names(
        {
            "NONE": _NONE,
            "check_store": _check_store,
            "get": _get_slowly,
            "go_on": _go_on,
            "make_room": _make_room,
            "native": lib.sanderling_func_start if sliced else lib.sanderling_func_call,
            "new_frame": new_frame,
            "params": params,
            "pop": frames.pop,
            "push": frames.append,
            "set": _set_one,
            "set_slowly": _set_slowly,
            "take": take,
        }
    )
    exec(compile(source, f"<sanderling {type}>", "exec"), namespace)
    binder: Callable[..., Callable[..., Any]] = namespace["bind"]
    return binder


def _names(names: dict[str, Any]) -> dict[str, Any]:
    """The global names of generated code. They are those of a module, which PyPy's compiler
    takes for constants, other than what is in other dictionaries."""
    module = _Module("sanderling._generated")
    module.__dict__.update(names)
    return module.__dict__


#: The type of modules.
_Module = sys.__class__


def _check_store(given: Any, store: StoreRef, name: str, count: int) -> None:
    """An error unless the argument before the others is the function's store."""
    ref = getattr(given, "_ref", None) or getattr(given, "_store", None)
    if ref is store:
        return
    if ref is not None and ref.__class__ is store.__class__:
        raise WrongStoreError(f"{name}() belongs to another store")
    arguments = "argument" if count == 1 else "arguments"
    raise TypeError(f"{name}() takes {count} {arguments}, {count + 1} were given")


def _make_room(store: StoreRef) -> None:
    try:
        store.collect()
    except WasmError:
        # Another thread has the store, of which the call itself will tell.
        return


#: The message of a timeout that nobody has made more precise.
_LATE = "the call has taken too long"


def _go_on(
    status: int, waiting: Any, slots: Any, length: int, error: Any, store: StoreRef
) -> None:
    """Goes on with a call, slice after slice. Between them Python looks at signals."""
    call = owned(waiting[0], lib.sanderling_call_delete)
    resume = lib.sanderling_call_resume
    try:
        while status > 0:
            if status == _PENDING:
                raise _not_async(lib.sanderling_call_pending_id(call))
            if store.deadline is not None and monotonic() >= store.deadline:
                raise Timeout(_LATE)
            status = resume(call, slots, length, error)
    except BaseException as exception:
        fail_call(call, exception)
    if status:
        raise take(error, store)


_PENDING = lib.SANDERLING_PENDING


def fail_call(call: Any, exception: BaseException) -> None:
    """Ends a call with an exception, and raises it with the frames of the guest."""
    error = new_out()
    lib.sanderling_call_fail(call, put_aside(exception), error)
    ended = take(error)
    # Where the call had ended already, the library complains of this.
    raise ended if ended is exception else exception


#: What functions of the host wait for, by number: awaitables, with the functions' types
#: and names.
pending: dict[int, tuple[Any, FuncType, str]] = {}

_pending_number = itertools.count(1).__next__


def _suspend(awaitable: Any, type: FuncType, name: str) -> int:
    """What a function of the host returns that waits for something."""
    number = _pending_number()
    pending[number] = awaitable, type, name
    return -number - 1


def _not_async(number: int) -> TypeError:
    awaitable, _, name = pending.pop(number)
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()
    return TypeError(f"{name}() is async: the guest must be called by call_async()")


class Call:
    """A call that runs step by step; see :meth:`Func.start`.

    >>> import sanderling
    >>> exports = sanderling.load('''
    ...     (func (export "count") (param i32) (result i32)
    ...         (loop
    ...             (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
    ...             (br_if 0 (local.get 0)))
    ...         (i32.const 7))''')
    >>> call = exports.count.start(10_000_000)
    >>> while not call.step(1):
    ...     pass
    >>> call.done, call.result()
    (True, 7)
    >>> exports.count.start(10_000_000).abort()

    Functions of the host that are ``async`` are what ``call_async`` is made of:

    >>> async def ask() -> sanderling.i32:
    ...     return 5
    >>> ask_twice = '''(import "" "ask" (func $ask (result i32)))
    ...     (func (export "f") (result i32) (i32.add (call $ask) (call $ask)))'''
    >>> call = sanderling.load(ask_twice, {"": {"ask": ask}}).f.start()
    >>> call.step()
    False
    >>> while not call.done:
    ...     awaitable, type, name = call.pending()
    ...     awaitable.close()
    ...     _ = call.provide(type, name, 21)
    >>> call.result()
    42
    >>> call = sanderling.load(ask_twice, {"": {"ask": ask}}).f.start()
    >>> call.step()
    False
    >>> call.pending()[0].close()
    >>> try:
    ...     call.fail(OSError("nobody answers"))
    ... except OSError as error:
    ...     print(error)
    nobody answers
    """

    __slots__ = (
        "_args",
        "_call",
        "_error",
        "_func",
        "_length",
        "_slots",
        "_status",
        "_values",
    )

    def __init__(self, func: Func, args: tuple[Any, ...]) -> None:
        if not func._store.sliced:
            raise UsageError("such calls need an engine that is interruptible")
        params, before = _places(func.type.params)
        _, after = _places(func.type.results)
        if len(args) != len(params):
            message = f"{func.name}() takes {len(params)} arguments, {len(args)} were given"
            raise TypeError(message)
        self._func = func
        self._length = max(before, after)
        self._slots = ffi.new("uint64_t[]", max(self._length, 1))
        # Set anew when the call begins: a collection may come before.
        self._args = args
        _set_slowly(self._slots, params, args, func._store, func.name)
        self._values: tuple[Any, ...] = ()
        self._call: Any = None
        self._error = new_out()
        self._status: int | None = None

    @property
    def done(self) -> bool:
        """Whether the call has ended."""
        return self._status == 0

    def step(self, ms: float | None = None) -> bool:
        """Runs the call for a time slice, of ``ms`` milliseconds if that is given; whether
        it has ended."""
        if self._status == 0:
            return True
        if ms is None:
            return self._step()
        store, error = self._func._store._handle, new_out()
        if lib.sanderling_store_set_time_slice(store, int(ms * 1e6), error):
            raise take(error)
        try:
            return self._step()
        finally:
            lib.sanderling_store_set_time_slice(store, SLICE, ffi.NULL)

    def _step(self) -> bool:
        if self._status is None:
            waiting, func = ffi.new("sanderling_call_t *[1]"), self._func
            params, _ = _places(func.type.params)
            _set_slowly(self._slots, params, self._args, func._store, func.name)
            self._args = ()
            self._status = lib.sanderling_func_start(
                func._handle,
                self._slots,
                self._length,
                False,
                waiting,
                self._error,
            )
            if self._status > 0:
                self._call = owned(waiting[0], lib.sanderling_call_delete)
        elif self._call is None:
            raise UsageError("the call was ended before its end")
        elif self._status == _PENDING:
            self.fail(_not_async(lib.sanderling_call_pending_id(self._call)))
        else:
            self._status = lib.sanderling_call_resume(
                self._call, self._slots, self._length, self._error
            )
        return self._settle()

    def _settle(self) -> bool:
        if self._status is not None and self._status < 0:
            self._call = None
            raise take(self._error, self._func._store)
        if self._status == 0:
            results, _ = _places(self._func.type.results)
            store = self._func._store
            self._values = tuple(_read_at(self._slots, v, s, store) for v, s in results)
        return self._status == 0

    def pending(self) -> tuple[Any, FuncType, str] | None:
        """What an async function of the host waits for, if one does: an awaitable, and the
        function's type and name."""
        if self._status != _PENDING or self._call is None:
            return None
        return pending.pop(lib.sanderling_call_pending_id(self._call))

    def provide(self, type: FuncType, name: str, value: Any) -> bool:
        """Goes on with what an async function has returned."""
        results, length = _places(type.results)
        slots = ffi.new("uint64_t[]", max(length, 1))
        values: tuple[Any, ...] = (value,)
        if len(results) != 1 and not (value is None and not results):
            values = _results(value, len(results), name)
        for i, (view, slot) in enumerate(results):
            try:
                _set_one(slots, view, slot, values[i], self._func._store)
            except TypeError:
                _refuse_result(values[i], view, name)
            except OverflowError:
                message = f"{name}() returned {values[i]}, which is not an {view}"
                raise OverflowError(message) from None
        text = f"({', '.join(type.results)})".encode()
        self._status = lib.sanderling_call_provide(
            self._call,
            text,
            len(text),
            slots,
            length,
            self._slots,
            self._length,
            self._error,
        )
        return self._settle()

    def fail(self, exception: BaseException) -> None:
        """Ends the call with an exception, and raises it."""
        call, self._call, self._status = self._call, None, 1
        if call is None:
            raise exception
        fail_call(call, exception)

    def result(self) -> Any:
        """What the function returns; the call runs to its end first."""
        while not self.step():
            pass
        values = self._values
        return None if not values else values[0] if len(values) == 1 else values

    def abort(self) -> None:
        """Ends the call."""
        if self._status != 0:
            self._call, self._status = None, 1

    def __repr__(self) -> str:
        return f"<Call of {self._func.name} {'done' if self.done else 'not done'}>"


def _read_at(slots: Any, view: str, slot: int, store: StoreRef) -> Any:
    """The value of a type from a slot on."""
    if view in _VIEWS:
        element, place = _VIEWS[view]
        return ffi.cast(f"{element} *", slots)[place(slot)]
    return _get_slowly(slots, view, slot, store)


def _places(types: tuple[ValType, ...]) -> tuple[list[tuple[str, int]], int]:
    """For each value its type and its first slot; and the number of slots."""
    places, slot = [], 0
    for type in types:
        places.append((str(type), slot))
        slot += 2 if type == "v128" else 1
    return places, slot


def _set(view: str, slot: int, name: str) -> str:
    if view in _VIEWS:
        return f"{view}[{_VIEWS[view][1](slot)}] = {name}"
    return f"set(slots, {view!r}, {slot}, {name}, store)"


def _get(view: str, slot: int) -> str:
    if view in _VIEWS:
        return f"{view}[{_VIEWS[view][1](slot)}]"
    return f"get(slots, {view!r}, {slot}, store)"


def _set_slowly(
    slots: Any,
    params: list[tuple[str, int]],
    args: tuple[Any, ...],
    store: StoreRef,
    name: str,
) -> None:
    """Sets all arguments, where one of them is unsigned or wrong."""
    for i, ((type, slot), value) in enumerate(zip(params, args)):
        try:
            _set_one(slots, type, slot, value, store)
        except (TypeError, OverflowError, ValueError) as error:
            message = f"{name}() argument {i + 1} ({type}): {error}"
            raise error.__class__(message) from None


def _set_one(slots: Any, type: str, slot: int, value: Any, store: StoreRef) -> None:
    """Sets one value of any type."""
    if type in _VIEWS:
        element, place = _VIEWS[type]
        try:
            ffi.cast(f"{element} *", slots)[place(slot)] = value
        except OverflowError:
            if type not in _UNSIGNED:
                raise
            try:
                ffi.cast(_UNSIGNED[type], slots)[place(slot)] = value
            except OverflowError:
                raise OverflowError(f"{value} does not fit") from None
    elif type == "v128":
        # The slots are written as bytes: they may have a sign or none.
        ffi.buffer(slots + slot, 16)[:] = _vector_bytes(value)
    elif value is None:
        slots[slot] = 0
    elif type in ("externref", "(ref extern)"):
        slots[slot] = store.reference(value)
    elif type in ("anyref", "(ref any)"):
        from ._objects import to_slot

        slots[slot] = to_slot(type, value, store)
    elif isinstance(value, Func):
        if value._store is not store:
            raise WrongStoreError("the function belongs to another store")
        slots[slot] = slot_of(value)
    elif type in ("funcref", "(ref func)", "nullfuncref"):
        raise TypeError(f"expected a Func or None, not {value.__class__.__name__}")
    elif type in _PACKED:
        if not 0 <= value < _PACKED[type]:
            raise OverflowError(f"{value} does not fit")
        slots[slot] = value
    else:
        from ._objects import to_slot

        slots[slot] = to_slot(type, value, store)


def _vector_bytes(value: Any) -> bytes:
    if isinstance(value, int):
        # Raises an OverflowError for what does not fit.
        return (value & (1 << 128) - 1 if value < 0 else value).to_bytes(16, "little")
    data = bytes(memoryview(value))
    if len(data) != 16:
        raise ValueError(f"expected 16 bytes, not {len(data)}")
    return data


def _get_slowly(slots: Any, type: str, slot: int, store: StoreRef) -> Any:
    """A value of a type that is not a number."""
    if type == "v128":
        return bytes(ffi.buffer(slots + slot, 16))
    number = slots[slot]
    if type in _PACKED:
        return number
    if number == 0:
        return None
    if type in ("externref", "(ref extern)"):
        return store.object(number)
    if type in ("funcref", "(ref func)"):
        return store.func(number)
    from ._objects import from_slot

    # Functions of the host get them with a sign.
    return from_slot(number & (1 << 64) - 1, store)


def new_slots() -> Any:
    """Slots for one value of any type."""
    return ffi.new("uint64_t[2]")


def read_slots(slots: Any, type: ValType, store: StoreRef) -> Any:
    """The value in the first slots."""
    if type in _VIEWS:
        element, place = _VIEWS[type]
        return ffi.cast(f"{element} *", slots)[place(0)]
    return _get_slowly(slots, type, 0, store)


def write_slots(slots: Any, type: ValType, value: Any, store: StoreRef) -> None:
    """Sets the first slots to a value."""
    _set_one(slots, type, 0, value, store)


# ---- Functions of the host ----

#: What the library calls for each function of the host, in one function for all of them.
#: The system may refuse it, and those who have no such functions do not need it.
_trampoline: Any = None

#: What keeps it.
_callbacks: list[Any] = []

#: Functions of the host by number. Their stores own them; the numbers do not, so that a
#: function, which often knows its instance, does not keep its store.
_hosts: dict[int, Any] = {}

_host_number = itertools.count(1).__next__


class HostEntry:
    """A function of the host, as the library calls it."""

    __slots__ = ("__weakref__", "invoke")

    def __init__(self, invoke: Callable[[Any, Any], int]) -> None:
        self.invoke = invoke


def register(entry: Any) -> int:
    """A number for something that is called, for as long as the object lives."""
    number = _host_number()
    hosts = _hosts

    def forget(_: Any, hosts: dict[int, Any] = hosts, number: int = number) -> None:
        hosts.pop(number, None)

    hosts[number] = weak_ref(entry, forget)
    return number


def entry_of(number: int) -> Any:
    """What has this number."""
    return _hosts[number]()


def new_callback(signature: str, function: Callable[..., int], sign: int = 1) -> Any:
    """A C function that calls a Python function; ``sign`` is that of a failure's number."""

    def failed(kind: Any, exception: BaseException, traceback: Any) -> int:
        # A signal's exception can come before the function has begun to watch.
        return sign * put_aside(exception.with_traceback(traceback))

    try:
        # What it returns when not even `failed` could run, for lack of stack: never
        # success.
        return ffi.callback(signature, function, error=sign * NOT_CALLED, onerror=failed)
    except (MemoryError, SystemError, OSError) as error:
        message = f"this system allows no functions that are made at run time: {error}"
        raise HostFunctionsUnavailable(message) from error


def _host_trampoline() -> Any:
    global _trampoline
    if _trampoline is None:
        hosts = _hosts

        def call(number: int, caller: Any, slots: Any, length: int) -> int:
            return hosts[number]().invoke(caller, slots)  # type: ignore[no-any-return]

        # Slots with a sign: PyPy reads those that have none as numbers of any length.
        signature = "int64_t(uintptr_t, const sanderling_caller_t *, int64_t *, size_t)"
        _callbacks.append(new_callback(signature, call))
        _trampoline = ffi.cast("sanderling_host_fn_t", _callbacks[0])
    return _trampoline


def new_host_func(
    ref: StoreRef,
    type: FuncType,
    fn: Callable[..., Any],
    access_caller: bool,
    origin: tuple[Any, int] | None = None,
) -> Any:
    """A handle to a function of the host. ``origin`` is a module and the number of the
    import that the function is for, where only this says the type."""
    if not access_caller:
        access_caller = getattr(fn, "__wasm_caller__", False)
    name = getattr(fn, "__name__", "the function")
    # Of coroutine functions, by a flag of their code.
    is_async = bool(getattr(getattr(fn, "__code__", None), "co_flags", 0) & 0x80)
    entry = HostEntry(_invoker(type, access_caller, is_async)(fn, ref, name))
    number = register(entry)
    trampoline = _host_trampoline()
    out, error = ffi.new("wasm_func_t *[1]"), new_out()
    if origin is None:
        text = type.text.encode()
        status = lib.sanderling_func_new(
            ref._handle, text, len(text), trampoline, number, ffi.NULL, out, error
        )
    else:
        module, place = origin
        status = lib.sanderling_func_new_for_import(
            ref._handle, module, place, trampoline, number, ffi.NULL, out, error
        )
    if status:
        raise take(error)
    ref.hosts.append(entry)
    return owned(out[0], lib.wasm_func_delete)


_invokers: dict[tuple[FuncType, bool, bool], Callable[..., Any]] = {}


def _invoker(type: FuncType, access_caller: bool, is_async: bool) -> Callable[..., Any]:
    """What makes the function that reads the slots for a function of this type."""
    key = type, access_caller, is_async
    invoker = _invokers.get(key)
    if invoker is None:
        invoker = _invokers[key] = _generate_invoker(type, access_caller, is_async)
    return invoker


def _generate_invoker(type: FuncType, access_caller: bool, is_async: bool) -> Any:
    params, _ = _places(type.params)
    results, _ = _places(type.results)
    lines = []
    if any(view == "f32" for view, _ in params + results):
        lines.append("F = cast(floats, slots)")
    if any(view == "f64" for view, _ in params + results):
        lines.append("D = cast(doubles, slots)")
    names = []
    for i, (view, slot) in enumerate(params):
        names.append(f"a{i}")
        lines += _read_param(view, slot, f"a{i}")
    if access_caller:
        lines.append("who = Caller(caller, store)")
        call = f"fn({', '.join(['who', *names])})"
        lines += ["try:", f"    result = {call}", "finally:", "    who._handle = None"]
    else:
        lines.append(f"result = fn({', '.join(names)})")
    if is_async:
        lines.append("return suspend(result, type, name)")
    elif not results:
        lines += ["if result is not None:", "    many(result, 0, name)"]
    elif len(results) == 1:
        lines += _write_result(*results[0], "result", 0)
    else:
        values = ", ".join(f"r{i}" for i in range(len(results)))
        lines += [
            f"if result.__class__ is not tuple or len(result) != {len(results)}:",
            f"    result = many(result, {len(results)}, name)",
            f"{values} = result",
        ]
        for i, (view, slot) in enumerate(results):
            lines += _write_result(view, slot, f"r{i}", i)
    joined = "\n            ".join(lines)
    source = f"""
def bind(fn, store, name):
    def invoke(caller, slots):
        try:
            {joined}
        except BaseException as error:
            return failed(error, caller)
        return 0
    return invoke
"""
    namespace = _names(
        {
            "Caller": Caller,
            "cast": ffi.cast,
            "doubles": ffi.typeof("double *"),
            "floats": ffi.typeof("float *"),
            "get": _get_slowly,
            "index": index,
            "many": _results,
            "failed": _failed,
            "refuse": _refuse_result,
            "set": _set_one,
            "suspend": _suspend,
            "type": type,
        }
    )
    exec(compile(source, f"<sanderling {type} of the host>", "exec"), namespace)
    return namespace["bind"]


def _failed(exception: BaseException, caller: Any) -> int:
    """What a function of the host returns that has raised something."""
    if exception.__class__ is UncaughtException:
        from ._objects import throw

        if throw(caller, exception):
            return -1
    return put_aside(exception)


def _read_param(view: str, slot: int, name: str) -> list[str]:
    if view == "i32":
        # The high half of the slot is zero.
        return [f"{name} = (slots[{slot}] ^ {1 << 31}) - {1 << 31}"]
    if view == "i64":
        return [f"{name} = slots[{slot}]"]
    if view in ("f32", "f64"):
        place = _VIEWS[view][1](slot)
        return [f"{name} = {'F' if view == 'f32' else 'D'}[{place}]"]
    return [f"{name} = get(slots, {view!r}, {slot}, store)"]


def _write_result(view: str, slot: int, name: str, number: int) -> list[str]:
    if view in ("i32", "i64"):
        bits = int(view[1:])
        return [
            f"if {name}.__class__ is not int: {name} = refuse({name}, {view!r}, name)",
            f"if not {-1 << bits - 1} <= {name} < {1 << bits}:",
            f"    refuse({name}, {view!r}, name)",
            f"slots[{slot}] = {name} & {(1 << 32) - 1}"
            if bits == 32
            else f"slots[{slot}] = {name} if {name} < {1 << 63} else {name} - {1 << 64}",
        ]
    if view in ("f32", "f64"):
        place = _VIEWS[view][1](slot)
        return [
            f"try: {'F' if view == 'f32' else 'D'}[{place}] = {name}",
            f"except TypeError: refuse({name}, {view!r}, name)",
        ]
    return [
        f"try: set(slots, {view!r}, {slot}, {name}, store)",
        f"except TypeError: refuse({name}, {view!r}, name)",
    ]


def _refuse_result(value: Any, type: str, name: str) -> int:
    """An integer that is not one of Python's own; an error for anything else."""
    if type in ("i32", "i64"):
        if isinstance(value, int) and value.__class__ is int:
            raise OverflowError(f"{name}() returned {value}, which is not an {type}")
        try:
            return index(value)
        except TypeError:
            pass
    kind = value.__class__.__name__
    raise TypeError(f"{name}() returned {kind}, not {type}") from None


def _results(value: Any, count: int, name: str) -> tuple[Any, ...]:
    """Several results in another form than a tuple."""
    if count and isinstance(value, (list, tuple)) and len(value) == count:
        return tuple(value)
    raise TypeError(f"{name}() must return {count} values, not {value!r}")
