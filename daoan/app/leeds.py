"""Leeds: eleven years of real collisions on real roads, replayed as if it were the last night of 2019."""

from datetime import UTC, datetime

from daoan.app.ingest import ingest
from daoan.app.progress import Tell
from daoan.app.roads import in_areas, use_network
from daoan.app.workspace import Workspace
from daoan.config import ROOT
from daoan.sense.roads.assemble import leeds_network
from daoan.terms.city import Area, City
from daoan.terms.estimates import Text

EXAMPLE = ROOT / "examples" / "leeds"

LEEDS = City(
    code="leeds",
    name=Text("Leeds", "利兹"),
    zone="Europe/London",
    areas=(
        Area(
            code="E08000035",
            name=Text("Leeds", "利兹市"),
            population=793_139,
            population_year=2019,
            population_source=Text(
                "Office for National Statistics, mid-2019 population estimate", "英国国家统计局2019年年中人口估计"
            ),
        ),
    ),
    attribution=(
        Text(
            "Collisions: Leeds City Council, Open Government Licence v3.0",
            "事故数据：利兹市议会，英国开放政府许可3.0",
        ),
        Text(
            "Roads: contains OS data © Crown copyright and database right; © OpenStreetMap contributors (ODbL)",
            "路网：包含英国地形测量局数据；© OpenStreetMap贡献者（ODbL）",
        ),
        Text("Traffic counts: Department for Transport, OGL v3.0", "交通量：英国交通部，OGL 3.0"),
    ),
    bounds=(-1.80, 53.69, -1.28, 53.96),
    replay_at=datetime(2020, 1, 1, tzinfo=UTC),
    country="GB-ENG",
)


def prepare_leeds(workspace: Workspace, tell: Tell) -> None:
    """Read the eleven casualty files, traffic counts, the list of measures and the roads that ship with the project."""
    ingest(workspace, "leeds", sorted((EXAMPLE / "collisions_raw").glob("leeds_*.csv")), tell)
    ingest(workspace, "aadf", [EXAMPLE / "exposure" / "dft_aadf_local_authority_id_63.csv"], tell)
    ingest(workspace, "measures", [EXAMPLE / "measures.csv"], tell)
    tell(Text("laying the roads", "构建路网"))
    crashes = workspace.store.list_crashes(workspace.now)
    roads = leeds_network(
        EXAMPLE / "network", read_at=workspace.now, crashes=crashes, counts=workspace.store.list_counts()
    )
    use_network(workspace, in_areas(workspace.city, roads.stretches.network))
