"""`site`: what it prints, where it writes, and what it does not take."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import PROGRAM, SOURCE, TODAY, OnTerminal, Run

NO_SITEMAP = "stancetracker: no sitemap.xml, as the site's address is not known; set it with --url\n"


@pytest.fixture
def site(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not there yet, in the current one; the dataset is the small one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site"


def files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


def test_it_writes_the_site_and_prints_nothing(run: Run, site: Path) -> None:
    assert (0, "", NO_SITEMAP) == run("site", "site")
    assert (site / "2026-03-01" / "people" / "ada" / "index.html").is_file()
    assert (0, "", "") == run("site", "site", "--url", "https://example.org/ledger")
    assert (site / "sitemap.xml").is_file()


def test_on_a_terminal_it_ends_with_what_was_made(run: Run, on_terminal: OnTerminal, site: Path) -> None:
    run("site", "site")
    (site / "index.html").unlink()
    status, shown = on_terminal(100, "site", str(site))

    assert 0 == status
    assert shown.split("\n")[-2].startswith("stancetracker: 10 editions, ")
    assert ": 1 new, 0 changed, " in shown
    assert shown.endswith(" unchanged, 0 removed files\n")


def test_a_dry_run_prints_what_would_become_of_the_files(run: Run, site: Path) -> None:
    status, out, err = run("site", "site", "-n")
    assert (0, NO_SITEMAP) == (status, err)
    assert f"new\t{site}/2026-03-01/people/ada/index.csv\n" in out
    assert not site.exists()
    run("site", "site")
    (site / "index.html").write_text("x")

    assert (0, f"changed\t{site}/index.html\n", NO_SITEMAP) == run("site", "site", "--dry-run")
    assert "x" == (site / "index.html").read_text()


def test_a_folder_with_anything_else_is_refused(run: Run, site: Path) -> None:
    site.mkdir()
    (site / "thesis.txt").write_text("x")

    assert (
        1,
        "",
        "stancetracker: site is not empty and holds no site made by stancetracker; nothing was written\n"
        "hint: name a new folder, an empty one, or one that holds a site\n",
    ) == run("site", "site")
    assert ["thesis.txt"] == files(site)


def test_a_broken_dataset_has_no_site(run: Run, site: Path, data: Path) -> None:
    (data / "more.jsonl").write_text("{\n")
    status, out, err = run("site", "site")

    assert (3, "") == (status, out)
    assert "the dataset does not load" in err
    assert not site.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("site",), "missing argument 'DIR'"),
        (("site", ""), "DIR is empty"),
        (("site", "site", "--url", "example.org"), "not a site's address: example.org"),
        (("site", "site", "--url", ""), "--url is empty"),
        (("site", "site", "--issue", "bridge"), "no such option: --issue"),
        (("site", "site", "--as-of", "2026-01-20"), "no such option: --as-of"),
        (("site", "site", "-d", "nowhere"), "no such folder: nowhere"),
    ],
)
def test_what_is_not_asked_rightly_is_told(
    run: Run, site: Path, arguments: tuple[str, ...], told: str
) -> None:
    status, out, err = run(*arguments)

    assert (2, "") == (status, out)
    assert told in err
    assert not site.exists()


def test_a_write_that_goes_wrong_is_one_clear_line(run: Run, site: Path) -> None:
    (site.parent / "file").write_text("x")
    status, out, err = run("site", "file/site")

    assert (1, "") == (status, out)
    assert "stancetracker: can't write a site to file/site: Not a directory; nothing was written\n" == err


def test_interrupted_it_leaves_whole_files_and_can_be_run_again(
    run: Run, site: Path, data: Path, tmp_path: Path
) -> None:
    """Sent for real, to a process of its own, once an edition is begun."""
    environ = {
        "PYTHONPATH": SOURCE,
        "HOME": str(tmp_path),
        "STANCETRACKER_DATA": str(data),
        "STANCETRACKER_TODAY": TODAY,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "site", "site"], env=environ, stderr=subprocess.PIPE
    )
    while process.poll() is None and not (site / "2026-01-13" / "index.html").exists():
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    cut = {name: (site / name).read_bytes() for name in files(site) if ".stancetracker" not in name}

    assert process.returncode in (0, 130)
    assert b"Traceback" not in err
    assert 0 == run("site", "site")[0]
    whole = {name: (site / name).read_bytes() for name in files(site)}
    assert cut.items() <= whole.items()
    assert [] == [name for name in whole if name.endswith(".tmp")]
