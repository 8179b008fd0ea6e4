"""Templates that an office handed in, by kind and language: every version is kept, the last one is used.

They are a setting of the workspace; a version without content goes back to what ships.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.jobs.settings import AuditedSettings
from daoan.terms.errors import InputError
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One version. ``sha256`` empty: what ships is used again."""

    version: int
    sha256: str
    name: str
    at: datetime
    by: str  # person id


def list_versions(settings: AuditedSettings, kind: str, language: str) -> tuple[TemplateVersion, ...]:
    """Every version, oldest first; nothing where none was handed in."""
    return tuple(
        TemplateVersion(row["version"], row["sha256"], row["name"], datetime.fromisoformat(row["at"]), row["by"])
        for row in _rows(settings, kind, language)
    )


def find_template(settings: AuditedSettings, kind: str, language: str) -> bytes | None:
    """The office's template in use; ``None``: what ships."""
    rows = _rows(settings, kind, language)
    content = rows[-1]["content"] if rows else ""
    return base64.b64decode(content) if content else None


def keep_template(
    settings: AuditedSettings,
    actor: Actor,
    kind: str,
    language: str,
    name: str,
    content: bytes,
    at: datetime,
    most: int,
) -> TemplateVersion:
    """Keep a version and use it from now on; without content what ships is used again.

    Raises :class:`InputError` where ``most`` versions are kept already.
    """
    rows = _rows(settings, kind, language)
    if len(rows) >= most:
        raise InputError(f"{most} versions are kept already · 版本数量已达上限（{most}）")
    digest = hashlib.sha256(content).hexdigest() if content else ""
    row = {
        "version": len(rows) + 1, "sha256": digest, "name": name[:80], "at": at.isoformat(), "by": actor.person_id,
        "content": base64.b64encode(content).decode(),
    }  # fmt: skip
    settings.put_setting(_name(kind, language), [*rows, row])
    note = AuditNote(at, actor.person_id, actor.unit_id, "documents.template", f"{kind}.{language}", detail=digest)
    settings.append_audit(note)
    return list_versions(settings, kind, language)[-1]


def _rows(settings: AuditedSettings, kind: str, language: str) -> list[dict[str, Any]]:
    found = settings.find_setting(_name(kind, language))
    return list(found) if isinstance(found, list) else []


def _name(kind: str, language: str) -> str:
    return f"document_template:{kind}:{language}"
