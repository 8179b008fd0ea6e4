"""The import table of the house: one direction, held here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "daoan"

STAGES = {"sense", "assess", "warn", "act", "learn"}
ALLOWED: dict[str, set[str]] = {
    "terms": set(),
    "kernels": set(),
    "stream": {"kernels"},
    **{stage: {"terms", "kernels", "stream"} for stage in STAGES},
    "store": {"terms"},
    "edge": {"terms"},
    "town": {"terms", "kernels"},
    "steps": {"terms", "kernels"} | STAGES,
    "loop": {"terms", "steps"} | STAGES,
    "jobs": {"terms", "loop", "steps", "store", "edge"} | STAGES,
    "api": {"terms", "loop", "store", "edge", "jobs"} | STAGES,
    "config": {"terms"},
    "app": {"terms", "loop", "store", "edge", "jobs", "api", "town", "config"} | STAGES,
    "cli": {"terms", "app", "config"},
}

#: Clock readings, by attribute name; only ``edge`` may take one.
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def rooms() -> list[tuple[str, Path]]:
    return [
        (path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "__init__.py" and "node_modules" not in path.parts
    ]


def imported_rooms(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)} imports relatively; write the whole name"
            module = node.module or ""
            names |= {f"daoan.{a.name}" for a in node.names} if module == "daoan" else {module}
    return {name.split(".")[1] for name in names if name.startswith("daoan.")} - {"__version__"}


@pytest.mark.parametrize(("room", "path"), rooms(), ids=lambda v: str(v) if isinstance(v, str) else v.stem)
def test_a_room_imports_only_what_the_table_allows(room: str, path: Path) -> None:
    assert room in ALLOWED, f"{path.relative_to(ROOT)}: the room {room!r} is not in the table"
    too_far = imported_rooms(path) - ALLOWED[room] - {room}
    assert not too_far, f"{path.relative_to(ROOT)} imports {sorted(too_far)}, which {room} may not"


def reads_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS):
        return False
    owner = node.func.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return name in {"datetime", "date", "time"}


@pytest.mark.parametrize(("room", "path"), [r for r in rooms() if r[0] != "edge"], ids=lambda v: str(v))
def test_only_the_edge_reads_the_clock(room: str, path: Path) -> None:
    readings = [n.lineno for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if reads_clock(n)]
    assert not readings, f"{path.relative_to(ROOT)} reads a clock in lines {readings}; take as_of instead"


def test_each_package_tells_what_flows_through_it() -> None:
    silent = []
    for init in sorted(PACKAGE.rglob("__init__.py")):
        if "node_modules" in init.parts:
            continue
        prose = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
        if len(prose.splitlines()) < 3:
            silent.append(str(init.relative_to(ROOT)))
    assert not silent, (
        f"these packages do not say in three lines what flows in, what flows out, where to start: {silent}"
    )
