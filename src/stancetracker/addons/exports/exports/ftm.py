"""FollowTheMoney entities, one JSON object a line: people, organizations, roles, ties, events and documents."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from stancetracker.base import wording
from stancetracker.base.text import in_json, slug
from stancetracker.index.lookup import source_key
from stancetracker.index.record_queries import Tie
from stancetracker.render.material import Material

NOTES: Final = (
    "FollowTheMoney has no word for a stance and can't hold silence: it links people to the documents of their"
    " statements, and whoever has none here may be silent or unchecked. The sqlite, csv and parquet exports hold all"
    " three.",
)
_IDENTIFIERS: Final = {"wikidata": "wikidataId", "uei": "uniqueEntityId"}
Entity = dict[str, Any]
Values = Mapping[str, Any]


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file; a document that several records cite stands in it once."""
    written = set()
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for entity in _entities(material):
            if entity["id"] not in written:
                written.add(entity["id"])
                out.write(f"{in_json(json.dumps(entity, ensure_ascii=False))}\n")


def _entities(material: Material) -> Iterator[Entity]:
    for values in material.records("person", "organization"):
        yield from _actor(values)
    ties = list(material.ties())
    for values in material.records("event"):
        there = [
            tied.actor
            for tied, _ in ties
            if tied.type == "attendance" and tied.event == values["id"]
        ]
        yield _entity(
            values["id"], "Event", name=values["title"], date=_date(values["date"]), involved=there
        )
    for tied, values in ties:
        yield from _tie(tied)
        yield from _documents(values, tied.actor, f"source of a {tied.type}")
    for said, values in material.statements():
        of = "a statement" if said.audience == "public" else "words that were not public"
        about = {"date": _date(said.date), "summary": said.quote or said.summary}
        yield from _documents(values, said.speaker, f"source of {of}", **about)


def _entity(id: str, schema: str, **properties: str | list[str] | None) -> Entity:
    """Return an entity without its empty properties; each property is a list of texts."""
    lists = {
        name: one if isinstance(one, list) else [one] for name, one in properties.items() if one
    }
    return {"id": id, "schema": schema, "properties": lists}


def _date(text: str | None) -> str | None:
    """Return a date that is one day, month or year; FollowTheMoney has no other."""
    return text if text and "/" not in text else None


def _actor(values: Values) -> Iterator[Entity]:
    held = values.get("memberships", ())
    known = values.get("identifiers", {})
    yield _entity(
        values["id"],
        values["kind"].capitalize(),
        name=values["name"],
        alias=values.get("other_names"),
        **{name: known.get(key) for key, name in _IDENTIFIERS.items()},
        position=[one["role"] for one in held if not one.get("organization")],
    )
    for one in held:
        if one.get("organization"):
            name = slug(
                " ".join(
                    (values["id"], one["organization"], one["role"], one.get("start_date", ""))
                )
            )
            days = {
                "startDate": _date(one.get("start_date")),
                "endDate": _date(one.get("end_date")),
            }
            who = {"member": values["id"], "organization": one["organization"]}
            yield _entity(name, "Membership", role=one["role"], **who, **days)


def _tie(tied: Tie) -> Iterator[Entity]:
    amount = wording.money(
        tied.amount_value, tied.amount_currency, tied.amount_bound, tied.amount_of
    )
    part = f"part of {tied.part_of}, so not to be added to it" if tied.part_of else None
    facts: dict[str, Any] = {"description": [each for each in (amount, part) if each]}
    if tied.amount_bound == "exact":
        facts |= {"amount": str(tied.amount_value), "currency": tied.amount_currency}
    if tied.type == "contract":
        title = tied.title or "Contract"
        yield _entity(f"{tied.id}-contract", "Contract", title=title, authority=tied.counterparty)
        facts |= {"supplier": tied.actor, "contract": f"{tied.id}-contract"}
        yield _entity(tied.id, "ContractAward", date=_date(tied.date), **facts)
    elif tied.type == "donation" and tied.counterparty:
        facts |= {"payer": tied.actor, "beneficiary": tied.counterparty, "purpose": tied.title}
        yield _entity(tied.id, "Payment", date=_date(tied.date), **facts)


def _documents(values: Values, actor: str, role: str, **about: str | None) -> Iterator[Entity]:
    """Yield the documents that a record cites, each with its link to the actor."""
    for number, source in enumerate(values.get("sources", ()), 1):
        document = f"document-{source_key(source.get('url') or source['citation'])}"
        yield _entity(
            document,
            "Document",
            title=source.get("title") or source.get("citation"),
            author=source.get("author"),
            publisher=source.get("publisher"),
            publishedAt=_date(source.get("published")),
            retrievedAt=source.get("retrieved"),
            sourceUrl=source.get("url"),
        )
        link: Entity = {"document": document, "entity": actor, "recordId": values["id"], **about}
        yield _entity(f"{values['id']}-source-{number}", "Documentation", role=role, **link)
