"""``/session/browsers``: by which of one's own browsers one wants to be told (web push)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from daoan.api.answers import json_of, unkept
from daoan.api.guard import Signed, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.push import LONGEST_ADDRESS, require_target
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.browsers import Browser

NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class BrowserLine:
    """One of one's own browsers; neither its address nor its keys are told again."""

    browser_id: str
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class BrowserList:
    """Whether this server pushes, the key that a browser is to expect messages from, and one's own browsers."""

    on: bool
    key: str
    browsers: tuple[BrowserLine, ...]


class BrowserForm(BaseModel):
    """What a browser gives (PushSubscription: endpoint, p256dh, auth), with what its owner calls it."""

    address: Annotated[str, Field(max_length=LONGEST_ADDRESS)]
    public_key: Annotated[str, Field(max_length=200)]
    secret: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=NAME_LENGTH)] = ""


def browser_routes(work: WorkDesk) -> APIRouter:
    """Routes about one's own browsers."""
    router = APIRouter(prefix="/session/browsers", tags=["session"], responses=PROBLEMS)

    @router.get("", response_model=BrowserList, dependencies=[needs()], summary="Browsers that one is told by")
    def list_browsers(gate: TheGate, signed: Signed) -> Response:
        offer = work.pushing
        own = tuple(map(_line, gate.store.list_browsers(signed.person.person_id)))
        return unkept(json_of(BrowserList(offer is not None, offer.public_key if offer else "", own)))

    @router.post("", response_model=BrowserLine, dependencies=[needs()], summary="Be told by this browser")
    def add_browser(form: BrowserForm, gate: TheGate, signed: Signed) -> Response:
        offer = work.pushing
        if offer is None:
            raise Conflict("this server sends no web push; it is off in its settings · 本系统未开启浏览器推送")
        target = require_target(form.address, form.public_key, form.secret, offer.reach.allowed)
        browser_id, own = id_of(target.address), gate.store.list_browsers(signed.person.person_id)
        most = int(work.post.pack.get("push.most_browsers"))
        if len(own) >= most and all(b.browser_id != browser_id for b in own):
            raise InputError(f"a person is told by {most} browsers at most; remove one · 至多{most}个浏览器，请先移除")
        kept = Browser(
            browser_id=browser_id,
            person_id=signed.person.person_id,
            name=form.name.strip() or "browser",
            address=target.address,
            public_key=target.public_key,
            secret=target.secret,
            key_id=offer.key.key_id,
            added_at=gate.clock.now(),
        )
        gate.store.save_browser(kept, gate.note(signed.person, "browser.add", browser_id))
        return unkept(json_of(_line(kept)))

    @router.delete("/{browser_id}", status_code=204, dependencies=[needs()], summary="Be told by it no more")
    def remove_browser(browser_id: str, gate: TheGate, signed: Signed) -> Response:
        kept = gate.store.find_browser(browser_id)
        if kept is None or kept.person_id != signed.person.person_id:
            raise NotFound(f"you have no browser {browser_id!r:.80}")
        gate.store.remove_browsers([browser_id], gate.note(signed.person, "browser.remove", browser_id))
        return Response(status_code=204)

    return router


def id_of(address: str) -> str:
    """The id of a browser, which its own page can tell too: of the address nothing can be told from it."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _line(browser: Browser) -> BrowserLine:
    return BrowserLine(browser.browser_id, browser.name, browser.added_at, browser.last_used_at)
