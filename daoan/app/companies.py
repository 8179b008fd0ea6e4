"""Key companies from the terminal: take a file in, print the month's ratings, write a template."""

from dataclasses import dataclass
from pathlib import Path

from daoan.app.clocks import workroom_of
from daoan.app.keepers import keeper_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import Scheme, schemes_in
from daoan.edge.files import write_bytes
from daoan.jobs.companies.board import Ratings, moment_of, ratings_seen
from daoan.jobs.companies.clearing import settle_clearing
from daoan.jobs.companies.importing import Preview, WholeList, layout_of, preview_file, take_in
from daoan.jobs.companies.months import Again as Again
from daoan.jobs.companies.months import close_month, compute_again, month_named
from daoan.jobs.companies.proceedings import open_proceedings, settle_proceedings
from daoan.jobs.companies.templates import template_csv, template_xlsx
from daoan.store.roster_protocol import RosterKept
from daoan.terms.errors import FileUnreadable, InputError, NotFound


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What came of a file. ``kept``: ``None`` where it was only looked at, or something is wrong."""

    preview: Preview
    kept: RosterKept | None
    cleared: int


def take_file(
    workspace: Workspace, kind: str, path: Path, *, keep: bool, exchange: bool, unit: str | None = None,
    whole: str = "", end: bool = False,
) -> FileTaken:  # fmt: skip
    """Look at a file, and keep it whole where nothing is wrong and ``keep`` is asked."""
    room, now, key = workroom_of(workspace), workspace.now, subject_key(workspace)
    by = keeper_of(room, unit)
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror}") from problem
    told = WholeList(whole, end and bool(whole))
    preview = preview_file(room, by, key, kind, path.name, data, now, exchange=exchange, whole=told)
    if not keep or preview.wrong:
        return FileTaken(preview, None, 0)
    digest = preview.digest
    preview, kept = take_in(room, by, key, kind, path.name, data, now, digest=digest, exchange=exchange, whole=told)
    cleared = settle_clearing(room, now).cleared if kept else 0
    if kept:
        settle_proceedings(room, now)
    return FileTaken(preview, kept, cleared)


def rate_month(workspace: Workspace, month: str, scheme: str) -> tuple[Rating, ...]:
    """Ratings of a month, gravest first. Raises :class:`NotFound` for a scheme that there is not."""
    schemes = schemes_in(workspace.packs)
    if scheme not in schemes:
        raise NotFound(f"there is no scheme {scheme!r:.60}; there are: {', '.join(schemes)}")
    room = workroom_of(workspace)
    moment = moment_of(month, workspace.now, room.zone)
    return ratings_seen(room, keeper_of(room, None), Ratings(), schemes[scheme], moment)


def close_and_open(workspace: Workspace, month: str) -> Again:
    """Close a month by the scheme of the rule pack, open what follows, and compute it again at once."""
    room, scheme = workroom_of(workspace), _own_scheme(workspace)
    closed = close_month(room, keeper_of(room, None), scheme, month, workspace.now)
    open_proceedings(room, closed, workspace.now)
    return compute_again(room, closed)


def check_month(workspace: Workspace, month: str) -> Again:
    """Compute a closed month again. Raises :class:`NotFound` for one that is not closed."""
    room = workroom_of(workspace)
    return compute_again(room, month_named(room, month, _own_scheme(workspace).name))


def _own_scheme(workspace: Workspace) -> Scheme:
    name = workspace.packs["work"].get("company_rating.scheme")
    schemes = schemes_in(workspace.packs)
    if name not in schemes:
        raise NotFound(f"there is no scheme {name!r:.60}; there are: {', '.join(schemes)}")
    return schemes[name]


def write_template(kind: str, path: Path) -> Path:
    """Write a template, .xlsx or .csv."""
    layout = layout_of(kind)
    if path.suffix not in (".xlsx", ".csv"):
        raise InputError(f"{path.name}: a template is written as .xlsx or .csv")
    write_bytes(path, template_xlsx(layout) if path.suffix == ".xlsx" else template_csv(layout))
    return path
