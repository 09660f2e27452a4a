"""Ways to break what holds the system together: vision, strategies, programmes, organisation."""

from kg.names import DCT, ORG, RDF, STYR
from tests.ontology.mutant import PITEA, Broken, Mutant
from tests.ontology.ways import KIND, PERSPECTIVE, Ways, sv, typed

WAYS = Ways()
breaks = WAYS.breaks


# -- the system, its vision and its strategies --------------------------------------------------


@breaks("R01")
def system_lacks_a_part(m: Mutant) -> Broken:
    (system,) = m.things("GovernanceSystem")
    part = m.rng.choice(["hasVision", "hasValueBase", "governs"])
    m.remove(system, STYR[part])
    (group,) = m.things("MunicipalGroup")
    # Without a value base nothing covers the group.
    return {("R01", system), *([("R19", group)] if part == "hasValueBase" else [])}


@breaks("R01")
def system_has_two_of_a_part(m: Mutant) -> Broken:
    (system,) = m.things("GovernanceSystem")
    part = m.rng.choice(["hasVision", "hasValueBase", "governs"])
    copied = m.copy(m.one(system, STYR[part]), "tva")
    m.add(system, STYR[part], copied)
    # No internal strategy leads to the second vision, no value base covers the second group.
    follows = {"hasVision": "R04", "governs": "R19"}
    return {("R01", system), *([(follows[part], copied)] if part in follows else [])}


@breaks("R02")
def vision_lacks_content(m: Mutant) -> Broken:
    vision = m.any("Vision")
    part = m.rng.choice([DCT.title, DCT.description, STYR.horizonYear])
    m.remove(vision, part)
    # No title is no Swedish title either.
    return {("R02", vision), *([("R26", vision)] if part == DCT.title else [])}


@breaks("R02")
def vision_year_is_wrong(m: Mutant) -> Broken:
    vision = m.any("Vision")
    wrong = [typed("2050", "integer"), typed("2050-01-01", "date"), sv("om 25 år")]
    m.set(vision, STYR.horizonYear, m.rng.choice(wrong))
    return {("R02", vision)}


@breaks("R03")
def too_many_strategies(m: Mutant) -> Broken:
    copies = [m.copy(m.any("Strategy"), f"strategi-{n}") for n in range(m.rng.randint(1, 3))]
    # A new strategy has no programme.
    return {("R03", m.any("Vision")), *(("R08", each) for each in copies)}


@breaks("R04")
def no_internal_strategy(m: Mutant) -> Broken:
    (internal,) = m.things("InternalStrategy")
    m.remove(internal, RDF.type)
    m.add(internal, RDF.type, STYR.Strategy)
    vision = m.any("Vision")
    # It is the fifth ordinary one then, and has no citizen or place perspective.
    return {("R04", vision), ("R03", vision), ("R05", internal)}


@breaks("R04")
def two_internal_strategies(m: Mutant) -> Broken:
    m.add(m.any("Strategy"), RDF.type, STYR.InternalStrategy)
    return {("R04", m.any("Vision"))}


@breaks("R05")
def strategy_lacks_perspective(m: Mutant) -> Broken:
    strategy = m.any("Strategy")
    m.remove(strategy, STYR.perspective)
    if m.rng.random() < 0.5:
        m.add(strategy, STYR.perspective, PERSPECTIVE.organisation)
    return {("R05", strategy)}


@breaks("R06")
def strategy_has_no_ground(m: Mutant) -> Broken:
    strategy = m.any("Strategy", "InternalStrategy")
    m.remove(strategy, STYR.answersNeed)
    m.remove(strategy, STYR.buildsOn)
    return {("R06", strategy)}


@breaks("R06")
def ground_has_no_evidence(m: Mutant) -> Broken:
    strategy = m.any("Strategy", "InternalStrategy")
    relation = m.rng.choice([STYR.answersNeed, STYR.buildsOn])
    ground = m.rng.choice(
        m.graph.nodes(strategy, relation) or m.graph.nodes(strategy, STYR.buildsOn)
    )
    m.remove(ground, STYR.identifiedIn)
    return {("R06", ground)}


@breaks("R07")
def strategy_leads_nowhere(m: Mutant) -> Broken:
    strategy = m.any("Strategy")
    m.remove(strategy, STYR.towards)
    return {("R07", strategy)}


@breaks("R07")
def strategy_has_two_visions(m: Mutant) -> Broken:
    strategy = m.any("Strategy")
    vision = m.copy(m.any("Vision"), "vision-2")
    m.add(strategy, STYR.towards, vision)
    # No internal strategy leads to the second vision.
    return {("R07", strategy), ("R04", vision)}


