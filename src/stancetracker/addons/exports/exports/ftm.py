"""FollowTheMoney entities, one JSON object a line.

They are people, organizations, their roles and ties, events and documents.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypedDict

from stancetracker.base import wording
from stancetracker.base.text import in_json, slug
from stancetracker.base.vocabulary import is_id
from stancetracker.index.lookup import source_key
from stancetracker.index.record_queries import Statement, Tie
from stancetracker.ledger import files
from stancetracker.render.material import Material

NOTES: Final = (
    "FollowTheMoney has no word for a stance and can't hold silence: it links people to the"
    " documents of their statements, and whoever has none here may be silent or unchecked."
    " Searches that found no contract or donation are left out too. The sqlite, csv, xlsx and"
    " parquet exports hold all of it.",
)
_IDENTIFIERS: Final = {
    "wikidata": "wikidataId",
    "uei": "uniqueEntityId",
    "lei": "leiCode",
    "duns": "dunsCode",
}
"""The identifiers that FollowTheMoney has a property for; any other is an `idNumber`."""
_COMPANY_IDENTIFIERS: Final = {"sec-cik": "cikCode", "ticker": "ticker", "isin": "isinCode"}
"""Those that only companies have."""
_ROLES_OF_SOURCES: Final = {
    "attendance": "source of an attendance",
    "contract": "source of a contract",
    "donation": "source of a donation",
}
"""The role of the source of a tie, by the type of the tie."""
_LONGEST_PREFIX: Final = 40
_DIGEST_LENGTH: Final = 12
_REFERENCES: Final = frozenset(
    [
        "authority",
        "beneficiary",
        "contract",
        "document",
        "entity",
        "involved",
        "member",
        "object",
        "organization",
        "payer",
        "subject",
        "supplier",
    ]
)
"""The properties that hold ids of entities."""
Fields = Mapping[str, Any]
"""The fields of a record as its line has them."""
Property = str | list[str] | None


class Entity(TypedDict):
    """An entity of FollowTheMoney; each property is a list of texts."""

    id: str
    schema: str
    properties: dict[str, list[str]]


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file; a document that several records cite stands in it once.

    In a store of several datasets, entities of one id are one entity: each id begins with the
    address of its dataset, or with the title where it has none.
    """
    address = (material.facts["url"] or "").partition("://")[2]
    prefix = _prefix(address or material.facts["title"] or "stancetracker")
    written_ids = set()
    with files.writing_text(path.parent, path.name) as out:
        for entity in _entities(material):
            if entity["id"] not in written_ids:
                written_ids.add(entity["id"])
                line = json.dumps(_of_dataset(prefix, entity), ensure_ascii=False)
                out.write(f"{in_json(line)}\n")


def _prefix(name: str) -> str:
    """Return what begins the ids of a dataset: as much of its name as is short, and its digest.

    The digest tells two long names apart that begin alike, and `a` with an id `b-c` from `a-b`
    with an id `c`.
    """
    words = slug(name)[:_LONGEST_PREFIX].strip("-")
    return "-".join(filter(None, [words, _digest(name)]))


def _digest(*texts: str) -> str:
    """Return a short digest of texts, the same in every export."""
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:_DIGEST_LENGTH]


def _of_dataset(prefix: str, entity: Entity) -> Entity:
    """Return an entity with the prefix before its id and the ids that it refers to."""
    properties = {
        name: [f"{prefix}-{value}" for value in values] if name in _REFERENCES else values
        for name, values in entity["properties"].items()
    }
    return {"id": f"{prefix}-{entity['id']}", "schema": entity["schema"], "properties": properties}


def _entities(material: Material) -> Iterator[Entity]:
    for fields in material.records("person", "organization"):
        yield _actor(fields)
        yield from _memberships(fields)
    ties = list(material.ties())
    for fields in material.records("event"):
        yield _event(fields, [tie for tie, _ in ties])
    for tie, fields in ties:
        yield from _tie(tie)
        yield from _documents(fields, tie.actor, _ROLES_OF_SOURCES[tie.type])
    for statement, fields in material.statements():
        yield from _documents_of_statement(statement, fields)


def _entity(id: str, schema: str, **properties: Property) -> Entity:
    """Return an entity without its empty properties."""
    lists = {
        name: value if isinstance(value, list) else [value]
        for name, value in properties.items()
        if value
    }
    return {"id": id, "schema": schema, "properties": lists}


def _date(text: str | None) -> str | None:
    """Return a date that is one day, month or year; FollowTheMoney has no other."""
    return text if text and "/" not in text else None


