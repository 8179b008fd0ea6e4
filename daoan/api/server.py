"""The server: every resource under ``/api/v1``, the console beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

import daoan
from daoan.api.advice import advice_routes
from daoan.api.advice_codes import advice_duty_routes
from daoan.api.advice_desk import advice_desk_routes
from daoan.api.blackspots import blackspot_routes
from daoan.api.browsers import browser_routes
from daoan.api.bulletins import bulletin_routes
from daoan.api.clusters import cluster_routes, density_routes
from daoan.api.companies import company_routes
from daoan.api.company_counties import company_county_routes
from daoan.api.company_months import company_month_routes
from daoan.api.console import install_console
from daoan.api.contact import contact_routes
from daoan.api.counties import county_routes
from daoan.api.crashes import crash_routes
from daoan.api.deployment_learning import learning_routes
from daoan.api.deployment_live import deployment_live_routes
from daoan.api.deployments import deployment_routes
from daoan.api.desk import Desk
from daoan.api.devices import device_routes
from daoan.api.directory_routes import directory_routes
from daoan.api.disorder import disorder_routes
from daoan.api.docs import docs_routes
from daoan.api.documented import install_document
from daoan.api.documents import document_routes
from daoan.api.efficiency import efficiency_routes
from daoan.api.exchange import exchange_routes
from daoan.api.fleet import fleet_routes
from daoan.api.gatherings import gathering_routes
from daoan.api.guard import needs, public, require_declared, villagers
from daoan.api.health import health_routes
from daoan.api.improvements import improvement_routes
from daoan.api.interceptions import interception_routes
from daoan.api.interventions import intervention_routes
from daoan.api.keeping import keeping_routes
from daoan.api.ledger import ledger_routes
from daoan.api.letters import letter_routes
from daoan.api.lookups import lookup_routes
from daoan.api.measure_packs import measure_pack_routes
from daoan.api.meetings import meeting_routes
from daoan.api.messages import message_routes
from daoan.api.meta import meta_routes
from daoan.api.my_company import my_company_routes
from daoan.api.open_data import open_data_routes
from daoan.api.operations import operation_routes
from daoan.api.outlook import outlook_routes
from daoan.api.outside import outside_routes
from daoan.api.paper import paper_routes
from daoan.api.passkey_routes import passkey_routes
from daoan.api.patrols import patrol_routes
from daoan.api.people import people_routes
from daoan.api.plans import plan_routes
from daoan.api.precursors import precursor_routes
from daoan.api.problems import install_problem_handlers
from daoan.api.programme import programme_routes
from daoan.api.proposals import proposal_routes
from daoan.api.province import province_routes
from daoan.api.publicity import publicity_routes
from daoan.api.publicity_more import publicity_more_routes
from daoan.api.quality import quality_routes
from daoan.api.recent import recent_routes
from daoan.api.registers import register_routes
from daoan.api.replay import replay_routes
from daoan.api.report_door import report_door_routes
from daoan.api.reports import report_routes
from daoan.api.responsibility import responsibility_routes
from daoan.api.results import (
    alert_routes,
    cell_routes,
    duty_routes,
    indicator_routes,
    scorecard_routes,
    ticket_routes,
)
from daoan.api.reviews import review_routes
from daoan.api.rural import rural_routes
from daoan.api.search import search_routes
from daoan.api.segments import segment_routes
from daoan.api.session import session_routes
from daoan.api.setup import setup_routes
from daoan.api.shifts import shift_routes
from daoan.api.signals import signal_routes
from daoan.api.stamping import Stamping
from daoan.api.studies import study_routes
from daoan.api.surges import surge_routes
from daoan.api.tiles import tile_routes
from daoan.api.tour import tour_routes
from daoan.api.watches import watch_routes
from daoan.api.words import word_routes
from daoan.api.work import work_routes
from daoan.api.work_acts import act_routes
from daoan.api.work_files import file_routes
from daoan.api.work_news import news_routes
from daoan.api.workdesk import WorkDesk
from daoan.api.workflows import workflow_routes
from daoan.terms.roles import Permission

PREFIX = "/api/v1"
OPENAPI = f"{PREFIX}/openapi.json"
MOST_BYTES = 12 * 1024 * 1024  # of a request: an attachment of 10 MiB with what is around it
THREADS = 8
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]


def create_app(desk: Desk, work: WorkDesk | None = None) -> FastAPI:
    """The application over one desk. It answers to loopback names and to those of its settings: encryption is another
    program's, in front.

    ``work``: the desk's work side, where it is not the plain one (another clock; kept running by the caller).
    """
    app = FastAPI(
        title="Daoan 道安",
        version=daoan.__version__,
        summary="Road-safety operations for a city and its counties",
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        max_body_size=MOST_BYTES,
        lifespan=_few_threads,
    )
    app.state.gate = desk.gate
    # Routers are looked through in order: first those that are asked all day.
    for router, asks in (*work_routes_of(work or WorkDesk(desk)), *routes_of(desk)):
        app.include_router(router, prefix=PREFIX, dependencies=asks)
    install_problem_handlers(app)
    install_document(app)
    install_console(app, desk.web / "dist")
    require_declared(app, besides=(OPENAPI,))
    app.add_middleware(Stamping, prefix=PREFIX)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=2)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK_NAMES, *desk.gate.entrances.hosts])
    return app


@asynccontextmanager
async def _few_threads(_app: FastAPI) -> AsyncIterator[None]:
    """Answer with few threads at once: they share one interpreter, and more of them only take turns more often.

    With 40, which is usual, 200 people at work waited three times as long (``python -m bench actions``).
    """
    current_default_thread_limiter().total_tokens = THREADS
    yield


def routes_of(desk: Desk) -> tuple[tuple[APIRouter, list[Any]], ...]:
    """Every router with what it asks of whoever comes; empty: its routes say so one by one."""
    risk, anybody = [needs(Permission.SEE_RISK)], [needs()]
    return (
        (health_routes(desk), [public()]),
        (session_routes(), []),
        (passkey_routes(), []),
        (directory_routes(), []),
        (people_routes(), []),
        (meta_routes(desk), anybody),
        (word_routes(), anybody),
        (docs_routes(), anybody),
        (tour_routes(desk), anybody),
        (setup_routes(desk), []),
        (segment_routes(desk), risk),
        (blackspot_routes(desk), risk),
        (county_routes(desk), risk),
        (alert_routes(desk), risk),
        (ticket_routes(desk), risk),
        (duty_routes(desk), risk),
        (cell_routes(desk), risk),
        (cluster_routes(desk), risk),
        (density_routes(desk), risk),
        (indicator_routes(desk), risk),
        (scorecard_routes(desk), risk),
        (study_routes(desk), risk),
        (outlook_routes(desk), risk),
        (ledger_routes(desk), risk),
        (quality_routes(desk), risk),  # where rows stand and why they were refused; their cells stay on the machine
        (recent_routes(desk), risk),
        (surge_routes(desk), risk),
        (crash_routes(desk), risk),  # coarsened; full time and place would need SEE_CRASHES
        (bulletin_routes(desk), risk),
        (tile_routes(desk), risk),
    )


def work_routes_of(work: WorkDesk) -> tuple[tuple[APIRouter, list[Any]], ...]:
    """Every router of people at work, with what it asks."""
    matters = [needs(Permission.SEE_WORK)]
    return (
        (news_routes(work), matters),
        (file_routes(work), matters),
        (act_routes(work), matters),
        (proposal_routes(work), matters),
        (letter_routes(work), matters),
        (document_routes(work), matters),
        (work_routes(work), matters),
        (search_routes(work), [needs(Permission.SEE_WORK, Permission.SEE_RISK)]),
        (replay_routes(work), [needs(Permission.SEE_RISK, Permission.SEE_WORK)]),  # each part by its own permission
        (workflow_routes(work), [needs()]),
        (paper_routes(work), [needs()]),
        (register_routes(work), matters),
        (gathering_routes(work), matters),
        (contact_routes(), []),
        (browser_routes(work), []),
        (shift_routes(work), []),
        (patrol_routes(work), []),
        (learning_routes(work), []),
        (deployment_routes(work), []),
        (deployment_live_routes(work), []),
        (message_routes(work), [needs(Permission.CONFIGURE, Permission.SUPERVISE)]),
        (plan_routes(work), matters),
        (intervention_routes(work), []),
        (improvement_routes(work), []),
        (programme_routes(work), matters),
        (device_routes(work), [needs(Permission.SEE_RISK)]),  # places only with SEE_DEVICES
        (meeting_routes(work), matters),
        (responsibility_routes(work), matters),
        (operation_routes(work), matters),
        (disorder_routes(work), matters),
        (company_county_routes(work), matters),
        (company_month_routes(work), matters),  # before the route of one company
        (company_routes(work), matters),
        (rural_routes(work), matters),
        (province_routes(work), matters),
        (fleet_routes(work), matters),
        (my_company_routes(work), [needs(Permission.OWN_COMPANY)]),
        (publicity_routes(work), matters),
        (publicity_more_routes(work), matters),
        (advice_duty_routes(work), []),
        (advice_routes(work), matters),
        (advice_desk_routes(work), matters),
        (report_routes(work), matters),
        (exchange_routes(work), matters),  # one's own alone
        (report_door_routes(work), [villagers()]),  # anybody, while the settings say so
        (open_data_routes(work), []),  # anybody, while the settings say so; releasing: its own
        (measure_pack_routes(work), matters),
        (precursor_routes(work), matters),
        (signal_routes(work), matters),
        (efficiency_routes(work), [needs(Permission.SEE_RISK)]),  # places only with SEE_DEVICES
        (keeping_routes(work), []),
        (lookup_routes(work), []),
        (review_routes(work), []),
        (outside_routes(work), matters),
        (watch_routes(work), matters),
        (interception_routes(work), []),
    )
