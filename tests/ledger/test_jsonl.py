"""Reading lines: each fault has a code, a place and a hint, and nothing is guessed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import complete
from tests.hostile.texts import LEGITIMATE
from tests.ledger.conftest import silence, statement

from stancetracker.ledger.jsonl import (
    LONGEST_LINE,
    SEVERITY,
    FileReader,
    format_file,
    is_torn,
    parse,
)

ORGANIZATION = '{"kind":"organization","id":"nova","name":"Nova"}'


def problem_sites(content: str | bytes) -> list[tuple[str, int, int]]:
    """Return the code, line and column of each problem, having checked that it is in the file."""
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
    """Return the line of a statement with these fields changed; None removes one."""
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
def test_each_fault_of_bytes_and_lines_is_reported_at_its_place(
    content: str | bytes, expected: list[tuple[str, int, int]]
) -> None:
    assert expected == problem_sites(content)


@pytest.mark.parametrize("line", [f" {ORGANIZATION}", f"\t{ORGANIZATION} ", f"  {ORGANIZATION}\r"])
def test_a_record_that_stands_after_blanks_is_read(line: str) -> None:
    parsed = parse(f"{line}\n".encode(), "a.jsonl")

    assert [ORGANIZATION] == [line.canonical for line in parsed.lines]
    assert f"{ORGANIZATION}\n".encode() == format_file(f"{line}\n".encode(), "a.jsonl")


def with_name(name: str, more: str = "") -> str:
    """Return an organization with this JSON in place of its name, and more fields."""
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
    (with_name('"A"', ',"nme":1'), [("unknown-field", 47)]),
    *((with_name(name), [("wrong-type", 43)]) for name in ("true", '["a"]', "7", "{}")),
    *((with_name(name), [("empty-text", 43)]) for name in ('""', '" "')),
    *((with_name(name), [("untidy-name", 43)]) for name in ('" a"', '"a "')),
    *(
        (f'{{"kind":"organization","id":"{name}","name":"A"}}', [("invalid-id", 29)])
        for name in ("Acme Inc.", "-", "a--b", "../a", "é", "a" * 81)
    ),
    (ORGANIZATION.replace("nova", "a\u200bb"), [("invalid-id", 29), ("invisible-character", 31)]),
    *((with_name(f'"A{text}"'), [("control-character", 45)]) for text in ("\\u0007", "\x7f", "\x85", "\\n", "\\u001b")),
    *((with_name(f'"A{text}"'), [("raw-control-character", 45)]) for text in "\t\x1b"),
    (with_name('"A\u202eB\u202e"'), [("bidi-control", 45)]),
    (with_name('"A\\u2028"'), [("line-separator", 45)]),
    (with_name('"\\u0000"'), [("nul-character", 44)]),
    (with_name('"A\\ud83d"'), [("lone-surrogate", 45)]),
    (with_name('"A\\ud83d\\ude00"'), []),
    (with_name('"e\u0301"'), [("not-nfc", 43)]),
    (with_name('"A\u200b"'), [("invisible-character", 45)]),
    (with_name('"\u2800"'), [("empty-text", 43), ("invisible-character", 44)]),
    (with_name('"A"', ',"id":"nova"'), [("duplicate-key", 47)]),
    (with_name('"A"', ',"identifiers":{"a\u200b":"x"}'), [("invisible-character", 64)]),
    (with_name('"A"', ',"identifiers":[]'), [("wrong-type", 61)]),
    (with_name('"A"', ',"note":NaN'), [("not-finite", 54), ("wrong-type", 54)]),
    (with_name('"A"', ',"x":1e16'), [("unknown-field", 47), ("number-too-large", 51)]),
    (with_name('"A"', ',"x":1.5'), [("unknown-field", 47)]),
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
def test_each_fault_of_json_and_fields_is_reported_at_its_column(
    line: str, expected: list[tuple[str, int]]
) -> None:
    assert expected == [(code, column) for code, _, column in problem_sites(line + "\n")]


@pytest.mark.parametrize(
    ("size", "expected"),
    [(LONGEST_LINE, []), (LONGEST_LINE + 1, [("line-too-long", 1, 1)])],
)
def test_a_line_has_at_most_a_million_bytes(
    size: int, expected: list[tuple[str, int, int]]
) -> None:
    empty = with_name('"A"', ',"note":""')
    line = with_name('"A"', f',"note":"{"x" * (size - len(empty))}"')

    assert size == len(line)
    assert expected == problem_sites(f"{line}\n")
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
    ({"demands": ["a"]}, "invalid-id", "lower-case letters"),
    ({"demands": ["A/ B"]}, "invalid-id", "lower-case letters"),
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
def test_each_fault_of_a_statement_is_reported_with_its_hint(
    changes: dict[str, Any], code: str, hint: str | None
) -> None:
    problems = parse(with_fields(**changes).encode(), "a.jsonl").problems

    assert code in [problem.code for problem in problems]
    first_hint = next(problem.hint for problem in problems if problem.code == code)
    assert (hint is None) == (first_hint is None)
    assert (hint or "") in (first_hint or "")


def test_an_inferred_stance_needs_who_coded_it_and_from_what() -> None:
    for missing, there in (("coded_by", {"note": "From all."}), ("note", {"coded_by": "Us"})):
        line = with_fields(stance_basis="inferred", **there)
        [problem] = parse(line.encode(), "a.jsonl").problems

        assert f"an inferred stance needs its `{missing}`" == problem.message


def test_what_was_not_public_may_have_been_made_public() -> None:
    assert [] == problem_sites(with_fields(audience="internal", made_public="2026-01-27"))


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
    parsed = parse(f"{ORGANIZATION}\n{record}{end}".encode(), "a.jsonl")

    [problem] = [problem for problem in parsed.problems if problem.code != "blank-line"]
    assert ("invalid-json", 2, 1) == (problem.code, *problem.place[1:])
    assert "a record over 16 lines" == problem.message
    assert "put the whole record on one line" in (problem.hint or "")


def test_a_record_over_several_lines_is_one_problem_though_a_line_of_it_is_json() -> None:
    names = ["A", "B"]  # of which the last stands on its line without a comma
    record = json.dumps(json.loads(with_name('"A"')) | {"other_names": names}, indent=1)
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
    "coding": complete({"kind": "coding", "statement": "a"}),
    "copy": complete({"kind": "copy"}),
    "search": complete({"kind": "search", "actors": ["a"]}),
    "dataset": {"title": "T", "publisher": "P", "licence": "L", "contact": "c@example.org"},
    "organization": {"id": "o", "name": "O"},
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
        ("correction", {"type": "merge"}, "missing-field"),
        ("correction", {"type": "redaction"}, "missing-field"),
        ("correction", {"replacement": "b"}, "unexpected-field"),
        ("correction", {"removed": [{"sha256": "0" * 64}]}, "unexpected-field"),
        ("correction", {"type": "redaction", "removed": [{"sha256": "0"}]}, "invalid-sha256"),
        ("search", {"complete": True, "from": "2026-01-01"}, "missing-field"),
        ("search", {"actors": None}, "missing-field"),
        ("search", {"queries": [{"where": "X"}]}, "missing-field"),
        ("search", {"from": "2026"}, "invalid-date"),
        ("coding", {"of_version": None}, "missing-field"),
        ("coding", {"stance_basis": None}, "missing-field"),
        ("coding", {"of_version": -1}, "out-of-range"),
        ("coding", {"stance": "for"}, "unknown-word"),
        ("copy", {"sha256": None}, "missing-field"),
        ("copy", {"retrieved": "2026-01"}, "invalid-date"),
        ("issue", {"panel": ["a"], "panel_rule": None}, "missing-field"),
        ("issue", {"recheck_days": -1, "panel_rule": None}, "out-of-range"),
        ("issue", {"panel": ["A b"]}, "invalid-id"),
        ("issue", {"panel": [{"actor": "a"}]}, "missing-field"),
        ("issue", {"panel": [1]}, "wrong-type"),
        ("issue", {"panel": [{"actor": "a", "until": "2026"}]}, "invalid-date"),
        ("publisher", {"domains": ["https://a.org"]}, "invalid-domain"),
        ("tie", {"amount": AMOUNT | {"value": "1"}}, "wrong-type"),
        ("tie", {"amount": AMOUNT | {"currency": "usd"}}, "invalid-currency"),
        ("tie", {"amount": AMOUNT | {"value": -1}}, "out-of-range"),
        ("tie", {"amount": AMOUNT | {"value": 10**15 + 1}}, "out-of-range"),
        ("tie", {"amount": AMOUNT | {"value": 10**15 + 0.5}}, "out-of-range"),
        ("tie", {"amount": AMOUNT | {"value": -0.5}}, "out-of-range"),
        ("tie", {"amount": AMOUNT | {"value": True}}, "wrong-type"),
        ("dataset", {"contact": "https://example.org/<a>"}, "invalid-url"),
        ("dataset", {"forms": "example.org"}, "invalid-url"),
        ("organization", {"feeds": ["feed.xml"]}, "invalid-url"),
        ("organization", {"tags": [""]}, "empty-text"),
        ("tie", {"issues": ["Bridge"]}, "invalid-id"),
        ("tie", {"recipient": "b"}, "unexpected-field"),
        ("tie", {"type": "contract", "recipient": "a"}, "unexpected-field"),
    ],
)
def test_each_fault_of_another_kind_is_reported_once(
    kind: str, changes: dict[str, Any], code: str
) -> None:
    line = {
        name: value for name, value in {"kind": kind, **OF_KINDS[kind], **changes}.items() if value
    }

    assert [code] == [reported for reported, _, _ in problem_sites(json.dumps(line) + "\n")]


def test_all_problems_of_a_line_are_reported_at_once() -> None:
    line = with_fields(
        speaker="Person A", date="soon", stance="yes", isue="x", issue=None, audience="private"
    )

    expected = (
        "invalid-date invalid-id missing-field missing-field unknown-field unknown-word".split()
    )
    assert expected == sorted(code for code, _, _ in problem_sites(line))


def test_of_very_many_problems_in_a_line_100_are_listed_and_the_rest_counted() -> None:
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
        [parsed_line] = parse(content.encode(), "a.jsonl").lines
        assert quote == getattr(parsed_line.record, "quote", None)
        assert [] == problem_sites(content)


@pytest.mark.parametrize("name", ["می\u200cخواهم", "Team 👩‍💻", "❤️‍🔥", "क्\u200dष"])
def test_names_may_have_the_joiners_that_their_script_needs(name: str) -> None:
    assert [] == problem_sites(f'{{"kind":"organization","id":"acme","name":"{name}"}}\n')


def test_ids_of_unread_lines_are_remembered() -> None:
    parsed = parse(b'{"kind":"person","id":"person-a"}\n{"id":"x\n', "a.jsonl")

    assert frozenset({"person-a"}) == parsed.unread_ids
    assert {"person-a", None} == {problem.record for problem in parsed.problems}
    assert frozenset() == parse(with_name('" A"').encode() + b"\n", "a.jsonl").unread_ids


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
def test_a_tail_is_torn_unless_it_is_a_whole_line_or_too_long(tail: bytes, torn: bool) -> None:
    assert torn == is_torn(tail)
    assert torn == ("torn-line" in [code for code, _, _ in problem_sites(tail)])


PIECES = st.sampled_from(
    [ORGANIZATION, '{"kind":"person"', '"id":"x"', "<<<<<<< ", *'"{}\n\ufeff', "\r\n", "\\u0000"]
)


@given(st.lists(PIECES | st.text(max_size=5)).map("".join) | st.binary())
def test_any_bytes_are_read_and_every_problem_has_a_place(content: str | bytes) -> None:
    problem_sites(content)


@pytest.mark.parametrize("code", ["gbsct", "gbwls", "usca"])
def test_a_flag_of_a_part_of_a_country_is_no_hidden_text(code: str) -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in code)
    flag = f"\U0001f3f4{tags}\U000e007f"
    quote = {"quote": f"Yes {flag}", "wording": "verbatim", "language": "en", "summary": None}

    assert not parse(with_fields(**quote).encode(), "a.jsonl").problems
    assert ["tag-character"] == [
        problem.code
        for problem in parse(
            with_fields(**{**quote, "quote": f"Yes {tags}"}).encode(), "a.jsonl"
        ).problems
    ]
