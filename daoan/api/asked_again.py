"""An act that was accepted outside, asked for again inside: the same route, the same person, the same key and moment.

The application is the very one that browsers talk to, so every check is made again: role, unit, state, form. Only the
gate differs: it knows who asks, since the bundle that brings the act is signed by the other side.
"""

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec
from fastapi import FastAPI

from daoan.api.gate import Client, Gate, SignedIn
from daoan.api.guard import COOKIE, CSRF
from daoan.api.journal import KEY, receiving
from daoan.edge.clock import stated
from daoan.edge.tokens import csrf_of
from daoan.store.protocol import Store
from daoan.terms.errors import Fault, NotFound, NotSignedIn
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.exchanged import CarriedAct
from daoan.terms.records.people import Account, Session


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act was answered. ``refused``: why not, as code and words; ``None`` where it was accepted."""

    status: int
    body: bytes
    refused: tuple[str, Text] | None


class KnownGate(Gate):
    """Takes a person's id for their cookie. Only for acts of a bundle whose signature holds, never behind a socket.

    Whoever does not work outside is not known, and nobody has a role that does not go out.
    """

    def find(self, token: str, client: Client) -> SignedIn:
        """The person of an id, as long as they work here."""
        try:
            person = self.store.get_person(token)
        except NotFound:
            raise NotSignedIn("this person is not known here · 内网无此人员") from None
        if not person.active:
            raise NotSignedIn("this account is closed · 账号已停用")
        outside = self.packs["exchange"].get("outside.roles")
        person = replace(person, roles=tuple(role for role in person.roles if role in outside))
        if not person.roles:
            raise NotSignedIn("this person does not work outside · 此人员不在外网办理业务")
        now = self.clock.now()
        session = Session("carried", "", token, now, now, now + timedelta(hours=1), True, client.name)
        return SignedIn(session, person, Account(token, token, None), token, second_factor_due=False)


def ask_again(app: FastAPI, store: Store, act: CarriedAct, body: bytes) -> Answer:
    """Ask for an act. Where its matter has moved on but is in the state that was seen, it is asked of what is now.

    Raises :class:`Fault` where the application fails: nobody knows then what became of the act.
    """
    answer = _ask(app, act, body)
    if answer.status == 409 and (fresh := _of_now(store, act, body)) is not None:
        return _ask(app, act, fresh)
    return answer


def _of_now(store: Store, act: CarriedAct, body: bytes) -> bytes | None:
    """The body with the version that its matter has now; ``None`` where the matter is no longer in the seen state."""
    try:
        matter, told = store.get_matter(act.subject), msgspec.json.decode(body)
    except (NotFound, msgspec.DecodeError):
        return None
    if not isinstance(told, dict) or "version" not in told:
        return None
    same = act.path.endswith("/comments") or matter.state == act.seen
    return msgspec.json.encode({**told, "version": matter.version}) if same else None


def _ask(app: FastAPI, act: CarriedAct, body: bytes) -> Answer:
    status, answer = asyncio.run(_call(app, act, body, act.at))
    if status >= 500:
        raise Fault(f"act {act.number} could not be asked again ({status}); nothing of it is lost, take the file again")
    return Answer(status, answer, _refusal(status, answer))


async def _call(app: FastAPI, act: CarriedAct, body: bytes, at: datetime) -> tuple[int, bytes]:
    sent = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    with stated(at):
        await app(_scope(act, body), receiving(body), send)
    status = next(int(m["status"]) for m in sent if m["type"] == "http.response.start")
    return status, b"".join(m.get("body", b"") for m in sent)


def _scope(act: CarriedAct, body: bytes) -> dict[str, Any]:
    headers = {
        "host": "localhost", "cookie": f"{COOKIE}={act.person_id}", CSRF: csrf_of(act.person_id), KEY: act.key,
        "content-type": act.media_type, "content-length": str(len(body)), "user-agent": "exchange",
    }  # fmt: skip
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": act.method, "scheme": "http",
        "path": act.path, "raw_path": quote(act.path).encode(), "query_string": act.query.encode("latin-1"),
        "root_path": "", "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items() if v],
        "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 0), "state": {},
    }  # fmt: skip


def _refusal(status: int, body: bytes) -> tuple[str, Text] | None:
    """Why an act was refused: whole, or one line of a batch of it."""
    try:
        told = msgspec.json.decode(body) if body else {}
    except msgspec.DecodeError:
        told = {}
    if status < 400:
        lines = (line for name in ("records", "presence") for line in _lines(told, name))
        first = next((line for line in lines if line.get("result") in ("refused", "wait")), None)
        return None if first is None else (str(first.get("code") or "refused"), _words(first))
    kind = str(told.get("type", "")).rpartition(":")[2] or "http"
    return str(told.get("code") or kind), _words(told)


def _lines(told: Any, name: str) -> list[dict[str, Any]]:
    rows = told.get(name) if isinstance(told, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _words(told: dict[str, Any]) -> Text:
    message, detail = told.get("message"), str(told.get("detail") or told.get("title") or "refused · 未受理")
    if isinstance(message, dict):
        return Text(mask_text(str(message.get("en", detail))), mask_text(str(message.get("zh", detail))))
    return Text(mask_text(detail), mask_text(detail))
