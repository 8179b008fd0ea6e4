"""An authenticator in software, by the standard alone (WebAuthn level 2, 6.1 and 6.5), for tests of passkeys."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One credential. What a forger would change is a field: origin, flags, count, domain, key."""

    origin: str = "http://localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential: bytes = b"credential-0001"
    domain: str = "localhost"
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to navigator.credentials.create()."""
        self.handle = from_text(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cose
        data = self._data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": to_text(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": to_text(attestation),
            "transports": ["internal", "from the future"],
        }
        return self._answer(response)

    def sign(self, options: dict[str, Any], **other: Any) -> dict[str, Any]:
        """The answer to navigator.credentials.get(); the count goes up unless told otherwise."""
        self.count = other.get("count", self.count + 1 if self.count else 0)
        data, client_data = self._data(0), self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": to_text(client_data),
                "authenticatorData": to_text(data),
                "signature": to_text(signature),
                "userHandle": to_text(self.handle),
            }
        )

    def _data(self, more: int) -> bytes:
        digest = hashlib.sha256(self.domain.encode()).digest()
        return digest + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        name = to_text(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
