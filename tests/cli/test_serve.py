"""`serve`: what it does not take. What it serves: tests/publish/test_serve.py, and in a browser, tests/browser."""

from pathlib import Path

import pytest
from tests.cli.conftest import Refused


@pytest.fixture(autouse=True)
def _here(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_datasette_the_line_that_installs_it_is_told(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert refused("serve") == (
        'stancetracker: serve needs datasette, which is not installed\nhint: pip install "stancetracker[web]"\n'
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.sqlite",), "not a file that `export sqlite` wrote: nowhere.sqlite"),
        (("a.sqlite", "--as-of", "2026-01-20"), "--as-of asks a dataset, and FILE answers its own question"),
        (("--port", "70000"), "70000"),
        (("--person", "nobody"), "unknown person: nobody"),
    ],
)
def test_what_is_not_asked_rightly_is_told(refused: Refused, arguments: tuple[str, ...], told: str) -> None:
    pytest.importorskip("datasette", reason="the extra web has datasette")
    assert told in refused("serve", *arguments)
