"""Ways to break what things say: values, activities, periods, titles, terms, references."""

from datetime import date, timedelta

import pyoxigraph as ox

from kg.names import DCT, ORG, RDF, SCHEMA, STYR
from tests.ontology.mutant import DIRECTION, PITEA, Broken, Mutant
from tests.ontology.ways import FOAF, STATUS, Ways, sv, typed

WAYS = Ways()
breaks = WAYS.breaks
SOURCED = ("Strategy", "DevelopmentProgramme", "FocusArea", "Activity", "Indicator")
TITLED = (*SOURCED, "Vision", "Partner", "Need", "Document", "Unit", "Value", "ElectionPledge")
MANY = (
    "inFocusArea supportsStrategy indicatorOf outcome milestone hasValue adopts followsUp "
    "implementedIn identifiedIn"
).split()
"""Links of which a thing may have several, and which no other rule follows."""


# -- indicators ---------------------------------------------------------------------------------


@breaks("R14")
def indicator_lacks_values(m: Mutant) -> Broken:
    indicator = m.any("Indicator")
    m.remove(indicator, STYR[m.rng.choice(["baseline", "milestone", "target"])])
    return {("R14", indicator)}


@breaks("R14")
def indicator_has_two_of_a_value(m: Mutant) -> Broken:
    indicator = m.any("Indicator")
    relation, later = m.rng.choice([("baseline", -1), ("target", 1)])
    value = m.one(indicator, STYR[relation])
    second = m.value_like(value, m.year(value) + later)
    m.add(indicator, STYR[relation], second)
    return {("R14", indicator)}


@breaks("R15")
def milestone_before_baseline(m: Mutant) -> Broken:
    indicator = m.any("Indicator")
    first = m.year(m.one(indicator, STYR.baseline))
    # The first milestone: the later ones are no setback from it, which R16 would report.
    m.set_year(m.milestones(indicator)[0], first - m.rng.randint(0, 5))
    return {("R15", indicator)}


@breaks("R15")
def target_before_milestone(m: Mutant) -> Broken:
    indicator = m.any("Indicator")
    last = m.year(m.milestones(indicator)[-1])
    m.set_year(m.one(indicator, STYR.target), last - m.rng.randint(0, 9))
    return {("R15", indicator)}


@breaks("R15")
def two_milestones_in_a_year(m: Mutant) -> Broken:
    indicator = m.any("Indicator")
    milestone = m.rng.choice(m.milestones(indicator))
    m.add(indicator, STYR.milestone, m.value_like(milestone, m.year(milestone)))
    return {("R15", indicator)}


@breaks("R16")
def direction_is_turned(m: Mutant) -> Broken:
    indicator = m.moving()
    turned = DIRECTION.decrease if m.sign(indicator) > 0 else DIRECTION.increase
    m.set(indicator, STYR.direction, turned)
    return {("R16", indicator)}


@breaks("R16")
def milestone_is_a_setback(m: Mutant) -> Broken:
    indicator = m.moving()
    wrong = m.number(m.one(indicator, STYR.baseline)) - m.sign(indicator) * m.rng.randint(1, 9)
    m.set(m.rng.choice(m.milestones(indicator)), STYR.value, typed(f"{wrong:f}", "decimal"))
    return {("R16", indicator)}


@breaks("R16")
def target_is_the_baseline(m: Mutant) -> Broken:
    indicator = m.moving()
    same = m.number(m.one(indicator, STYR.baseline))
    m.set(m.one(indicator, STYR.target), STYR.value, typed(f"{same:f}", "decimal"))
    return {("R16", indicator)}


@breaks("R17")
def value_lacks_number_or_year(m: Mutant) -> Broken:
    value = m.any("IndicatorValue")
    m.remove(value, m.rng.choice([STYR.value, STYR.year]))
    return {("R17", value)}


@breaks("R17")
def value_has_two_numbers_or_years(m: Mutant) -> Broken:
    value = m.outcome()
    two = m.rng.choice(
        [(STYR.value, typed("1234.5", "decimal")), (STYR.year, typed(1999, "gYear"))]
    )
    m.add(value, *two)
    return {("R17", value)}


@breaks("R17")
def value_is_written_wrongly(m: Mutant) -> Broken:
    value = m.any("IndicatorValue")
    relation, wrong = m.rng.choice(
        [
            (STYR.value, ox.Literal("71,5")),
            (STYR.value, sv("ungefär hälften")),
            (STYR.year, typed(2025, "integer")),
            (STYR.year, ox.Literal("2025")),
        ]
    )
    m.set(value, relation, wrong)
    return {("R17", value)}


