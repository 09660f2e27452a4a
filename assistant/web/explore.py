"""What the page for exploring asks: which columns a class can have, and the query of a choice."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.web.api import Text
from assistant.web.sparql_help import FRESH, Lang, graph_of, wanted_language
from kg.explore import Column, Exploration, Filter, Op, Order, Step, write
from kg.explore_columns import offers
from kg.query_tree import parse
from kg.query_words import explain

router = APIRouter(prefix="/api/sparql")


class StepBody(BaseModel):
    """One relation of a path."""

    property: Text
    inverse: bool = False


class ColumnBody(BaseModel):
    """A column: where it leads, and its name if it is to have another than that."""

    path: list[StepBody]
    name: Text | None = None


class FilterBody(BaseModel):
    """A filter."""

    path: list[StepBody]
    op: Op
    value: Text = ""


class OrderBody(BaseModel):
    """What to sort by: 0 the things themselves, or their number, and 1 the first column."""

    column: int
    descending: bool = False


class Explored(BaseModel):
    """Body of ``POST /api/sparql/explore``."""

    of: Annotated[Text, Field(alias="class")]
    columns: list[ColumnBody] = []
    filters: list[FilterBody] = []
    order: OrderBody | None = None
    count: bool = False
    limit: int = 100
    lang: Text | None = None

    def chosen(self) -> Exploration:
        """The same for `kg.explore`."""
        return Exploration(
            of=self.of,
            columns=tuple(Column(_steps(c.path), c.name or "") for c in self.columns),
            filters=tuple(Filter(_steps(f.path), f.op, f.value) for f in self.filters),
            order=Order(self.order.column, self.order.descending) if self.order else None,
            count=self.count,
            limit=self.limit,
        )


def _steps(path: list[StepBody]) -> tuple[Step, ...]:
    return tuple(Step(each.property, each.inverse) for each in path)


@router.post("/explore")
def explored(request: Request, body: Explored) -> Response:
    """The SPARQL of what was chosen, in words too."""
    graph, lang = graph_of(request), wanted_language(request, body.lang)
    written = write(graph, body.chosen(), lang)
    told = explain(parse(written.sparql), graph, lang)
    answer = {**asdict(written), "explanation": [asdict(each) for each in told]}
    return JSONResponse(answer, headers=FRESH)


@router.get("/explore/columns")
def columns(
    request: Request, of: Annotated[Text, Query(alias="class")], lang: Lang = None
) -> Response:
    """The columns that a class can have, the most useful first."""
    found = offers(graph_of(request), of, wanted_language(request, lang))
    told = {"columns": [asdict(each) for each in found]}
    return JSONResponse(told, headers={"cache-control": "no-cache"})
