"""What tests of advice are given: a station in the register, records as a phone makes them, small photos."""

import hashlib
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from tests.api.work_given import START, Office

ADVICE = "/api/v1/advice"
LON, LAT = 107.6, 35.7


def uid(words: object) -> str:
    """A UUID that follows from words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, str(words)))


def stand(office: Office, code: str = "QD001", unit: str = "north-1", by: str = "commander", **more: Any) -> str:
    """Put a station into the register."""
    values = {
        "code": code, "name": "西村口劝导站", "village": "V1", "lon": LON, "lat": LAT, "state": "open", "unit": unit,
    } | more  # fmt: skip
    answer = office.as_(by).post("/api/v1/registers/advice_station", json={"values": values, "unit_id": unit})
    assert answer.status_code == 201, answer.text
    return code


def version(name: object = 1, base: object = None, record: object = 1, **changes: Any) -> dict[str, Any]:
    """One version of a record as a phone tells it."""
    bases = () if base is None else (base,)
    return {
        "record_id": uid(f"record {record}"), "version_id": uid(f"version {name}"),
        "based_on": [uid(f"version {b}") for b in bases],
        "station": "QD001", "seq": 1, "phone_at": (START - timedelta(minutes=5)).isoformat(), "vehicle": "van",
        "behaviours": ["overfull_van"], "outcome": "got_off", "plate": None, "note": None,
    } | changes  # fmt: skip


def send(office: Office, *records: dict, by: str = "north-warden", off_s: float = 0, **more: Any) -> Any:
    """Send versions; ``off_s``: by how much the phone's clock is ahead."""
    sent_at = (office.clock.now() + timedelta(seconds=off_s)).isoformat()
    body = {"person_id": by, "device_id": uid(f"device {by}"), "sent_at": sent_at, "records": list(records)} | more
    return office.as_(by).post(f"{ADVICE}/batch", json=body)


def kept(office: Office, *records: dict, **more: Any) -> list[dict]:
    """Send versions, and what became of each."""
    answer = send(office, *records, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()["records"]


def jpeg(shade: int = 90, size: tuple[int, int] = (64, 48), **info: Any) -> tuple[bytes, str]:
    """A photo and its hash."""
    out = BytesIO()
    Image.effect_noise(size, shade).save(out, "JPEG", **info)
    content = out.getvalue()
    return content, hashlib.sha256(content).hexdigest()


def put(office: Office, record: dict, content: bytes, sha: str, start: int = 0, part: int = 10**6, by="north-warden"):
    """Send a part of a photo."""
    return office.as_(by).request(
        "PUT",
        f"{ADVICE}/{record['record_id']}/photos/{sha}",
        params={"start": start, "total": len(content)},
        content=content[start : start + part],
    )
