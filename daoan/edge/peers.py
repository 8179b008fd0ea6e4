"""Our logins at other platforms, on disk: JSON by the account that the platform has here, readable by its owner alone.

Digest authentication needs the password itself, so the file is guarded as a file of keys.
"""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from daoan.edge.digest_calls import Login
from daoan.edge.guarded import changing
from daoan.terms.errors import FileUnreadable, InputError, NotFound

_OTHERS = 0o077
_LONGEST = 128


def read_logins(path: Path) -> dict[str, Login]:
    """Logins by account; none where there is no file.

    Raises :class:`InputError` where others may read it, :class:`FileUnreadable` where it is no such file.
    """
    if not path.exists():
        return {}
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
        if os.name == "posix" and mode & _OTHERS:
            raise InputError(f"others may read {path}; run: chmod 600 {path} 平台口令文件权限过宽")
        return {account: Login(told["name"], told["password"]) for account, told in json.loads(text).items()}
    except InputError:
        raise
    except Exception:  # of whatever kind: its words could quote the file
        raise FileUnreadable(f"{path} is no file of logins at platforms; restore it 平台口令文件损坏") from None


def keep_login(path: Path, account: str, login: Login) -> None:
    """Keep our login at a platform, in the place of one before. Raises :class:`InputError` for one that cannot be."""
    name_is_one = 1 <= len(login.name) <= _LONGEST and login.name.isprintable() and not set(login.name) & set('":\\')
    if not name_is_one or not 1 <= len(login.password) <= _LONGEST:
        raise InputError(f'a login has a name without " : \\ and a password, of 1 to {_LONGEST} signs 账号或口令不符')
    with _changing(path) as write:
        write(_text_of({**read_logins(path), account: login}))


def remove_login(path: Path, account: str) -> None:
    """Forget a login. Raises :class:`NotFound`."""
    with _changing(path) as write:
        held = read_logins(path)
        if account not in held:
            raise NotFound(f"there is no login for {account!r} 无此平台口令")
        write(_text_of({key: login for key, login in held.items() if key != account}))


def _changing(path: Path) -> AbstractContextManager[Callable[[str], object]]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return changing(path, "logins at platforms")


def _text_of(logins: dict[str, Login]) -> str:
    return (
        json.dumps({key: {"name": one.name, "password": one.password} for key, one in logins.items()}, indent=1) + "\n"
    )
