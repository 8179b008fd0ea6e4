"""Documents onto disk."""

from pathlib import Path

import msgspec

from daoan.api.bulletins import bulletin_of
from daoan.api.desk import Desk
from daoan.app.workspace import WEB, Workspace
from daoan.edge.documents.checking import Finding, check_layout
from daoan.edge.documents.kept import trace_of
from daoan.edge.documents.layout import read_layout
from daoan.edge.documents.press import press_of
from daoan.edge.files import write_bytes
from daoan.jobs.documents.gathering import material_of
from daoan.learn.documents.kinds import KINDS, write_document
from daoan.learn.documents.material import Material
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


def write_kind(workspace: Workspace, kind: str, subject: str, language: str, to: Path | None) -> Path:
    """Write a document of any kind onto disk, as .docx, .pdf, or .json for the trace of its figures."""
    path = to or workspace.config.workspace / "exports" / f"daoan-{workspace.city.code}-{kind}-{language}.docx"
    if path.suffix not in (".docx", ".pdf", ".json"):
        raise InputError(f"{path.name}: a document is written as .docx, .pdf or .json (its trace)")
    document = write_document(kind, _material(workspace), subject)
    press = press_of(workspace.packs["documents"], WEB, workspace.cache)
    as_trace = path.suffix == ".json"
    content = msgspec.json.encode(trace_of(document)) if as_trace else press.set(document, language, path.suffix[1:])
    write_bytes(path, content)
    return path


def subjects_of(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """What every kind of document can be about now."""
    material = _material(workspace)
    return {name: kind.subjects(material) for name, kind in KINDS.items()}


def template_to(workspace: Workspace, language: str, to: Path) -> None:
    """The template that ships, onto disk."""
    write_bytes(to, press_of(workspace.packs["documents"], WEB, workspace.cache).template(language))


def layout_findings(workspace: Workspace, file: Path) -> tuple[Finding, ...]:
    """What a .docx has other than GB/T 9704-2012 wants."""
    return check_layout(file.read_bytes(), read_layout(workspace.packs["documents"]))


def _material(workspace: Workspace) -> Material:
    desk = Desk(workspace.store, workspace.city, workspace.packs, web=WEB, cache=workspace.cache)
    units = workspace.store.list_units()
    name = units[0].name if units else workspace.city.name
    return material_of(desk.view(), workspace.city, name, workspace.packs["documents"])
