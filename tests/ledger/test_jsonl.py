import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile.texts import LEGITIMATE
from tests.ledger.conftest import silence, statement

from stancetracker.ledger.jsonl import LONGEST_LINE, SEVERITY, FileReader, is_torn, parse
from stancetracker.ledger.scanner import scan

ORGANIZATION = '{"kind":"organization","id":"nova","name":"Nova"}'


def told(content: str | bytes) -> list[tuple[str, int, int]]:
    """The code, line and column of each problem, each checked to be in the file."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    problems = parse(data, "a.jsonl").problems
    for problem in problems:
        assert problem.place.file == "a.jsonl"
        assert 1 <= problem.place.line <= data.count(b"\n") + 1
        assert problem.line_text is not None
        assert 1 <= problem.place.column <= len(problem.line_text) + 1
        assert problem.severity == SEVERITY[problem.code]
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems]


def with_fields(**changes: Any) -> str:
    """A statement with these fields changed; None takes one away."""
    return (
        json.dumps({key: value for key, value in statement(**changes).items() if value is not None})
        + "\n"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        (f"\ufeff{ORGANIZATION}\n", [("byte-order-mark", 1, 1)]),
        (f"{ORGANIZATION}\r\n{ORGANIZATION}\r\n", [("carriage-return", 1, 50)]),
        (f"{ORGANIZATION}", [("no-final-newline", 1, 50)]),
        (f"{ORGANIZATION}\n{ORGANIZATION[:9]}", [("torn-line", 2, 9)]),
        ('{"kind":"person","name":"é'.encode()[:-1], [("torn-line", 1, 26)]),
        (f"\n{ORGANIZATION}\n  \n", [("blank-line", 1, 1), ("blank-line", 3, 1)]),
        ("  ", [("blank-line", 1, 1), ("no-final-newline", 1, 3)]),
        ("<<<<<<< HEAD\n=======\n>>>>>>> b\n", [("merge-conflict", n, 1) for n in (1, 2, 3)]),
        (
            f"{ORGANIZATION}\n{ORGANIZATION.replace('Nova', 'Nova  Inc')}\n",
            [("untidy-name", 2, 43)],
        ),
        (with_fields(summary=" Two  spaces. "), []),
        ("<<<<<<< HEAD", [("merge-conflict", 1, 1), ("no-final-newline", 1, 13)]),
        (b"ab\xff\n", [("invalid-utf8", 1, 3)]),
        (ORGANIZATION.encode("utf-16") + b"\n\0", [("invalid-utf8", 1, 1), ("torn-line", 2, 1)]),
        ("\0\0\0\n", [("nul-character", 1, 1)]),
        (f'{{"kind":"{"x" * LONGEST_LINE}"}}\n', [("line-too-long", 1, 1)]),
        (f'{{"kind":"{"x" * LONGEST_LINE}', [("line-too-long", 1, 1)]),
    ],
)
def test_bytes_and_lines(content: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert expected == told(content)


def named(name: str, more: str = "") -> str:
    """An organization with this JSON in place of its name, and more fields."""
    return ORGANIZATION.replace('"Nova"', name)[:-1] + f"{more}}}"


LINES: list[tuple[str, list[tuple[str, int]]]] = [
    ("[1]", [("not-an-object", 1)]),
    ("null", [("not-an-object", 1)]),
    ("{}", [("missing-kind", 1)]),
    ('{"knd":"person"}', [("missing-kind", 1)]),
    ('{"kind":3}', [("wrong-type", 9)]),
    ('{"kind":"persn"}', [("unknown-kind", 9)]),
    ('{"kind":"sdfjkh"}', [("unknown-kind", 9)]),
    ('{"kind":"organization","id":"nova"}', [("missing-field", 1)]),
    (named('"A"', ',"nme":1'), [("unknown-field", 47)]),
    *((named(name), [("wrong-type", 43)]) for name in ("true", '["a"]', "7", "{}")),
    *((named(name), [("empty-text", 43)]) for name in ('""', '" "')),
    *((named(name), [("untidy-name", 43)]) for name in ('" a"', '"a "')),
    *(
        (f'{{"kind":"organization","id":"{name}","name":"A"}}', [("invalid-id", 29)])
        for name in ("Acme Inc.", "-", "a--b", "../a", "é", "a" * 81)
    ),
    (ORGANIZATION.replace("nova", "a\u200bb"), [("invalid-id", 29), ("invisible-character", 31)]),
    *((named(f'"A{text}"'), [("control-character", 45)]) for text in ("\\u0007", "\x7f", "\x85", "\\n", "\\u001b")),
    *((named(f'"A{text}"'), [("raw-control-character", 45)]) for text in "\t\x1b"),
    (named('"A\u202eB\u202e"'), [("bidi-control", 45)]),
    (named('"A\\u2028"'), [("line-separator", 45)]),
    (named('"\\u0000"'), [("nul-character", 44)]),
    (named('"A\\ud83d"'), [("lone-surrogate", 45)]),
    (named('"A\\ud83d\\ude00"'), []),
    (named('"e\u0301"'), [("not-nfc", 43)]),
    (named('"A\u200b"'), [("invisible-character", 45)]),
    (named('"\u2800"'), [("empty-text", 43), ("invisible-character", 44)]),
    (named('"A"', ',"id":"nova"'), [("duplicate-key", 47)]),
    (named('"A"', ',"identifiers":{"a\u200b":"x"}'), [("invisible-character", 64)]),
    (named('"A"', ',"identifiers":[]'), [("wrong-type", 61)]),
    (named('"A"', ',"note":NaN'), [("not-finite", 54), ("wrong-type", 54)]),
    (named('"A"', ',"x":1e16'), [("unknown-field", 47), ("number-too-large", 51)]),
    (named('"A"', ',"x":1.5'), [("unknown-field", 47)]),
    ('{"kind":"person","id":"a","name":"A","memberships":[]}', [("empty-list", 52)]),
    ('{"kind":"person","id":"a","name":"A","memberships":[{}]}', [("missing-field", 53)]),
    ('{"kind":"person","id":"a","name":"A","memberships":[3]}', [("wrong-type", 53)]),
    ('{"kind":"person","id":"a","name":"A","memberships":[{"role":"x","start":"2026"}]}', [("unknown-field", 65)]),
    *(
        (f'{{"a":{number}}}', [("missing-kind", 1), (code, 6)])
        for code, numbers in {
            "not-finite": ("NaN", "-Infinity", "1e999", "-1e400"),
            "number-too-large": ("9007199254740993", "-9007199254740993", "9" * 5000),
        }.items()
        for number in numbers
    ),
    ('{"a":-9e15}', [("missing-kind", 1)]),
    ('{"a":1,"\\u0061":2}', [("missing-kind", 1), ("duplicate-key", 8)]),
    ('{"x":{"a":1,"a":2}}', [("missing-kind", 1), ("duplicate-key", 13)]),
    ("[" * 50 + "]" * 50, [("not-an-object", 1)]),
    ("[" * 51 + "]" * 51, [("too-deep", 51)]),
    ("[" * 100_000, [("too-deep", 51)]),
    ('{"kind":' + "[" * 60, [("too-deep", 58)]),
    ('{"a":\0}', [("nul-character", 6)]),
    *(
        (line, [("invalid-json", column)])
        for column, lines in {
            1: ("\\", "kind: person", "#!/bin/sh", "\u00a0{}"),
            2: ("{" * 60, "{a:1}", "{'kind':1}"),
            4: ("[1 2]", "{} {}"),
            6: ('{"a" 1}', '{"a":}', '{"a":nul}', '{"a":"x}', '{"a":.5}'),
            7: ('{"a":"\\x"}', '{"a":"\\u12"}', '{"a":01}'),
            8: ('{"a":1,}', '{"a":1 "b":2}'),
        }.items()
        for line in lines
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_json_and_fields(line: str, expected: list[tuple[str, int]]) -> None:
    assert expected == [(code, column) for code, _, column in told(line + "\n")]


@pytest.mark.parametrize(
    ("size", "expected"),
    [(LONGEST_LINE, []), (LONGEST_LINE + 1, [("line-too-long", 1, 1)])],
)
def test_a_line_has_at_most_a_million_bytes(
    size: int, expected: list[tuple[str, int, int]]
) -> None:
    empty = named('"A"', ',"note":""')
    line = named('"A"', f',"note":"{"x" * (size - len(empty))}"')

    assert size == len(line)
    assert expected == told(f"{line}\n")
    in_blocks = FileReader("a.jsonl")
    lines = list(in_blocks.lines([line[:100].encode(), f"{line[100:]}\n".encode()]))
    assert len(expected) == len(in_blocks.problems)
    assert 1 - len(expected) == len(lines)


def at(url: str) -> dict[str, Any]:
    return {"sources": [{"url": url, "tier": "primary"}]}


STATEMENTS: list[tuple[dict[str, Any], str, str | None]] = [
    ({"stance": "favour"}, "unknown-word", "did you mean favor?"),
    ({"channel": "xyz"}, "unknown-word", "one of: social-post, interview, op-ed"),
    ({"channel": 3}, "wrong-type", None),
    ({"date": "01/02/2026"}, "invalid-date", "write 2026-01-24"),
    ({"date": "2026-02-30"}, "invalid-date", "write 2026-01-24"),
    ({"recorded": "2026-02"}, "invalid-date", "write one day"),
    ({"recorded": "2026-02-30"}, "invalid-date", "write 2026-01-24"),
    ({"recorded": 20260201}, "wrong-type", None),
    ({"language": "English!"}, "invalid-language", "as en"),
    ({"demands": ["a"]}, "invalid-id", "small letters"),
    ({"demands": ["A/ B"]}, "invalid-id", "small letters"),
    ({"demands": ["Acme A/B"]}, "invalid-id", "did you mean acme-a/b?"),
    ({"speaker": "Pérsón A"}, "invalid-id", "did you mean person-a?"),
    ({"summary": None}, "missing-field", None),
    ({"quote": "A", "wording": "verbatim"}, "missing-field", None),
    ({"quote": "A", "language": "en"}, "missing-field", None),
    ({"wording": "verbatim"}, "unexpected-field", None),
    ({"audience": "private"}, "missing-field", None),
    ({"made_public": "2026-01-27"}, "unexpected-field", None),
    ({"pull": "A"}, "unexpected-field", None),
    ({"quote": "A b", "pull": "a b"}, "unexpected-field", None),
    ({"translations": [{"language": "fr", "text": "A"}]}, "unexpected-field", None),
    ({"stance_basis": "inferred", "coded_by": "Us"}, "missing-field", None),
    ({"stance_basis": "inferred", "note": "From the whole."}, "missing-field", None),
    (
        {"sources": [{"citation": "A", "tier": "primary", "sha256": "0"}]},
        "invalid-sha256",
        "64 digits",
    ),
    ({"sources": [{"tier": "primary"}]}, "missing-field", None),
    (at("ftp://example.org"), "invalid-url", "an address begins"),
    (at("https://a@example.org"), "invalid-url", "without a user"),
    (at("https://exa\u202emple.org"), "invalid-url", "take away U+202E"),
    (at("https://["), "invalid-url", "write https://HOST/PATH"),
    (at("https:///a"), "invalid-url", "write https://HOST/PATH"),
    (at("example.org/a"), "invalid-url", "mean https://example.org/a?"),
    ({"summary": "a\nb"}, "control-character", "only `quote`"),
    ({"note": "a\x07b"}, "control-character", None),
    ({"language": "EN"}, "invalid-language", "as en"),
    ({"issu": "issue-a"}, "unknown-field", "the fields are: kind, id"),
    ({"noet": "x"}, "unknown-field", "did you mean note?"),
    (
        {"sources": [{"citation": "A", "tier": "primary", "titel": "x"}]},
        "unknown-field",
        "did you mean title?",
    ),
]


@pytest.mark.parametrize(("changes", "code", "hint"), STATEMENTS)
def test_statements(changes: dict[str, Any], code: str, hint: str | None) -> None:
    problems = parse(with_fields(**changes).encode(), "a.jsonl").problems

    assert code in [problem.code for problem in problems]
    found = next(problem.hint for problem in problems if problem.code == code)
    assert (hint is None) == (found is None)
    assert (hint or "") in (found or "")


@pytest.mark.parametrize(
    ("changes", "message", "character"),
    [
        ({"summary": "a\nb"}, "`summary` has a control character: U+000A", "\\n"),
        (at("https://a.org/b c"), "`sources[0].url`: not an http", " c"),
    ],
)
def test_a_character_is_named_with_its_field_and_column(
    changes: dict[str, Any], message: str, character: str
) -> None:
    [problem] = parse(with_fields(**changes).encode(), "a.jsonl").problems

    assert problem.message.startswith(message)
    assert (problem.line_text or "")[problem.place.column - 1 :].startswith(character)


@pytest.mark.parametrize("end", ["\n", ",\n\n", ""])
def test_a_record_over_several_lines_is_one_problem(end: str) -> None:
    record = json.dumps(json.loads(with_fields()), indent=2)
    found = parse(f"{ORGANIZATION}\n{record}{end}".encode(), "a.jsonl")

    [problem] = [each for each in found.problems if each.code != "blank-line"]
    assert ("invalid-json", 2, 1) == (problem.code, *problem.place[1:])
    assert "a record over 16 lines" == problem.message
    assert "put the whole record on one line" in (problem.hint or "")


def test_a_record_over_several_lines_is_one_problem_though_a_line_of_it_is_json() -> None:
    names = ["A", "B"]  # of which the last stands on its line without a comma
    record = json.dumps(json.loads(named('"A"')) | {"other_names": names}, indent=1)
    [problem] = parse(f"{record}\n".encode(), "a.jsonl").problems

    assert "a record over 9 lines" == problem.message


OF_KINDS: dict[str, dict[str, Any]] = {
    "silence": silence(),
    "correction": {"corrects": "a", "type": "retraction", "reason": "r", "recorded": "2026-02-01"},
    "issue": {
        "id": "i",
        "title": "I",
        "proposition": "P",
        "since": "2026-01-01",
        "panel_rule": "R",
    },
    "publisher": {"id": "p", "name": "P", "type": "wire"},
    "tie": {"type": "donation", "actor": "a", "sources": [{"citation": "c", "tier": "primary"}]}
    | {"recorded": "2026-02-01"},
}
AMOUNT = {"value": 1, "currency": "USD", "bound": "exact"}


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("silence", {"date": "../2026-01"}, "open-date"),
        ("silence", {"basis": "own-search", "checked_by": "me"}, "missing-field"),
        ("silence", {"basis": "asked", "response": "no-reply"}, "missing-field"),
        ("silence", {"sources": None}, "missing-field"),
        ("correction", {"type": "supersession"}, "missing-field"),
        ("correction", {"replacement": "b"}, "unexpected-field"),
        ("issue", {"panel": ["a"], "panel_rule": None}, "missing-field"),
        ("issue", {"recheck_days": -1, "panel_rule": None}, "out-of-range"),
        ("issue", {"panel": ["A b"]}, "invalid-id"),
        ("issue", {"panel": [{"actor": "a"}]}, "missing-field"),
        ("issue", {"panel": [1]}, "wrong-type"),
        ("publisher", {"domains": ["https://a.org"]}, "invalid-domain"),
        ("tie", {"amount": AMOUNT | {"value": "1"}}, "wrong-type"),
        ("tie", {"amount": AMOUNT | {"currency": "usd"}}, "invalid-currency"),
        ("tie", {"amount": AMOUNT | {"value": -1}}, "out-of-range"),
        ("tie", {"amount": AMOUNT | {"value": 10**15 + 1}}, "out-of-range"),
    ],
)
def test_rules_of_other_kinds_are_told_once(kind: str, changes: dict[str, Any], code: str) -> None:
    line = {
        name: value for name, value in {"kind": kind, **OF_KINDS[kind], **changes}.items() if value
    }

    assert [code] == [found for found, _, _ in told(json.dumps(line) + "\n")]


def test_all_problems_of_a_line_are_told_at_once() -> None:
    line = with_fields(
        speaker="Person A", date="soon", stance="yes", isue="x", issue=None, audience="private"
    )

    expected = (
        "invalid-date invalid-id missing-field missing-field unknown-field unknown-word".split()
    )
    assert expected == sorted(code for code, _, _ in told(line))


def test_where_there_are_very_many_the_worst_are_told_and_the_rest_counted() -> None:
    fields = ",".join(f'"x{n}":"\\u0007"' for n in range(300))
    problems = parse(
        f'{{"kind":"organization","id":"acme","name":"A",{fields}}}\n'.encode(), "a"
    ).problems

    assert 100 == len(problems)
    assert {"unknown-field"} == {problem.code for problem in problems}
    assert 1 == sum("(and 500 more in this line)" in problem.message for problem in problems)


@pytest.mark.parametrize("quote", [*LEGITIMATE, "two\nlines\tand a tab"])
def test_legitimate_quotes_are_untouched(quote: str) -> None:
    line = with_fields(quote=quote, wording="verbatim", language="und")
    raw = json.dumps(json.loads(line), ensure_ascii=False) + "\n"

    for content in (line, raw):
        [read] = parse(content.encode(), "a.jsonl").lines
        assert quote == getattr(read.record, "quote", None)
        assert [] == told(content)


@pytest.mark.parametrize("name", ["می\u200cخواهم", "Team 👩‍💻", "❤️‍🔥", "क्\u200dष"])
def test_names_may_have_the_joiners_their_script_needs(name: str) -> None:
    assert [] == told(f'{{"kind":"organization","id":"acme","name":"{name}"}}\n')


def test_ids_of_unread_lines_are_remembered() -> None:
    parsed = parse(b'{"kind":"person","id":"person-a"}\n{"id":"x\n', "a.jsonl")

    assert frozenset({"person-a"}) == parsed.unread_ids
    assert {"person-a", None} == {problem.record for problem in parsed.problems}
    assert frozenset() == parse(named('" A"').encode() + b"\n", "a.jsonl").unread_ids


@pytest.mark.parametrize(
    ("tail", "torn"),
    [
        (ORGANIZATION.encode(), False),
        (ORGANIZATION.encode()[:-1], True),
        (b"\xff", True),
        (b"  ", False),
        (b"=======", False),
        (b"{" * LONGEST_LINE, True),
        (b"{" * (LONGEST_LINE + 1), False),
    ],
)
def test_a_tail_is_torn_if_it_is_no_whole_line(tail: bytes, torn: bool) -> None:
    assert torn == is_torn(tail)
    assert torn == ("torn-line" in [code for code, _, _ in told(tail)])


PIECES = st.sampled_from(
    [ORGANIZATION, '{"kind":"person"', '"id":"x"', "<<<<<<< ", *'"{}\n\ufeff', "\r\n", "\\u0000"]
)


@given(st.lists(PIECES | st.text(max_size=5)).map("".join) | st.binary())
def test_any_bytes_are_read_and_every_problem_has_a_place(content: str | bytes) -> None:
    told(content)


# Lines that are scanned.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_what_a_plain_parser_reads_is_read_alike(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    line = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    scanned = scan(line)

    assert scanned.parses
    assert [fault for fault in scanned.faults if fault.code != "nul-character"] == []
    if "\0" not in repr(value) and "\\x00" not in repr(value):
        assert value == scanned.value


@given(st.text(alphabet='{}[]",:\\u0eE+-.1atrfnl \t\x00\x01é') | st.text())
def test_what_a_plain_parser_refuses_is_refused_at_a_place_in_the_line(line: str) -> None:
    scanned = scan(line)
    try:
        json.loads(line, strict=False)
    except ValueError:
        assert not scanned.parses
    else:
        assert scanned.parses

    assert all(0 <= fault.offset <= len(line) for fault in scanned.faults)
    assert scanned.parses or scanned.faults


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("{“kind”:1}", "“ (U+201C) in place of", "write straight double quotes"),
        (
            '{"kind":“person”}',
            "“ (U+201C) in place of a straight double quote, at `kind`",
            "write straight",
        ),
        ("{'kind':1}", "' (U+0027) in place of", "write straight double quotes"),
        ("# ours", "a comment", "JSON has no comments"),
        ('{"a":1} // ours', "a comment", "JSON has no comments"),
        (
            '{"a":[{"b":"say "no"."}]}',
            "a `,` or the `}` of an object is missing, at `a[0].b`",
            "write a ",
        ),
        ('{"a":[1,2],"b":None}', "`None` is no JSON value, at `b`", "leave out the field"),
        ('{"b":Ada}', "`Ada` is no JSON value, at `b`", "write texts in double quotes"),
        ("{", "the name of a field", "put the whole record on one line"),
        ('  "id": "ada",', "there is more", "put the whole record on one line"),
        ('  "roles": [', "there is more", "put the whole record on one line"),
        ("  ]", "a value is missing", "put the whole record on one line"),
        ("}", "a value is missing", "put the whole record on one line"),
        (
            '{"a":[1],}',
            "the name of a field, in double quotes, is missing, at `a`",
            "take away the comma",
        ),
        ('{"a":}', "a value is missing, at `a`", ""),
        ('{"a":1} {"b":2}', "there is more", "write one record a line"),
        ('{"a":1,"a":2}', "`a` stands twice, first at column 2", ""),
    ],
)
def test_what_is_often_pasted_has_a_hint(line: str, message: str, hint: str) -> None:
    [fault] = scan(line).faults

    assert fault.message.startswith(message)
    assert (fault.hint or "").startswith(hint)
    assert bool(hint) == bool(fault.hint)
