"""What wardens wrote down of a plate that was looked up: found by its token; day, village and kind, nobody's words."""

from datetime import datetime

from daoan.jobs.advice.book import AdviceBook, Station
from daoan.jobs.lookup_sources import MOST_ROWS, Found, Place
from daoan.jobs.workroom import scope_of
from daoan.store.advice_protocol import AdviceFilter
from daoan.terms.estimates import Text
from daoan.terms.records.advice import AdviceRecord
from daoan.terms.records.people import Actor

ADVICE = Text("advice of village wardens", "劝导记录")
VILLAGES = "village"


def find_in_advice(book: AdviceBook, actor: Actor, token: str, at: datetime) -> tuple[Found, ...]:
    """Advice records of a plate within the actor's scope, what happened last first."""
    scope = scope_of(actor, book.room.units())
    if not scope:
        return ()
    page = book.room.store.page_advice(AdviceFilter(units=tuple(sorted(scope)), plate=token), limit=MOST_ROWS)
    stations = book.stations(at) if page.rows else {}
    there = {code: stations[code] for code in {record.current.station for record in page.rows} if code in stations}
    villages = {code: _village(book, station) for code, station in there.items()}
    return tuple(_found(book, r, there.get(r.current.station), villages.get(r.current.station, "")) for r in page.rows)


def _found(book: AdviceBook, record: AdviceRecord, station: Station | None, village: str) -> Found:
    now, known = record.current, book.catalogue
    kinds = [choice.name for code in now.behaviours if (choice := known.behaviours.get(code))]
    outcome = known.outcomes.get(now.outcome)
    return Found(
        record="advice",
        record_id=record.record_id,
        title=station.name if station else now.station,
        kind=book.vehicle_of(now.vehicle),
        state=outcome.name if outcome else Text(now.outcome, now.outcome),
        unit=book.room.units().name_of(now.unit_id),
        at=record.begun_at,
        places=(
            Place(Text("village", "行政村"), village),
            Place(Text("kind", "劝导行为"), " · ".join(f"{k.zh} {k.en}" for k in kinds)),
        ),
    )


def _village(book: AdviceBook, station: Station) -> str:
    """The village's name where the register has it, else its code."""
    entry = book.room.store.find_entry(VILLAGES, station.village)
    return str(entry.values.get("name") or station.village) if entry else station.village
