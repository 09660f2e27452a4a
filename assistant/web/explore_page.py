"""The page for exploring the graph without writing SPARQL, by ``/api/sparql/explore``."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.web.pages import render
from assistant.web.reading import READ

router = APIRouter()


@router.api_route("/utforska", methods=READ, response_class=HTMLResponse)
def explore(request: Request) -> HTMLResponse:
    """What is chosen stands in the fragment of the address, which the server never sees."""
    return render(request, "explore.html", {})
