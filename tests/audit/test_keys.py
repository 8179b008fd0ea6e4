"""Keys lie where only their owner reads them, come back as they were, and are never shown."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daoan.edge.keys import Keyring, add_key, next_key, open_keyring, read_keyring
from daoan.terms.errors import Conflict, DaoanError, FileUnreadable, InputError, NotFound

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "audit.json"


def secrets_of(path: Path) -> list[str]:
    return [k["key"] for k in json.loads(path.read_text())["keys"]]


def test_the_first_key_is_made_once_and_only_for_its_owner(path: Path) -> None:
    made = open_keyring(path, NOW, begun=False)
    assert open_keyring(path, NOW, begun=False) == made == read_keyring(path)
    assert len(made.sealer.key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["audit.json"]


def test_the_mode_does_not_hang_on_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        add_key(path, next_key(open_keyring(path, NOW, begun=False), NOW))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_workspaces_have_different_keys(tmp_path: Path) -> None:
    a, b = (open_keyring(tmp_path / name, NOW, begun=False) for name in "ab")
    assert a.sealer.key != b.sealer.key


def test_whoever_comes_at_the_same_moment_gets_the_same_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: open_keyring(path, NOW, begun=False), range(16)))
    assert len({r.sealer.key for r in rings}) == 1


def test_a_lost_key_is_no_reason_for_another(path: Path) -> None:
    with pytest.raises(NotFound, match="restore"):
        open_keyring(path, NOW, begun=True)
    assert not path.exists()


def test_a_new_key_seals_and_the_old_one_still_checks(path: Path) -> None:
    first = open_keyring(path, NOW, begun=False)
    ring = add_key(path, next_key(first, NOW))
    assert read_keyring(path) == ring
    assert ring.sealer.key_id.startswith("2-")
    assert ring.by_id[first.sealer.key_id] == first.sealer.key


def test_two_who_change_keys_at_once_do_not_lose_one(path: Path) -> None:
    key = next_key(open_keyring(path, NOW, begun=False), NOW)
    beside = path.with_name("audit.json.new")
    beside.touch()
    with pytest.raises(Conflict, match="somebody else"):
        add_key(path, key)
    beside.unlink()
    add_key(path, key)
    assert not beside.exists()


def test_keys_that_others_may_read_are_refused(path: Path) -> None:
    open_keyring(path, NOW, begun=False)
    path.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        read_keyring(path)


def exchanged(path: Path) -> None:
    ring = json.loads(path.read_text())
    ring["keys"][0]["key"] = "ab" * 32
    path.write_text(json.dumps(ring))


def test_an_exchanged_key_is_noticed_when_read(path: Path) -> None:
    open_keyring(path, NOW, begun=False)
    exchanged(path)
    with pytest.raises(InputError, match="not the one it was"):
        read_keyring(path)
    assert read_keyring(path, exchanged_too=True).sealer.key == b"\xab" * 32


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"keys": []}', '{"keys": [{"key_id": "1", "made_at": "x", "key": "00"}]}', "\udcff"]
)
def test_a_damaged_file_is_said_to_be_damaged(path: Path, text: str) -> None:
    open_keyring(path, NOW, begun=False)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(FileUnreadable, match=r"backup|cannot be read"):
        read_keyring(path)


def test_nothing_shows_a_key(path: Path) -> None:
    ring = open_keyring(path, NOW, begun=False)
    secret = secrets_of(path)[0]
    shown = [repr(ring), repr(ring.keys), repr(ring.sealer), str(ring.sealer)]
    halves = (secret[:40], secret + "zz", secret + secret)
    for half in halves:
        path.write_text(path.read_text().replace(secret, half))
        with pytest.raises(DaoanError) as problem:
            read_keyring(path)
        told: BaseException | None = problem.value
        while told is not None:
            shown.append(str(told))
            told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
        path.write_text(path.read_text().replace(half, secret))
    plain = bytes.fromhex(secret)
    assert not [s for s in shown if secret[:16] in s or repr(plain)[2:12] in s]
    assert isinstance(ring, Keyring)
