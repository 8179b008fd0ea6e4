"""``/companies/counties``: how many companies of each risk a county has; their register knows no address."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec
import shapely
from fastapi import APIRouter, Response

from daoan.api.answers import json_of
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import DEFAULT, schemes_in
from daoan.jobs.companies.board import moment_of, ratings_seen
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor

NAMED = 5  # companies of a county that are named, the gravest


@dataclass(frozen=True, slots=True)
class CompanyNamed:
    """A company with its level."""

    company_id: str
    name: str
    level: str
    level_name: Text


@dataclass(frozen=True, slots=True)
class CountyCompanies:
    """Companies of a county by level. ``lon``, ``lat``: a point inside the county, no company's place; ``None`` where
    the city keeps no borders. ``area`` "": companies whose unit works in no single county."""

    area: str
    name: Text | None
    lon: float | None
    lat: float | None
    levels: dict[str, int]
    total: int
    gravest: tuple[CompanyNamed, ...]


@dataclass(frozen=True, slots=True)
class CompaniesByCounty:
    """Counties with companies of the reader's own unit and below, as rated today."""

    month: str
    day: date
    scheme: str
    counties: tuple[CountyCompanies, ...]
    total: int


def company_county_routes(work: WorkDesk) -> APIRouter:
    """The route of companies by county."""
    router = APIRouter(prefix="/companies", tags=["companies"], responses=PROBLEMS)

    @router.get("/counties", response_model=CompaniesByCounty, summary="Companies of each county by risk, for the map")
    def get_counties(actor: Acting) -> Response:
        return json_of(companies_by_county(work, actor))

    return router


def companies_by_county(work: WorkDesk, actor: Actor) -> CompaniesByCounty:
    """Companies by county and level, the gravest of each named first, as somebody may see them."""
    room, scheme = work.room, schemes_in(work.desk.packs)[DEFAULT]
    moment = moment_of("", work.clock.now(), room.zone)
    units, ratings = room.units(), ratings_seen(room, actor, work.company_ratings, scheme, moment)
    by_area: dict[str, list[Rating]] = {}
    for rating in ratings:
        by_area.setdefault(units.area_of(rating.company.unit_id) or "", []).append(rating)
    inside = inner_points(work.desk.outlines())
    names = {area.code: area.name for area in work.desk.city.areas}
    counties = (_county(code, names.get(code), inside.get(code), by_area[code]) for code in sorted(by_area))
    return CompaniesByCounty(moment.month, moment.day, scheme.stamp, tuple(counties), len(ratings))


def _county(
    code: str, name: Text | None, point: tuple[float, float] | None, ratings: Sequence[Rating]
) -> CountyCompanies:
    levels = dict(Counter(rating.level for rating in ratings))
    gravest = tuple(
        CompanyNamed(r.company.company_id, mask_text(r.company.name), r.level, r.level_name) for r in ratings[:NAMED]
    )
    lon, lat = point or (None, None)
    return CountyCompanies(code, name, lon, lat, levels, len(ratings), gravest)


@lru_cache(maxsize=2)
def inner_points(outlines: bytes) -> dict[str, tuple[float, float]]:
    """A point inside each county, WGS-84, by code. ``outlines``: GeoJSON as :mod:`daoan.app.outlines` keeps it."""
    if not outlines:
        return {}
    found = {}
    for feature in msgspec.json.decode(outlines)["features"]:
        point = shapely.point_on_surface(shapely.from_geojson(msgspec.json.encode(feature["geometry"])))
        found[str(feature["properties"]["code"])] = (round(point.x, 4), round(point.y, 4))
    return found
