"""A person's correction of a crash: the second layer of truth."""

from collections.abc import Mapping

from daoan.app.workspace import Workspace
from daoan.terms.records import Correction


def correct_crash(workspace: Workspace, crash_id: str, changes: Mapping[str, object], by: str, why: str) -> None:
    """Put changed fields over a crash, signed and reasoned, at the workspace's moment."""
    workspace.store.correct_crash(
        Correction(crash_id=crash_id, changes=dict(changes), by=by, why=why, corrected_at=workspace.now)
    )
