"""The W3C validation report (sh:ValidationReport), which any SHACL tool reads."""

from kg.names import PREFIXES
from kg.results import Report
from kg.shapes import quiet_about_literals


def to_turtle(report: Report, lang: str = "sv") -> str:
    """Turtle. Messages are in every language, so ``lang`` does not matter."""
    with quiet_about_literals():
        return report.graph.serialize(format="turtle")


def to_jsonld(report: Report, lang: str = "sv") -> str:
    """JSON-LD with a context of its own, so that nothing is fetched. ``lang`` does not matter."""
    with quiet_about_literals():
        return report.graph.serialize(format="json-ld", context=PREFIXES, indent=2) + "\n"
