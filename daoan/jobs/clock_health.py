"""The server's own clock, looked at again and again; where it stays wrong, an alert for the desk, one at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from daoan.act.alerts.alert import ALERT
from daoan.act.alerts.matters import matter_of
from daoan.act.workflow.engine import begin
from daoan.jobs.keepers import Keeper
from daoan.jobs.passing import PassSource
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.clock_health import ClockHealth, DatabaseClock, KernelClock
from daoan.terms.codes import Level
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Share, Text
from daoan.terms.passes import PassFrame
from daoan.terms.records import Alert, Evidence
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import to_ms

EVERY_S = 300.0
RULE = "system.clock"
TITLE = Text("The server's clock is not right", "服务器时钟异常")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Who is asked: our own clock, the kernel about it, the database (``None``: none of its own), and passes."""

    now: Callable[[], datetime]
    kernel: Callable[[], KernelClock]
    database: Callable[[], datetime] | None = None
    passes: PassSource | None = None


def look_at_clock(clocks: Clocks, pack: RulePack) -> ClockHealth:
    """How the clock stands at this moment."""
    kernel, database = clocks.kernel(), offset_of(clocks)
    at = clocks.now()
    ahead = _ahead(clocks.passes, pack, at) if clocks.passes is not None else None
    causes = tuple(_causes(kernel, database, ahead, pack))
    asked = kernel.synchronised is not None or database is not None or ahead is not None
    state = "wrong" if causes else "right" if asked else "unknown"
    return ClockHealth(at, state, causes, kernel, database, ahead)


def offset_of(clocks: Clocks) -> DatabaseClock | None:
    """The database's clock beside ours: it answered between two moments of ours, so half the way is not known."""
    if clocks.database is None:
        return None
    before = clocks.now()
    told = clocks.database()
    half = (clocks.now() - before) / 2
    return DatabaseClock((told - (before + half)).total_seconds(), abs(half.total_seconds()))


def sites_ahead(passes: PassFrame, pack: RulePack) -> Share:
    """Sites whose middle pass is stamped later than it reached us, of those with passes enough in the window."""
    late_ms, fewest = float(pack.get("sources.ahead_s")) * 1000, int(pack.get("sources.fewest_passes"))
    early = passes.happened_ms - passes.known_ms
    counted = [s for s in np.unique(passes.site) if int((passes.site == s).sum()) >= fewest]
    return Share(sum(bool(np.median(early[passes.site == s]) > late_ms) for s in counted), len(counted))


def _ahead(source: PassSource, pack: RulePack, at: datetime) -> Share | None:
    if not source.any():
        return None
    window_ms = int(float(pack.get("sources.window_s")) * 1000)
    until = to_ms(at)
    return sites_ahead(source.read(until - window_ms, until + window_ms), pack)  # also what claims to lie ahead


def _causes(kernel: KernelClock, database: DatabaseClock | None, ahead: Share | None, pack: RulePack) -> list[Text]:
    found = []
    most = float(pack.get("kernel.most_error_s"))
    if kernel.synchronised is False:
        found.append(Text("no time server sets this machine's clock", "本机时钟未与时间服务器同步"))
    elif kernel.error_s is not None and kernel.error_s > most:
        en, zh = "this machine's clock may be off by", "本机时钟误差上限为"
        found.append(Text(f"{en} {kernel.error_s:.1f} s", f"{zh} {kernel.error_s:.1f} 秒"))
    if database and abs(database.offset_s) - database.within_s > float(pack.get("database.most_offset_s")):
        off = database.offset_s
        found.append(Text(f"the database's clock differs by {off:+.1f} s", f"数据库时钟与本机相差 {off:+.1f} 秒"))
    fewest, share = int(pack.get("sources.fewest_sites")), float(pack.get("sources.share"))
    if ahead and ahead.whole >= fewest and ahead.part >= share * ahead.whole:
        n, of = int(ahead.part), int(ahead.whole)
        found.append(
            Text(f"{n} of {of} sites stamp passes ahead of our clock", f"{of} 处点位中 {n} 处过车时间晚于接收时间")
        )
    return found


def tell_desk(room: Workroom, health: ClockHealth, pack: RulePack) -> bool:
    """Raise an alert with the topmost unit where the clock has been wrong for long and none is open; whether it was."""
    patience = timedelta(seconds=float(pack.get("alarm.patience_s")))
    if health.since is None or health.at - health.since < patience:
        return False
    terms = room.terms()
    top = terms.units.top
    where = MatterFilter(kinds=(ALERT.kind,), open_only=True)
    if top is None or any(m.values.get("rule") == RULE for m in every_matter(room, where)):
        return False
    alert_id = f"clock-{health.at:%Y%m%dT%H%M%S}"
    en, zh = "; ".join(c.en for c in health.causes), "；".join(c.zh for c in health.causes)
    body = Text(
        f"{en[:1].upper()}{en[1:]}. Times of passes, positions and deadlines depend on it: see docs/how-to/deploy.md.",
        f"{zh}。过车、定位和时限均以此为准，处置方法见 docs/how-to/deploy.md。",
    )
    grounds = tuple(Evidence("clock", str(n), cause) for n, cause in enumerate(health.causes))
    alert = Alert(alert_id, RULE, Level.YELLOW, TITLE, body, None, health.at, grounds, rule_pack=pack.stamp)
    matter = matter_of(alert, f"{ALERT.kind}-{alert_id}", top, top, health.at)
    moved = begin(ALERT, matter, LOOP, terms)
    note = AuditNote(health.at, LOOP.person_id, LOOP.unit_id, f"act.{moved.step.event}", matter.matter_id)
    try:
        room.store.keep_moves([(moved.matter, moved.step)], {matter.matter_id: 0}, note)
    except Conflict:
        return False
    return True


class TimeKeeper(Keeper[ClockHealth]):
    """Looks at the clock. Where the past is replayed it tells nobody: alerts there are of another day."""

    failed = "the server's clock was not looked at"

    def __init__(
        self, room: Callable[[], Workroom], pack: Callable[[], RulePack], clocks: Clocks, *, replays: bool
    ) -> None:
        super().__init__()
        self._room, self._pack, self._clocks, self._replays = room, pack, clocks, replays
        self._since: datetime | None = None

    def once(self, _by: str, /) -> ClockHealth:
        """Look, and tell the desk where it has been wrong for long."""
        pack = self._pack()
        found = look_at_clock(self._clocks, pack)
        self._since = (self._since or found.at) if found.state == "wrong" else None
        health = replace(found, since=self._since)
        if not self._replays:
            tell_desk(self._room(), health, pack)
        return health
