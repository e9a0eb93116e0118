"""Run the tests nearest to what has changed since the last commit.

python -m tools.nearest            # or: make quick
python -m tools.nearest --print src/stancetracker/base/dates.py
"""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = Path("src/stancetracker")
NEAREST: Final = {
    "addons/evidence/archive.py": "tests/addons/evidence/test_archive.py",
    "addons/evidence/fetching.py": "tests/addons/evidence/test_fetching.py",
    "addons/evidence/feed_silences.py": "tests/addons/evidence/test_watch.py",
    "addons/evidence/readings.py": (
        "tests/addons/evidence/test_readings.py tests/addons/evidence/test_watch.py"
    ),
    "contribute/check.py": (
        "tests/index/test_checks.py tests/cli/test_check.py tests/cli/test_fmt.py"
        " tests/addons/evidence/test_copies_quotes.py tests/contribute/test_check.py"
    ),
    "index/build.py": (
        "tests/index/test_build.py tests/index/test_fatal_problems.py tests/index/test_store.py"
    ),
    "index/sql": "tests/index/test_standing.py tests/index/test_views.py tests/reports",
    "index/sql/checks": "tests/index/test_checks.py",
    "index/sql/standing.sql": "tests/index/test_standing.py tests/index/test_queries_scope.py",
    "ledger": (
        "tests/ledger/test_jsonl.py tests/ledger/test_jsonl_canonical.py"
        " tests/ledger/test_scanner.py"
    ),
    "ledger/folder.py": "tests/ledger/test_folder.py tests/index/test_store.py",
    "ledger/git.py": "tests/ledger/test_git.py",
    "ledger/journal.py": "tests/ledger/test_journal.py",
}
"""The tests of a module, or of all modules in a folder, where they have other names."""
ANSWERS: Final = ("base", "index", "reports", "render", "cli")
"""The rooms whose words and columns are in `tests/golden`."""
GOLDEN: Final = "tests/cli/test_golden.py"
OTHERS: Final = {
    "data": "tests/cli/test_shipped.py",
    "tests/golden": GOLDEN,
    "tests/cli/data": GOLDEN,
    "docs": "tests/test_docs.py tests/test_guides.py tests/test_links.py tests/test_promises.py",
    ".ci": "tests/test_supply.py",
    ".github": "tests/test_supply.py tests/test_forms_workflow.py",
    "pyproject.toml": "tests/test_supply.py tests/test_docs.py",
}
"""The tests of what is neither a module nor a test."""


def nearest_tests(module: str) -> list[str]:
    """Return the tests of a module: those listed for it, else those of its name or folder."""
    path = PurePosixPath(module)
    for place in (path, *path.parents):
        if place.as_posix() in NEAREST:
            return NEAREST[place.as_posix()].split()
        folder = Path("tests") / place
        named = folder / f"test_{path.stem}.py"
        if (ROOT / named).is_file():
            return [named.as_posix()]
        if place.name and any((ROOT / folder).glob("test_*.py")):
            return [folder.as_posix()]
    return ["tests"]


def nearest_to(file: str) -> list[str]:
    """Return the tests nearest to any file of the repository."""
    path = PurePosixPath(file)
    if path.is_relative_to(PACKAGE.as_posix()):
        module = path.relative_to(PACKAGE.as_posix())
        answers = [GOLDEN] if module.parts[0] in ANSWERS else []
        return [*nearest_tests(module.as_posix()), *answers]
    for place in (path, *path.parents):
        if place.as_posix() in OTHERS:
            return OTHERS[place.as_posix()].split()
    if path.suffix == ".md":
        return OTHERS["docs"].split()
    if path.parts[0] == "tests" and path.suffix == ".py":
        return _of_test_code(path)
    named = f"tests/test_{path.stem}.py"
    return [named] if (ROOT / named).is_file() else []


def _of_test_code(path: PurePosixPath) -> list[str]:
    """Return a module of tests itself, else the tests that use it."""
    if path.name.startswith("test_"):
        return [path.as_posix()] if (ROOT / path).is_file() else []
    if path.name == "conftest.py":
        return [path.parent.as_posix()]
    *package, name = path.with_suffix("").parts
    imports = (f"from {'.'.join((*package, name))} import", f"from {'.'.join(package)} import")
    return [
        test.relative_to(ROOT).as_posix()
        for test in sorted((ROOT / "tests").rglob("test_*.py"))
        for text in [test.read_text(encoding="utf-8")]
        if imports[0] in text
        or any(imports[1] in line and name in line for line in text.splitlines())
    ]


def changed_files() -> list[str]:
    """Return what differs from the last commit, and what git doesn't know yet."""
    commands = (
        ["git", "diff", "--name-only", "-z", "HEAD"],
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
    )
    listings = (
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
        for command in commands
    )
    return [name for listing in listings for name in listing.split("\0") if name]


def without_covered(tests: Iterable[str]) -> list[str]:
    """Return each test once, without those in a folder that is there too."""
    distinct = {PurePosixPath(test) for test in tests}
    return sorted(
        test.as_posix() for test in distinct if not any(one in distinct for one in test.parents)
    )


def main() -> int:
    """Run the tests nearest to the files named, else to those that changed."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.nearest",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--print", action="store_true", help="name the tests and run none")
    options = parser.parse_args()
    files = options.files or changed_files()
    tests = without_covered(test for file in files for test in nearest_to(file))
    print("\n".join(tests) or "no test is near to what changed", flush=True)
    if options.print or not tests:
        return 0
    # A file or two are done before other processes have started.
    jobs = "0" if len(tests) <= 2 and all(test.endswith(".py") for test in tests) else "auto"
    command = [sys.executable, "-m", "pytest", "-q", "-n", jobs, *tests]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
