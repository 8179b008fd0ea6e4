"""``python -m bench._passes_peer NAME FILE`` in the environment of ``scripts/peers.sh``: one peer, one line of JSON.

Seconds are of the processor, from the first pass in memory (Flink: in a file) to the last suspicion; what it takes to
start an engine is told apart, as ``start_s``.
"""

import contextlib
import importlib
import importlib.metadata
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from bench._passes_given import Given, read_given

PEERS = {  # name: module, package, passes at most
    "Polars, micro-batches": ("polars", "polars", 1_000_000),
    "Bytewax, stateful map": ("bytewax", "bytewax", 1_000_000),
    "PyFlink, keyed process function": ("flink", "apache-flink", 200_000),
    "Flink SQL, one batch": ("flink_sql", "apache-flink", 200_000),
}


def measure(name: str, given: Given) -> dict[str, Any]:
    """Figures of one peer. Raises what it raises, ``ImportError`` where it is not installed."""
    module, package, most = PEERS[name]
    peer = importlib.import_module(f"bench._passes_peer_{module}")
    given = given.first(most)
    told: dict[str, Any] = peer.see(given)
    taken = told.pop("cpu_s")
    figures = {"passes_per_s_core": round(told.pop("timed", len(given)) / taken), **told, "passes": len(given)}
    return {**figures, "version": importlib.metadata.version(package)}


def tell(name: str, file: Path) -> dict[str, Any] | str:
    """Figures of one peer, or why there are none: it is not installed, or the class of its error."""
    try:
        return measure(name, read_given(file))
    except ImportError:
        return "not installed"
    except Exception as error:
        traceback.print_exc()
        return f"failed: {type(error).__name__}"


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        told = tell(sys.argv[1], Path(sys.argv[2]))
    print(json.dumps(told))
