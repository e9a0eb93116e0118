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


def test_a_person_may_be_named_with_the_surname_first(names: Names) -> None:
    names.add("person", "xi-jinping", "Xi, Jinping")
    names.add("organization", "acme", "Acme, Inc.")

    assert names.resolve("Cook, Tim", PEOPLE) == "tim-cook"
    assert names.resolve("XI, JINPING", PEOPLE) == "xi-jinping"
    assert names.resolve("Acme, Inc.", ("person", "organization")) == "acme"


def test_a_name_with_a_suffix_is_suggested_as_it_is_written(names: Names) -> None:
    names.add("person", "rob", "Robert Doe, Jr.")

    with pytest.raises(UnknownNameError) as error:
        names.resolve("Robert Dow, Jr.", PEOPLE)

    assert "did you mean Robert Doe, Jr.?" == error.value.hint


def test_a_given_name_after_a_surname_is_no_surname(names: Names) -> None:
    names.add("person", "xi-jinping", "Xi, Jinping")

    with pytest.raises(UnknownNameError):
        names.resolve("Jinping", PEOPLE)


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
        ("recognition 2018", ("issue",), "did you mean Rekognition, 2018?"),
        ("rekognition-2081", ("issue",), "did you mean rekognition-2018?"),
        ("tim cok", PEOPLE, "did you mean Tim Cook or Tím  Cook?"),
        ("reko", ("person", "event"), "one of ann, bob, cook-2, tim-cook"),
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


ISSUES = (
    ("amazon-rekognition-2018", "Amazon Rekognition, 2018"),
    ("minneapolis-immigration-operations", "Federal immigration operations in Minneapolis"),
    ("iceout-letter-demands", "The demands of the ICEout.tech letter"),
    ("travel-ban-2017", "The travel ban and immigration, January 2017"),
    ("dobbs-2022", "The end of Roe v. Wade, June 2022"),
    ("bridge-tolls", "Tolls"),
    ("harbour", "The harbour, its bridges and a portal"),
    ("portland-2020", "Portland"),
)


def matches(names: Names, text: str, *kinds: str) -> str:
    """Return the ids that a text means, or may mean; empty where it is unknown."""
    try:
        return names.resolve(text, kinds)
    except AmbiguousNameError as error:
        return str(error.hint).removeprefix("it could be ").replace(",", "")
    except UnknownNameError:
        return ""


@pytest.fixture
def issues() -> Names:
    names = Names()
    for id, title in ISSUES:
        names.add("issue", id, id)
        names.add("issue", id, title)
    return names


@pytest.mark.parametrize(
    ("text", "kinds", "expected"),
    [
        ("COOK", ("person",), "ann cook-2 tim-cook"),
        ("rekog", ("issue",), "rekognition-2018"),
        ("2018", ("issue",), "rekognition-2018"),
        ("rekog", ("person",), ""),
        ("tim", ("person",), ""),
        ("Tim-", ("person",), ""),
        ("Tim-C", ("person",), "cook-2 tim-cook"),
        ("", ("person",), ""),
        ("!", ("person",), ""),
    ],
)
def test_a_surname_or_the_beginning_of_an_id_is_enough_unless_two_people_have_it(
    names: Names, text: str, kinds: tuple[str, ...], expected: str
) -> None:
    assert matches(names, text, *kinds) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("roe", "dobbs-2022"),
        ("Roe v Wade", "dobbs-2022"),
        ("minneapolis", "minneapolis-immigration-operations"),
        ("Federal immigration", "minneapolis-immigration-operations"),
        ("immigration", "minneapolis-immigration-operations travel-ban-2017"),
        ("wade", "dobbs-2022"),
        ("immi", ""),
        ("v", ""),
        ("of", ""),
    ],
)
def test_a_word_of_an_issues_title_is_enough_where_no_other_has_it(
    issues: Names, text: str, expected: str
) -> None:
    assert matches(issues, text, "issue") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amaz", "amazon-rekognition-2018"),
        ("ama", ""),
        ("a", ""),
        ("ICE", ""),
        ("iceo", "iceout-letter-demands"),
        ("brid", "bridge-tolls harbour"),
        ("port", "harbour portland-2020"),
        ("ortl", ""),
    ],
)
def test_a_beginning_counts_from_four_letters_on_where_no_other_title_has_it(
    issues: Names, text: str, expected: str
) -> None:
    assert matches(issues, text, "issue") == expected


def test_a_title_gives_its_words_to_issues_alone(issues: Names) -> None:
    issues.add("event", "vote", "The vote on Wade Street")

    assert matches(issues, "street", "event") == ""


def test_in_a_record_no_part_of_a_name_is_enough(names: Names) -> None:
    with pytest.raises(UnknownNameError):
        names.resolve_whole("rekog", ("issue",))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("ICE", "did you mean iceout-letter-demands or minneapolis-immigration-operations?"),
        ("dem", "did you mean iceout-letter-demands?"),
        ("imigration", "did you mean minneapolis-immigration-operations or travel-ban-2017?"),
        ("xyz", f"one of {', '.join(sorted(id for id, _ in ISSUES))}"),
    ],
)
def test_what_was_perhaps_meant_is_an_issue_with_such_a_word_in_its_title_or_terms(
    issues: Names, text: str, hint: str
) -> None:
    issues.add_term("minneapolis-immigration-operations", "ICE")

    with pytest.raises(UnknownNameError) as error:
        issues.resolve(text, ("issue",))

    assert error.value.hint == hint


def test_of_very_many_matches_some_are_listed() -> None:
    names = Names()
    for number in range(100):
        names.add("issue", f"bridge-{number:02}", f"bridge-{number:02}")

    with pytest.raises(AmbiguousNameError) as error:
        names.resolve("bridge", ("issue",))

    assert str(error.value.hint).endswith(", bridge-39 and 60 more")
