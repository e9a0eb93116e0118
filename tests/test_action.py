"""The GitHub action: its scripts run on a real repository, as a runner runs them; only `gh` is a stub."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.datasets import Line, complete, write
from tests.repositories import commit, git

import stancetracker

ROOT = Path(__file__).parents[1]
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
PEOPLE: list[Line] = [
    {"kind": "dataset"},
    {"kind": "person", "id": "ada"},
    {"kind": "issue", "id": "bridge", "panel": ["ada"]},
]
SAID: Line = {"kind": "statement", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}
GH = """#!/bin/bash
echo "$*" >> "$RUNNER_TEMP/asked"
for word; do case $word in body=@*) cat "${word#body=@}" > "$RUNNER_TEMP/body" ;; esac; done
case $* in *--paginate*) cat "$RUNNER_TEMP/mine" 2>/dev/null ;; *) exit "${GH_STATUS:-0}" ;; esac
"""
# What setup-python and the step that installs leave: the program on the path.
PROGRAM = f"""#!/bin/bash
exec {sys.executable} -m stancetracker "$@"
"""


class Runner:
    """A repository with a merged pull request that appends lines, and the temporary folder of a job."""

    def __init__(self, path: Path, *lines: str) -> None:
        self.repository, self.temporary = path / "repository", path / "temporary"
        data = write(self.repository / "data", map(complete, PEOPLE)).path
        (self.temporary / "bin").mkdir(parents=True)
        for name, text in {"gh": GH, "stancetracker": PROGRAM}.items():
            (self.temporary / "bin" / name).write_text(text, encoding="utf-8")
            (self.temporary / "bin" / name).chmod(0o755)
        git(self.repository, "init", "-q")
        commit(self.repository)
        with (data / "all.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        commit(self.repository)

    def run(self, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step."""
        [script] = re.findall(rf"^ +run: (bash .*/{step}\.sh.*)$", ACTION, re.MULTILINE)
        environ = {
            "PATH": f"{self.temporary / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(stancetracker.__file__).parents[1]),
            "HOME": str(self.temporary),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_REPOSITORY": "us/bridges",
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
            "NUMBER": "7",
            "DATA": "data",
            **environment,
        }
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.repository,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def read(self, name: str) -> str:
        """Return a file of the job's temporary folder, or '' if it is missing."""
        path = self.temporary / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


def test_it_says_of_every_input_what_it_is_for() -> None:
    inputs = ACTION.partition("inputs:\n")[2].partition("runs:\n")[0]
    names = re.findall(r"^  ([a-z-]+):$", inputs, re.MULTILINE)

    assert set(names) == set(re.findall(r"inputs\.([a-z-]+)", ACTION))
    assert len(names) == inputs.count("description:") == inputs.count("default:")


def test_no_value_of_a_pull_request_gets_into_a_shell_and_no_file_of_it_is_run() -> None:
    scripts = re.findall(r"^ +run: (.*\n(?:        .*\n)*)", ACTION, re.MULTILINE)

    assert len(scripts) == 4
    assert not [script for script in scripts if "${{" in script]
    assert len(re.findall(r"python -I -m venv|python\" -I -m pip", ACTION)) == 2


def test_a_hostile_pull_request_is_red_and_nothing_in_it_is_obeyed(tmp_path: Path) -> None:
    wrong = Runner(
        tmp_path, "  ::stop-commands::x", '{"kind":"person","id":"a","name":"##[add-matcher]x"}'
    )
    (wrong.repository / "data" / "::add-mask::x.json").write_text(json.dumps(complete(SAID)))
    done = [wrong.run(step) for step in ("check", "form", "changes")]
    told = done[0].stdout + wrong.read("summary")

    assert [1, 1, 0] == [each.returncode for each in done]
    assert {"invalid-json", "missing-field", "not-a-data-file"} <= set(re.findall("[a-z-]+", told))
    for line in "".join(each.stdout + each.stderr for each in done).splitlines():
        assert "##[" not in line
        assert re.match(r"::(error file=data/|notice::What changes can't)|(?!\s*::)", line), line


