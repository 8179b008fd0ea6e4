"""Free text of matters as somebody may see it: masked, but for what they said what for, and only for a while.

Every answer about a matter passes here: lists, details, notices, names of files. What is not named in a grant is
masked, so a route that forgets to ask shows too little and never too much.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from daoan.terms.estimates import Text
from daoan.terms.masking import mask_all, mask_text, personal_in
from daoan.terms.records.notified import Notification
from daoan.terms.records.warned import Evidence
from daoan.terms.records.working import Attachment, Matter, Step, Values

S = TypeVar("S", bound=str | None)


@dataclass(slots=True)
class Looks:
    """Who was written down as looking at something that a page asks for again and again, and when."""

    _last: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def is_first(self, person_id: str, now: datetime, within: timedelta) -> bool:
        """Whether this look is to be written down."""
        with self._lock:
            last = self._last.get(person_id)
            if last is not None and last <= now < last + within:
                return False
            self._last[person_id] = now
            return True


@dataclass(frozen=True, slots=True)
class Eyes:
    """What a reader sees in the clear: matters by id, with until when."""

    clear: dict[str, datetime]

    def sees(self, matter_id: str) -> bool:
        """Whether a matter is shown in the clear."""
        return matter_id in self.clear

    def text(self, matter_id: str, text: S) -> S:
        """A line or a paragraph."""
        return text if text is None or matter_id in self.clear else mask_text(text)  # type: ignore[return-value]

    def values(self, matter_id: str, values: Values) -> Values:
        """The fields of a matter or a step."""
        if matter_id in self.clear or not values:
            return values
        masked: Values = mask_all(values)
        return masked

    def grounds(self, matter_id: str, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """What a matter stands on."""
        if matter_id in self.clear or not evidence:
            return evidence
        return tuple(
            Evidence(mask_text(e.kind), mask_text(e.ref), mask_label(e.label), self.text("", e.value)) for e in evidence
        )

    def file(self, attachment: Attachment) -> Attachment:
        """A file beside a matter: its name; what is in it is nobody's to change."""
        name = self.text(attachment.matter_id, attachment.name)
        return attachment if name == attachment.name else replace(attachment, name=name)

    def hides(self, matter: Matter, steps: tuple[Step, ...], files: tuple[Attachment, ...]) -> bool:
        """Whether anything of a matter is masked for this reader."""
        if matter.matter_id in self.clear:
            return False
        texts: list[object] = [matter.title, matter.values, *(s.note for s in steps), *(s.values for s in steps)]
        texts += [[e.ref, e.label.en, e.label.zh, e.value] for e in matter.evidence]
        return any(True for _ in personal_in([*texts, *(f.name for f in files)]))


#: Somebody who has said nothing: everything is masked.
MASKED = Eyes({})


def mask_label(text: Text) -> Text:
    """A text in both languages, masked."""
    return Text(mask_text(text.en), mask_text(text.zh))


def masked_notice(notice: Notification) -> Notification:
    """A notification, which goes to a whole unit: always masked."""
    title = mask_text(notice.title)
    return notice if title == notice.title else replace(notice, title=title, text=mask_label(notice.text))


class Grants:
    """Who sees which matter in the clear until when. In memory: whoever restarts the server asks again."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], datetime] = {}
        self._lock = Lock()

    def give(self, person_id: str, matter_id: str, until: datetime, now: datetime) -> None:
        """Let somebody see a matter until a moment; what is over is forgotten."""
        with self._lock:
            self._until = {who: moment for who, moment in self._until.items() if moment > now}
            self._until[person_id, matter_id] = until

    def eyes(self, person_id: str, now: datetime) -> Eyes:
        """What somebody sees in the clear now."""
        held = self._until
        if not held:
            return MASKED
        return Eyes({m: until for (who, m), until in held.items() if who == person_id and until > now})
