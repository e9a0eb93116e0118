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
    ("line", "code", "offset"),
    [
        ("", "invalid-json", 0),
        ('{"a":1,}', "invalid-json", 7),
        ('{"a":1 "b":2}', "invalid-json", 7),
        ('{"a" 1}', "invalid-json", 5),
        ("{a:1}", "invalid-json", 1),
        ('{"a":}', "invalid-json", 5),
        ('{"a":nul}', "invalid-json", 5),
        ('{"a":"x}', "invalid-json", 5),
        ('{"a":"\\x"}', "invalid-json", 6),
        ('{"a":"\\u12"}', "invalid-json", 6),
        ('{"a":01}', "invalid-json", 6),
        ("[1 2]", "invalid-json", 3),
        ("{} {}", "invalid-json", 3),
        ('{"a":\0}', "nul-character", 5),
        ('{"a":NaN}', "not-finite", 5),
        ('{"a":-Infinity}', "not-finite", 5),
        ('{"a":1e999}', "not-finite", 5),
        ('{"a":9007199254740993}', "number-too-large", 5),
        ('{"a":-9e15}', None, 0),
        ('{"a":1e16}', "number-too-large", 5),
        ('{"a":' + "9" * 5000 + "}", "number-too-large", 5),
        ('{"a":1,"\\u0061":2}', "duplicate-key", 7),
        ('{"x":{"a":1,"a":2}}', "duplicate-key", 12),
        ("[" * 50 + "]" * 50, None, 0),
        ("[" * 51 + "]" * 51, "too-deep", 50),
        ("[" * 100_000, "too-deep", 50),
    ],
)
def test_faults_have_a_code_and_a_place(line: str, code: str | None, offset: int) -> None:
    found = [(fault.code, fault.offset) for fault in scan(line).faults]

    assert ([(code, offset)] if code else []) == found


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
