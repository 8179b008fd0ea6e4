"""Settings: where the workspace lies, which database it uses, where the server listens.

Every setting has a default that works, may be given on the command line, and may be set in the environment under the
name that its row of :data:`SETTINGS` states. ``docs/reference/config.md`` is generated from that table.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daoan.terms.errors import InputError

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings table."""

    name: str
    environment: str
    default: str
    meaning: str


SETTINGS = (
    Setting("workspace", "DAOAN_WORKSPACE", ".daoan/leeds", "Folder that holds one city: its database and exports."),
    Setting(
        "database",
        "DAOAN_DATABASE",
        "",
        "SQLAlchemy URL of a PostgreSQL database; empty: SQLite in the workspace.",
    ),
    Setting("host", "DAOAN_HOST", "127.0.0.1", "Address the server binds to; loopback only."),
    Setting("port", "DAOAN_PORT", "8000", "Port the server binds to."),
    Setting("rulepacks", "DAOAN_RULEPACKS", "rulepacks", "Folder of rule packs, relative to the project."),
    Setting("keys", "DAOAN_KEYS", "", "Folder of the workspace's keys; empty: keys in the workspace."),
    Setting(
        "anchors",
        "DAOAN_ANCHORS",
        "",
        "File that heads of the audit log are written to, outside the workspace; empty: anchors beside the workspace.",
    ),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force."""

    workspace: Path
    database: str
    host: str
    port: int
    rulepacks: Path
    keys: Path
    anchors: Path

    @property
    def store_at(self) -> str:
        """Where the store is opened: the database URL, or the SQLite file of the workspace."""
        return self.database or str(self.workspace / "daoan.db")


def read_config(given: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Settings from what was given (command line), else the environment, else the defaults.

    Raises :class:`InputError` for a port that is none and for a host that is not loopback.
    """
    chosen = {}
    for setting in SETTINGS:
        value = (given or {}).get(setting.name)
        if value is None:
            value = (os.environ if environment is None else environment).get(setting.environment) or setting.default
        chosen[setting.name] = str(value)
    workspace = Path(chosen["workspace"])
    return Config(
        workspace=workspace,
        database=chosen["database"],
        host=require_loopback(chosen["host"]),
        port=_port(chosen["port"]),
        rulepacks=ROOT / chosen["rulepacks"],
        keys=Path(chosen["keys"]) if chosen["keys"] else workspace / "keys",
        anchors=Path(chosen["anchors"]) if chosen["anchors"] else _beside(workspace),
    )


def require_loopback(host: str) -> str:
    """The host, if nobody but this machine can reach it: passwords would cross a network in the clear."""
    try:
        inside = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise InputError(
            f"the server answers on loopback only (127.0.0.1, ::1, localhost), not on {host}: it speaks "
            "plain HTTP, and passwords would cross the network in the clear. Reach it from elsewhere through an SSH "
            "tunnel."
        )
    return host


def _beside(workspace: Path) -> Path:
    """ ".daoan/anchors/leeds.jsonl" for ".daoan/leeds"."""
    whole = workspace.resolve()
    return whole.parent / "anchors" / f"{whole.name}.jsonl"


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and int(value) <= 65535):
        raise InputError(f"port {value!r:.80} is not a number from 0 to 65535")
    return int(value)
