"""``python -m bench NAME [--json] [--small]`` runs one benchmark; ``python -m bench --all`` all, into bench/results.md.

With ``--json`` exactly one JSON object goes to standard output; everything else goes to standard error. Exit codes: 0
done, 2 wrong usage, 3 data missing (standard error says which).
"""

import argparse
import contextlib
import importlib
import json
import pkgutil
import sys
from types import ModuleType
from typing import Any

import bench
from bench.machine import describe_commit, describe_machine
from bench.report import write_results

EXIT_USAGE, EXIT_DATA_MISSING = 2, 3


def list_benchmarks() -> dict[str, ModuleType]:
    """Every module of this package with a function ``run``, by name."""
    names = [m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_")]
    modules = {name: importlib.import_module(f"bench.{name}") for name in sorted(names)}
    return {name: module for name, module in modules.items() if callable(getattr(module, "run", None))}


def measure(module: ModuleType, small: bool, options: dict[str, Any]) -> dict[str, Any]:
    """Figures of one benchmark, with machine and commit. What it prints by the way goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        figures = module.run(small=small, **options)
    return {**figures, "small": small, "machine": describe_machine(), "commit": describe_commit()}


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; answers the exit code."""
    benchmarks = list_benchmarks()
    parser = _parser(benchmarks)
    asked = vars(parser.parse_args(arguments))
    name, small, as_json, everything = (asked.pop(k) for k in ("name", "small", "json", "all"))
    if everything:
        return _run_all(benchmarks, small)
    if name is None:
        parser.print_help(sys.stderr)
        return EXIT_USAGE
    try:
        figures = measure(benchmarks[name], small, asked)
    except bench.DataMissing as missing:
        print(missing, file=sys.stderr)
        return EXIT_DATA_MISSING
    print(json.dumps(figures, ensure_ascii=False) if as_json else json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


def _parser(benchmarks: dict[str, ModuleType]) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    # Suppressed defaults: what is not said behind the name must not undo what was said before it.
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object on one line")
    common.add_argument(
        "--small", action="store_true", default=argparse.SUPPRESS, help="the same work, cut to finish in 40 seconds"
    )
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks of Daoan", parents=[common])
    parser.add_argument("--all", action="store_true", help="run all, write bench/results.md")
    parser.set_defaults(name=None, small=False, json=False)
    choices = parser.add_subparsers(dest="name", metavar="NAME")
    for name, module in benchmarks.items():
        what = (module.__doc__ or "").splitlines()[0].replace("%", "%%")  # argparse reads % as a place to fill
        one = choices.add_parser(name, parents=[common], help=what)
        if hasattr(module, "add_arguments"):
            module.add_arguments(one)
    return parser


def _run_all(benchmarks: dict[str, ModuleType], small: bool) -> int:
    results: dict[str, dict[str, Any] | str] = {}
    for name, module in benchmarks.items():
        print(f"{name} …", file=sys.stderr)
        try:
            results[name] = measure(module, small, {})
        except bench.DataMissing as missing:
            results[name] = str(missing)
            print(missing, file=sys.stderr)
    write_results(results)
    return EXIT_DATA_MISSING if any(isinstance(r, str) for r in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
