"""A search that found no contract is a record of the ledger; exports must not make a tie of it."""

from pathlib import Path

import pytest
from tests.exporting import export

from stancetracker.ledger.folder import Folder


@pytest.mark.parametrize("kind", ["ftm", "jsonld"])
def test_a_search_that_found_no_contract_is_no_contract(
    folder: Folder, tmp_path: Path, kind: str
) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "rail"}
    {"kind": "tie", "id": "searched", "type": "contract", "actor": "acme", "counterparty": "rail",
     "title": "All awards of 2025", "amount": {"value": 0, "currency": "USD", "bound": "exact"},
     "period": "2025", "sources": [{"citation": "The register", "tier": "primary"}]}
    {"kind": "tie", "id": "award", "type": "contract", "actor": "rail", "counterparty": "acme",
     "amount": {"value": 7, "currency": "USD", "bound": "exact"}, "date": "2025-03-01",
     "sources": [{"citation": "The register", "tier": "primary"}]}
    """
    text = export(folder, kind, tmp_path / "out.json").read_text("utf-8")

    assert "award" in text
    assert '"searched"' not in text
    assert "All awards of 2025" not in text
