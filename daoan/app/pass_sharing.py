"""Passes for other platforms, joined: who may let them go, where they go, and what the audit log is told of it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from daoan.api.accounts import TERMINAL, find_by_login
from daoan.api.viid.devices import Devices
from daoan.api.viid.subscriptions import Subscriptions
from daoan.app.passes import PACK as FEED_PACK
from daoan.app.passes import passes_folder, viid_id
from daoan.app.people import gate_of
from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.addresses import read_networks
from daoan.edge.calling import Reach
from daoan.edge.clock import WallClock
from daoan.edge.digest_calls import Login, Peer, read_peer_url
from daoan.edge.peers import keep_login, read_logins, remove_login
from daoan.jobs.passes.intake import Intake
from daoan.jobs.passes.sharing.asking import Asker, find_ours, keep_ours, list_ours
from daoan.jobs.passes.sharing.book import ShareBook
from daoan.jobs.passes.sharing.deciding import Given, decision_of, require_may_share
from daoan.jobs.passes.sharing.sender import Around, Sender
from daoan.sense.passes.objects import writing_of
from daoan.sense.passes.scope import scope_of
from daoan.sense.passes.sites import SiteBook
from daoan.terms.errors import InputError
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Person
from daoan.terms.records.sharing import Ours, Share, ShareState
from daoan.terms.times import utc_to_local

PACK, PEERS = "pass-sharing", "viid-peers.json"
_AT_ONCE = 4  # platforms that are called at one time


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A subscription as people see it."""

    share: Share
    state: ShareState


def share_book(config: Config) -> ShareBook:
    """The subscriptions of other platforms of a workspace."""
    return ShareBook(passes_folder(config) / "sharing")


def peers_path(config: Config) -> Path:
    """The file of our logins at other platforms."""
    return config.keys / PEERS


def list_shares(workspace: Workspace) -> list[ShareLine]:
    """All subscriptions, and where each stands now."""
    return [ShareLine(one, one.state(workspace.now)) for one in share_book(workspace.config).shares()]


def decide(
    workspace: Workspace, key: str, login: str, purpose: str, sites: Sequence[str], until: datetime | None = None
) -> ShareLine:
    """Approve a subscription in somebody's name, or refuse and end it, where no ``sites`` are given.

    ``until``: UTC, or as asked. Raises as :func:`decision_of`, NotFound.
    """
    book, person = share_book(workspace.config), find_by_login(gate_of(workspace), login)
    share = book.get(key)
    read_peer_url(share.asked.address)
    decision = decision_of(share, person, Given(purpose, sites, until), workspace.now, workspace.packs[PACK])
    book.decide(key, decision)
    sites = ",".join(decision.sites)[:200] or "-"
    told = f"{share.asked.account} {share.asked.subscribe_id}, sites {sites}, until {decision.until.isoformat()}"
    action = "passes.share_approve" if decision.is_approval else "passes.share_refuse"
    _note(workspace, action, key, told, person, decision.purpose)
    return ShareLine(book.get(key), book.get(key).state(workspace.now))


def resume(workspace: Workspace, key: str, login: str) -> None:
    """Let a subscription go on that was given up. Raises :class:`NotAllowed`, :class:`NotFound`."""
    person = find_by_login(gate_of(workspace), login)
    require_may_share(person)
    share_book(workspace.config).resume(key)
    _note(workspace, "passes.share_resume", key, "", person)


def ask(workspace: Workspace, login: str, wanted: Ours) -> Ours:
    """Subscribe at another platform in somebody's name, from now on; a server that runs does it.

    ``wanted``: its id and interval are ours to give.

    Raises :class:`NotAllowed`, and :class:`InputError` without a purpose, a span or addresses that can be called.
    """
    person = find_by_login(gate_of(workspace), login)
    require_may_share(person)
    interval_s = float(workspace.packs[PACK].get("sending.interval_s"))
    made = subscribe_id_of(workspace)
    ours = replace(wanted, subscribe_id=made, begin=workspace.now, interval_s=interval_s, base=wanted.base.rstrip("/"))
    for address in (ours.base, ours.receive):
        read_peer_url(address)
    if not ours.reason.strip() or not ours.begin < ours.end:
        raise InputError("say for what purpose, and a span 请填写用途和起止时间")
    keep_ours(passes_folder(workspace.config) / "sharing", ours)
    told = f"{ours.account} {','.join(ours.resources)[:200]} until {ours.end.isoformat()}"
    _note(workspace, "passes.ask", ours.subscribe_id, told, person, ours.reason)
    return ours


def end_ask(workspace: Workspace, login: str, subscribe_id: str) -> None:
    """End a subscription of ours. Raises :class:`NotAllowed`, :class:`NotFound`."""
    person = find_by_login(gate_of(workspace), login)
    require_may_share(person)
    folder = passes_folder(workspace.config) / "sharing"
    keep_ours(folder, replace(find_ours(folder, subscribe_id), ended=True))
    _note(workspace, "passes.ask_end", subscribe_id, "", person)


def list_asked(workspace: Workspace) -> list[Ours]:
    """Our subscriptions at other platforms."""
    return list(list_ours(passes_folder(workspace.config) / "sharing"))


