"""The clock of documents: writes the daily, weekly, monthly and annual ones as drafts at their hour, each once.

Of the city, and of each county that the run counted by.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from daoan.jobs.documents.writing import Drafted, stands, write_by_clock
from daoan.jobs.keepers import Keeper
from daoan.jobs.workroom import Workroom
from daoan.learn.documents.kinds import KINDS
from daoan.learn.documents.material import Material
from daoan.terms.documents import Document
from daoan.terms.errors import NotFound
from daoan.terms.months import month_name, month_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

EVERY_S = 600.0


def is_due(when: Mapping[str, Any], local: datetime) -> bool:
    """Whether the local moment lies on a schedule's day, at or behind its hour."""
    return bool(
        local.hour >= when["hour"]
        and when.get("weekday", local.isoweekday()) == local.isoweekday()
        and when.get("day", local.day) == local.day
        and when.get("month", local.month) == local.month
    )


def subject_due(kind: str, material: Material, local: datetime) -> str | None:
    """What a scheduled document is about now: the day, or the month or year that is over; ``None``: not known yet."""
    if kind in ("daily", "weekly"):
        return material.today.isoformat() if material.today == local.date() else None
    wanted = str(local.year - 1) if kind == "annual" else month_name(month_of(local) - 1)
    return wanted if wanted in KINDS[kind].subjects(material) else None


def write_due(
    room: Workroom,
    materials: Mapping[str, Material],
    pack: RulePack,
    now: datetime,
    pack_up: Callable[[Document], bytes],
) -> int:
    """Write every document that is due and not written; answers how many.

    ``materials``: by unit, what its documents are made of: of the whole city, or of one county.
    """
    local, written = utc_to_local(now, room.zone), 0
    for kind, when in pack.get("schedule").items():
        if not is_due(when, local):
            continue
        for unit_id, material in materials.items():
            if material.area and kind not in pack.get("counties.kinds"):
                continue
            subject = subject_due(kind, material, local)
            if subject is None or stands(room, unit_id, kind, subject):
                continue
            document = KINDS[kind].write(material, subject)
            drafted = Drafted(kind, subject, document, pack_up(document))
            written += write_by_clock(room, unit_id, drafted, now) is not None
    return written


class DocumentKeeper(Keeper[int]):
    """Writes documents at their hour. ``materials``: by unit, of the latest run; raises ``NotFound`` before it."""

    failed = "documents that are due were not written"

    def __init__(
        self,
        room: Callable[[], Workroom],
        materials: Callable[[], Mapping[str, Material]],
        pack: Callable[[], RulePack],
        now: Callable[[], datetime],
        pack_up: Callable[[Document], bytes],
    ) -> None:
        super().__init__()
        self._room, self._materials, self._pack, self._now, self._pack_up = room, materials, pack, now, pack_up

    def once(self, _by: str, /) -> int:
        """Write what is due."""
        try:
            materials = self._materials()
        except NotFound:
            return 0
        return write_due(self._room(), materials, self._pack(), self._now(), self._pack_up)
