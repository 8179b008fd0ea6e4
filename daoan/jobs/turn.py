"""A turn of the loop over a store: read what is known, run the five stages, keep what they concluded."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from daoan.loop import run_loop
from daoan.steps.given import Given
from daoan.store.protocol import Store
from daoan.terms.city import City
from daoan.terms.errors import NotFound
from daoan.terms.records import Alert, BlackSpot, Experiment, LedgerEntry, Turn
from daoan.terms.rulepacks import RulePack

#: Setting of a workspace: which of the saved networks the loop uses.
NETWORK = "network"


def conclude(
    store: Store,
    city: City,
    packs: Mapping[str, RulePack],
    as_of: datetime,
    on_stage: Callable[[str], float],
) -> Turn:
    """One whole turn as of a moment, stored.

    ``on_stage`` hears the name of each stage as it ends and answers the seconds that it took. Raises
    :class:`NotFound` where no road network was imported.
    """
    network_id = store.find_setting(NETWORK)
    if not isinstance(network_id, str):
        raise NotFound("no road network was imported yet; run: daoan roads FILE")
    earlier = next((run.run_id for run in store.list_runs() if run.as_of < as_of), None)
    given = Given(
        city=city,
        as_of=as_of,
        crashes=store.list_crashes(as_of),
        counts=store.list_counts(),
        network=store.get_network(network_id),
        network_id=network_id,
        packs=packs,
        earlier_alerts=store.list_results(Alert, earlier) if earlier else (),
        earlier_blackspots=store.list_results(BlackSpot, earlier) if earlier else (),
        earlier_ledger=store.list_results(LedgerEntry, earlier) if earlier else (),
        earlier_experiments=store.list_results(Experiment, earlier) if earlier else (),
        measures=store.list_measures(as_of),
    )
    seconds: dict[str, float] = {}

    def lap(stage: str) -> None:
        seconds[stage] = round(on_stage(stage), 2)

    turn = run_loop(given, lap)
    turn = replace(turn, run=replace(turn.run, seconds=seconds))
    store.save_turn(turn)
    on_stage("store")
    return turn
