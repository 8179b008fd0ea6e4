"""The keys of a workspace's audit log, and the store opened with them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from daoan.config import Config
from daoan.edge.keys import add_key, lost, next_key, open_keyring, read_keyring
from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.work_protocol import AuditStore
from daoan.terms.audit import ROTATED
from daoan.terms.records.audited import AuditNote


def keys_path(config: Config) -> Path:
    """Where the keys of the audit log lie."""
    return config.keys / "audit.json"


def open_audited_store(config: Config, at: datetime) -> Store:
    """The store of the settings with the key that seals its log; the first key is made with the first opening.

    Where lines were sealed and the key is lost, the store opens for reading and checking only: it refuses whatever
    would write a line. ``at``: the real moment.
    """
    path = keys_path(config)
    if path.exists():
        return open_store(config.store_at, read_keyring(path).sealer)
    store = open_store(config.store_at)
    if store.last_audit() is not None:
        return store
    store.close()
    return open_store(config.store_at, open_keyring(path, at, begun=False).sealer)


def keys_for_check(config: Config) -> Mapping[str, bytes]:
    """Every key there is, exchanged ones too; none where the file is lost, so that the check tells of it."""
    path = keys_path(config)
    return read_keyring(path, exchanged_too=True).by_id if path.exists() else {}


def rotate_key(config: Config, store: AuditStore, by: str, why: str, at: datetime) -> str:
    """Announce a new key in the log under the old one, then keep it; answers its id.

    The new key seals from the next opening of the store: whoever has it open now seals with the old key, which the
    check takes for misuse. Stop the server first. Raises :class:`NotFound` where the old key is lost.
    """
    path = keys_path(config)
    if not path.exists():
        raise lost(path)
    key = next_key(read_keyring(path), at)
    store.append_audit(AuditNote(at, by, "", ROTATED, subject=key.key_id, purpose=why))
    add_key(path, key)
    return key.key_id
