"""Settings: where the workspace lies, which database it uses, where the server listens.

Every setting has a default that works, may be given on the command line, and may be set in the environment under the
name that its row of :data:`SETTINGS` states. ``docs/reference/config.md`` is generated from that table.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from daoan.terms.entrances import HERE_ONLY, Entrances, read_entrances
from daoan.terms.errors import InputError

ROOT = Path(__file__).parents[1]

MOST_PORT = 65_535
MOST_BY_ITSELF, MOST_PROCESSES = 4, 64  # processes that answer: where the setting is empty, and at all


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
    Setting("database_file", "DAOAN_DATABASE_FILE", "", "File that holds that URL instead: it has a password."),
    Setting("host", "DAOAN_HOST", "127.0.0.1", "Address the server binds to; loopback only."),
    Setting("port", "DAOAN_PORT", "8000", "Port the server binds to."),
    Setting(
        "processes",
        "DAOAN_PROCESSES",
        "",
        "Processes that answer requests; empty: 1 on SQLite, on PostgreSQL one a core and 4 at most.",
    ),
    Setting("rulepacks", "DAOAN_RULEPACKS", "rulepacks", "Folder of rule packs, relative to the project."),
    Setting("keys", "DAOAN_KEYS", "", "Folder of the workspace's keys; empty: keys in the workspace."),
    Setting(
        "anchors",
        "DAOAN_ANCHORS",
        "",
        "File that heads of the audit log are written to, outside the workspace; empty: anchors beside the workspace.",
    ),
    Setting(
        "origins",
        "DAOAN_ORIGINS",
        "",
        "Addresses that a program in front of the server answers to with encryption, e.g. `https://daoan.example.org`; "
        "blanks between several.",
    ),
    Setting(
        "passkey_domain",
        "DAOAN_PASSKEY_DOMAIN",
        "",
        "Domain that passkeys belong to; empty: the host that was asked. Passkeys of another domain no longer work.",
    ),
    Setting(
        "directory_issuer",
        "DAOAN_DIRECTORY_ISSUER",
        "",
        "Issuer of the city's own directory (OpenID Connect); empty: none. See docs/how-to/sign-in.md.",
    ),
    Setting("directory_client", "DAOAN_DIRECTORY_CLIENT", "", "Id that the directory knows this console by."),
    Setting(
        "directory_secret",
        "DAOAN_DIRECTORY_SECRET",
        "",
        "Secret that belongs to the id; empty, and no file: a public client, by PKCE alone.",
    ),
    Setting("directory_secret_file", "DAOAN_DIRECTORY_SECRET_FILE", "", "File that holds the secret instead."),
    Setting(
        "directory_name",
        "DAOAN_DIRECTORY_NAME",
        "City directory · 市统一认证",
        "Name on the button: English, a middle dot, Chinese.",
    ),
    Setting("directory_scopes", "DAOAN_DIRECTORY_SCOPES", "openid profile", "Scopes that are asked for."),
    Setting(
        "directory_claim",
        "DAOAN_DIRECTORY_CLAIM",
        "preferred_username",
        "Claim of the ID token that is looked up among logins at the first sign-in; one that nobody sets themselves.",
    ),
    Setting(
        "directory_second_factor",
        "DAOAN_DIRECTORY_SECOND_FACTOR",
        "mfa",
        "Values of `amr` or `acr` that say that the directory asked for two factors; blanks between several.",
    ),
    Setting(
        "directory_new_unit",
        "DAOAN_DIRECTORY_NEW_UNIT",
        "",
        "Unit that people whom nobody added are added to at their first sign-in; empty: they are refused.",
    ),
    Setting("directory_new_roles", "DAOAN_DIRECTORY_NEW_ROLES", "", "Roles that they get; blanks between several."),
    Setting(
        "reports",
        "DAOAN_REPORTS",
        "",
        "on: villagers may report hazards by a code on a wall, without signing in; empty: off, but on in the demo of a "
        "simulated city. See docs/how-to/villagers-reports.md.",
    ),
    Setting(
        "open_data",
        "DAOAN_OPEN_DATA",
        "",
        "on: anybody may download what was released as open data, without signing in; empty: off. "
        "See docs/how-to/open-data.md.",
    ),
    Setting(
        "open_data_licence",
        "DAOAN_OPEN_DATA_LICENCE",
        "",
        "Licence of open data: English, a middle dot, Chinese; nothing is released without one.",
    ),
    Setting(
        "console",
        "DAOAN_CONSOLE",
        "",
        "Address of the console as people reach it, for links in messages; empty: this machine.",
    ),
    Setting("mail_host", "DAOAN_MAIL_HOST", "", "Mail server (SMTP); empty: no mail is sent."),
    Setting("mail_port", "DAOAN_MAIL_PORT", "587", "Its port."),
    Setting("mail_tls", "DAOAN_MAIL_TLS", "starttls", "starttls, tls, or none (a server on this machine only)."),
    Setting("mail_from", "DAOAN_MAIL_FROM", "", "Address that mail comes from."),
    Setting("mail_user", "DAOAN_MAIL_USER", "", "Login at the mail server; empty: none."),
    Setting("mail_password", "DAOAN_MAIL_PASSWORD", "", "Password there; better in a file, see the next."),
    Setting("mail_password_file", "DAOAN_MAIL_PASSWORD_FILE", "", "File that holds the password and nothing else."),
    Setting("webhook_url", "DAOAN_WEBHOOK_URL", "", "https:// address of the city's message gateway; empty: none."),
    Setting("webhook_secret", "DAOAN_WEBHOOK_SECRET", "", "Secret that calls are signed with; better in a file."),
    Setting("webhook_secret_file", "DAOAN_WEBHOOK_SECRET_FILE", "", "File that holds the secret and nothing else."),
    Setting(
        "webhook_allow",
        "DAOAN_WEBHOOK_ALLOW",
        "",
        "Networks that the gateway may stand in though they are not public, as 10.20.0.0/16, 127.0.0.1.",
    ),
    Setting(
        "sms_secret",
        "DAOAN_SMS_SECRET",
        "",
        "Secret that the city's gateway signs text messages from advice stations with; empty: none are taken in.",
    ),
    Setting("sms_secret_file", "DAOAN_SMS_SECRET_FILE", "", "File that holds the secret and nothing else."),
    Setting(
        "ca_file", "DAOAN_CA_FILE", "", "Certificates of an authority of one's own, for mail, webhook and push (PEM)."
    ),
    Setting(
        "viid_id",
        "DAOAN_VIID_ID",
        "",
        "Our own number as other platforms of GA/T 1400 know us (20 digits); empty: the workspace's name.",
    ),
    Setting(
        "viid_allow",
        "DAOAN_VIID_ALLOW",
        "",
        "Networks that other platforms may stand in though not public, as 10.20.0.0/16; there http:// will do.",
    ),
    Setting(
        "push", "DAOAN_PUSH", "off", "on: people may be told by web push, by way of the vendors of their browsers."
    ),
    Setting(
        "push_subject",
        "DAOAN_PUSH_SUBJECT",
        "",
        "Where those services reach you, mailto:… or https://…; needed where push is on.",
    ),
    Setting(
        "push_allow",
        "DAOAN_PUSH_ALLOW",
        "",
        "Networks that a push service of one's own may stand in though they are not public, as 10.20.0.0/16.",
    ),
)


#: Settings of messages that leave the page; read by :mod:`daoan.app.messages` when they are needed.
OUTSIDE = tuple(
    s.name for s in SETTINGS if s.name.startswith(("console", "mail_", "webhook_", "ca_", "viid_", "push", "sms_"))
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
    processes: int = 1
    entrances: Entrances = HERE_ONLY
    reports: str = ""  # as said: on, off, or nothing
    outside: Mapping[str, str] = field(default_factory=dict, repr=False)  # channels out of the page, as set

    @property
    def store_at(self) -> str:
        """Where the store is opened: the database URL, or the SQLite file of the workspace."""
        return self.database or str(self.workspace / "daoan.db")


def read_config(given: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Settings from what was given (command line), else the environment, else the defaults.

    Raises :class:`InputError` for a port that is none, a host that is not loopback, an entrance that cannot be.
    """
    chosen = {}
    for setting in SETTINGS:
        value = (given or {}).get(setting.name)
        if value is None:
            value = (os.environ if environment is None else environment).get(setting.environment) or setting.default
        chosen[setting.name] = str(value)
    if not chosen["directory_secret"] and (path := chosen["directory_secret_file"]):
        chosen["directory_secret"] = read_secret("directory_secret_file", path).strip()
    if not chosen["database"] and (path := chosen["database_file"]):
        chosen["database"] = read_secret("database_file", path).strip()
    workspace = Path(chosen["workspace"])
    return Config(
        workspace=workspace,
        database=chosen["database"],
        host=require_loopback(chosen["host"]),
        port=_number("port", chosen["port"], 0, MOST_PORT),
        rulepacks=ROOT / chosen["rulepacks"],
        keys=Path(chosen["keys"]) if chosen["keys"] else workspace / "keys",
        anchors=Path(chosen["anchors"]) if chosen["anchors"] else _beside(workspace),
        processes=_processes(chosen["processes"], chosen["database"]),
        entrances=read_entrances(chosen),
        reports=chosen["reports"],
        outside={name: chosen[name] for name in OUTSIDE},
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


def read_secret(setting: str, path: str) -> str:
    """What a file of a secret holds. ``setting``: the one that names it, for the error."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{setting}: {path} cannot be read: {type(problem).__name__}") from None


def _processes(value: str, database: str) -> int:
    if value:
        return _number("processes", value, 1, MOST_PROCESSES)
    return min(os.cpu_count() or 1, MOST_BY_ITSELF) if database else 1


def _number(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(most)) and least <= int(value) <= most):
        raise InputError(f"{name} {value!r:.80} is not a number from {least} to {most}")
    return int(value)
