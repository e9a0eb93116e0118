"""What the dataset holds about one thing; replies stand dated above what they answer."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, Line, complete, text, write
from tests.render.sample import rendered
from tests.reports.asking import Ask, asking, cells, names, rows_in_words, rows_of
from tests.repositories import commit

from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.index import queries
from stancetracker.index.queries import Question
from stancetracker.index.store import ask as asked_of
from stancetracker.ledger.folder import Folder
from stancetracker.reports.listing import listing
from stancetracker.reports.show import profile
from stancetracker.reports.table import Report

LINES = """
{"kind": "person", "id": "ada", "name": "Ada L", "other_names": ["Countess", "Chief"]}
{"kind": "person", "id": "bo", "other_names": ["Chief"]}
{"kind": "issue", "id": "bridge", "title": "The bridge", "panel": ["ada"]}
{"kind": "issue", "id": "tunnel", "title": "The tunnel"}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
{"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-10", "stance": "favor"}
{"kind": "statement", "id": "u", "speaker": "ada", "date": "2026-01-11", "stance": "against",
 "issue": "tunnel"}
{"kind": "reply", "id": "r", "to": "s", "by": "bo", "date": "2026-02", "text": "Not so.", "language": "en",
 "recorded": "2026-03-01"}
{"kind": "correction", "id": "c", "corrects": "s", "type": "supersession", "replacement": "u",
 "reason": "A slip.", "recorded": "2026-02-20"}
"""


def shown(
    ask: Ask, ref: str, *, history: bool = False, main_alone: bool = False, **asked: Any
) -> Report:
    make = partial(profile, ref=ref, history=history, main_alone=main_alone)
    return ask(make, **{"as_of": "2026-03-01", **asked})


def test_a_record_stands_below_its_replies_and_above_its_corrections(ask: Ask) -> None:
    found = shown(ask, "s")

    assert ["reply", "record", "source", "not-counted", "history", "correction"] == names(found)
    assert "record" == found.section(None).name
    assert ["Feb 2026 | Bo | s | “Not so.”"] == rows_in_words(found.section("reply"))
    assert ["supersession | 20 Feb 2026 | s | u | A slip."] == rows_in_words(
        found.section("correction")
    )
    assert "speaker | ada" in rows_in_words(found.section("record"))


@pytest.mark.parametrize("ref", ["ada", "bo", "bridge", "tunnel", "s", "u", "r", "c"])
def test_the_main_section_alone_is_that_of_the_whole_answer(ask: Ask, ref: str) -> None:
    whole = shown(ask, ref)

    alone = shown(ask, ref, main_alone=True)

    [section] = alone.sections
    assert rows_of(whole.section(None)) == rows_of(section)
    assert whole._replace(sections=(), main=0, make_whole=None) == alone._replace(
        sections=(), main=0, make_whole=None
    )


def test_a_replacement_shows_what_it_replaces(ask: Ask) -> None:
    assert ["s"] == cells(shown(ask, "u").section("correction"), "corrects")


def test_the_fields_of_a_record_are_those_of_its_line(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme", "other_names": ["A", "B"], "identifiers": {"wikidata": "Q1"}}
    {"kind": "tie", "id": "gift", "actor": "acme", "amount": {"value": 5, "currency": "USD", "bound": "exact"}}
    """
    fields = ["other_names.0 | A", "other_names.1 | B", "identifiers.wikidata | Q1"]

    assert [*fields, "file | all.jsonl", "line | 1"] == rows_in_words(
        shown(ask, "acme").section("record")
    )[2:]
    assert "amount.value | 5" in rows_in_words(shown(ask, "gift").section("record"))


