"""Standings, flags and counts in words."""

from collections.abc import Callable
from typing import Any

import pytest

from stancetracker.base import wording
from stancetracker.base.wording import checker

SILENT = "No public statement found up to 26 Jan 2026"


def silence_by(
    basis: str | None,
    checked_by: str | None = None,
    publisher: str | None = None,
    original_publisher: str | None = None,
    tier: str = "secondary",
    source: str | None = None,
) -> dict[str, str | None]:
    """Return the fields of a silence that name who checked."""
    return locals()


ON_RECORD = {"spoke": 3, "silent": 1, "unchecked": 1}
OUTSIDE = {"unchecked": 1, "spoke": 2}
APART = "Outside the panels: on record on 2 issues, never looked for on 1 issue."
RESPONSE_COUNTS = {"declined": 1, "none-found": 3, "avoided": 0}


@pytest.mark.parametrize(
    ("phrase", "values", "expected"),
    [
        (
            wording.standing,
            ("spoke", "for change", "2026-01-26", "public"),
            "Public statement, for change",
        ),
        (
            wording.standing,
            ("spoke", "against change", None, "public"),
            "Public statement, against change",
        ),
        (
            wording.standing,
            ("spoke", "on both sides", None, "public"),
            "Public statement, on both sides",
        ),
        (
            wording.standing,
            ("spoke", "no side in these words", None, "any"),
            "Statement, no side in these words",
        ),
        (wording.standing, ("silent", None, "2026-01-26", "public"), SILENT),
        (wording.standing, ("silent", None, "2026-01-26", "any"), SILENT),
        (wording.standing, ("unchecked", None, None, "public"), "Never looked for"),
        (
            wording.on_issues,
            (ON_RECORD, {}),
            "On record on 3 of 5 issues. No public statement found on 1. Never looked for on 1.",
        ),
        (wording.on_issues, ({"spoke": 1}, OUTSIDE), f"On record on 1 of 1 issue. {APART}"),
        (wording.on_issues, ({}, OUTSIDE), APART),
        (wording.on_issues, ({}, {}), ""),
        (checker, (silence_by("own-search", "Us"),), "checked by Us"),
        (checker, (silence_by("own-search", "Us", "Us"),), "checked by Us"),
        (checker, (silence_by("asked"),), "asked by us"),
        (checker, (silence_by("reported", "Us", "Paper"),), "according to Us via Paper"),
        (checker, (silence_by("reported", source="https://x.org"),), "according to https://x.org"),
        (
            checker,
            (silence_by("reported", None, "Copy", "Paper", tier="reprint"),),
            "according to Paper, read at Copy",
        ),
        (
            checker,
            (silence_by("reported", "Paper", "Copy", "Paper", tier="reprint"),),
            "according to Paper, read at Copy",
        ),
        (
            checker,
            (silence_by("reported", "Paper", "Blog", "Paper", tier="secondary"),),
            "according to Blog, after Paper",
        ),
        (
            checker,
            (silence_by("reported", "Us", "Copy", tier="reprint"),),
            "according to Us, read at Copy",
        ),
        (
            checker,
            (silence_by("reported", None, "Copy", tier="reprint"),),
            "according to an unnamed author, in Copy",
        ),
        (checker, (silence_by(None, None, "Paper"),), ""),
        (
            checker,
            (silence_by("reported", None, "Blog (Paper)", "Paper", tier="secondary"),),
            "according to Blog, after Paper",
        ),
        (
            wording.published_by,
            ("Goldsea (Reuters wire)", "Reuters", "reprint"),
            "Reuters, read at Goldsea",
        ),
        (
            wording.published_by,
            ("Harper (a blog)", "AP", "reprint"),
            "AP, read at Harper (a blog)",
        ),
        (wording.published_by, ("APN (APN News)", "AP", "reprint"), "AP, read at APN (APN News)"),
        (wording.published_by, ("Quartz", "Quartz", "reprint"), "Quartz"),
        (wording.published_by, ("Blog", "Paper", "secondary"), "Blog, after Paper"),
        (wording.published_by, ("Blog (Paper)", "Paper", "secondary"), "Blog, after Paper"),
        (wording.published_by, ("Quartz", "Quartz", "secondary"), "Quartz"),
        (wording.published_by, ("Blog (Paper)", None, "secondary"), "Blog (Paper)"),
        (wording.split, (RESPONSE_COUNTS, wording.RESPONSES), "3 none found, 1 declined"),
        (wording.actors, (1, "person"), "1 person"),
        (wording.actors, (11, "person"), "11 people"),
        (wording.actors, (4, "organization"), "4 organizations"),
        (wording.actors, (3, "any"), "3 actors"),
        (wording.days, (1, 1), "1 day"),
        (wording.days, (2, 2), "2 days"),
        (wording.days, (0, 19), "0–19 days"),
        (wording.counterparty, ("donation", "A Fund"), "to A Fund"),
        (wording.counterparty, ("contract", "The City"), "with The City"),
        (wording.counterparty, ("donation", None), ""),
        (wording.money, (None, None, None, None), ""),
        (wording.money, (75_000_000, "USD", "at-least", None), "at least 75,000,000 USD"),
        (wording.money, (1_000_000.0, "USD", "exact", "obligated"), "1,000,000 USD obligated"),
        (wording.money, (9.0, "USD", "about", "award"), "about 9 USD awarded"),
        (wording.money, (12.5, "EUR", "at-most", "ceiling"), "up to 12.50 EUR possible"),
        (wording.money, (0, "USD", "exact", "obligated"), "none found"),
    ],
)
def test_each_phrase_says_what_its_values_mean(
    phrase: Callable[..., str], values: tuple[Any, ...], expected: str
) -> None:
    assert expected == phrase(*values)


