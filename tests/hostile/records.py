"""Datasets with records of every kind in which every text field, read off the classes, is hostile or welcome."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from itertools import cycle, repeat
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.datasets import SOURCE, Line, complete, lines_of
from tests.hostile import texts
from tests.index.strategies import datasets

from stancetracker.base.vocabulary import is_id
from stancetracker.ledger.kinds import ANY_ITEM, CLASS_BY_KIND, Member, Pattern, fields, reach


def every_kind() -> list[Line]:
    """Return a record of each kind, with each sort of part.

    {"kind": "dataset"} {"kind": "organization", "id": "acme", "distinct_from": ["ada", "bo"]}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}, {"role": "founder"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", {"actor": "bo", "since": "2026-01-01"}, "acme"],
     "terms": ["bridge"], "stance_words": {"favor": "for", "against": "against"}}
    {"kind": "person", "id": "bo", "distinct_from": ["ada"]} {"kind": "person", "id": "cy"}
    {"kind": "publisher", "id": "paper", "domains": ["example.com"]}
    {"kind": "event", "id": "vote", "trigger": true}
    {"kind": "petition", "id": "letter", "organizers": ["acme"], "addressees": ["ada"],
     "demands": [{"id": "stop", "text": "Stop."}, {"id": "ask", "text": "Ask."}],
     "signatures": [{"date": "2026-01-06", "at_least": 12, "sources": [{"citation": "A list", "tier": "primary"}]}]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/stop"]}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-09", "stance": "against",
     "quote": "No, no.", "wording": "verbatim", "language": "en", "translations": [{"language": "fr", "text": "Non."}]}
    {"kind": "silence", "id": "look", "actors": ["bo"], "date": "2026-01-08"}
    {"kind": "tie", "id": "gift", "actor": "ada", "counterparty": "acme", "date": "2026-01-02",
     "amount": {"value": 1000000, "currency": "USD", "bound": "at-least"}}
    {"kind": "correction", "id": "mistake", "corrects": "wrong"}
    {"kind": "correction", "id": "same", "corrects": "cy", "type": "merge", "replacement": "bo"}
    {"kind": "correction", "id": "erased", "corrects": "gone", "type": "redaction",
     "removed": [{"sha256": "0000000000000000000000000000000000000000000000000000000000000000", "recorded": "2026-01-02"}]}
    {"kind": "reply", "id": "answer", "to": "said", "by": "ada"}
    {"kind": "search", "id": "hunt", "actors": ["bo"], "from": "2026-01-02", "to": "2026-01-19", "complete": true,
     "queries": [{"text": "bridge", "addresses": ["https://example.org/hit"], "records": ["said"]}, {"text": "toll"}]}
    {"kind": "coding", "id": "second", "statement": "said"}
    {"kind": "copy", "id": "page", "retrieved": "2026-01-09", "media_type": "text/html"}
    """
    lines = lines_of(every_kind.__doc__)
    for line in lines:
        if "sources" in CLASS_BY_KIND[line["kind"]].model_fields:
            line["sources"] = [SOURCE, {**SOURCE}]
    return lines


@cache
def text_fields(kind: str) -> list[tuple[Member, Pattern, str, bool]]:
    """Return the fields of a kind, at any depth, that take any visible text rather than a date, an id or an address.

    Each is with the way to its object, its name there, and whether it is a mapping.
    """
    descriptions = []
    fields_by_pattern = fields(CLASS_BY_KIND[kind])
    for field in fields_by_pattern.values():
        if field.leaf is str:
            *way, name = field.pattern[: -1 if field.pattern[-1] == ANY_ITEM else None]
            part = fields_by_pattern[tuple(way)].inner
            assert part is not None
            schema = _schemas(part)[name]
            if r"\\S" in json.dumps(schema):
                descriptions.append((field, tuple(way), name, schema.get("type") == "object"))
    return descriptions


@cache
def _schemas(record_class: type[Any]) -> Mapping[str, Any]:
    """Return the JSON Schema of each field of a class of records."""
    schemas: Mapping[str, Any] = record_class.model_json_schema()["properties"]
    return schemas


def dressed(line: Line, drawn: Iterator[str], drawn_names: Iterator[str]) -> Line:
    """Return the line with every text field filled, names from `drawn_names` and the rest from `drawn`."""
    whole = deepcopy(line)
    for field, way, name, is_mapping in text_fields(line["kind"]):
        values = drawn_names if field.composed else drawn
        for _, holder in [*reach(whole, way)]:
            if not isinstance(holder, str):  # that stands for an object
                holder[name] = drawn_value(field, values, is_mapping=is_mapping)
    return consistent(whole)


def drawn_value(field: Member, values: Iterator[str], *, is_mapping: bool) -> Any:
    """Return what a field holds that is filled with drawn texts."""
    if is_mapping:
        return {"wikidata": next(values)}
    if field.pattern[-1] != ANY_ITEM:
        return next(values)
    entry = [{next(iter(field.entry.model_fields)): "x"}] if field.entry else []
    return [next(values), next(values), *entry]


def consistent(whole: Line) -> Line:
    """Return a line of which every text is filled, without what contradicts its other fields."""
    if "recipient" in whole:
        whole["type"] = "contract"
        if is_id(whole["recipient"]):  # it would have to be that of an organization
            del whole["recipient"]
    if "quote" in whole:
        whole = {"wording": "verbatim", "language": "en", **whole, "pull": whole["quote"]}
    return whole


def canonical(lines: Iterable[Line]) -> Counter[str]:
    """Count records, ignoring the order of fields and written defaults."""
    return Counter(
        json.dumps(
            {
                name: value
                for name, value in line.items()
                if value not in ([], fields[name].default)
            },
            sort_keys=True,
        )
        for line in lines
        for fields in [CLASS_BY_KIND[line["kind"]].model_fields]
    )


def _some(drawn: SearchStrategy[str]) -> SearchStrategy[Iterator[str]]:
    """Draw an endless cycle of a few texts, since there are more fields than texts worth drawing."""
    return st.lists(drawn, min_size=7, max_size=11).map(cycle)


@st.composite
def hostile_datasets(draw: DrawFn) -> list[Line]:
    """Draw datasets that load and in which every text is hostile, with difficult dates and corrections."""
    lines, values = draw(datasets()), draw(_some(texts.hostile))
    drawn_ids = {line.get("id") for line in lines}
    missing = [line for line in every_kind() if line.get("id") not in drawn_ids]
    return [dressed(line, values, values) for line in (*missing, *lines)]


@st.composite
def welcome_datasets(draw: DrawFn) -> list[Line]:
    """Draw datasets that pass `check`."""
    values, names = draw(_some(texts.welcome)), draw(_some(texts.names))
    return [dressed(line, values, names) for line in every_kind()]


def whole_dataset(longest: int) -> list[Line]:
    """Return a dataset with the texts of `texts` in every field of people, statements and sources.

    Longer ones than `longest` characters are left out.
    """
    every = [text for text in texts.EVERY if len(text) <= longest]
    dressings = list(zip(every_kind(), cycle(every)))
    for at, text in enumerate(every):
        person = {"kind": "person", "id": f"p-{at}", "memberships": [{"role": "chief"}]}
        statement = {
            "kind": "statement",
            "id": f"s-{at}",
            "speaker": f"p-{at}",
            "date": "2026-01-08",
        }
        dressings += [(person, text), ({**statement, "stance": "favor", "sources": [SOURCE]}, text)]
    lines = [complete(dressed(line, repeat(text), repeat(text))) for line, text in dressings]
    [issue] = (line for line in lines if line["kind"] == "issue")
    issue["panel"] += [f"p-{at}" for at in range(len(every))]
    return lines


def plain_dataset() -> list[Line]:
    """Return a record of each kind in which every text is harmless."""
    return [complete(dressed(line, repeat("Words."), repeat("Name"))) for line in every_kind()]
