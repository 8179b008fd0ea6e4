"""How an exchange stands: what was last sent, acknowledged and taken, what waits and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from daoan.jobs.exchange.reports import reports_under_way
from daoan.jobs.exchange.settling import UNDER_WAY, acts_in
from daoan.jobs.workroom import WorkPlace
from daoan.terms.records.exchanged import ActState, CarriedBundle, Side
from daoan.terms.rulepacks import RulePack

#: Settings of a workspace: which side it is, and the public half of the other side's keys.
SIDE, TRUSTED = "exchange_side", "exchange_trusted"


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A file that was made or taken."""

    number: int
    at: datetime
    digest: str
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """How it stands on one side.

    ``waiting``: outside, acts that the inside has not answered and villagers' reports that it was not heard of; inside,
    copies that the outside has not acknowledged. ``oldest_at``: since when the oldest of them waits; ``late``: longer
    than ``late_hours``; ``silent``: for so long the inside has made no file, which is what orders go out by, or the
    outside has taken none. ``refused``: acts that the inside refused. ``held``: copies that wait for acts under way.
    """

    side: Side
    trusted: bool
    made: BundleLine | None
    acknowledged: BundleLine | None
    taken: BundleLine | None
    waiting: int
    oldest_at: datetime | None
    late: bool
    silent: bool
    late_hours: float
    refused: int
    held: int
    rule_pack: str


def side_of(store: WorkPlace) -> Side | None:
    """Which side a workspace is; ``None`` where it is none of two."""
    told = store.find_setting(SIDE)
    return None if told is None else msgspec.convert(told, Side)


def last_acknowledged(made: tuple[CarriedBundle, ...]) -> CarriedBundle | None:
    """The last of one's own files that the other side said it had taken."""
    return next((bundle for bundle in reversed(made) if bundle.acknowledged_at is not None), None)


def state_of(store: WorkPlace, pack: RulePack, at: datetime) -> ExchangeState | None:
    """How an exchange stands as of a moment; ``None`` where there is none."""
    side = side_of(store)
    if side is None:
        return None
    made, taken = store.list_bundles("made"), store.list_bundles("taken")
    known = last_acknowledged(made)
    if side is Side.OUTSIDE:
        begun = [*(act.at for act in acts_in(store, UNDER_WAY)), *(one.created_at for one in reports_under_way(store))]
        waiting, oldest = len(begun), min(begun, default=None)
    else:
        base = 0 if known is None else known.number
        waiting = sum(copy.bundle > base for copy in store.list_copies())
        oldest = next((bundle.at for bundle in made if bundle.number > base), None) if waiting else None
    hours = float(pack.get("alarm.oldest_hours"))
    flows = taken if side is Side.OUTSIDE else made
    return ExchangeState(
        side=side,
        trusted=store.find_setting(TRUSTED) is not None,
        made=_line(made[-1] if made else None),
        acknowledged=_line(known),
        taken=_line(taken[-1] if taken else None),
        waiting=waiting,
        oldest_at=oldest,
        late=oldest is not None and at - oldest > timedelta(hours=hours),
        silent=bool(flows) and at - flows[-1].at > timedelta(hours=hours),
        late_hours=hours,
        refused=len(acts_in(store, (ActState.REFUSED,))),
        held=len(store.list_copies(unsettled=True)),
        rule_pack=pack.stamp,
    )


def _line(bundle: CarriedBundle | None) -> BundleLine | None:
    return None if bundle is None else BundleLine(bundle.number, bundle.at, bundle.digest, bundle.acknowledged_at)
