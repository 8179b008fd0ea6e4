"""Crashes made for the tests of indicators."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from daoan.terms.codes import Severity
from daoan.terms.records import Crash
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "indicators.toml").read_text(encoding="utf-8"), "indicators")


def crash(number: int, at: datetime, **more) -> Crash:
    """A slight crash with a number, unless more is said."""
    return Crash(
        **{
            "crash_id": f"made:{number}",
            "feed": "made",
            "source_ref": str(number),
            "happened_at": at,
            "known_at": at,
            "severity": Severity.SLIGHT,
            **more,
        }
    )


def spread(counts: dict[int, int], **more) -> list[Crash]:
    """So many crashes in each year, evenly through it, from 1 January on."""
    made = []
    for year, count in counts.items():
        first = datetime(year, 1, 1, 12, tzinfo=UTC)
        made += [
            crash(year * 10_000 + i, first + timedelta(days=364 * i / max(count, 1)), **more) for i in range(count)
        ]
    return made
