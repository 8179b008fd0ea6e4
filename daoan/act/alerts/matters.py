"""From a raised alert to an alert in work."""

from datetime import datetime
from typing import Any

from daoan.act.alerts.alert import ALERT
from daoan.terms.records import Alert
from daoan.terms.records.working import Matter


def matter_of(alert: Alert, matter_id: str, holder: str, issuer: str, at: datetime) -> Matter:
    """An alert as a matter that waits to be signed by the holder; the clock starts at ``at``, not when it was raised.

    ``values``: ``alert`` (its id), ``rule``, ``title`` and ``body`` in both languages, ``raised_at``.
    """
    values: dict[str, Any] = {
        "alert": alert.alert_id,
        "rule": alert.rule,
        "title": {"en": alert.title.en, "zh": alert.title.zh},
        "body": {"en": alert.body.en, "zh": alert.body.zh},
        "raised_at": alert.raised_at.isoformat(),
    }
    segments = [e.ref for e in alert.evidence if e.kind == "segment"]
    return Matter(
        matter_id=matter_id,
        kind=ALERT.kind,
        state=ALERT.start,
        title=alert.title.zh,
        issuer=issuer,
        holder=holder,
        created_at=at,
        changed_at=at,
        created_by="",
        level=alert.level.value,
        area=alert.area,
        segment_id=segments[0] if segments else None,
        lon=alert.lon,
        lat=alert.lat,
        evidence=alert.evidence,
        values=values,
    )
