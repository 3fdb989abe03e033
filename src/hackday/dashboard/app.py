"""The live view as an application: the page, what is new, a run's files, and the wish to stop.

GET  /                                     the page
GET  /api/changes?since=…&curves=FOLDER@CURSOR     what is new; `curves` may come several times
GET  /api/runs/DOMAIN/FOLDER               the run's record, figures and list of files
POST /api/runs/DOMAIN/FOLDER/stop          ask it to stop at its next step
GET  /files/DOMAIN/FOLDER/PATH             one file, as a download
GET  /zip/DOMAIN/FOLDER                    all of them
"""

import os
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from hackday.dashboard.files import PIECE_BYTES, pieces, zip_pieces
from hackday.dashboard.guard import Access, Guard
from hackday.dashboard.page import HTML
from hackday.dashboard.watched import WatchedRun, compact
from hackday.dashboard.watcher import Watcher
from hackday.front import static
from hackday.runs.plain import NoSuchFile, open_inside

MOST_CURVES = 12
KINDS = {
    ".png": "image/png", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8", ".md": "text/plain; charset=utf-8",
}  # fmt: skip
ASSETS = {"watch.js": "text/javascript; charset=utf-8", "watch.css": "text/css; charset=utf-8"}


def watch_app(watcher: Watcher, access: Access) -> Starlette:
    """The application. All texts of runs leave it as JSON or as downloads, never as HTML."""
    routes = [
        Route("/", lambda _request: HTMLResponse(HTML)),
        Route("/assets/{name}", _asset),
        Route("/api/changes", _changes),
        Route("/api/runs/{domain}/{folder}", _details),
        Route("/api/runs/{domain}/{folder}/stop", _stop, methods=["POST"]),
        Route("/files/{domain}/{folder}/{path:path}", _file),
        Route("/zip/{domain}/{folder}", _zip),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, access=access)])
    app.state.watcher = watcher
    return app


# The endpoints are plain functions: Starlette runs each in a thread, so that a slow disk holds up nobody else.


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        raise HTTPException(404)
    return Response(static(name), media_type=ASSETS[name], headers={"Cache-Control": "no-cache"})


def _changes(request: Request) -> Response:
    asked = [text.rpartition("@") for text in request.query_params.getlist("curves")[:MOST_CURVES]]
    wanted = {folder: cursor for folder, _, cursor in asked if folder}
    watcher: Watcher = request.app.state.watcher
    return _json(watcher.changes(request.query_params.get("since", ""), wanted))


def _details(request: Request) -> Response:
    watcher: Watcher = request.app.state.watcher
    return _json(watcher.details(_run(request)))


def _stop(request: Request) -> Response:
    run = _run(request)
    if not run.alive:
        return PlainTextResponse(f"{run.directory.name} is not being trained: it is {run.state}.", 409)
    try:
        run.directory.ask_to_stop()
    except OSError as error:
        return PlainTextResponse(f"{run.directory.name} cannot be asked to stop: {error.strerror}.", 500)
    return _json({"stopping": True})


def _file(request: Request) -> Response:
    folder, path = _run(request).directory.path, request.path_params["path"]
    try:
        with open_inside(folder, path) as file:
            found = os.fstat(file.fileno())
            content = file.read() if found.st_size <= PIECE_BYTES else b""
    except NoSuchFile:
        raise HTTPException(404) from None
    tag = f'"{found.st_ino:x}-{found.st_size:x}-{found.st_mtime_ns:x}"'
    headers = {**_as_download(path.rpartition("/")[2]), "ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    kind = KINDS.get(path[path.rfind(".") :], "application/octet-stream")
    if found.st_size <= PIECE_BYTES:
        return Response(content, media_type=kind, headers=headers)
    headers["Content-Length"] = str(found.st_size)
    return StreamingResponse(pieces(folder, path, found.st_size), media_type=kind, headers=headers)


def _zip(request: Request) -> Response:
    run = _run(request)
    name = run.folder.replace("/", "-")
    return StreamingResponse(
        zip_pieces(run.directory.path, name), media_type="application/zip", headers=_as_download(f"{name}.zip")
    )


def _run(request: Request) -> WatchedRun:
    watcher: Watcher = request.app.state.watcher
    run = watcher.run(request.path_params["domain"], request.path_params["folder"])
    if run is None:
        raise HTTPException(404)
    return run


def _json(value: object) -> Response:
    return Response(compact(value), media_type="application/json")


def _as_download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