def _actor(fields: Fields) -> Entity:
    identifiers: Mapping[str, str] = fields.get("identifiers", {})
    is_company = not _COMPANY_IDENTIFIERS.keys().isdisjoint(identifiers)
    property_names = _IDENTIFIERS | (_COMPANY_IDENTIFIERS if is_company else {})
    other = [f"{key} {identifiers[key]}" for key in identifiers if key not in property_names]
    return _entity(
        fields["id"],
        "Company" if is_company else fields["kind"].capitalize(),
        name=fields["name"],
        alias=fields.get("other_names"),
        idNumber=other,
        **{name: identifiers.get(key) for key, name in property_names.items()},
        position=[
            membership["role"]
            for membership in fields.get("memberships", ())
            if not membership.get("organization")
        ],
    )


def _memberships(fields: Fields) -> Iterator[Entity]:
    """Yield an actor's roles in organizations."""
    for membership in fields.get("memberships", ()):
        organization = membership.get("organization")
        if not organization:
            continue
        role = membership["role"]
        start_date = membership.get("start_date")
        yield _entity(
            f"{fields['id']}-role-{_digest(organization, role, start_date or '')}",
            "Membership",
            role=role,
            member=fields["id"],
            organization=organization,
            startDate=_date(start_date),
            endDate=_date(membership.get("end_date")),
        )


def _event(fields: Fields, ties: list[Tie]) -> Entity:
    guests = [tie.actor for tie in ties if tie.type == "attendance" and tie.event == fields["id"]]
    date = _date(fields["date"])
    return _entity(fields["id"], "Event", name=fields["title"], date=date, involved=guests)


def _tie(tie: Tie) -> Iterator[Entity]:
    """Yield the award of a contract, with the contract, or the payment of a donation."""
    amount = wording.money(tie.amount_value, tie.amount_currency, tie.amount_bound, tie.amount_of)
    part = f"part of {tie.part_of}, so not to be added to it" if tie.part_of else None
    properties: dict[str, Property] = {"description": [text for text in (amount, part) if text]}
    if tie.amount_bound == "exact":
        properties["amount"] = str(tie.amount_value)
        properties["currency"] = tie.amount_currency
    if tie.type == "contract":
        contract_id = f"{tie.id}-contract"
        title = tie.title or "Contract"
        yield _entity(contract_id, "Contract", title=title, authority=tie.counterparty)
        properties |= {"supplier": tie.actor, "contract": contract_id}
        if tie.recipient:
            supplier_id = tie.recipient if is_id(tie.recipient) else f"{tie.id}-recipient"
            properties["supplier"] = supplier_id
            yield from _recipient(tie, supplier_id)
        yield _entity(tie.id, "ContractAward", date=_date(tie.date), **properties)
    elif tie.type == "donation" and tie.counterparty:
        properties |= {"payer": tie.actor, "beneficiary": tie.counterparty, "purpose": tie.title}
        yield _entity(tie.id, "Payment", date=_date(tie.date), **properties)


def _recipient(tie: Tie, supplier_id: str) -> Iterator[Entity]:
    """Yield who was paid in place of the actor, unless on record, and the link between them."""
    if supplier_id != tie.recipient:
        yield _entity(supplier_id, "Organization", name=tie.recipient)
    yield _entity(
        f"{tie.id}-for",
        "UnknownLink",
        subject=supplier_id,
        object=tie.actor,
        role="paid under a contract for",
    )


def _documents_of_statement(statement: Statement, fields: Fields) -> Iterator[Entity]:
    is_public = statement.audience == "public"
    role = f"source of {'a statement' if is_public else 'words that were not public'}"
    date = _date(statement.date)
    summary = statement.quote or statement.summary
    yield from _documents(fields, statement.speaker, role, date=date, summary=summary)


def _documents(
    fields: Fields, actor: str, role: str, **link_properties: Property
) -> Iterator[Entity]:
    """Yield the documents that a record cites, each with its link to the actor."""
    for number, source in enumerate(fields.get("sources", ()), 1):
        document_id = f"document-{source_key(source.get('url') or source['citation'])}"
        yield _entity(
            document_id,
            "Document",
            title=source.get("title") or source.get("citation"),
            author=source.get("author"),
            publisher=source.get("publisher"),
            publishedAt=_date(source.get("published")),
            retrievedAt=source.get("retrieved"),
            sourceUrl=source.get("url"),
        )
        yield _entity(
            f"{fields['id']}-source-{number}",
            "Documentation",
            role=role,
            document=document_id,
            entity=actor,
            recordId=fields["id"],
            **link_properties,
        )
