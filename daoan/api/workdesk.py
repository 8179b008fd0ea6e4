"""The work side of the desk: the workroom and the newsroom of a server, made when they are first asked for."""

from collections.abc import Mapping
from functools import cached_property

from daoan.act.watches.catalogue import Catalogue, read_catalogue
from daoan.api.desk import Desk
from daoan.api.masked import Eyes, Grants, Looks
from daoan.api.newsroom import Newsroom
from daoan.api.outside_news import OutsideNews
from daoan.api.shared import Job
from daoan.api.work_lines import LineShelf
from daoan.edge.clock import Clock, ReplayClock, WallClock
from daoan.edge.push import PushServer
from daoan.jobs.advice.book import AdviceBook, Station, book_over, stations_at_hand
from daoan.jobs.at_hand import AtHand
from daoan.jobs.clocks import ClockKeeper
from daoan.jobs.companies.board import Ratings
from daoan.jobs.deployment.measuring import MeasuredPairs
from daoan.jobs.devices import DeviceWatch
from daoan.jobs.education.segments import Releases
from daoan.jobs.interceptions import Look
from daoan.jobs.keeping import RecordKeeper
from daoan.jobs.looked import LookUpLog
from daoan.jobs.matter_log import MatterLog
from daoan.jobs.passes.efficiency_days import EfficiencyDays
from daoan.jobs.passing import PassSource
from daoan.jobs.positions.fleet import FleetTables
from daoan.jobs.rural.ground import Activity, Heard, RuralGround, ground_at_hand
from daoan.jobs.rural.months import Examinations
from daoan.jobs.sending import Postroom, Sender, SendKeeper, postroom_over
from daoan.jobs.villagers.book import ReportBook
from daoan.jobs.villagers.book import book_over as report_book_over
from daoan.jobs.workroom import Workroom, workroom_over
from daoan.store.lake import PassLake
from daoan.terms.records.messaging import Channel
from daoan.terms.records.people import Actor


class WorkDesk:
    """What the routes of work share. Pages that listen ask every ``news_pause_s`` and end after ``news_life_s``.

    ``senders``: channels that are on; ``pushing``: who we are to the services of browsers, where push is on.
    """

    def __init__(
        self,
        desk: Desk,
        clock: Clock | None = None,
        *,
        news_pause_s: float = 1.0,
        news_life_s: float = 900.0,
        senders: Mapping[Channel, Sender] | None = None,
        pushing: PushServer | None = None,
        passes: PassSource | None = None,
        lake: PassLake | None = None,
        interceptions: Look | None = None,
        efficiency: EfficiencyDays | None = None,
        measured: MeasuredPairs | None = None,
        rural_activity: Activity | None = None,
        fleet: FleetTables | None = None,
    ) -> None:
        self.desk = desk
        self.news_pause_s = news_pause_s
        self.news_life_s = news_life_s
        self.senders = senders or {}
        self.push_server = pushing
        self.passes = passes  # None: no checkpoint sends to us
        self.lake = lake
        self.efficiency = efficiency  # None: no tables of travel times are kept
        self.measured = measured  # None: no device measures speeds in cells of deployments that learn
        self.rural_activity = rural_activity  # None: nobody keeps what advice stations do
        self.fleet = fleet  # None: no positions of fleets are kept
        self.interceptions = interceptions  # None: no routes are learned from passes
        replay_at = desk.city.replay_at
        self.clock: Clock = clock or (ReplayClock(replay_at) if replay_at else WallClock())

    @cached_property
    def room(self) -> Workroom:
        """The workroom over the desk's store."""
        return workroom_over(self.desk.store, self.desk.packs, self.desk.city.zone, self.lake)

    @cached_property
    def log(self) -> MatterLog:
        """What happened to every matter, for counting."""
        return MatterLog(self.desk.store)

    @cached_property
    def keeper(self) -> Job:
        """Who runs the clocks, and how the last run went."""
        return self.desk.shared.jobs.get("clocks") or ClockKeeper(lambda: self.room, self.clock.now)

    @cached_property
    def post(self) -> Postroom:
        """What messages that leave the page are made and sent with."""
        return postroom_over(self.room, self.desk.packs["messages"], self.senders, replays=self.clock.replays)

    @property
    def pushing(self) -> PushServer | None:
        """Who we are to the services of browsers; nobody where the past is replayed."""
        return None if self.clock.replays else self.push_server

    @cached_property
    def sender(self) -> Job:
        """Who sends messages, and how the last run went."""
        return self.desk.shared.jobs.get("messages") or SendKeeper(lambda: self.post, self.clock.now)

    @cached_property
    def records(self) -> Job:
        """Who lets go of records, and how the last run went."""
        packs = self.desk.packs
        return self.desk.shared.jobs.get("retention") or RecordKeeper(
            lambda: self.desk.store, lambda: packs["retention"], self.clock.now, lambda: self.lake
        )

    @cached_property
    def lines(self) -> LineShelf:
        """Lines of lists, made once for each version of a matter."""
        return LineShelf()

    @property
    def grants(self) -> Grants:
        """Who sees what in the clear."""
        return self.desk.shared.grants

    @cached_property
    def looks(self) -> Looks:
        """Who was written down as looking at units on duty, by this process."""
        return Looks()

    @cached_property
    def looked(self) -> LookUpLog:
        """Every look-up that the audit log tells of."""
        return LookUpLog(self.desk.store)

    @cached_property
    def company_ratings(self) -> Ratings:
        """Ratings of companies that were computed."""
        return Ratings()

    @cached_property
    def stations(self) -> AtHand[Mapping[str, Station]]:
        """The advice stations that stand now."""
        return stations_at_hand()

    @property
    def advice(self) -> AdviceBook:
        """What advice records are worked on with."""
        return book_over(self.room, self.desk.packs["advice"], self.desk.subject_key, self.stations)

    @property
    def reports(self) -> ReportBook:
        """What villagers' reports are worked on with."""
        desk = self.desk
        return report_book_over(self.room, desk.packs["reports"], desk.subject_key, desk.city.bounds)

    @cached_property
    def rural_grounds(self) -> AtHand[RuralGround]:
        """Villages, stations, wardens and vans as they are now."""
        return ground_at_hand()

    @cached_property
    def rural_heard(self) -> Heard:
        """Whether anything was heard of advice stations lately."""
        return Heard()

    @cached_property
    def rural_months(self) -> Examinations:
        """Months of the rural examination that were computed."""
        return Examinations()

    @cached_property
    def segment_releases(self) -> Releases:
        """Releases of segments that were computed."""
        return Releases()

    @cached_property
    def watch_catalogue(self) -> Catalogue:
        """Types, grounds and purposes of watch entries."""
        return read_catalogue(self.desk.packs["watches"])

    def eyes(self, actor: Actor) -> Eyes:
        """What somebody sees in the clear, by the real time, replay or not."""
        return self.grants.eyes(actor.person_id, self.desk.gate.clock.now())

    @property
    def device_watch(self) -> DeviceWatch | None:
        """Who judges field sites by their passes; ``None`` where no passes ever came."""
        return self._judge if self.passes is not None and self.passes.any() else None

    @cached_property
    def _judge(self) -> DeviceWatch | None:
        if self.passes is None:
            return None
        return DeviceWatch(self.passes, lambda: self.desk.packs["device_health"], self.desk.city.zone)

    @cached_property
    def outside_news(self) -> OutsideNews:
        """Who tells keepers of outside lists that there are hits."""
        return OutsideNews(lambda: self.desk.store)

    @cached_property
    def newsroom(self) -> Newsroom:
        """The newsroom over the workroom."""
        return Newsroom(self.room)
