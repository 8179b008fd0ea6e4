"""From a raised alert to an alert in work."""

from datetime import datetime

from daoan.act.alerts.alert import ALERT
from daoan.act.workflow.drafts import draft_of
from daoan.terms.records import Alert
from daoan.terms.records.working import Matter


def matter_of(alert: Alert, matter_id: str, holder: str, issuer: str, at: datetime) -> Matter:
    """An alert as a matter that waits to be signed by the holder; the clock starts at ``at``, not when it was raised.

    ``values``: ``alert`` (its id), ``rule``, ``title`` and ``body`` in both languages, ``raised_at``.
    """
    values = {
        "alert": alert.alert_id,
        "rule": alert.rule,
        "body": {"en": alert.body.en, "zh": alert.body.zh},
        "raised_at": alert.raised_at.isoformat(),
    }
    return draft_of(ALERT, alert, matter_id, holder, issuer, at, level=alert.level.value, values=values)