@breaks("R17")
def indicator_has_no_single_unit(m: Mutant) -> Broken:
    indicator = m.any("Indicator")
    m.remove(indicator, STYR.unitOfMeasure)
    for unit in m.rng.choice([[], ["procent", "antal"], [""]]):
        m.add(indicator, STYR.unitOfMeasure, ox.Literal(unit))
    return {("R17", indicator)}


# -- activities ---------------------------------------------------------------------------------


@breaks("R21")
def activity_has_nobody_responsible(m: Mutant) -> Broken:
    activity = m.any("Activity")
    m.remove(activity, STYR.responsible)
    return {("R21", activity), *m.idle()}


@breaks("R21")
def activity_is_somebody_elses(m: Mutant) -> Broken:
    activity = m.any("Activity")
    neighbour = PITEA.grannkommunen
    m.add(neighbour, RDF.type, ORG.Organization)
    m.add(neighbour, DCT.title, sv("Grannkommunen"))
    m.set(activity, STYR.responsible, neighbour)
    return {("R21", activity), *m.idle()}


@breaks("R21")
def activity_has_no_single_status(m: Mutant) -> Broken:
    activity = m.any("Activity")
    m.remove(activity, STYR.status)
    for status in m.rng.choice([[], [STATUS.planned, STATUS.done]]):
        m.add(activity, STYR.status, status)
    return {("R21", activity)}


@breaks("R22")
def activity_belongs_nowhere(m: Mutant) -> Broken:
    activity = m.any("Activity")
    areas = m.graph.nodes(activity, STYR.inFocusArea)
    m.remove(activity, STYR.inFocusArea)
    m.remove(activity, STYR.supportsStrategy)
    lacking = [m.empty(p) for area in areas for p in m.graph.nodes(area, STYR.focusAreaOf)]
    return {("R22", activity), *set().union(*lacking), *m.idle()}


# -- pledges, decisions, periods ------------------------------------------------------------------


@breaks("R23")
def pledge_has_no_period(m: Mutant) -> Broken:
    pledge = m.any("ElectionPledge")
    m.remove(pledge, STYR.inMandatePeriod)
    return {("R23", pledge)}


@breaks("R23")
def pledge_is_implemented_nowhere(m: Mutant) -> Broken:
    pledge = m.any("ElectionPledge")
    m.set(pledge, STYR.inMandatePeriod, PITEA["mandatperiod-2023-2026"])  # It has begun.
    m.remove(pledge, STYR.implementedIn)
    return {("R23", pledge)}


@breaks("R24")
def nothing_adopts_it(m: Mutant) -> Broken:
    # Those without an end: what has one is in force only for a time.
    thing = m.any("Vision", "Strategy", "InternalStrategy", "ValueBase")
    m.remove(None, STYR.adopts, thing)
    return {("R24", thing)}


@breaks("R24")
def decision_has_no_body_or_date(m: Mutant) -> Broken:
    decision = m.any("Decision")
    m.remove(decision, m.rng.choice([STYR.decidedBy, DCT.date]))
    return {("R24", decision)}


@breaks("R25")
def period_ends_before_it_begins(m: Mutant) -> Broken:
    thing = m.any("Activity", "DevelopmentProgramme", "Strategy", "Vision")
    begin = date(2020, 1, 1) + timedelta(days=m.rng.randint(1, 1800))
    m.set(thing, STYR.validFrom, typed(begin, "date"))
    m.set(thing, STYR.validTo, typed(begin - timedelta(days=m.rng.randint(1, 900)), "date"))
    return {("R25", thing)}


@breaks("R25")
def programme_is_outside_its_mandate_period(m: Mutant) -> Broken:
    programme = m.any("DevelopmentProgramme")
    begin, end = m.rng.choice([("2022-10-14", "2026-10-14"), ("2022-10-15", "2026-10-15")])
    m.set(programme, STYR.mandatePeriod, PITEA["mandatperiod-2023-2026"])
    m.set(programme, STYR.validFrom, typed(begin, "date"))
    m.set(programme, STYR.validTo, typed(end, "date"))
    return {("R25", programme)}


# -- titles and terms -----------------------------------------------------------------------------


@breaks("R26")
def title_is_not_swedish(m: Mutant) -> Broken:
    thing = m.any(*TITLED)
    name = m.graph.title(thing, "sv")
    m.set(thing, DCT.title, m.rng.choice([ox.Literal(name), ox.Literal(name, language="fi")]))
    return {("R26", thing)}


@breaks("R26")
def title_is_doubled(m: Mutant) -> Broken:
    thing = m.any(*TITLED)
    m.add(thing, DCT.title, sv(m.graph.title(thing, "sv") + " igen"))
    return {("R26", thing)}


