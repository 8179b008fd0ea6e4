"""What a message is called and what its body is made of: one row a message."""

from dataclasses import dataclass

from daoan.sense.jt808.fields import Field, Layout
from daoan.sense.jt808.layouts import since_2019, until_2013
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One row of the tables of messages."""

    message_id: int
    name: Text
    layout: Layout = ()


def kind(message_id: int, en: str, zh: str, *layout: Field) -> MessageKind:
    """One row, written shortly."""
    return MessageKind(message_id, Text(en, zh), layout)


def either(before: Field, since: Field) -> tuple[Field, Field]:
    """A field that the edition of 2019 made otherwise (mostly longer)."""
    return until_2013(before), since_2019(since)
