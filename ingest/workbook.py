"""Reads Excel workbooks: a sheet per class, a row per thing, a column per property.

The layout is described in ``docs/workbook.md``. Everything that cannot be understood is told at
once, each with its cell; then nothing is read.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from ingest.cells import CellProblem, did_you_mean, is_number, lexical_number, literal, text, year
from ingest.headers import VALUE_ROLES, Header, header
from ingest.layout import Column, Layout, shipped_layout
from ingest.references import Resolver
from ingest.source import Covered, Reading, Source, plain
from ingest.xlsx import Cell, Row, Sheet, open_sheets
from kg.errors import WorkbookBroken
from kg.names import DATA_GRAPH, DCT, DEFAULT_BASE, PROV, PROVENANCE_GRAPH, RDF, STYR, XSD
from kg.place import Place
from kg.texts import Phrase

NOT_READ = "_"
"""How the name of a sheet or a column begins that holds notes."""
_MOST_TOLD = 100
_ID = re.compile(r"[\w.~%/-]+")
_NOT_FOUND, _WRONG_CLASS = "workbook.reference", "workbook.wrong_class"
_SAID_OF_VALUES = (RDF.type, STYR.value, STYR.year)
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def read_workbook(source: Source, reading: Reading) -> Iterator[Quad]:
    """Quads of one workbook in the data graph, then where each thing came from.

    Raises `kg.errors.WorkbookRefused`, or `kg.errors.WorkbookBroken` naming every cell.
    """
    quads = list(_Workbook(source, reading, shipped_layout()).quads())
    yield from quads
    for thing in dict.fromkeys(quad.subject for quad in quads):
        yield Quad(thing, PROV.hadPrimarySource, Literal(source.name), PROVENANCE_GRAPH)


def id_of(thing: NamedNode) -> str:
    """The id of ``thing``: what follows the base, else the whole IRI."""
    rest = thing.value.removeprefix(DEFAULT_BASE)
    return rest if rest != thing.value and _ID.fullmatch(rest) else thing.value


def slug(title: str) -> str:
    """``title`` as part of an IRI: "Läxhjälp på biblioteket" is "laxhjalp-pa-biblioteket"."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_IN_SLUG.sub("-", bare).strip("-")


@dataclass(frozen=True, slots=True)
class _Thing:
    """A row and what it describes."""

    iri: NamedNode
    kind: NamedNode
    sheet: str
    row: Row
    headers: dict[int, Header]


