"""The reasons for traps, apart: enumerations take long to import."""

from __future__ import annotations

import enum


class TrapCode(enum.IntEnum):
    """Why a guest trapped.

    >>> import sanderling
    >>> try:
    ...     sanderling.load('(func (export "f") unreachable)').f()
    ... except sanderling.Trap as trap:
    ...     trap.code == sanderling.TrapCode.UNREACHABLE
    True
    """

    UNREACHABLE = 1
    MEMORY_OUT_OF_BOUNDS = 2
    TABLE_OUT_OF_BOUNDS = 3
    UNDEFINED_ELEMENT = 4
    INDIRECT_CALL_TO_NULL = 5
    BAD_SIGNATURE = 6
    INTEGER_DIVISION_BY_ZERO = 7
    INTEGER_OVERFLOW = 8
    BAD_CONVERSION_TO_INTEGER = 9
    STACK_OVERFLOW = 10
    OUT_OF_FUEL = 11
    INTERRUPT = 12
    TIMEOUT = 13
    OUT_OF_MEMORY = 14
    NULL_REFERENCE = 15
    CAST_FAILURE = 16
    ARRAY_OUT_OF_BOUNDS = 17
    UNALIGNED_ATOMIC = 18
    EXPECTED_SHARED_MEMORY = 19
    NULL_FUNCTION_REFERENCE = 20
