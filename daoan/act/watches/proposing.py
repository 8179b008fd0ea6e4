"""Entries that the register of vehicles lets us propose: they wait for review as anybody's filing does."""

from collections.abc import Collection
from datetime import date

import numpy as np

from daoan.act.watches.catalogue import AutoRule, Catalogue
from daoan.act.watches.filing import Filing
from daoan.terms.passes import Column, PlateState, VehicleFrame
from daoan.terms.plates import is_large, signs_of


def proposals(
    vehicles: VehicleFrame, standing: Collection[tuple[int, str]], day: date, catalogue: Catalogue
) -> tuple[Filing, ...]:
    """One filing for each vehicle and rule that is on and holds, in the order of the register.

    ``standing``: packed plates with the type that they are watched, or waited for, by already. ``day``: the local day
    of the reading, which the case number names.
    """
    found = []
    for rule in catalogue.auto:
        if not rule.on:
            continue
        case = f"register-{rule.name}-{day:%Y%m%d}"
        for row in np.flatnonzero(_holds(vehicles, rule)):
            plate = int(vehicles.plate[row])
            if plate and (plate, rule.type_code) not in standing:
                found.append(
                    Filing(
                        plate=signs_of(plate),
                        type=rule.type_code,
                        case=case,
                        large=is_large(plate),
                        brief=_brief(rule, int(vehicles.unprocessed[row])),
                        proposed_by=rule.name,
                    )
                )
    return tuple(found)


def _holds(vehicles: VehicleFrame, rule: AutoRule) -> Column:
    masks: dict[str, Column] = {
        "unprocessed": vehicles.unprocessed >= max(rule.at_least, 1),
        "cancelled": vehicles.state == PlateState.CANCELLED,
        "scrapped": vehicles.state == PlateState.SCRAPPED,
    }
    return masks.get(rule.name, np.zeros(len(vehicles), bool))


def _brief(rule: AutoRule, unprocessed: int) -> str:
    return {
        "unprocessed": f"未处理违法 {unprocessed} 起 {unprocessed} violations not processed",
        "cancelled": "登记状态：注销 cancelled in the register",
        "scrapped": "登记状态：达到报废标准公告作废 scrapped in the register",
    }.get(rule.name, "")
