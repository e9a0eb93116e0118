"""`export ftm`: the library's own model accepts every value; what it can't hold is left out with a note."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import complete, write
from tests.exporting import Exported, export

from stancetracker.addons.exports.exports import ftm as kind
from stancetracker.ledger.folder import Folder

Entity = dict[str, Any]
PREFIX = "example-org-bridges-499c59a9403c-"


def entities(path: Path) -> dict[str, Entity]:
    entities = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(entities) == len({entity["id"] for entity in entities})
    return {entity["id"]: entity for entity in entities}


def unaccepted(entities: dict[str, Entity]) -> list[str]:
    """Return the values that the model drops or changes, and links that lead nowhere."""
    model: Any = pytest.importorskip(
        "followthemoney", reason="the group extra-tests has followthemoney"
    ).model
    faults = []
    for entity in entities.values():
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        accepted = proxy.to_dict()["properties"]
        for name, values in entity["properties"].items():
            is_accepted = values == accepted.get(name)
            if not is_accepted or leads_astray(proxy.schema.get(name), values, entities, model):
                faults.append(f"{entity['id']} {name}")
    return faults


def leads_astray(
    property: Any, values: Iterable[str], entities: Mapping[str, Entity], model: Any
) -> bool:
    """Return whether a value of a property links to nothing, or to an entity of another kind."""
    if property.type.name != "entity":
        return False
    ends = [entities.get(value) for value in values]
    return not all(end and model.get(end["schema"]).is_a(property.range) for end in ends)


def test_the_model_of_followthemoney_accepts_every_entity(shipped: Exported) -> None:
    shipped_entities = entities(shipped("ftm"))

    assert [] == unaccepted(shipped_entities)
    assert {
        "Person",
        "Organization",
        "Membership",
        "Event",
        "Payment",
        "ContractAward",
        "Documentation",
    } < {entity["schema"] for entity in shipped_entities.values()}


def test_an_export_has_what_counts_no_more_exactly_than_the_ledger(
    council: Folder, tmp_path: Path
) -> None:
    council_entities = entities(export(council, "ftm", tmp_path / "out.json", as_of="2026-02-01"))
    properties = {
        id.removeprefix(PREFIX): entity["properties"] for id, entity in council_entities.items()
    }
    records = {
        entity["recordId"][0]: entity for entity in properties.values() if "recordId" in entity
    }
    [role] = [entity for entity in council_entities.values() if entity["schema"] == "Membership"]

    assert [] == unaccepted(council_entities)
    assert {"said", "by-then", "memo", "steel", "award", "there"} == {*records}
    assert [["2026-01-03"], None, ["2026-01-04"]] == [
        records[name].get("date") for name in ("said", "by-then", "memo")
    ]
    assert ["source of words that were not public"] == records["memo"]["role"]
    assert ([f"{PREFIX}ada"], ["2020-01-02"]) == (
        role["properties"]["member"],
        role["properties"]["startDate"],
    )
    assert [None, ["7"]] == [properties[name].get("amount") for name in ("steel", "award")]
    assert ([f"{PREFIX}ada"], ["Q42"]) == (
        properties["opening"]["involved"],
        properties["city"]["wikidataId"],
    )
    assert "silent or unchecked" in kind.NOTES[0]


def test_a_company_has_every_identifier_and_another_organization_a_number(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "dataset", "title": "Bridges"}
    {"kind": "organization", "id": "acme", "name": "Acme",
     "identifiers": {"sec-cik": "0000789019", "ticker": "ACM", "lei": "INR2EJN1ERAN0W5ZP974"}}
    {"kind": "organization", "id": "city", "name": "The City", "identifiers": {"fips": "27053"}}
    """
    acme, city = entities(export(folder, "ftm", tmp_path / "out.json")).values()

    assert "Company" == acme["schema"]
    assert (["0000789019"], ["ACM"], ["INR2EJN1ERAN0W5ZP974"]) == tuple(
        acme["properties"][name] for name in ("cikCode", "ticker", "leiCode")
    )
    assert ("Organization", ["fips 27053"]) == (city["schema"], city["properties"]["idNumber"])


def merged(*exports: Path) -> dict[str, Any]:
    """Return the entities of several exports by id, those of one id merged as a store does."""
    model: Any = pytest.importorskip("followthemoney").model
    entities_by_id: dict[str, Any] = {}
    for path in exports:
        for entity in entities(path).values():
            proxy = model.get_proxy(entity)
            before = entities_by_id.get(proxy.id)
            entities_by_id[proxy.id] = before.merge(proxy) if before else proxy
    return entities_by_id


@pytest.mark.parametrize(
    "dataset, organization",
    [
        ({"title": "Tunnels", "url": "https://example.org/tunnels/"}, "acme"),
        ({"title": "Bridges over the rivers of the north, and who paid for them, 2026"}, "acme"),
        ({"title": "Bridges over"}, "the-rivers-of-the-north-and-acme"),
    ],
    ids=["an address", "a long title that begins alike", "a title and id that read alike"],
)
def test_two_datasets_stay_two_in_one_store(
    dataset: dict[str, str], organization: str, folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "dataset", "title": "Bridges over the rivers of the north, and who paid for them, 2025"}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    """
    other_lines = [
        {"kind": "dataset", **dataset},
        {"kind": "organization", "id": organization, "name": "Acme"},
    ]
    other = write(tmp_path / "other", map(complete, other_lines))
    first_export = export(folder, "ftm", tmp_path / "first.json")
    second_export = export(other, "ftm", tmp_path / "second.json")

    assert 2 == len(merged(first_export, second_export, first_export))


def test_two_roles_of_long_names_stay_two(folder: Folder, tmp_path: Path) -> None:
    """
    {"kind": "dataset", "title": "Bridges"}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "person", "id": "ada", "name": "Ada", "memberships": [{"role": "director responsible for all bridges, tunnels and ferries of the northern and the western provinces", "organization": "acme"}, {"role": "director responsible for all bridges, tunnels and ferries of the northern and the eastern provinces", "organization": "acme"}]}
    """
    roles = entities(export(folder, "ftm", tmp_path / "out.json")).values()

    assert 2 == sum(entity["schema"] == "Membership" for entity in roles)


def test_the_source_of_a_tie_says_of_what(council: Folder, tmp_path: Path) -> None:
    council_entities = entities(export(council, "ftm", tmp_path / "out.json", as_of="2026-02-01"))
    roles = {
        entity["properties"]["role"][0]
        for entity in council_entities.values()
        if entity["schema"] == "Documentation"
    }

    assert {"source of a contract", "source of an attendance"} <= roles
