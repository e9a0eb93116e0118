"""Datasets with records of every kind in which every text field, read off the classes, is hostile or welcome."""

from collections.abc import Iterator
from itertools import cycle, repeat
from typing import Any, Final, get_args, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import StringConstraints
from tests.datasets import SOURCE, Line, complete, lines_of
from tests.hostile import texts
from tests.index.strategies import datasets

from stancetracker.ledger.kinds import CLASS_BY_KIND, EACH, Field, Pattern, fields, members
from stancetracker.ledger.record import Part

REFERRED: Final = ("ada", "acme", "bridge", "said", "look", "vote", "letter", "gift", "mistake", "answer")
"""One record of each kind that has an id."""


def every_kind() -> list[Line]:
    """Return a record of each kind, with each sort of part.

    {"kind": "dataset"} {"kind": "organization", "id": "acme", "distinct_from": ["ada", "bo"]}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}, {"role": "founder"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", {"actor": "bo", "recorded": "2026-01-01"}, "acme"],
     "terms": ["bridge"]}
    {"kind": "person", "id": "bo", "distinct_from": ["ada"]}
    {"kind": "publisher", "id": "paper", "domains": ["example.com"]}
    {"kind": "event", "id": "vote", "trigger": true}
    {"kind": "petition", "id": "letter", "organizers": ["acme"], "addressees": ["ada"],
     "demands": [{"id": "stop", "text": "Stop."}, {"id": "ask", "text": "Ask."}],
     "signatures": [{"date": "2026-01-06", "at_least": 12}]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/stop"]}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-09", "stance": "against",
     "quote": "No, no.", "wording": "verbatim", "language": "en", "translations": [{"language": "fr", "text": "Non."}]}
    {"kind": "silence", "id": "look", "actors": ["bo"], "date": "2026-01-08"}
    {"kind": "tie", "id": "gift", "actor": "ada", "counterparty": "acme", "date": "2026-01-02",
     "amount": {"value": 1000000, "currency": "USD", "bound": "at-least"}}
    {"kind": "correction", "id": "mistake", "corrects": "wrong"}
    {"kind": "reply", "id": "answer", "to": "said", "by": "ada"}
    """
    lines = lines_of(every_kind.__doc__)
    return [{**line, "sources": [SOURCE, {**SOURCE}]} if _may_have_sources(line) else line for line in lines]


def _may_have_sources(line: Line) -> bool:
    return "sources" in CLASS_BY_KIND[line["kind"]].model_fields


def text_fields(part: type[Part]) -> Iterator[Field]:
    """Return the fields of a record, at any depth, that hold free text."""
    return (field for field in fields(part).values() if field.leaf is str and _is_free(part, field.pattern))


def _is_free(part: type[Part], pattern: Pattern) -> bool:
    """Return whether a field takes any visible text, rather than a date, an id or an address."""
    annotation: Any = get_type_hints(part, include_extras=True)[pattern[0]]
    if len(pattern) > 1 and pattern[-1] != EACH:
        *way, _ = pattern
        inner = fields(part)[tuple(way)].part
        assert inner is not None
        return _is_free(inner, pattern[-1:])
    return r"\S" in _patterns(annotation)


def _patterns(annotation: Any) -> Iterator[str]:
    for inner in get_args(annotation):
        if isinstance(inner, StringConstraints):
            yield str(inner.pattern)
        yield from _patterns(inner)


def dressed(line: Line, drawn: Iterator[str], drawn_names: Iterator[str]) -> Line:
    """Return the line with every text field filled, names from `drawn_names` and the rest from `drawn`."""
    record_class = CLASS_BY_KIND[line["kind"]]
    whole: Line = {**line}
    for field in text_fields(record_class):
        _put(whole, record_class, field.pattern, drawn_names if field.composed else drawn)
    if "quote" in whole:
        whole = {"wording": "verbatim", "language": "en", **whole, "pull": whole["quote"]}
    return whole


def _put(value: dict[str, Any], part: type[Part], pattern: Pattern, drawn: Iterator[str]) -> None:
    name, *rest = pattern
    if not rest:
        value[name] = next(drawn)
    elif rest == [EACH]:
        member = next(member for member in members(part) if member.name == name)
        value[name] = {"wikidata": next(drawn)} if member.mapping else [next(drawn), next(drawn)]
        if member.entry is not None:
            value[name].append({members(member.entry)[0].name: "x"})
    elif rest[0] == EACH:
        inner = fields(part)[name, EACH].part
        assert inner is not None
        value[name] = [item if isinstance(item, str) else {**item} for item in value.get(name, ())]
        for item in value[name]:
            if isinstance(item, dict):
                _put(item, inner, tuple(rest[1:]), drawn)
    else:
        inner = fields(part)[(name,)].part
        assert inner is not None
        value[name] = {**value.get(name, {})}
        _put(value[name], inner, tuple(rest), drawn)
    if not value[name]:
        del value[name]


@st.composite
def _dressed(
    draw: DrawFn,
    lines: SearchStrategy[list[Line]],
    drawn: SearchStrategy[str],
    drawn_names: SearchStrategy[str],
) -> list[Line]:
    # Some, again and again: there are more places than texts that are worth drawing.
    some, named = (cycle(draw(st.lists(one, min_size=7, max_size=11))) for one in (drawn, drawn_names))
    return [dressed(line, some, named) for line in draw(lines)]


def _with_all_kinds(lines: list[Line]) -> list[Line]:
    """Return the lines after a record of each kind whose id they do not use."""
    known = {line.get("id") for line in lines}
    return [*(line for line in every_kind() if line.get("id") not in known), *lines]


def hostile_datasets() -> SearchStrategy[list[Line]]:
    """Return datasets that load and in which every text is hostile, with difficult dates and corrections."""
    return _dressed(datasets().map(_with_all_kinds), texts.hostile, texts.hostile)


def welcome_datasets() -> SearchStrategy[list[Line]]:
    """Return datasets that pass `check`."""
    return _dressed(st.builds(every_kind), texts.welcome, texts.names)


def whole_dataset() -> list[Line]:
    """Return a dataset with every text of `texts` in every field of people, statements and sources."""
    people, said = list[Line](), list[Line]()
    for number in range(len(texts.EVERY)):
        people.append({"kind": "person", "id": f"p-{number}", "memberships": [{"role": "chief"}]})
        line = {"kind": "statement", "id": f"s-{number}", "speaker": f"p-{number}", "date": "2026-01-08"}
        said.append({**line, "stance": "favor", "sources": [SOURCE]})
    every = {line.get("id"): line for line in every_kind()}
    every["bridge"] = {**every["bridge"], "panel": ["ada", "bo", "acme", *(one["id"] for one in people)]}
    found = [(line, texts.EVERY[at % len(texts.EVERY)]) for at, line in enumerate(every.values())]
    found += [*zip(people, texts.EVERY, strict=True), *zip(said, texts.EVERY, strict=True)]
    return [complete(dressed(line, repeat(text), repeat(text))) for line, text in found]


def plain_dataset() -> list[Line]:
    """Return a record of each kind in which every text is harmless."""
    return [complete(dressed(line, repeat("Words."), repeat("Name"))) for line in every_kind()]