@breaks("R08")
def programmes_have_moved(m: Mutant) -> Broken:
    old, new = m.two("Strategy")
    m.retarget(STYR.programmeOf, old, new)
    return {("R08", old)}


# -- programmes ---------------------------------------------------------------------------------


@breaks("R09")
def programme_has_no_strategy(m: Mutant) -> Broken:
    programme = m.any("DevelopmentProgramme")
    strategy = m.one(programme, STYR.programmeOf)
    m.remove(programme, STYR.programmeOf)
    left = not m.graph.subjects(STYR.programmeOf, strategy)
    return {("R09", programme), *([("R08", strategy)] if left else []), *m.idle()}


@breaks("R09")
def programme_has_two_strategies(m: Mutant) -> Broken:
    programme = m.any("DevelopmentProgramme")
    others = set(m.things("Strategy")) - {m.one(programme, STYR.programmeOf)}
    m.add(programme, STYR.programmeOf, m.rng.choice(sorted(others, key=str)))
    return {("R09", programme)}


@breaks("R10")
def programme_lacks_purpose(m: Mutant) -> Broken:
    programme = m.any("DevelopmentProgramme")
    m.remove(programme, STYR.purpose)
    return {("R10", programme)}


@breaks("R10")
def programme_lacks_analysis_and_background(m: Mutant) -> Broken:
    programme = m.any("DevelopmentProgramme")
    m.remove(programme, STYR.analysis)
    m.remove(programme, STYR.background)
    return {("R10", programme)}


@breaks("R11")
def focus_areas_have_moved(m: Mutant) -> Broken:
    old, new = m.two("DevelopmentProgramme")
    m.retarget(STYR.focusAreaOf, old, new)
    return {("R11", old), *m.empty(old)}


@breaks("R11")
def focus_area_has_no_programme(m: Mutant) -> Broken:
    area = m.any("FocusArea")
    programme = m.one(area, STYR.focusAreaOf)
    m.remove(area, STYR.focusAreaOf)
    return {("R11", area), *m.empty(programme), *m.idle()}


@breaks("R11")
def focus_area_has_two_programmes(m: Mutant) -> Broken:
    area = m.any("FocusArea")
    others = set(m.things("DevelopmentProgramme")) - {m.one(area, STYR.focusAreaOf)}
    m.add(area, STYR.focusAreaOf, m.rng.choice(sorted(others, key=str)))
    return {("R11", area)}


@breaks("R12")
def activities_have_moved(m: Mutant) -> Broken:
    old, new = m.two("DevelopmentProgramme")
    to = m.rng.choice(m.graph.subjects(STYR.focusAreaOf, new))
    for area in m.graph.subjects(STYR.focusAreaOf, old):
        m.retarget(STYR.inFocusArea, area, to)
    return {("R12", old)}


@breaks("R13")
def indicators_have_moved(m: Mutant) -> Broken:
    old, new = m.two("DevelopmentProgramme")
    for each in (old, *m.graph.subjects(STYR.focusAreaOf, old)):
        m.retarget(STYR.indicatorOf, each, new)
    return {("R13", old)}


@breaks("R18")
def programme_lacks_a_kind_of_partner(m: Mutant) -> Broken:
    programme = m.any("DevelopmentProgramme")
    internal = m.rng.random() < 0.5
    for partner in m.graph.nodes(programme, STYR.collaboratesWith):
        if m.graph.holds(partner, STYR.partnerKind, KIND.internal) == internal:
            m.remove(programme, STYR.collaboratesWith, partner)
    return {("R18", programme)}


# -- value base and organisation ----------------------------------------------------------------


@breaks("R19")
def value_base_is_empty(m: Mutant) -> Broken:
    base = m.any("ValueBase")
    m.remove(base, STYR.hasValue)
    return {("R19", base)}


@breaks("R19")
def value_base_is_for_less_than_the_group(m: Mutant) -> Broken:
    base = m.any("ValueBase")
    m.set(base, STYR.appliesTo, m.any("Municipality", "Administration", "Unit"))
    return {("R19", base), ("R19", m.any("MunicipalGroup"))}


@breaks("R20")
def new_unit_does_nothing(m: Mutant) -> Broken:
    unit = PITEA["ny-enhet"]
    m.add(unit, RDF.type, STYR[m.rng.choice(["Unit", "MunicipalCompany"])])
    m.add(unit, DCT.title, sv("Den nya enheten"))
    m.add(unit, ORG.subOrganizationOf, m.any("Administration", "Municipality", "Unit"))
    return {("R20", unit)}


@breaks("R20")
def unit_has_handed_everything_over(m: Mutant) -> Broken:
    unit, other = m.two("Unit", "MunicipalCompany")
    m.remove(unit, STYR.supportsStrategy)
    m.retarget(STYR.responsible, unit, other)
    return {("R20", unit)}
