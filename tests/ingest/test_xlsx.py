"""Excel files that are damaged, protected or made to do harm: refused with what to do."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import xlsx
from ingest.source import Source
from ingest.xlsx import Cell, Row, Sheet, open_sheets
from kg.errors import StyrError, WorkbookRefused
from kg.worker import limited
from tests.ingest.books import book

GOOD = book({"Aktiviteter": [["Titel"], ["Läxhjälp"], [], [None, 2.5]]})
SHEET = "xl/worksheets/sheet1.xml"


def changed(change: Callable[[str, bytes], bytes], *extra: tuple[str, bytes]) -> bytes:
    """The good workbook with its parts changed, and more parts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, content in extra:
            new.writestr(name, content)
    return made.getvalue()


def sheet_of(content: bytes) -> bytes:
    return changed(lambda name, old: content if name == SHEET else old)


def refused(content: bytes) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as raised:
        open_sheets(Source("plan.xlsx", content))
    return raised.value


def key(problem: WorkbookRefused) -> str:
    return str(getattr(problem.params["reason"], "key", None)).removeprefix("workbook.")


def test_a_good_one() -> None:
    assert open_sheets(Source("plan.xlsx", GOOD)) == [
        Sheet(
            "Aktiviteter",
            (
                Row(1, (Cell("A1", 1, "Titel"),)),
                Row(2, (Cell("A2", 1, "Läxhjälp"),)),
                Row(4, (Cell("B4", 2, 2.5, "n"),)),
            ),
        )
    ]


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAUGHS = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + b"&b;</sheetData>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "no_workbook"),
        (b"Titel;Status\n", "no_workbook"),
        (b"\xff" * 1000, "no_workbook"),
        (OLE + bytes(600), "old"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:-100], "damaged"),
        (sheet_of(b"<worksheet>"), "damaged"),
        (sheet_of(LAUGHS), "doctype"),
        (sheet_of(LAUGHS.decode().encode("utf-16")), "doctype"),
        (sheet_of(HEAD + b" " * 50_000_000), "bomb"),
        (changed(lambda _, old: old, ("xl/media/x.bin", bytes(150_000_000))), "bomb"),
        (changed(lambda _, old: old, *((f"x{n}", b"") for n in range(2001))), "too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused(content: bytes, expected: str) -> None:
    problem = refused(content)
    assert key(problem) == expected
    assert problem.message("sv").startswith("plan.xlsx läses inte som Excel-arbetsbok: ")


def test_a_whole_message() -> None:
    assert refused(OLE).message("sv") == (
        "plan.xlsx läses inte som Excel-arbetsbok: den är i det gamla formatet .xls. Öppna den i "
        "Excel och spara som Excel-arbetsbok (.xlsx). Ingenting har ändrats."
    )


def test_no_zip_only_a_zip_that_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert key(refused(made.getvalue())) == "no_workbook"


def test_a_directory_that_lies_of_its_sizes() -> None:
    """What is unpacked stops at the size that is told, and then does not match."""
    content = bytearray(sheet_of(HEAD + b" " * 5_000_000))
    real = (5_000_000 + len(HEAD)).to_bytes(4, "little")
    assert content.count(real) == 2
    assert key(refused(bytes(content).replace(real, (1000).to_bytes(4, "little")))) == "damaged"


def test_elements_within_elements() -> None:
    told = limited(key_of, sheet_of(HEAD + b"<a>" * 1_000_000), seconds=60, megabytes=1000)
    assert told == "damaged"


def test_too_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_TAGS", 1000)
    assert key(refused(sheet_of(HEAD + b"<a/>" * 1000))) == "too_many"


def key_of(content: bytes) -> str:
    try:
        open_sheets(Source("plan.xlsx", content))
    except WorkbookRefused as problem:
        return key(problem)
    return "read"


def test_cells_far_out_are_not_walked_to() -> None:
    """A cell in the last corner of the sheet, and a size that the file only claims."""
    rows = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>y</t></is></c></row>'
    )
    claimed = HEAD.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    content = sheet_of(claimed + rows + b"</sheetData></worksheet>")
    (sheet,) = limited(open_sheets, Source("x", content), seconds=60, megabytes=500)
    assert [(row.number, [cell.name for cell in row.cells]) for row in sheet.rows] == [
        (1, ["A1"]),
        (1048576, ["XFD1048576"]),
    ]


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_CELLS", 50)
    assert key(refused(book({"A": [["x"] * 10] * 6}))) == "too_many"


def test_macros_are_not_looked_at() -> None:
    content = changed(lambda _, old: old, ("xl/vbaProject.bin", b"\x00macro"))
    assert open_sheets(Source("plan.xlsm", content)) == open_sheets(Source("plan.xlsx", GOOD))


def test_a_formula_gives_its_saved_result() -> None:
    rows = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>3</f></c></row>'
    content = sheet_of(HEAD + rows + b"</sheetData></worksheet>")
    ((row,),) = [sheet.rows for sheet in open_sheets(Source("x", content))]
    assert [(cell.name, cell.value, cell.kind) for cell in row.cells] == [
        ("A1", 2, "n"),
        ("B1", "=3", "f"),
    ]


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.integers(0, len(GOOD)))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused(place: int, byte: int, end: int) -> None:
    content = bytearray(GOOD)
    content[place] = byte
    for damaged in (bytes(content), GOOD[:end]):
        try:
            assert isinstance(open_sheets(Source("plan.xlsx", damaged)), list)
        except StyrError as problem:
            assert isinstance(problem, WorkbookRefused)  # noqa: PT017
