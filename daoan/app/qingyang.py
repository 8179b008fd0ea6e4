"""Qingyang, simulated: the model town through the same doors as a real city."""

from functools import lru_cache

import shapely

from daoan.app.ingest import ingest_bytes
from daoan.app.outlines import keep_outlines
from daoan.app.progress import Tell
from daoan.app.roads import use_network
from daoan.app.workspace import Workspace
from daoan.sense.feeds.register_write import write_register
from daoan.sense.roads.counties import County
from daoan.store.protocol import Store
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.records import Batch
from daoan.town.build import Town, town_of
from daoan.town.city import city_of
from daoan.town.course import draw_course
from daoan.town.gazetteer import TownArea, county_borders
from daoan.town.markets import Market, list_markets
from daoan.town.measures import list_measures, write_measures
from daoan.town.planned import default_changes
from daoan.town.traffic.build import Traffic, build_traffic

SEED = 1


@lru_cache(maxsize=1)
def _town() -> Town:
    course = draw_course(seed=SEED)
    return town_of(course, default_changes(course))


def qingyang() -> City:
    """The model town as a city."""
    return city_of(_town())


def demo_markets() -> tuple[Market, ...]:
    """Markets of the town's townships."""
    return list_markets(_town())


def town_areas() -> tuple[TownArea, ...]:
    """Counties, townships and villages of the town."""
    return _town().areas


def build_demo_traffic() -> Traffic:
    """The last days of the town's traffic."""
    return build_traffic(_town(), seed=SEED)


def prepare_qingyang(workspace: Workspace, tell: Tell) -> None:
    """Build the town from its seed, hand its register over as a file, keep its truth beside the store."""
    tell(Text("building the model town", "生成模型城市"))
    town = _town()
    town.write_truth(workspace.config.workspace / "truth")
    measures = write_measures(list_measures(town))
    (workspace.config.workspace / "measures.csv").write_bytes(measures)
    tell(Text("reading its register", "读取登记簿"))
    data = write_register(town.register_as_of())
    ingest_bytes(workspace, "register", [("register.csv", data)])
    ingest_bytes(workspace, "measures", [("measures.csv", measures)])
    _receive_counts(workspace.store, town)
    tell(Text("laying the roads", "构建路网"))
    use_network(workspace, town.network)
    names = {area.code: area.name for area in workspace.city.areas}
    borders = [County(code, names[code], shapely.to_wkb(border)) for code, border in county_borders().items()]
    keep_outlines(workspace.config, borders, "qingyang_counties_cgcs2000.geojson")


def _receive_counts(store: Store, town: Town) -> None:
    store.receive_counts(
        Batch(
            feed="town",
            file="counts",
            sha256=f"seed-{SEED}",
            layout="records",
            encoding="",
            rows_read=len(town.counts),
            rows_accepted=len(town.counts),
            records=tuple(town.counts),
        ),
        town.as_of,
    )
