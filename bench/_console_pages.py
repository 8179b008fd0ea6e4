"""The console in a real browser: when its first page is useful, how long a page change takes, how a map moves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from bench import DataMissing

CHROMIUM = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist", "--disable-background-networking", "--no-first-run",
)  # fmt: skip
WIDE = {"width": 1440, "height": 900}
#: The first page is useful once its list of alerts or its figures have come; the map may still be drawn beside it.
USEFUL = """() => {
  const look = () => {
    if (document.querySelector('main .alerts li, main .figures li')) window.usefulAt ??= performance.now();
    if (document.querySelector('[data-testid=map][data-idle=true]')) window.drawnAt ??= performance.now();
    requestAnimationFrame(look);
  };
  look();
}"""
#: From the click until the other page stands with all that it asked for.
CHANGE = """async (href) => {
  const begun = performance.now();
  document.querySelector(`nav.rail a[href="${href}"]`).click();
  const there = () => location.pathname === href && document.querySelector('main h1')
    && !document.querySelector('main [aria-busy=true]');
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (there()) break;
    if (performance.now() - begun > 5000) return null;
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
#: A frame counts once the graphics process has finished it: one pixel is read back behind everything that was drawn.
FRAMES = """() => {
  let drew = null;
  window.frames_ = [];
  for (const name of ['drawElements', 'drawArrays']) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...with_) { drew = this; return draw.apply(this, with_); };
  }
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (tell) => ask((at) => {
    tell(at);
    if (!drew) return;
    drew.readPixels(0, 0, 1, 1, drew.RGBA, drew.UNSIGNED_BYTE, new Uint8Array(4));
    drew = null;
    window.frames_.push(performance.now());
  });
}"""


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, drawing in software. Raises :class:`DataMissing` where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise DataMissing("there is no Chromium here (scripts/browser.sh tells how to get it)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM))
        yield opened
        opened.close()


def open_page(opened: Any, address: str, cookie: str, script: str) -> Any:
    """A page of a browser that stands open and kept nothing, signed in. ``script`` runs before the page's own."""
    context = opened.new_context(viewport=WIDE, locale="zh-CN", reduced_motion="reduce")
    context.add_cookies([{"name": "daoan_session", "value": cookie, "url": address}])
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.wait_for_timeout(2000)  # a fresh window first loads what its own address bar is made of
    page.add_init_script(f"({script})()")
    return page


def first_paint(opened: Any, address: str, cookie: str, times: int) -> tuple[float, float]:
    """Milliseconds from asking for the address until the page is useful, and until the map is drawn; medians."""
    useful, drawn = [], []
    for _ in range(times):
        page = open_page(opened, address, cookie, USEFUL)
        page.goto(address)
        page.wait_for_function("() => window.usefulAt !== undefined")
        useful.append(page.evaluate("() => window.usefulAt"))
        page.wait_for_function("() => window.drawnAt !== undefined")
        drawn.append(page.evaluate("() => window.drawnAt"))
        page.context.close()
    return float(np.median(useful)), float(np.median(drawn))


def page_changes(
    opened: Any, address: str, cookie: str, rounds: int, most: int | None, stay_ms: int
) -> list[dict[str, Any]]:
    """Milliseconds of going to every page of the rail, the first time and later (the median of the later times).

    ``stay_ms``: how long somebody looks at a page before they go on. What a page draws behind its words, a map and
    charts, is drawn by then, or delays the next page.
    """
    page = open_page(opened, address, cookie, USEFUL)
    page.goto(address)
    page.wait_for_function("() => window.drawnAt !== undefined")
    page.wait_for_timeout(2500)  # somebody looks at the page before they go on
    pages = page.evaluate("() => [...document.querySelectorAll('nav.rail a')].map((a) => a.getAttribute('href'))")
    pages = [p for p in pages if p != "/"][:most]
    taken: dict[str, list[float | None]] = {p: [] for p in pages}
    for _ in range(rounds + 1):
        for href in pages:
            taken[href].append(page.evaluate(CHANGE, href))
            page.wait_for_timeout(stay_ms)
    page.context.close()
    return [
        {"page": p, "first_ms": _round(ms[0]), "later_ms": _round(float(np.median([m or 5_000.0 for m in ms[1:]])))}
        for p, ms in taken.items()
    ]


def frames_while_moving(page: Any, seconds: float) -> dict[str, float]:
    """Frames a second while a map is dragged about and zoomed in and out again, and the longest wait for one."""
    x, y = WIDE["width"] * 0.4, WIDE["height"] * 0.5
    begun = page.evaluate("() => { window.frames_.length = 0; return performance.now(); }")
    page.mouse.move(x, y)
    turn = 0
    while page.evaluate("() => performance.now()") - begun < seconds * 1000:
        page.mouse.down()
        aside = (180, -180)[turn % 2]
        for k in range(1, 31):
            page.mouse.move(x + aside * k / 30, y + aside * k / 60)
        page.mouse.up()
        page.mouse.move(x, y)
        for _ in range(4):
            page.mouse.wheel(0, (-120, 120)[turn % 2])
            page.wait_for_timeout(60)
        turn += 1
    ended, frames = page.evaluate("() => [performance.now(), window.frames_]")
    waits = np.diff([begun, *frames, ended])
    return {
        "frames_per_s": round(len(frames) / (ended - begun) * 1000, 1),
        "longest_wait_ms": round(float(waits.max())),
    }


def map_frames(
    opened: Any, address: str, cookie: str, seconds: float, zooms: tuple[float, ...]
) -> list[dict[str, Any]]:
    """Frames a second of the console's map, at home and at some zooms."""
    found = []
    for zoom in zooms:
        page = open_page(opened, address, cookie, FRAMES)
        page.goto(f"{address}/" if zoom == 0 else f"{address}/?view=107.7,36,{zoom}")
        page.wait_for_function("() => document.querySelector('[data-testid=map][data-idle=true]')")
        found.append({"zoom": zoom or "home", **frames_while_moving(page, seconds)})
        page.context.close()
    return found


def _round(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 1)
