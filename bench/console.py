"""The console in software rendering: first useful paint, page changes, frames of a map of 100,000 segments, tiles."""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from bench import ROOT, DataMissing
from bench._console_pages import browser, first_paint, map_frames, page_changes
from bench._console_peer import geojson_frames
from bench._console_roads import BOUNDS

SEGMENTS, SMALL_SEGMENTS = 100_000, 20_000
SECONDS, SMALL_SECONDS = 6.0, 2.5
TILES, SMALL_TILES = 600, 200
SMALL_PAGES = 10
STAY_MS, HASTY_MS = 1000, 150
SETTLED_S, SMALL_SETTLED_S = 15.0, 2.0
ZOOMS = range(7, 15)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--workspace``: where the model town stands already or is to be kept; by itself a folder that goes again."""
    parser.add_argument("--workspace", type=Path, default=None, help="folder of the model town, made where it is empty")


def run(small: bool = False, workspace: Path | None = None) -> dict[str, Any]:
    """Pages over the model town at full size; frames and tiles over a made-up city of 100,000 segments.

    Measured once the server has worked ahead, some seconds after its start.
    ``first_paint_ms`` and ``page_change_ms`` are of a browser that kept nothing. A page change ends when the other page
    has all that it asked for and its window is drawn; what is out of sight, maps and charts come behind. The figure is
    the 95th percentile over all pages, the first time each is opened, of somebody who looks at each for a second;
    ``page_change_in_haste_ms``: for 150 ms, while maps and charts of the page that is left are still being drawn.
    Frames are those that the console draws: in software rendering at half the pixels while a hand moves the map.
    With ``small`` all is measured over a made-up city of 20,000 segments.
    """
    if not (ROOT / "daoan" / "web" / "dist" / "index.html").is_file():
        raise DataMissing("the console is not built: make web")
    segments, seconds = (SMALL_SEGMENTS, SMALL_SECONDS) if small else (SEGMENTS, SECONDS)
    settled = SMALL_SETTLED_S if small else SETTLED_S
    with browser() as opened, tempfile.TemporaryDirectory() as folder:
        with server(str(segments)) as (address, cookie):
            time.sleep(settled)
            tiles = time_tiles(address, cookie, SMALL_TILES if small else TILES)
            moving = map_frames(opened, address, cookie, seconds, (0,) if small else (0, 9, 11, 12, 13, 14))
            bare = geojson_frames(opened, address, cookie, segments, seconds)
            pages = pages_of(opened, address, cookie, 1, SMALL_PAGES) if small else {}
        if not small:
            town = workspace or Path(folder)
            make_town(town)
            with server(str(town)) as (address, cookie):
                time.sleep(settled)
                pages = pages_of(opened, address, cookie, 3, None)
    return {
        "first_paint_ms": pages["first_paint_ms"],
        "page_change_ms": pages["page_change_ms"],
        "frames_per_s": min(m["frames_per_s"] for m in moving),
        "tile_p99_ms": tiles["p99_ms"],
        **{k: v for k, v in pages.items() if k not in ("first_paint_ms", "page_change_ms")},
        "segments": segments,
        "moving": moving,
        "tiles": [tiles],
        "peers": {"bare_geojson": bare},
        "data": [],
    }


def pages_of(opened: Any, address: str, cookie: str, times: int, most: int | None) -> dict[str, Any]:
    """First paint and page changes over one server."""
    useful, drawn = first_paint(opened, address, cookie, times)
    changes = page_changes(opened, address, cookie, times, most, STAY_MS)
    hasty = page_changes(opened, address, cookie, 1, most, HASTY_MS)
    firsts, hasty_firsts = (
        [5_000.0 if c["first_ms"] is None else c["first_ms"] for c in of] for of in (changes, hasty)
    )
    laters = [c["later_ms"] for c in changes]
    return {
        "first_paint_ms": round(useful),
        "page_change_ms": round(float(np.percentile(firsts, 95))),
        "page_change_in_haste_ms": round(float(np.percentile(hasty_firsts, 95))),
        "map_drawn_ms": round(drawn),
        "page_change_median_ms": round(float(np.median(firsts))),
        "page_again_p95_ms": round(float(np.percentile(laters, 95))),
        "pages_over_300_ms": sum(ms > 300 for ms in firsts),
        "pages": changes,
    }


def time_tiles(address: str, cookie: str, number: int) -> dict[str, Any]:
    """Milliseconds from asking until a tile of roads or risk is here, at zooms as people look; none asked for before.

    The server has drawn ahead, as it does when it starts; each tile is cut, written and sent.
    """
    chance = np.random.default_rng(3)
    taken, size = [], []
    with httpx.Client(base_url=address, headers={"Cookie": f"daoan_session={cookie}"}, timeout=60) as client:
        wait_until_drawn(client)
        for name, z, x, y in _some_tiles(chance, number):
            begun = time.perf_counter()
            answer = client.get(f"/api/v1/tiles/{name}/{z}/{x}/{y}.mvt", params={"run": "bench"}).raise_for_status()
            taken.append((time.perf_counter() - begun) * 1000)
            size.append(len(answer.content))
    ms = np.array(taken)
    return {
        "tiles": len(ms), "p50_ms": round(float(np.median(ms)), 1), "p99_ms": round(float(np.percentile(ms, 99)), 1),
        "worst_ms": round(float(ms.max()), 1), "largest_kb": round(max(size) / 1024),
    }  # fmt: skip


def wait_until_drawn(client: httpx.Client) -> None:
    """Wait until the server has drawn ahead: it draws the highest zoom last."""
    client.get("/api/v1/tiles/risk/14/1/1.mvt").raise_for_status()


def _some_tiles(chance: np.random.Generator, number: int) -> Iterator[tuple[str, int, int, int]]:
    """Different tiles, as many at every zoom as there are, up to an equal share."""
    west, south, east, north = BOUNDS
    share = number // len(ZOOMS)
    for z in ZOOMS:
        lon, lat = chance.uniform(west, east, share), chance.uniform(south, north, share)
        x = ((lon + 180) / 360 * 2**z).astype(int)
        y = ((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**z).astype(int)
        for a, b in sorted(set(zip(x.tolist(), y.tolist(), strict=True))):
            yield from (("roads", z, a, b), ("risk", z, a, b))


def make_town(folder: Path) -> None:
    """The model town at full size, as ``daoan demo`` makes it; what is done already is not done again."""
    from daoan.app.demo import prepare
    from daoan.app.progress import silent
    from daoan.config import read_config

    prepare(read_config({"workspace": folder}, {}), "qingyang", silent).close()


@contextmanager
def server(place: str) -> Iterator[tuple[str, str]]:
    """A server in a process of its own; answers its address and the cookie of somebody who may see everything here."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench._console_server", place, str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        assert process.stdout is not None
        cookie = process.stdout.readline().strip()
        for _ in range(600):
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            try:
                httpx.get(f"{address}/api/v1/health", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address, cookie
    finally:
        process.terminate()
        process.wait(timeout=20)
