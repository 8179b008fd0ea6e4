"""Posts of units that work outside: carried as copies, and read there from the copies themselves."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from daoan.jobs.deployment.placements import Placed, placements_ahead
from daoan.store.deployment_protocol import DeploymentStore
from daoan.store.exchange_protocol import ExchangeStore
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text

POST = "post"


def offered_posts(store: DeploymentStore, units: Collection[str], at: datetime) -> Iterator[tuple[str, Placed]]:
    """Posts of some units that are not over, by the name of their copy, masked as a page shows them."""
    for one in placements_ahead(store, units, at):
        name = f"{POST}:{one.deployment_id}:{one.unit_id}:{one.shift}:{one.starts_at:%Y%m%dT%H%M}"
        stops = tuple(replace(stop, road=mask_text(stop.road)) for stop in one.stops)
        why = Text(mask_text(one.why.en), mask_text(one.why.zh))
        yield name, replace(one, place=mask_text(one.place), why=why, stops=stops)


def carried_posts(store: ExchangeStore, units: Collection[str], at: datetime) -> list[Placed]:
    """Posts of some units that the inside sent out and that are not over; none where nothing is carried."""
    copies = store.list_copies(kind=POST)
    told = (msgspec.json.decode(copy.payload, type=Placed) for copy in copies if copy.payload and not copy.gone)
    return [one for one in told if one.unit_id in units and one.ends_at > at]
