import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.conftest import statement

from stancetracker.ledger.jsonl import LONGEST_LINE, is_torn, parse
from stancetracker.ledger.rules import SEVERITY

ORGANIZATION = '{"kind":"organization","id":"acme","name":"Acme"}'


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
    return json.dumps({key: value for key, value in statement(**changes).items() if value is not None}) + "\n"


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
        (f"{ORGANIZATION}\n{ORGANIZATION.replace('Acme', 'Acme  Inc')}\n", [("untidy-name", 2, 43)]),
        (ORGANIZATION.replace("Acme", " Acme") + "\n", [("untidy-name", 1, 43)]),
        (ORGANIZATION.replace("Acme", "Acme ") + "\n", [("untidy-name", 1, 43)]),
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[1]", [("not-an-object", 1)]),
        ("null", [("not-an-object", 1)]),
        ("{}", [("missing-kind", 1)]),
        ('{"knd":"person"}', [("missing-kind", 1)]),
        ('{"kind":3}', [("wrong-type", 9)]),
        ('{"kind":"persn"}', [("unknown-kind", 9)]),
        ('{"kind":"sdfjkh"}', [("unknown-kind", 9)]),
        ('{"kind":"organization","id":"acme"}', [("missing-field", 1)]),
        ('{"kind":"organization","id":"acme","name":"A","nme":1}', [("unknown-field", 47)]),
        ('{"kind":"organization","id":"acme","name":true}', [("wrong-type", 43)]),
        ('{"kind":"organization","id":"acme","name":["a"]}', [("wrong-type", 43)]),
        ('{"kind":"organization","id":"acme","name":""}', [("empty-text", 43)]),
        ('{"kind":"organization","id":"acme","name":" "}', [("empty-text", 43)]),
        ('{"kind":"organization","id":"Acme Inc.","name":"A"}', [("invalid-id", 29)]),
        ('{"kind":"organization","id":"-","name":"A"}', [("invalid-id", 29)]),
        (f'{{"kind":"organization","id":"{"a" * 81}","name":"A"}}', [("invalid-id", 29)]),
        ('{"kind":"organization","id":"a\u200bb","name":"A"}', [("invalid-id", 29), ("invisible-character", 31)]),
        ('{"kind":"organization","id":"acme","name":"A\\u0007"}', [("control-character", 45)]),
        ('{"kind":"organization","id":"acme","name":"A\u0085"}', [("control-character", 45)]),
        ('{"kind":"organization","id":"acme","name":"A\t"}', [("raw-control-character", 45)]),
        ('{"kind":"organization","id":"acme","name":"A\\n"}', [("control-character", 45)]),
        ('{"kind":"organization","id":"acme","name":"A\u202eB\u202e"}', [("bidi-control", 45)]),
        ('{"kind":"organization","id":"acme","name":"A\\u2028"}', [("line-separator", 45)]),
        ('{"kind":"organization","id":"acme","name":"\\u0000"}', [("nul-character", 44)]),
        ('{"kind":"organization","id":"acme","name":"A\\ud83d"}', [("lone-surrogate", 45)]),
        ('{"kind":"organization","id":"acme","name":"A\\ud83d\\ude00"}', []),
        ('{"kind":"organization","id":"acme","name":"e\u0301"}', [("not-nfc", 43)]),
        ('{"kind":"organization","id":"acme","name":"A\u200b"}', [("invisible-character", 45)]),
        ('{"kind":"organization","id":"acme","name":"\u2800"}', [("empty-text", 43), ("invisible-character", 44)]),
        ('{"kind":"organization","id":"acme","name":"A","id":"acme"}', [("duplicate-key", 47)]),
        ('{"kind":"organization","id":"acme","name":"A","identifiers":{"a\u200b":"x"}}', [("invisible-character", 64)]),
        ('{"kind":"organization","id":"acme","name":"A","identifiers":[]}', [("wrong-type", 61)]),
        ('{"kind":"person","id":"a","name":"A","memberships":[]}', [("empty-list", 52)]),
        ('{"kind":"person","id":"a","name":"A","memberships":[{}]}', [("missing-field", 53)]),
        ('{"kind":"person","id":"a","name":"A","memberships":[3]}', [("wrong-type", 53)]),
        ('{"kind":"person","id":"a","name":"A","memberships":[{"role":"x","start":"2026"}]}', [("unknown-field", 65)]),
        ('{"kind":"organization","id":"a","name":"A","note":NaN}', [("not-finite", 51), ("wrong-type", 51)]),
        ('{"kind":"organization","id":"acme","name":"A","x":1e16}', [("unknown-field", 47), ("number-too-large", 51)]),
        ('{"kind":"dataset","x":-9007199254740993}', [*[("missing-field", 1)] * 4, ("unknown-field", 19),
                                                      ("number-too-large", 23)]),
        ('{"kind":"organization","id":"acme","name":"A","x":1.5}', [("unknown-field", 47)]),
        ("{" * 60, [("invalid-json", 2)]),
        ('{"kind":' + "[" * 60, [("too-deep", 58)]),
    ],
)  # fmt: skip
def test_json_and_fields(line: str, expected: list[tuple[str, int]]) -> None:
    assert expected == [(code, column) for code, _, column in told(line + "\n")]


