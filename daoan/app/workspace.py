"""A workspace: one city's store with its rule packs and its clock, opened together."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from daoan.app.audit_keys import open_audited_store
from daoan.config import ROOT, Config
from daoan.edge.clock import Clock, ReplayClock, WallClock
from daoan.edge.files import read_rule_packs
from daoan.store.lake import PassLake
from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.terms.calendar.notices import read_notices
from daoan.terms.city import City
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.regions import in_region
from daoan.terms.rulepacks import RulePack

CITY, REGION = "city", "region"
WEB = ROOT / "daoan" / "web"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything that a command works with."""

    config: Config
    store: Store
    city: City
    packs: dict[str, RulePack]
    clock: Clock

    @property
    def now(self) -> datetime:
        """The moment of this workspace: the real one, or the one that is replayed."""
        return self.clock.now()

    @property
    def cache(self) -> Path:
        """A folder for what can be made again."""
        return self.config.workspace / "cache"

    @property
    def lake(self) -> PassLake:
        """The passes of this workspace; the folder is made when the first are kept."""
        return PassLake(self.config.workspace / "lake")

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


def create_workspace(config: Config, city: City) -> Workspace:
    """A workspace for a city. One that exists already is opened if it is about the same city.

    Raises :class:`Conflict` where it is about another.
    """
    store = open_audited_store(config, WallClock().now())
    there = find_city_code(store)
    if there is not None and there != city.code:
        store.close()
        raise Conflict(f"the workspace {config.workspace} is about {there}; name another with --workspace")
    store.put_setting(CITY, msgspec.json.decode(msgspec.json.encode(city)))
    return _workspace(config, store, city)


def open_workspace(config: Config, *, to_check: bool = False) -> Workspace:
    """The workspace of the settings. Raises :class:`NotFound` where there is none yet.

    ``to_check``: without the keys of the audit log, which may be what is wrong; nothing can be written into the log.
    """
    if not config.database and not Path(config.store_at).exists():
        raise NotFound(f"there is no workspace at {config.workspace} yet; run: daoan init, or daoan demo")
    store = open_store(config.store_at) if to_check else open_audited_store(config, WallClock().now())
    city = find_city(store)
    if city is None:
        store.close()
        raise NotFound(f"the workspace at {config.workspace} has no city yet; run: daoan init")
    return _workspace(config, store, city)


def find_city(store: Store) -> City | None:
    """The city that a store is about, ``None`` in a fresh one. Raises :class:`InputError` where it cannot be read."""
    setting = store.find_setting(CITY)
    try:
        return None if setting is None else msgspec.convert(setting, City)
    except msgspec.ValidationError as problem:
        raise InputError(
            f"this workspace was made by another version of Daoan ({problem}); run daoan init on it"
        ) from None


def find_city_code(store: Store) -> str | None:
    """Which city a store is about, also where another version of Daoan described it; ``None`` in a fresh one."""
    setting = store.find_setting(CITY)
    return str(setting.get("code")) if isinstance(setting, dict) else None


def _workspace(config: Config, store: Store, city: City) -> Workspace:
    clock: Clock = ReplayClock(city.replay_at) if city.replay_at else WallClock()
    packs = in_region(read_rule_packs(config.rulepacks), store.find_setting(REGION))
    return Workspace(config, store, replace(city, notices=read_notices(packs["calendar"])), packs, clock)
