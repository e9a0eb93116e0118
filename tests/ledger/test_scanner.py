"""Scanning a line of JSON: what the json module reads, with a place for every fault."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.ledger.scanner import scan

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_the_scanner_reads_what_the_json_module_reads(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    line = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    scanned = scan(line)

    assert scanned.parses
    assert [fault for fault in scanned.faults if fault.code != "nul-character"] == []
    if "\0" not in repr(value) and "\\x00" not in repr(value):
        assert value == scanned.value


@given(st.text(alphabet='{}[]",:\\u0eE+-.1atrfnl \t\x00\x01é') | st.text())
def test_the_scanner_refuses_what_the_json_module_refuses_at_a_place_in_the_line(line: str) -> None:
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
        ('{"a":[1,2],"b":None}', "`None` is not a JSON value, at `b`", "leave out the field"),
        ('{"b":Ada}', "`Ada` is not a JSON value, at `b`", "write texts in double quotes"),
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
def test_common_mistakes_of_json_have_a_message_and_a_hint(
    line: str, message: str, hint: str
) -> None:
    [fault] = scan(line).faults

    assert fault.message.startswith(message)
    assert (fault.hint or "").startswith(hint)
    assert bool(hint) == bool(fault.hint)
