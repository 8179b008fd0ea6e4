"""Drafts of exposures from what the system knows, and an approved one as a document. People are added by hand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from daoan.act.education.exposing import KINDS, items_in
from daoan.act.workflow.given import text_in
from daoan.jobs.companies.proceedings import published_ratings
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.city import City
from daoan.terms.documents import Document, Section, same
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records import BlackSpot
from daoan.terms.records.companies import VEHICLE_KINDS, Company, CompanyEvent, EventKind, KeyVehicle
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.times import utc_to_local

STRETCHES, VEHICLES, COMPANIES, MONTHS = 10, 10, 10, 3


def draft_items(
    room: Workroom, actor: Actor, spots: Sequence[BlackSpot], at: datetime, language: str
) -> list[dict[str, Any]]:
    """Items to begin with: worst stretches, vehicles and companies with most violations, ratings that are published:
    reviewed by somebody else, the days to object over. In one language, ``zh`` or ``en``, as people publish it.

    Vehicles are told by kind and company and their plate partly hidden; only those of companies.
    """
    ratings = published_ratings(room, actor, at - timedelta(days=30 * MONTHS))[:COMPANIES]
    told = [
        *(("stretch", _stretch(spot)) for spot in spots[:STRETCHES]),
        *(("vehicle", words) for words in _violations(room, actor, at)),
        *(("company", text_in(one.values.get("title"), one.title)) for one in ratings),
    ]
    return [
        {"kind": kind, "text": words.zh if language == "zh" else words.en, "place": "county", "facts": []}
        for kind, words in told
    ]


def document_of(exposure: Matter, city: City, issuer: Text, day: date) -> Document:
    """An exposure on paper, a section a kind."""
    items = items_in(exposure.values.get("items"))
    kinds = [kind for kind in KINDS if any(i.kind == kind for i in items)]
    sections = tuple(
        Section(
            KINDS[kind],
            tuple(
                same(mask_text(f"{n}. {i.text}")) for n, i in enumerate((i for i in items if i.kind == kind), start=1)
            ),
        )
        for kind in kinds
    )
    told = text_in(exposure.values.get("title"), exposure.title)
    told = Text(mask_text(told.en), mask_text(told.zh))
    opening = (
        Text(
            "Published after two people checked it. Names and plates are partly hidden; nobody is told apart by place, "
            "age and day.",
            "本通报经两人审核。姓名、号牌已作遮蔽处理，不发布可识别个人的信息。",
        ),
    )
    return Document(issuer, same(f"{day:%Y-%m-%d}"), told, opening, sections, issuer, day, city.simulated)


def _stretch(spot: BlackSpot) -> Text:
    name = spot.road_name or spot.segment_ids[0]
    return Text(f"{name}: {spot.crashes} crashes", f"{name}：{spot.crashes}起事故")


def _violations(room: Workroom, actor: Actor, at: datetime) -> Iterator[Text]:
    scope, store = scope_of(actor, room.units()), room.store
    since = utc_to_local(at, room.zone).date() - timedelta(days=30 * MONTHS)
    events = [
        e
        for e in store.list_roster(CompanyEvent, at)
        if e.kind is EventKind.VIOLATION and e.happened_on >= since and e.unit_id in scope and e.company_id
    ]
    names = {c.company_id: c.name for c in store.list_roster(Company, at)}
    by_company, by_vehicle = Counter(e.company_id for e in events), Counter(e.vehicle_id for e in events)
    for vehicle_id, n in by_vehicle.most_common(VEHICLES):
        vehicle = store.find_roster(KeyVehicle, vehicle_id, at) if vehicle_id else None
        if vehicle is not None and vehicle.company_id in names:
            kind, whose = VEHICLE_KINDS[vehicle.kind], names[vehicle.company_id]
            yield Text(
                f"{vehicle.shown} ({kind.en}, {whose}): {n} violations",
                f"{vehicle.shown}（{kind.zh}，{whose}）：{n}起违法",
            )
    for company_id, n in by_company.most_common(COMPANIES):
        name = names.get(company_id, company_id)
        yield Text(f"{name}: {n} violations in {MONTHS} months", f"{name}：{MONTHS}个月{n}起违法")
