"""Layers go one way: ontology <- kg <- ingest and kg <- assistant; read from the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("kg", "ingest", "assistant")
BRINGS_TOGETHER = {
    "assistant.checking",
    "assistant.checking_beside",
    "assistant.cli",
    "assistant.setup",
    "assistant.web.rules_page",
    "assistant.web.strategist",
    "assistant.web.validate_form",
}
"""Only where content is taken in do ingest and assistant meet."""

MAY_USE: dict[str, set[str]] = {
    "kg": {
        "brotli",
        "httpx",
        "jinja2",
        "kg",
        "markupsafe",
        "pyoxigraph",
        "pyparsing",
        "pyshacl",
        "rdflib",
        "shacl_rust",
    },
    "ingest": {"ingest", "kg", "openpyxl", "pyoxigraph"},
}
"""What is not the standard library's; readers of more kinds of source add theirs here."""


def imported(source: str, package: str) -> Iterator[str]:
    """Dotted names that a module of ``package`` imports, wherever in it, relative ones resolved."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: -node.level + 1 or None] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _loads(node.func):
            name = node.args[0] if node.args else None
            yield str(name.value) if isinstance(name, ast.Constant) else "a name not written out"


def _loads(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("import_module", "__import__")


def modules(package: str) -> dict[str, set[str]]:
    """Every module of ``package`` and the dotted names it imports."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        inside = parts[:-1]
        name = ".".join(inside if parts[-1] == "__init__" else parts)
        found[name] = set(imported(path.read_text("utf-8"), ".".join(inside)))
    return found


def tops(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def test_the_reader_of_imports_sees_every_kind() -> None:
    source = """
import a.b, c as d
from e.f import g
def later():
    from ..h import i
    from . import j
    __import__("k.l"); importlib.import_module("m"); importlib.import_module(n)
"""
    assert set(imported(source, "top.sub")) == {
        *("a.b", "c", "e.f.g", "top.h.i", "top.sub.j", "k.l", "m", "a name not written out"),
    }


@pytest.mark.parametrize("package", MAY_USE)
def test_a_package_uses_only_what_is_below_it(package: str) -> None:
    import sys

    wrong = {
        name: sorted(tops(names) - MAY_USE[package] - sys.stdlib_module_names)
        for name, names in modules(package).items()
    }
    assert {name: names for name, names in wrong.items() if names} == {}


def test_only_where_they_are_brought_together_does_the_assistant_ingest() -> None:
    using = {name for name, names in modules("assistant").items() if "ingest" in tops(names)}
    assert using == BRINGS_TOGETHER


def test_the_ontology_is_data() -> None:
    assert [path.name for path in (ROOT / "ontology").rglob("*.py")] == []


def test_every_package_is_looked_at() -> None:
    counts = {package: len(modules(package)) for package in PACKAGES}
    assert all(counts.values())
    assert {"kg", "kg.errors", "kg.texts", "kg.versions"} <= set(modules("kg"))
    assert modules("ingest")["ingest"] >= {"ingest.rdf.read_rdf", "kg.errors.SourceUnknown"}
