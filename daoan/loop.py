"""The loop: sense 感知 → assess 研判 → warn 预警 → act 处置 → learn 反馈, in order, once.

In: what is known at a moment (:class:`daoan.steps.given.Given`). Out: everything concluded from it
(:class:`daoan.terms.records.Turn`). What each stage is handed of it stands in :mod:`daoan.steps`, one file a stage.
Nothing here reads a file, a store or a clock; the same input gives the same bytes.
"""

from collections.abc import Callable

from daoan.sense.snapping import snap, snaps_of
from daoan.steps.act import act, county_warnings
from daoan.steps.assess import assess
from daoan.steps.given import Given, as_known, run_of
from daoan.steps.learn import keep_accounts, learn, learn_outlook, study
from daoan.steps.warn import warn
from daoan.terms.frames import CrashFrame, frame_of
from daoan.terms.records import Turn


def run_loop(given: Given, lap: Callable[[str], None]) -> Turn:
    """One turn. ``lap`` hears the name of each stage as it ends."""
    given = as_known(given)
    frame = sense(given)
    lap("sense")
    assessed = assess(given, frame)
    lap("assess")
    alerts = warn(given, frame, assessed)
    lap("warn")
    tickets, plans = act(given, frame, assessed)
    warnings = county_warnings(given, assessed)
    lap("act")
    scorecards, outlook_scores = learn(given, frame, assessed), learn_outlook(given, frame)
    experiments, ledger, loop_reports = keep_accounts(given, frame, assessed, alerts, plans)
    studies = study(given, frame, assessed)
    lap("learn")
    return Turn(
        run=run_of(given),
        snaps=snaps_of(frame, given.network),
        segments=assessed.estimates,
        blackspots=assessed.blackspots,
        cells=assessed.off_network.cells,
        indicators=assessed.indicators,
        alerts=alerts,
        tickets=tickets,
        plans=plans,
        scorecards=scorecards,
        nowcasts=assessed.nowcasts,
        breaks=assessed.breaks,
        outlooks=(assessed.outlook.outlook,),
        outlook_cells=assessed.outlook.cells,
        outlook_scores=(outlook_scores,),
        watched=assessed.watch.series,
        surges=assessed.watch.surges,
        experiments=experiments,
        ledger=ledger,
        loop_reports=loop_reports,
        studies=studies,
        clusters=assessed.clusters,
        densities=assessed.densities,
        situation=assessed.situation,
        warnings=warnings,
    )


def sense(given: Given) -> CrashFrame:
    """感知 Crashes as columns, on the roads where a road is near; the others stay, off the network."""
    return snap(frame_of(given.crashes, given.city.zone), given.network, given.city.snap_within_m)
