"""What the intake has counted since it started; shown, never logged with a plate."""

from collections import Counter
from collections.abc import Mapping

from daoan.sense.passes.decoded import Decoded

_MOST_CODES = 1_000  # unknown sites that are told apart; a hostile sender can name more
OTHERS = "…"


class Counters:
    """Sums since the start."""

    def __init__(self) -> None:
        self.requests = 0
        self.held_back = 0  # requests answered with 503
        self.passes = 0
        self.received_bytes = 0
        self.not_kept = 0  # refused rows for which there was no room
        self.refused: Counter[str] = Counter()
        self.unknown_sites: Counter[str] = Counter()
        self.ahead: Counter[str] = Counter()

    def count(self, decoded: Decoded, site_ids: tuple[str, ...], size: int) -> None:
        """Add one reading. ``size``: bytes of its body."""
        self.received_bytes += size
        self.passes += len(decoded.passes)
        if len(decoded.refused):
            self.refused.update(decoded.count_reasons())
            for code, rows in decoded.count_unknown_sites().items():
                known = code in self.unknown_sites or len(self.unknown_sites) < _MOST_CODES
                self.unknown_sites[code if known else OTHERS] += rows
        if decoded.ahead.any():
            self.ahead.update(site_ids[row] for row in decoded.passes.site[decoded.ahead].tolist())

    def told(self) -> Mapping[str, object]:
        """The sums as they are shown."""
        return {
            "requests": self.requests,
            "held_back": self.held_back,
            "received_bytes": self.received_bytes,
            "passes": self.passes,
            "refused": dict(self.refused),
            "refused_not_kept": self.not_kept,
            "unknown_sites": dict(self.unknown_sites.most_common()),
            "clock_ahead": dict(self.ahead.most_common()),
        }
