"""What tests of villagers' reports are given: an open door, a village with a code, reports as a phone makes them."""

import base64
from dataclasses import replace
from typing import Any

from tests.api.advice_given import jpeg, uid
from tests.api.browser import Browser
from tests.api.work_given import Office

REPORTS, DOOR = "/api/v1/reports", "/api/v1/report"
LON, LAT = 107.6, 35.7
PHONE = "13812345678"


def open_door(office: Office, *, shut: bool = False) -> None:
    """Open the door without sign-in, as the settings do."""
    office.gate.entrances = replace(office.gate.entrances, villagers=not shut)


def village(office: Office, code: str = "V1", unit: str = "north", name: str = "西村") -> str:
    """Put a village into the register."""
    values = {"code": code, "name": name, "township": "T1", "area": "A1", "lon": LON, "lat": LAT, "unit": unit}
    answer = office.as_("commander").post("/api/v1/registers/village", json={"values": values, "unit_id": unit})
    assert answer.status_code == 201, answer.text
    return code


def made(office: Office, place: str = "V1", by: str = "north-town") -> dict:
    """A code for a village."""
    answer = office.as_(by).post(f"{REPORTS}/codes", json={"kind": "village", "place": place})
    assert answer.status_code == 201, answer.text
    return answer.json()


def code_in(line: dict) -> str:
    """The code in the address that a QR picture holds."""
    return str(line["address"]).rsplit("/", 1)[1]


def opened(office: Office) -> str:
    """An open door, and the code of a village of the north."""
    open_door(office)
    village(office)
    return code_in(made(office))


def stranger(office: Office, address: str = "203.0.113.7") -> Browser:
    """Somebody who never signed in."""
    return Browser(office.app, client=(address, 50000))


def report(name: object = 1, **changes: Any) -> dict[str, Any]:
    """A report as a phone sends it."""
    told = {"report_id": uid(f"report {name}"), "kind": "hole", "lon": LON, "lat": LAT, "accuracy_m": 12.0}
    return told | {"where": "村口桥头", "text": "路面塌了一块"} | changes


def photo(**info: Any) -> str:
    """A small photo as it is sent."""
    return base64.b64encode(jpeg(**info)[0]).decode()


def sent(office: Office, code: str, name: object = 1, by: Browser | None = None, **changes: Any) -> str:
    """The receipt number of a report that is sent."""
    answer = (by or stranger(office)).post(f"{DOOR}/{code}", json=report(name, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["receipt"])


def waiting(office: Office, by: str = "north-town", **asked: str) -> list[dict]:
    """The township's list."""
    answer = office.as_(by).get(REPORTS, params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["rows"])


def told(office: Office, receipt: str) -> dict:
    """What a receipt shows."""
    answer = stranger(office).get(f"{DOOR}/receipts/{receipt}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