def test_a_sound_dataset_passes_and_its_form_is_held(tmp_path: Path) -> None:
    kept = Runner(tmp_path)
    checked, formed = kept.run("check"), kept.run("form")
    subprocess.run(
        [sys.executable, "-m", "stancetracker", "fmt", "-d", kept.repository / "data"], check=True
    )

    assert (checked.returncode, checked.stdout) == (0, "")
    assert 2 == kept.run("check", DATA="elsewhere").returncode
    assert (formed.returncode, kept.run("form").returncode) == (1, 0)


@pytest.mark.slow
def test_notices_count_where_that_is_asked_for(tmp_path: Path) -> None:
    noted = Runner(tmp_path, json.dumps(complete({**SAID, "recorded": "2026-01-13"})))
    plain, strict = noted.run("check"), noted.run("check", STRICT="true")

    assert (plain.returncode, strict.returncode) == (0, 1)
    assert "::notice" in strict.stdout


POST = "--method POST repos/us/bridges/issues/7/comments "
PATCH = "--method PATCH repos/us/bridges/issues/comments/41 "


@pytest.mark.parametrize(
    ("lines", "mine", "comment", "said", "asked"),
    [
        ([SAID], "", "true", "unchecked → spoke", POST),
        pytest.param([], "41\n42\n", "true", "Nothing changed", PATCH, marks=pytest.mark.slow),
        pytest.param([], "", "true", "Nothing changed", "", marks=pytest.mark.slow),
        pytest.param([SAID], "", "false", "unchecked → spoke", "", marks=pytest.mark.slow),
    ],
)
def test_what_changes_stands_in_the_summary_and_under_the_pull_request(
    tmp_path: Path, lines: list[Line], mine: str, comment: str, said: str, asked: str
) -> None:
    """A comment that is there is replaced; none says for the first time that nothing changed."""
    merged = Runner(tmp_path, *(json.dumps(complete(line)) for line in lines))
    (merged.temporary / "mine").write_text(mine, encoding="utf-8")
    done = merged.run("changes", COMMENT=comment)

    assert (done.returncode, done.stdout) == (0, "")
    assert said in merged.read("summary")
    assert (asked in merged.read("asked")) if asked else ("--method" not in merged.read("asked"))
    if asked:
        assert merged.read("body") == f"<!-- stancetracker changes -->\n{merged.read('summary')}"


@pytest.mark.slow
def test_where_the_token_may_not_write_the_summary_is_enough(tmp_path: Path) -> None:
    merged = Runner(tmp_path, json.dumps(complete(SAID)))
    done = merged.run("changes", GH_STATUS="1")

    assert done.returncode == 0
    assert done.stdout.startswith("::notice::The token may not comment here")
    assert merged.read("summary")


@pytest.mark.slow
def test_a_long_comment_ends_with_a_whole_line_and_says_so(tmp_path: Path) -> None:
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3, 4) for day in range(1, 28)]
    many = [
        SAID | {"date": day, "quote": "é" * 900, "language": "en", "wording": "verbatim"}
        for day in days
    ]
    long = Runner(tmp_path, *(json.dumps(complete(line)) for line in many))
    done = long.run("changes")

    assert done.returncode == 0
    assert len(long.read("body").encode()) < 65_000
    assert long.read("body").endswith("\n\n…and more: the summary of the job has all of it.\n")
    assert len(long.read("summary")) > len(long.read("body"))


def test_what_cannot_be_told_is_no_mistake_of_its_own(tmp_path: Path) -> None:
    done = Runner(tmp_path, "not JSON").run("changes")

    assert (done.returncode, True) == (0, "does not load before or after" in done.stdout)


@pytest.mark.slow
def test_the_commit_before_is_asked_for(tmp_path: Path) -> None:
    merged = Runner(tmp_path)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", merged.repository.as_uri(), str(shallow))
    merged.repository = shallow
    done = merged.run("changes")

    assert done.returncode == 0
    assert done.stdout.endswith("check out with fetch-depth: 2\n")
