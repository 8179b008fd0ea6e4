"""Files that are carried: a folder with a signed manifest and sealed parts.

``manifest.json`` names every part with its SHA-256; ``manifest.sig`` is the Ed25519 signature over its very bytes. Each
part is a list of items (MessagePack), sealed by AES-256-GCM with the bundle's own key, which follows from X25519 of
a key made for this bundle and the receiver's (HKDF-SHA-256). A part's place is part of what is sealed, so that parts
cannot change places. Parts are of a bounded size: a copy that was cut off goes on with the next part.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from daoan.edge.exchange_keys import Pair, PublicHalf
from daoan.edge.guarded import sync_folder
from daoan.terms.errors import FileUnreadable, InputError, NotFound
from daoan.terms.records.exchanged import Side

FORMAT = "daoan exchange 1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOST_MANIFEST, MOST_PARTS, MOST_PART = 4 << 20, 20_000, 256 << 20
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part as the manifest names it."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself. ``key``: public half of the key made for it; ``counts``: what is in it, by kind."""

    city: str
    side: Side
    number: int
    as_of: datetime
    base: int
    base_digest: str
    upto: int
    other: int
    other_digest: str
    counts: dict[str, int]
    sender: str  # fingerprint
    receiver: str  # fingerprint
    key: str = ""
    parts: tuple[PartLine, ...] = ()
    format: str = FORMAT

    @property
    def folder(self) -> str:
        """The name that its folder is given."""
        return f"daoan-{self.city}-{self.side}-{self.number:06d}"

    @property
    def bytes(self) -> int:
        """Of all parts together."""
        return sum(part.bytes for part in self.parts)


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest whose signature holds, and the SHA-256 of its bytes."""

    manifest: Manifest
    digest: str


def write_bundle(
    aside: Path, told: Manifest, items: Iterable[Item], pair: Pair, to: PublicHalf, part_bytes: int
) -> Signed:
    """Write a bundle into a fresh folder, on the disk when this answers. ``part_bytes``: about, of one part."""
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    own = X25519PrivateKey.generate()
    public = own.public_key().public_bytes_raw()
    cipher = AESGCM(_key(own.exchange(to.receiver), public, told))
    parts = []
    for index, packed in enumerate(_in_parts(items, part_bytes), 1):
        sealed = cipher.encrypt(_nonce(index), packed, _place(told, index))
        name = f"part-{index:05d}"
        _write(aside / name, sealed)
        parts.append(PartLine(name, len(sealed), hashlib.sha256(sealed).hexdigest()))
    whole = replace(told, key=public.hex(), parts=tuple(parts))
    content = msgspec.json.format(msgspec.json.encode(whole)) + b"\n"
    if len(content) > MOST_MANIFEST or len(parts) > MOST_PARTS:
        raise InputError("so much does not go into one file; carry more often · 单个交换文件过大，请缩短交换间隔")
    _write(aside / MANIFEST, content)
    _write(aside / SIGNATURE, pair.signer.sign(content).hex().encode() + b"\n")
    sync_folder(aside)
    return Signed(whole, hashlib.sha256(content).hexdigest())


def read_manifest(folder: Path, sender: PublicHalf) -> Signed:
    """The manifest of a bundle whose signature is the trusted side's. Raises :class:`NotFound`, :class:`InputError`."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            content = file.read(MOST_MANIFEST + 1)
        with (folder / SIGNATURE).open("rb") as file:
            signature = file.read(200)
    except OSError:
        raise NotFound(
            f"{folder} holds no whole file of an exchange: {MANIFEST} and {SIGNATURE} are read first; copy it again · "
            "该目录不是完整的交换文件，请重新拷贝"
        ) from None
    try:
        sender.verifier.verify(bytes.fromhex(signature.decode().strip()), content)
    except (InvalidSignature, ValueError):
        raise InputError(
            "the signature is not the trusted side's: the manifest was changed, or the file is of another city or "
            f"key. Nothing was taken. Compare fingerprints (trusted: {sender.fingerprint}), or copy it again · "
            "签名不符：文件被改动，或来自其他城市、其他密钥，未导入任何内容，请核对指纹或重新拷贝"
        ) from None
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as problem:
        raise FileUnreadable(f"this file was made by another version of Daoan ({problem}) · 版本不符") from None
    if manifest.format != FORMAT or any(p.bytes > MOST_PART or "/" in p.name for p in manifest.parts):
        raise FileUnreadable("this file was made by another version of Daoan · 版本不符")
    return Signed(manifest, hashlib.sha256(content).hexdigest())


def fetch_parts(
    folder: Path, signed: Signed, inbox: Path, tell: Callable[[int, int], object] = lambda _n, _of: None
) -> tuple[str, ...]:
    """Copy the parts that are not here yet; answers the names of those that are missing or damaged.

    A part that was taken and is whole is kept, so that a copy goes on where it was cut off.
    """
    inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = []
    for index, part in enumerate(signed.manifest.parts):
        tell(index, len(signed.manifest.parts))
        if not _is_whole(inbox / part.name, part) and not _fetch(folder / part.name, inbox / part.name, part):
            missing.append(part.name)
    return tuple(missing)


def read_items(inbox: Path, signed: Signed, pair: Pair) -> Iterator[Item]:
    """Every item of a bundle whose parts are all here, in order. Raises :class:`InputError` where it is not for us."""
    manifest = signed.manifest
    try:
        public = X25519PublicKey.from_public_bytes(bytes.fromhex(manifest.key))
        cipher = AESGCM(_key(pair.opener.exchange(public), bytes.fromhex(manifest.key), manifest))
        for index, part in enumerate(manifest.parts, 1):
            opened = cipher.decrypt(_nonce(index), (inbox / part.name).read_bytes(), _place(manifest, index))
            yield from msgspec.msgpack.decode(opened, type=list[Item])
    except (InvalidTag, ValueError, OSError, msgspec.MsgspecError):
        raise InputError(
            "this file does not open with the keys of this side: it was sealed for another · 无法用本侧密钥解封"
        ) from None


def _in_parts(items: Iterable[Item], part_bytes: int) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for item in items:
        packed = msgspec.msgpack.encode(item)
        if held and size + len(packed) > part_bytes:
            yield _list_of(held)
            held, size = [], 0
        held.append(packed)
        size += len(packed)
    if held:
        yield _list_of(held)


def _list_of(packed: list[bytes]) -> bytes:
    return msgspec.msgpack.encode([msgspec.Raw(one) for one in packed])


def _fetch(source: Path, to: Path, part: PartLine) -> bool:
    beside = to.with_name(to.name + ".new")
    try:
        if source.stat().st_size != part.bytes:
            return False
        content = source.read_bytes()
    except OSError:
        return False
    if hashlib.sha256(content).hexdigest() != part.sha256:
        return False
    _write(beside, content)
    beside.replace(to)
    return True


def _is_whole(path: Path, part: PartLine) -> bool:
    try:
        content = path.read_bytes() if path.stat().st_size == part.bytes else b""
    except OSError:
        return False
    return len(content) == part.bytes and hashlib.sha256(content).hexdigest() == part.sha256


def _key(shared: bytes, public: bytes, told: Manifest) -> bytes:
    info = f"{FORMAT}\n{told.city}\n{told.side}\n{told.number}\n{told.sender}\n{told.receiver}".encode()
    return HKDF(hashes.SHA256(), 32, public, info).derive(shared)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _place(told: Manifest, index: int) -> bytes:
    return f"{told.folder}\npart {index}".encode()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
