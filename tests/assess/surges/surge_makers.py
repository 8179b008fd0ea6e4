"""Eight years of crashes with a season, in two counties, and surges planted at the end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.terms.codes import Form, RoadClass, Role, Severity, VehicleKind
from daoan.terms.estimates import Text
from daoan.terms.records import Crash, Party
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "recent.toml").read_text("utf-8"), "recent")
DETECTOR = read_rule_pack((ROOT / "rulepacks" / "surge.toml").read_text("utf-8"), "surge")
AS_OF = datetime(2025, 6, 2, 16, tzinfo=UTC)
NAMES = {"N": Text("North", "北县"), "S": Text("South", "南县")}


def crash(i: int, at: datetime, area: str, road: RoadClass, form: Form, vehicle: VehicleKind) -> Crash:
    """A crash of one injured person."""
    party = Party(Role.DRIVER, Severity.INJURED, vehicle=vehicle)
    ref = f"{i:06d}"
    return Crash(
        f"r:{ref}", "r", ref, at, at, Severity.INJURED, area=area, road_class=road, form=form, parties=(party,)
    )


def register(seed: int, weeks: int = 417, per_week: float = 20.0, surge: float = 1.0, area: str = "N") -> list[Crash]:
    """``surge``: factor of the last four weeks of one area's crashes."""
    rng = np.random.default_rng(seed)
    made: list[Crash] = []
    for k in range(weeks):
        season = 1 + 0.3 * np.sin(2 * np.pi * k / 52.18)
        for own in NAMES:
            factor = surge if own == area and k < 4 else 1.0
            for _ in range(rng.poisson(per_week / 2 * season * factor)):
                at = AS_OF - timedelta(days=float(7 * k + rng.uniform(0, 7)), seconds=1)
                road = RoadClass.SECONDARY if rng.uniform() < 0.6 else RoadClass.LOCAL
                form = Form.SIDE if rng.uniform() < 0.5 else Form.REAR_END
                vehicle = VehicleKind.E_BIKE if rng.uniform() < 0.4 else VehicleKind.CAR
                made.append(crash(len(made), at, own, road, form, vehicle))
    return made
