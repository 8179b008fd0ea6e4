"""Deployments of the reference store: a list of versions each."""

from collections.abc import Collection, Sequence

from daoan.store.deploying import latest_first, require_next
from daoan.store.memory_messages import MemoryMessages
from daoan.store.moving import require_record
from daoan.store.outgoing import require_apart, require_shifts
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.deployed import DeploymentHead, DeploymentVersion
from daoan.terms.records.shifts import Shift


class MemoryDeployments(MemoryMessages):
    """Deployments and their versions."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._deployments: dict[str, list[DeploymentVersion]] = {}

    def keep_deployment(
        self, version: DeploymentVersion, audit: AuditNote, given: Sequence[Shift] = (), taken: Collection[str] = ()
    ) -> None:
        """Keep a version with its shifts."""
        for record in (version.head, version.body, *given):
            require_record(record)
        require_shifts(given)
        with self._writers:
            kept = self._deployments.get(version.head.deployment_id, [])
            require_next(version.head, len(kept))
            left = {name: s for name, s in self._shifts.items() if name not in set(taken)}
            fresh = {s.shift_id: s for s in given if s.shift_id not in left}
            require_apart(fresh.values(), left.values())
            self._lines.append(self._line(audit))
            self._shifts = left | fresh
            self._deployments[version.head.deployment_id] = [*kept, version]

    def get_deployment(self, deployment_id: str, version: int | None = None) -> DeploymentVersion:
        """One version, or the latest."""
        kept = self._deployments.get(deployment_id, [])
        number = len(kept) if version is None else version
        if not 1 <= number <= len(kept):
            raise NotFound(f"no deployment {deployment_id!r:.80} of version {number}")
        return kept[number - 1]

    def list_deployment_versions(self, deployment_id: str) -> tuple[DeploymentHead, ...]:
        """Heads of all versions."""
        return tuple(v.head for v in self._deployments.get(deployment_id, []))

    def list_deployments(self, units: Collection[str] | None = None) -> tuple[DeploymentHead, ...]:
        """The latest head of each deployment."""
        with self._writers:
            heads = [kept[-1].head for kept in self._deployments.values()]
        return latest_first(h for h in heads if units is None or h.unit_id in units)
