"""The course of things in a town that nothing changes: places, roads, traffic, risk, spots, crashes, in that order."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from daoan.terms.errors import InputError
from daoan.terms.frames import Floats
from daoan.terms.places import Plane
from daoan.town.corridors import plan_corridors
from daoan.town.flow import true_flow
from daoan.town.gazetteer import Gazetteer, build_gazetteer
from daoan.town.happenings import Happenings, draw_happenings
from daoan.town.outcomes import Outcomes, draw_outcomes
from daoan.town.parameters import Parameters, read_parameters, town_plane
from daoan.town.pieces import cut_pieces
from daoan.town.relief import relief_of
from daoan.town.risk import ordinary_risk
from daoan.town.roads import join_motorways, lay_corridors, lay_motorways, lay_village_roads
from daoan.town.segments import Roads, roads_of
from daoan.town.spots import PlantedSpot, plant_spots
from daoan.town.streams import stream
from daoan.town.streets import lay_grids, street_lines
from daoan.town.terrain import draw_terrain


@dataclass(frozen=True, slots=True)
class Course:
    """What is, and what truly happened, before anything changed and before anybody wrote it down."""

    seed: int
    null: bool
    span: range  # years
    places: Gazetteer
    roads: Roads
    flow: Floats
    risk: Floats  # ordinary expected crashes per segment and year
    deviation: Floats
    spots: tuple[PlantedSpot, ...]
    what: Happenings
    came: Outcomes
    parameters: Parameters

    @property
    def first_day(self) -> date:
        """The day from which the days of ``what`` count."""
        return date(self.span[0], 1, 1)


def draw_course(seed: int = 1, null: bool = False, years: int = 8) -> Course:
    """Draw one; the arguments are those of :func:`daoan.town.build.build_town`."""
    if not 1 <= years <= 8:
        raise InputError(f"the town's calendar covers 1 to 8 years, not {years}")
    parameters = read_parameters()
    places, roads = lay_roads(seed, parameters, town_plane(parameters))
    last = parameters["town"]["first_year"] + 7
    span = range(last - years + 1, last + 1)
    flow = true_flow(seed, roads, parameters)
    risk, deviation = ordinary_risk(seed, roads, flow, parameters)
    spots = () if null else plant_spots(seed, roads, risk, parameters)
    what = draw_happenings(seed, roads, risk, spots, span, parameters)
    came = draw_outcomes(stream(seed, "outcomes"), roads, spots, what, parameters)
    return Course(seed, null, span, places, roads, flow, risk, deviation, spots, what, came, parameters)


@lru_cache(maxsize=2)
def known_course(seed: int, null: bool, years: int) -> Course:
    """The same, remembered, for whoever tries many changes on one town."""
    return draw_course(seed, null, years)


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
