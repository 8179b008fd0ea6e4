"""What routes of field equipment share: the register on the roads, its coverage and its health, made once and kept."""

from datetime import datetime

from daoan.api.desk import View
from daoan.api.device_shapes import DeviceLine, HealthLine, device_line, health_line
from daoan.api.workdesk import WorkDesk
from daoan.assess.coverage.gaps import Coverage, Happened
from daoan.assess.siting.propose import Siting
from daoan.jobs.device_roads import coverage_of, flow_of, happened_on, siting_of
from daoan.jobs.devices import FRESH_MS, SHOWN_MS, HealthReport, devices_at, place
from daoan.terms.devices import Device, Placing
from daoan.terms.records import SegmentEstimate


class DeviceRoom:
    """Field equipment behind the routes. ``placing`` is made anew when the register or the run changes."""

    def __init__(self, work: WorkDesk) -> None:
        self.work = work

    def devices(self, now: datetime) -> tuple[Device, ...]:
        """All that the register has."""
        return devices_at(self.work.room.store, now)

    def placing(self, view: View, now: datetime) -> Placing:
        """Devices on the roads of a run."""
        devices = self.devices(now)
        found: Placing = view.keep(
            ("devices", devices), lambda: place(devices, view.network(), self.work.desk.packs["coverage"])
        )
        return found

    def coverage(self, view: View, placing: Placing) -> Coverage:
        """Gaps of a placing."""
        pack = self.work.desk.packs["coverage"]
        found: Coverage = view.keep(
            ("coverage", placing.devices),
            lambda: coverage_of(view.network(), placing, self._happened(view), pack),
        )
        return found

    def siting(self, view: View, placing: Placing) -> Siting:
        """Where the next checkpoints should stand."""
        pack = self.work.desk.packs["coverage"]
        found: Siting = view.keep(
            ("siting", placing.devices),
            lambda: siting_of(
                view.network(), placing, self._happened(view), flow_of(view.network(), view.all(SegmentEstimate)), pack
            ),
        )
        return found

    def report(self, placing: Placing, now: datetime, within_ms: int = SHOWN_MS) -> HealthReport | None:
        """How sites do; ``None`` where no passes are read."""
        watch = self.work.device_watch
        return None if watch is None or not placing.devices else watch.report(placing.sites, now, within_ms)

    def look_ahead(self) -> None:
        """Make a fresh report while the one before it is still shown."""
        if (view := self.work.desk.find_view()) is not None:
            now = self.work.clock.now()
            self.report(self.placing(view, now), now, FRESH_MS)

    def lines(
        self, now: datetime, *, exact: bool
    ) -> tuple[tuple[DeviceLine, ...], HealthReport | None, Placing | None]:
        """Every device as a reader may see it, by code; with what was known of all."""
        view = self.work.desk.find_view()
        placing = self.placing(view, now) if view is not None else None
        report = self.report(placing, now) if placing is not None else None
        units = self.work.room.units()
        lines = []
        row_of = {d.code: k for k, d in enumerate(placing.devices)} if placing is not None else {}
        for device in self.devices(now):
            row = row_of.get(device.code)
            health = None if report is None or row is None else health_of(report, row)
            where = None if view is None or placing is None or row is None else _where(view, placing, row)
            lines.append(device_line(device, units.name_of(device.unit_id), where, health, exact=exact))
        return tuple(lines), report, placing

    def _happened(self, view: View) -> Happened:
        found: Happened = view.keep(
            "device_happened",
            lambda: happened_on(view.network(), view.all(SegmentEstimate), view.snaps(), view.crashes()),
        )
        return found


def health_of(report: HealthReport, row: int) -> HealthLine:
    """How one site does."""
    return health_line(report.health[row], report.states[row])


def _where(view: View, placing: Placing, row: int) -> tuple[str, str | None, float, float, float]:
    sites, network = placing.sites, view.network()
    segment = int(sites.segment[row])
    return (
        str(network.road_name[segment] or sites.route[row]),
        str(sites.area[row]) or None,
        float(sites.chainage_m[row]),
        float(sites.lon[row]),
        float(sites.lat[row]),
    )
