"""Companies of the demo's simulated city: half a year of their roster, month by month, and clearing tasks about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec
import numpy as np
from stdnum.cn import ric

from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.demo_people import is_demo
from daoan.app.organisation import ROOT
from daoan.app.people import keep_units
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.assess.companies.rating import SEVERITY
from daoan.assess.companies.schemes import schemes_in
from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import subject_token
from daoan.jobs.companies.clearing import ask_clearing, settle_clearing
from daoan.jobs.companies.filing import Clear, plate_id
from daoan.jobs.companies.months import close_month, rating_in
from daoan.jobs.companies.proceedings import open_proceedings, proceedings_of
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_id_number, mask_name, mask_plate
from daoan.terms.months import first_day, month_name, month_of, month_starts
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import Company
from daoan.terms.records.company_months import ClosedMonth, run_name
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.times import utc_to_local
from daoan.town.companies.draw import DrawnCompany, DrawnDriver, DrawnVehicle, draw_companies, read_company_truth
from daoan.town.companies.snapshot import Named, records_on

BY, MONTHS = "simulation", 6
MORNING = timedelta(hours=9)
ASKED = timedelta(days=20)


def play_demo_companies(workspace: Workspace, tell: Tell) -> int:
    """Fill the roster, once; answers how many companies. Nothing where the city is real or this is no demo."""
    store, room, now = workspace.store, workroom_of(workspace), workspace.now
    areas = tuple(a.code for a in workspace.city.areas if f"b-{a.code}" in room.units())
    if not (workspace.city.simulated and is_demo(workspace) and areas) or store.count_roster(Company):
        return 0
    today = utc_to_local(now - timedelta(microseconds=1), room.zone).date()
    drawn = drawn_companies(today, areas)
    name = _namer(subject_key(workspace))
    present = month_of(today)
    moments = [(first_day(m), month_starts(m, room.zone)) for m in range(present - MONTHS + 1, present + 1)]
    for number, (day, at) in enumerate((*moments, (today, now - timedelta(minutes=1)))):
        tell(Text("filling the roster of companies", "登记重点企业"), number, MONTHS + 1)
        records = records_on(drawn, day, lambda area: f"b-{area}", name)
        note = AuditNote(at, BY, "", "roster.simulate", detail=f"{len(records)} records")
        store.keep_roster(records, at, note)
    lead = Actor(f"sim-{ROOT}-1", ROOT, frozenset({Role.COMMANDER}))
    _close_months(workspace, room, lead, [at for _, at in moments[1:]])
    asked = max(now - ASKED, moments[-1][1])
    for due in ("inspection", "scrapping"):
        ask_clearing(room, lead, due, asked)
    settle_clearing(room, now)
    return len(drawn)


@lru_cache(maxsize=1)
def drawn_companies(today: date, areas: tuple[str, ...]) -> tuple[DrawnCompany, ...]:
    """The demo's companies with a year that ends on a day; ``areas``: counties."""
    return draw_companies(SEED, today, areas, read_company_truth())


def _close_months(workspace: Workspace, room: Workroom, lead: Actor, ends: Sequence[datetime]) -> None:
    """Close every month on the morning after it; what the last two ask for is begun, some of it left open."""
    name = room.pack.get("company_rating.scheme")
    scheme = schemes_in(workspace.packs)[name]
    closed = None
    for number, at in enumerate(ends, start=2):
        month = month_name(month_of(utc_to_local(at, room.zone).date()) - 1)
        closed = close_month(room, lead, scheme, month, min(at + MORNING, workspace.now))
        if number == len(ends):
            _begin_earlier(room, lead, closed)
    if closed is None:
        return
    own = _link_company(workspace, room, closed)
    at = closed.closed_at
    open_proceedings(room, closed, at)
    other = Actor(f"sim-{ROOT}-2", ROOT, frozenset({Role.COMMANDER}))
    for number, matter in enumerate(proceedings_of(room, run_name(closed.month, closed.scheme))):
        steps = [
            (other, "confirm"),
            (Actor(f"sim-{matter.holder}-1", matter.holder, frozenset({Role.BRIGADE})), "notify"),
        ]
        if matter.values.get("company") == own:
            steps.append((Actor("sim-company-1", "company", frozenset({Role.COMPANY})), "sign"))
        else:
            steps = [*steps, (lead, "serve")][: number % 4]
        _take_steps(room, matter.matter_id, steps, at)


