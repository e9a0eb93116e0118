"""`site`: where it writes, and what it prints."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import OnTerminal, Run

from stancetracker.addons.site.pictures import can_draw
from stancetracker.ledger.folder import Folder

NO_PICTURES = (
    ""
    if can_draw()
    else "stancetracker: no picture of a card: pip install 'stancetracker[pictures]'\n"
)
NO_SITEMAP = f"{NO_PICTURES}stancetracker: no sitemap.xml, as the site's address is not known; set it with --url\n"


LINES = """
{"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "silence", "actors": ["ada"], "date": "2026-01-20"}
{"kind": "silence", "actors": ["ada"], "date": "2026-01-22", "recorded": "2026-03-01"}
"""


@pytest.fixture
def site(folder: Folder, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new folder in the current one; the dataset is that of LINES."""
    shutil.rmtree(data)
    folder.path.rename(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site"


def test_site_writes_the_pages_and_prints_nothing(run: Run, site: Path) -> None:
    assert (0, "", NO_SITEMAP) == run("site", "site")
    assert (site / "people" / "ada" / "index.html").is_file()
    assert (0, "", NO_PICTURES) == run("site", "site", "--url", "https://example.org/ledger")
    assert (site / "sitemap.xml").is_file()


def test_site_on_a_terminal_ends_with_the_counts_of_files(
    run: Run, on_terminal: OnTerminal, site: Path
) -> None:
    run("site", "site")
    (site / "index.html").unlink()
    status, screen = on_terminal(100, "site", str(site))

    assert 0 == status
    assert screen.split("\n")[-2].startswith("stancetracker: ")
    assert ": 1 new, 0 changed, " in screen
    assert screen.endswith(" unchanged, 0 removed files\n")


def test_a_dry_run_lists_the_files_that_would_change(run: Run, site: Path) -> None:
    status, out, err = run("site", "site", "-n")
    assert (0, NO_SITEMAP) == (status, err)
    assert f"new\t{site}/people/ada/index.html\n" in out
    assert not site.exists()
    run("site", "site")
    (site / "index.html").write_text("x")

    assert (0, f"changed\t{site}/index.html\n", NO_SITEMAP) == run("site", "site", "--dry-run")
    assert "x" == (site / "index.html").read_text()


@pytest.mark.parametrize("key", ["contact", "forms"])
def test_an_address_to_object_is_promised_only_where_there_is_one(
    run: Run, site: Path, data: Path, key: str
) -> None:
    [path] = [path for path in data.rglob("*.jsonl") if '"dataset"' in path.read_text()]
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    [dataset] = [line for line in lines if line["kind"] == "dataset"]

    def page_and_errors(**more: str) -> tuple[str, str]:
        dataset.update(more)
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        _, _, err = run("site", "site")
        return (site / "index.html").read_text(encoding="utf-8"), err

    without, warned = page_and_errors(contact="Ask in the repository.")
    page, err = page_and_errors(**{key: "https://example.org/a"})

    assert (
        "stancetracker: no way to object on the pages: give the dataset `forms`, or an address as"
        " `contact`\n"
    ) in warned
    assert "a way to object" not in without
    assert "Anyone named" not in without
    assert "no way to object" not in err
    assert "a way to object" in page
    assert "Anyone named here may reply" in page
