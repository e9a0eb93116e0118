"""The workflow that reads feeds: its scripts in a clone of a bare repository, with a stub for `gh`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from tests.addons.evidence.newsrooms import Newsroom, World, day_number
from tests.addons.evidence.web import serving
from tests.repositories import commit, git

import stancetracker
from stancetracker.contribute import init

TEMPLATE: Final = Path(init.__file__).parent / "templates" / "watch.yml"
WORKFLOW: Final = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
[JOB] = WORKFLOW["jobs"].values()
STEPS: Final[list[dict[str, Any]]] = [step for step in JOB["steps"] if "name" in step]
# The issues of a repository in a file, and what `gh` was called with.
GH: Final = f"""#!{sys.executable}
import json, os, subprocess, sys
from pathlib import Path

path = Path(os.environ["RUNNER_TEMP"], "issues.json")
issues = json.loads(path.read_text()) if path.exists() else []
words = sys.argv[1:]
if words[0] == "auth":
    sys.exit()
url = next(word for word in words if word.startswith("repos/us/bridges/issues"))
if "--jq" in words:
    jq = ["jq", "--raw-output", words[words.index("--jq") + 1]]
    sys.exit(subprocess.run(jq, input=json.dumps(issues), text=True).returncode)
fields = dict(words[at + 1].split("=", 1) for at, word in enumerate(words) if word in ("-f", "-F"))
fields["body"] = Path(fields["body"].removeprefix("@")).read_text()
if "POST" in words:
    user = {{"login": "github-actions[bot]"}}
    issues.insert(0, {{"number": len(issues) + 1, "state": "open", "user": user, **fields}})
else:
    [issue] = [issue for issue in issues if url.endswith(f"/{{issue['number']}}")]
    issue |= fields
