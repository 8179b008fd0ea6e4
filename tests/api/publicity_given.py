"""What tests of publicity are given: counts of an outcome by place, and a campaign as far as somebody wants it."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from tests.api.work_given import Office

BASE = "/api/v1/publicity"
FIRST = date(2026, 3, 10)
PLACES = [f"t{n:02d}" for n in range(16)]


def put(office: Office, kind: str, values: dict[str, Any], by: str = "commander") -> dict:
    answer = office.as_(by).post(f"/api/v1/registers/{kind}", json={"values": values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def count(office: Office, windows: range, factor: dict[str, float] | None = None) -> None:
    """Helmets not worn at the same checks of two weeks; 0 is the campaign's own window, -1 the one before."""
    rng = np.random.default_rng(3)
    lines = ["place,area,outcome,from,until,checked,seen,unit"]
    for window in windows:
        first = FIRST + timedelta(14 * window)
        for n, place in enumerate(PLACES):
            seen = rng.poisson(40 * (1 + n / 8) * (factor or {}).get(place, 1.0))
            lines.append(f"{place},A{1 + n % 2},helmet,{first},{first + timedelta(13)},900,{min(seen, 900)},city")
    file = {"file": ("counts.csv", "\n".join(lines).encode())}
    answer = office.as_("commander").post("/api/v1/registers/publicity_count/file", files=file)
    assert answer.status_code == 200, answer.text


def message(office: Office, zh: str = "骑车戴头盔", en: str = "Wear a helmet") -> dict:
    """A message that somebody else approved."""
    body = {"kind": "publicity_message", "title": "头盔 helmets", "values": {"zh": zh, "en": en}}
    made = office.as_("commander").post("/api/v1/work", json=body).json()["matter"]
    made = office.act("commander", made, "submit")["matter"]
    return office.act("auditing", made, "approve")["matter"]


def campaign(office: Office, title: str = "头盔行动 helmets") -> dict:
    answer = office.as_("commander").post("/api/v1/work", json={"kind": "education", "title": title, "values": {}})
    assert answer.status_code == 201, answer.text
    return answer.json()["matter"]


def post(office: Office, one: dict, what: str, by: str = "commander", **body: Any) -> Any:
    return office.as_(by).post(f"{BASE}/campaigns/{one['matter_id']}/{what}", json=body)


def planned(office: Office, **more: Any) -> tuple[dict, dict]:
    """A campaign with a segment of villages and a plan, and its message."""
    put(office, "village", {"code": "v1", "name": "李家湾", "area": "A1", "people": 420, "unit": "north"})
    office.clock.pass_(days=32)  # a month is published when it is over
    one, told = campaign(office), message(office)
    answer = post(office, one, "segment", version=1, source="villages", wanted={"occupation": ["farmer"]})
    assert answer.status_code == 200, answer.text
    plan = {
        "messages": [told["matter_id"]], "channels": ["village", "push"], "begins_on": FIRST.isoformat(),
        "finish_by": "2026-06-30", "targets": ["north"], "text": "进村宣讲", "outcome": "helmet",
    } | more  # fmt: skip
    edited = office.act("commander", answer.json()["campaign"], "edit", values=plan)
    return edited["matter"], told


def delivering(office: Office) -> tuple[dict, dict]:
    """A campaign that is being delivered."""
    one, told = planned(office, no_comparison="too few places")
    one = office.act("commander", one, "submit")["matter"]
    return office.act("auditing", one, "approve")["matter"], told
