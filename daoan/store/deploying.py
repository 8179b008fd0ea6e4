"""What must hold of deployments, whatever the store is made of."""

from collections.abc import Iterable

from daoan.store import serial
from daoan.terms.errors import Conflict
from daoan.terms.records.deployed import DeploymentHead


def require_next(head: DeploymentHead, latest: int) -> None:
    """Raises :class:`Conflict` where a version does not follow the latest."""
    if head.version != latest + 1:
        raise Conflict("the deployment has changed in between; look again · 勤务部署已有新版本，请刷新")


def latest_first(heads: Iterable[DeploymentHead]) -> tuple[DeploymentHead, ...]:
    """Latest made first, then by id."""
    return tuple(sorted(heads, key=lambda h: (-serial.to_micros(h.made_at), h.deployment_id)))
