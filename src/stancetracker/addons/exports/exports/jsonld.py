"""One JSON-LD file in the words of schema.org: who said what, and ties; no silence.

The context stands in the file, so nothing needs to be fetched. schema.org has no words for a stance
or a date that spans days; for these the file has terms of its own, under `ledger`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from stancetracker.base import dates
from stancetracker.base.vocabulary import LICENCE_ADDRESSES, Traits, is_id
from stancetracker.index import lookup, queries, record_queries
from stancetracker.index.record_queries import Statement, Tie
from stancetracker.ledger import files
from stancetracker.render.material import Material, as_json, description

NO_SILENCE: Final = (
    "JSON-LD holds people, organizations, statements and ties. It can't hold silence: schema.org"
    " has no word for a check that found no public statement, so whoever is missing here may be"
    " silent or unchecked. Searches that found no contract or donation are left out too. The"
    " sqlite, csv, xlsx and parquet exports hold all of it."
)
NOTES: Final = (NO_SILENCE,)
_KINDS_WRITTEN_HERE: Final = (
    "dataset",
    "person",
    "organization",
    "issue",
    "event",
    "statement",
    "tie",
)
"""The kinds with a function of their own here; any other is written by what its class says."""
_TYPE_OF_TIE: Final = {
    "donation": "DonateAction",
    "contract": "TradeAction",
    "attendance": "JoinAction",
}
_OWN_TERMS: Final = (
    "stance",
    "stanceBasis",
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
    "amountOf",
)
"""Terms that schema.org has no word for."""
_ADDRESSES: Final = {
    "wikidata": (re.compile(r"Q[1-9][0-9]*"), "http://www.wikidata.org/entity/{}"),
    "sec-cik": (re.compile(r"[0-9]{1,10}"), "https://www.sec.gov/edgar/browse/?CIK={}"),
    "lei": (re.compile(r"[0-9A-Z]{20}"), "https://search.gleif.org/#/record/{}"),
}
"""The form of the identifiers that say who somebody is, and the address of each."""
Node = dict[str, Any]
Fields = Mapping[str, Any]
"""The fields of a record as its line has them."""


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file, a node at a time: there may be more than fit in memory."""
    document = {"@context": _context(material), "@graph": []}
    separator = as_json(document, 1).removesuffix("]\n}\n")
    with files.writing_text(path.parent, path.name) as out:
        copies = material.extract.select(queries.sql("archived"))
        archived = {str(url): address for url, address in copies}
        for node in _nodes(material):
            for source in (*node.get("citation", ()), *node.get("subjectOf", ())):
                source["archivedAt"] = archived.get(source["url"])
            text = as_json(_filled(node), 1).rstrip().replace("\n", "\n  ")
            out.write(f"{separator}\n  {text}")
            separator = ","
        out.write("\n ]\n}\n")


def _context(material: Material) -> Node:
    """Return what the terms and the ids of the file stand for."""
    connection = material.extract.connection
    url = (material.facts["url"] or "").partition("#")[0]
    base = f"{url}#" if url else "urn:stancetracker:"
    terms = (
        *_OWN_TERMS,
        *record_queries.statements.other_fields(connection),
        *record_queries.ties.other_fields(connection),
    )
    return {
        "@vocab": "https://schema.org/",
        "ledger": base,
        "url": {"@type": "@id"},
        "sameAs": {"@type": "@id"},
        **{term: f"urn:stancetracker:term:{term}" for term in terms},
    }


