"""`export ftm`: the library's own model accepts every value; what it can't hold is left out with a note."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import lines_of, write
from tests.exporting import Exported, export

from stancetracker.addons.exports.exports import ftm as kind
from stancetracker.ledger.folder import Folder

Entity = dict[str, Any]
PREFIX = "example-org-bridges-"


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
            property = proxy.schema.get(name)
            ends = (
                [entities.get(value) for value in values] if property.type.name == "entity" else []
            )
            leads = all(end and model.get(end["schema"]).is_a(property.range) for end in ends)
            faults += [] if values == accepted.get(name) and leads else [f"{entity['id']} {name}"]
    return faults


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
    assert (f"{PREFIX}ada-acme-chief-2020-01-02", ["2020-01-02"]) == (
        role["id"],
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
    found = entities(export(folder, "ftm", tmp_path / "out.json"))
    acme, city = found["bridges-acme"], found["bridges-city"]

    assert "Company" == acme["schema"]
    assert (["0000789019"], ["ACM"], ["INR2EJN1ERAN0W5ZP974"]) == tuple(
        acme["properties"][name] for name in ("cikCode", "ticker", "leiCode")
    )
    assert ("Organization", ["fips 27053"]) == (city["schema"], city["properties"]["idNumber"])


def test_two_datasets_with_the_same_ids_stay_two(folder: Folder, tmp_path: Path) -> None:
    """
    {"kind": "dataset", "title": "Bridges"}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    """
    model: Any = pytest.importorskip("followthemoney").model
    other = write(tmp_path / "other", lines_of(WITH_AN_ADDRESS))
    merged: dict[str, Any] = {}
    for dataset in (folder, other, folder):
        path = export(dataset, "ftm", tmp_path / "out.json", force=True)
        for entity in entities(path).values():
            proxy = model.get_proxy(entity)
            merged[proxy.id] = merged[proxy.id].merge(proxy) if proxy.id in merged else proxy

    assert ["bridges-acme", "example-org-tunnels-acme"] == sorted(merged)


WITH_AN_ADDRESS = """
{"kind": "dataset", "title": "Tunnels", "url": "https://example.org/tunnels/"}
{"kind": "organization", "id": "acme", "name": "Acme"}
"""
