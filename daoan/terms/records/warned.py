"""What needs a person 预警."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.codes import Level
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stored thing that an alert stands on."""

    kind: str  # "crash", "segment", "blackspot", "indicator", "feed"
    ref: str
    label: Text
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning 预警 with its grounds. The id follows from rule and evidence, so the same grounds never warn twice."""

    alert_id: str
    rule: str
    level: Level
    title: Text
    body: Text
    area: str | None
    raised_at: datetime
    evidence: tuple[Evidence, ...]
    lon: float | None = None
    lat: float | None = None
    subject: str = ""  # what the alert is about (segment id, area …); hysteresis is kept per rule and subject
    score: float = 0.0  # orders alerts inside a level when the budget is short
    state: str = "open"  # open, held (over budget), cleared
    cleared_at: datetime | None = None
    rule_pack: str = ""
