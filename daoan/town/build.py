"""Build a town: places, roads, traffic, risk, spots, crashes, register, in that order."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.terms.errors import InputError
from daoan.terms.frames import Floats, Network
from daoan.terms.places import Plane
from daoan.terms.records import Crash, TrafficCount
from daoan.town.corridors import plan_corridors
from daoan.town.flow import count_traffic, true_flow
from daoan.town.gazetteer import Gazetteer, TownArea, build_gazetteer
from daoan.town.happenings import Happenings, draw_happenings
from daoan.town.outcomes import draw_outcomes
from daoan.town.parameters import Parameters, read_parameters, town_plane
from daoan.town.pieces import cut_pieces
from daoan.town.register import Entries, keep_register
from daoan.town.relief import relief_of
from daoan.town.risk import ordinary_risk, year_factors
from daoan.town.roads import join_motorways, lay_corridors, lay_motorways, lay_village_roads
from daoan.town.segments import Roads, roads_of
from daoan.town.spots import PlantedSpot, plant_spots, planted_risk
from daoan.town.streets import lay_grids, street_lines
from daoan.town.terrain import draw_terrain
from daoan.town.truth import Truth, write_truth

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Town:
    """The model town: everything that the world may see of it, and its truth apart."""

    seed: int
    null: bool
    as_of: datetime  # the moment at which its last year ends, local midnight
    zone: str
    areas: tuple[TownArea, ...]
    network: Network
    counts: tuple[TrafficCount, ...]
    crashes: tuple[Crash, ...]  # every entry of the register, also those known only after ``as_of``
    truth: Truth
    simulated: bool = True

    def register_as_of(self, as_of: datetime | None = None) -> tuple[Crash, ...]:
        """What the register held at a moment (the town's own ``as_of`` where none is given)."""
        moment = as_of or self.as_of
        return tuple(c for c in self.crashes if c.known_at <= moment)

    def write_truth(self, folder: Path) -> None:
        """Store the truth beside the data, for later checks."""
        write_truth(self.truth, folder, {"seed": self.seed, "null": self.null, "as_of": self.as_of.isoformat()})


def build_town(seed: int = 1, null: bool = False, years: int = 8) -> Town:
    """Build the model town of one seed.

    ``null``: the same town without planted spots, otherwise drawn from the same streams. ``years``: how many years of
    crashes, 1 to 8, the last of them 2025. The same arguments give the same bytes.
    """
    if not 1 <= years <= 8:
        raise InputError(f"the town's calendar covers 1 to 8 years, not {years}")
    parameters = read_parameters()
    plane = town_plane(parameters)
    places, roads = lay_roads(seed, parameters, plane)
    last = parameters["town"]["first_year"] + 7
    span = range(last - years + 1, last + 1)
    flow = true_flow(seed, roads, parameters)
    risk, deviation = ordinary_risk(seed, roads, flow, parameters)
    spots = () if null else plant_spots(seed, roads, risk, parameters)
    what = draw_happenings(seed, roads, risk, spots, span, parameters)
    came = draw_outcomes(seed, roads, spots, what, parameters)
    entries = keep_register(seed, roads, what, came, date(span[0], 1, 1), plane, parameters)
    return Town(
        seed=seed,
        null=null,
        as_of=datetime(last + 1, 1, 1, tzinfo=UTC) - timedelta(hours=8),
        zone=ZONE,
        areas=places.areas,
        network=roads.network,
        counts=count_traffic(seed, roads, flow, span, parameters),
        crashes=entries.crashes,
        truth=_truth(roads, flow, (risk, deviation), spots, what, entries, span, parameters),
    )


def lay_roads(seed: int, parameters: Parameters, plane: Plane) -> tuple[Gazetteer, Roads]:
    """The places of a town and the roads between them, without traffic or crashes."""
    places = build_gazetteer(seed, parameters, plane)
    plan = plan_corridors(places, plane, parameters["traffic"]["gravity_distance_exponent"])
    grids = lay_grids(seed, places, parameters)
    lines = street_lines(grids) + lay_corridors(seed, plan, grids, parameters)
    lines += lay_motorways(seed, plan, parameters)
    laid = join_motorways(seed, lines, parameters)
    laid = lay_village_roads(seed, places, laid, parameters)
    relief = relief_of(laid[0], draw_terrain(seed, parameters), parameters)
    return places, roads_of(cut_pieces(*laid, relief, parameters), places, plane, parameters)


def _truth(
    roads: Roads,
    flow: Floats,
    risk: tuple[Floats, Floats],
    spots: tuple[PlantedSpot, ...],
    what: Happenings,
    entries: Entries,
    span: range,
    parameters: Parameters,
) -> Truth:
    return Truth(
        segment_id=roads.network.segment_id,
        ordinary_per_year=risk[0],
        expected_per_year=planted_risk(roads, risk[0], spots),
        vehicles_per_day=flow,
        deviation=risk[1],
        grade_pct=roads.grade_pct,
        turning_deg_km=roads.turning_deg_km,
        street=roads.street,
        years=tuple(span),
        year_factor=year_factors(span, parameters),
        spots=spots,
        faults=entries.faults,
        crash_id=np.array([c.crash_id for c in entries.crashes] + [None], dtype=object)[:-1],
        crash_segment=what.segment[entries.happening],
        crash_offset_m=what.offset_m[entries.happening],
        crash_spot=what.spot[entries.happening],
        parameters=parameters,
    )
