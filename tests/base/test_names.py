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
    names = Names()
    for kind, id, name in KNOWN:
        names.add(kind, id, name)
    return names


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
def test_an_id_goes_before_an_exact_name_and_that_before_a_similar_one(
    names: Names, text: str, expected: str
) -> None:
    assert names.resolve(text, PEOPLE) == expected


@pytest.mark.parametrize(
    ("text", "matches"), [("tim  cook", "cook-2, tim-cook"), ("bOSS", "ann, bob, cook-2")]
)
def test_everyone_an_ambiguous_name_may_mean_is_listed(
    names: Names, text: str, matches: str
) -> None:
    with pytest.raises(AmbiguousNameError) as error:
        names.resolve(text, PEOPLE)

    assert (error.value.message, error.value.hint) == (
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
    with pytest.raises(UnknownNameError) as error:
        names.resolve(text, kinds)

    assert (error.value.message, error.value.hint) == (
        f"unknown {' or '.join(kinds)}: {text}",
        hint,
    )


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
def test_a_surname_or_the_beginning_of_an_id_is_enough_unless_two_people_have_it(
    names: Names, text: str, kinds: tuple[str, ...], expected: str
) -> None:
    try:
        candidates = [names.resolve(text, kinds, begun=True)]
    except AmbiguousNameError as error:
        candidates = str(error.hint).removeprefix("it could be ").split(", ")
    except UnknownNameError:
        candidates = []

    assert {*expected.split()} == {*candidates}
    with pytest.raises(UnknownNameError):
        names.resolve(text, kinds)
