"""One JSON-LD file in the words of schema.org: who said what, and ties. It can't hold silence, and says so.

The context stands in the file, so nothing needs to be fetched. schema.org has no words for a stance, a look or a
date that spans days; for these the file has terms of its own, under `ledger`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from stancetracker.base import dates
from stancetracker.base.text import in_json, slug
from stancetracker.base.traits import Traits
from stancetracker.index import lookup, recorded
from stancetracker.index.queries import whole
from stancetracker.index.recorded import Said, Tied
from stancetracker.index.schema import sheets
from stancetracker.publish.material import Material, description

FOLDER: Final = False
LIBRARIES: Final = ()
EXTRA: Final = None
NO_SILENCE: Final = (
    "JSON-LD holds people, organizations, statements and ties. It can't hold silence: schema.org has no word for a"
    " check that found no public statement, so whoever is missing here may be silent or unchecked. The sqlite, csv and"
    " parquet exports hold all three."
)
NOTES: Final = (NO_SILENCE,)
_OWN_WORDS: Final = ("dataset", "person", "organization", "issue", "event", "statement", "tie")
_TIES: Final = {"donation": "DonateAction", "contract": "TradeAction", "attendance": "JoinAction"}
_OWN: Final = (
    "stance",
    "stanceLabel",
    "wording",
    "channel",
    "audienceKind",
    "voice",
    "verification",
    "date",
    "period",
    "tier",
    "amountBound",
)
"""Terms that schema.org has no word for."""
Node = dict[str, Any]
Row = Mapping[str, Any]


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file."""
    base = _base(material)
    context: Node = {"@vocab": "https://schema.org/", "ledger": base, "url": {"@type": "@id"}}
    context |= {term: f"urn:stancetracker:term:{term}" for term in _OWN}
    document = {"@context": context, "@graph": [_filled(node) for node in _Graph(material).nodes()]}
    text = in_json(json.dumps(document, indent=1, ensure_ascii=False))
    path.write_text(f"{text}\n", encoding="utf-8")


def ours(path: Path) -> frozenset[str] | None:
    """It is a file, and has no names in it."""
    return None


def _base(material: Material) -> str:
    """What the ids of this dataset's records begin with, as addresses of its own."""
    url = material.facts["url"]
    return (
        f"{url}#"
        if url and "#" not in url
        else f"urn:stancetracker:{slug(material.facts['title'] or '', 80)}:"
    )


def _filled(value: Any) -> Any:
    """A value without what is empty in it."""
    if isinstance(value, dict):
        return {
            name: made for name, each in value.items() if (made := _filled(each)) not in (None, "", [], {})
        }
    return [_filled(each) for each in value] if isinstance(value, list) else value


def _named(record: str | None) -> Node | None:
    return None if record is None else {"@id": f"ledger:{record}"}


