"""Words are found whatever is typed, as of any day; no character of a search acts in FTS5."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import asked

from stancetracker.base.errors import UsageError
from stancetracker.index import lookup
from stancetracker.index.lookup import starting
from stancetracker.index.queries import Question

LATE = Question("2026-12-31")


def hits(connection: sqlite3.Connection, text: str, when: Question = LATE) -> list[str]:
    """Return where a text is found, as `record field`."""
    with asked(connection, when) as lines:
        passages = lookup.matches(lines, when, lookup.terms(text))
        return [f"{passage.record} {passage.field}" for passage in passages]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("bridge", '"bridge"'),
        ("  a\t b\n", '"a" "b"'),
        ("C++", '"C++"'),
        ("don't", '"don\'t"'),
        ("AT & T", '"AT" "T"'),
        ('"the old bridge" now', '"the old bridge" "now"'),
        ('"the old br"*', '"the old br"*'),
        ("bridg*", '"bridg"*'),
        ("bridg**", '"bridg"*'),
        ("a*b", '"a*b"'),
        ('"open', '"""open"'),
        ('5"', '"5"""'),
        ('"a"b', '"""a""b"'),
        ("NEAR(a b)", '"NEAR(a" "b)"'),
        ("text:a OR -b ^c", '"text:a" "OR" "-b" "^c"'),
        ("a\0b\ud800c", '"a" "b" "c"'),
        ("cafe\u0301", '"café"'),
    ],
)
def test_a_text_becomes_quoted_terms(text: str, terms: str) -> None:
    assert terms == lookup.terms(text)


@pytest.mark.parametrize(
    "text", ["", "  ", '"', '""', "*", "&", '"*"', "\0", "\ud800", "— …", "🎉"]
)
def test_a_text_that_holds_no_word_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError, match="nothing to search for") as caught:
        lookup.terms(text)

    assert caught.value.hint is not None


def test_too_many_words_are_refused() -> None:
    assert 100 == len(lookup.terms("a " * 100).split())
    with pytest.raises(UsageError, match="more than 100 words"):
        lookup.terms("a " * 101)


LINES = """
{"kind": "organization", "id": "att", "name": "AT&T"}
{"kind": "person", "id": "ada", "name": "Ada Ångström", "other_names": ["Countess"]}
{"kind": "person", "id": "bo", "note": "Writes C++, reads SB-1047."}
{"kind": "issue", "id": "bridge", "title": "The Old Bridge", "note": "An issue note."}
{"kind": "issue", "id": "tunnel", "title": "Tunnel"}
{"kind": "event", "id": "vote", "title": "The ballot", "date": "2026-01-10",
 "issues": ["tunnel", "bridge"], "sources": [{"citation": "The gazette", "tier": "primary"}]}
{"kind": "petition", "id": "letter", "title": "Open letter", "published": "2026-01-05",
 "demands": [{"id": "d", "text": "Halt everything."}],
 "signatures": [{"date": "2026-01-06", "at_least": 2,
                 "sources": [{"citation": "Counted names", "tier": "primary"}]}]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor", "label": "yea",
 "quote": "Don’t stop\\nat the café.", "wording": "verbatim", "language": "en", "summary": "Urged on.",
 "note": "Muffled.", "sources": [{"url": "https://example.org/1", "tier": "primary", "title": "Headline"}]}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-02", "stance": "neither",
 "summary": "Hush.", "audience": "internal", "made_public": "2026-01-20"}
{"kind": "silence", "id": "k", "actors": ["ada", "bo"], "date": "2026-01-15", "label": "mum"}
{"kind": "tie", "id": "t", "actor": "att", "title": "Girders", "date": "2026-01-12"}
{"kind": "correction", "id": "c", "corrects": "k", "reason": "Misread."}
{"kind": "reply", "id": "r", "to": "s", "by": "ada", "text": "Out of context."}
"""


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("at&t", ["att name"]),
        ("ANGSTROM", ["ada name"]),
        ("A\u030angstro\u0308m", ["ada name"]),
        ("countess", ["ada other_names.0"]),
        ("C++", ["bo note"]),
        ("sb-1047", ["bo note"]),
        ("1047-SB", []),
        ('"old bridge"', ["bridge title"]),
        ('"bridge old"', []),
        ("bridge old", ["bridge title"]),
        ("an issue", ["bridge note"]),
        ("ballot", ["vote title"]),
        ("gazette", ["vote sources.0.citation"]),
        ("open letter", ["letter title"]),
        ("halt", ["letter demands.0.text"]),
        ("counted", ["letter signatures.0.sources.0.citation"]),
        ("don't", ["s quote"]),
        ("cafe", ["s quote"]),
        ("yea", ["s label"]),
        ("muffl*", ["s note"]),
        ("headline", ["s sources.0.title"]),
        ("mum", ["k label"]),
        ("girders", ["t title"]),
        ("misread", ["c reason"]),
        ("context", ["r text"]),
        ("text:halt", []),
    ],
)
def test_every_text_of_a_record_is_searched(
    connection: sqlite3.Connection, text: str, passages: list[str]
) -> None:
    assert passages == hits(connection, text)


