"""What the rural desk stands on: registers, the latest run, what stations did, and who may see how much of it."""

from datetime import date, timedelta

from daoan.act.rural.loudspeaker import Announcement
from daoan.api.rural_shapes import ReportsWaiting, RuralDesk, TownshipLine, WeatherLine
from daoan.api.workdesk import WorkDesk
from daoan.assess.rural.coverage import Coverage
from daoan.assess.rural.examination import Examined
from daoan.assess.rural.groups import COUNTY, TOWNSHIP
from daoan.jobs.companies.board import moment_of
from daoan.jobs.deployment.ground import week_of
from daoan.jobs.rural.coverage import city_coverage
from daoan.jobs.rural.examination import Examination, seen_rows
from daoan.jobs.rural.ground import RuralGround
from daoan.jobs.rural.loudspeaker import Place, announcements, place_of, townships_of
from daoan.jobs.rural.opening import AskedPlan, MadePlan, Roads, make_plan
from daoan.jobs.villagers.settling import waiting_of
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.calendar.days import list_days
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

MOST_PLACES = 400  # texts at once
USUAL_DAYS = 7  # that a plan is first shown for
MOST_AWAY = 3_660  # days from today that may be asked about


class RuralRoom:
    """The desk over one store and one run."""

    def __init__(self, work: WorkDesk) -> None:
        self._work = work

    @property
    def room(self) -> Workroom:
        """The store's desk."""
        return self._work.room

    @property
    def pack(self) -> RulePack:
        """The rule pack ``rural``."""
        return self._work.desk.packs["rural"]

    @property
    def simulated(self) -> bool:
        """Whether the city is a model."""
        return self._work.desk.city.simulated

    def today(self) -> date:
        """The local day."""
        return utc_to_local(self._work.clock.now(), self._work.desk.city.zone).date()

    def day(self, asked: date | None, otherwise: date) -> date:
        """The day that is asked for. Raises :class:`InputError` for one that lies too far away."""
        day = asked or otherwise
        if abs((day - self.today()).days) > MOST_AWAY:
            raise InputError("name a day within ten years · 请选择十年以内的日期")
        return day

    def ground(self) -> RuralGround:
        """The registers as they are now."""
        return self._work.rural_grounds.at(self._work.room, self._work.clock.now())

    def roads(self) -> Roads:
        """What the latest run knows; nothing before the first."""
        view, desk = self._work.desk.find_view(), self._work.desk
        if view is None:
            return Roads()
        week = view.keep(
            "week_profile",
            lambda: week_of(view.network(), view.snaps(), view.crashes(), desk.city.zone, desk.packs["duty"]),
        )
        roads: Roads = view.keep("rural roads", lambda: Roads(view.all(SegmentEstimate), week))
        return roads

    def desk(self, actor: Actor) -> RuralDesk:
        """What the page begins with."""
        ground, scope = self.ground(), scope_of(actor, self._work.room.units())
        own, pack = ground.within(scope), self.pack
        mine = set(townships_of(ground, scope))
        return RuralDesk(
            today=self.today(),
            townships=tuple(TownshipLine(*t, own=t in mine) for t in townships_of(ground)),
            villages=len(own.villages),
            stations=sum(s.in_use for s in own.stations),
            wardens=len(own.wardens),
            vans=len(own.vans),
            recorded=self._recorded(),
            weather=tuple(
                WeatherLine(r["code"], Text(r["name_en"], r["name_zh"])) for r in pack.get("loudspeaker.weather")
            ),
            most_days=int(pack.get("opening.most_days")),
            stamp=pack.stamp,
            may_work=Permission.WORK in actor.permissions and Permission.SEE_RISK in actor.permissions,
            may_supervise=Permission.SUPERVISE in actor.permissions,
            simulated=self.simulated,
            reports=ReportsWaiting(*waiting_of(self._work.reports, actor, self._work.clock.now())),
        )

    def _recorded(self) -> bool:
        """Whether anything is known of what stations did lately."""
        work, days = self._work, int(self.pack.get("coverage.contact_days"))
        if work.rural_activity is None:
            return False
        return work.rural_heard.lately(work.rural_activity, work.clock.now(), self.today(), days)

    def plan(self, actor: Actor, asked: AskedPlan) -> MadePlan:
        """The plan of what the actor answers for. Raises :class:`InputError` for days too far away."""
        work = self._work
        self.day(asked.first, asked.first)
        return make_plan(work.room, actor, work.desk.city, self.ground(), self.roads(), work.desk.packs, asked)

    def look_ahead(self) -> None:
        """Plan the whole city's stations, and know the days that somebody may ask for next."""
        work = self._work
        self._recorded()
        list_days(work.desk.city.country, self.today(), int(self.pack.get("opening.most_days")), work.desk.city.notices)
        top = work.room.units().top
        if top is not None:
            self.plan(Actor("", top, frozenset()), AskedPlan(self.today(), USUAL_DAYS))

    def coverage(self, last: date | None) -> Coverage:
        """The whole city's coverage up to a day, by itself yesterday. Raises :class:`InputError` for days to come."""
        work, today = self._work, self.today()
        day = self.day(last, today - timedelta(days=1))
        if day > today:
            raise InputError("name a day that is over, or today · 请选择今天或以前的日期")
        ground, now = self.ground(), work.clock.now()
        return city_coverage(work.room, work.desk.city, ground, work.rural_activity, now, day, self.pack)

    def examination(self, actor: Actor, month: str) -> tuple[Examination, tuple[Examined, ...]]:
        """A month, and the rows that the actor answers for, counties first."""
        work = self._work
        moment = moment_of(month, work.clock.now(), work.room.zone)
        found = work.rural_months.of(work.room, work.desk.city, work.rural_activity, moment, self.pack)
        scope = scope_of(actor, work.room.units())
        rows = tuple(row for level in (COUNTY, TOWNSHIP) for row in seen_rows(found.by_level.get(level, ()), scope))
        return found, rows

    def loudspeaker(
        self, actor: Actor, edition: str, weather: str, area: str, township: str, village: str, day: date | None
    ) -> tuple[tuple[Place, ...], tuple[Announcement, ...]]:
        """Texts for a village, the villages of a township, or each township of a county or of the actor's scope."""
        work, ground = self._work, self.ground()
        if village:
            places = [place_of(ground, area, township, village)]
        elif township:
            whole = place_of(ground, area, township)
            places = [whole, *(place_of(ground, v.area, v.township, v.code) for v in whole.villages)]
        else:
            scope = None if area else scope_of(actor, work.room.units())
            places = [place_of(ground, *t) for t in townships_of(ground, scope) if area in ("", t[0])]
        places = places[:MOST_PLACES]
        texts = announcements(
            work.room, actor, work.desk.city, places, self.roads(), work.desk.packs, self.day(day, self.today()),
            edition, weather,
        )  # fmt: skip
        return tuple(places), texts
