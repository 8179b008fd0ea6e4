"""``/tiles``: vector tiles of roads, risk, crashes and cells, drawn from the store alone."""

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.tiling.cut import tile_of
from daoan.api.tiling.layers import LAYERS, MAX_ZOOM, drawing_of
from daoan.api.tiling.shelf import TileShelf
from daoan.terms.errors import NotFound

RunId = Annotated[str | None, Query(max_length=80, description="id of a run; the latest where it is left out")]
FOREVER = "private, max-age=604800, immutable"  # of a run that is named: what it concluded never changes
FIRST_ZOOM = 6  # that a city is looked at from


def tile_routes(desk: Desk) -> APIRouter:
    """Routes about tiles."""
    router = APIRouter(prefix="/tiles", tags=["tiles"], responses=PROBLEMS)
    shelf = TileShelf(desk.cache / "tiles")

    @lru_cache(maxsize=2048)
    def tile(run_id: str, name: str, z: int, x: int, y: int) -> bytes:
        found = shelf.find(run_id, name, z, x, y)
        if found is None:
            found = tile_of(drawing_of(desk.view(run_id), name, z), name, z, x, y)
            shelf.keep(run_id, name, z, x, y, found)
        return found

    @router.get("/{layer}/{z}/{x}/{y}.mvt", response_class=Response, summary="One vector tile")
    def get_tile(
        layer: str,
        z: Annotated[int, Path(ge=0, le=MAX_ZOOM)],
        x: Annotated[int, Path(ge=0)],
        y: Annotated[int, Path(ge=0)],
        run: RunId = None,
    ) -> Response:
        if layer not in LAYERS:
            raise NotFound(f"there is no tile layer {layer!r}; choose from {', '.join(LAYERS)}")
        if x >= 2**z or y >= 2**z:
            raise NotFound(f"there is no tile {x}/{y} at zoom {z}")
        content = tile(desk.view(run).run.run_id, layer, z, x, y)
        answer = Response(content, media_type="application/vnd.mapbox-vector-tile")
        if run is not None:
            answer.headers["Cache-Control"] = FOREVER
        return answer

    return router


def draw_ahead(view: View) -> None:
    """Make the drawings that a first look at the map asks for, so that nobody waits for them."""
    for zoom in range(FIRST_ZOOM, MAX_ZOOM + 1):
        for name in ("roads", "risk"):
            drawing_of(view, name, zoom)
