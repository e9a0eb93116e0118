"""Records as lines: how a file of records is split."""

import pytest

from stancetracker.base.errors import UsageError
from stancetracker.contribute.lines import lines_of


@pytest.mark.parametrize(
    "content, expected",
    [
        (b'\n{"a": 1}\n\n{"b": 2}\n', ["", '{"a": 1}', "", '{"b": 2}']),
        (b" \n\n", []),
        (b'{\n  "a":\n  1\n}\n', ['{   "a":   1 }']),
        (b'{"a": 1\n{"b": 2}\n', ['{"a": 1', '{"b": 2}']),
    ],
)
def test_a_record_is_a_line_and_a_single_one_may_span_several(
    content: bytes, expected: list[str]
) -> None:
    assert expected == lines_of(content, "a.jsonl")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n{\n",
        b"name,stance\nAda,for\n",
        '{"a": 1}\n'.encode("utf-16"),
        b"Dear all,\nwe are for it.\n",
    ],
    ids=["an image", "a table", "UTF-16", "a letter"],
)
def test_what_is_plainly_no_json_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(UsageError) as error:
        lines_of(content, "a.jsonl")

    assert "no JSON lines in a.jsonl" == error.value.message


@pytest.mark.parametrize("content", [b'{"a": 1}\n\0\n', b"\xef\xbb\xbf{a: 1}\n", b"[1]\nAda\n"])
def test_a_broken_line_is_a_line(content: bytes) -> None:
    assert lines_of(content, "a.jsonl")


@pytest.mark.parametrize(
    "content, message",
    [
        (b'{\n  "a": \n', "a.jsonl:3:1: a value is missing"),
        (b'\n{\n  "a": 1\n  "b": 2\n}\n', "a.jsonl:4:3: a `,` or the `}` of an object is missing"),
        (b"{\n}\n{\n}\n", "a.jsonl:3:1: there is more after the end of the record"),
        (b'[\n{"a": 1,\n"b": 2}\n]\n', "no record but a list in a.jsonl"),
    ],
)
def test_a_mistake_in_a_record_over_several_lines_is_one_error_with_its_place(
    content: bytes, message: str
) -> None:
    with pytest.raises(UsageError) as error:
        lines_of(content, "a.jsonl")

    assert error.value.message.startswith(message)
