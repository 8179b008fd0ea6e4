"""The key pair of one side of an exchange, and the public half of the other side's.

Ed25519 (RFC 8032) signs, X25519 (RFC 7748) opens what is sealed for this side. Private halves lie in one file that its
owner alone may read; public halves travel by hand, and people compare fingerprints.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from daoan.edge.guarded import changing
from daoan.terms.errors import Conflict, FileUnreadable, InputError, NotFound
from daoan.terms.records.exchanged import Side

FORMAT = "daoan exchange key 1"
_OTHERS = 0o077
_RAW = (Encoding.Raw, PrivateFormat.Raw, NoEncryption())


@dataclass(frozen=True, slots=True)
class PublicHalf:
    """What the other side must know: who signs, and whom to seal for. ``sign``, ``seal``: 32 bytes, hexadecimal."""

    city: str
    side: Side
    sign: str
    seal: str
    format: str = FORMAT

    @property
    def fingerprint(self) -> str:
        """What people compare: 128 bits of SHA-256 over all of it, in groups of four."""
        told = f"{self.format}\n{self.city}\n{self.side}\n{self.sign}\n{self.seal}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:32]
        return " ".join(digest[at : at + 4] for at in range(0, 32, 4))

    @property
    def verifier(self) -> Ed25519PublicKey:
        """What checks its signatures."""
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.sign))

    @property
    def receiver(self) -> X25519PublicKey:
        """Whom to seal for."""
        return X25519PublicKey.from_public_bytes(bytes.fromhex(self.seal))


@dataclass(frozen=True, slots=True)
class Pair:
    """Both halves of a side. Printed, it shows the public one only."""

    public: PublicHalf
    signer: Ed25519PrivateKey = field(repr=False)
    opener: X25519PrivateKey = field(repr=False)


def make_pair(path: Path, city: str, side: Side) -> Pair:
    """A fresh pair, kept in a file. Raises :class:`Conflict` where there is one."""
    if path.exists():
        raise Conflict(f"{path} holds the keys of this side already; nothing was changed · 本侧密钥已存在，未作改动")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer, opener = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    secret = {"signer": signer.private_bytes(*_RAW).hex(), "opener": opener.private_bytes(*_RAW).hex()}
    with changing(path, "keys") as write:
        write(json.dumps({"city": city, "side": side.value} | secret, indent=1) + "\n")
    return read_pair(path)


def read_pair(path: Path) -> Pair:
    """The pair of a file. Raises :class:`NotFound`, :class:`InputError` where others may read it, or it is damaged."""
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except OSError:
        raise NotFound(
            "this side has no keys yet; run: daoan exchange keys --side inside (or outside) · 本侧尚无密钥"
        ) from None
    if os.name == "posix" and mode & _OTHERS:
        raise InputError(f"others may read the keys in {path}; run: chmod 600 {path} 密钥文件权限过宽")
    try:
        told = json.loads(text)
        signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["signer"]))
        opener = X25519PrivateKey.from_private_bytes(bytes.fromhex(told["opener"]))
        half = PublicHalf(
            told["city"], Side(told["side"]), signer.public_key().public_bytes_raw().hex(),
            opener.public_key().public_bytes_raw().hex(),
        )  # fmt: skip
    except Exception:  # of whatever kind: its words could quote the file
        raise FileUnreadable(f"{path} is no whole file of keys; restore it from a backup 密钥文件损坏") from None
    return Pair(half, signer, opener)


def write_public(half: PublicHalf, path: Path) -> None:
    """The public half as a file to carry by hand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(half)) + b"\n")


def read_public(path: Path) -> PublicHalf:
    """A public half from a file. Raises :class:`NotFound`, :class:`FileUnreadable`."""
    try:
        content = path.read_bytes()[:10_000]
    except OSError:
        raise NotFound(f"there is no file {path} · 文件不存在") from None
    return public_in(content)


def public_in(content: bytes) -> PublicHalf:
    """A public half from its bytes. Raises :class:`FileUnreadable`."""
    try:
        half = msgspec.json.decode(content, type=PublicHalf)
        sound = half.format == FORMAT and bool(half.verifier) and bool(half.receiver)
    except (msgspec.MsgspecError, ValueError):
        sound = False
    if not sound:
        raise FileUnreadable("this is no public key of an exchange; make one: daoan exchange keys · 不是交换公钥文件")
    return half


def is_same_fingerprint(told: str, half: PublicHalf) -> bool:
    """Whether a person typed the fingerprint of a half, with or without blanks."""
    return "".join(told.lower().split()) == half.fingerprint.replace(" ", "")
