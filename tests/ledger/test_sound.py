"""A line read fast is a line read closely: the same record of the same canonical form, or no answer."""

from __future__ import annotations

import itertools
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.datasets import SHIPPED, complete
from tests.index.strategies import Line, datasets

from stancetracker.ledger import lint, values
from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.fields import members
from stancetracker.ledger.folder import read
from stancetracker.ledger.form import form
from stancetracker.ledger.jsonl import LONGEST_LINE, parse
from stancetracker.ledger.kinds import CLASS_BY_KIND, RECORD_CLASSES
from stancetracker.ledger.record import Part, Source
from stancetracker.ledger.sound import are_plain, sound

PERSON = '{"kind":"person","id":"ada","name":"Ada","memberships":[{"role":"chief"}]}'
EVENT = '{"kind":"event","id":"vote","title":"A vote","date":"2026-01-02","issues":["bridge"],"trigger":true}'
DATASET = (
    '{"kind":"dataset","title":"T","publisher":"P","licence":"CC0-1.0","contact":"a@b.org","language":"de"}'
)
NUMBER_OR_MAPPING = re.compile(rb'":[0-9]|"identifiers":')


def compact(line: Line) -> str:
    """A line in its canonical form."""
    [parsed] = parse(json.dumps(line).encode() + b"\n", "a.jsonl").lines
    return canonical(parsed.record)


def agrees(line: bytes) -> bool:
    """Whether a line is read fast; if so, it is held against a close reading."""
    values = sound(line)
    assert values == sound(line, are_plain(line))
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


@pytest.mark.parametrize("line", [PERSON, EVENT, DATASET])
def test_a_line_of_each_sort_is_read_fast(line: str) -> None:
    assert agrees(line.encode())


def test_lines_of_texts_and_lists_are_known_by_their_form() -> None:
    lines = [line for file in SHIPPED.files() for line in read(file).splitlines() if are_plain(line)]
    known = [form(CLASS_BY_KIND[json.loads(line)["kind"]]).fullmatch(line) for line in lines]

    assert 100 < len(lines)
    assert [not NUMBER_OR_MAPPING.search(line) for line in lines] == [one is not None for one in known]


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
        PERSON.replace(',"memberships"', ',"other_names":[],"memberships"'),
        PERSON.replace(',"memberships"', ',"other_names":["A",],"memberships"'),
        PERSON.replace('"chief"', '"chief","organization":null'),
        PERSON.replace("}]}", '},{"role":"chief","role":"founder"}]}'),
        EVENT.replace("true", "false"),
        EVENT.replace(',"trigger":true', ',"trigger":true,"trigger":true'),
        EVENT.replace(',"trigger":true', ',"trigger":true,"sources":[]'),
        DATASET.replace('"de"', '"en"'),
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
    ("function", "pattern"), [pytest.param(*each, id=each[0].__name__) for each in values.SURE.items()]
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


class Question(dict[str, Any]):
    """Fields of a part, and which of them a rule asks for."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def every_way(part: type[Part]) -> list[dict[str, Any]]:
    """Every way in which what the rules of a part ask for may be given."""
    names: set[str] = set()
    for word in {one.when for one in part.surely}:
        asked = Question({word[0]: word[1]} if word[0] else {})
        list(part.unmet(asked))
        names |= asked.names
    names |= {name for one in part.surely for name in (*one.given, *one.absent)}
    choices = [
        [None, *(each.words or ((["A"],) if each.many else ("A",)))]
        for each in members(part)
        if each.name in names
    ]
    ways = itertools.product(*choices)
    return [
        {
            name: value
            for name, value in zip(sorted(names, key=list(part.model_fields).index), way, strict=True)
            if value
        }
        for way in ways
    ]


CLASSES: list[type[Part]] = [*RECORD_CLASSES, Source]
PARTS = [part for part in CLASSES if part.surely]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_what_surely_meets_the_rules_meets_them(part: type[Part]) -> None:
    seen = 0
    for way in every_way(part):
        for one in part.surely:
            told = not one.when[0] or way.get(one.when[0]) == one.when[1]
            if told and way.keys() >= {*one.given} and not way.keys() & {*one.absent}:
                assert [] == list(part.unmet(way))
                seen += 1
            elif told and one.when[0]:
                # Where each word has its own, nothing else is asked.
                assert [] != list(part.unmet(way))
    assert seen


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_words_that_tell_what_is_asked_leave_none_out(part: type[Part]) -> None:
    fields = {one.when[0] for one in part.surely}
    words = {one.name: one.words for one in members(part)}

    assert 1 == len(fields)
    assert (fields == {""}) == (1 == len(part.surely))
    assert all(set(words[name]) == {one.when[1] for one in part.surely} for name in fields - {""})
