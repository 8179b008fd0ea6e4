"""What a turn is given, what of it was known, and the name that the run has by it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from daoan.terms.city import City
from daoan.terms.frames import Network
from daoan.terms.records import (
    Alert,
    BlackSpot,
    Crash,
    Experiment,
    LedgerEntry,
    Measure,
    Run,
    TrafficCount,
)
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Given:
    """What is known at a moment, before anybody has thought about it."""

    city: City
    as_of: datetime
    crashes: Sequence[Crash]
    counts: Sequence[TrafficCount]
    network: Network
    network_id: str
    packs: Mapping[str, RulePack]
    earlier_alerts: Sequence[Alert] = ()
    earlier_blackspots: Sequence[BlackSpot] = ()
    earlier_ledger: Sequence[LedgerEntry] = ()
    earlier_experiments: Sequence[Experiment] = ()
    measures: Sequence[Measure] = ()


def as_known(given: Given) -> Given:
    """The same without what was not known yet: no stage may see it, whoever hands it over."""
    as_of = given.as_of
    return replace(
        given,
        crashes=[c for c in given.crashes if c.known_at <= as_of and c.happened_at <= as_of],
        measures=[m for m in given.measures if m.known_at <= as_of],
    )


def run_of(given: Given) -> Run:
    """What was computed, from what; the id follows from both, so that the same input is the same run."""
    inputs = {
        "network": given.network_id,
        "crashes": digest([(c.crash_id, c) for c in given.crashes]),
        "counts": digest(list(given.counts)),
        **({"measures": digest(list(given.measures))} if given.measures else {}),
    }
    stamps = {name: pack.version for name, pack in sorted(given.packs.items())}
    name = digest([given.city.code, given.as_of, inputs, stamps])
    return Run(
        run_id=f"{given.as_of:%Y%m%dT%H%MZ}-{name[:10]}",
        city=given.city.code,
        as_of=given.as_of,
        rule_packs=stamps,
        inputs=inputs,
        simulated=given.city.simulated,
    )


def digest(value: object) -> str:
    """Content hash of records, hex."""
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=16).hexdigest()
