"""Accounts of devices on disk."""

from datetime import UTC, datetime

import pytest

from daoan.edge.device_accounts import add_account, read_accounts, remove_account
from daoan.edge.guarded import changing
from daoan.terms.errors import Conflict, FileUnreadable, InputError, NotFound

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_account_is_kept_without_its_password(tmp_path) -> None:
    path = tmp_path / "keys" / "accounts.json"
    add_account(path, "cam", "secret-word", AT)
    add_account(path, "other", "x", AT)
    assert set(read_accounts(path).accounts) == {"cam", "other"}
    assert "secret-word" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(Conflict):
        add_account(path, "cam", "y", AT)
    remove_account(path, "cam")
    assert set(read_accounts(path).accounts) == {"other"}
    with pytest.raises(NotFound):
        remove_account(path, "cam")


def test_a_file_that_others_may_read_is_not_trusted(tmp_path) -> None:
    path = tmp_path / "accounts.json"
    add_account(path, "cam", "x", AT)
    path.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        read_accounts(path)


def test_a_damaged_file_is_said_to_be_so_without_quoting_it(tmp_path) -> None:
    path = tmp_path / "accounts.json"
    path.write_text('{"accounts": [{"name": "hush"}]}')
    path.chmod(0o600)
    with pytest.raises(FileUnreadable) as told:
        read_accounts(path)
    assert "hush" not in str(told.value)


@pytest.mark.parametrize("name", ["", "a:b", 'a"b', "a\\b", "x" * 65, "摄像机", "a\nb"])
def test_a_name_that_a_header_cannot_carry(tmp_path, name) -> None:
    with pytest.raises(InputError):
        add_account(tmp_path / "a.json", name, "x", AT)


def test_nobody_changes_accounts_that_somebody_else_is_changing(tmp_path) -> None:
    path = tmp_path / "accounts.json"
    add_account(path, "one", "p", AT)
    with changing(path, "accounts") as write:
        with pytest.raises(Conflict, match="somebody else"):
            add_account(path, "two", "p", AT)
        write(path.read_text(encoding="utf-8"))
    add_account(path, "two", "p", AT)
    assert set(read_accounts(path).accounts) == {"one", "two"}