@pytest.mark.parametrize(
    ("changes", "code", "hint"),
    [
        ({"stance": "favour"}, "unknown-word", "did you mean favor?"),
        ({"channel": "xyz"}, "unknown-word", "one of: social-post, interview, op-ed"),
        ({"channel": 3}, "wrong-type", None),
        ({"date": "01/02/2026"}, "invalid-date", "write 2026-01-24"),
        ({"date": "2026-02-30"}, "invalid-date", "write 2026-01-24"),
        ({"recorded": "2026-02"}, "invalid-date", "write one day"),
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
        ({"sources": [{"citation": "A", "tier": "primary", "sha256": "0"}]}, "invalid-sha256", "64 digits"),
        ({"sources": [{"tier": "primary"}]}, "missing-field", None),
        ({"sources": [{"url": "ftp://example.org", "tier": "primary"}]}, "invalid-url", None),
        ({"sources": [{"url": "https://a@example.org", "tier": "primary"}]}, "invalid-url", None),
        ({"sources": [{"url": "https://exa\u202emple.org", "tier": "primary"}]}, "invalid-url", None),
        ({"sources": [{"url": "https://[", "tier": "primary"}]}, "invalid-url", None),
        ({"issu": "issue-a"}, "unknown-field", "the fields are: kind, id"),
        ({"noet": "x"}, "unknown-field", "did you mean note?"),
    ],
)
def test_statements(changes: dict[str, Any], code: str, hint: str | None) -> None:
    problems = parse(with_fields(**changes).encode(), "a.jsonl").problems

    assert code in [problem.code for problem in problems]
    found = next(problem.hint for problem in problems if problem.code == code)
    assert (hint is None) == (found is None)
    assert (hint or "") in (found or "")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"kind":"silence","actors":["a"],"issue":"i","date":"../2026-01","basis":"reported",'
         '"response":"none-found","sources":[{"citation":"c","tier":"primary"}],"recorded":"2026-02-01"}', "open-date"),
        ('{"kind":"silence","actors":["a"],"issue":"i","date":"2026-01","basis":"own-search",'
         '"response":"none-found","checked_by":"me","recorded":"2026-02-01"}', "missing-field"),
        ('{"kind":"silence","actors":["a"],"issue":"i","date":"2026-01","basis":"asked",'
         '"response":"no-reply","recorded":"2026-02-01"}', "missing-field"),
        ('{"kind":"silence","actors":["a"],"issue":"i","date":"2026-01","basis":"reported",'
         '"response":"no-reply","recorded":"2026-02-01"}', "missing-field"),
        ('{"kind":"correction","corrects":"a","type":"supersession","reason":"r","recorded":"2026-02-01"}',
         "missing-field"),
        ('{"kind":"correction","corrects":"a","type":"retraction","reason":"r","replacement":"b",'
         '"recorded":"2026-02-01"}', "unexpected-field"),
        ('{"kind":"issue","id":"i","title":"I","proposition":"P","since":"2026-01-01","panel":["a"]}',
         "missing-field"),
        ('{"kind":"issue","id":"i","title":"I","proposition":"P","since":"2026-01-01","recheck_days":0}',
         "out-of-range"),
        ('{"kind":"issue","id":"i","title":"I","proposition":"P","since":"2026-01-01","panel":["A b"],'
         '"panel_rule":"R"}', "invalid-id"),
        ('{"kind":"issue","id":"i","title":"I","proposition":"P","since":"2026-01-01","panel":[{"actor":"a"}],'
         '"panel_rule":"R"}', "missing-field"),
        ('{"kind":"issue","id":"i","title":"I","proposition":"P","since":"2026-01-01","panel":[1],"panel_rule":"R"}',
         "wrong-type"),
        ('{"kind":"publisher","id":"p","name":"P","type":"wire","domains":["https://a.org"]}', "invalid-domain"),
        ('{"kind":"tie","type":"donation","actor":"a","amount":{"value":"1","currency":"USD","bound":"exact"},'
         '"sources":[{"citation":"c","tier":"primary"}],"recorded":"2026-02-01"}', "wrong-type"),
        ('{"kind":"tie","type":"donation","actor":"a","amount":{"value":1,"currency":"usd","bound":"exact"},'
         '"sources":[{"citation":"c","tier":"primary"}],"recorded":"2026-02-01"}', "invalid-currency"),
    ],
)  # fmt: skip
def test_rules_of_other_kinds_are_told_once(line: str, code: str) -> None:
    assert [code] == [found for found, _, _ in told(line + "\n")]


def test_all_problems_of_a_line_are_told_at_once() -> None:
    line = with_fields(
        speaker="Person A", date="soon", stance="yes", isue="x", issue=None, audience="private"
    )

    assert {"invalid-id", "invalid-date", "unknown-word", "unknown-field", "missing-field"} == {
        code for code, _, _ in told(line)
    }
    assert 2 == [code for code, _, _ in told(line)].count("missing-field")


def test_where_there_are_very_many_the_worst_are_told_and_the_rest_counted() -> None:
    fields = ",".join(f'"x{n}":"\\u0007"' for n in range(300))
    problems = parse(f'{{"kind":"organization","id":"acme","name":"A",{fields}}}\n'.encode(), "a").problems

    assert 100 == len(problems)
    assert {"unknown-field"} == {problem.code for problem in problems}
    assert 1 == sum(
        "(and 500 more problems" in problem.message or "500 more" in problem.message for problem in problems
    )


@pytest.mark.parametrize(
    "quote",
    [
        "شكراً جزيلاً", "תודה רבה", "a\u200eb\u200fc", "👩‍💻 ❤️", "e\u0301", "[/] | \\ `", "می\u200cخواهم",
        "two\nlines\tand a tab",
    ],
)  # fmt: skip
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

    assert frozenset({"person-a"}) == parsed.unread
    assert {"person-a", None} == {problem.record for problem in parsed.problems}


@pytest.mark.parametrize(
    ("tail", "torn"),
    [
        (ORGANIZATION.encode(), False),
        (ORGANIZATION.encode()[:-1], True),
        (b"\xff", True),
        (b"  ", False),
        (b"=======", False),
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
