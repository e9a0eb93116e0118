import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.ledger.scan import scan

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_what_a_plain_parser_reads_is_read_alike(value: object, indent: int | None, ascii_only: bool) -> None:
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
    ("line", "hint"),
    [
        ("{“kind”:1}", "write straight double quotes"),
        ('{"kind":“person”}', "write straight double quotes"),
        ("{'kind':1}", "write straight double quotes"),
        ("# ours", "JSON has no comments"),
        ('{"a":1} // ours', "JSON has no comments"),
        ("{", "put the whole record on one line"),
        ('  "id": "ada",', "put the whole record on one line"),
        ('  "roles": [', "put the whole record on one line"),
        ("  ]", "put the whole record on one line"),
        ("}", "put the whole record on one line"),
        ('{"a":1,}', "take away the comma"),
        ('{"a":}', None),
        ('{"a":1} {"b":2}', "write one record a line"),
    ],
)
def test_what_is_often_pasted_has_a_hint(line: str, hint: str | None) -> None:
    [fault] = scan(line).faults

    assert fault.hint == hint or (hint and (fault.hint or "").startswith(hint))


def test_both_columns_of_a_duplicate_are_told() -> None:
    [fault] = scan('{"a":1,"a":2}').faults

    assert "`a` stands twice, first at column 2" == fault.message
