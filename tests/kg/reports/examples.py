"""Small reports that the tests of every format write out."""

from kg.place import Place
from kg.results import Report, Result, Rule, Thing

STYR = "https://w3id.org/styrkompass/ns#"
STYRSH = "https://w3id.org/styrkompass/shapes#"
EX = "https://example.org/kommun/"


def thing(local: str, sv: str, en: str, type_: str = "", kind: tuple[str, str] = ("", "")) -> Thing:
    """A thing of our example municipality."""
    kinds = {"sv": kind[0], "en": kind[1]} if type_ else {}
    return Thing(EX + local, {"sv": sv, "en": en}, STYR + type_ if type_ else None, kinds)


SCHOOLS = thing("skola", "Skolförvaltningen", "The schools")
LIBRARY = thing("bibliotek", "Biblioteket", "The library")
STRATEGY = thing("strategi", "Trygghet", "Safety", "Strategy", ("Strategi", "Strategy"))
PROGRAMME = thing(
    "program",
    "Trygg <vardag>",
    "Safe <days>",
    "DevelopmentProgramme",
    ("Utvecklingsprogram", "Development programme"),
)
NO_STRATEGY = Result(
    rule="R09",
    shape=STYRSH + "R09-OneStrategy",
    severity="violation",
    focus=PROGRAMME,
    path="styr:programmeOf",
    value="=1+1",
    component="MaxCountConstraintComponent",
    message={"sv": "Programmet har två strategier.", "en": "The programme has two strategies."},
    help={"sv": "Behåll en.", "en": "Keep one."},
    owner=SCHOOLS,
    strategy=STRATEGY,
    programme=PROGRAMME,
    place=Place("plan/mitt program.ttl", line=12),
    suggestion="styr:inFocusArea",
)
RULE = Rule(
    id="R09",
    severity="violation",
    name={"sv": "En strategi", "en": "One strategy"},
    description={"sv": "Ett program är en handlingsplan.", "en": "A programme is a plan."},
    help={"sv": "Behåll en.", "en": "Keep one."},
)
OWN_WARNING = Result(
    rule="Egen",
    shape=EX + "Egen",
    severity="warning",
    focus=Thing("urn:x", {"sv": "Sak", "en": "Sak"}),
    path=None,
    value=None,
    component="OrConstraintComponent",
    message={"sv": "Se över saken.", "en": "Se över saken."},
    help={},
    owner=None,
)


def no_status(number: int, programme: Thing | None = PROGRAMME) -> Result:
    """An activity without status."""
    return Result(
        rule="R21",
        shape=STYRSH + "R21-OneStatus",
        severity="violation",
        focus=thing(
            f"a{number}", f"Aktivitet {number}", f"Act {number}", "Activity", ("Syssla", "Activity")
        ),
        path="styr:status",
        value=None,
        component="MinCountConstraintComponent",
        message={"sv": "Status saknas.", "en": "No status."},
        help={"sv": "Välj en.", "en": "Choose one."},
        owner=LIBRARY,
        strategy=STRATEGY,
        programme=programme,
        place=Place("a.xlsx", sheet="Aktiviteter", row=number),
    )


def report_of(*results: Result) -> Report:
    """A report with these results, in this order."""
    counts = {s: sum(r.severity == s for r in results) for s in ("violation", "warning", "info")}
    broken = {r.rule: sum(each.rule == r.rule for each in results) for r in results}
    return Report(
        conforms=not counts["violation"],
        version_of_shapes="0.1.0",
        results=results,
        summary={**counts, "rules": broken},
        ms=1234.5,
        rules={NO_STRATEGY.shape: RULE} if NO_STRATEGY in results else {},
    )


BOTH = report_of(NO_STRATEGY, OWN_WARNING)
MANY = report_of(NO_STRATEGY, *(no_status(number) for number in range(1, 48)), OWN_WARNING)
NOTHING = report_of()
