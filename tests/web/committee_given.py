"""A server over an empty workspace with the committee's office, two departments and a brigade; who works there."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .conftest import WIDE, Visit


@contextmanager
def committee_server(
    folder: Path,
    prepare: Callable = lambda workspace: None,
    more_units: Sequence = (),
    more_people: Sequence = (),
    work_of: Callable = lambda desk, workspace: None,
) -> Iterator[tuple[str, dict[str, str]]]:
    """Address and cookies by name. ``prepare``: what is done to the workspace before it is served; ``more_people``:
    name, unit and role; ``work_of``: the side of work, where it is not the plain one."""
    import uvicorn

    from daoan.api.accounts import fresh_person
    from daoan.api.gate import Client
    from daoan.api.server import create_app
    from daoan.app.cities import find_city_plan
    from daoan.app.people import desk_of, keep_units
    from daoan.app.workspace import create_workspace
    from daoan.config import read_config
    from daoan.terms.estimates import Text
    from daoan.terms.records.people import Account
    from daoan.terms.roles import Role
    from daoan.terms.units import Unit, UnitKind

    workspace = create_workspace(read_config({"workspace": folder}, {}), find_city_plan("leeds").city)
    units = (
        Unit("city", UnitKind.CITY, Text("City police", "市支队"), None),
        Unit("committee", UnitKind.COMMITTEE, Text("Committee", "道安办"), "city"),
        Unit("market", UnitKind.DEPARTMENT, Text("Market supervision", "市场监管局"), "committee"),
        Unit("transport", UnitKind.DEPARTMENT, Text("Transport bureau", "交通运输局"), "committee"),
        Unit("north", UnitKind.BRIGADE, Text("North brigade", "北区大队"), "city"),
    )
    keep_units(workspace, (*units, *more_units))
    desk, cookies = desk_of(workspace), {}
    for name, unit, role in (
        ("office", "committee", Role.COMMITTEE), ("market", "market", Role.DEPARTMENT),
        ("market too", "market", Role.DEPARTMENT), ("transport", "transport", Role.DEPARTMENT),
        ("north", "north", Role.BRIGADE), *more_people,
    ):  # fmt: skip
        person = fresh_person(f"{name} 测试", unit, [role])
        account = Account(person.person_id, person.person_id, None)
        desk.gate.store.save_person(person, desk.gate.note(person, "person.add"))
        desk.gate.store.save_account(account, desk.gate.note(person, "account.add"))
        strong = role in (Role.ADMINISTRATOR, Role.AUDITOR)  # they see nothing but their account without it
        cookies[name] = desk.gate.open(person, account, Client(loopback=True, name="tests"), second_factor=strong).token
    prepare(workspace)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        create_app(desk, work_of(desk, workspace)), host="127.0.0.1", port=port, log_level="warning"
    )
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", cookies
    server.should_exit = True
    thread.join(timeout=10)
    workspace.close()


@contextmanager
def visitors(browser, base: str, cookies: dict[str, str]) -> Iterator[Callable[..., Visit]]:
    """Opens somebody's browser, signed in."""
    contexts = []

    def start(who: str, lang: str = "en", size: dict[str, int] = WIDE) -> Visit:
        locale = "zh-CN" if lang == "zh" else "en-GB"
        context = browser.new_context(viewport=size, locale=locale, reduced_motion="reduce")
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.add_init_script('localStorage.setItem("daoan.tour", "off")')
        context.add_cookies([{"name": "daoan_session", "value": cookies[who], "url": base}])
        found = Visit(context.new_page(), base)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        return found

    yield start
    for context in contexts:
        context.close()
