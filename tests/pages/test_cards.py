"""An actor on an issue: the finding, replies above, records with what keeps them from counting."""

from pathlib import Path

from tests.pages.asking import LATE, bridge

from stancetracker.ledger.folder import Folder
from stancetracker.pages.cards import Card


def card(folder: Folder, cache: Path, day: str = LATE) -> Card:
    """Return the one card of the panel."""
    [found] = bridge(folder, cache, day).cards
    return found


def test_a_look_says_what_came_back_and_who_looked_by_its_own_day(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada", "ada"], "date": "2026-01-13/2026-01-15", "response": "declined",
     "searched": ["the web", "feeds"], "includes_internal": true, "label": "kept quiet", "note": "By phone."}
    """
    found = card(folder, cache)

    assert "No public statement found as of 13 Jan 2026 (declined), searched by Us" == found.finding
    assert ("chief, Acme", ("not rechecked since 13 Jan 2026 (352 days)",)) == (found.role, found.flags)
    [entry] = found.entries
    assert "kept quiet" == entry.quote
    assert (
        "silent",
        "as of 13 Jan 2026",
        "No public statement found (declined), searched by Us",
        "searched: the web; feeds; also searched internally",
        "By phone.",
        True,
    ) == (entry.mark, entry.when, entry.words, entry.where, entry.note, entry.counts)


def test_what_a_standing_rests_on_comes_first_then_the_newest(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "first", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "id": "look", "actors": ["ada"], "date": "2026-01-20"}
    {"kind": "statement", "id": "decides", "speaker": "ada", "date": "../2026-01-04", "stance": "against"}
    {"kind": "statement", "id": "aside", "speaker": "ada", "date": "2026-01-10", "stance": "neither"}
    """
    found = card(folder, cache)

    assert ["first", "decides", "look", "aside"] == [entry.id for entry in found.entries]
    assert 2 == found.basis
    assert "Public statement, both in favor and against, 2 Jan 2026" == found.finding
    assert "by 4 Jan 2026" == found.entries[1].when


def test_a_standing_rests_on_no_more_than_what_decides(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "statement", "id": "both", "speaker": "ada", "date": "2026-01-04", "stance": "mixed"}
    {"kind": "statement", "id": "too", "speaker": "ada", "date": "2026-01-04", "stance": "against"}
    {"kind": "statement", "id": "old", "speaker": "bo", "date": "2026-01-02", "stance": "favor"}
    {"kind": "statement", "id": "one", "speaker": "bo", "date": "2026-01-04/2026-01-06", "stance": "favor"}
    {"kind": "statement", "id": "other", "speaker": "bo", "date": "2026-01-04", "stance": "against"}
    {"kind": "statement", "id": "doubt", "speaker": "bo", "date": "2026-01-05", "stance": "against",
     "verification": "disputed"}
    """
    cards = bridge(folder, cache).cards

    assert [["both", "too"], ["one", "other"], []] == [
        [entry.id for entry in sorted(each.entries[: each.basis], key=lambda entry: entry.id)]
        for each in cards
    ]


def test_a_withdrawn_a_disputed_and_an_unsure_record_say_so(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "statement", "id": "right", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026", "stance": "favor"}
    {"kind": "statement", "id": "doubtful", "speaker": "ada", "date": "2026-01-04", "stance": "favor",
     "verification": "disputed"}
    {"kind": "correction", "id": "c", "corrects": "wrong", "type": "supersession", "replacement": "right",
     "reason": "Another day.", "by": "Cy"}
    """
    found = card(folder, cache, "2026-06-01")

    assert {
        "wrong": "record withdrawn by a supersession",
        "right": "",
        "unsure": "may have been made after this day",
        "doubtful": "disputed",
    } == {entry.id: entry.state for entry in found.entries}
    assert ["right"] == [entry.id for entry in found.entries if entry.counts]
    assert ["right"] == [entry.id for entry in found.entries if entry.mark == "favor"]
    [correction] = found.corrections
    assert (
        "A supersession withdraws the record of a statement by Ada, 2 Jan 2026;"
        " replaced by the record of a statement by Ada, 3 Jan 2026",
        "Another day.",
        "by Cy",
        "2 Feb 2026",
    ) == (correction.words, correction.summary, correction.where, correction.when)


