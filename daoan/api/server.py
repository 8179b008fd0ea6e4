"""The server: every resource under ``/api/v1``, the console beside it."""

import hashlib
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

import daoan
from daoan.api.blackspots import blackspot_routes
from daoan.api.bulletins import bulletin_routes
from daoan.api.clusters import cluster_routes, density_routes
from daoan.api.console import install_console
from daoan.api.counties import county_routes
from daoan.api.crashes import crash_routes
from daoan.api.desk import Desk
from daoan.api.ledger import ledger_routes
from daoan.api.meta import meta_routes
from daoan.api.outlook import outlook_routes
from daoan.api.problems import install_problem_handlers
from daoan.api.quality import quality_routes
from daoan.api.recent import recent_routes
from daoan.api.results import (
    alert_routes,
    cell_routes,
    duty_routes,
    indicator_routes,
    scorecard_routes,
    ticket_routes,
)
from daoan.api.segments import segment_routes
from daoan.api.studies import study_routes
from daoan.api.surges import surge_routes
from daoan.api.tiles import tile_routes
from daoan.api.words import word_routes

PREFIX = "/api/v1"
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]

#: The console talks to its own origin only; no page of ours may be framed or load anything from elsewhere.
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "worker-src 'self' blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(desk: Desk) -> FastAPI:
    """The application over one desk. It answers to loopback names only, since nobody can sign in yet."""
    app = FastAPI(
        title="Daoan 道安",
        version=daoan.__version__,
        summary="Road-safety operations for a city and its counties",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    routes = (
        meta_routes(desk),
        segment_routes(desk),
        blackspot_routes(desk),
        county_routes(desk),
        alert_routes(desk),
        ticket_routes(desk),
        duty_routes(desk),
        cell_routes(desk),
        cluster_routes(desk),
        density_routes(desk),
        indicator_routes(desk),
        scorecard_routes(desk),
        study_routes(desk),
        outlook_routes(desk),
        ledger_routes(desk),
        quality_routes(desk),
        recent_routes(desk),
        surge_routes(desk),
        crash_routes(desk),
        bulletin_routes(desk),
        tile_routes(desk),
        word_routes(),
    )
    for router in routes:
        app.include_router(router, prefix=PREFIX)
    install_problem_handlers(app)
    install_console(app, desk.web / "dist")
    app.middleware("http")(_stamp)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK_NAMES)
    return app


async def _stamp(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Safe headers on everything; an ETag on API answers, and 304 where the caller already has them."""
    response = await call_next(request)
    for name, value in SAFE_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.method != "GET" or response.status_code != 200 or not request.url.path.startswith(PREFIX):
        return response
    body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = dict(response.headers) | {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == etag:
        kept = {k: v for k, v in headers.items() if k.lower() not in ("content-length", "content-type")}
        return Response(status_code=304, headers=kept)
    return Response(body, headers=headers)
