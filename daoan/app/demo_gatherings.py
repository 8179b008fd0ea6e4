"""Gatherings of the demo's simulated city: markets of its larger townships, a fair, weddings; marked as simulated."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY, OLD, entry_rows
from daoan.app.demo_registers import NOTE as SIMULATED
from daoan.app.progress import Tell
from daoan.app.qingyang import demo_markets
from daoan.app.workspace import Workspace
from daoan.jobs.gatherings import GATHERING
from daoan.store.register_protocol import EntryFilter
from daoan.terms.calendar.recurring import DayDigits
from daoan.terms.calendar.recurring_text import write_recurrence
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.times import utc_to_local
from daoan.town.markets import Market

A_COUNTY = 3  # markets that are registered: those of its largest townships


def play_demo_gatherings(workspace: Workspace, tell: Tell) -> int:
    """Register the gatherings, once; answers how many. Nothing where the city is real or this is no demo."""
    known = EntryFilter(GATHERING, text=SIMULATED, ended=True)
    if not (workspace.city.simulated and is_demo(workspace)) or workspace.store.count_entries(known) > A_COUNTY:
        return 0
    tell(Text("registering gatherings", "登记群体性活动"))
    room, now = workroom_of(workspace), workspace.now
    today = utc_to_local(now, workspace.city.zone).date()
    rows = [
        row for n, one in enumerate(demo_gatherings(demo_markets(), today)) for row in entry_rows(room, one, n, now)
    ]
    note = AuditNote(now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} gatherings")
    workspace.store.keep_entries(rows, note)
    return len(rows)


def demo_gatherings(markets: tuple[Market, ...], today: date) -> Iterator[DemoEntry]:
    """What is registered around a day. Numbers of people are invented, in the order of a township's own."""
    by_county = sorted(markets, key=lambda m: m.township.parent or "")
    kept: list[Market] = []
    for _, of in groupby(by_county, key=lambda m: m.township.parent):
        kept += sorted(of, key=lambda m: -m.township.population)[:A_COUNTY]
    for market in kept:
        yield _market(market)
    fair = _market(kept[0])
    first = today + timedelta(days=4)
    yield replace(fair, name="fair", values={
        **fair.values, "name": f"庙会 temple fair（{SIMULATED}）", "kind": "fair", "when": "农历三月廿八起3天",
        "people": 12_000, "from_hour": 8, "until_hour": 22,
    })  # fmt: skip
    for n, market in enumerate(kept[1:3]):
        day = (first + timedelta(days=n)).isoformat()
        values = {
            **{k: v for k, v in _market(market).values.items() if k not in ("when", "roads")},
            "name": f"婚礼 wedding（{SIMULATED}）", "kind": "family", "from": day, "until": day, "people": 260 + 90 * n,
            "from_hour": 10, "until_hour": 15,
        }  # fmt: skip
        yield DemoEntry(GATHERING, _brigade(market), values, name=f"wedding-{n}")


def _market(market: Market) -> DemoEntry:
    place = market.township
    values = {
        "name": f"{place.name_shown.zh}集 {place.name_shown.en} market（{SIMULATED}）",
        "kind": "market",
        "when": write_recurrence(DayDigits(market.digits)).zh,
        "area": place.parent,
        "place": f"{place.name_shown.zh} {place.name_shown.en}",
        "lon": round(place.lon, 5),
        "lat": round(place.lat, 5),
        "people": round(place.population * 0.08, -2),
        "from_hour": 7,
        "until_hour": 15,
        "roads": "街道两端设置绕行标志。Signs of the detour at both ends of the street.",
    }
    return DemoEntry(GATHERING, _brigade(market), values, name=f"market-{place.code}")


def _brigade(market: Market) -> str:
    return f"b-{market.township.parent}"
