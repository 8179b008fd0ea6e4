"""What one reading of passes gave: those that can be used as columns, the others with what is wrong."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.cells import Cells
from daoan.sense.quality import moment_unreadable, row_unreadable, site_missing, site_unknown
from daoan.sense.quality.rule import Rule
from daoan.terms.passes import PassFrame

#: Why a row is refused, by the number that stands for it; 0 is none.
REASONS: tuple[Rule, ...] = (row_unreadable.RULE, moment_unreadable.RULE, site_missing.RULE, site_unknown.RULE)
UNREADABLE, NO_MOMENT_GIVEN, SITE_MISSING, SITE_UNKNOWN = range(1, len(REASONS) + 1)


@dataclass(frozen=True, slots=True)
class RefusedPass:
    """One row that could not be used. ``row``: 1-based. ``raw``: as it came. ``site``: the code that it gave."""

    row: int
    code: str
    site: str
    raw: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Passes and refusals of one reading; ``rows_read`` is the passes and the refusals together.

    ``row``: int32, 0-based row of the source of each pass. ``ahead``: bool, of each pass: stamped later than it reached
    us by more than the pack allows. ``refused``: int32 rows, with their ``reasons`` (uint8, from 1 in :data:`REASONS`).
    ``record_ids``: the source's own number of every row, as it wrote it. ``sites``: the code that every row gave.
    ``raw``: a row as it came, by its 0-based place. ``numbers``: 1-based row in the source, where rows were left out.
    """

    passes: PassFrame
    row: npt.NDArray[np.int32]
    ahead: npt.NDArray[np.bool_]
    refused: npt.NDArray[np.int32]
    reasons: npt.NDArray[np.uint8]
    record_ids: Cells
    sites: Cells
    raw: Callable[[int], bytes]
    numbers: npt.NDArray[np.int64] | None = None

    @property
    def rows_read(self) -> int:
        """How many rows there were."""
        return len(self.passes) + len(self.refused)

    def list_refused(self) -> Iterator[RefusedPass]:
        """The rows that could not be used, in order."""
        for row, reason in zip(self.refused.tolist(), self.reasons.tolist(), strict=True):
            site = self.sites.raw(row).decode("utf-8", "replace")
            number = row + 1 if self.numbers is None else int(self.numbers[row])
            yield RefusedPass(number, REASONS[reason - 1].code, site, self.raw(row))

    def count_reasons(self) -> Counter[str]:
        """How many rows were refused with each code."""
        counts = np.bincount(self.reasons, minlength=len(REASONS) + 1).tolist()
        return Counter({rule.code: n for rule, n in zip(REASONS, counts[1:], strict=True) if n})

    def count_unknown_sites(self) -> Counter[str]:
        """How many rows came under each code that no site has."""
        rows = self.refused[self.reasons == SITE_UNKNOWN]
        return Counter(self.sites.raw(row).decode("utf-8", "replace") for row in rows.tolist())
