"""What came of a crash, told from the people hurt in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from daoan.terms.codes import Severity
from daoan.terms.records import Party

_WORST_FIRST = (Severity.FATAL, Severity.SERIOUS, Severity.SLIGHT, Severity.INJURED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Killed and injured by degree. ``injured`` are all who lived, of whatever degree."""

    severity: Severity
    deaths: int
    serious: int
    slight: int
    injured: int


def tally(parties: Sequence[Party]) -> Tally:
    """Count the people hurt; the crash is as severe as its worst injury, or damage only where nobody was hurt."""
    by_degree = {degree: sum(p.severity is degree for p in parties) for degree in _WORST_FIRST}
    worst = next((degree for degree in _WORST_FIRST if by_degree[degree]), Severity.DAMAGE)
    return Tally(
        severity=worst,
        deaths=by_degree[Severity.FATAL],
        serious=by_degree[Severity.SERIOUS],
        slight=by_degree[Severity.SLIGHT],
        injured=len(parties) - by_degree[Severity.FATAL],
    )
