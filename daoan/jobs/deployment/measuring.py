"""Speeds in cells that were drawn, measured once each pair is over and kept longer than the passes they were made of.

A night measures what is new; pages read what is kept. No plate is in it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from daoan.jobs.deployment.cell_speeds import MeasuredPair, SpeedSite, measure_pairs
from daoan.jobs.deployment.learned import drawn_version
from daoan.jobs.workroom import Workroom
from daoan.store.lake import PassLake
from daoan.store.safely import write_content
from daoan.terms.errors import InputError
from daoan.terms.rulepacks import RulePack

#: Pairs that could not be told are asked for again until so long after they were over: passes of a file may come late.
LOOK_BACK = timedelta(days=14)


class MeasuredPairs:
    """Measured pairs of a workspace, a file for each deployment. Opening makes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, deployment_id: str) -> dict[str, MeasuredPair]:
        """What is kept of a deployment, by pair. Raises :class:`InputError` for a file that was changed by hand."""
        try:
            content = self._path(deployment_id).read_bytes()
        except FileNotFoundError:
            return {}
        try:
            return msgspec.json.decode(content, type=dict[str, MeasuredPair])
        except msgspec.DecodeError as problem:
            raise InputError(f"measured pairs of {deployment_id} cannot be read: {problem}") from None

    def add(self, deployment_id: str, found: Mapping[str, MeasuredPair]) -> None:
        """Keep more; what is kept already stays as it was."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_content(
            self._path(deployment_id), msgspec.json.encode({**found, **self.of(deployment_id)}, order="sorted")
        )

    def _path(self, deployment_id: str) -> Path:
        return self.folder / f"{deployment_id}.json"


def measure(
    room: Workroom, lake: PassLake, on: Mapping[str, Sequence[SpeedSite]], kept: MeasuredPairs, until: datetime,
    pack: RulePack,
) -> int:  # fmt: skip
    """Measure the pairs of all deployments that learn and were over at ``until``; answers how many are new."""
    new = 0
    for head in room.store.list_deployments(None):
        version = drawn_version(room, head)
        design = None if version is None else version.body.learning
        if design is None:
            continue
        there = kept.of(head.deployment_id)
        over = [
            p
            for p in design.pairs
            if p.pair_id not in there and until - LOOK_BACK <= max(p.first.ends_at, p.second.ends_at) <= until
        ]
        found = measure_pairs(lake, on, over, design.drawn_at, pack)
        if found:
            kept.add(head.deployment_id, found)
        new += len(found)
    return new