path.write_text(json.dumps(issues))
"""
# The feeds are on this machine, and nobody waits for them.
PROGRAM: Final = f"""#!/bin/bash
exec {sys.executable} -P -m stancetracker "$@" --allow-private 127.0.0.1 --delay 0
"""
needs_tools = pytest.mark.skipif(not shutil.which("jq"), reason="runners of GitHub have jq")


class Forge:
    """A bare repository with a dataset, and a runner for each day."""

    def __init__(self, path: Path, world: World) -> None:
        self.world, self.origin = world, path / "origin"
        self.temporary, self.path = path / "temporary", path
        commit(world.folder.path.parent)
        git(path, "clone", "--quiet", "--bare", str(world.folder.path.parent), str(self.origin))
        (path / "bin").mkdir()
        for name, text in {"gh": GH, "stancetracker": PROGRAM}.items():
            (path / "bin" / name).write_text(text, encoding="utf-8")
            (path / "bin" / name).chmod(0o755)

    def run(self, day: str, steps: list[dict[str, Any]] = STEPS) -> str:
        """Run the steps on a new runner, and return what their logs say."""
        issues = self.issues()
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir()
        (self.temporary / "issues.json").write_text(json.dumps(issues))
        clone = self.temporary / "clone"
        git(self.path, "clone", "--quiet", "--depth=1", self.origin.as_uri(), str(clone))
        return "".join(self._run(step["run"], clone, day) for step in steps)

    def _run(self, script: str, clone: Path, day: str) -> str:
        environ = {
            "PATH": f"{self.path / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(stancetracker.__file__).parents[1]),
            "HOME": str(self.temporary),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_REPOSITORY": "us/bridges",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
            "STANCETRACKER_TODAY": day,
        }
        process = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=clone,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert process.returncode == 0, process.stdout + process.stderr
        return process.stdout + process.stderr

    def issues(self) -> list[dict[str, Any]]:
        """Return the issues on GitHub, the newest first."""
        path = self.temporary / "issues.json"
        issues: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
        return issues

    def kept(self, name: str) -> str:
        """Return a file of the branch."""
        return git(self.origin, "show", f"watch:{name}")


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    pytest.importorskip("feedparser", reason="the extra evidence has feedparser")
    pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")
    with serving() as web:
        world = World.of(tmp_path / "seed", web, Newsroom("acme", "rss"))
        for number in range(-9, 1):
            world.newsrooms["acme"].publish(day_number(number))
        yield Forge(tmp_path, world)


def test_what_reads_feeds_has_no_token_and_no_value_enters_a_script() -> None:
    assert {"contents": "read"} == WORKFLOW["permissions"]
    assert {"contents": "write", "issues": "write"} == JOB["permissions"]
    assert ["Read the feeds"] == [step["name"] for step in STEPS if "env" not in step]
    assert not [step for step in STEPS if "${{" in step["run"]]


@needs_tools
@pytest.mark.slow
def test_what_was_read_is_kept_on_a_branch_and_listed_in_one_issue(forge: Forge) -> None:
    acme = forge.world.newsrooms["acme"]
    log = forge.run(day_number(0))
    assert "there is no branch watch yet" in log
    assert [] == forge.issues()
    main = git(forge.origin, "rev-parse", "main")

    acme.publish(day_number(1), "A bridge.", "`$(touch /tmp/x)` @octocat <b> ::error::x")
    forge.run(day_number(1))
    [issue] = forge.issues()
    assert ("open", "Items of feeds to read") == (issue["state"], issue["title"])
    assert r"“\`$\(touch /tmp/x\)\` \@&#8203;octocat &lt;b&gt;" in issue["body"].replace(r"\$", "$")

    acme.publish(day_number(2))
    acme.status = 500
    assert "::warning::Not every feed was read" in forge.run(day_number(2))
    assert [issue] == forge.issues()

    acme.status = 200
    acme.publish(day_number(3), "Another bridge.")
    forge.run(day_number(3))
    [changed] = forge.issues()
    assert changed["number"] == issue["number"]
    assert changed["body"].startswith("<!-- stancetracker watch 2 ")
    assert 2 == len(forge.kept("proposals.jsonl").splitlines())
    assert 13 == len(json.loads(forge.kept("readings.jsonl"))["items"])
    assert ["main", "watch"] == git(forge.origin, "branch", "--format=%(refname:short)").split()
    assert main == git(forge.origin, "rev-parse", "main")


@needs_tools
@pytest.mark.slow
def test_a_run_that_is_cut_short_is_made_up_for(forge: Forge) -> None:
    acme = forge.world.newsrooms["acme"]
    acme.publish(day_number(0), "A bridge.")
    forge.run(day_number(0), STEPS[:2])  # nothing was kept
    forge.run(day_number(0), STEPS[:3])  # and no issue was opened
    assert [] == forge.issues()
    forge.run(day_number(0))

    assert 1 == len(forge.issues())
    assert 1 == len(forge.kept("proposals.jsonl").splitlines())


@needs_tools
@pytest.mark.slow
def test_an_issue_that_was_closed_stays_closed_until_there_is_more(forge: Forge) -> None:
    acme = forge.world.newsrooms["acme"]
    acme.publish(day_number(0), "A bridge.")
    forge.run(day_number(0))
    [issue] = forge.issues()
    path = forge.temporary / "issues.json"
    path.write_text(json.dumps([{**issue, "state": "closed"}]))
    forge.run(day_number(1))
    assert ["closed"] == [issue["state"] for issue in forge.issues()]
    acme.publish(day_number(2), "Another bridge.")
    forge.run(day_number(2))

    assert ["open"] == [issue["state"] for issue in forge.issues()]


@needs_tools
@pytest.mark.slow
def test_an_issue_of_somebody_else_is_never_changed(forge: Forge) -> None:
    forge.world.newsrooms["acme"].publish(day_number(0), "A bridge.")
    planted = {
        "number": 1,
        "state": "open",
        "user": {"login": "mallory"},
        "body": "<!-- stancetracker watch 0 x -->",
    }
    forge.temporary.mkdir()
    (forge.temporary / "issues.json").write_text(json.dumps([planted]))
    forge.run(day_number(0))

    assert planted in forge.issues()
    assert 2 == len(forge.issues())
