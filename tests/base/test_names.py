"""A name as people type it: an id means itself, an exact name goes before one that is only alike."""

import pytest

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
from stancetracker.base.names import Names

KNOWN = (
    ("person", "tim-cook", "tim-cook"),
    ("person", "tim-cook", "Tim Cook"),
    ("person", "cook-2", "cook-2"),
    ("person", "cook-2", "Tím  Cook"),
    ("person", "cook-2", "Boss"),
    ("person", "ann", "ann"),
    ("person", "ann", "boss"),
    ("person", "ann", "cook-2"),
    ("person", "bob", "BOSS"),
    ("organization", "acme", "acme"),
    ("issue", "rekognition-2018", "rekognition-2018"),
    ("issue", "rekognition-2018", "Rekognition, 2018"),
)
PEOPLE = ("person",)


@pytest.fixture
def names() -> Names:
    known = Names()
    for kind, name, called in KNOWN:
        known.add(kind, name, called)
    return known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tim Cook", "tim-cook"),
        ("Tím  Cook", "cook-2"),
        ("cook-2", "cook-2"),
        ("boss", "ann"),
        ("BOSS", "bob"),
        ("Tim-Cook", "tim-cook"),
    ],
)
def test_an_id_then_an_exact_name_then_one_that_is_alike(
    names: Names, text: str, expected: str
) -> None:
    assert names.resolve(text, PEOPLE) == expected


@pytest.mark.parametrize(
    ("text", "matches"), [("tim  cook", "cook-2, tim-cook"), ("bOSS", "ann, bob, cook-2")]
)
def test_all_that_a_name_may_mean_are_listed(names: Names, text: str, matches: str) -> None:
    with pytest.raises(AmbiguousNameError) as told:
        names.resolve(text, PEOPLE)

    assert (told.value.message, told.value.hint) == (
        f"ambiguous person: {text}",
        f"it could be {matches}",
    )


@pytest.mark.parametrize(
    ("text", "kinds", "hint"),
    [
        ("rekognition 2018", ("issue",), "did you mean Rekognition, 2018?"),
        ("rekognition-2081", ("issue",), "did you mean rekognition-2018?"),
        ("tim cok", PEOPLE, "did you mean Tim Cook or Tím  Cook?"),
        ("rekog", ("issue",), "did you mean rekognition-2018?"),
        ("tim cook", ("organization",), "one of acme"),
        ("zoe", ("event",), None),
    ],
)
def test_suggestions_are_what_people_type_and_each_thing_once(
    names: Names, text: str, kinds: tuple[str, ...], hint: str | None
) -> None:
    with pytest.raises(UnknownNameError) as told:
        names.resolve(text, kinds)

    assert (told.value.message, told.value.hint) == (f"unknown {' or '.join(kinds)}: {text}", hint)


@pytest.mark.parametrize(
    ("text", "kinds", "expected"),
    [
        ("COOK", ("person",), "tim-cook cook-2"),
        ("tim", ("person",), "tim-cook"),
        ("Tim-", ("person",), "tim-cook"),
        ("rekog", ("issue",), "rekognition-2018"),
        ("2018", ("issue",), ""),
        ("rekog", ("person",), ""),
        ("", ("person",), ""),
        ("!", ("person",), ""),
    ],
)
def test_a_reader_may_give_a_surname_or_the_beginning_of_an_id(
    names: Names, text: str, kinds: tuple[str, ...], expected: str
) -> None:
    """And never the one of two people that it may mean."""
    try:
        found = [names.resolve(text, kinds, begun=True)]
    except AmbiguousNameError as error:
        found = str(error.hint).removeprefix("it could be ").split(", ")
    except UnknownNameError:
        found = []

    assert {*expected.split()} == {*found}
    with pytest.raises(UnknownNameError):
        names.resolve(text, kinds)
