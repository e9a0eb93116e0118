"""A line read fast is a line read closely: the same record of the same canonical form, or no answer."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.datasets import SHIPPED, complete
from tests.index.strategies import Line, datasets

from stancetracker.ledger import lint, model
from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.folder import read
from stancetracker.ledger.jsonl import LONGEST_LINE, parse
from stancetracker.ledger.sound import sound

PERSON = '{"kind":"person","id":"ada","name":"Ada","memberships":[{"role":"chief"}]}'


def compact(line: Line) -> str:
    """A line in its canonical form."""
    [parsed] = parse(json.dumps(line).encode() + b"\n", "a.jsonl").lines
    return canonical(parsed.record)


def agrees(line: bytes) -> bool:
    """Whether a line is read fast; if so, it is held against a close reading."""
    values = sound(line)
    if values is None:
        return False
    parsed = parse(line + b"\n", "a.jsonl")
    [one] = parsed.lines

    assert () == parsed.problems
    assert one.record.model_dump(exclude_defaults=True) == values
    assert canonical(one.record).encode() == line
    return True


def test_the_shipped_lines_are_read_fast_but_for_those_with_escapes() -> None:
    lines = [line for file in SHIPPED.files() for line in read(file).splitlines()]

    assert [b"\\" in line for line in lines] == [not agrees(line) or b"\\" in line for line in lines]


@given(datasets())
def test_what_fmt_writes_is_read_fast(lines: list[Line]) -> None:
    assert all(agrees(compact(line).encode()) for line in lines)


CHARACTERS = (
    st.sampled_from('"\\ ,:[]{}\t\r\n\0é\u0301\u00a0\u00ad\u200b\u202e\u2028\ufeff😀0aZ-/._')
    | st.characters()
)


@given(datasets(), st.randoms(), CHARACTERS, st.sampled_from(["put", "change", "cut", "double"]))
@example([complete({"kind": "person", "id": "ada"})], None, " ", "put")
def test_a_line_that_was_meddled_with_is_read_as_closely(
    lines: list[Line], random: Any, character: str, deed: str
) -> None:
    for line in map(compact, lines):
        at = random.randrange(len(line)) if random else line.index("Ada")
        to = random.randrange(at, len(line)) if random else at
        meddled = {
            "put": line[:at] + character + line[at:],
            "change": line[:at] + character + line[at + 1 :],
            "cut": line[:at] + line[to:],
            "double": line[:to] + line[at:],
        }
        agrees(meddled[deed].encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "line",
    [
        PERSON.replace('"name"', '"name":"Ida","name"'),
        PERSON.replace('"id":"ada","name":"Ada"', '"name":"Ada","id":"ada"'),
        PERSON.replace(",", ", "),
        PERSON.replace("}]}", '}],"other_names":[]}'),
        PERSON.replace("Ada", "Ada "),
        PERSON.replace("Ada", " Ada"),
        PERSON.replace("Ada", "A  da"),
        PERSON.replace("Ada", "e\u0301"),
        PERSON.replace("Ada", "A\u200bda"),
        PERSON.replace("Ada", "A\\u0064a"),
        PERSON.replace("Ada", "\u00a0"),
        PERSON.replace("Ada", "a" * LONGEST_LINE),
        PERSON + "\r",
        "\ufeff" + PERSON,
        " " + PERSON,
        PERSON.replace("ada", "Ada"),
        PERSON.replace('"kind":"person"', '"kind":"nobody"'),
        PERSON[:-1],
        "",
        "[]",
    ],
)
def test_what_is_not_canonical_is_for_a_closer_look(line: str) -> None:
    assert not agrees(line.encode())


@pytest.mark.parametrize(
    "name", ["Éva", "Ада", "艾达", "에이다", "O’Neil – “Ada”", 'Ada \\"Bo\\" Cy', "A\\\\da"]
)
def test_names_of_many_scripts_are_read_fast(name: str) -> None:
    assert agrees(PERSON.replace("Ada", name).encode())


@pytest.mark.parametrize(
    ("function", "pattern"), [pytest.param(*each, id=each[0].__name__) for each in model.SURE.items()]
)
@given(data=st.data())
def test_a_pattern_takes_nothing_that_its_function_refuses(
    function: Callable[[str], str], pattern: str, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern, fullmatch=True))

    assert text == function(text)


def test_sure_characters_are_composed_whatever_stands_beside_them() -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    parts = [unicodedata.decomposition(character).split() for character in every]
    seconds = {chr(int(part[1], 16)) for part in parts if len(part) == 2 and part[0][0] != "<"}
    sure = {character for character in every if lint.are_sure(character)}

    assert set() == sure & seconds
    assert all(unicodedata.is_normalized("NFC", character) for character in sure)
    assert {0} == {unicodedata.combining(character) for character in sure}
    assert [" "] == [character for character in sure if character.isspace()]
    assert all(lint.is_plain(f"a{character}b") for character in sure - {'"', "\\"})


@given(st.text(st.characters().filter(lint.are_sure)))
def test_texts_of_sure_characters_are_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", text)
