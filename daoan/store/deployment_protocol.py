"""What a store must do for deployments.

Laws (held by ``tests/store/test_deployments_contract.py`` on every store):

17. Versions of a deployment are 1, 2, 3 … without gap, and none is ever changed; who comes second with a version gets
    :class:`~daoan.terms.errors.Conflict`, and nothing has changed.
18. A version, the shifts that it gives and takes, and its line of the audit chain are kept together or not at all.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from daoan.terms.records.audited import AuditNote
from daoan.terms.records.deployed import DeploymentHead, DeploymentVersion
from daoan.terms.records.shifts import Shift


class DeploymentStore(Protocol):
    """Deployments and their versions."""

    def keep_deployment(
        self, version: DeploymentVersion, audit: AuditNote, given: Sequence[Shift] = (), taken: Collection[str] = ()
    ) -> None:
        """Keep a version; ``taken``: ids of shifts to delete (those gone already are), before ``given`` are kept.

        Raises ``Conflict`` where the version does not follow the latest, or somebody would have two shifts at once.
        """

    def get_deployment(self, deployment_id: str, version: int | None = None) -> DeploymentVersion:
        """One version, or the latest."""

    def list_deployment_versions(self, deployment_id: str) -> tuple[DeploymentHead, ...]:
        """Heads of all versions, first to last; none for an id that there is not."""

    def list_deployments(self, units: Collection[str] | None = None) -> tuple[DeploymentHead, ...]:
        """The latest head of each deployment of some units or of all, latest made first, then by id."""