class _Workbook:
    """One reading of one workbook: first the things, then what is said of them."""

    def __init__(self, source: Source, reading: Reading, layout: Layout) -> None:
        self._source = source
        self._places = reading.places
        self._known = reading.known
        self._columns = reading.columns
        self._layout = layout
        self._resolver = Resolver(layout, reading.known)
        self._problems: list[Phrase] = []
        self._taken: dict[NamedNode, _Thing] = {}
        self._unread: set[str] = set()

    def quads(self) -> list[Quad]:
        """Everything the workbook says. Raises what `read_workbook` does."""
        sheets = open_sheets(self._source)
        things = [thing for sheet in sheets for thing in self._things(sheet)]
        for thing in things:
            self._announce(thing)
        quads = [quad for thing in things for quad in self._statements(thing)]
        if self._problems:
            told, left = self._problems[:_MOST_TOLD], len(self._problems) - _MOST_TOLD
            told += [Phrase("workbook.more", {"count": left})] if left > 0 else []
            count = len(self._problems)
            raise WorkbookBroken(path=self._source.path, count=count, problems=tuple(told))
        return quads

    # -- things -----------------------------------------------------------------------------

    def _things(self, sheet: Sheet) -> Iterator[_Thing]:
        if not sheet.rows or sheet.name.startswith(NOT_READ):
            return
        kind = self._layout.class_named(sheet.name)
        if kind is None:
            hint = did_you_mean(self._layout.nearest_class(sheet.name))
            self._tell("at_sheet", Phrase("workbook.sheet", {"nearest": hint}), sheet.name)
            self._unread |= _names_in(sheet)
            return
        top, *rows = sheet.rows if sheet.rows[0].number == 1 else (Row(1, ()), *sheet.rows)
        headers = self._headers(sheet, top, kind)
        self._check_headed({cell.column for cell in top.cells}, sheet, rows)
        for row in rows:
            if (iri := self._iri(sheet, row, headers)) is not None:
                yield _Thing(iri, kind, sheet.name, row, headers)

    def _headers(self, sheet: Sheet, top: Row, kind: NamedNode) -> dict[int, Header]:
        headers = {}
        for cell in top.cells:
            try:
                if not text(cell).startswith(NOT_READ):
                    headers[cell.column] = header(text(cell), kind, self._layout)
            except CellProblem as problem:
                self._tell("at", problem.phrase, sheet.name, cell=cell.name)
        return headers

    def _check_headed(self, headed: set[int], sheet: Sheet, rows: list[Row]) -> None:
        seen = set(headed)
        for cell in (cell for row in rows for cell in row.cells if cell.column not in seen):
            if cell.column not in seen:
                seen.add(cell.column)
                problem = Phrase("workbook.no_header")
                self._tell("at", problem, sheet.name, cell=cell.name)

    def _iri(self, sheet: Sheet, row: Row, headers: dict[int, Header]) -> NamedNode | None:
        """From the column id, else from the title, the Swedish one first."""
        titles = []
        for cell in row.cells:
            head = headers.get(cell.column)
            try:
                if head and head.holds == "id":
                    return _named(text(cell))
                if head and head.column and head.column.term == DCT.title:
                    titles.append((head.language != "sv", slug(text(cell))))
            except CellProblem as problem:
                self._tell("at", problem.phrase, sheet.name, cell=cell.name)
                return None
        if not titles or not (name := min(titles)[1]):
            self._tell("at_row", Phrase("workbook.no_name"), sheet.name, row=row.number)
            return None
        return NamedNode(DEFAULT_BASE + name)

    def _announce(self, thing: _Thing) -> None:
        """Make it known by class and title, so that others can refer to it."""
        if (first := self._taken.setdefault(thing.iri, thing)) is not thing:
            where = {"id": thing.iri.value, "sheet": first.sheet, "row": first.row.number}
            problem = Phrase("workbook.same_id", where)
            self._tell("at_row", problem, thing.sheet, row=thing.row.number)
        place = Place(
            self._source.name, sheet=thing.sheet, row=thing.row.number, path=self._source.path
        )
        self._places.add(place, thing.iri.value)
        self._columns[thing.iri] = frozenset(_covered(thing))
        self._known.note(Quad(thing.iri, RDF.type, thing.kind, DATA_GRAPH))
        for cell in thing.row.cells:
            head = thing.headers.get(cell.column)
            if head and head.column and head.column.term == DCT.title and cell.kind not in "ef":
                self._known.note(Quad(thing.iri, DCT.title, Literal(text(cell)), DATA_GRAPH))

    # -- statements -------------------------------------------------------------------------

    def _statements(self, thing: _Thing) -> Iterator[Quad]:
        yield Quad(thing.iri, RDF.type, thing.kind, DATA_GRAPH)
        years = self._years(thing)
        used = set()
        for cell in thing.row.cells:
            head = thing.headers.get(cell.column)
            if head is None or head.column is None or head.holds != "property":
                continue
            place = Place(
                self._source.name, sheet=thing.sheet, cell=cell.name, path=self._source.path
            )
            try:
                if thing.kind == STYR.Indicator and _is_value(cell, head.column):
                    used.add(head.column.term)
                    yield from self._value(thing, cell, head, years, place)
                elif thing.kind == STYR.Indicator and head.column.term in VALUE_ROLES:
                    yield from self._value_elsewhere(thing.iri, cell, head, place)
                else:
                    yield from self._said(thing.iri, cell, head, place)
            except CellProblem as problem:
                if not self._follows(problem):
                    self._tell("at", problem.phrase, thing.sheet, cell=cell.name)
        for role in years.keys() - used:
            alone, cell = years[role]
            told = Phrase("workbook.year_alone", {"text": alone})
            self._tell("at", told, thing.sheet, cell=cell.name)

    def _said(self, iri: NamedNode, cell: Cell, head: Header, place: Place) -> Iterator[Quad]:
        assert head.column is not None
        column = head.column
        for part in _parts(cell, column):
            value: NamedNode | Literal
            if column.datatype is None:
                value = self._resolver.resolve(text(part), column)
            else:
                value = literal(part, column.datatype, head.language)
            self._places.add(place, iri.value, column.term.value, value.value)
            yield Quad(iri, column.term, value, DATA_GRAPH)

    def _value_elsewhere(
        self, iri: NamedNode, cell: Cell, head: Header, place: Place
    ) -> Iterator[Quad]:
        """A reference to an indicator value; what refers to nothing was meant as a number."""
        try:
            yield from self._said(iri, cell, head, place)
        except CellProblem as problem:
            if problem.phrase.key != _NOT_FOUND or self._follows(problem):
                raise
            raise CellProblem("decimal", text=text(cell)) from problem

    def _follows(self, problem: CellProblem) -> bool:
        """Whether it is there only because a sheet, told of already, was not read."""
        what = str(problem.phrase.params.get("text"))
        return problem.phrase.key in (_NOT_FOUND, _WRONG_CLASS) and plain(what) in self._unread

    def _years(self, thing: _Thing) -> dict[NamedNode, tuple[str, Cell]]:
        """The years that stand in columns of their own, by role."""
        years = {}
        for cell in thing.row.cells:
            head = thing.headers.get(cell.column)
            if head and head.holds == "year" and head.column:
                try:
                    years[head.column.term] = year(cell), cell
                except CellProblem as problem:
                    self._tell("at", problem.phrase, thing.sheet, cell=cell.name)
        return years

    def _value(
        self,
        thing: _Thing,
        cell: Cell,
        head: Header,
        years: dict[NamedNode, tuple[str, Cell]],
        place: Place,
    ) -> Iterator[Quad]:
        """An indicator value with its number and year, hanging on its indicator."""
        assert head.column is not None
        role = head.column.term
        when = head.year or years.get(role, ("", cell))[0]
        if not when:
            wanted = "Basår" if role == STYR.baseline else "Målår"
            raise CellProblem("value_year", column=wanted)
        node = _value_node(thing.iri, role, when)
        said = (
            (thing.iri, role, node),
            (node, RDF.type, STYR.IndicatorValue),
            (node, STYR.value, literal(cell, XSD.decimal)),
            (node, STYR.year, Literal(when, datatype=XSD.gYear)),
        )
        for subject, predicate, value in said:
            self._places.add(place, subject.value, predicate.value, value.value)
            yield Quad(subject, predicate, value, DATA_GRAPH)
        self._places.add(place, node.value)
        self._columns[node] = frozenset((said, "sv", None) for said in _SAID_OF_VALUES)

    def _tell(self, where: str, problem: Phrase, sheet: str, **params: object) -> None:
        told = {"sheet": sheet, "problem": problem, **params}
        self._problems.append(Phrase(f"workbook.{where}", told))


