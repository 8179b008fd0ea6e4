"""Crashes as the public view shows them: a month, a quarter of a day, a place to about 100 m, nobody's age or sex."""

from collections.abc import Iterable
from dataclasses import dataclass

from daoan.api.desk import View
from daoan.terms.codes import Light, RoadClass, Severity, Surface, Weather
from daoan.terms.masking import mask_text
from daoan.terms.records import Crash, Snap
from daoan.terms.times import utc_to_local

BAND_HOURS = 6
PLACE_DECIMALS = 3  # of a degree: 111 m north, 65 to 90 m east


@dataclass(frozen=True, slots=True)
class CoarseCrash:
    """One crash, coarse enough that nobody can be recognised in it."""

    crash_id: str
    month: str  # "2019-08", local
    hour_band: str | None  # "12-18", local; None where the source tells no hour
    severity: Severity
    lon: float | None
    lat: float | None
    area: str | None
    road_class: RoadClass | None
    road_name: str | None
    segment_id: str | None
    casualties: int
    light: Light | None
    weather: Weather | None
    surface: Surface | None


def coarsen(crash: Crash, snap: Snap | None, zone: str) -> CoarseCrash:
    """A crash for the public view. ``zone``: IANA name of the city's time zone."""
    local = utc_to_local(crash.happened_at, zone)
    band = local.hour // BAND_HOURS * BAND_HOURS
    return CoarseCrash(
        crash_id=crash.crash_id,
        month=f"{local:%Y-%m}",
        hour_band=f"{band:02d}-{band + BAND_HOURS:02d}" if crash.precision in ("minute", "hour") else None,
        severity=crash.severity,
        lon=None if crash.lon is None else round(crash.lon, PLACE_DECIMALS),
        lat=None if crash.lat is None else round(crash.lat, PLACE_DECIMALS),
        area=crash.area,
        road_class=snap.road_class if snap and snap.road_class else crash.road_class,
        road_name=(snap.road_name if snap else None) or mask_text(crash.road_name or "") or None,
        segment_id=snap.segment_id if snap else None,
        casualties=len(crash.parties) or (crash.injured or 0) + (crash.deaths_30d or crash.deaths_7d or 0),
        light=crash.light,
        weather=crash.weather,
        surface=crash.surface,
    )


def coarse_crashes(view: View, crash_ids: Iterable[str], zone: str, *, latest_first: bool = False) -> list[CoarseCrash]:
    """The crashes of those ids that the view knows, in the ids' order unless the latest is asked for first."""
    crashes, snaps = view.crashes(), view.snaps()
    here = [crashes[i] for i in crash_ids if i in crashes]
    if latest_first:
        here.sort(key=lambda c: c.happened_at, reverse=True)
    return [coarsen(c, snaps.get(c.crash_id), zone) for c in here]