def subscribe_id_of(workspace: Workspace) -> str:
    """An id of 33 digits for a subscription of ours: our number, 03, the moment, a number."""
    own = "".join(sign for sign in viid_id(workspace.config) if sign.isascii() and sign.isdigit())[:12]
    at = utc_to_local(WallClock().now(), workspace.city.zone)
    return f"{own:0<12}03{at:%Y%m%d%H%M%S}{at.microsecond // 10:05d}"


def keep_peer(workspace: Workspace, account: str, name: str, password: str) -> None:
    """Keep our login at the platform that has an account here."""
    keep_login(peers_path(workspace.config), account, Login(name, password))
    _note(workspace, "passes.peer", account, "kept", TERMINAL)


def end_peer(workspace: Workspace, account: str) -> None:
    """Forget our login at a platform. Raises :class:`NotFound`."""
    remove_login(peers_path(workspace.config), account)
    _note(workspace, "passes.peer", account, "removed", TERMINAL)


def _note(workspace: Workspace, action: str, subject: str, detail: str, person: Person, purpose: str = "") -> None:
    told = AuditNote(WallClock().now(), person.person_id, person.unit_id, action, subject, purpose, detail=detail)
    workspace.store.append_audit(told)


def reach_of(config: Config) -> Reach:
    """How far calls of other platforms may go: public addresses by https, networks that the settings name."""
    return Reach(read_networks(config.outside.get("viid_allow", "")), config.outside.get("ca_file", ""), plain=True)


class Peers:
    """Other platforms by the account that they have here; each keeps its nonce as long as its login is the same."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._known: dict[str, tuple[Login | None, Peer]] = {}

    def of(self, account: str) -> Peer:
        """The platform of an account. Raises as :func:`read_logins`."""
        login = read_logins(peers_path(self._config)).get(account)
        held = self._known.get(account)
        if held is None or held[0] != login:
            held = self._known[account] = (login, Peer(login, viid_id(self._config), reach_of(self._config)))
        return held[1]


class Sharing:
    """What a server of passes has beside it for other platforms. ``sites``: the site book that holds now."""

    def __init__(self, workspace: Workspace, devices: Devices, sites: Callable[[], SiteBook]) -> None:
        self._workspace, self._devices, self._sites = workspace, devices, sites
        self._book, self._peers = share_book(workspace.config), Peers(workspace.config)
        self._pack = workspace.packs[PACK]
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="share")
        self._sender: Sender | None = None
        self._asking = Peers(workspace.config)  # its nonces are counted in a thread of its own
        self._asker: Asker | None = None

    def subscriptions(self) -> Subscriptions:
        """What the server answers platforms with."""
        default_s, zone = float(self._pack.get("sending.interval_s")), self._workspace.city.zone
        return Subscriptions(self._book, zone, self._now, default_s, self._audit)

    async def ask(self, seconds: Callable[[], float]) -> dict[str, int]:
        """Keep our own subscriptions alive; answers how many failed last. A city whose past is replayed asks nobody."""
        if self._workspace.clock.replays:
            return {}
        if self._asker is None:
            config, zone = self._workspace.config, self._workspace.city.zone
            folder = passes_folder(config) / "sharing"
            self._asker = Asker(folder, self._pack, zone, viid_id(config), self._asking.of, self._now, seconds)
        await asyncio.get_running_loop().run_in_executor(self._threads, self._asker.round)
        return {"asking": len(self._asker.faults), "asking_failed": sum(map(bool, self._asker.faults.values()))}

    async def share(self, intake: Intake, seconds: Callable[[], float]) -> int:
        """Send what is due; answers how many objects were taken. A city whose past is replayed sends nothing."""
        if self._workspace.clock.replays:
            return 0
        loop = asyncio.get_running_loop()
        if self._sender is None:
            self._sender = await loop.run_in_executor(None, Sender, self._book, self._around(intake, seconds))
        due = await loop.run_in_executor(None, self._sender.list_due)
        sent = await asyncio.gather(
            *(loop.run_in_executor(self._threads, self._sender.send, one) for one in due), return_exceptions=True
        )
        for problem in sent:
            if isinstance(problem, BaseException):
                raise problem
        return sum(one for one in sent if isinstance(one, int))

    def told(self) -> dict[str, int]:
        """How many subscriptions there are in each state."""
        counted = {f"shares_{state}": 0 for state in ShareState}
        for one in self._book.shares():
            counted[f"shares_{one.state(self._now())}"] += 1
        return counted

    def _around(self, intake: Intake, seconds: Callable[[], float]) -> Around:
        zone, codes = self._workspace.city.zone, self._workspace.packs[FEED_PACK]
        silent_s = float(self._pack.get("peer.silent_s"))
        return Around(
            log=intake.log,
            pack=self._pack,
            writing=lambda: writing_of(codes, self._sites().site_ids, zone),
            scope=lambda share: scope_of(share, self._sites()),
            peer=self._peers.of,
            is_silent=lambda account: self._devices.is_silent(account, self._now(), silent_s),
            audit=self._audit,
            now=self._now,
            seconds=seconds,
        )

    def _now(self) -> datetime:
        return self._workspace.now

    def _audit(self, action: str, key: str, detail: str) -> None:
        self._workspace.store.append_audit(AuditNote(WallClock().now(), "", "", action, key, detail=detail))