SENTENCE = wording.SourceSentence(
    basis="reported",
    checked_by=None,
    publisher="The Paper",
    original_publisher=None,
    author=None,
    place="paper.example",
    tier="secondary",
    date="2026-01-26",
    language="en",
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "The Paper wrote on 26 Jan 2026"),
        ({"author": "Jo", "checked_by": "The Paper"}, "The Paper wrote on 26 Jan 2026"),
        ({"checked_by": "Jo"}, "Jo, in The Paper, wrote on 26 Jan 2026"),
        ({"publisher": None, "author": "Jo"}, "Jo, in paper.example, wrote on 26 Jan 2026"),
        (
            {"publisher": None, "author": "Jo", "checked_by": "Jo", "place": "Jo"},
            "Jo wrote on 26 Jan 2026",
        ),
        ({"language": "fr"}, "The Paper wrote on 26 Jan 2026 (in French)"),
        ({"language": "pt-BR"}, "The Paper wrote on 26 Jan 2026 (in Portuguese)"),
        ({"language": "xh"}, "The Paper wrote on 26 Jan 2026 (in xh)"),
        ({"language": None}, "The Paper wrote on 26 Jan 2026"),
        ({"original_publisher": "WIRED"}, "The Paper, after WIRED, wrote on 26 Jan 2026"),
        ({"date": "2026-01-27/2026-01-30"}, "The Paper wrote between 27 and 30 Jan 2026"),
        ({"date": "2026-01"}, "The Paper wrote in Jan 2026"),
        ({"date": "../2026-01-26"}, "The Paper wrote by 26 Jan 2026"),
        # A reprint has the words of its original.
        (
            {"tier": "reprint", "original_publisher": "WIRED", "language": "it"},
            "WIRED wrote on 26 Jan 2026 (Italian copy at The Paper)",
        ),
        (
            {"tier": "reprint", "original_publisher": "WIRED"},
            "WIRED wrote on 26 Jan 2026 (copy at The Paper)",
        ),
        ({"tier": "reprint"}, "An unnamed author, in The Paper, wrote on 26 Jan 2026"),
        (
            {"tier": "reprint", "checked_by": "The Paper"},
            "An unnamed author, in The Paper, wrote on 26 Jan 2026",
        ),
        # What somebody searched is not in the words of the one who searched.
        ({"basis": "own-search", "checked_by": "Us"}, "The Paper wrote on 26 Jan 2026"),
        (
            {"basis": "own-search", "checked_by": "Us", "publisher": None, "place": ""},
            "Us wrote on 26 Jan 2026",
        ),
        (
            {"basis": "asked", "publisher": None, "place": ""},
            "An unnamed author wrote on 26 Jan 2026",
        ),
    ],
)
def test_a_sentence_about_a_silence_is_that_of_its_source(
    more: dict[str, Any], expected: str
) -> None:
    assert expected == wording.wrote(SENTENCE._replace(**more), "en")


def test_an_inferred_stance_is_called_inferred() -> None:
    standing = {"status": "spoke", "side": "against change", "stance_basis": "inferred"}
    row = standing | {"panel": True, "later_words": "s", "earliest": None, "replied": None}

    assert "Public statement, against change (inferred)" == wording.standing(
        "spoke", "against change", None, "public", "inferred"
    )
    assert "against change (inferred); later words" == wording.cell(
        {**dict.fromkeys(wording.FLAGS, False), **row}
    )


def test_a_stale_silence_is_flagged_with_the_day_of_its_last_check_if_somebody_answers_for_it() -> (
    None
):
    row = {"status": "silent", "stale": True, "earliest": "2026-01-27", "answered": True}

    assert ("not checked since 27 Jan 2026",) == wording.flags(row)
    assert ("not checked since then",) == wording.flags({**row, "earliest": None})
    assert ("nobody answers for it",) == wording.flags({**row, "answered": False})


def test_a_stale_search_is_flagged_with_its_day() -> None:
    row = {"status": "searched", "stale": True, "earliest": "2026-01-27", "answered": None}

    assert ("not searched since 27 Jan 2026",) == wording.flags(row)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "favor"),
        ({"counts": False}, "uncounted"),
        ({"verification": "disputed"}, "uncounted"),
        ({"withdrawn": "retraction"}, "uncounted"),
        ({"audience": "internal", "counts": False}, "private"),
        ({"audience": "internal", "verification": "disputed"}, "uncounted"),
    ],
)
def test_a_statement_that_does_not_count_never_has_the_mark_of_one_that_does(
    fields: dict[str, object], expected: str
) -> None:
    statement = {
        "stance": "favor",
        "audience": "public",
        "verification": "verified",
        "withdrawn": None,
    }

    assert expected == wording.mark_of({**statement, "counts": True, **fields})


def test_whoever_has_become_undecided_is_not_said_to_have_taken_another_side() -> None:
    assert "side" not in wording.FLAGS["moved"].full


@pytest.mark.parametrize(
    ("queries", "items", "numbers"),
    [
        (11, None, "2 searches, 11 queries"),
        (1, None, "2 searches, 1 query"),
        (0, 64, "2 searches, 64 items read"),
        (0, None, "2 searches"),
    ],
)
def test_a_search_is_told_with_what_was_asked_or_read_and_its_day(
    queries: int, items: int | None, numbers: str
) -> None:
    row = {"searches": 2, "queries": queries, "items": items, "last_searched": "2026-11-30"}

    assert f"Searched, no statement found ({numbers}, 30 Nov 2026)" == wording.searched(row)
