"""The store's calls about deployments, each whole inside one transaction with its line of the audit chain."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, delete, func, select

from daoan.store import serial
from daoan.store.deploying import latest_first, require_next
from daoan.store.moving import require_record
from daoan.store.sql import audit as chain
from daoan.store.sql import shifts as roster
from daoan.store.sql.bulk import insert_all
from daoan.store.sql.deployment_tables import deployments
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.message_tables import shifts
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.deployed import DeploymentBody, DeploymentHead, DeploymentVersion
from daoan.terms.records.shifts import Shift

_T = deployments.c
LARGEST = 2**31 - 1  # that the column holds


class DeploymentCalls(AuditCalls):
    """Deployments and their versions."""

    def keep_deployment(
        self, version: DeploymentVersion, audit: AuditNote, given: Sequence[Shift] = (), taken: Collection[str] = ()
    ) -> None:
        """Keep a version with its shifts."""
        head = version.head
        row = {
            "deployment_id": head.deployment_id, "version": head.version, "unit_id": head.unit_id,
            "state": head.state.value, "made_at": serial.to_micros(head.made_at),
            "head": require_record(head), "body": require_record(version.body),
        }  # fmt: skip
        with writing(self.engine) as connection:
            latest = select(func.max(_T.version)).where(_T.deployment_id == head.deployment_id)
            require_next(head, int(connection.scalar(latest) or 0))
            for shift_id in sorted(set(taken)):
                connection.execute(delete(shifts).where(shifts.c.shift_id == shift_id))
            roster.save(connection, given)
            insert_all(connection, deployments, [row])
            chain.append(connection, self.sealer, audit)

    def get_deployment(self, deployment_id: str, version: int | None = None) -> DeploymentVersion:
        """One version, or the latest."""
        query = select(_T.head, _T.body).where(_T.deployment_id == deployment_id)
        if version is not None:
            query = query.where(_T.version == min(max(version, 0), LARGEST))
        with reading(self.engine) as connection:
            row = connection.execute(query.order_by(_T.version.desc()).limit(1)).first()
        if row is None:
            raise NotFound(f"no deployment {deployment_id!r:.80} of version {version or 0}")
        return DeploymentVersion(serial.unpack(DeploymentHead, row.head), serial.unpack(DeploymentBody, row.body))

    def list_deployment_versions(self, deployment_id: str) -> tuple[DeploymentHead, ...]:
        """Heads of all versions."""
        query = select(_T.head).where(_T.deployment_id == deployment_id).order_by(_T.version)
        with reading(self.engine) as connection:
            return tuple(serial.unpack_all(DeploymentHead, connection.scalars(query).all()))

    def list_deployments(self, units: Collection[str] | None = None) -> tuple[DeploymentHead, ...]:
        """The latest head of each deployment."""
        last = select(_T.deployment_id, func.max(_T.version).label("version")).group_by(_T.deployment_id).subquery()
        same = and_(_T.deployment_id == last.c.deployment_id, _T.version == last.c.version)
        with reading(self.engine) as connection:
            rows = connection.execute(select(_T.unit_id, _T.head).join(last, same)).all()
        mine = [row.head for row in rows if units is None or row.unit_id in units]
        return latest_first(serial.unpack_all(DeploymentHead, mine))