def test_programs_get_the_standings_of_an_actor_or_issue_first(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief"}]} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "event", "id": "vote"}
    """
    ada, bridge, bo, vote = (
        shown(ask, ref).section(None) for ref in ("ada", "bridge", "bo", "vote")
    )

    assert [("ada", "chief", "unchecked")] == cells(ada, "actor", "role", "status")
    assert cells(ada, "actor", "status") == cells(bridge, "actor", "status")
    assert ["record", "record"] == [bo.name, vote.name]


def test_a_standing_has_the_keys_that_it_has_in_a_list(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor",
     "quote": "Build it.", "wording": "excerpt", "language": "en",
     "sources": [{"url": "https://a.example", "tier": "primary"}]}
    """
    keys = queries.LIST_COLUMNS
    in_list = ask(listing, as_of="2026-03-01").section(None)
    in_show = shown(ask, "ada").section("standing")

    assert ("excerpt", "primary") == cells(in_show, "wording", "tier")[0]
    assert cells(in_list, *keys) == cells(in_show, *keys)


def test_the_fields_hold_roles_and_sources_which_people_read_in_tables_of_their_own(
    ask: Ask,
) -> None:
    """
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "start_date": "2025"}]}
    {"kind": "issue", "id": "bridge"}
    {"kind": "silence", "id": "checked", "actors": ["ada"], "date": "2026-01-20",
     "sources": [{"url": "https://example.org/1", "tier": "primary"}]}
    """
    silence, ada = shown(ask, "checked"), shown(ask, "ada")

    assert "https://example.org/1" in rendered("csv", silence)
    assert ("memberships.0.role", "chief") in cells(ada.section("record"), "field", "value")
    for format_name in ("table", "md", "html", "plain"):
        assert "sources.0" not in rendered(format_name, silence)
        assert "memberships.0" not in rendered(format_name, ada)


def test_a_page_links_a_silence_that_no_standing_rests_on(ask: Ask) -> None:
    """
    {"kind": "dataset", "url": "https://ledger.example"}
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "silence", "id": "old", "actors": ["ada"], "date": "2026-01-20"}
    {"kind": "silence", "id": "new", "actors": ["ada"], "date": "2026-01-21"}
    """
    assert "(<https://ledger.example/r/old/>)" in rendered("md", shown(ask, "ada"))


def test_a_stance_is_shown_in_the_words_of_its_issue_and_a_reply_in_its_standing(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "stance_words": {"favor": "for it", "against": "against it"}}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "against",
     "stance_basis": "inferred", "coded_by": "Us", "note": "From the context."}
    {"kind": "reply", "id": "r", "to": "s", "by": "ada", "date": "2026-01-12"}
    """
    found = shown(ask, "ada")

    assert [("for it", "2026-01-12")] == cells(found.section("standing"), "side", "replied")
    assert ["against it"] == cells(found.section("also-on-record"), "side")
    assert "| against it (inferred) |" in rows_in_words(found.section("also-on-record"))[0]


def test_what_was_not_known_yet_is_not_shown(ask: Ask) -> None:
    found = shown(ask, "s", known_by="2026-02-01")

    assert ["record", "standing", "source", "history"] == names(found)


@pytest.mark.parametrize("main_alone", [False, True])
@pytest.mark.parametrize(("ref", "day"), [("s", "2026-01-31"), ("c", "2026-02-19")])
def test_a_record_that_was_not_known_by_the_day_is_unknown(
    ask: Ask, ref: str, day: str, main_alone: bool
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        shown(ask, ref, main_alone=main_alone, known_by=day)

    assert f"unknown record or name: {ref}" == str(caught.value)
    assert f"asked is what was known by {day}" in str(caught.value.hint)


def test_a_statement_that_is_later_than_the_day_asked_about_is_shown_as_not_counted(
    ask: Ask,
) -> None:
    report = shown(ask, "u", as_of="2026-01-10")

    assert ["u"] == cells(report.section("not-counted"), "id")


@pytest.mark.parametrize("ref", ["ada", "ADA L", "countess"])
def test_an_actor_is_found_by_name_and_has_a_standing_on_each_issue(ask: Ask, ref: str) -> None:
    found = shown(ask, ref)

    assert "Ada L (person)" == found.title
    assert "What does the dataset hold about Ada L as of 1 Mar 2026?" == found.question
    assert [("bridge", "unchecked", None), ("tunnel", "spoke", "u")] == cells(
        found.section("standing"), "issue", "status", "evidence"
    )


def test_an_issue_shows_everyone_on_record_and_says_who_is_outside_its_panel(ask: Ask) -> None:
    rows = rows_in_words(shown(ask, "The Bridge").section("standing"))

    assert ["· Ada L", "◆ Bo"] == [row.partition(" | ")[0] for row in rows]
    assert [False, True] == ["outside the panel" in row for row in rows]


def test_an_issue_shows_its_proposition_and_both_sides_above_its_standings(ask: Ask) -> None:
    assert shown(ask, "The Bridge").section("standing").caption == (
        "Proposition: The bridge should be built."
        " favor = for the proposition · against = against the proposition"
    )


def test_records_of_every_kind_of_the_shipped_data_can_be_shown(shipped: Ask, cache: Path) -> None:
    records = "SELECT min(id), max(id) FROM record WHERE id <> '' GROUP BY json ->> 'kind'"
    ids = asked_of(
        SHIPPED,
        Question("2026-11-25"),
        lambda index: index.connection.execute(records).fetchall(),
        cache,
    )
    for name in {name for both in ids for name in both}:
        found = shown(shipped, name)

        assert found.section(None).rows
        for section in found.sections:
            assert all(set(section.columns) == set(row) for row in rows_of(section))
            assert len(section.rows) == len(rows_in_words(section))


def test_what_a_silence_rests_on_is_shown_whole(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "issue", "id": "bridge", "panel": ["ann"]}
    {"kind": "silence", "id": "checked", "actors": ["ann"], "date": "2026-01-20", "basis": "reported",
     "searched": ["her site"], "checked_by": "The Daily", "label": "Ann has said nothing.", "note": "Read twice.",
     "sources": [{"url": "https://copy.example/1", "tier": "reprint", "publisher": "Copy", "retrieved": "2026-02-03",
                  "original_publisher": "The Daily", "original_url": "https://daily.example/1"}]}
    {"kind": "copy", "id": "kept", "url": "https://copy.example/1", "archive_url": "https://web.archive.org/1"}
    """
    found = shown(ask, "ann", as_of="2026-03-01")
    [row] = rows_in_words(found.section("standing"))

    for words in (
        "bridge | ○ No public statement found",
        "“Ann has said nothing.”",
        "her site",
        "none found",
        "Read twice.",
        "checked",
    ):
        assert words in row
    assert (
        "a public statement dated 1 Mar 2026 or earlier; a correction of checked; a later check"
        " (the last on record: 20 Jan 2026)"
    ) == found.section("standing").rows[0].would_change
    assert [
        (
            "checked",
            "https://copy.example/1",
            "https://daily.example/1",
            "https://web.archive.org/1",
        )
    ] == cells(found.section("source"), "record", "url", "original_url", "archive_url")


