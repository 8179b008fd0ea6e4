"""Shapes of ``/documents``: what is asked for, and what is answered."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, Field

from daoan.jobs.documents.office_templates import TemplateVersion
from daoan.terms.estimates import Text


class ToWrite(BaseModel):
    """What is to be written: a kind and what it is about (empty: the latest), beside which earlier document."""

    kind: str = Field(max_length=20)
    subject: str = Field("", max_length=80)
    revises: str = Field("", max_length=200)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document in the list. ``events``: what the reader may do now. ``kept``: its files change no more."""

    matter_id: str
    version: int
    kind: str
    kind_name: Text
    subject: str
    title: Text
    state: str
    state_name: Text
    created_at: datetime
    changed_at: datetime
    issuer: Text
    by_clock: bool
    sha256: str
    revises: str
    kept: bool
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """What a document can be about, and what that is called."""

    subject: str
    name: Text


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of document with what it can be about now, and the office's templates of it by language."""

    kind: str
    name: Text
    subjects: tuple[SubjectLine, ...]
    templates: dict[str, tuple[TemplateVersion, ...]]


@dataclass(frozen=True, slots=True)
class Documents:
    """Every document that the reader may see, and the kinds that can be written."""

    rows: tuple[DocumentLine, ...]
    kinds: tuple[KindLine, ...]
    may_write: bool
    may_template: bool


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """A document with what people added, how many figures it has, and how many pages."""

    line: DocumentLine
    requests: str
    copies: str
    figures: int
    pages: int
