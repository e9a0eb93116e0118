"""The docs are what the code says: generated pages, examples with their output, links and versions."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from tools import docs

from stancetracker import __version__
from stancetracker.base import plugins
from stancetracker.base.errors import Place, Problem
from stancetracker.cli import commands
from stancetracker.render.lines import as_text, located

ROOT = docs.ROOT
MARKDOWN = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "data")
    for path in folder.glob("*.md")
)
STALE = "generate it anew: make build-docs"
pytestmark = [
    pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="the docs are not here"),
    pytest.mark.xdist_group("docs"),  # the pages are made once
]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return docs.pages()


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_generated_file_is_up_to_date(made: dict[str, str]) -> None:
    stale = [name for name, text in made.items() if not (ROOT / name).exists() or read(name) != text]

    assert stale == [], STALE


@pytest.mark.slow
def test_every_generated_page_is_generated(made: dict[str, str]) -> None:
    """Every page that claims to be generated, and every schema, has a generator."""
    pages = {
        path
        for path in (ROOT / "docs").rglob("*.md")
        if "Made by `python -m tools.docs`" in path.read_text(encoding="utf-8")
    }
    found = {path.relative_to(ROOT).as_posix() for path in (*pages, *(ROOT / "schema").iterdir())}

    assert found | set(docs.WITH_EXAMPLES) == set(made)


@pytest.mark.slow
def test_no_example_failed_unseen(made: dict[str, str]) -> None:
    for name in docs.WITH_EXAMPLES:
        assert "```console" in made[name]
        assert not re.search("Traceback|command not found|internal error", made[name])


def test_the_two_commands_of_the_readme_are_found_by_continuous_integration() -> None:
    script = read(".ci/run")
    pattern = re.search(r"sed -n '([^']*)' README\.md", script)
    assert pattern is not None
    found = subprocess.run(
        ["sed", "-n", pattern[1], str(ROOT / "README.md")], capture_output=True, check=True, text=True
    )

    first, second = found.stdout.splitlines()
    assert first.endswith("stancetracker list --silent")
    assert "pytest" in second
    prose = re.sub(r"```.*?```", "", read("README.md"), flags=re.DOTALL)
    assert [first, second] == re.findall(r"^    (.*)$", prose, flags=re.MULTILINE)


@pytest.mark.parametrize("name", MARKDOWN)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    text = re.sub(r"```.*?```", "", read(name), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file), target


def _anchors(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_command_is_documented() -> None:
    page = read("docs/commands.md")

    for name in plugins.names(commands):
        assert re.search(rf"^\| \[{name}\]\(commands/{name}\.md\) \| [A-Z].+ \|$", page, flags=re.MULTILINE)
        assert f"Usage: stancetracker {name} [OPTIONS]" in read(f"docs/commands/{name}.md")


def test_the_version_is_one() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    cited = re.search(r"^version: (.*)$", read("CITATION.cff"), flags=re.MULTILINE)

    assert cited is not None
    assert __version__ == project["version"] == cited[1]
    assert f"## {__version__}" in read("CHANGELOG.md")


def test_stale_pages_are_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "pages", lambda: {"docs/a.md": "new\n"})

    assert docs.main(["--check"]) == 1
    assert "+new\n" in capsys.readouterr().err
    assert docs.main([]) == 0
    assert (tmp_path / "docs" / "a.md").read_text() == "new\n"
    assert docs.main(["--check"]) == 0


def test_the_problem_matcher_for_editors_matches_what_check_tells() -> None:
    blocks = re.findall(r"^```json\n(\{\n.*?)^```", read("CONTRIBUTING.md"), flags=re.MULTILINE | re.DOTALL)
    [matcher] = [task["problemMatcher"] for block in blocks for task in json.loads(block).get("tasks", [])]
    problem = Problem(Place("people.jsonl", 3, 7), "unknown-field", "fatal", "no such field: `x` [y]")

    match = re.fullmatch(matcher["pattern"]["regexp"], next(iter(as_text(located([problem], Path("data"))))))
    assert match is not None
    found = {name: match[number] for name, number in matcher["pattern"].items() if name != "regexp"}
    assert found == {
        "file": "data/people.jsonl",
        "line": "3",
        "column": "7",
        "message": "no such field: `x` [y]",
        "code": "unknown-field",
    }


def test_the_schema_for_editors_is_there() -> None:
    assert (ROOT / "schema" / "record.json").exists()
    assert '"url": "./schema/record.json"' in read("CONTRIBUTING.md")
