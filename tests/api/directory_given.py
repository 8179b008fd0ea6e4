"""A provider of OpenID Connect for tests: keys, codes, ID tokens, and every lie that it can be told to tell."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from daoan.edge.directory import Provider
from daoan.terms.entrances import DirectorySettings, Entrances
from daoan.terms.estimates import Text

from .authenticator import to_text
from .gate_given import Door, HandClock

ISSUER = "https://login.example.org/city"
CLIENT, SECRET = "daoan", "not for anybody's eyes"


def settings(**changes: Any) -> DirectorySettings:
    given = {"issuer": ISSUER, "client_id": CLIENT, "name": Text("City directory", "市统一认证"), "secret": SECRET}
    return DirectorySettings(**(given | changes))


@dataclass
class Directory:
    """The provider. ``lies``: claims put over the right ones, ``None`` leaves one out."""

    clock: HandClock
    issuer: str = ISSUER
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    about: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: bool = False
    given: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    sign_with: Any = None  # another key
    header: dict[str, Any] = field(default_factory=dict)

    def visit(self, address: str, who: str) -> dict[str, str]:
        """Somebody signs in there; what their browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        self.given += 1
        code = f"code-{self.given}"
        self.codes[code] = asked | {"who": who}
        return {"code": code, "state": asked["state"]}

    def send(self, address: str, form: bytes | None, headers: Mapping[str, str]) -> bytes:
        """What it answers, as :data:`daoan.edge.outgoing.Send`."""
        path = urlsplit(address).path
        self.asked.append(path)
        if self.down:
            raise OSError("no route to host")
        if path.endswith("/.well-known/openid-configuration"):
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return _json({"issuer": self.issuer} | {k: self.issuer + v for k, v in ends.items()} | self.about)
        if path.endswith("/keys"):
            return _json({"keys": [{"kty": "from the future"}, self.key.as_dict(private=False)]})
        assert path.endswith("/token")
        assert form is not None
        return _json(self._token({k: v[0] for k, v in parse_qs(form.decode()).items()}, headers))

    def _token(self, form: dict[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if headers.get("Authorization") != f"Basic {basic}" and form.get("client_secret") != SECRET:
            return {"error": "invalid_client"}
        asked = self.codes.pop(form["code"], None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant"}
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(self.clock.at.timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": f"entry-{asked['who']}", "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], "preferred_username": asked["who"]} | self.people.get(asked["who"], {})
        claims = {k: v for k, v in (claims | self.lies).items() if v is not None}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._sign(claims)}

    def _sign(self, claims: dict[str, Any]) -> str:
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        if header["alg"] == "RS256":
            return jwt.encode(header, claims, self.sign_with or self.key)
        text = ".".join(to_text(json.dumps(part).encode()) for part in (header, claims))  # no library would
        shared = hmac.new(self.sign_with, text.encode(), hashlib.sha256).digest() if header["alg"] == "HS256" else b""
        return f"{text}.{to_text(shared)}"


def open_directory(door: Door, **changes: Any) -> Directory:
    """A directory that the door knows."""
    given = settings(**changes)
    directory = Directory(door.clock, given.issuer)
    door.gate.entrances = Entrances(directory=given)
    door.gate.provider = Provider(given, directory.send)
    return directory


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