def test_a_silence_about_several_people_is_shown_as_each_ones_own(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "person", "id": "ben"}
    {"kind": "issue", "id": "bridge", "panel": ["ann", "ben"]}
    {"kind": "silence", "id": "checked", "actors": ["ann", "ben"], "date": "2026-01-20"}
    """
    issue, record = (shown(ask, ref).section("standing") for ref in ("bridge", "checked"))

    assert [("ann", "ann"), ("ben", "ben")] == [(row.actor, row.record.actor) for row in issue.rows]
    assert ["Ann", "Ben"] == [row.partition(" | ")[0] for row in rows_in_words(record)]


ISSUE = {"kind": "issue", "id": "bridge", "panel": ["ann"]}
SILENCE = {"kind": "silence", "id": "checked", "actors": ["ann"], "date": "2026-01-20"}
TRIGGER = {"kind": "event", "id": "vote", "date": "2026-01-25", "trigger": True}


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ([ISSUE, SILENCE], "2026-02-19"),
        ([ISSUE, SILENCE, TRIGGER], "2026-01-25"),
        ([ISSUE | {"until": "2026-01-24"}, SILENCE, TRIGGER], None),
        ([ISSUE, SILENCE | {"date": "9999-12-20"}], None),
    ],
    ids=["days", "trigger", "over", "last-days"],
)
def test_the_day_by_which_a_recheck_is_due(
    tmp_path: Path, lines: list[Line], due: str | None
) -> None:
    folder = write(
        tmp_path / "data", [complete(line) for line in ({"kind": "person", "id": "ann"}, *lines)]
    )
    as_of = "9999-12-31" if due is None else "2026-02-01"
    report = asking(folder, tmp_path / "cache", as_of)(partial(profile, ref="ann"))

    assert [due] == cells(report.section("standing"), "recheck_due")


def test_what_would_change_a_stance(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "person", "id": "ben"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ann", "ben", "cy"]}
    {"kind": "statement", "id": "a", "speaker": "ann", "date": "2026-01-10", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ben", "date": "2026-01-10", "stance": "undecided"}
    {"kind": "statement", "id": "c", "speaker": "cy", "date": "2026-01-10", "stance": "neither"}
    """
    assert [
        "a public statement dated between 10 Jan 2026 and 1 Mar 2026 that takes another side; a correction of a",
        "a public statement dated between 10 Jan 2026 and 1 Mar 2026 that takes a side; a correction of b",
        "a public statement dated 1 Mar 2026 or earlier that takes a side; a correction of c",
    ] == cells(shown(ask, "bridge").section("standing"), "would_change")
    assert ["nothing before 1 Jan 2026, the issue's first day"] == cells(
        shown(ask, "ann", as_of="2025-12-31").section("standing"), "would_change"
    )


