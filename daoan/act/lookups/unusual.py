"""Look-ups that somebody should be asked about. A flag is a question, not a finding."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daoan.act.lookups.grounds import LOOK_UP
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditEntry
from daoan.terms.rulepacks import RulePack

#: From when until when somebody was on duty, UTC, half open.
Shift = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to ask about one line."""

    number: int  # of the line
    person_id: str
    rule: str  # "own", "guarded", "same_subject", "off_shift", "no_case", "too_many"
    message: Text


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the log. Tokens are those that the log names subjects by."""

    own: Mapping[str, Collection[str]] = field(default_factory=dict)  # tokens of oneself and one's family, by person
    guarded: Collection[str] = ()  # tokens of colleagues and others whom curiosity is about
    cases: Collection[str] | None = None  # numbers of cases and orders that exist; None: nobody can tell


def flag_lookups(
    entries: Iterable[AuditEntry], shifts: Mapping[str, Sequence[Shift]], known: Known, pack: RulePack
) -> tuple[Flag, ...]:
    """Flags on look-ups, by line. ``entries``: the log in order, any lines; other acts are passed over.

    ``shifts``: by person; of whom none are known, none is off shift. A limit that is crossed is told where it is
    crossed, and again only after it was kept.
    """
    look_ups = [e for e in entries if e.note.action.startswith(LOOK_UP)]
    crossings = _crossings(look_ups, pack)
    flags = [flag for e in look_ups for flag in (*_of_itself(e, shifts, known, pack), *crossings.get(e.number, ()))]
    return tuple(flags)


def _of_itself(
    entry: AuditEntry, shifts: Mapping[str, Sequence[Shift]], known: Known, pack: RulePack
) -> Iterator[Flag]:
    """What is unusual about a line whatever the others are."""
    note = entry.note
    if note.subject in known.own.get(note.person_id, ()):
        yield _flag(entry, "own", "own vehicle or person, or family", "查询本人或亲属的车辆、信息")
    elif note.subject in known.guarded:
        yield _flag(entry, "guarded", "a colleague or somebody of public interest", "查询同事或受关注人员")
    if known.cases is not None and note.case not in known.cases:
        yield _flag(entry, "no_case", "no case or order here has that number", "系统内无所填编号的案件、指令")
    grace = timedelta(minutes=float(pack.get("unusual.grace_minutes")))
    duty = shifts.get(note.person_id)
    if duty and not any(begins - grace <= note.at < ends + grace for begins, ends in duty):
        yield _flag(entry, "off_shift", "outside the person's shifts", "非当班时段查询")


def _crossings(look_ups: Sequence[AuditEntry], pack: RulePack) -> Mapping[int, Sequence[Flag]]:
    """Where somebody crosses a limit of number."""
    times, days = int(pack.get("unusual.same_subject_times")), int(pack.get("unusual.same_subject_days"))
    hour, day = int(pack.get("unusual.per_hour")), int(pack.get("unusual.per_day"))
    limits = (
        _Limit(
            "same_subject",
            True,
            times - 1,
            timedelta(days=days),
            Text(f"the same subject {times} times within {days} days", f"{days} 天内查询同一对象 {times} 次"),
        ),
        _Limit(
            "too_many",
            False,
            hour,
            timedelta(hours=1),
            Text(f"more than {hour} look-ups within an hour", f"一小时内查询超过 {hour} 次"),
        ),
        _Limit(
            "too_many",
            False,
            day,
            timedelta(days=1),
            Text(f"more than {day} look-ups within a day", f"一日内查询超过 {day} 次"),
        ),
    )
    found: dict[int, list[Flag]] = defaultdict(list)
    for limit in limits:
        for entry in limit.crossed(look_ups):
            found[entry.number].append(Flag(entry.number, entry.note.person_id, limit.rule, limit.words))
    return found


@dataclass(frozen=True, slots=True)
class _Limit:
    rule: str
    by_subject: bool
    most: int
    within: timedelta
    words: Text

    def crossed(self, look_ups: Sequence[AuditEntry]) -> Iterator[AuditEntry]:
        """Lines with which more than ``most`` stand within the time, where the line before did not."""
        lately: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)
        over: set[tuple[str, str]] = set()
        for entry in sorted(look_ups, key=lambda e: (e.note.at, e.number)):
            who = (entry.note.person_id, entry.note.subject if self.by_subject else "")
            window = lately[who]
            window.append(entry.note.at)
            while window[0] <= entry.note.at - self.within:
                window.popleft()
            if len(window) <= self.most:
                over.discard(who)
            elif who not in over:
                over.add(who)
                yield entry


def _flag(entry: AuditEntry, rule: str, en: str, zh: str) -> Flag:
    return Flag(entry.number, entry.note.person_id, rule, Text(en, zh))
