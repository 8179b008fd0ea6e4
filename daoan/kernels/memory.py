"""Memory asked for ahead, for kernels that jump about in tables larger than the processor's cache.

A kernel that looks one thing up after another waits for the memory each time. One that first asks for a block of them,
and then looks them up, waits once: the machine fetches many places at the same time. Asking changes no result.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

_READ, _KEEP, _DATA = 0, 3, 1  # as LLVM's prefetch counts: to be read, kept in every cache, not code


def _ask_for(_typing_context: Any, _address: Any) -> Any:
    def build(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        number, pointer = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
        builder.call(prefetch, [builder.inttoptr(given[0], pointer), number(_READ), number(_KEEP), number(_DATA)])
        return context.get_dummy_value()

    return types.void(types.intp), build


#: ``ask_for(address)``, in compiled code only: ask for the line of memory at an address (bytes, an integer) and go on
#: without it. Any address may be asked for, of memory that is there or not.
ask_for: Any = intrinsic(_ask_for)
