"""The actors whom a text names."""

from stancetracker.addons.evidence.actors import Actors

TEXT = "Executives such as Cook, Tim Sweeney and others signed."


def test_a_name_with_the_surname_first_is_no_name_in_a_text() -> None:
    assert {} == Actors((("person", "tim-cook", "Cook, Tim"),), TEXT).masked(TEXT).ids


def test_a_name_with_a_suffix_is_found_in_a_text() -> None:
    text = "“No,” said Robert Doe, Jr. on Tuesday."

    ids = Actors((("person", "rob", "Robert Doe, Jr."),), text).masked(text).ids

    assert [{"rob"}] == [*ids.values()]