@breaks("R26")
def title_is_shared(m: Mutant) -> Broken:
    first, second = m.two(m.rng.choice([name for name in TITLED if len(m.things(name)) > 1]))
    m.set(first, DCT.title, sv(m.graph.title(second, "sv")))
    return {("R26", first), ("R26", second)}


@breaks("R27")
def property_is_misspelt(m: Mutant) -> Broken:
    quad = m.statement()
    name = m.misspelt(quad.predicate.value.removeprefix(STYR.base))
    m.add(quad.subject, STYR[name], quad.object)
    return {("R27", quad.subject)}


@breaks("R27")
def class_is_misspelt(m: Mutant) -> Broken:
    name = m.rng.choice(TITLED)
    thing = m.any(name)
    m.add(thing, RDF.type, STYR[m.misspelt(name)])
    return {("R27", thing)}


@breaks("R27")
def term_is_misspelt_as_value(m: Mutant) -> Broken:
    thing = m.any(*TITLED)
    m.add(thing, STYR.illustrativeProperty, STYR[m.misspelt("responsible")])
    return {("R27", thing)}


@breaks("R27")
def property_is_on_the_wrong_thing(m: Mutant) -> Broken:
    term, value = m.rng.choice(
        [
            (STYR.unitOfMeasure, ox.Literal("procent")),
            (STYR.purpose, sv("Att det ska bli bra.")),
            (STYR.koladaId, ox.Literal("N12345")),
            (STYR.status, STATUS.ongoing),
            (STYR.horizonYear, typed(2040, "gYear")),
        ]
    )
    domain = m.graph.nodes(term, SCHEMA.domainIncludes)
    right = {thing for each in domain for thing in m.graph.subjects(RDF.type, each)}
    thing = m.rng.choice([each for each in m.things(*TITLED) if each not in right])
    m.add(thing, term, value)
    return {("R27", thing)}


# -- references, sources, contacts --------------------------------------------------------------


@breaks("R28")
def address_is_misspelt(m: Mutant) -> Broken:
    quad = m.link(*MANY)
    m.add(quad.subject, quad.predicate, ox.NamedNode(m.misspelt_end(quad.object.value)))
    return {("R28", quad.subject)}


@breaks("R28")
def link_is_to_the_wrong_kind(m: Mutant) -> Broken:
    quad = m.link(*MANY)
    m.add(quad.subject, quad.predicate, m.any("Partner"))
    return {("R28", quad.subject)}


@breaks("R28")
def code_is_not_in_the_list(m: Mutant) -> Broken:
    quad = m.link("status", "direction", "assessment")
    m.set(quad.subject, quad.predicate, ox.NamedNode(m.misspelt_end(quad.object.value)))
    return {("R28", quad.subject)}


@breaks("R28")
def date_is_no_date(m: Mutant) -> Broken:
    thing = m.any("Activity", "DevelopmentProgramme")
    wrong = [sv("våren 2025"), typed("2025-02-30", "date"), typed("2025", "gYear")]
    m.set(thing, STYR.validFrom, m.rng.choice(wrong))
    return {("R28", thing)}


@breaks("R28")
def organisations_go_round(m: Mutant) -> Broken:
    unit = m.any("Unit", "Committee", "MunicipalCompany")
    round_ = m.chain(unit)
    m.add(round_[-1], ORG.subOrganizationOf, unit)
    return {("R28", each) for each in round_}


@breaks("R29")
def source_is_missing(m: Mutant) -> Broken:
    thing = m.any(*SOURCED)
    m.remove(thing, DCT.source)
    return {("R29", thing)}


@breaks("R30")
def contact_is_a_private_person(m: Mutant) -> Broken:
    unit = m.any("Unit", "Committee", "MunicipalCompany")
    relation, contact = m.rng.choice(
        [
            (SCHEMA.email, ox.Literal("karin.lundstrom@pitea.se")),
            (FOAF.mbox, ox.NamedNode("mailto:sven-erik.a.nilsson2@pitea.se")),
            (SCHEMA.telephone, ox.Literal("070-123 45 67")),
            (FOAF.phone, ox.NamedNode("tel:+46731234567")),
        ]
    )
    m.add(unit, relation, contact)
    return {("R30", unit)}


@breaks("R30")
def person_is_in_the_graph(m: Mutant) -> Broken:
    person = PITEA["karin-lundstrom"]
    m.add(person, RDF.type, m.rng.choice([FOAF.Person, SCHEMA.Person]))
    return {("R30", person)}