def _named(written: str) -> NamedNode:
    """The thing whose id is ``written``: an IRI, or what follows the base. Raises `CellProblem`."""
    try:
        if ":" in written:
            return NamedNode(written)
        if _ID.fullmatch(written):
            return NamedNode(DEFAULT_BASE + written)
    except ValueError:
        pass
    raise CellProblem("bad_id", text=written)


def _names_in(sheet: Sheet) -> set[str]:
    """What others may call the things of a sheet that is not read: any text in it, and its id."""
    cells = [cell.value for row in sheet.rows for cell in row.cells]
    return {name for value in cells for name in (plain(str(value)), slug(str(value)))}


def _covered(thing: _Thing) -> Iterator[Covered]:
    """What the sheet has columns for; "Utfall 2024" is for the value of that year alone."""
    yield RDF.type, "sv", None
    for head in thing.headers.values():
        if head.column is None:
            continue
        term, node = head.column.term, None
        if head.year:
            node = _value_node(thing.iri, term, head.year)
        yield term, head.language, node


def _value_node(indicator: NamedNode, role: NamedNode, when: str) -> NamedNode:
    return NamedNode(f"{indicator.value}-{VALUE_ROLES[role]}-{when}")


def _parts(cell: Cell, column: Column) -> list[Cell]:
    """The values of a cell that may hold several, each as a cell of its own."""
    if not column.holds_list or not isinstance(cell.value, str) or cell.kind in "ef":
        return [cell]
    parts = [part.strip() for part in re.split(r"[;\n]", cell.value)]
    return [Cell(cell.name, cell.column, part) for part in parts if part]


def _is_value(cell: Cell, column: Column) -> bool:
    """Whether a cell under "Basvärde" and its like holds the number itself, not a reference."""
    if column.term not in VALUE_ROLES:
        return False
    if is_number(cell):
        return True
    return isinstance(cell.value, str) and lexical_number(cell.value) is not None
