"""What the tests of watch entries are given: rules over the packs as they are, one filing, a small register."""

from dataclasses import replace

import numpy as np

from daoan.act.watches.catalogue import read_catalogue
from daoan.act.watches.filing import Filing, FilingRules, filed
from daoan.act.workflow.table import Refused
from daoan.terms.passes import NEVER, PlateState, VehicleFrame
from daoan.terms.plates import pack_plate
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import read_rule_pack
from tests.act.workflow.work_makers import MONDAY, ROOT, TERMS, who


def pack(name: str):
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text("utf-8"), name)


CATALOGUE = read_catalogue(pack("watches"))
RULES = FilingRules(CATALOGUE, TERMS, pack("lookups"))
FILING = Filing(plate="甘M·12345", type="04", case="案-2025-0031")


def entry(at=MONDAY, name: str = "w1", unit: str = "a1", **more) -> Matter:
    made = filed(replace(FILING, **more), name, who(unit), unit, "plate-token", at, RULES)
    assert not isinstance(made, Refused), made
    return made


def vehicles(**columns) -> VehicleFrame:
    plates = columns.pop("plate", ["甘M10001", "甘M10002", "甘M10003", "甘M10004"])
    n = len(plates)
    return VehicleFrame(
        plate=np.array([pack_plate(p) for p in plates], np.int64),
        kind=np.zeros(n, np.uint8), colour=np.full(n, 255, np.uint8), brand=np.full(n, -1, np.int16),
        state=np.asarray(columns.get("state", [PlateState.VALID] * n), np.uint8),
        inspect_by=np.asarray(columns.get("inspect_by", [NEVER] * n), np.int32),
        scrap_by=np.full(n, NEVER, np.int32),
        unprocessed=np.asarray(columns.get("unprocessed", [1] * n), np.int16),
        exempt_night=np.zeros(n, bool),
    )  # fmt: skip
