"""Matters of one kind with their families, as far as somebody sees them."""

from daoan.jobs.workroom import Workroom, require_seen, sees
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter

PAGE = 200


def families_seen(room: Workroom, actor: Actor, kind: str) -> tuple[tuple[Matter, dict[str, Matter]], ...]:
    """Matters of a kind that somebody sees, latest first, each with what they see of its family."""
    units, where = room.units(), MatterFilter(kinds=(kind,))
    found = []
    for matter in rows_of(lambda after: room.store.page_matters(where, order="changed", after=after, limit=PAGE)):
        _, family = room.load(matter.matter_id)
        if sees(actor, matter, family, units):
            found.append((matter, {name: m for name, m in family.items() if sees(actor, m, family, units)}))
    return tuple(sorted(found, key=lambda f: (f[0].created_at, f[0].matter_id), reverse=True))


def family_seen(room: Workroom, actor: Actor, matter_id: str, kind: str) -> tuple[Matter, dict[str, Matter]]:
    """One matter of a kind with what somebody sees of its family. Raises :class:`NotFound`."""
    matter, family = room.load(matter_id)
    units = room.units()
    require_seen(actor, matter, family, units)
    if matter.kind != kind:
        raise NotFound(f"no {kind.replace('_', ' ')} {matter_id!r:.80}")
    return matter, {name: m for name, m in family.items() if sees(actor, m, family, units)}
