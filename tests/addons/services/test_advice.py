"""Advice as an assistant can follow it: no command of a shell that it would have to run, no flag."""

import pytest

from stancetracker.addons.services.advice import for_assistant
from stancetracker.base import wording


@pytest.mark.parametrize(
    ("advice", "expected"),
    [
        (
            "panels alone (--all: everybody on record)",
            "panels alone (`everyone`: true: everybody on record)",
        ),
        ("No row passes --own-words and --silent", "No row passes `own_words` and `silent`"),
        ("Each of 12 ties: --section tie", 'Each of 12 ties: `section`: "tie"'),
        ("give a later --known-by", "give a later `known_by`"),
        (
            "did you mean ada?\nto list all: stancetracker info --people",
            "did you mean ada?\n`search` finds a name by one of its words",
        ),
        (
            "to find words in all records: stancetracker search 'a bridge'",
            "to find words in all records: ask `search`",
        ),
        ("run: stancetracker show ada", "ask `show`"),
        ("run: stancetracker check", "a person has to run: stancetracker check"),
        (
            wording.IF_NONE_FOUND,
            "For a search that found nothing: `propose` a record of kind silence",
        ),
        (wording.IF_WATCHED, ""),
        ("The words --allegedly-- stay", "The words --allegedly-- stay"),
    ],
)
def test_advice_names_tools_and_arguments(advice: str, expected: str) -> None:
    assert expected == for_assistant(advice)
