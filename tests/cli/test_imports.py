"""What a list imports: none of what writes, checks or publishes, and no heavy library."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Start
from tests.datasets import SHIPPED
from tests.depth import mostly_slow
from tests.faults.injection import COVERAGE

NOT_FOR_READING = ("addons.", "contribute", "ledger.kinds", "ledger.jsonl", "ledger.model.")
"""Parts of the program that no list needs."""
STANDARD = "__future__ _bisect _json bisect gc json json.decoder json.encoder json.scanner unicodedata".split()
"""Of the standard library, beyond what Typer and sqlite3 import."""
THIRD_PARTY = {"annotated_doc", "shellingham", "typer"}
"""Typer and what it imports."""
HEAVY = set(
    "dataclasses hashlib importlib.metadata jinja2 platformdirs pydantic rich sqlite_utils tempfile".split()
)
FLOOR = "import typer, sqlite3, urllib.parse"  # up to Python 3.13, pathlib imports the last one
LIST = "from stancetracker.cli.app import main; main(sys.argv[1:])"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Surroundings in which the shipped data has a fresh index."""
    found = {**os.environ, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}
    found |= {"STANCETRACKER_DATA": str(SHIPPED.path), "STANCETRACKER_TODAY": "2026-12-07"}
    imported(LIST, found, "list")
    return found


def imported(program: str, environment: dict[str, str], *arguments: str) -> set[str]:
    """The modules that a process of its own has imported when it ends."""
    # Coverage, where it is measured, imports what it needs into every process.
    text = f"import sys; old = set(sys.modules); {program}; print(*sorted(set(sys.modules) - old), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", text, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


def package(module: str) -> str:
    """The package that a module is of."""
    return module.partition(".")[0]


def test_a_list_imports_these_and_no_more(environment: dict[str, str]) -> None:
    found = imported(LIST, environment, "list", "--silent", "--json")
    floor = imported(FLOOR, environment)
    ours = {module for module in found if package(module) == "stancetracker"}
    standard = {module for module in found if package(module) in sys.stdlib_module_names}

    needless = tuple(f"stancetracker.{part}" for part in NOT_FOR_READING)
    assert [] == sorted(module for module in ours if module.startswith(needless))
    assert set() == {package(module) for module in found - ours - standard} - THIRD_PARTY
    # What Coverage has imported before is no longer new.
    assert set() == standard - floor - set(STANDARD)


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    mostly_slow(
        [
            ("list --org microsoft --jsonl", ""),
            ("list --tsv", ""),
            ("list --csv", ""),
            ("list --silent -f table", "dataclasses rich"),
            ("show tim-cook --json", "hashlib"),
            ("query 'SELECT 1 AS one' --tsv", "dataclasses"),
            ("report silence --issue minneapolis-immigration-operations --json", ""),
            ("info --json", ""),
            ("list --help", ""),
            ("--help", "dataclasses hashlib tempfile"),
            ("--version", ""),
        ],
        4,
    ),
)
def test_no_answer_imports_what_is_heavy(
    environment: dict[str, str], arguments: str, allowed: str
) -> None:
    """Of Rich, a table needs only how wide a text is; what else is allowed is quick to import."""
    found = imported(LIST, environment, *shlex.split(arguments))
    of_rich = {
        module
        for module in found
        if package(module) == "rich" and not module.startswith("rich._unicode_data")
    }

    assert set() == HEAVY & found - imported(FLOOR, environment) - set(allowed.split())
    assert {"rich", "rich._extension", "rich.cells"} >= of_rich


def test_the_version_is_printed_without_typer(environment: dict[str, str]) -> None:
    assert "typer" in imported(LIST, environment, "list", "--help")
    assert "typer" not in imported(LIST, environment, "--version")


def test_what_is_heavy_would_be_seen(environment: dict[str, str]) -> None:
    # Coverage, where it is measured, has imported what it needs of these before.
    assert "pydantic" in imported("import pydantic", environment)


def test_importing_the_package_costs_nothing(start: Start) -> None:
    script = "import sys; old = set(sys.modules); import stancetracker; print(*sorted(set(sys.modules) - old))"

    done = start(script=script, env=dict.fromkeys(COVERAGE, ""))
    assert done.stdout == b"stancetracker stancetracker.base\n"


def test_no_plugin_of_another_package_is_run(environment: dict[str, str], tmp_path: Path) -> None:
    there = tmp_path / "meddling-1.0.dist-info"
    there.mkdir()
    (there / "METADATA").write_text("Metadata-Version: 2.1\nName: meddling\nVersion: 1.0\n")
    (there / "entry_points.txt").write_text("[pydantic]\nmeddling = meddling:plugin\n")
    (tmp_path / "meddling.py").write_text(
        "import pathlib\npathlib.Path(__file__).with_suffix('.ran').touch()\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])
    subprocess.run(
        [sys.executable, "-m", "stancetracker", "check"],
        env={**environment, "PYTHONPATH": path},
        check=True,
    )

    assert not (tmp_path / "meddling.ran").exists()
