"""The operator's own name, colours and logo on the pages: ``/brand.css`` and ``/logo``."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response

from assistant.brand import Logo, read_logo, stylesheet
from assistant.settings import Settings
from assistant.web.reading import READ, known
from kg.durable import sha256

LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""An SVG that is opened by itself may look as it does, but run and fetch nothing."""

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Brand:
    """What the header of every page is given."""

    name: str
    css: str
    logo: Logo | None


def install(app: FastAPI, settings: Settings) -> None:
    """Add the routes, and read what they serve. Raises what `read_logo` raises."""
    app.state.brand = Brand(
        settings.brand_name,
        stylesheet(settings.brand_accent, settings.brand_accent_dark),
        read_logo(settings.brand_logo) if settings.brand_logo else None,
    )
    app.include_router(router)


@router.api_route("/brand.css", methods=READ)
def css(request: Request) -> Response:
    """The colours; 404 when the settings give none."""
    return _file(request, request.app.state.brand.css.encode(), "text/css")


@router.api_route("/logo", methods=READ)
def logo(request: Request) -> Response:
    """The logo; 404 when the settings give none."""
    found: Logo | None = request.app.state.brand.logo
    answer = _file(request, found.content if found else b"", found.media_type if found else "")
    answer.headers["content-security-policy"] = LOGO_POLICY
    return answer


def _file(request: Request, content: bytes, media_type: str) -> Response:
    if not content:
        raise HTTPException(404)
    headers = {"etag": f'"{sha256(content)[:32]}"', "cache-control": "no-cache"}
    if known(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
