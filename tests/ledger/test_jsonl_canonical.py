"""The canonical form of lines and files, and the ids and versions derived from it."""

import json
from itertools import cycle
from typing import Any
from unicodedata import is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.datasets import complete
from tests.depth import tried
from tests.hostile.records import dressed, every_kind

from stancetracker.ledger.jsonl import (
    Line,
    canonical,
    format_file,
    is_formatted,
    is_plain_line,
    parse,
)
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.model.tie import Amount
from stancetracker.ledger.record import Record
from stancetracker.ledger.scanner import scan
from stancetracker.ledger.text_faults import character_faults


def line_of(value: dict[str, Any]) -> Line:
    [line] = parse((json.dumps(value) + "\n").encode(), "a.jsonl").lines
    return line


def record(value: dict[str, Any]) -> Record:
    return line_of(value).record


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
).map(lambda text: f"x{text}")
WITHOUT_IDS = [
    {**line, "id": None}
    for line in every_kind()
    if line["kind"] in ("statement", "silence", "tie", "reply")
]
RECORDS = st.builds(
    lambda line, texts: record(dressed(line, cycle(texts), cycle(texts))),
    st.sampled_from([*every_kind(), *WITHOUT_IDS]),
    st.lists(TEXTS, min_size=2, max_size=5),
)


# A name that is a key of `identifiers` stays as it is, and is reported where it is not composed.
@example(record({"kind": "organization", "id": "a", "name": "A", "identifiers": {"x\uf900": "1"}}))
@given(RECORDS)
def test_reading_a_canonical_line_and_writing_it_again_changes_nothing(record: Record) -> None:
    line = canonical(record)
    parsed = parse(f"{line}\n".encode(), "a.jsonl")
    [parsed_line] = parsed.lines

    assert line == canonical(parsed_line.record)
    keys = getattr(record, "identifiers", {})
    expected = {"not-nfc"} if any(not is_normalized("NFC", key) for key in keys) else set()
    codes = {problem.code for problem in parsed.problems}
    assert expected == {"not-nfc", "untidy-name", "carriage-return", "blank-line"} & codes
    if isinstance(record, Statement) and isinstance(parsed_line.record, Statement):
        assert record.quote == parsed_line.record.quote


@example(record({"kind": "organization", "id": "a", "name": "A", "note": ' a "b" \n é\\'}))
@given(RECORDS)
def test_a_line_that_looks_plain_has_no_fault(record: Record) -> None:
    line = record.model_dump_json(exclude_defaults=True)

    assert not is_plain_line(line) or not list(character_faults(scan(line), type(record)))


@tried(5, 1000)
@given(st.lists(RECORDS, max_size=4), st.booleans(), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_formatting_twice_is_formatting_once(
    records: list[Record], ascii_only: bool, end: str
) -> None:
    values = [json.loads(record.model_dump_json()) for record in records]
    content = "\ufeff" + "".join(
        json.dumps(value, ensure_ascii=ascii_only) + end for value in values
    )
    formatted = format_file(content.encode(), "a.jsonl")

    assert isinstance(formatted, bytes)
    assert formatted == format_file(formatted, "a.jsonl")
    assert is_formatted([formatted], "a.jsonl")
    assert not records or not is_formatted([content.encode()], "a.jsonl")
    assert len(records) == formatted.count(b"\n")


def test_the_canonical_form_is_compact_ordered_and_without_defaults() -> None:
    line = (
        '{"recorded": "2026-02-01", "note": null, "kind": "statement", "voice": "self", "demands": [],'
        ' "sources": [{"tier": "primary", "citation": "C"}], "channel": "speech", "stance": "favor",'
        ' "summary": "\\u00e9", "date": "2026", "issue": "i", "speaker": "s"}\n'
    )
    expected = (
        '{"kind":"statement","id":"statement-%s","speaker":"s","issue":"i","date":"2026","stance":"favor",'
        '"summary":"é","channel":"speech","sources":[{"citation":"C","tier":"primary"}],'
        '"recorded":"2026-02-01"}\n'
    )
    [parsed_line] = parse(line.encode(), "a.jsonl").lines
    digest = parsed_line.id.removeprefix("statement-")

    assert (expected % digest).encode() == format_file(line.encode(), "a.jsonl")


def test_names_are_composed_but_not_quotes_and_unsafe_characters_are_escaped() -> None:
    fields = {
        "kind": "statement",
        "speaker": "s",
        "date": "2026",
        "stance": "favor",
        "language": "en",
    }
    fields |= {"quote": "e\u0301 \u202e \x7f \u2028 \U0001f600 \x85 \x07", "wording": "verbatim"}
    source = {"citation": "e\u0301", "tier": "primary", "title": "e\u0301"}
    line = canonical(record(complete({**fields, "sources": [source]})))

    assert '"quote":"e\u0301 \\u202e \\u007f \\u2028 \U0001f600 \\u0085 \\u0007"' in line
    assert '"citation":"e\u0301","tier":"primary","title":"\xe9"' in line
    names = {"name": " Acme  Inc. ", "other_names": ["A  B"], "note": " a  b "}
    assert '"name":"Acme Inc.","other_names":["A B"],"note":" a  b "' in canonical(
        record({"kind": "organization", "id": "acme", **names})
    )


def test_an_id_is_derived_from_all_fields_but_id_and_recorded() -> None:
    value = complete({"kind": "reply", "to": "a", "by": "b"})
    reply = line_of(value)

    assert reply.id == line_of({**value, "recorded": "2026-03-01"}).id
    assert reply.id == line_of({**value, "id": None, "sources": []}).id
    assert reply.id != line_of(value | {"text": "U"}).id
    assert "mine" == line_of(value | {"id": "mine"}).id
    assert reply.canonical.startswith(f'{{"kind":"reply","id":"{reply.id}","to"')


@pytest.mark.parametrize(
    ("number", "canonical_number"), [("1.0", "1"), ("1", "1"), ("1.50", "1.5"), ("1e3", "1000")]
)
def test_a_sum_of_money_has_one_canonical_number(number: str, canonical_number: str) -> None:
    form = '{{"value":{},"currency":"USD","bound":"exact"}}'
    amount = Amount.model_validate_json(form.format(number))

    assert form.format(canonical_number) == amount.model_dump_json(exclude_defaults=True)
