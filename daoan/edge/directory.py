"""The city's own directory, by OpenID Connect: authorization code with PKCE (RFC 7636), state and nonce, with Authlib.

An ID token counts where the directory's published key signed it (RS, PS, ES or EdDSA; never "none", never a shared
secret), it names this issuer and this client, it is of now, and it carries the nonce of this very sign-in.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NoReturn
from urllib.parse import urlsplit

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from daoan.edge.outgoing import Send, send_http
from daoan.edge.tokens import make_token
from daoan.terms.entrances import LOOPBACK, DirectorySettings
from daoan.terms.errors import DirectoryDistrusted, DirectorySilent

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
WELL_KNOWN = "/.well-known/openid-configuration"
KEPT = timedelta(hours=1)  # what the directory says of itself, and its keys
AGAIN = timedelta(minutes=1)  # keys are fetched anew for an unknown one, but no more often than this


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way. None of it but ``state`` and ``nonce`` leaves this process before its end."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Who the directory says it is. ``claims``: everything else that the ID token tells."""

    issuer: str
    subject: str
    second_factor: bool
    claims: Mapping[str, Any]

    def text(self, claim: str) -> str:
        """A claim that is text, else nothing."""
        value = self.claims.get(claim)
        return value.strip() if isinstance(value, str) else ""


class Provider:
    """A directory, asked over HTTP. ``send``: how; redirects are not followed."""

    def __init__(self, settings: DirectorySettings, send: Send | None = None) -> None:
        self.settings = settings
        self.send = send or send_http
        self._lock = Lock()
        self._about: tuple[dict[str, Any], datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    def begin(self, redirect_uri: str, now: datetime) -> tuple[Begun, str]:
        """A sign-in that begins, and the address that the browser goes to. Raises :class:`DirectorySilent`."""
        begun = Begun(make_token(), make_token(), make_token(), redirect_uri)
        address, _ = self._client(redirect_uri).create_authorization_url(
            self._endpoint("authorization_endpoint", now),
            state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier,
        )  # fmt: skip
        return begun, str(address)

    def finish(self, begun: Begun, code: str, now: datetime, skew_s: int) -> Entry:
        """Who came back with a code. Raises :class:`DirectoryDistrusted` or :class:`DirectorySilent`."""
        token = self._redeem(begun, code, now)
        header, claims = self._read(token["id_token"], now)
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True},
        }
        params = {"nonce": begun.nonce, "client_id": self.settings.client_id, "access_token": token.get("access_token")}
        try:
            CodeIDToken(claims, header, options, params).validate(int(now.timestamp()), skew_s)
        except (JoseError, ValueError, TypeError) as problem:
            _distrust("the ID token does not hold", problem)
        return Entry(self.settings.issuer, claims["sub"], self._is_strong(claims), claims)

    def _is_strong(self, claims: Mapping[str, Any]) -> bool:
        methods = claims.get("amr")
        told = {m for m in methods if isinstance(m, str)} if isinstance(methods, list) else set()
        level = claims.get("acr")
        return bool((told | ({level} if isinstance(level, str) else set())) & self.settings.second_factor)

    def _client(self, redirect_uri: str) -> "_Client":
        made = self.settings
        return _Client(
            self.send,
            client_id=made.client_id,
            client_secret=made.secret or None,
            scope=made.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def _redeem(self, begun: Begun, code: str, now: datetime) -> dict[str, Any]:
        endpoint, client = self._endpoint("token_endpoint", now), self._client(begun.redirect_uri)
        methods = self._describe(now).get("token_endpoint_auth_methods_supported")
        if self.settings.secret and isinstance(methods, list) and "client_secret_basic" not in methods:
            client.token_endpoint_auth_method = "client_secret_post"
        try:
            token = client.fetch_token(
                endpoint, grant_type="authorization_code", code=code, code_verifier=begun.verifier
            )
        except OAuth2Error as problem:
            _distrust("the code was refused", problem)
        except OSError as problem:
            _silent("its token endpoint", problem)
        if not isinstance(token.get("id_token"), str):
            _distrust("the answer holds no ID token")
        return dict(token)

    def _read(self, id_token: str, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        problem: Exception | None = None
        for keys in self._key_sets(now):
            try:
                read = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError) as wrong:
                problem = wrong  # perhaps the keys have changed
            else:
                return dict(read.header), dict(read.claims)
        raise DirectoryDistrusted(f"the ID token is not signed by the directory{_told(problem)}") from problem

    def _key_sets(self, now: datetime) -> Iterator[KeySet]:
        """The keys as they are known, then as they are now, if they may have changed."""
        with self._lock:
            known = self._keys
        if known is not None and now - known[1] < KEPT:
            yield known[0]
            if now - known[1] < AGAIN:
                return
        answer = self._get(self._endpoint("jwks_uri", now))
        found = [key for key in map(_key, answer.get("keys") or ()) if key is not None]
        if not found:
            _silent("its list of keys holds none that can be used")
        with self._lock:
            self._keys = (KeySet(found), now)
        yield KeySet(found)

    def _endpoint(self, name: str, now: datetime) -> str:
        address = self._describe(now).get(name)
        if not isinstance(address, str) or not _is_safe(address):
            _silent(f"its description has no {name} that begins with https://")
        return address

    def _describe(self, now: datetime) -> dict[str, Any]:
        with self._lock:
            known = self._about
        if known is not None and now - known[1] < KEPT:
            return known[0]
        about = self._get(self.settings.issuer.rstrip("/") + WELL_KNOWN)
        if about.get("issuer") != self.settings.issuer:
            _silent("its description names another issuer than directory_issuer")
        with self._lock:
            self._about = (about, now)
        return about

    def _get(self, address: str) -> dict[str, Any]:
        try:
            found = json.loads(self.send(address, None, {"Accept": "application/json"}))
        except (OSError, ValueError) as problem:
            _silent(f"{urlsplit(address).path}", problem)
        if not isinstance(found, dict):
            _silent(f"{urlsplit(address).path} is no object")
        return found


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client over our own way of sending."""

    def __init__(self, send: Send, **settings: Any) -> None:
        super().__init__(None, **settings)
        self.send = send

    def _fetch_token(
        self, url: str, body: str = "", headers: Any = None, auth: Any = None, method: str = "POST", **_: Any
    ) -> dict[str, Any]:
        url, headers, body = auth.prepare(method, url, dict(headers), body)
        try:
            token = json.loads(self.send(url, body.encode(), headers))
        except ValueError:
            token = None
        if not isinstance(token, dict) or "error" in token:
            raise OAuth2Error(description=str((token or {}).get("error", "no JSON"))[:80])
        return token


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _key(words: object) -> Key | None:
    """A public key that signs, else nothing: sets may hold keys for other ends, or of kinds yet unknown."""
    if not isinstance(words, dict) or words.get("kty") == "oct" or words.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(words)
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _distrust(what: str, problem: Exception | None = None) -> NoReturn:
    raise DirectoryDistrusted(f"{what}{_told(problem)}") from problem


def _silent(what: str, problem: Exception | None = None) -> NoReturn:
    raise DirectorySilent(f"{what}{_told(problem)}") from problem


def _told(problem: Exception | None) -> str:
    """Of a library's own words, as far as they name no person: the kind of error, and the claim that it is about."""
    if problem is None:
        return ""
    about = getattr(problem, "claim", "") or getattr(problem, "error", "")
    return f": {type(problem).__name__}{f' ({about})' if isinstance(about, str) and about else ''}"