def test_what_does_not_count_stands_apart_with_its_reason(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026-01-06", "stance": "against",
     "verification": "disputed", "note": "No such post was found."}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-07", "stance": "against"}
    {"kind": "statement", "id": "memo", "speaker": "ada", "date": "2026-01-08", "stance": "neither",
     "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-09", "note": "A leak."}
    {"kind": "silence", "id": "look", "actors": ["ada"], "date": "2026-01-04"}
    {"kind": "tie", "id": "gift", "actor": "ada", "counterparty": "acme"}
    {"kind": "correction", "id": "mended", "corrects": "wrong", "reason": "Somebody else said it."}
    {"kind": "reply", "id": "answer", "to": "memo", "by": "ada", "date": "2026-01-10"}
    """
    found = shown(ask, "ada", as_of="2026-02-01")

    assert ["said"] == cells(found.section("standing"), "evidence")
    assert ["look"] == cells(found.section("also-on-record"), "id")
    assert [
        ("unsure", "disputed: No such post was found."),
        ("wrong", "withdrawn by a retraction: Somebody else said it."),
        ("memo", "private words"),
    ] == cells(found.section("not-counted"), "id", "reason")
    assert (["gift"], ["answer"]) == (
        cells(found.section("tie"), "id"),
        cells(found.section("reply"), "id"),
    )


def test_the_id_of_a_redacted_record_leads_to_its_redaction_alone(ask: Ask) -> None:
    """No other record is proposed for it, though its id is like those of others.

    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "statement-1", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    {"kind": "correction", "id": "erased", "corrects": "statement-2", "type": "redaction"}
    """
    with pytest.raises(UsageError) as caught:
        shown(ask, "statement-2")

    assert "redacted: statement-2" == caught.value.message
    assert "see stancetracker show erased" == caught.value.hint


def test_what_does_not_decide_says_which_of_several_issues_it_is_on(ask: Ask) -> None:
    rows = [
        rows_in_words(shown(ask, ref).section("not-counted"))[0].split(" | ")
        for ref in ("ada", "s")
    ]

    assert (True, False) == tuple("bridge" in row for row in rows)


def test_a_quote_stands_with_its_translation_and_the_word_of_the_source(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ann", "date": "2026-01-05", "stance": "favor", "quote": "Gut so.",
     "wording": "verbatim", "language": "de", "label": "Zustimmung", "stance_basis": "inferred", "coded_by": "Us",
     "note": "From the context.", "translations": [{"language": "en", "text": "Good.", "by": "Us"}]}
    """
    [row] = rows_in_words(shown(ask, "ann").section("standing"))

    assert (
        "“Gut so.” (de); “Good.” (translation into en by Us); in the source's word: Zustimmung"
        in row
    )
    assert "From the context." in row


def test_who_has_no_standing_is_said_to_have_none(ask: Ask) -> None:
    """{"kind": "person", "id": "ann"} {"kind": "issue", "id": "bridge"}"""
    [said, *_] = shown(ask, "ann").notes

    assert (
        "No standing as of 1 Mar 2026: in no panel, and with no statement or check on record."
        == said
    )


