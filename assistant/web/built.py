"""The front end's built files: ``/static/…``, and ``/widget.js`` for pages of other sites.

Our pages link to a file with its checksum (``?v=…``), so that a browser keeps it until it is
another. Without it, or with another's, the browser asks each time whether what it has is right.
"""

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from assistant.web.reading import READ, known
from kg.durable import sha256

FOLDER = Path(__file__).resolve().parent.parent / "static"
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".txt": "text/plain",
}
FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
VERSION_LENGTH = 12

router = APIRouter()


def address(name: str) -> str:
    """Where a built file is, with its checksum: ``/static/tree.js?v=…``."""
    return f"/static/{name}?v={_version(name)}"


@router.api_route("/static/{name}", methods=READ)
def file(request: Request, name: str, v: str = "") -> Response:
    """A built file; 404 for what is none."""
    path = FOLDER / name
    if path.suffix not in MEDIA_TYPES or path.parent != FOLDER or not path.is_file():
        raise HTTPException(404)
    version = _version(name)
    headers = {"etag": f'W/"{version}"', "cache-control": FOREVER if v == version else ASK_FIRST}
    if known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return Response(path.read_bytes(), media_type=MEDIA_TYPES[path.suffix], headers=headers)


@router.api_route("/widget.js", methods=READ)
def widget(request: Request) -> Response:
    """The chat element, for pages of other sites too."""
    response = file(request, "widget.js")
    response.headers["access-control-allow-origin"] = "*"
    response.headers["cross-origin-resource-policy"] = "cross-origin"
    return response


def _version(name: str) -> str:
    path = FOLDER / name
    return _checksum(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _checksum(path: Path, changed: int) -> str:
    """Of the file as it was ``changed``; a new build is seen without a restart."""
    return sha256(path.read_bytes())[:VERSION_LENGTH]
