"""Villagers' reports of the demo's simulated city: codes on walls of its township, and what came by them."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from daoan.act.villagers.report import REPORT
from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY
from daoan.app.demo_units import TOWNSHIP
from daoan.app.progress import Tell
from daoan.app.villagers import report_book
from daoan.app.workspace import Workspace
from daoan.jobs.rural.ground import VILLAGE
from daoan.jobs.villagers.book import ReportBook
from daoan.jobs.villagers.codes import make_code
from daoan.jobs.villagers.settling import join, take_up
from daoan.jobs.villagers.taking import Told, take_report
from daoan.jobs.work import Wanted, cause
from daoan.store.page import rows_of
from daoan.store.register_protocol import EntryFilter
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role

CODES = 3
BEFORE = timedelta(days=30)  # that the codes were hung up
OFFICE = Actor(BY, TOWNSHIP, frozenset({Role.TOWNSHIP}))
#: Days ago, kind, words, and what becomes of it; beside the village's place by so many degrees of latitude.
_REPORTS = (
    (12.0, "hole", "桥头路面塌了一块", "take_up", 0.002),
    (10.0, "hole", "还是桥头那个坑，没人管", "join", 0.0021),
    (9.0, "sign", "凸面镜被撞坏", "mended", 0.004),
    (8.0, "water", "下坡处积水结冰", "", -0.003),
    (1.0, "view", "玉米挡住路口", "", 0.001),
    (0.1, "no_rail", "弯道没有护栏", "", -0.001),
)


def play_demo_reports(workspace: Workspace, tell: Tell) -> int:
    """Play it, once; answers how many reports. Nothing where the city is real or this is no demo."""
    store, room, now = workspace.store, workroom_of(workspace), workspace.now
    known = workspace.city.simulated and is_demo(workspace) and TOWNSHIP in room.units()
    if not known or store.page_matters(MatterFilter(kinds=(REPORT.kind,)), limit=1).rows:
        return 0
    tell(Text("taking villagers' reports in", "接收群众上报"))
    book = report_book(workspace)
    codes = [
        (make_code(book, OFFICE, VILLAGE, str(village.values["code"]), now - BEFORE), village)
        for village in list(_villages(book))[:CODES]
    ]
    hazard = None
    for number, (days, kind, words, becomes, aside) in enumerate(_REPORTS if codes else ()):
        code, village = codes[number % len(codes)] if becomes != "join" else codes[0]
        at = now - timedelta(days=days)
        report = take_report(book, code, _told(number, kind, words, village, aside), at)
        hazard = _settle(book, report, becomes, hazard, at + timedelta(days=1)) or hazard
    return len(_REPORTS) if codes else 0


def _villages(book: ReportBook) -> Iterator[Entry]:
    """The township's villages whose place is known, by their words."""
    where = EntryFilter(VILLAGE, (TOWNSHIP,))
    for entry in rows_of(lambda after: book.room.store.page_entries(where, after=after, limit=100)):
        if entry.values.get("lat") is not None:
            yield entry


def _told(number: int, kind: str, words: str, village: Entry, aside: float) -> Told:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"simulated report {number}")
    lon, lat = float(village.values["lon"]), float(village.values["lat"]) + aside
    return Told(str(name), kind, lon, lat, 15.0, text=f"{words}（模拟 simulated）")


def _settle(book: ReportBook, report: Matter, becomes: str, hazard: Matter | None, at: datetime) -> Matter | None:
    """What the township makes of a report; answers the hazard that comes of it."""
    answer: object = None
    if becomes == "take_up":
        answer = take_up(book, OFFICE, report.matter_id, report.version, "", "", at)
    elif becomes == "join" and hazard is not None:
        answer = join(book, OFFICE, report.matter_id, report.version, hazard.matter_id, at)
    elif becomes == "mended":
        down = Wanted(report.matter_id, report.version, "turn_down", "", {"reason": becomes})
        answer = cause(book.room, OFFICE, down, at)
    if isinstance(answer, Refused):
        raise Fault(f"a simulated report was not settled: {answer.message.en}")
    return answer if isinstance(answer, Matter) else None
