"""One JSON-LD file in the words of schema.org: who said what, and ties. It can't hold silence, and says so.

The context stands in the file, so nothing needs to be fetched. schema.org has no words for a stance or a date that
spans days; for these the file has terms of its own, under `ledger`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from stancetracker.base import dates
from stancetracker.index import lookup, record_queries
from stancetracker.index.record_queries import Statement, Tie
from stancetracker.render.material import Material, as_json, description

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
Node = dict[str, Any]
Values = Mapping[str, Any]


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file."""
    url = material.facts["url"]
    base = f"{url}#" if url and "#" not in url else "urn:stancetracker:"
    context: Node = {"@vocab": "https://schema.org/", "ledger": base, "url": {"@type": "@id"}}
    connection = material.extract.connection
    other_fields = (
        *record_queries.statements.other_fields(connection),
        *record_queries.ties.other_fields(connection),
    )
    context |= {term: f"urn:stancetracker:term:{term}" for term in (*_OWN, *other_fields)}
    before = as_json({"@context": context, "@graph": []}, 1).removesuffix("]\n}\n")
    with path.open("w", encoding="utf-8") as out:
        for node in _nodes(material):  # not all at once: there may be more than fit in memory
            text = as_json(_filled(node), 1).rstrip().replace("\n", "\n  ")
            out.write(f"{before}\n  {text}")
            before = ","
        out.write("\n ]\n}\n")


def _filled(value: Any) -> Any:
    """Return a value without its empty parts."""
    if isinstance(value, dict):
        made = {name: _filled(each) for name, each in value.items()}
        return {name: each for name, each in made.items() if each not in (None, "", [], {})}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def _named(record: str | None) -> Node | None:
    return None if record is None else {"@id": f"ledger:{record}"}


def _nodes(material: Material) -> Iterator[Node]:
    """Yield every node: the dataset, then what statements and ties are about, then these and the rest."""
    connection = material.extract.connection
    yield _dataset(material.facts)
    for values in material.records("person", "organization"):
        yield _actor(values)
    for values in material.records("issue"):
        yield _node(values["id"], "Thing", name=values["title"], description=values["proposition"])
    for values in material.records("event"):
        about = [_named(issue) for issue in values["issues"]]
        started = _dated(values["date"], "startDate")
        yield _node(values["id"], "Event", name=values["title"], **started, about=about)
    for said, values in material.statements():
        others = record_queries.statements.other_fields(connection)
        yield {**_said(said, values), **_in_line(others, values)}
    for tied, values in material.ties():
        others = record_queries.ties.other_fields(connection)
        yield {**_tied(tied, values), **_in_line(others, values)}
    for kind, of in lookup.kinds(connection).items():
        if of.schema_org and kind not in _OWN_WORDS:
            for values in material.records(kind):
                named = [values.get(name) for name in (of.issue, *of.actors, *of.others)]
                lists = [each if isinstance(each, list) else [each] for each in named]
                yield _node(
                    values["id"],
                    of.schema_org,
                    text=lookup.in_line(connection, values["id"]),
                    about=[_named(one) for each in lists for one in each],
                    **_dated(of.date(values), "dateCreated"),
                    citation=_sources(values),
                )


def _dataset(facts: Mapping[str, str | None]) -> Node:
    return _node(
        "dataset",
        "Dataset",
        name=facts["title"],
        description=f"{description(facts)} {NO_SILENCE}",
        url=facts["url"],
        license={"@type": "CreativeWork", "name": facts["licence"]},
        publisher=_organization(facts["publisher"]),
        inLanguage=facts["language"],
        temporalCoverage=f"../{facts['as_of']}",
        version=facts["data_version"],
    )


def _said(said: Statement, values: Values) -> Node:
    return _node(
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
        stanceBasis=said.stance_basis,
        stanceLabel=said.label,
        wording=said.wording,
        channel=said.channel,
        audienceKind=said.audience,
        voice=said.voice,
        verification=said.verification,
        citation=_sources(values),
    )


def _in_line(names: Iterable[str], values: Values) -> Node:
    """Return the fields of these names that a record's line has."""
    return {name: values[name] for name in names if name in values}


def _tied(tied: Tie, values: Values) -> Node:
    return _node(
        tied.id,
        _TIES[tied.type],
        name=tied.title,
        agent=_named(tied.actor),
        **{"recipient" if tied.type == "donation" else "participant": _named(tied.counterparty)},
        event=_named(tied.event),
        price=tied.amount_value,
        priceCurrency=tied.amount_currency,
        amountBound=tied.amount_bound,
        amountOf=tied.amount_of,
        isPartOf=_named(tied.part_of),
        date=tied.date,
        period=tied.period,
        verification=tied.verification,
        subjectOf=_sources(values),
    )


def _organization(name: str | None) -> Node | None:
    return {"@type": "Organization", "name": name} if name else None


def _node(record: str, type: str, **fields: Any) -> Node:
    return {"@id": f"ledger:{record}", "@type": type, **fields}


def _dated(date: str | None, name: str) -> Node:
    """Return a date as schema.org has it where it is one day or longer, and as the ledger has it."""
    return {name: date, "date": date} if date and "/" not in date else {"date": date}


def _actor(values: Values) -> Node:
    roles = []
    for held in values.get("memberships", ()):
        days = {"startDate": held.get("start_date"), "endDate": held.get("end_date")}
        known = {name: day for name, day in days.items() if day and dates.parse(day).is_day}
        role = {"@type": "OrganizationRole", "roleName": held["role"], **known}
        roles.append({**role, "affiliation": _named(held.get("organization"))})
    return _node(
        values["id"],
        values["kind"].capitalize(),
        name=values["name"],
        alternateName=values.get("other_names"),
        identifier=[
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in values.get("identifiers", {}).items()
        ],
        affiliation=roles,
    )


def _sources(values: Values) -> list[Node]:
    return [
        {
            "@type": "CreativeWork",
            "url": source.get("url"),
            "name": source.get("title") or source.get("citation"),
            "author": source.get("author"),
            "publisher": _organization(source.get("publisher")),
            "datePublished": source.get("published")
            if "/" not in source.get("published", "")
            else None,
            "inLanguage": source.get("language"),
            "tier": source["tier"],
            "archivedAt": source.get("archive_url"),
        }
        for source in values.get("sources", ())
    ]
