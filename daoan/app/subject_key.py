"""The key that subjects of look-ups are kept under: with it alone can anybody tell which plate a line was about."""

from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.edge.keys import open_keyring
from daoan.terms.errors import InputError

#: Setting of a workspace: the id of its key, once there is one.
MADE = "subject_key"


def subject_key(workspace: Workspace) -> bytes:
    """The key of a workspace, made at the first call.

    One key for good: with another, the same plate would be another subject. Raises :class:`NotFound` where it is lost,
    :class:`InputError` where the file is another workspace's.
    """
    made = workspace.store.find_setting(MADE)
    ring = open_keyring(workspace.config.keys / "subjects.json", WallClock().now(), begun=made is not None)
    first = ring.keys[0]
    if made is None:
        workspace.store.put_setting(MADE, first.key_id)
    elif made != first.key_id:
        raise InputError("keys/subjects.json is another workspace's; restore the file 查询对象密钥不属于本工作区")
    return first.key
