"""One JSON-LD file in the words of schema.org: who said what, and ties. It can't hold silence, and says so.

The context stands in the file, so nothing needs to be fetched. schema.org has no words for a stance or a date that
spans days; for these the file has terms of its own, under `ledger`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from stancetracker.base import dates
from stancetracker.base.text import in_json, slug
from stancetracker.base.traits import Traits
from stancetracker.index import lookup, recorded
from stancetracker.index.recorded import Said, Tied
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
Values = Mapping[str, Any]


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file."""
    base = _base(material)
    context: Node = {"@vocab": "https://schema.org/", "ledger": base, "url": {"@type": "@id"}}
    context |= {term: f"urn:stancetracker:term:{term}" for term in _OWN}
    document = {"@context": context, "@graph": [_filled(node) for node in _Graph(material).nodes()]}
    text = in_json(json.dumps(document, indent=1, ensure_ascii=False))
    path.write_text(f"{text}\n", encoding="utf-8")


def ours(path: Path) -> frozenset[str] | None:
    """Return None, since a file holds no names."""
    return None


def _base(material: Material) -> str:
    """Return what the ids of this dataset's records begin with, as addresses of its own."""
    url = material.facts["url"]
    if url and "#" not in url:
        return f"{url}#"
    return f"urn:stancetracker:{slug(material.facts['title'] or '', 80)}:"


def _filled(value: Any) -> Any:
    """Return a value without what is empty in it."""
    if isinstance(value, dict):
        made = {name: _filled(each) for name, each in value.items()}
        return {name: each for name, each in made.items() if each not in (None, "", [], {})}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def _named(record: str | None) -> Node | None:
    return None if record is None else {"@id": f"ledger:{record}"}


class _Graph:
    """The nodes of an export."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._connection = material.extract.connection
        self._pairs = {(one.issue, one.actor) for one in material.standings}

    def nodes(self) -> Iterator[Node]:
        """Yield every node: the dataset, then what statements and ties are about, then these and the rest."""
        yield self._dataset()
        for values in (*self._records("person"), *self._records("organization")):
            yield _actor(values)
        for values in self._records("issue"):
            yield _record(values["id"], "Thing", name=values["title"], description=values["proposition"])
        for values in self._records("event"):
            about = [_named(issue) for issue in values["issues"]]
            started = _dated(values["date"], "startDate")
            yield _record(values["id"], "Event", name=values["title"], **started, about=about)
        for said in recorded.statements(self._connection, self._material.question):
            if (said.counts or said.reported) and (said.issue, said.speaker) in self._pairs:
                yield self._said(said)
        actors = {actor for _, actor in self._pairs}
        for tied in recorded.ties(self._connection, self._material.question):
            if self._material.extract.pairs is None or tied.actor in actors:
                yield self._tied(tied)
        for kind, of in lookup.kinds(self._connection).items():
            if of.schema_org and kind not in _OWN_WORDS:
                yield from (self._other(of, values) for values in self._records(kind))

    def _records(self, kind: str) -> Iterator[Values]:
        for row in self._material.extract.selected(kind, ["id"]):
            yield lookup.values(self._connection, str(row[0]))

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
            citation=_sources(lookup.values(self._connection, said.id)),
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
            subjectOf=_sources(lookup.values(self._connection, tied.id)),
        )

    def _other(self, of: Traits, values: Values) -> Node:
        """Return a record of a kind that has no words of its own here, as one line."""
        about = [values.get(name) for name in (of.issue, *of.actors, *of.others)]
        return _record(
            values["id"],
            of.schema_org,
            text=lookup.in_line(self._connection, values["id"]),
            about=[_named(one) for each in about for one in (each if isinstance(each, list) else [each])],
            **_dated(of.date(values), "dateCreated"),
            citation=_sources(values),
        )


def _record(record: str, type: str, **fields: Any) -> Node:
    return {"@id": f"ledger:{record}", "@type": type, **fields}


def _dated(date: str | None, name: str) -> Node:
    """Return a date as schema.org has it where it is one day or longer, and as the ledger has it."""
    return {name: date, "date": date} if date and "/" not in date else {"date": date}


def _actor(values: Values) -> Node:
    return _record(
        values["id"],
        values["kind"].capitalize(),
        name=values["name"],
        alternateName=values.get("other_names"),
        identifier=[
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in values.get("identifiers", {}).items()
        ],
        affiliation=[_role(held) for held in values.get("memberships", ())],
    )


def _role(held: Values) -> Node:
    days = {"startDate": held.get("start_date"), "endDate": held.get("end_date")}
    return {
        "@type": "OrganizationRole",
        "roleName": held["role"],
        **{name: day for name, day in days.items() if day and dates.parse(day).is_day},
        "affiliation": _named(held.get("organization")),
    }


def _sources(values: Values) -> list[Node]:
    return [_source(source) for source in values.get("sources", ())]


def _source(source: Values) -> Node:
    publisher, published = source.get("publisher"), source.get("published", "")
    return {
        "@type": "CreativeWork",
        "url": source.get("url"),
        "name": source.get("title") or source.get("citation"),
        "author": source.get("author"),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "datePublished": published if "/" not in published else None,
        "inLanguage": source.get("language"),
        "tier": source["tier"],
        "archivedAt": source.get("archive_url"),
    }
