"""A fleet's tables as the engine leaves them: two alarms of one company, one of a terminal that nobody knows."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from daoan.edge.tokens import subject_token
from daoan.jobs.positions.fleet import FleetTables
from daoan.store.fleet_files import FLEET, keep_day, keep_fleet
from daoan.terms.fleet_alarms import ALARM, DAY, FleetAlarm, terminal_number
from daoan.terms.passes import PassClass
from tests.api.companies_given import FIRM, PLATES, with_roster
from tests.api.work_given import Office
from tests.jobs.positions.test_monitoring import keep
from tests.warn.positions.test_rules_of_the_road import at

NOON = int(datetime(2026, 3, 2, 4, tzinfo=UTC).timestamp() * 1000)  # in the city's zone
KEY = b"s" * 32
LOCAL = date(2026, 3, 2)


def token(plate: str) -> str:
    """The token of a terminal that is registered by its plate."""
    return subject_token(KEY, "plate", plate)


def with_fleet(office: Office, folder: Path) -> Office:
    """The office whose company sends positions: one lorry too fast, one driver tired; and a stranger was silent."""
    with_roster(office)
    office.work.fleet = fleet_in(folder, ("岭上运输", FIRM))
    return office


def fleet_in(folder: Path, companies: tuple[str, str]) -> FleetTables:
    """The tables in a folder; the two lorries' companies as their register names them."""
    tokens = [token(plate) for plate in PLATES[:2]]
    kind = int(PassClass.HEAVY_TRUCK)
    rows = [(name, kind, company, 1, False, None) for name, company in zip(tokens, companies, strict=True)]
    keep_fleet(folder, pa.table(dict(zip(FLEET.names, zip(*rows, strict=True), strict=True)), schema=FLEET))
    numbers = [terminal_number(name) for name in tokens]
    told = [
        (numbers[0], FleetAlarm.SPEEDING, 100.0, 60.0, 0),
        (numbers[1], FleetAlarm.FATIGUE, 4.9, 4.0, 3_600_000),
        (12345, FleetAlarm.OFFLINE, 50.0, 48.0, 7_200_000),
    ]
    alarms = np.zeros(len(told), ALARM)
    for row, (terminal, what, value, limit, after) in zip(alarms, told, strict=True):
        row["terminal"], row["kind"], row["value"], row["limit"], row["final"] = terminal, what, value, limit, 1
        row["from_ms"], row["until_ms"], row["segment"] = NOON + after, NOON + after + 60_000, -1
        row["lon"], row["lat"] = 107.5, 35.5
    days = np.zeros(3, DAY)
    for row, terminal in zip(days, (*numbers, 12345), strict=True):
        row["terminal"], row["day"], row["reports"], row["valid"] = terminal, (LOCAL - date(1970, 1, 1)).days, 10, 8
        row["metres"], row["complete_m"] = 2_000.0, 1_500.0
    keep_day(folder, f"day={LOCAL}", "s", alarms, days)
    keep(folder, tokens[0], [at(NOON + 10_000 * n, 100.0 * n) for n in range(-12, 18)])
    return FleetTables(folder, "Asia/Shanghai")
