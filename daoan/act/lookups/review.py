"""The draw of the monthly review: every flagged look-up, and some of the others by lot.

The lot of a line is a hash of the seed and its seal: whoever has the log and the seed draws the same lines, and nobody
who looks something up can know beforehand whether it will be asked about, as long as the seed is named after the month
has ended (the number of a public draw, say).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from daoan.act.lookups.grounds import LOOK_UP
from daoan.terms.errors import InputError
from daoan.terms.records.audited import AuditEntry
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class Review:
    """Which lines somebody other than the one who looked is to ask about."""

    month: str
    seed: str
    look_ups: int  # of the month
    flagged: tuple[int, ...]  # lines, all of them reviewed
    drawn: tuple[int, ...]  # lines by lot from the rest
    rule_pack: str


def draw_review(
    entries: Iterable[AuditEntry], month: str, seed: str, flagged: Collection[int], zone: str, pack: RulePack
) -> Review:
    """The review of a local month ("2026-03"). ``flagged``: numbers of lines with a flag; ``zone``: IANA name.

    Raises :class:`InputError` without a seed.
    """
    if not seed.strip():
        raise InputError("the draw needs a seed that nobody could know before the month ended 抽查须有随机种子")
    here = [
        e for e in entries if e.note.action.startswith(LOOK_UP) and f"{utc_to_local(e.note.at, zone):%Y-%m}" == month
    ]
    asked = tuple(sorted(e.number for e in here if e.number in flagged))
    rest = sorted((e for e in here if e.number not in flagged), key=lambda e: (_lot(e, seed), e.number))
    size = max(ceil(len(rest) * float(pack.get("review.share"))), int(pack.get("review.at_least")))
    drawn = {e.number for e in rest[:size]} | _some_of_each(rest, int(pack.get("review.each_person")))
    return Review(month, seed, len(here), asked, tuple(sorted(drawn)), pack.stamp)


def _some_of_each(rest: Iterable[AuditEntry], count: int) -> set[int]:
    taken: dict[str, list[int]] = {}
    for entry in rest:
        mine = taken.setdefault(entry.note.person_id, [])
        if len(mine) < count:
            mine.append(entry.number)
    return {number for mine in taken.values() for number in mine}


def _lot(entry: AuditEntry, seed: str) -> str:
    return sha256(f"{seed.strip()}\n{entry.number}\n{entry.seal}".encode()).hexdigest()
