"""A demo that may be broken: thrown away whole, so that the next one is as at first."""

import shutil

from daoan.api.gate import DEMO
from daoan.config import Config
from daoan.store.open import open_store
from daoan.terms.errors import InputError


def require_demo(config: Config) -> None:
    """Raises :class:`InputError` for anything but a demo in a folder of its own: own data are never thrown away."""
    if config.database:
        raise InputError("a demo in PostgreSQL is not thrown away here: drop its database · 请自行删除该演示数据库")
    if not (config.workspace / "daoan.db").is_file():
        raise InputError(f"there is no demo at {config.workspace} · 该目录没有演示")
    store = open_store(config.store_at)
    try:
        is_demo = store.find_setting(DEMO) is True
    finally:
        store.close()
    if not is_demo:
        raise InputError(f"{config.workspace} is no demo, or holds own data by now · 该工作区不是演示，或已有自有数据")


def throw_away(config: Config) -> None:
    """Delete a demo with what was written down of its audit log beside it. Raises what :func:`require_demo` raises."""
    require_demo(config)
    shutil.rmtree(config.workspace)
    config.anchors.unlink(missing_ok=True)