def test_roles_are_those_of_a_person_or_in_an_organization(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ann", "memberships": [{"role": "chief", "organization": "acme", "start_date": "2020"},
     {"role": "editor", "end_date": "2019"}]}
    """
    assert ["Ann | chief, Acme | 2020", "Ann | editor |  | 2019"] == rows_in_words(
        shown(ask, "ann").section("role")
    )
    assert [("ann", "Ann", "chief")] == cells(
        shown(ask, "acme").section("role"), "actor", "name", "role"
    )


def test_a_record_was_recorded_committed_answered_and_corrected(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    {"kind": "correction", "id": "c", "corrects": "s", "recorded": "2026-02-05"}
    {"kind": "reply", "id": "r", "to": "s", "by": "ada", "date": "2026-02-03"}
    """
    file = folder.path / "all.jsonl"
    commit(folder.path, "Add what Ada said")
    file.write_text(file.read_text() + text([complete({"kind": "person", "id": "bo"})]))
    commit(folder.path, "Add somebody else")
    file.write_text(file.read_text().replace("Some words.", "Other words."))
    commit(folder.path, "Mend \x1b[31mit")

    found = shown(asking(folder, cache), "s", history=True).section("history")
    assert [
        ("2026-01-01", "committed", "Add what Ada said"),
        ("2026-01-01", "committed", "Mend \x1b[31mit"),
        ("2026-02-01", "recorded", ""),
        ("2026-02-03", "reply", "Ada"),
        ("2026-02-05", "retraction", "It was wrong."),
    ] == [
        (day, what, detail.partition(" ")[2] if what == "committed" else detail)
        for day, what, detail in cells(found, "date", "happened", "detail")
    ]


def test_git_is_asked_only_for_a_history(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    """
    monkeypatch.setenv("PATH", "")
    ledger_alone = shown(ask, "s").section("history")
    with_git = shown(ask, "s", history=True).section("history")

    assert ["recorded"] == cells(ledger_alone, "happened")
    assert ["not read", "recorded"] == cells(with_git, "happened")


def test_a_history_tells_only_what_was_known_by_then(ask: Ask) -> None:
    found = shown(ask, "s", known_by="2026-02-02").section("history")

    assert [("2026-02-01", "recorded")] == cells(found, "date", "happened")


def test_of_who_was_searched_for_it_says_how_often_and_what_turned_up(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "issue", "id": "bridge", "panel": ["ann"]}
    {"kind": "search", "id": "first", "actors": ["ann"], "date": "2026-01-10", "by": "Us", "found": "A reprint."}
    {"kind": "search", "id": "last", "actors": ["ann"], "date": "2026-01-20", "by": "A reader",
     "queries": [{"text": "ann bridge", "found": "A photograph."}, {"text": "bridge"}]}
    """
    found = ask(partial(profile, ref="ann"), as_of="2026-02-01")
    [row] = rows_in_words(found.section("standing"))

    for words in (
        "◌ Searched, no statement found (2 searches, 2 queries, 20 Jan 2026)",
        "2 searches, 2 queries; last on 20 Jan 2026",
        "A photograph.",
    ):
        assert words in row
    assert found.whole
    assert ["last"] == [standing["evidence"]["id"] for standing in found.whole["standings"]]
    assert ["first", "last"] == sorted(search["id"] for search in found.whole["searches"])


def test_a_search_leads_to_whom_it_is_shown_for(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "person", "id": "ben"}
    {"kind": "issue", "id": "bridge", "panel": ["ann", "ben"]}
    {"kind": "search", "id": "both", "actors": ["ann", "ben"], "date": "2026-01-20"}
    {"kind": "search", "id": "later", "actors": ["ben"], "date": "2026-01-21"}
    """
    found = ask(partial(profile, ref="both"), as_of="2026-02-01")

    assert ["ann"] == cells(found.section("standing"), "actor")


def test_private_words_are_told_with_the_side_that_they_take(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ann"} {"kind": "person", "id": "ben"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ann", "ben", "cy"],
     "stance_words": {"favor": "for a bridge", "against": "against a bridge"}}
    {"kind": "statement", "id": "a", "speaker": "ann", "date": "2026-01-10", "stance": "against",
     "audience": "internal", "made_public": "2026-01-11"}
    {"kind": "statement", "id": "b", "speaker": "ben", "date": "2026-01-10", "stance": "neither",
     "audience": "internal", "made_public": "2026-01-11"}
    """
    told = {
        ref: " ".join(rows_in_words(ask(partial(profile, ref=ref)).section("standing")))
        for ref in ("ann", "ben", "cy")
    }

    assert "| against a bridge |" in told["ann"]
    assert "| no side in these words |" in told["ben"]
    assert "in these words" not in told["cy"]
