"""Documents onto disk."""

from pathlib import Path

from daoan.api.bulletins import bulletin_of
from daoan.api.desk import Desk
from daoan.app.workspace import WEB, Workspace
from daoan.edge.files import write_bytes
from daoan.terms.errors import InputError


def write_bulletin(workspace: Workspace, period: str, language: str, to: Path | None) -> Path:
    """Write the bulletin of a period. Without ``to`` it goes into the workspace's folder ``exports`` as docx."""
    if language not in ("en", "zh"):
        raise InputError(f"there is no bulletin in {language!r}; choose en or zh")
    path = to or workspace.config.workspace / "exports" / f"daoan-{workspace.city.code}-{period}-{language}.docx"
    if path.suffix not in (".docx", ".pdf"):
        raise InputError(f"{path.name}: a bulletin is written as .docx or .pdf")
    desk = Desk(workspace.store, workspace.city, workspace.packs, web=WEB, cache=workspace.cache)
    write_bytes(path, desk.press.set(bulletin_of(desk, period), language, path.suffix[1:]))
    return path
