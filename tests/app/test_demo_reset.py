"""A demo is thrown away whole, and nothing but a demo ever is."""

import pytest

from daoan.api.gate import DEMO
from daoan.app.demo_reset import throw_away
from daoan.app.leeds import LEEDS
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.terms.errors import InputError


def made(folder, *, demo: bool):
    config = read_config({"workspace": folder / "leeds", "anchors": folder / "leeds.jsonl"}, {})
    workspace = create_workspace(config, LEEDS)
    if demo:
        workspace.store.put_setting(DEMO, True)
    workspace.close()
    config.anchors.write_text("{}\n")
    return config


def test_a_demo_goes_with_the_heads_of_its_audit_log(tmp_path) -> None:
    config = made(tmp_path, demo=True)
    throw_away(config)
    assert not config.workspace.exists()
    assert not config.anchors.exists()
    with pytest.raises(InputError, match="no demo"):
        throw_away(config)


def test_own_data_stay(tmp_path) -> None:
    config = made(tmp_path, demo=False)
    with pytest.raises(InputError, match="is no demo"):
        throw_away(config)
    assert (config.workspace / "daoan.db").is_file()


def test_a_database_of_others_stays(tmp_path) -> None:
    config = made(tmp_path, demo=True)
    with pytest.raises(InputError, match="PostgreSQL"):
        throw_away(read_config({"workspace": config.workspace, "database": "postgresql://x"}, {}))
    assert config.workspace.exists()
