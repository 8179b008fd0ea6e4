"""The server, wired to a workspace."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from daoan.api.document_material import materials_by_clock
from daoan.api.journal import Journal
from daoan.api.server import MOST_BYTES, create_app
from daoan.api.shared import Job, Shared
from daoan.api.workdesk import WorkDesk
from daoan.app.ahead import work_ahead
from daoan.app.clock_health import time_keeper
from daoan.app.efficiency import efficiency_days
from daoan.app.fleet import tables_of
from daoan.app.holdouts import measured_pairs
from daoan.app.interceptions import look_of
from daoan.app.messages import channels_of
from daoan.app.people import desk_of
from daoan.app.ports import require_free
from daoan.app.processes import answer, listening_at, serve_in_processes
from daoan.app.pushing import push_server_of
from daoan.app.rural_days import activity_of
from daoan.app.terminals import positions_folder
from daoan.app.workspace import Workspace, open_workspace
from daoan.config import Config
from daoan.edge.clock import StatedClock
from daoan.edge.documents.kept import to_json
from daoan.edge.serving import serving
from daoan.jobs.clock_health import EVERY_S as TIME_EVERY_S
from daoan.jobs.clocks import EVERY_S
from daoan.jobs.documents.clock import EVERY_S as DOCUMENTS_EVERY_S
from daoan.jobs.documents.clock import DocumentKeeper
from daoan.jobs.exchange.standing import side_of
from daoan.jobs.keepers import Keeper
from daoan.jobs.keeping import EVERY_S as DAILY_S
from daoan.jobs.passing import PassSource
from daoan.jobs.patrol_terminals import EVERY_S as FOLLOW_EVERY_S
from daoan.jobs.patrol_terminals import TerminalKeeper
from daoan.jobs.sending import EVERY_S as SEND_EVERY_S
from daoan.terms.records.exchanged import Side


def serve(workspace: Workspace) -> None:
    """Answer requests until interrupted, in as many processes as the settings say."""
    config = workspace.config
    require_free(config.host, config.port)
    jobs: dict[str, Job] = {}
    work = work_over(workspace, Shared(jobs=jobs))
    jobs |= {
        "clocks": work.keeper,
        "messages": work.sender,
        "retention": work.records,
        "patrols": follower_of(workspace, work),
        "documents": document_clock(workspace, work),
        "time": time_keeper(workspace, lambda: work.room, work.passes),
    }
    if side_of(work.room.store) is Side.OUTSIDE:  # deadlines run out inside, which is told here by copies
        del jobs["clocks"]
    every_s = {"clocks": EVERY_S, "messages": SEND_EVERY_S, "retention": DAILY_S, "patrols": FOLLOW_EVERY_S}
    every_s |= {"documents": DOCUMENTS_EVERY_S, "time": TIME_EVERY_S}
    with ExitStack() as beside:
        beside.enter_context(serving(config.workspace))
        for name, job in jobs.items():
            assert isinstance(job, Keeper)  # this process holds them
            beside.enter_context(running(job, name, every_s[name]))
        if config.processes == 1:
            warm(work)
            answer(app_of(work), host=config.host, port=config.port)
        else:
            with listening_at(config.host, config.port) as listening:
                serve_in_processes(partial(app_over, config), listening, config.processes, Shared(jobs=jobs))


def work_over(workspace: Workspace, shared: Shared) -> WorkDesk:
    """The desk of a workspace with its side of work."""
    senders, desk = channels_of(workspace), desk_of(workspace, shared)
    return WorkDesk(
        desk,
        StatedClock(workspace.clock),
        senders=senders,
        pushing=push_server_of(senders),
        passes=passes_of(workspace),
        lake=workspace.lake,
        interceptions=look_of(workspace, desk),
        efficiency=efficiency_days(workspace),
        measured=measured_pairs(workspace),
        rural_activity=activity_of(workspace),
        fleet=tables_of(workspace),
    )


def document_clock(workspace: Workspace, work: WorkDesk) -> DocumentKeeper:
    """Who writes documents at their hour."""
    packs = workspace.packs
    return DocumentKeeper(
        lambda: work.room, materials_by_clock(work), lambda: packs["documents"], work.clock.now, to_json
    )  # fmt: skip


def follower_of(workspace: Workspace, work: WorkDesk) -> TerminalKeeper:
    """Who brings positions of police vehicles from the terminals' door to where units are kept."""
    packs = workspace.packs
    return TerminalKeeper(
        lambda: work.room, positions_folder(workspace), lambda: work.desk.subject_key, lambda: packs["patrols"],
        work.clock.now,
    )  # fmt: skip


def passes_of(workspace: Workspace) -> PassSource:
    """The passes of a workspace."""
    lake = workspace.lake
    return PassSource(lake.read, lambda: [site.site_id for site in lake.sites()], lambda: bool(lake.day_names()))


def app_over(config: Config, shared: Shared) -> FastAPI:
    """The application of one process among several, over a workspace that it opens for itself."""
    work = work_over(open_workspace(config), shared)
    warm(work)
    return app_of(work)


def app_of(work: WorkDesk) -> FastAPI:
    """The application; outside, with a journal of what is to be carried to the inside."""
    app = create_app(work.desk, work)
    if side_of(work.room.store) is Side.OUTSIDE:
        app.add_middleware(Journal, work=work, most=MOST_BYTES)
    return app


def warm(work: WorkDesk) -> None:
    """Read what the first page needs; beside it, while requests are answered already, work ahead for the others."""
    work.desk.warm()
    work_ahead(work)


@contextmanager
def running(job: Keeper[Any], name: str, every_s: float) -> Iterator[None]:
    """Run a job in a thread of its own for as long as the block lasts."""
    stopped = threading.Event()
    thread = threading.Thread(target=job.run_until, args=(stopped, every_s), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=10)
