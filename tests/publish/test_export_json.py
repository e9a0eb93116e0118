"""The JSON that exports write shows as an escape what would act on a screen, and is the same to programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.base.test_text import UNSAFE
from tests.datasets import lines_of, write
from tests.publish.exporting import export

ACTING = "\x7f\x85\x9b31m\u202eb\u2066a\u2028\u200f"


@pytest.mark.parametrize(
    ("kind", "file"), [("csv", "datapackage.json"), ("jsonld", ""), ("parquet", "export.json")]
)
def test_no_character_of_json_acts_on_a_screen(tmp_path: Path, kind: str, file: str) -> None:
    """{"kind": "dataset"} {"kind": "issue", "id": "bridge"} {"kind": "person", "id": "ada"}"""
    if kind == "parquet":
        pytest.importorskip("duckdb", reason="the extra parquet has duckdb")
    dataset, *others = lines_of(test_no_character_of_json_acts_on_a_screen.__doc__)
    folder = write(tmp_path / "data", [{**dataset, "title": ACTING, "publisher": ACTING}, *others])
    text = (export(folder, kind, tmp_path / "out") / file).read_text(encoding="utf-8")

    assert UNSAFE.isdisjoint(text.replace("\n", ""))
    assert repr(ACTING)[1:-1] in str(json.loads(text))