class _Graph:
    """The nodes of an export."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._pairs = {(one.issue, one.actor) for one in material.standings}
        self._actors = {one.actor for one in material.standings}
        self._sources: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("source"):
            if not row["part"]:
                self._sources[row["record"]].append(row)

    def nodes(self) -> Iterator[Node]:
        """Every node: the dataset, then whom and what the statements and ties are about, then these."""
        yield self._dataset()
        for kind, type in (("person", "Person"), ("organization", "Organization")):
            yield from self._people(kind, type)
        for row in self._rows("issue"):
            yield _record(row["id"], "Thing", name=row["title"], description=row["proposition"])
        concerned = self._lists("event_issues")
        for row in self._rows("event"):
            about = [_named(each["value"]) for each in concerned[row["id"]]]
            yield _record(
                row["id"], "Event", name=row["title"], **_dated(row["date"], "startDate"), about=about
            )
        connection, asked = self._material.extract.connection, self._material.question
        for said in recorded.statements(connection, asked):
            if (said.counts or said.reported) and (said.issue, said.speaker) in self._pairs:
                yield self._said(said)
        for tied in recorded.ties(connection, asked):
            if self._material.extract.pairs is None or tied.actor in self._actors:
                yield self._tied(tied)
        for kind, of in lookup.kinds(connection).items():
            if of.schema_org and kind not in _OWN_WORDS:
                yield from self._others(kind, of)

    def _dataset(self) -> Node:
        facts = self._material.facts
        return {
            "@id": "ledger:dataset",
            "@type": "Dataset",
            "name": facts["title"],
            "description": f"{description(facts)} {NO_SILENCE}",
            "url": facts["url"],
            "license": {"@type": "CreativeWork", "name": facts["licence"]},
            "publisher": {"@type": "Organization", "name": facts["publisher"]},
            "inLanguage": facts["language"],
            "temporalCoverage": f"../{facts['as_of']}",
            "version": facts["data_version"],
        }

    def _people(self, kind: str, type: str) -> Iterator[Node]:
        others, identifiers = self._lists(f"{kind}_other_names"), self._lists(f"{kind}_identifiers")
        roles = self._lists("person_memberships") if kind == "person" else {}
        for row in self._rows(kind):
            yield _record(
                row["id"],
                type,
                name=row["name"],
                alternateName=[each["value"] for each in others[row["id"]]],
                identifier=[
                    {"@type": "PropertyValue", "propertyID": each["name"], "value": each["value"]}
                    for each in identifiers[row["id"]]
                ],
                affiliation=[_role(each) for each in roles.get(row["id"], ())],
            )

    def _said(self, said: Said) -> Node:
        return _record(
            said.id,
            "Claim" if said.quote is None else "Quotation",
            text=said.quote or said.summary,
            abstract=said.summary if said.quote else None,
            inLanguage=said.language,
            creator=_named(said.speaker),
            spokenByCharacter=_named(said.speaker) if said.quote else None,
            about=[_named(said.issue), *([_named(said.event)] if said.event else [])],
            **_dated(said.date, "datePublished" if said.audience == "public" else "dateCreated"),
            stance=said.stance,
            stanceLabel=said.label,
            wording=said.wording,
            channel=said.channel,
            audienceKind=said.audience,
            voice=said.voice,
            verification=said.verification,
            citation=self._cited(said.id),
        )

    def _tied(self, tied: Tied) -> Node:
        return _record(
            tied.id,
            _TIES[tied.type],
            name=tied.title,
            agent=_named(tied.actor),
            recipient=_named(tied.counterparty) if tied.type == "donation" else None,
            participant=_named(tied.counterparty) if tied.type != "donation" else None,
            event=_named(tied.event),
            price=tied.amount_value,
            priceCurrency=tied.amount_currency,
            amountBound=tied.amount_bound,
            date=tied.date,
            period=tied.period,
            verification=tied.verification,
            subjectOf=self._cited(tied.id),
        )

    def _others(self, kind: str, of: Traits) -> Iterator[Node]:
        """Yield the records of a kind that has no words of its own here, each in a line."""
        connection = self._material.extract.connection
        for row in self._rows(kind):
            values = lookup.values(connection, row["id"])
            about = [values.get(name) for name in (of.issue, *of.actors, *of.others)]
            yield _record(
                row["id"],
                of.schema_org,
                text=lookup.in_line(connection, row["id"]),
                about=[_named(one) for each in about for one in (each if isinstance(each, list) else [each])],
                **_dated(of.date(values), "dateCreated"),
                citation=self._cited(row["id"]),
            )

    def _cited(self, record: str) -> list[Node]:
        return [_source(row) for row in self._sources[record]]

    def _rows(self, table: str) -> Iterator[Row]:
        names = [one.name for sheet in sheets() if sheet.name == table for one in sheet.columns]
        for row in self._material.extract.rows(table):
            yield dict(zip(names, map(whole, row), strict=True))

    def _lists(self, table: str) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(table):
            found[row["record"]].append(row)
        return found


def _record(record: str, type: str, **fields: Any) -> Node:
    return {"@id": f"ledger:{record}", "@type": type, **fields}


def _dated(date: str | None, name: str) -> Node:
    """A date as schema.org has it where it is one; and as the ledger has it, which may span days."""
    return {name: date, "date": date} if date and "/" not in date else {"date": date}


def _role(row: Row) -> Node:
    days = {name: row[field] for name, field in (("startDate", "start_date"), ("endDate", "end_date"))}
    sound = {name: day for name, day in days.items() if day and dates.parse(day).is_day}
    return {
        "@type": "OrganizationRole",
        "roleName": row["role"],
        **sound,
        "affiliation": _named(row["organization"]),
    }


def _source(row: Row) -> Node:
    return {
        "@type": "CreativeWork",
        "url": row["url"],
        "name": row["title"] or row["citation"],
        "author": row["author"],
        "publisher": {"@type": "Organization", "name": row["publisher"]} if row["publisher"] else None,
        "datePublished": row["published"] if "/" not in (row["published"] or "") else None,
        "inLanguage": row["language"],
        "tier": row["tier"],
        "archivedAt": row["archive_url"],
    }
