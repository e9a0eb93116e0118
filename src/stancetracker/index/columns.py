"""The tables that exports have beside those of the records, with what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args, get_type_hints

from stancetracker.base import vocabulary
from stancetracker.index import views
from stancetracker.index.queries import FLAGS, Standing
from stancetracker.index.schema import Column, Sheet, Type, sheets

_STANDING: Final[dict[str, Type]] = {"position": "integer"}
_WORDS: Final = {
    "status": vocabulary.STATUSES,
    "stance": vocabulary.STANCES,
    "basis": get_args(vocabulary.Basis),
    "response": vocabulary.RESPONSES,
    "channel": vocabulary.CHANNELS,
    "audience": vocabulary.ASKED_AUDIENCES,
}
_MAY_LACK: Final = frozenset(
    name for name, hint in get_type_hints(Standing).items() if type(None) in get_args(hint)
)
_OTHERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "passage": (
        "Every text of the records, for the full-text search.",
        {
            "id": "the text's number, the newest the highest",
            "record": "the id of the record it is in",
            "kind": "the kind of record",
            "field": "the field of that record",
            "issue": "the issues it concerns, by id",
            "actor": "the actors it is about, by id",
            "date": "its date as recorded",
            "earliest": "the first possible day",
            "latest": "the last possible day",
            "found_from": "the first day on which a search finds it",
            "recorded": "the day on which it was added to the dataset",
            "text": "the text",
        },
    ),
    "meta": (
        "What this file is: its dataset, the question it answers, the version of the data.",
        {"name": "the name of a fact", "value": "the fact"},
    ),
    "about_table": (
        "What each table and view holds.",
        {"name": "the table or view", "about": "what it holds"},
    ),
    "about_column": (
        "What each column holds.",
        {"table": "the table or view", "name": "the column", "about": "what it holds"},
    ),
}


def standing() -> Sheet:
    """Return the table of the standing rule's answer, a row for each actor and issue."""
    told = views.columns("standing")
    days = ("earliest", "latest", "as_of")
    holders = {"issue": "issue", "actor": "actor", "organization": "organization"}
    columns = tuple(
        Column(
            name,
            "boolean" if name in FLAGS else "day" if name in days else _STANDING.get(name, "text"),
            told[name],
            _WORDS.get(name, ()),
            required=name not in _MAY_LACK,
            names=holders.get(name),
        )
        for name in Standing._fields
    )
    about = (
        "Who spoke, for whom no public statement was found, and who is unchecked:"
        " a row for each actor and issue, as of the day of this export."
    )
    return Sheet("standing", about, columns, ("issue", "actor"))


def actors() -> Sheet:
    """Return the table of people and organizations together."""
    kinds = ("person", "organization")
    columns = (
        Column("id", "text", "the id of the person or organization", required=True),
        Column("kind", "text", "person or organization", kinds, required=True),
        Column("name", "text", "the name", required=True),
    )
    return Sheet("actor", "People and organizations together: whoever can speak.", columns, ("id",))


def pairs_asked() -> Sheet:
    """Return the table of the pairs that an export is narrowed to."""
    columns = (
        Column("issue", "text", "the id of the issue", required=True, names="issue"),
        Column("actor", "text", "the id of the person or organization", required=True, names="actor"),
    )
    about = "The actors and issues that this export was narrowed to; no other has a standing in it."
    return Sheet("pair_asked", about, columns, ("issue", "actor"))


def meta() -> Sheet:
    """Return the table of what an export says about itself."""
    about, columns = _OTHERS["meta"]
    return Sheet("meta", about, tuple(Column(*one) for one in _texts(columns)), ("name",))


def _texts(columns: Mapping[str, str]) -> list[tuple[str, Type, str]]:
    return [(name, "text", about) for name, about in columns.items()]


def described() -> dict[str, tuple[str, dict[str, str]]]:
    """Return what every table of an exported file holds, and each of its columns."""
    found = {
        sheet.name: (sheet.about, {column.name: column.about for column in sheet.columns})
        for sheet in (standing(), actors(), pairs_asked(), *sheets())
    }
    return found | {name: (about, dict(columns)) for name, (about, columns) in _OTHERS.items()}
