"""The guard at each route: who asks, whether they may, and whether a change comes from our own page.

Routes declare what they need where they are put together (:mod:`daoan.api.server`) or one by one::

    app.include_router(router, dependencies=[needs(Permission.SEE_RISK)])

:func:`require_declared` refuses an application with a route that says nothing.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts

from daoan.api.gate import Client, Gate, SignedIn
from daoan.edge.tokens import is_same
from daoan.terms.errors import Fault, NotAllowed, NotFound
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

COOKIE = "daoan_session"
CSRF = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Needs:
    """Somebody signed in, with one of these permissions; none named: anybody signed in.

    ``unready``: also who must first change their password or set up a second factor.
    """

    permissions: tuple[Permission, ...] = ()
    unready: bool = False

    def __call__(self, request: Request) -> None:
        """Let a request pass, or raise :class:`NotSignedIn` or :class:`NotAllowed`; refusals go into the audit."""
        gate = gate_of(request)
        signed = gate.find(request.cookies.get(COOKIE, ""), client_of(request))
        request.state.signed = signed
        refused = self._refusal(request, signed)
        if refused is not None:
            template = getattr(request.scope.get("route"), "path", "")  # not the path asked for: that may name somebody
            gate.store.append_audit(
                gate.note(signed.person, f"refused.{refused.code}", f"{request.method} {template}", str(refused))
            )
            raise refused

    def _refusal(self, request: Request, signed: SignedIn) -> NotAllowed | None:
        if request.method not in SAFE_METHODS and not is_same(request.headers.get(CSRF, ""), signed.csrf):
            return NotAllowed(f"a change must carry the header {CSRF} of its session", "csrf")
        if not self.unready and signed.must_change:
            return NotAllowed("change the password that you were given first", "must-change")
        if not self.unready and signed.second_factor_due:
            return NotAllowed("your role needs a second factor: set it up first", "second-factor-due")
        if self.permissions and not signed.actor.permissions & set(self.permissions):
            return NotAllowed(f"this needs the permission {' or '.join(self.permissions)}")
        return None


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody at all; ``villagers``, ``open_data``: by a door without sign-in, which the settings open."""

    villagers: bool = False
    open_data: bool = False

    async def __call__(self, request: Request) -> None:
        """Let everything pass, through an open door. Raises :class:`NotFound` where it is shut."""
        if self.villagers and not gate_of(request).entrances.villagers:
            raise NotFound("villagers' reports are not open here 本系统未开通群众上报")
        if self.open_data and not gate_of(request).entrances.open_data:
            raise NotFound("open data is not open here 本系统未开放数据")


def needs(*permissions: Permission, unready: bool = False) -> Any:
    """What a route or router declares: one of these permissions, or only that somebody is signed in."""
    return Depends(Needs(permissions, unready))


def public() -> Any:
    """What a route for everybody declares."""
    return Depends(Public())


def villagers() -> Any:
    """What a route declares that a villager may ask for by a code or a receipt, without signing in."""
    return Depends(Public(villagers=True))


def readers() -> Any:
    """What a route declares that any reader of open data may ask for, without signing in."""
    return Depends(Public(open_data=True))


def gate_of(request: Request) -> Gate:
    """The gate of the application."""
    gate: Gate = request.app.state.gate
    return gate


def client_of(request: Request) -> Client:
    """Who asks, by the connection. A request that came through a proxy is never from this machine."""
    host = request.client.host if request.client else ""
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    proxied = any(name in request.headers for name in FORWARDED)
    return Client(near and not proxied, request.headers.get("user-agent", ""))


def signed_of(request: Request) -> SignedIn:
    """Who is signed in, behind a route that :func:`needs` somebody."""
    signed: SignedIn = request.state.signed
    return signed


def actor_of(request: Request) -> Actor:
    """Who acts, behind a route that :func:`needs` somebody."""
    return signed_of(request).actor


# As coroutines, since the framework sends plain functions to another thread, which costs more than they do.


async def _signed(request: Request) -> SignedIn:
    return signed_of(request)


async def _actor(request: Request) -> Actor:
    return actor_of(request)


async def _gate(request: Request) -> Gate:
    return gate_of(request)


async def _client(request: Request) -> Client:
    return client_of(request)


Signed = Annotated[SignedIn, Depends(_signed)]
Acting = Annotated[Actor, Depends(_actor)]
TheGate = Annotated[Gate, Depends(_gate)]
Asking = Annotated[Client, Depends(_client)]


@dataclass(frozen=True, slots=True)
class Declared:
    """One route with what it declares."""

    path: str
    methods: frozenset[str]
    asks: tuple[Needs | Public, ...]


def declarations(app: FastAPI) -> tuple[Declared, ...]:
    """Every route of the application, those of included routers too."""
    found = []
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        calls = [d.call for d in dependant.dependencies] if dependant else []
        asks = tuple(call for call in calls if isinstance(call, Needs | Public))
        found.append(Declared(route.path or "", frozenset(route.methods or ()), asks))
    return tuple(found)


def require_declared(app: FastAPI, besides: Collection[str] = ()) -> None:
    """Raises :class:`Fault` where a route says not who may ask; ``besides``: paths that are the framework's own."""
    silent = [d.path for d in declarations(app) if not d.asks and d.path not in besides]
    if silent:
        raise Fault(f"these routes do not declare who may ask for them: {', '.join(silent)}")
