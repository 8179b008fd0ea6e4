"""处置 What is drafted for people to decide on: tickets, plans, county warnings."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np

from daoan.act.county.findings import find_warnings
from daoan.act.duty.plan import plan_duty
from daoan.act.duty.profile import fit_week_profile
from daoan.act.hazards import draft_tickets
from daoan.steps.assess import Assessed
from daoan.steps.given import Given
from daoan.terms.frames import CrashFrame
from daoan.terms.records import CountyWarning, DutyPlan, HazardTicket
from daoan.terms.times import local_midnight, moment64, utc_to_local, years_before


def act(given: Given, frame: CrashFrame, assessed: Assessed) -> tuple[tuple[HazardTicket, ...], tuple[DutyPlan, ...]]:
    """处置 A hazard ticket for each place, patrol-hours where most injuries are expected."""
    tickets = draft_tickets(assessed.blackspots, assessed.estimates, given.as_of, given.packs["hazards"])
    pack, zone = given.packs["duty"], given.city.zone
    on_network = frame.where(frame.segment >= 0)
    profile = fit_week_profile(on_network, pack, given.network.road_class[on_network.segment])
    last_year = Counter(given.network.segment_id[on_network.segment[on_network.happened_at > year_before(given.as_of)]])
    plans = (
        plan_duty(assessed.estimates, profile, last_year, starts_at, float(hours), given.as_of, zone, pack, kind)
        for kind, starts_at, hours in (
            ("night", given.as_of, given.packs["loop"].get("duty.night_hours")),
            ("month", next_month(given.as_of, zone), given.packs["loop"].get("duty.month_hours")),
        )
    )
    return tickets, tuple(plans)


def county_warnings(given: Given, assessed: Assessed) -> tuple[CountyWarning, ...]:
    """处置 A warning for each county whose colour asks for one."""
    return find_warnings(assessed.situation, given.as_of, given.packs["situation"])


def year_before(as_of: datetime) -> np.datetime64:
    """The moment a year earlier, as the frames tell time."""
    return moment64(years_before(as_of, 1))


def next_month(as_of: datetime, zone: str) -> datetime:
    """The first moment of the local month after the one in which the last instant before ``as_of`` lies, in UTC."""
    today = utc_to_local(as_of - timedelta(microseconds=1), zone).date()
    return local_midnight((today.replace(day=1) + timedelta(days=32)).replace(day=1), zone)
