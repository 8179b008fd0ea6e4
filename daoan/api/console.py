"""The console's files: the built front end, and its first page for every address that is a page of it."""

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from daoan.api.guard import COOKIE, public

#: Pages of the console that anybody may read.
WITHOUT_SESSION = frozenset({"open", "report"})
ASKED_FIRST = ("/api/v1/session", "/api/v1/meta", "/api/v1/labels")

NOT_BUILT = """<!doctype html><meta charset=utf-8><title>Daoan 道安</title>
<p>The console is not built yet: run <code>make web</code>. The API is at <a href="/api/v1/meta">/api/v1</a>.
<p>控制台尚未构建：请运行 <code>make web</code>。接口在 <a href="/api/v1/meta">/api/v1</a>。"""


def install_console(app: FastAPI, dist: Path | None) -> None:
    """Serve the files of ``dist``; a path that is no file and not under ``/api`` gets the first page."""

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False, dependencies=[public()])
    def console(path: str, request: Request) -> Response:
        if path.startswith("api/"):
            if request.method == "HEAD":  # an address of the API may be there, and has GET alone
                raise HTTPException(405, "ask with GET", headers={"Allow": "GET"})
            raise HTTPException(404, f"/{path} is not part of the API")
        if dist is None or not (dist / "index.html").is_file():
            return HTMLResponse(NOT_BUILT, status_code=503)
        asset = (dist / path).resolve()
        if path and asset.is_relative_to(dist.resolve()) and asset.is_file():
            return _file(asset, {"Cache-Control": _keeping(path)}, request)
        if path.startswith("assets/"):
            raise HTTPException(404, f"/{path} does not exist")
        return FileResponse(dist / "index.html", headers=_first_page(path, signed=COOKIE in request.cookies))


def _first_page(path: str, *, signed: bool) -> dict[str, str]:
    """Headers of the first page. To whoever may be signed in: what the console asks for first, so that the browser
    asks while it still reads the programme."""
    caching = {"Cache-Control": "no-cache"}
    if not signed or path.partition("/")[0] in WITHOUT_SESSION:
        return caching
    asked = ", ".join(f"<{name}>; rel=preload; as=fetch; crossorigin" for name in ASKED_FIRST)
    return caching | {"Link": asked}


def _keeping(path: str) -> str:
    """How long a browser keeps a file: for good where its name carries a hash of what is in it."""
    if path.startswith("assets/"):
        return "public, max-age=31536000, immutable"
    return "public, max-age=86400" if path.startswith("icon") else "no-cache"  # a browser asks for it on every page


def _file(asset: Path, headers: Mapping[str, str], request: Request) -> FileResponse:
    """A file; where the build left a compressed copy beside it and the browser takes that, the copy."""
    copy = asset.with_name(f"{asset.name}.gz")
    if "gzip" not in request.headers.get("accept-encoding", "") or not copy.is_file():
        return FileResponse(asset, headers=dict(headers))
    packed = {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return FileResponse(copy, headers=packed, media_type=guess_type(asset.name)[0])