def _filled(value: Any) -> Any:
    """Return a value without its empty parts."""
    if isinstance(value, dict):
        parts = {name: _filled(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in (None, "", [], {})}
    if isinstance(value, list):
        return [_filled(item) for item in value]
    return value


def _nodes(material: Material) -> Iterator[Node]:
    """Yield every node: the dataset, actors, issues, events, statements, ties and the rest."""
    yield _dataset(material.facts)
    for fields in material.records("person", "organization"):
        yield _actor(fields)
    for fields in material.records("issue"):
        yield _issue(fields)
    for fields in material.records("event"):
        yield _event(fields)
    connection = material.extract.connection
    other_fields = record_queries.statements.other_fields(connection)
    for statement, fields in material.statements():
        yield {**_statement(statement, fields), **_chosen(fields, other_fields)}
    other_fields = record_queries.ties.other_fields(connection)
    for tie, fields in material.ties():
        yield {**_tie(tie, fields), **_chosen(fields, other_fields)}
    for kind, traits in lookup.kinds(connection).items():
        if traits.schema_org and kind not in _KINDS_WRITTEN_HERE:
            yield from _records_of_kind(material, kind, traits)


def _records_of_kind(material: Material, kind: str, traits: Traits) -> Iterator[Node]:
    """Yield the records of a kind as its class describes them."""
    for fields in material.records(kind):
        yield _node(
            fields["id"],
            traits.schema_org,
            text=lookup.in_line(material.extract.connection, fields["id"]),
            about=_links(fields, (traits.issue, *traits.actors, *traits.others)),
            **_dated(traits.date(fields), "dateCreated"),
            citation=_sources(fields),
        )


def _links(fields: Fields, names: Iterable[str]) -> list[Node | None]:
    """Return links to the records that these fields name; each has one id, or several, or none."""
    links = []
    for name in names:
        value = fields.get(name)
        record_ids = value if isinstance(value, list) else [value]
        links += [_link(record_id) for record_id in record_ids]
    return links


def _chosen(fields: Fields, names: Iterable[str]) -> Node:
    """Return the fields of these names that a record's line has."""
    return {name: fields[name] for name in names if name in fields}


def _link(record_id: str | None) -> Node | None:
    return None if record_id is None else {"@id": f"ledger:{record_id}"}


def _node(record_id: str, type: str, **fields: Any) -> Node:
    return {"@id": f"ledger:{record_id}", "@type": type, **fields}


def _dated(date: str | None, name: str) -> Node:
    """Return a date as the ledger has it, and as schema.org has it where it can."""
    if date and "/" not in date:
        return {name: date, "date": date}
    return {"date": date}


def _organization(name: str | None) -> Node | None:
    return {"@type": "Organization", "name": name} if name else None


def _dataset(facts: Mapping[str, str | None]) -> Node:
    return _node(
        "dataset",
        "Dataset",
        name=facts["title"],
        description=f"{description(facts)} {NO_SILENCE}",
        url=facts["url"],
        license={
            "@type": "CreativeWork",
            "name": facts["licence"],
            "url": LICENCE_ADDRESSES.get(facts["licence"] or ""),
        },
        publisher=_organization(facts["publisher"]),
        inLanguage=facts["language"],
        temporalCoverage=f"../{facts['as_of']}",
        version=facts["data_version"],
    )


def _actor(fields: Fields) -> Node:
    identifiers: Mapping[str, str] = fields.get("identifiers", {})
    return _node(
        fields["id"],
        fields["kind"].capitalize(),
        name=fields["name"],
        alternateName=fields.get("other_names"),
        keywords=fields.get("tags"),
        identifier=[
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in identifiers.items()
        ],
        sameAs=[
            address.format(identifiers[name])
            for name, (form, address) in _ADDRESSES.items()
            if form.fullmatch(identifiers.get(name, ""))
        ],
        affiliation=[_role(membership) for membership in fields.get("memberships", ())],
    )


def _role(membership: Fields) -> Node:
    days = {"startDate": membership.get("start_date"), "endDate": membership.get("end_date")}
    return {
        "@type": "OrganizationRole",
        "roleName": membership["role"],
        **{name: day for name, day in days.items() if day and dates.parse(day).is_day},
        "affiliation": _link(membership.get("organization")),
    }


def _issue(fields: Fields) -> Node:
    return _node(fields["id"], "Thing", name=fields["title"], description=fields["proposition"])


def _event(fields: Fields) -> Node:
    return _node(
        fields["id"],
        "Event",
        name=fields["title"],
        **_dated(fields["date"], "startDate"),
        about=[_link(issue_id) for issue_id in fields["issues"]],
    )


def _statement(statement: Statement, fields: Fields) -> Node:
    name_of_date = "datePublished" if statement.audience == "public" else "dateCreated"
    topics = [_link(statement.issue)]
    if statement.event:
        topics.append(_link(statement.event))
    return _node(
        statement.id,
        "Claim" if statement.quote is None else "Quotation",
        text=statement.quote,
        abstract=statement.summary,
        inLanguage=statement.language,
        creator=_link(statement.speaker),
        spokenByCharacter=_link(statement.speaker) if statement.quote else None,
        about=topics,
        **_dated(statement.date, name_of_date),
        stance=statement.stance,
        stanceBasis=statement.stance_basis,
        stanceLabel=statement.label,
        wording=statement.wording,
        channel=statement.channel,
        audienceKind=statement.audience,
        voice=statement.voice,
        verification=statement.verification,
        citation=_sources(fields),
    )


def _tie(tie: Tie, fields: Fields) -> Node:
    name_of_counterparty = "recipient" if tie.type == "donation" else "participant"
    return _node(
        tie.id,
        _TYPE_OF_TIE[tie.type],
        name=tie.title,
        agent=_link(tie.actor),
        **{name_of_counterparty: _link(tie.counterparty)},
        **_recipient(tie),
        about=[_link(issue) for issue in fields.get("issues", ())] or None,
        event=_link(tie.event),
        price=tie.amount_value,
        priceCurrency=tie.amount_currency,
        amountBound=tie.amount_bound,
        amountOf=tie.amount_of,
        isPartOf=_link(tie.part_of),
        date=tie.date,
        period=tie.period,
        verification=tie.verification,
        subjectOf=_sources(fields),
    )


def _recipient(tie: Tie) -> Node:
    """Return who was paid under a contract, where that is not its actor."""
    if tie.recipient is None:
        return {}
    is_record = is_id(tie.recipient)
    return {"recipient": _link(tie.recipient) if is_record else _organization(tie.recipient)}


def _sources(fields: Fields) -> list[Node]:
    return [_source(source) for source in fields.get("sources", ())]


def _source(source: Fields) -> Node:
    published = source.get("published", "")
    return {
        "@type": "CreativeWork",
        "url": source.get("url"),
        "name": source.get("title") or source.get("citation"),
        "author": source.get("author"),
        "publisher": _organization(source.get("publisher")),
        "datePublished": published if "/" not in published else None,
        "inLanguage": source.get("language"),
        "tier": source["tier"],
    }
