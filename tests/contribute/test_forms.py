"""Records that somebody proposes in an issue form: what is read, and what is named instead."""

from typing import Any

import pytest
from tests.datasets import Line, complete, write
from tests.forms import SILENCE_VALUES, STATEMENT_VALUES, issue_text
from tests.loading import opening

from stancetracker.base.errors import UsageError
from stancetracker.contribute.forms import (
    MOST_CHARACTERS,
    SILENCE,
    STATEMENT,
    WRONG,
    Form,
    Review,
    in_a_line,
    read,
    review,
)

TODAY = "2026-02-01"
AS_GITHUB_WRITES_IT = """\
### Who said it

Ada

### In whose voice

Their own

### On which issue

The bridge

### When

2026-01-12

### Which side the words take

For the proposition

### The words

I want it.
Soon.

### How the words are given

Word for word, all of them

### Language of the words

English

### Where it was said

Social post

### Address of the source

https://example.org/ada

### What stands at that address

The words themselves: a post, a letter, a recording

### Who published it

_No response_

### Please confirm

- [X] I read or heard the words at this address.
- [X] The words take this side themselves; I did not infer it."""


@pytest.fixture(scope="module")
def review_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what is made of a form in a ledger with Ada, Bo and a bridge."""
    people: list[Line] = [{"kind": "person", "id": id} for id in ("ada", "bo")]
    words: Line = {"kind": "statement", "id": "said", "speaker": "bo", "date": "2026-01-08"}
    lines: list[Line] = [
        {"kind": "dataset"},
        *people,
        {"kind": "issue", "id": "bridge", "panel": ["ada"]},
        {**words, "stance": "against"},
        {"kind": "person", "id": "cy-lee", "name": "Cy Lee"},
    ]
    dataset = opening(write(tmp_path_factory.mktemp("forms"), map(complete, lines)))
    return lambda text: review(dataset, read(text.encode()), TODAY, "form")


def filled(form: Form, **values: str) -> str:
    """Return the text of a form with these values in place of good ones."""
    good = {"statement": STATEMENT_VALUES, "silence": SILENCE_VALUES}.get(form.name, {})
    return issue_text(
        form, {**good, **{name.replace("_", "-"): value for name, value in values.items()}}
    )


def record_of(result: Review) -> dict[str, Any]:
    assert not result.mistakes
    assert result.plan
    [addition] = result.plan.additions
    assert not result.plan.blockers
    return addition.values


def mistakes_of(result: Review) -> list[str]:
    return [in_a_line(mistake) for mistake in result.mistakes]


def test_a_statement_is_read_as_github_writes_it(review_of: Any) -> None:
    record = record_of(review_of(AS_GITHUB_WRITES_IT))
    record.pop("id")

    assert record == {
        "kind": "statement",
        "speaker": "ada",
        "issue": "bridge",
        "date": "2026-01-12",
        "stance": "favor",
        "quote": "I want it.\nSoon.",
        "wording": "verbatim",
        "language": "en",
        "channel": "social-post",
        "sources": [{"url": "https://example.org/ada", "tier": "primary"}],
        "recorded": TODAY,
    }


def test_line_ends_of_an_edited_issue_change_nothing(review_of: Any) -> None:
    edited = AS_GITHUB_WRITES_IT.replace("\n", "\r\n") + "\r\n"

    assert record_of(review_of(AS_GITHUB_WRITES_IT)) == record_of(review_of(edited))


@pytest.mark.parametrize("text", ["fr", "FR", "French", "french"])
def test_a_language_is_called_by_name_or_tag(review_of: Any, text: str) -> None:
    assert "fr" == record_of(review_of(filled(STATEMENT, language=text)))["language"]


def test_own_words_are_a_summary_without_a_language(review_of: Any) -> None:
    text = filled(STATEMENT, words="She wants\nthe bridge.", wording="In my own words")
    record = record_of(review_of(text))

    assert "She wants the bridge." == record["summary"]
    assert not {"quote", "wording", "language"} & set(record)


def test_a_silence_has_whom_and_where_a_line_each(review_of: Any) -> None:
    record = record_of(review_of(filled(SILENCE, actors="- Ada\n")))

    assert (["ada"], ["her site", "her speeches"]) == (record["actors"], record["searched"])
    assert ("own-search", "none-found", "Bo Reader") == tuple(
        record[field] for field in ("basis", "response", "checked_by")
    )


def test_a_source_that_reports_a_silence_is_secondary(review_of: Any) -> None:
    text = filled(
        SILENCE,
        basis="A published source says so",
        searched="_No response_",
        checked_by="_No response_",
        url="https://example.org/all",
        label="Ada has not commented.",
    )
    record = record_of(review_of(text))

    assert [{"url": "https://example.org/all", "tier": "secondary"}] == record["sources"]
    assert "Ada has not commented." == record["label"]


@pytest.mark.parametrize(
    "text", ["said", "https://example.org/ledger/r/said/index.html#cite", "see r/said/"]
)
def test_a_report_names_the_record_and_proposes_nothing(review_of: Any, text: str) -> None:
    result = review_of(filled(WRONG, record=text, wrong="She is for it."))

    assert ("said", "statement", 5) == (*result.reported[:2], result.reported.place.line)
    assert result.plan is None


@pytest.mark.parametrize("text", ["../../etc/passwd", "nothing-here", "$(id)", "-"])
def test_a_report_of_no_record_says_so(review_of: Any, text: str) -> None:
    [mistake] = mistakes_of(review_of(filled(WRONG, record=text, wrong="x")))

    assert f"“Which record is wrong”: no such record: {text}" == mistake


@pytest.mark.parametrize(
    ("values", "mistake"),
    [
        ({"speaker": "_No response_"}, "“Who said it”: needed"),
        ({"speaker": "Adda"}, "“Who said it”: unknown person or organization: Adda"),
        ({"speaker": "../../ada"}, "“Who said it”: unknown person or organization: ../../ada"),
        ({"issue": "tunnel"}, "“On which issue”: unknown issue: tunnel"),
        ({"date": "01/02/2026"}, "“When”: not a date: 01/02/2026"),
        ({"stance": "Please choose"}, "“Which side the words take”: needed"),
        ({"stance": "favor"}, "“Which side the words take”: not one of its choices: favor"),
        ({"words": "_No response_"}, "“The words”: needed"),
        ({"words": "Yes<!-- no -->"}, "“The words”: contains a hidden comment: <!--"),
        ({"words": "a\x00b"}, "“The words” has a NUL character"),
        ({"words": "a\u202eb"}, "“The words” has a character that reorders text: U+202E"),
        ({"language": "_No response_"}, "a quote needs its “Language of the words”"),
        ({"url": "javascript:alert(1)"}, "“Address of the source”: not an http(s) address"),
        ({"words": "“I want it.”"}, "“The words”: in quotation marks"),
        ({"words": "> I want it."}, "“The words”: with marks of Markdown before a line"),
        ({"date": "2026-01-12\nor so"}, "“When”: has more than one line"),
        ({"date": "2025-01-12"}, "“When”: the issue begins on 2026-01-01"),
        ({"date": "2027-01-12"}, "“When”: 2027-01-12 is in the future; today is 2026-02-01"),
        ({"issue": "ada"}, "“On which issue”: ada is of kind person, not issue"),
        ({"confirmations": "- [ ] I read"}, "“Please confirm”: not ticked: I read or heard"),
        (
            {"words": "Yes.\n\n### When\n\n2020-01-01"},
            "“When”: appears more than once in the text, so it is unclear which is meant",
        ),
    ],
)
def test_a_mistake_is_named_with_the_label_of_its_field(
    review_of: Any, values: dict[str, str], mistake: str
) -> None:
    [named] = mistakes_of(review_of(filled(STATEMENT, **values)))

    assert named.startswith(mistake)


@pytest.mark.parametrize(
    ("values", "mistake"),
    [
        (
            {"response": "They declined to comment"},
            "“What came back”: “They declined to comment” does not go with the basis “I searched”",
        ),
        (
            {"publisher": "The Times"},
            "“Address of the source that says so”: needed beside “Who published it”",
        ),
        (
            {"label": "Ada has not commented."},
            "“Address of the source that says so”: needed beside “The sentence that says so”",
        ),
        ({"actors": "Ada\nAda"}, "“For whom no statement was found”: ada is named twice"),
        (
            {"basis": "I asked them", "response": "No reply", "asked_on": "2026-01-25"},
            "“The day on which you asked”: asked on 2026-01-25, but the silence ends on 2026-01-20",
        ),
    ],
)
def test_a_mistake_in_a_silence_is_in_the_words_of_the_form(
    review_of: Any, values: dict[str, str], mistake: str
) -> None:
    assert [mistake] == mistakes_of(review_of(filled(SILENCE, **values)))


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"language": "français"}, "by its English name or its tag, such as French or fr"),
        ({"url": "ftp://example.org/a"}, "an address begins with https:// or http://"),
        ({"issue": "tunnel"}, "one of bridge\na form must name an issue of the ledger"),
    ],
)
def test_a_hint_names_nothing_that_the_form_has_not(
    review_of: Any, values: dict[str, str], hint: str
) -> None:
    [mistake] = review_of(filled(STATEMENT, **values)).mistakes

    assert hint == mistake.hint


def test_every_mistake_is_named_at_once_and_none_twice(review_of: Any) -> None:
    text = filled(STATEMENT, speaker="_No response_", date="soon", channel="Yelled")

    assert ["“Who said it”", "“Where it was said”", "“When”"] == [
        named.partition(":")[0] for named in mistakes_of(review_of(text))
    ]


def test_a_heading_that_is_no_label_is_part_of_the_words(review_of: Any) -> None:
    words = "Yes.\n\n### Why\n\nIt is good."

    assert words == record_of(review_of(filled(STATEMENT, words=words)))["quote"]


def test_a_new_name_is_for_a_maintainer(review_of: Any) -> None:
    [mistake] = review_of(filled(STATEMENT, speaker="Zoe")).mistakes

    assert "a maintainer can add somebody who is not in the ledger" in mistake.hint
    assert "stancetracker" not in mistake.hint


@pytest.mark.parametrize(
    ("form", "values"),
    [(STATEMENT, {"speaker": "Lee"}), (SILENCE, {"actors": "Ada\ncy-l"})],
)
def test_a_part_of_a_name_is_nobodys(review_of: Any, form: Form, values: dict[str, str]) -> None:
    """The answer to a form has no names, so nobody would see whom a surname was taken for."""
    [mistake] = review_of(filled(form, **values)).mistakes

    assert "unknown person or organization: " in mistake.message
    assert mistake.hint.startswith("did you mean cy-lee?")


def test_whoever_edits_a_form_reads_its_choices(review_of: Any) -> None:
    text = filled(STATEMENT, stance="Please choose", voice="Their own voice")

    assert [
        "write one of: Their own, Through a spokesperson, As one of several signatories",
        "write one of: Against the proposition, For the proposition, On both sides,"
        " Undecided, No side in these words",
    ] == [mistake.hint for mistake in review_of(text).mistakes]


def test_a_proposal_that_contradicts_the_ledger_is_stopped_as_any(review_of: Any) -> None:
    result = review_of(filled(STATEMENT, date="2025-01-12"))

    assert ["statement-before-issue"] == [problem.code for problem in result.plan.blockers]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a form"),
        (b"Hello\n\n### Who said it\n\nAda", "not a form"),
        (b"### Who says it\n\nAda", "not a form"),
        (b"### Who said it\n\n\xff", "not a form: the text is not UTF-8"),
        (b"### Who said it\n\n" + b"a" * MOST_CHARACTERS, "not a form: more than 65,536"),
        (b"### Who said it\n\n" + b"a" * 5 * MOST_CHARACTERS, "not a form: more than 65,536"),
    ],
)
def test_a_text_that_is_no_form_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read(content)
