"""Copies of records as they leave the inside: masked as pages show them, without contacts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from daoan.store.work_protocol import Whole
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_all, mask_text
from daoan.terms.records.exchanged import MatterCopy
from daoan.terms.records.registered import Entry
from daoan.terms.records.warned import Evidence
from daoan.terms.records.working import Attachment, Step

#: Values of a matter that stay inside.
_CONTACTS = ("contact", "contact_sealed")


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file beside a matter; its content is carried once, under its SHA-256."""

    sha256: str
    attachment_id: str


def copied(kind: str, whole: Whole, most_file_bytes: int) -> Iterator[tuple[str, object]]:
    """A matter and its files, by the names of their copies; larger files stay inside."""
    copy = matter_copy(whole, most_file_bytes)
    for file in copy.attachments:
        yield f"file:{file.attachment_id}", FileCopy(file.sha256, file.attachment_id)
    yield f"{kind}:{copy.matter.matter_id}", copy


def matter_copy(whole: Whole, most_file_bytes: int) -> MatterCopy:
    """A matter as its page shows it to somebody who has said nothing: masked."""
    m = whole.matter
    evidence = tuple(
        Evidence(mask_text(e.kind), mask_text(e.ref), _masked(e.label), None if e.value is None else mask_text(e.value))
        for e in m.evidence
    )
    matter = replace(
        m, title=mask_text(m.title), area=None if m.area is None else mask_text(m.area), evidence=evidence,
        segment_id=None if m.segment_id is None else mask_text(m.segment_id),
        values=mask_all({name: value for name, value in m.values.items() if name not in _CONTACTS}),
    )  # fmt: skip
    files = tuple(_file(a) for a in whole.attachments if a.bytes <= most_file_bytes)
    return MatterCopy(matter, tuple(map(_step, whole.steps)), files)


def entry_copy(entry: Entry) -> Entry:
    """An entry of a register."""
    return replace(entry, values=mask_all(entry.values), note="", changed_by="loop", version=1)


def _step(step: Step) -> Step:
    return replace(step, note=mask_text(step.note), values=mask_all(step.values))


def _file(attachment: Attachment) -> Attachment:
    return replace(attachment, name=mask_text(attachment.name))


def _masked(text: Text) -> Text:
    return Text(mask_text(text.en), mask_text(text.zh))
