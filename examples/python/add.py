"""Calls a function of a module."""

from __future__ import annotations

import sanderling

exports = sanderling.load(
    """
    (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1)))"""
)
print(exports.add(2, 3))  # 5
