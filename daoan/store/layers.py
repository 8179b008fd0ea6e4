"""Three layers of truth for one crash: versions received, corrections by people, and what is read from both.

At a moment ``as_of`` the crash as read is the latest version known by then, with every correction made by then laid
over it in order. It is no part of an answer while its own ``happened_at`` or ``known_at`` lies after ``as_of``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from daoan.store import serial
from daoan.terms.errors import Fault, InputError
from daoan.terms.records import Correction, Crash, Party
from daoan.terms.times import require_utc

#: What makes a crash this crash; a person who doubts these refuses the row or replays it, never renames it.
IDENTITY = frozenset({"crash_id", "feed", "source_ref", "simulated"})

#: Half-open span of ``as_of`` in which one reading holds; ``None`` is "until further notice".
Reading = tuple[datetime, datetime | None, Crash]


@lru_cache(maxsize=1)
def _field_types() -> dict[str, Any]:
    return get_type_hints(Crash)


def typed_changes(changes: Mapping[str, object]) -> dict[str, Any]:
    """A correction's plain JSON values as the types that :class:`Crash` has.

    Raises :class:`InputError` for no change at all, for a field that a crash does not have or that cannot be corrected,
    and for a value that the field cannot hold.
    """
    if not changes:
        raise InputError("a correction must change at least one field")
    return {name: _typed(name, value) for name, value in changes.items()}


def require_correction(correction: Correction) -> None:
    """Raises :class:`InputError` unless it can be laid over a crash and somebody stands for it with a reason."""
    typed_changes(correction.changes)
    require_utc(correction.corrected_at)
    if not correction.by.strip() or not correction.why.strip():
        raise InputError("say who corrects this crash, and why")
    try:
        serial.pack_value(correction.changes)
        serial.pack(correction)
    except Fault as problem:
        raise InputError(str(problem)) from problem


def _typed(name: str, value: object) -> Any:
    types = _field_types()
    if name not in types:
        raise InputError(f"a crash has no field {name!r}; it has {', '.join(sorted(set(types) - IDENTITY))}")
    if name in IDENTITY:
        raise InputError(f"the field {name!r} says which crash this is and cannot be corrected")
    try:
        typed = msgspec.convert(value, types[name])
    except (msgspec.ValidationError, TypeError) as problem:
        raise InputError(f"{value!r:.80} cannot stand in the field {name!r}: {problem}") from problem
    return _in_range(name, typed)


def _in_range(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return _utc(name, value)
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"{value!r} is no value for the field {name!r}; leave it null where it is not known")
    if isinstance(value, int | float) and not isinstance(value, bool):
        lowest, highest = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0)}.get(name, (0, math.inf))
        if not lowest <= value <= highest:
            raise InputError(f"{value!r} is out of range for the field {name!r} ({lowest} to {highest})")
    if name == "parties":
        return tuple(_utc_party(party) for party in value)
    return value


def _utc(name: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise InputError(f"the time in {name!r} must say its offset, for example 2019-12-31T23:59:00Z")
    return moment.astimezone(UTC)


def _utc_party(party: Party) -> Party:
    return party if party.died_at is None else replace(party, died_at=_utc("parties", party.died_at))


def read_layers(versions: Sequence[Crash], corrections: Sequence[Correction], as_of: datetime) -> Crash | None:
    """The crash as read at a moment, or ``None`` where it could not be known yet.

    ``versions`` stand in the order in which they were received, ``corrections`` in the order in which they were made.
    """
    known = [v for v in versions if v.known_at <= as_of and v.happened_at <= as_of]
    if not known:
        return None
    crash = max(enumerate(known), key=lambda pair: (pair[1].known_at, pair[0]))[1]
    for correction in in_order(corrections):
        if correction.corrected_at <= as_of:
            crash = replace(crash, **typed_changes(correction.changes))
    return crash if crash.known_at <= as_of and crash.happened_at <= as_of else None


def in_order(corrections: Sequence[Correction]) -> list[Correction]:
    """Corrections by the time they were made; of one moment, as they came."""
    return sorted(corrections, key=lambda c: c.corrected_at)


def list_readings(versions: Sequence[Crash], corrections: Sequence[Correction]) -> list[Reading]:
    """Every reading that a crash ever had, with the span of ``as_of`` in which it holds.

    What is read can change only at a time that the layers name, so it is enough to look at each of those.
    """
    if len(versions) == 1 and not corrections:
        return [(max(versions[0].known_at, versions[0].happened_at), None, versions[0])]
    readings: list[Reading] = []
    moments = sorted(_moments(versions, corrections))
    for moment, following in zip(moments, [*moments[1:], None], strict=True):
        crash = read_layers(versions, corrections, moment)
        if crash is None:
            continue
        if readings and readings[-1][1] == moment and readings[-1][2] == crash:
            readings[-1] = (readings[-1][0], following, crash)
        else:
            readings.append((moment, following, crash))
    return readings


def _moments(versions: Sequence[Crash], corrections: Sequence[Correction]) -> set[datetime]:
    moments = {moment for v in versions for moment in (v.known_at, v.happened_at)}
    for correction in corrections:
        typed = typed_changes(correction.changes)
        moments.add(correction.corrected_at)
        moments.update(typed[name] for name in ("known_at", "happened_at") if name in typed)
    return moments
