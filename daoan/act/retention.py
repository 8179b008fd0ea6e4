"""Which records are due to be purged: past their period, in no open case, under no legal hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.retained import Due, KeptRow, LegalHold, PurgeLine
from daoan.terms.rulepacks import RulePack, Status


@dataclass(frozen=True, slots=True)
class Period:
    """How long a kind of record is kept. ``at_least``: what law asks for, nothing where we know of nothing."""

    kind: str
    name: Text
    keep: timedelta
    at_least: timedelta
    status: Status
    source: str


@dataclass(slots=True)
class Tally:
    """What a pass over records of one kind came to, for the purge log; filled as the pass goes on."""

    held: int = 0
    in_open_cases: int = 0


def read_periods(pack: RulePack) -> Mapping[str, Period]:
    """Periods by kind. Raises :class:`RulePackInvalid` for one below the least period, doubled, or without source."""
    periods: dict[str, Period] = {}
    for row in pack.get("kind"):
        try:
            keep, least = timedelta(days=int(row["keep_days"])), timedelta(days=int(row["at_least_days"]))
            period = Period(
                row["code"], Text(row["en"], row["zh"]), keep, least, Status(row["status"]), str(row["source"])
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise RulePackInvalid(f"rule pack {pack.name}: a kind of record lacks or misstates {problem}") from problem
        if not period.source.strip() or period.kind in periods:
            raise RulePackInvalid(f"rule pack {pack.name}: kind {period.kind!r} has no source or is there twice")
        if keep < max(least, timedelta(days=1)):
            raise RulePackInvalid(
                f"rule pack {pack.name}: {period.kind} would be kept {keep.days} days, at least {least.days} are needed"
            )
        periods[period.kind] = period
    return periods


def due_for_purge(
    kind: str,
    rows: Iterable[KeptRow],
    now: datetime,
    holds: Sequence[LegalHold],
    periods: Mapping[str, Period],
    tally: Tally | None = None,
) -> Iterator[Due]:
    """Records of a kind that may go now, as they come; ``tally`` counts those that are due and stay.

    A kind without a period is never due: what nobody thought of is not thrown away.
    """
    period = periods.get(kind)
    if period is None:
        return
    tally = tally or Tally()
    standing = [hold for hold in holds if stands(hold, now)]
    for row in rows:
        since = row.counted_from + period.keep
        if since > now:
            continue
        if any(covers(hold, kind, row) for hold in standing):
            tally.held += 1
        elif row.in_open_case:
            tally.in_open_cases += 1
        else:
            yield Due(row.record_id, since)


def stands(hold: LegalHold, now: datetime) -> bool:
    """Whether a hold is in force."""
    return hold.since <= now and (hold.released_at is None or now < hold.released_at)


def covers(hold: LegalHold, kind: str, row: KeptRow) -> bool:
    """Whether a hold is about a record."""
    return (
        (not hold.kinds or kind in hold.kinds)
        and (not hold.record_ids or not set(hold.record_ids).isdisjoint((row.record_id, *row.parts)))
        and (not hold.cases or not set(hold.cases).isdisjoint(row.cases))
    )


def purge_line(kind: str, purged: Sequence[KeptRow], tally: Tally, at: datetime, by: str, pack: RulePack) -> PurgeLine:
    """The line of the purge log for what was purged of a kind."""
    moments = [row.counted_from for row in purged]
    return PurgeLine(
        at=at,
        by=by,
        kind=kind,
        purged=len(purged),
        held=tally.held,
        in_open_cases=tally.in_open_cases,
        oldest=min(moments, default=None),
        newest=max(moments, default=None),
        keep_days=read_periods(pack)[kind].keep.days,
        rule_pack=pack.stamp,
    )


def note_of(line: PurgeLine) -> AuditNote:
    """The same for the audit log."""
    told = f"purged {line.purged}, held {line.held}, in open cases {line.in_open_cases}; {line.rule_pack}"
    return AuditNote(line.at, line.by, "", f"purge.{line.kind}", detail=told)
