"""`stancetracker schema`: the published schemas, and the views of the index."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run

from stancetracker.ledger.kinds import CLASS_BY_KIND

pytestmark = pytest.mark.usefixtures("small")
SCHEMAS = Path(__file__).parents[2] / "schema"


@pytest.mark.parametrize("kind", [None, *CLASS_BY_KIND])
def test_the_schema_of_a_kind_or_any_line_is_the_published_one(run: Run, kind: str | None) -> None:
    published = SCHEMAS / f"{kind or 'record'}.json"

    assert (0, published.read_text("utf-8"), "") == run("schema", *([kind] if kind else []))


def test_the_views_are_listed_and_one_is_printed(run: Run) -> None:
    listed = run("schema", "sql")[1]

    assert {"standing", "statement", "statement_all", "silence_actor"} <= {
        line.partition(" ")[0] for line in listed.splitlines()
    }
    for name in (line.partition(" ")[0] for line in listed.splitlines()):
        status, out, err = run("schema", "sql", name)
        assert (0, "", True) == (status, err, f" {name}" in out.partition("\n")[0])
        assert "-- if " not in out
    assert "--   type: contract, donation or attendance\n" in run("schema", "sql", "tie_all")[1]
