"""All of one issue: the panel, those outside it, context of the whole panel, corrections, sources, citation."""

from dataclasses import fields
from pathlib import Path

import pytest
from tests.datasets import Line, complete, write
from tests.pages.asking import bridge, html

from stancetracker.figures.record import MOST_ROWS
from stancetracker.figures.tables import TiesOfThePanel
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.pages import issue
from stancetracker.pages.actor import ActorPage
from stancetracker.pages.cards import Card
from stancetracker.reports import citation
from stancetracker.reports.run import answer


def shown(folder: Folder, cache: Path) -> str:
    """Return the page of the bridge as HTML."""
    return html(folder, cache, lambda now: issue.page(now, "bridge", None))


def test_without_a_panel_all_on_record_are_told_and_there_are_no_counts_and_no_context(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "until": "2026-06-30"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "tie", "id": "gift", "actor": "ada"}
    """
    found = bridge(folder, cache)
    tally, facts = found.tally, dict(found.tally.facts)

    assert ((), ["ada"]) == (found.cards, [card.standing.actor for card in found.others])
    assert (None, ["when"]) == (found.ties, list(found.figures))
    assert "This issue has no panel, so it has no counts." in found.notes
    assert (None, None, ()) == (tally.headline, tally.sentence, tally.marks)
    assert ["30 Jun 2026", "no check on record", "1 statement, 0 silences"] == [
        facts[name] for name in ("Last day", "Last checked", "Records")
    ]


def test_the_context_is_of_the_whole_panel_and_no_card_or_actor_page_has_a_place_for_a_tie(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "tie", "id": "gift", "actor": "ada", "title": "A gift"}
    {"kind": "tie", "id": "wrong", "actor": "ada", "title": "No gift"}
    {"kind": "correction", "id": "c", "corrects": "wrong", "reason": "It never was."}
    {"kind": "reply", "id": "r", "to": "gift", "by": "ada"}
    """
    found = bridge(folder, cache)

    assert isinstance(found.ties, TiesOfThePanel)
    assert [("Ada", (("A gift (The Example)",),)), ("Bo", ((),))] == [
        (row.name, row.ties) for row in found.ties.rows
    ]
    assert ["Reply of Ada to the record of a donation of Ada"] == [each.words for each in found.replies]
    assert ["A retraction withdraws the record of a donation of Ada"] == [
        each.words for each in found.corrections
    ]
    assert not any("gift" in repr(card).casefold() for card in found.cards)
    assert not any(
        "tie" in field.name or "context" in field.name for kind in (Card, ActorPage) for field in fields(kind)
    )


