"""Letters of supervision onto disk, and the marks that their numbers begin with."""

from pathlib import Path

from daoan.app.clocks import workroom_of
from daoan.app.workspace import WEB, Workspace
from daoan.edge.documents.press import press_of
from daoan.edge.files import write_bytes
from daoan.jobs.letters import MARKS, marks_in, write_letter
from daoan.terms.errors import InputError
from daoan.terms.letters import document_of

LONGEST_MARK = 20


def letter_to_file(workspace: Workspace, matter_id: str, language: str, to: Path | None) -> Path:
    """Write the letter of a case. Without ``to`` it goes into the workspace's folder ``exports`` as docx."""
    if language not in ("en", "zh"):
        raise InputError(f"there is no letter in {language!r}; choose en or zh")
    path = to or workspace.config.workspace / "exports" / f"{matter_id}-{language}.docx"
    if path.suffix not in (".docx", ".pdf"):
        raise InputError(f"{path.name}: a letter is written as .docx or .pdf")
    room = workroom_of(workspace)
    case, _ = room.load(matter_id)
    letter = write_letter(
        room,
        case,
        workspace.packs["supervision"],
        workspace.now,
        marks_of(workspace),
        simulated=workspace.city.simulated,
    )
    press = press_of(workspace.packs["documents"], WEB, workspace.cache)
    write_bytes(path, press.set(document_of(letter), language, path.suffix[1:]))
    return path


def marks_of(workspace: Workspace) -> dict[str, str]:
    """Marks 发文机关代字 by unit."""
    return marks_in(workspace.store.find_setting(MARKS))


def set_mark(workspace: Workspace, unit_id: str, mark: str) -> None:
    """Say what the numbers of a unit's letters begin with; an empty mark takes it away."""
    if unit_id not in workroom_of(workspace).units():
        raise InputError(f"there is no unit {unit_id!r}; GET /units lists them")
    if len(mark) > LONGEST_MARK or not (mark.isprintable() and mark == mark.strip()):
        raise InputError(f"a mark has {LONGEST_MARK} printable characters at most")
    marks = marks_of(workspace) | {unit_id: mark}
    workspace.store.put_setting(MARKS, value={unit: one for unit, one in marks.items() if one})
