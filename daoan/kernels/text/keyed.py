"""Keyed hashes of many short texts at once: HMAC-SHA-256 (RFC 2104, FIPS 180-4), for texts that fit one block.

======  ======================================================================================
symbol  meaning
======  ======================================================================================
H0      SHA-256's first state; C(H, b): its state after one more block b of 64 bytes
K       key, filled with zeros to 64 bytes (a longer one: its SHA-256)
i, o    C(H0, K xor 36…36) and C(H0, K xor 5c…5c): once for a key
m       text, at most 55 bytes; pad(m, n): with 80, zeros and the length in bits of all n bytes
======  ======================================================================================

::

    HMAC(K, m) = C(o, pad(C(i, pad(m, 64 + |m|)), 96))

Two blocks a text instead of four. A text is a prefix and signs by number, so that no text is ever written out.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

LONGEST = 55  # bytes of prefix and signs together
_BLOCK = 64

_PRIMES = [p for p in range(2, 312) if all(p % d for d in range(2, int(p**0.5) + 1))]


def _root(number: int, degree: int) -> int:
    """The first 32 bits of the fraction of a root, exactly."""
    scaled, low, high = number << (32 * degree), 0, 1 << 40
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    return low & 0xFFFFFFFF


_ROUND = np.array([_root(p, 3) for p in _PRIMES], np.uint32)
_FIRST = np.array([_root(p, 2) for p in _PRIMES[:8]], np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """A key made ready, with the prefix of all its texts. ``inner``, ``outer``: uint32, shape (8,)."""

    inner: npt.NDArray[np.uint32]
    outer: npt.NDArray[np.uint32]
    prefix: npt.NDArray[np.uint8]

    def __repr__(self) -> str:  # what follows from a key is as good as the key
        return "Keyed(…)"


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What each number of a sign is written as: UTF-8, shape (signs, 4), how many bytes first; none for number 0."""

    written: npt.NDArray[np.uint8]


def make_keyed(key: bytes, prefix: bytes) -> Keyed:
    """A key and a prefix, ready for :func:`keyed_hashes`."""
    short = hashlib.sha256(key).digest() if len(key) > _BLOCK else key
    block = np.frombuffer(short.ljust(_BLOCK, b"\0"), np.uint8)
    states = [_FIRST.copy(), _FIRST.copy()]
    for state, pad in zip(states, (0x36, 0x5C), strict=True):
        _compress(state, (block ^ np.uint8(pad)).view(">u4").astype(np.uint32), np.zeros(64, np.uint32))
    return Keyed(states[0], states[1], np.frombuffer(prefix, np.uint8).copy())


def make_signs(signs: str) -> Signs:
    """Signs by number, from 1 in the order of a string; each is written in at most three bytes."""
    written = np.zeros((len(signs) + 1, 4), np.uint8)
    for number, sign in enumerate(signs, start=1):
        content = sign.encode()
        written[number, 0] = len(content)
        written[number, 1 : 1 + len(content)] = list(content)
    return Signs(written)


def keyed_hashes(keyed: Keyed, texts: npt.NDArray[np.uint8], signs: Signs) -> npt.NDArray[np.uint64]:
    """The first sixteen bytes of each text's HMAC as two numbers, big-endian: uint64, shape (texts, 2).

    ``texts``: numbers of signs, shape (texts, places), 0 for none. Raises ``ValueError`` where one may be too long.
    """
    if len(keyed.prefix) + 3 * texts.shape[1] > LONGEST:
        raise ValueError(f"prefix and signs may have {LONGEST} bytes")
    found = np.empty((len(texts), 2), np.uint64)
    _hash_all(keyed.inner, keyed.outer, keyed.prefix, texts, signs.written, found)
    return found


@njit(cache=True, nogil=True)
def _hash_all(inner: Any, outer: Any, prefix: Any, texts: Any, written: Any, found: Any) -> None:
    block, scratch, state = np.zeros(16, np.uint32), np.zeros(64, np.uint32), np.zeros(8, np.uint32)
    for row in range(len(texts)):
        block[:] = 0
        at = 0
        for k in range(len(prefix)):
            _put(block, at, prefix[k])
            at += 1
        for place in range(texts.shape[1]):
            sign = texts[row, place]
            for k in range(written[sign, 0]):
                _put(block, at, written[sign, 1 + k])
                at += 1
        _put(block, at, np.uint8(0x80))
        block[15] = np.uint32((64 + at) * 8)
        state[:] = inner
        _compress(state, block, scratch)
        block[:8] = state
        block[8] = np.uint32(0x80000000)
        block[9:15] = 0
        block[15] = np.uint32(96 * 8)
        state[:] = outer
        _compress(state, block, scratch)
        found[row, 0] = (np.uint64(state[0]) << np.uint64(32)) | np.uint64(state[1])
        found[row, 1] = (np.uint64(state[2]) << np.uint64(32)) | np.uint64(state[3])


@njit(cache=True, nogil=True, inline="always")
def _put(block: Any, at: int, byte: Any) -> None:
    block[at >> 2] |= np.uint32(byte) << np.uint32(24 - 8 * (at & 3))


@njit(cache=True, nogil=True, inline="always")
def _turned(word: Any, by: int) -> Any:
    return np.uint32((word >> np.uint32(by)) | (word << np.uint32(32 - by)))


@njit(cache=True, nogil=True)
def _compress(state: Any, block: Any, w: Any) -> None:
    """One block into a state, in place. ``w``: 64 words to work in."""
    w[:16] = block
    for t in range(16, 64):
        s0 = _turned(w[t - 15], 7) ^ _turned(w[t - 15], 18) ^ (w[t - 15] >> np.uint32(3))
        s1 = _turned(w[t - 2], 17) ^ _turned(w[t - 2], 19) ^ (w[t - 2] >> np.uint32(10))
        w[t] = np.uint32(w[t - 16] + s0 + w[t - 7] + s1)
    a, b, c, d = state[0], state[1], state[2], state[3]
    e, f, g, h = state[4], state[5], state[6], state[7]
    for t in range(64):
        big1 = _turned(e, 6) ^ _turned(e, 11) ^ _turned(e, 25)
        one = np.uint32(h + big1 + ((e & f) ^ (~e & g)) + _ROUND[t] + w[t])
        big0 = _turned(a, 2) ^ _turned(a, 13) ^ _turned(a, 22)
        two = np.uint32(big0 + ((a & b) ^ (a & c) ^ (b & c)))
        h, g, f, e = g, f, e, np.uint32(d + one)
        d, c, b, a = c, b, a, np.uint32(one + two)
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
    state[4] += e
    state[5] += f
    state[6] += g
    state[7] += h