def test_the_page_rests_on_each_source_once(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "event", "id": "e", "sources": [{"url": "https://e.org/1", "tier": "primary"}]}
    {"kind": "petition", "id": "p", "sources": [{"url": "https://p.org/1", "tier": "primary"}],
     "signatures": [{"date": "2026-01-06", "at_least": 3, "sources": [{"url": "https://q.org/1", "tier": "primary"}]}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://s.org/1", "tier": "primary"}, {"citation": "A book", "tier": "secondary"}]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13", "basis": "reported",
     "sources": [{"url": "https://s.org/1", "tier": "primary", "archive_url": "https://archive.org/1"}]}
    {"kind": "tie", "id": "gift", "actor": "ada", "sources": [{"url": "https://t.org/1", "tier": "primary"}]}
    """
    assert 5 == bridge(folder, cache).sources


def test_events_are_told_with_what_is_remarked_about_triggers_alone(folder: Folder, cache: Path) -> None:
    """
    {"kind": "issue", "id": "bridge"}
    {"kind": "event", "id": "vote", "title": "A vote", "date": "2026-01-10/2026-01-12", "trigger": true,
     "note": "Close."}
    {"kind": "event", "id": "gala", "title": "A gala", "date": "2026-01-09", "note": "Ada came."}
    {"kind": "event", "id": "later", "title": "A second vote", "date": "2027-01-01"}
    """
    assert [("event", "A gala", "9 Jan 2026", None), ("trigger", "A vote", "10–12 Jan 2026", "Close.")] == [
        (each.kind, each.words, each.when, each.note) for each in bridge(folder, cache).events
    ]


def test_the_method_says_when_a_check_is_stale_and_how_near_sources_are(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "recheck_days": 14}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://a.example", "tier": "secondary"}, {"url": "https://b.example", "tier": "primary"}]}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-03", "stance": "favor",
     "sources": [{"url": "https://a.example", "tier": "secondary"}]}
    {"kind": "silence", "id": "l", "actors": ["ada", "bo"], "date": "2026-01-13", "sources":
     [{"url": "https://c.example", "tier": "reprint"}]}
    """
    page = shown(folder, cache)

    assert "once it is more than 14 days older than the day asked about" in page
    assert "<p>A source is primary where it holds the words themselves, secondary where" in page
    assert "<p>Of 3 statements and checks here, 1 has a primary source.</p>" in page


def test_a_page_is_cited_as_cite_does(folder: Folder, cache: Path) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    """
    question = Question("2026-12-31", known_by="2026-12-31")
    made = answer(folder, question, lambda index, asked: citation.citation(index, asked, "bridge"), cache)
    [row], cited = made.section(None).rows, bridge(folder, cache).cited

    assert [row[key] for key in ("text", "bibtex", "csl_json")] == [
        cited[key] for key in ("text", "bibtex", "csl_json")
    ]


def crowd(path: Path, count: int, *, panel: bool) -> Folder:
    """Write a dataset of so many people, of whom the first spoke, replied and gave, and the others were sought."""
    people = [f"p{number}" for number in range(count)]
    lines: list[Line] = [
        *({"kind": "person", "id": person} for person in people),
        {"kind": "issue", "id": "bridge", "panel": people if panel else []},
        {"kind": "statement", "id": "s", "speaker": "p0", "date": "2026-01-02", "stance": "favor"},
        {"kind": "reply", "id": "r", "to": "s", "by": "p0"},
        {"kind": "tie", "id": "gift", "actor": "p0"},
        {"kind": "silence", "id": "l", "actors": people[1:], "date": "2026-01-20"},
    ]
    return write(path / "data", map(complete, lines))


def test_more_than_can_be_read_outside_the_panel_have_no_cards(tmp_path: Path, cache: Path) -> None:
    folder = crowd(tmp_path, MOST_ROWS + 1, panel=False)
    found = bridge(folder, cache)

    assert ((), 0) == (found.others, found.sources)
    assert f"<p>{MOST_ROWS + 1} actors outside the panel have a record on this issue" in shown(folder, cache)


@pytest.mark.parametrize("count, cards", [(MOST_ROWS, MOST_ROWS), (MOST_ROWS + 1, 0)])
def test_a_panel_too_large_to_be_read_has_no_cards_and_no_context(
    tmp_path: Path, cache: Path, count: int, cards: int
) -> None:
    folder = crowd(tmp_path, count, panel=True)
    found, page = bridge(folder, cache), shown(folder, cache)
    replies = [*found.replies, *(reply for card in found.cards for reply in card.replies)]

    assert cards == len(found.cards)
    assert bool(cards) == (found.ties is not None) == bool(found.sources)
    assert (not cards) == ("too large to show the ties" in page)
    assert (not cards) == ("The sources of this issue are not listed here" in page)
    assert ["r"] == [reply.id for reply in replies]


def test_what_came_back_is_split_and_the_unchecked_are_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13", "response": "declined"}
    {"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-14"}
    {"kind": "statement", "id": "memo", "speaker": "cy", "date": "2026-01-03", "stance": "neither",
     "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-16"}
    """
    found = bridge(folder, cache).tally

    assert (
        "No public statement found for 2 of 3 when last checked, 13–14 Jan 2026"
        " (1 none found, 1 declined); 1 unchecked." == found.headline
    )
    assert [
        "2 no public statement found (1 none found, 1 declined; of them 2 overdue for a recheck)",
        "1 unchecked (of them 1 reported, not public)",
    ] == [mark.words for mark in found.marks]


def test_a_panel_of_people_and_organizations_is_counted_whole(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"]}
    {"kind": "statement", "id": "s", "speaker": "acme", "date": "2026-01-02", "stance": "favor"}
    """
    found = bridge(folder, cache).tally

    assert "Public statements on record: 1 of 2 actors; 1 unchecked." == found.headline


def test_what_was_recorded_or_said_later_is_in_no_fact(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "event", "id": "e", "date": "2026-03-02", "trigger": true}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-03-02", "stance": "favor"}
    {"kind": "statement", "id": "known-later", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "recorded": "2026-03-03"}
    """
    facts = dict(bridge(folder, cache, "2026-03-01").tally.facts)

    assert "0 statements, 0 silences" == facts["Records"]
    assert "Triggers" not in facts