def test_a_passage_has_the_issues_actors_day_and_audience_of_its_record(
    connection: sqlite3.Connection,
) -> None:
    subjects: dict[str, tuple[str | None, ...]] = {}
    for text in ("ballot", "mum", "misread", "context", "girders", "hush"):
        [passage] = lookup.matches(connection, LATE, lookup.terms(text))
        subjects[passage.record] = (
            passage.kind,
            passage.issue,
            passage.actor,
            passage.date,
            passage.audience,
            passage.withdrawn,
        )

    assert {
        "vote": ("event", "tunnel bridge", None, "2026-01-10", None, None),
        "k": ("silence", "bridge", "ada bo", "2026-01-15", None, "retraction"),
        "c": ("correction", "bridge", "ada bo", None, None, None),
        "r": ("reply", "bridge", "ada", "2026-02-03", None, None),
        "t": ("tie", None, "att", "2026-01-12", None, None),
        "memo": ("statement", "bridge", "bo", "2026-01-02", "internal", None),
    } == subjects


@pytest.mark.parametrize(
    ("text", "when", "is_found"),
    [
        ("urged", Question("2026-01-10"), True),
        ("urged", Question("2026-01-09"), False),
        ("hush", Question("2026-01-19"), False),
        ("hush", Question("2026-01-20"), True),
        ("mum", Question("2026-01-14"), False),
        ("ballot", Question("2026-01-09"), False),
        ("girders", Question("2026-01-11"), False),
        ("context", Question("2026-02-02"), False),
        ("misread", Question("2026-01-01"), True),
        ("bridge", Question("2020-01-01"), True),
        ("urged", Question("2026-03-01", "2026-01-31"), False),
        ("urged", Question("2026-03-01", "2026-02-01"), True),
        ("misread", Question("2026-03-01", "2026-02-01"), False),
        ("ballot", Question("2026-03-01", "2020-01-01"), True),
    ],
    ids=str,
)
def test_only_records_dated_and_known_by_the_day_are_found(
    connection: sqlite3.Connection, text: str, when: Question, is_found: bool
) -> None:
    assert is_found == bool(hits(connection, text, when))


def test_a_snippet_marks_each_match_on_one_line(connection: sqlite3.Connection) -> None:
    terms = lookup.terms("stop at")
    [passage] = lookup.matches(connection, LATE, terms)
    snippets = lookup.snippets(connection, terms, [passage])

    assert {passage.id: "Don’t \u2062stop\u2064 \u2062at\u2064 the café."} == snippets


def test_marks_of_ours_in_a_text_are_removed(connection: sqlite3.Connection) -> None:
    """
    {"kind": "person", "id": "ada", "name": "A\\u2062da one", "other_names": ["Plain one"], "note": "B\\u2064o one"}
    """
    terms = lookup.terms("one")
    passages = [*lookup.matches(connection, LATE, terms)]

    assert ["Ada \u2062one\u2064", "Bo \u2062one\u2064", "Plain \u2062one\u2064"] == sorted(
        lookup.snippets(connection, terms, passages).values()
    )


def test_short_texts_come_first_and_very_many_matches_by_day_without_a_score(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "c", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "summary": "A toll."}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-01", "stance": "favor", "summary": "Toll toll."}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-02", "stance": "favor", "summary": "Toll."}
    {"kind": "person", "id": "cy", "note": "Rare."} {"kind": "person", "id": "dee", "note": "Rare among other words."}
    """
    assert ["cy note", "dee note"] == hits(connection, "rare")
    monkeypatch.setattr(lookup, "EVERYWHERE", 2)
    scores = [
        (passage.record, passage.score) for passage in lookup.matches(connection, LATE, '"toll"')
    ]

    assert [("c", None), ("b", None), ("a", None)] == scores


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"*+-^:()& NEAR')), max_size=30))
def test_every_text_is_searched_for_or_refused(shipped: sqlite3.Connection, text: str) -> None:
    try:
        terms = lookup.terms(text)
    except UsageError:
        return
    passages = [*lookup.matches(shipped, LATE, terms)]

    assert {passage.id for passage in passages} == set(lookup.snippets(shipped, terms, passages))


@pytest.mark.parametrize(
    ("text", "kinds", "completions"),
    [
        ("a", ["person"], ["ada", "ada-2"]),
        ("a", ["person", "organization"], ["acme", "ada", "ada-2"]),
        ("ada", ["organization"], []),
        ("", ["organization"], ["acme", "toll"]),
        ("T", ["organization"], ["Tollhouse", "Töll-Haus"]),
        ("B", ["person"], []),
        ("$", ["person"], []),
    ],
)
def test_completions_are_ids_before_names_of_one_word(
    connection: sqlite3.Connection, text: str, kinds: list[str], completions: list[str]
) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Bo Ada"}
    {"kind": "person", "id": "ada-2", "name": "B$(reboot)", "other_names": ["$HOME", "B`x`", "B;x", "B*"]}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "organization", "id": "toll", "name": "Tollhouse", "other_names": ["Töll-Haus", "The Toll"]}
    """
    assert completions == starting(connection, kinds, text)