def test_of_a_redaction_only_that_a_line_was_redacted_is_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor", "summary": "A secret.",
     "sources": [{"url": "https://secret.example.org/1", "tier": "primary", "title": "A secret"}]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13", "note": "A secret."}
    {"kind": "correction", "id": "c", "corrects": "s", "type": "redaction", "reason": "The law."}
    {"kind": "correction", "id": "d", "corrects": "l", "type": "redaction", "reason": "The law."}
    """
    found = bridge(folder, cache)

    assert "secret" not in repr(found)
    assert ((), ()) == (found.cards[0].entries, found.cards[0].corrections)
    assert [("A line was redacted", "The law.")] * 2 == [
        (each.words, each.summary) for each in found.corrections
    ]


def test_replies_to_records_of_the_card_stand_above_them_and_answer_one_another(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13"}
    {"kind": "reply", "id": "one", "to": "l", "by": "ada", "text": "J'ai parlé.", "language": "fr"}
    {"kind": "reply", "id": "two", "to": "one", "by": "bo", "date": "2026-02-04"}
    {"kind": "reply", "id": "of-her", "to": "ada", "by": "ada", "date": "2026-02-05"}
    {"kind": "reply", "id": "of-issue", "to": "bridge", "by": "bo", "date": "2026-02-06"}
    {"kind": "reply", "id": "withdrawn", "to": "one", "by": "bo", "date": "2026-02-07", "text": "Oh."}
    {"kind": "correction", "id": "c", "corrects": "withdrawn"}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "correction", "id": "d", "corrects": "wrong"}
    {"kind": "reply", "id": "of-correction", "to": "d", "by": "ada", "date": "2026-02-08"}
    """
    found = bridge(folder, cache)

    assert [
        ("Reply of Ada to the record of a check for Ada, as of 13 Jan 2026", "J'ai parlé.", "fr"),
        ("Reply of Bo to the reply of Ada, 3 Feb 2026", "Not so.", "en"),
        ("Reply of Ada to Ada", "Not so.", "en"),
        ("Reply of Ada to the correction recorded 2 Feb 2026", "Not so.", "en"),
    ] == [(each.words, each.quote, each.language) for each in found.cards[0].replies]
    assert ["Reply of Bo to “The bridge”"] == [each.words for each in found.replies]
    assert "A retraction withdraws the reply of Bo, 7 Feb 2026" in [each.words for each in found.corrections]


def test_a_quote_keeps_its_language_and_says_what_it_is(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07/2026-01-26", "stance": "favor",
     "quote": "Oui.", "wording": "translation", "language": "fr", "voice": "spokesperson",
     "sources": [{"url": "https://x.org/1", "tier": "reprint", "publisher": "X", "original_publisher": "Y",
                  "title": "A title", "published": "2026-01-27", "archive_url": "https://archive.org/1"},
                 {"citation": "A book", "tier": "primary"}]}
    """
    [entry] = card(folder, cache).entries

    assert ("Oui.", "fr", "translation", "7–26 Jan 2026", "speech, through a spokesperson") == (
        entry.quote,
        entry.language,
        entry.wording,
        entry.when,
        entry.where,
    )
    assert [
        ("X, “A title”, 27 Jan 2026", "https://x.org/1", "https://archive.org/1", "reprint of Y"),
        ("A book", None, None, "primary"),
    ] == [(link.text, link.url, link.archived, link.tier) for link in entry.sources]


def test_what_had_not_begun_or_was_not_recorded_is_on_no_card(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "later", "speaker": "ada", "date": "2026-03-02", "stance": "favor"}
    {"kind": "statement", "id": "leaked-later", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "audience": "private", "made_public": "2026-03-02"}
    {"kind": "statement", "id": "recorded-later", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "recorded": "2026-03-02"}
    {"kind": "silence", "id": "look-later", "actors": ["ada"], "date": "2026-03-02"}
    """
    found = card(folder, cache, "2026-03-01")

    assert ("Unchecked: no check on record", ()) == (found.finding, found.entries)
