"""The hash of a line, and the ids made of it."""

import json
from hashlib import sha256
from itertools import cycle
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st
from tests.datasets import complete, text_hash
from tests.hostile.records import dressed, every_kind

from stancetracker.ledger import hashes
from stancetracker.ledger.jsonl import format_file, parse

LARGEST = 2**53 - 1
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda items: st.lists(items, max_size=5) | st.dictionaries(TEXTS, items, max_size=5),
)
ORGANIZATION = '{"kind":"organization","id":"nova","name":"Nova"}'


def hash_of(line: str) -> bytes:
    [parsed] = parse(f"{line}\n".encode(), "a.jsonl").lines
    return parsed.hash


@example(
    {"x": 1e-7, "y": 0.00001, "z": 1.0, "0": -0.0, "1": 1e20, "2": 1e21, "3": 9007199254740993e5}
)
@example({"\ue000": 1, "\U0001f600": 2})
@given(st.dictionaries(TEXTS, VALUES))
def test_json_is_written_as_the_library_rfc8785_writes_it(value: dict[str, Any]) -> None:
    assert rfc8785.dumps(value) == hashes.rfc8785(value)


@example(
    {
        "kind": "organization",
        "id": "a",
        "name": "A",
        "identifiers": {"\ue000": "1", "\U0001f600": "2"},
    },
    ["x"],
)
@given(st.sampled_from(every_kind()), st.lists(TEXTS.map("x{}".format), min_size=2, max_size=5))
def test_every_line_has_the_hash_of_its_json(line: dict[str, Any], texts: list[str]) -> None:
    text = json.dumps(dressed(line, cycle(texts), cycle(texts)))
    for parsed in parse(f"{text}\n".encode(), "a.jsonl").lines:
        assert sha256(rfc8785.dumps(json.loads(text))).digest() == parsed.hash
        assert text_hash(text) == parsed.hash


def test_a_hash_never_changes() -> None:
    assert (
        "48615f0b5bb6205b554ac857de7fffdb46c0fc86911971c76d7425d46c5ae9b9"
        == sha256(b'{"id":"nova","kind":"organization","name":"Nova"}').hexdigest()
        == hash_of(ORGANIZATION).hex()
    )


@pytest.mark.parametrize(
    "line",
    [
        '{ "kind" : "organization", "id": "nova", "name": "Nova" } ',
        '{"name":"Nova","id":"nova","kind":"organization"}',
        '{"kind":"organization","id":"nova","name":"\\u004eova"}',
    ],
    ids=["spaces", "order", "escapes"],
)
def test_formatting_changes_no_hash(line: str) -> None:
    formatted = format_file(f"{line}\n".encode(), "a.jsonl")

    assert isinstance(formatted, bytes)
    assert hash_of(ORGANIZATION) == hash_of(line) == hash_of(formatted.decode().rstrip())


@pytest.mark.parametrize("field", ['"note":null', '"tags":[]'])
def test_a_default_that_is_written_down_is_part_of_the_hash(field: str) -> None:
    assert hash_of(ORGANIZATION) != hash_of(f"{ORGANIZATION[:-1]},{field}}}")


@pytest.mark.parametrize("number", ["12.50", "12.5", "0.125e2", "1250e-2"])
def test_a_number_is_hashed_by_its_value(number: str) -> None:
    tie = complete(
        {
            "kind": "tie",
            "actor": "a",
            "amount": {"value": 12.5, "currency": "USD", "bound": "exact"},
        }
    )
    text = json.dumps(tie)

    assert hash_of(text) == hash_of(text.replace("12.5", number))


@pytest.mark.parametrize(
    ("kind", "left_out"), [("reply", {"id", "recorded"}), ("correction", {"id"})]
)
def test_an_id_is_the_kind_and_12_digits_of_a_hash(kind: str, left_out: set[str]) -> None:
    """That of a correction depends on the day on which it was recorded, as no other does."""
    line = complete({"kind": kind, "id": None, "corrects": "a", "to": "a", "by": "b"})
    hashed = {name: value for name, value in line.items() if name not in left_out}

    assert f"{kind}-{sha256(rfc8785.dumps(hashed)).hexdigest()[:12]}" == hashes.derived_id(line)
