"""Proofs of presence and records become a station's day: shifts attended, contacts, hand-overs.

Whether a position proves presence is asked once, when it comes in (:func:`why_not_there`); a day is then counted from
what was kept (:func:`station_days`).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from daoan.terms.advice import Catalogue
from daoan.terms.places import distance_m
from daoan.terms.records.advice import AdvicePresence, AdviceRecord, PresenceWhat
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import StationDay
from daoan.terms.times import utc_to_local

Place = tuple[float | None, float | None]


def why_not_there(station: Place, place: Place, accuracy_m: float | None, pack: RulePack) -> tuple[str, float | None]:
    """Why a position does not prove presence, empty where it does; and the distance from the station in metres.

    Codes: ``no_place`` the station has no coordinates, ``no_position`` none was told, ``vague`` the phone does not know
    its place well enough, ``far``. Places are lon and lat in WGS-84 degrees.
    """
    if station[0] is None or station[1] is None:
        return "no_place", None
    if place[0] is None or place[1] is None:
        return "no_position", None
    away = round(distance_m(station[0], station[1], place[0], place[1]), 1)
    if accuracy_m is None or accuracy_m > float(pack.get("presence.most_accuracy_m")):
        return "vague", away
    return ("far" if away > float(pack.get("presence.within_m")) + accuracy_m else ""), away


def station_days(
    presences: Iterable[AdvicePresence],
    records: Iterable[AdviceRecord],
    catalogue: Catalogue,
    zone: str,
) -> tuple[StationDay, ...]:
    """Days of stations of which anything is known, by day, then station, without what was planned.

    Contacts are the records taken, or what was told with codes and on leaving where that is more: a warden without a
    phone page tells a number.
    """  # fmt: skip
    told: dict[tuple[str, date], list[AdvicePresence]] = defaultdict(list)
    taken: dict[tuple[str, date], list[AdviceRecord]] = defaultdict(list)
    for one in presences:
        if one.proved:
            told[one.station, one.day].append(one)
    for record in records:
        taken[record.current.station, utc_to_local(record.begun_at, zone).date()].append(record)
    keys = sorted({*told, *taken}, key=lambda k: (k[1], k[0]))
    return tuple(
        StationDay(
            station=station,
            day=day,
            shifts_attended=len(shifts_attended(told[station, day], catalogue, zone)),
            contacts=max(len(taken[station, day]), sum(p.contacts or 0 for p in told[station, day])),
            handed_over=sum(bool(r.handed) for r in taken[station, day]),
            wardens=_wardens(told[station, day]),
        )
        for station, day in keys
    )


def shifts_attended(proved: Iterable[AdvicePresence], catalogue: Catalogue, zone: str) -> set[str]:
    """Shifts of one station's day that somebody was proved to be at.

    A shift told by its code; one that somebody came in; one that lies wholly between somebody's coming and leaving.
    Whoever came outside every shift, and left before one was over, attended none.
    """
    proved = list(proved)
    found = {p.shift for p in proved if p.what is not PresenceWhat.OUT and p.shift}
    for came in (p for p in proved if p.what is PresenceWhat.IN):
        left = [
            p.happened_at
            for p in proved
            if p.what is PresenceWhat.OUT and p.person_id == came.person_id and p.happened_at >= came.happened_at
        ]
        for shift in catalogue.shifts.values():
            begins, ends = shift.span(came.day, zone)
            if left and came.happened_at <= begins and ends <= min(left):
                found.add(shift.code)
    return found


def _wardens(proved: Iterable[AdvicePresence]) -> int:
    """Different people as far as they are known; somebody, where only a code was told."""
    proved = list(proved)
    known = {p.person_id if p.what is not PresenceWhat.SHIFT else p.sender for p in proved} - {""}
    return len(known) or int(bool(proved))
