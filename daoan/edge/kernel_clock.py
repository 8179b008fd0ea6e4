"""What the kernel says of its own clock: adjtimex(2), read only, which asks no right of anybody."""

import ctypes
import sys

from daoan.terms.clock_health import KernelClock

UNSYNCHRONISED = 0x40  # STA_UNSYNC
TIME_ERROR = 5  # what the call answers while the clock is not set by anybody
_LONG = ctypes.c_long


class _Timex(ctypes.Structure):
    """``struct timex`` of linux/timex.h, on whatever processor: the compiler's own alignment is ctypes'."""

    _fields_ = (
        ("modes", ctypes.c_uint), ("offset", _LONG), ("freq", _LONG), ("maxerror", _LONG), ("esterror", _LONG),
        ("status", ctypes.c_int), ("constant", _LONG), ("precision", _LONG), ("tolerance", _LONG),
        ("seconds", _LONG), ("microseconds", _LONG), ("tick", _LONG), ("ppsfreq", _LONG), ("jitter", _LONG),
        ("shift", ctypes.c_int), ("stabil", _LONG), ("jitcnt", _LONG), ("calcnt", _LONG), ("errcnt", _LONG),
        ("stbcnt", _LONG), ("tai", ctypes.c_int), ("spare", ctypes.c_int * 11),
    )  # fmt: skip


def read_kernel_clock() -> KernelClock:
    """Whether a time server sets this machine's clock; unknown on other systems, and where a sandbox forbids to ask."""
    if not sys.platform.startswith("linux"):
        return KernelClock(None)
    told = _Timex()  # modes 0: nothing is set
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(told))
    except AttributeError:
        return KernelClock(None)
    return kernel_clock_of(answer, told.status, told.maxerror)


def kernel_clock_of(answer: int, status: int, maxerror_us: int) -> KernelClock:
    """What the call's answer, its status bits and its bound of the error, microseconds, mean."""
    if answer < 0:
        return KernelClock(None)
    return KernelClock(answer != TIME_ERROR and not status & UNSYNCHRONISED, maxerror_us / 1e6)
