"""The docs agree with the code: generated pages, examples with their output, links and versions."""

import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from tools import address, docs

from stancetracker import __version__
from stancetracker.base import vocabulary, wording
from stancetracker.base.errors import Place, Problem
from stancetracker.render.problems import as_text, located

ROOT = docs.ROOT
MARKDOWN = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / "data")
    for path in folder.glob("*.md")
)
pytestmark = pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="the docs are not here")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", docs.WITH_EXAMPLES)
def test_no_example_in_the_docs_failed(name: str) -> None:
    assert "```console" in read(name)
    assert not re.search("Traceback|command not found|internal error", read(name))


def test_the_two_commands_of_the_readme_are_found_by_continuous_integration() -> None:
    script = read(".ci/run")
    pattern = re.search(r"sed -n '([^']*)' README\.md", script)
    assert pattern is not None
    commands = subprocess.run(
        ["sed", "-n", pattern[1], str(ROOT / "README.md")],
        capture_output=True,
        check=True,
        text=True,
    )

    list_command, test_command = commands.stdout.splitlines()
    assert list_command.endswith("stancetracker list --silent")
    assert "pytest" in test_command
    prose = re.sub(r"```.*?```", "", read("README.md"), flags=re.DOTALL)
    assert [list_command, test_command] == re.findall(r"^    (.*)$", prose, flags=re.MULTILINE)


def test_the_glossary_has_every_word_of_a_closed_list_and_every_flag() -> None:
    words = {
        word
        for name, value in vars(vocabulary).items()
        if get_origin(value) is Literal and name not in ("Change", "Actors")
        for word in get_args(value)
    }
    words |= {"panel", "side", "replied", *wording.FLAGS}
    glossary = set(re.findall(r"[\w-]+", read("docs/glossary.md")))

    assert set() == words - glossary


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
            headings = re.findall(
                r"^#+ (.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE
            )
            anchors = [
                re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
                for heading in headings
            ]
            assert anchor in anchors, target


def test_the_changelog_has_the_version() -> None:
    assert f"## {__version__}" in read("CHANGELOG.md")


def test_stale_pages_are_reported_and_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "pages", lambda: {"docs/a.md": "new\n"})
    monkeypatch.setattr(address, "filled", lambda _: {"CITATION.cff": "version: 1\n"})

    assert docs.main(["--check"]) == 1
    differences = capsys.readouterr().err
    assert "+new\n" in differences
    assert "+version: 1\n" in differences
    assert docs.main([]) == 0
    assert (tmp_path / "docs" / "a.md").read_text() == "new\n"
    assert docs.main(["--check"]) == 0


PROBLEMS = [
    Problem(
        Place("people.jsonl", 3, 7),
        "unknown-field",
        "fatal",
        "no such field: `x` [y]",
        "take it away",
    ),
    Problem(
        Place("::a.jsonl", 1, 1), "carriage-return", "notice", "a line ends with a carriage return"
    ),
]


def test_the_problem_matchers_match_the_lines_of_check() -> None:
    """CONTRIBUTING has one for an editor, and a GitHub runner uses two."""
    blocks = re.findall(
        r"^```json\n(\{\n.*?)^```", read("CONTRIBUTING.md"), flags=re.MULTILINE | re.DOTALL
    )
    [editor] = [
        task["problemMatcher"] for block in blocks for task in json.loads(block).get("tasks", [])
    ]
    runner = json.loads(read(".github/problem-matcher.json"))["problemMatcher"]
    lines = "\n".join(as_text(located(PROBLEMS, Path("data")))).splitlines()

    expected = [
        {
            "file": f"data/{problem.place.file}",
            "line": str(problem.place.line),
            "column": str(problem.place.column),
            "message": problem.message,
            "code": problem.code,
        }
        for problem in PROBLEMS
    ]
    assert expected == matches(lines, [editor["pattern"]])
    assert expected == matches(lines, [entry for matcher in runner for entry in matcher["pattern"]])
    assert '"url": "./schema/record.json"' in read("CONTRIBUTING.md")


def matches(lines: Iterable[str], patterns: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return what patterns of problem matchers read from lines, but for the severity."""
    return [
        {
            name: match[group]
            for name, group in pattern.items()
            if name not in ("regexp", "severity")
        }
        for line in lines
        for pattern in patterns
        if (match := re.search(pattern["regexp"], line))
    ]
