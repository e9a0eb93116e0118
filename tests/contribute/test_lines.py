"""Records as lines: how a file of records is split."""

import pytest

from stancetracker.contribute.lines import lines_of


@pytest.mark.parametrize(
    "content, expected",
    [
        (b'\n{"a": 1}\n\n{"b": 2}\n', ["", '{"a": 1}', "", '{"b": 2}']),
        (b" \n\n", []),
        (b'{\n  "a":\n  1\n}\n', ['{   "a":   1 }']),
        (b'{\n  "a": \n', ["{", '  "a": ']),
    ],
)
def test_a_record_is_a_line_and_a_single_one_may_span_several(
    content: bytes, expected: list[str]
) -> None:
    assert expected == lines_of(content)
