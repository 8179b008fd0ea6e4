"""The console in real Chromium, over the demo's server (or over one that runs already: DAOAN_TEST_SERVER=http://…)."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the page tests cannot run")
from playwright.sync_api import Browser, Page, Request, sync_playwright

ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PAGES = (
    "/",
    "/segments",
    "/blackspots",
    "/clusters",
    "/alerts",
    "/counties",
    "/indicators",
    "/recent",
    "/duty",
    "/outlook",
    "/scorecard",
    "/ledger",
    "/studies",
    "/quality",
    "/help",
)


@dataclass
class Visit:
    """One open page and what went wrong or abroad while it was open."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)
    asked: set[Request] = field(default_factory=set)  # and not answered yet

    def __post_init__(self) -> None:
        self.page.on("request", lambda r: self.asked.add(r) if r.resource_type != "eventsource" else None)
        self.page.on("requestfinished", lambda r: self.asked.discard(r))
        self.page.on("requestfailed", lambda r: self.asked.discard(r))

    def go(self, path: str) -> Page:
        """Open a page of the console and wait until it has what it asked for."""
        self.page.goto(self.base + path)
        return self.settle()

    def settle(self) -> Page:
        """Wait until nothing more is asked for; the stream of news stays open, so the network is never idle."""
        self.page.locator("main h1").first.wait_for(state="attached")
        quiet_ms = 0
        for _ in range(600):
            self.page.wait_for_timeout(50)
            busy = self.asked or self.page.locator("main [aria-busy=true]").count()
            quiet_ms = 0 if busy else quiet_ms + 50
            if quiet_ms >= 500:
                return self.page
        raise AssertionError(f"still asking after 30 s: {sorted(r.url for r in self.asked)}")


@pytest.fixture(scope="session")
def console(request: pytest.FixtureRequest) -> str:
    return os.environ.get("DAOAN_TEST_SERVER") or request.getfixturevalue("demo_server")


@pytest.fixture(scope="package")  # while it is open its event loop runs here, and nobody else's tests could start one
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here: the page tests cannot run (scripts/browser.sh tells how to get it)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, console: str, commander: str) -> Iterator[Callable[..., Visit]]:
    """Opens a fresh browser profile: language, theme, size of the window and whose session as asked for."""
    contexts = []

    def start(
        lang: str = "en",
        theme: str = "light",
        size: dict[str, int] = WIDE,
        session: str | None = commander,
        tour: bool = False,
    ) -> Visit:
        context = browser.new_context(
            viewport=size, locale="zh-CN" if lang == "zh" else "en-GB", color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "daoan_session", "value": session, "url": console}])
        context.set_default_timeout(30_000)
        if not tour:
            context.add_init_script('localStorage.setItem("daoan.tour", "off")')
        found = Visit(context.new_page(), console)
        here = urlsplit(console).netloc
        found.page.on("console", lambda m: found.errors.append(m.text) if m.type == "error" else None)
        found.page.on("pageerror", lambda e: found.errors.append(str(e)))
        found.page.on(
            "request",
            lambda r: (
                found.abroad.append(r.url)
                if urlsplit(r.url).scheme in ("http", "https", "ws", "wss") and urlsplit(r.url).netloc != here
                else None
            ),
        )
        return found

    yield start
    for context in contexts:
        context.close()
