"""Eight bytes at a time: reading them from any place of a buffer, and finding which of them stops a text.

Buffers are given by address (``array.ctypes.data``), since an array handed from kernel to kernel costs more than what
is done here to it. Whoever calls holds the array for as long, and leaves
:data:`STRIDE` bytes of padding behind the text where :func:`stops_at` or :func:`differs_at` is used.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import extending, njit, types

#: Bytes that :func:`stops_at` and :func:`differs_at` look at; callers leave as many behind the text.
STRIDE = 32

intrinsic: Any = extending.intrinsic  # what it makes is called with one argument less than it is written with


def _pointer(builder: Any, address: Any, place: Any, kind: Any) -> Any:
    return builder.inttoptr(builder.add(address, place), kind.as_pointer())


@intrinsic
def byte_at(_context: Any, address: Any, place: Any) -> Any:  # noqa: ARG001
    """The byte at a place behind an address, as int64."""

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte = builder.load(_pointer(builder, arguments[0], arguments[1], ir.IntType(8)))
        return builder.zext(byte, ir.IntType(64))

    return types.int64(types.int64, types.int64), build


@intrinsic
def word_at(_context: Any, address: Any, place: Any) -> Any:  # noqa: ARG001
    """The eight bytes from a place on as uint64, the first lowest; wherever they lie."""

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(_pointer(builder, arguments[0], arguments[1], ir.IntType(64)), align=1)

    return types.uint64(types.int64, types.int64), build


@intrinsic
def half_at(_context: Any, address: Any, place: Any) -> Any:  # noqa: ARG001
    """The four bytes from a place on as uint64, the first lowest; wherever they lie."""

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half = builder.load(_pointer(builder, arguments[0], arguments[1], ir.IntType(32)), align=1)
        return builder.zext(half, ir.IntType(64))

    return types.uint64(types.int64, types.int64), build


@intrinsic
def stops_at(_context: Any, address: Any, place: Any) -> Any:  # noqa: ARG001
    """Bit ``k`` of a uint64 tells whether byte ``k`` of the :data:`STRIDE` from a place on is one at which a text may
    stop: a quote, a backslash, a control, a part of a sign of several bytes.
    """

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        many = ir.VectorType(ir.IntType(8), STRIDE)
        signs = builder.load(_pointer(builder, arguments[0], arguments[1], many), align=1)

        def all_of(byte: int) -> Any:
            return ir.Constant(many, [byte] * STRIDE)

        quote = builder.icmp_signed("==", signs, all_of(ord('"')))
        backslash = builder.icmp_signed("==", signs, all_of(ord("\\")))
        other = builder.icmp_signed("<", signs, all_of(ord(" ")))  # bytes above 127 are negative
        marks = builder.bitcast(builder.or_(builder.or_(quote, backslash), other), ir.IntType(STRIDE))
        return builder.zext(marks, ir.IntType(64))

    return types.uint64(types.int64, types.int64), build


@intrinsic
def differs_at(_context: Any, address: Any, place: Any, other: Any) -> Any:  # noqa: ARG001
    """Bit ``k`` of a uint64 tells whether byte ``k`` of the :data:`STRIDE` from one place on is another than from the
    other place on.
    """

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        many = ir.VectorType(ir.IntType(8), STRIDE)
        signs = [builder.load(_pointer(builder, arguments[0], at, many), align=1) for at in arguments[1:]]
        marks = builder.bitcast(builder.icmp_signed("!=", *signs), ir.IntType(STRIDE))
        return builder.zext(marks, ir.IntType(64))

    return types.uint64(types.int64, types.int64, types.int64), build


@intrinsic
def zeros_before(_context: Any, marks: Any) -> Any:  # noqa: ARG001
    """How many bits below the lowest that is set, in a number that is not zero."""

    def build(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), build


@njit(cache=True, nogil=True)
def tail_at(text: Any, place: Any, end: Any) -> Any:
    """The bytes from a place to an end less than eight behind it as uint64, zeros above; none beyond is read.

    Read in two or three pieces that overlap, since a byte that is put twice in its place stays what it is.
    """
    count = end - place
    if count >= 4:
        return half_at(text, place) | half_at(text, end - 4) << np.uint64(8 * (count - 4))
    if count <= 0:
        return np.uint64(0)
    middle = count >> 1
    first, last = np.uint64(byte_at(text, place)), np.uint64(byte_at(text, end - 1))
    return (
        first | np.uint64(byte_at(text, place + middle)) << np.uint64(8 * middle) | last << np.uint64(8 * (count - 1))
    )


@njit(cache=True, nogil=True)
def same_bytes(one: Any, one_at: Any, other: Any, other_at: Any, length: Any) -> Any:
    """Whether two stretches of bytes are equal."""
    done = np.int64(0)
    while done + 8 <= length:
        if word_at(one, one_at + done) != word_at(other, other_at + done):
            return False
        done += 8
    return tail_at(one, one_at + done, one_at + length) == tail_at(other, other_at + done, other_at + length)
