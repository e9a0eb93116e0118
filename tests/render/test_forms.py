"""The comment that answers a form: what it says, and that no text of a form acts in it."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, complete, write
from tests.depth import quick
from tests.forms import SILENCE_VALUES, STATEMENT_VALUES, issue_text
from tests.hostile import screens, texts
from tests.loading import opening

from stancetracker.contribute.forms import SILENCE, STATEMENT, WRONG, Form, read, review
from stancetracker.render.forms import comment

TODAY = "2026-02-01"


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the comment on a form in a ledger with Ada and a bridge."""
    sides = {"favor": "for the bridge", "against": "against the bridge"}
    lines: list[Line] = [
        {"kind": "dataset"},
        {"kind": "person", "id": "ada", "name": "Ada Lovelace", "other_names": ["Ada"]},
        {"kind": "person", "id": "bo"},
        {"kind": "issue", "id": "bridge", "panel": ["ada"], "stance_words": sides},
        {"kind": "statement", "speaker": "bo", "date": "2026-01-08", "stance": "against"},
        {"kind": "person", "id": "cy"},
        {"kind": "silence", "id": "nothing", "actors": ["cy"], "date": "2026-01-20"},
    ]
    dataset = opening(write(tmp_path_factory.mktemp("forms"), map(complete, lines)))
    return lambda text: "".join(comment(review(dataset, read(text.encode()), TODAY, "form"), TODAY))


STATEMENT_ANSWER = """\
Not reviewed, not in the ledger.

What the submitter proposes:

- Issue: The bridge
- Proposition: The bridge should be built
- favor = for the bridge · against = against the bridge
- Proposed: a statement, for the bridge, 12 Jan 2026
- 1 person goes from “Never looked for” to “On record”
- notice: no primary source

A maintainer reads the source before anything is recorded. Whoever edits the text above changes the proposal, and it has to be read again.
"""


CONTRADICTION = """\
Not reviewed, not in the ledger.

The ledger has records that would be wrong if this is right. Nothing is wrong with this form: a maintainer reads the source, and corrects those records first.

- nothing at line 7 of all.jsonl: no public statement found up to 20 Jan 2026
"""


def test_a_statement_is_answered_in_both_sides_words_and_without_its_speaker(answer: Any) -> None:
    assert STATEMENT_ANSWER == answer(issue_text(STATEMENT, STATEMENT_VALUES))


def test_a_silence_is_answered_with_what_was_not_found(answer: Any) -> None:
    text = answer(issue_text(SILENCE, SILENCE_VALUES))

    assert "- Proposed: no public statement found up to 20 Jan 2026\n" in text
    assert "- 1 person goes from “Never looked for” to “No public statement found”\n" in text
    assert "Ada" not in text
    assert "Lovelace" not in text


def test_a_side_that_changes_is_told_in_the_words_of_the_issue(answer: Any) -> None:
    text = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, "speaker": "Bo"}))

    assert "- 1 person goes from “against the bridge” to “for the bridge”\n" in text


def test_a_record_that_is_there_already_is_named(answer: Any) -> None:
    values = {
        "speaker": "Bo",
        "date": "2026-01-08",
        "stance": "Against the proposition",
        "words": "Some words.",
        "wording": "In my own words",
        "url": "https://example.org/news",
    }
    text = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, **values}))

    assert re.search(
        "^- the ledger has this already: statement-[0-9a-f]{12}, at ", text, re.MULTILINE
    )
    assert "proposes" not in text


def test_mistakes_are_answered_field_by_field(answer: Any) -> None:
    text = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, "speaker": "", "date": "soon"}))

    assert re.findall("^- (.*?) ", text, re.MULTILINE) == ["“Who", "“When”:"]


def test_a_report_is_answered_with_its_record_and_no_proposal(answer: Any) -> None:
    text = answer(issue_text(WRONG, {"record": "bridge", "wrong": "Its name."}))

    assert "This is about the issue bridge, at line 4 of all.jsonl.\n" in text
    assert "It changes nothing by itself" in text


def test_what_breaks_a_rule_is_answered_with_its_field_and_reason(answer: Any) -> None:
    text = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, "date": "2025-01-12"}))

    assert "- “When”: the issue begins on 2026-01-01; this was said by 2025-01-12\n" in text
    assert "Proposed" not in text


def test_words_earlier_than_a_silence_are_for_a_maintainer(answer: Any) -> None:
    """The silence of Cy up to 20 January would be wrong, and the form isn't: it names nobody."""
    text = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, "speaker": "Cy"}))

    assert CONTRADICTION == text


def test_a_silence_later_than_words_is_answered_with_its_field(answer: Any) -> None:
    text = answer(issue_text(SILENCE, {**SILENCE_VALUES, "actors": "Bo"}))

    assert "- “For whom no statement was found”: bo spoke by 2026-01-08 " in text
    assert "report it in the form “Something is wrong here”" in text


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-01", "Jan 2026"),
        ("../2026-01-26", "by 26 Jan 2026"),
        ("2026-01-24/2026-01-26", "24–26 Jan 2026"),
    ],
)
def test_a_date_is_answered_no_more_exactly_than_it_is(answer: Any, date: str, words: str) -> None:
    text = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, "date": date}))

    assert f"- Proposed: a statement, for the bridge, {words}\n" in text


FIELDS = [(form, field.id) for form in (STATEMENT, SILENCE) for field in form.fields]


@quick
@given(place=st.sampled_from(FIELDS), text=texts.hostile)
def test_no_text_of_a_form_acts_in_the_comment(
    answer: Any, place: tuple[Form, str], text: str
) -> None:
    form, field = place
    values = {"statement": STATEMENT_VALUES, "silence": SILENCE_VALUES}[form.name]
    written = answer(issue_text(form, {**values, field: text}))

    assert written.startswith("Not reviewed, not in the ledger.\n")
    screens.md(written)
    assert not re.search(r"<[a-z!]|^\s*::|##\[", written, re.MULTILINE)


def test_an_answer_is_never_longer_than_a_comment_may_be(answer: Any) -> None:
    actors = "\n".join(f"{'<' * 200} {number}" for number in range(250))
    long_date = answer(issue_text(STATEMENT, {**STATEMENT_VALUES, "date": "<" * 40_000}))
    many_names = answer(issue_text(SILENCE, {**SILENCE_VALUES, "actors": actors}))

    assert len(long_date) < 65_000
    assert len(many_names) < 65_000
    assert many_names.endswith("- and 230 more\n")
