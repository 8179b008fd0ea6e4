"""The same roads as one bare GeoJSON layer of MapLibre, as a page without us would draw them."""

from typing import Any

import msgspec
import numpy as np

from bench import ROOT
from bench._console_pages import FRAMES, frames_while_moving, open_page
from bench._console_roads import BOUNDS, roads

LIBRARY = ROOT / "daoan" / "web" / "node_modules" / "maplibre-gl" / "dist"
PAGE = (
    "<!doctype html><meta charset=utf-8><style>html,body,#m{margin:0;height:100%}</style><div id=m></div>"
    "<script type=module src=/peer/page.js></script>"
)
SCRIPT = """
import { Map, setWorkerUrl } from "/peer/maplibre-gl.mjs";
setWorkerUrl("/peer/maplibre-gl-worker.mjs");
const map = new Map({ container: "m", bounds: %s, fadeDuration: 0, attributionControl: false, style: { version: 8,
  sources: { roads: { type: "geojson", data: "/peer/roads.json" } },
  layers: [{ id: "roads", type: "line", source: "roads", paint: { "line-color": "#c44b30", "line-width": 1.5 } }] } });
map.on("idle", () => { document.body.dataset.idle = "true"; });
"""


def geojson_of(segments: int) -> bytes:
    """The roads as one feature collection."""
    network = roads(segments)
    points = np.round(network.coords, 6)
    features = [
        {
            "type": "Feature",
            "properties": {"id": network.segment_id[k]},
            "geometry": {
                "type": "LineString",
                "coordinates": points[network.starts[k] : network.starts[k + 1]].tolist(),
            },
        }
        for k in range(len(network))
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})


def geojson_frames(opened: Any, address: str, cookie: str, segments: int, seconds: float) -> dict[str, Any]:
    """Frames a second of the bare layer, and seconds until it stands; why not, where MapLibre's files are not here."""
    if not (LIBRARY / "maplibre-gl.mjs").is_file():
        return {"not_run": "MapLibre's own files are not here (make web fetches them)"}
    files = {"page": (PAGE.encode(), "text/html"), "page.js": ((SCRIPT % list(BOUNDS)).encode(), "text/javascript")}
    files["roads.json"] = (geojson_of(segments), "application/json")

    def tell(route: Any) -> None:
        name = route.request.url.rsplit("/peer/", 1)[1].split("?")[0]
        content, kind = files.get(name) or ((LIBRARY / name).read_bytes(), "text/javascript")
        route.fulfill(body=content, content_type=kind)

    page = open_page(opened, address, cookie, FRAMES)
    page.context.route("**/peer/**", tell)
    page.goto(f"{address}/peer/page")
    page.wait_for_function("() => document.body.dataset.idle", timeout=180_000)
    ready_s = page.evaluate("() => performance.now()") / 1000
    found = frames_while_moving(page, seconds)
    page.context.close()
    return {"segments": segments, "until_drawn_s": round(ready_s, 1), **found}
