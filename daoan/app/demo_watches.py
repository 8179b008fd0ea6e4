"""Watch entries of the model town: in every state, by people of the played month, about plates that nobody bears.

Everything is simulated: 甘Z is a letter that Gansu does not issue, and no vehicle bears a plate of the town's traffic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.watches.catalogue import read_catalogue
from daoan.act.watches.filing import Filing
from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.jobs.outside_lists import NewList, keep_list
from daoan.jobs.watch_filing import WatchBook, file_watch
from daoan.jobs.watching import expire_watches
from daoan.jobs.work import Wanted, cause
from daoan.terms.errors import Fault
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter, Values
from daoan.terms.times import utc_to_local
from daoan.terms.units import UnitKind

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BRIEF = "模拟布控 simulated entry"


@dataclass(frozen=True, slots=True)
class _Told:
    """One entry: how long ago it was filed, and what came of it. ``events``: by whom (filing, second or city), what."""

    type: str
    filed_before: timedelta
    events: tuple[tuple[str, str], ...] = ()
    level: str = ""
    source: str = "local"
    secret: bool = False
    days: int | None = None  # until so many days after it was filed


_WATCHED = (("second", "pass_review"), ("city", "approve"))
_ENTRIES = (
    _Told("01", 9 * HOUR, _WATCHED, source="110"),
    _Told("07", 30 * HOUR, _WATCHED),
    _Told("05", 300 * HOUR, _WATCHED),
    _Told("04", 400 * HOUR, _WATCHED),
    _Told("02", 52 * HOUR, (*_WATCHED, ("filing", "ask_withdrawal")), source="province"),
    _Told("30", 200 * HOUR, _WATCHED, days=60),
    _Told("33", 500 * HOUR, _WATCHED, days=10),  # has run out since
    _Told("06", 90 * HOUR, (("second", "refuse_review"),)),
    _Told("27", 100 * HOUR, (("filing", "take_back"),)),
    _Told("03", 40 * MINUTE, (("second", "pass_review"),), level="5", source="province"),
    _Told("07", 25 * MINUTE),
    _Told("37", 10 * HOUR),  # nobody has looked at it: late
    _Told("01", 20 * MINUTE, secret=True),
)
_VALUES: Mapping[str, Values] = {"ask_withdrawal": {"reason": "caught"}}


def write_watches(workspace: Workspace, people: Mapping[str, Sequence[Actor]], city: str, now: datetime) -> int:
    """File and move the entries, every other one by the first brigade; answers how many there are."""
    book = _book_of(workspace)
    brigades = _brigades(book, people)
    if not brigades:
        return 0
    for number, told in enumerate(_ENTRIES, start=1):
        first, second, *_ = people[brigades[0 if number % 2 else number % len(brigades)]]
        hands = {"filing": first, "second": second, "city": people[city][0]}
        _play(book, number, told, hands, now)
    expire_watches(book.room, now)
    plates = [f"甘Z9{n:04d}" for n in range(1, 42)]
    given = NewList("sim-1", "治安部门清单（模拟） simulated", plates)
    keep_list(workspace.store, people[city][0], given, now, book.key)
    return len(_ENTRIES)


def watch_vehicles(
    workspace: Workspace, plates: Sequence[tuple[str, bool]], city: str, now: datetime, *, secret: bool = False
) -> int:
    """Put vehicles of the town's traffic on the list: signs of each, and whether it is a large one's plate."""
    book = _book_of(workspace)
    people: dict[str, list[Actor]] = {}
    for person in workspace.store.list_people():
        if person.person_id.startswith("sim-"):  # who plays the month; nobody signs in as them
            actor = Actor(person.person_id, person.unit_id, frozenset(person.roles))
            people.setdefault(person.unit_id, []).append(actor)
    brigades = _brigades(book, people)
    if not brigades or city not in people:
        return 0
    for number, (plate, large) in enumerate(plates, start=len(_ENTRIES) + 1):
        first, second, *_ = people[brigades[number % len(brigades)]]
        hands = {"filing": first, "second": second, "city": people[city][0]}
        _play(book, number, _Told("07", (24 + number) * HOUR, _WATCHED, secret=secret), hands, now, plate, large=large)
    return len(plates)


def _book_of(workspace: Workspace) -> WatchBook:
    return WatchBook(
        workroom_of(workspace), read_catalogue(workspace.packs["watches"]), workspace.packs["lookups"],
        subject_key(workspace),
    )  # fmt: skip


def _brigades(book: WatchBook, people: Mapping[str, Sequence[Actor]]) -> list[str]:
    units = book.room.units()
    return sorted(u for u in people if u in units and units.get(u).kind is UnitKind.BRIGADE and len(people[u]) > 1)


def _play(
    book: WatchBook, number: int, told: _Told, hands: Mapping[str, Actor], now: datetime, plate: str = "",
    *, large: bool = False,
) -> None:  # fmt: skip
    at = now - told.filed_before
    until = "" if told.days is None else _day(at + timedelta(days=told.days), book)
    filing = Filing(
        plate=plate or f"甘Z{number:05d}", large=large, type=told.type,
        case=f"模拟-2026-{number:04d}", level=told.level, source=told.source,
        brief=BRIEF, until=until, secret=told.secret,
    )  # fmt: skip
    entry = _require(file_watch(book, hands["filing"], filing, at), number)
    for hand, event in told.events:
        at = min(at + 12 * MINUTE, now)
        wanted = Wanted(entry.matter_id, entry.version, event, BRIEF, _VALUES.get(event))
        entry = _require(cause(book.room, hands[hand], wanted, at), number)


def _require(answer: Matter | Refused, number: int) -> Matter:
    if isinstance(answer, Refused):
        raise Fault(f"simulated watch entry {number} was refused: {answer.code}")
    return answer


def _day(at: datetime, book: WatchBook) -> str:
    return utc_to_local(at, book.room.zone).date().isoformat()
