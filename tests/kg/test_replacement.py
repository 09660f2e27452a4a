"""What is described anew is replaced as a whole; everything else stays."""

import pytest

from kg.rdf import sorted_nquads
from kg.replacement import added_to, replacing
from tests.kg.conftest import Turtle

BASE = """
ex:q a styr:Indicator ; dct:title "Q"@sv ; styr:target ex:mal ; styr:outcome ex:delat ;
    dct:relation [ dct:title "hänger"@sv ; dct:relation [ dct:title "djupare"@sv ] ] .
ex:mal a styr:IndicatorValue ; styr:value 75 .
ex:delat a styr:IndicatorValue ; styr:value 5 .
ex:r a styr:Indicator ; dct:title "R"@sv ; styr:outcome ex:delat ; styr:indicatorOf ex:p .
ex:p a styr:DevelopmentProgramme ; dct:title "P"@sv .
"""
LAST_BUT_ONE = (
    'ex:r a styr:Indicator ; dct:title "R"@sv ; styr:outcome ex:delat ; styr:indicatorOf ex:p .'
)
REST = """
ex:delat a styr:IndicatorValue ; styr:value 5 .
ex:r a styr:Indicator ; dct:title "R"@sv ; styr:outcome ex:delat ; styr:indicatorOf ex:p .
ex:p a styr:DevelopmentProgramme ; dct:title "P"@sv .
"""


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ('ex:q dct:title "Ny"@sv .', 'ex:q dct:title "Ny"@sv .' + REST),
        ('ex:ny dct:title "Ny"@sv .', 'ex:ny dct:title "Ny"@sv .' + BASE),
        (
            'ex:q dct:title "Ny"@sv ; styr:target ex:mal .',
            'ex:q dct:title "Ny"@sv ; styr:target ex:mal . '
            "ex:mal a styr:IndicatorValue ; styr:value 75 ." + REST,
        ),
        (
            "ex:mal a styr:IndicatorValue ; styr:value 80 .",
            BASE.replace("styr:value 75", "styr:value 80"),
        ),
        (
            'ex:q dct:relation [ dct:title "ny"@sv ] .',
            'ex:q dct:relation [ dct:title "ny"@sv ] .' + REST,
        ),
        (
            'ex:r a styr:Indicator ; dct:title "R"@sv .',
            BASE.replace(" ; styr:outcome ex:delat ; styr:indicatorOf ex:p", ""),
        ),
        ("", BASE),
    ],
    ids=["thing", "new", "pointed to", "value", "blank", "shared value", "nothing"],
)
def test_replacing(turtle: Turtle, described: str, expected: str) -> None:
    content, new = turtle(BASE), turtle(described)
    patch = replacing(content, new)
    assert sorted_nquads(patch.apply(content)) == sorted_nquads(turtle(expected))
    assert patch.removed <= set(content)
    assert not patch.added & set(content)


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ('ex:r dct:title "S"@sv .', 'ex:r dct:title "S"@sv .' + BASE),
        (
            'ex:r a styr:Indicator ; dct:title "S"@sv . ex:p dct:title "S"@sv .',
            'ex:r a styr:Indicator ; dct:title "S"@sv . ex:p dct:title "S"@sv .'
            + BASE.replace(LAST_BUT_ONE, ""),
        ),
        (
            'ex:q dct:relation [ dct:title "ny"@sv ] .',
            BASE + 'ex:q dct:relation [ dct:title "ny"@sv ] .',
        ),
    ],
    ids=["a statement", "a whole thing beside it", "blank"],
)
def test_what_is_not_said_the_class_of_gets_more(
    turtle: Turtle, described: str, expected: str
) -> None:
    content, new = turtle(BASE), turtle(described)
    patch = replacing(content, [*new, *added_to(content, new)])
    assert sorted_nquads(patch.apply(content)) == sorted_nquads(turtle(expected))
