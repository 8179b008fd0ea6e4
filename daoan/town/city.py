"""The town as a city that a workspace can be about."""

from daoan.terms.city import Area, City
from daoan.terms.estimates import Text
from daoan.town.build import Town
from daoan.town.names import CITY
from daoan.town.seasons import MARKET_SETS

SNAP_WITHIN_M = 40.0  # entries lie 6 m off the road on most days, 25 m where the position is coarse

CENSUS = Text("2020 census total, shared by assumption", "2020年人口普查总数，按假定分配到各县区")

ATTRIBUTION = (
    Text(
        "Everything on roads, traffic, crashes and people here is simulated; names of counties, townships and roads "
        "shown in rankings are fictional.",
        "本城市的道路、流量、事故和人员数据均为模拟生成；排名中出现的县区、乡镇和道路名称均为虚构。",
    ),
    Text(
        "Boundaries: CGCS2000 administrative boundaries (MIT). Divisions and codes 2023 (WTFPL). "
        "Township points: GeoNames (CC BY 4.0).",
        "边界：CGCS2000行政区划边界（MIT许可）；区划名称与代码：2023年（WTFPL许可）；乡镇点位：GeoNames（CC BY 4.0）。",
    ),
)


def city_of(town: Town) -> City:
    """The town's city record: counties under their fictional names, population, bounds, and the moment replayed."""
    network = town.network
    return City(
        code="qingyang",
        name=CITY,
        zone=town.zone,
        areas=tuple(Area(a.code, a.name_shown, a.population, 2020, CENSUS) for a in town.areas if a.level == "county"),
        attribution=ATTRIBUTION,
        bounds=(
            float(network.coords[:, 0].min()),
            float(network.coords[:, 1].min()),
            float(network.coords[:, 0].max()),
            float(network.coords[:, 1].max()),
        ),
        simulated=True,
        replay_at=town.as_of,
        snap_within_m=SNAP_WITHIN_M,
        country="CN",
        markets=MARKET_SETS,
    )