def _begin_earlier(room: Workroom, lead: Actor, closed: ClosedMonth) -> None:
    """What the month before the last asked for: told on paper, by turns still open and handed in for re-check."""
    at = closed.closed_at
    open_proceedings(room, closed, at)
    other = Actor(f"sim-{ROOT}-2", ROOT, frozenset({Role.COMMANDER}))
    for number, matter in enumerate(proceedings_of(room, run_name(closed.month, closed.scheme))):
        police = Actor(f"sim-{matter.holder}-1", matter.holder, frozenset({Role.BRIGADE}))
        steps = [(other, "confirm"), (police, "notify"), (lead, "serve"), (police, "hand_in")]
        _take_steps(room, matter.matter_id, steps[: 3 + number % 2], at)


def _take_steps(room: Workroom, matter_id: str, steps: Sequence[tuple[Actor, str]], at: datetime) -> None:
    """Take steps an hour apart, up to one that is refused."""
    for hours, (actor, event) in enumerate(steps, start=1):
        version = room.store.get_matter(matter_id).version
        note = "演示 demo" if event in ("serve", "hand_in") else ""
        if isinstance(
            cause(room, actor, Wanted(matter_id, version, event, note), at + timedelta(hours=hours)), Refused
        ):
            break


def _link_company(workspace: Workspace, room: Workroom, closed: ClosedMonth) -> str:
    """Make the demo's company account that of a company of its county whose rating is grave; its credit code."""
    unit = room.units().units.get("company")
    rated = room.store.list_company_ratings(month=closed.month, scheme=closed.scheme)
    near = [rating_in(r) for r in rated if unit is not None and r.unit_id == unit.parent]
    if unit is None or not near:
        return ""
    chosen = min(near, key=lambda r: (SEVERITY[r.level], -r.vehicles, r.company.company_id)).company
    named = replace(unit, name=Text(chosen.name, chosen.name), company=chosen.company_id)
    keep_units(workspace, (named,))
    return chosen.company_id


def _namer(key: bytes) -> Callable[[DrawnVehicle | DrawnDriver], Named]:
    sealer, bands = TextSealer(key), _Ages(read_company_truth()["age_bands"])

    def seal(clear: Clear) -> str:
        return sealer.seal(msgspec.json.encode(clear).decode())

    def name(item: DrawnVehicle | DrawnDriver) -> Named:
        if isinstance(item, DrawnVehicle):
            return Named(plate_id(key, item.plate, large=True), mask_plate(item.plate), seal(Clear(plate=item.plate)))
        number = number_of_nobody(item.number)
        clear = Clear(name=item.name, number=number)
        return Named(
            subject_token(key, "person", number), mask_name(item.name), seal(clear), mask_id_number(number),
            bands.of(item.number),
        )  # fmt: skip

    return name


class _Ages:
    """Drawn bands of age by driver: the numbers of the model town tell none, since nobody alive has them."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._codes, self._ends = tuple(shares), np.cumsum(list(shares.values()))

    def of(self, row: int) -> str:
        drawn = np.random.default_rng([SEED, 0xA6E, row]).uniform()
        return self._codes[int(np.searchsorted(self._ends, drawn, side="right"))]


def number_of_nobody(row: int) -> str:
    """A citizen's number with a right check digit that nobody alive has: of the province itself, born in 1900."""
    born = date(1900, 1, 1) + timedelta(days=int(np.floor_divide(row, 900)))
    body = f"620000{born:%Y%m%d}{row % 900 + 100:03d}"
    return body + ric.calc_check_digit(body + "0")
