"""How the console is reached from outside, and the directory that a city signs its people in with, as settings say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from daoan.terms.errors import InputError
from daoan.terms.estimates import Text, both
from daoan.terms.roles import Role

LOOPBACK = ("localhost", "127.0.0.1", "::1")

UNSAID = Text("", "")

_NAME = set("abcdefghijklmnopqrstuvwxyz0123456789.-")

#: Whoever comes through a directory for the first time may be anything but these.
NEVER_BY_ITSELF = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class DirectorySettings:
    """A provider of OpenID Connect. ``secret`` is never shown; empty: a client without one, by PKCE alone."""

    issuer: str  # https://…, as its ID tokens name it
    client_id: str
    name: Text  # on the button
    secret: str = field(default="", repr=False)
    scopes: str = "openid profile"
    claim: str = "preferred_username"  # what is looked up among logins
    second_factor: frozenset[str] = frozenset({"mfa"})  # values of amr or acr that say two factors were given
    new_unit: str = ""  # where people are added that nobody added before; empty: they are not
    new_roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Entrances:
    """Addresses beside those of this machine, the domain that passkeys belong to, the directory."""

    origins: tuple[str, ...] = ()  # "https://daoan.example.org", without a path
    passkey_domain: str = ""  # empty: the host that was asked
    directory: DirectorySettings | None = None
    villagers: bool = False  # whether anybody may report a hazard by a code, without signing in
    open_data: bool = False  # whether anybody may download what was released, without signing in
    licence: Text = UNSAID  # of open data

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names of the addresses, without scheme and port."""
        return tuple(urlsplit(origin).hostname or "" for origin in self.origins)


#: This machine alone, with passwords and passkeys.
HERE_ONLY = Entrances()


def read_entrances(values: Mapping[str, str]) -> Entrances:
    """Entrances from settings (see ``docs/reference/config.md``). Raises :class:`InputError` for what cannot be."""
    return Entrances(
        origins=tuple(_origin(word) for word in values["origins"].split()),
        passkey_domain=_domain(values["passkey_domain"].strip()),
        directory=_directory(values) if values["directory_issuer"] else None,
        villagers=_is_on("reports", values["reports"]),
        open_data=_is_on("open_data", values["open_data"]),
        licence=both(values["open_data_licence"]),
    )


def _origin(word: str) -> str:
    parts = urlsplit(word.rstrip("/"))
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    named = bool(parts.hostname) and set(parts.hostname or "") <= _NAME
    if not secure or not named or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise InputError(f"origins: {word!r:.200} is no address like https://daoan.example.org")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_on(name: str, word: str) -> bool:
    if word not in ("", "on", "off"):
        raise InputError(f"{name}: {word!r:.40} is neither on nor off")
    return word == "on"


def _domain(word: str) -> str:
    if not set(word) <= _NAME:
        raise InputError(f"passkey_domain: {word!r:.200} is no name like daoan.example.org in small letters")
    return word


def _directory(values: Mapping[str, str]) -> DirectorySettings:
    issuer = values["directory_issuer"]
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InputError(f"directory_issuer: {issuer!r:.200} does not begin with https://")
    if not values["directory_client"]:
        raise InputError("directory_client: the directory's id of this console is missing")
    unit, roles = values["directory_new_unit"], _roles(values["directory_new_roles"])
    if bool(unit) != bool(roles):
        raise InputError("directory_new_unit and directory_new_roles: give both, or neither")
    return DirectorySettings(
        issuer=issuer,
        client_id=values["directory_client"],
        name=both(values["directory_name"]),
        secret=values["directory_secret"],
        scopes=" ".join(dict.fromkeys(["openid", *values["directory_scopes"].split()])),
        claim=values["directory_claim"],
        second_factor=frozenset(values["directory_second_factor"].split()),
        new_unit=unit,
        new_roles=roles,
    )


def _roles(words: str) -> tuple[Role, ...]:
    try:
        roles = tuple(Role(word) for word in words.split())
    except ValueError as problem:
        raise InputError(f"directory_new_roles: {problem}; see docs/models/roles.md") from None
    if NEVER_BY_ITSELF & set(roles):
        raise InputError("directory_new_roles: nobody becomes administrator or auditor by themselves; add them")
    return roles
