"""The GitHub action on a runner: its scripts in a real repository, with a stub for `gh`."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.datasets import Line, complete, write
from tests.repositories import commit

import stancetracker

ROOT: Final = Path(__file__).parents[1]
ACTION: Final = (ROOT / "action.yml").read_text(encoding="utf-8")
STEPS: Final = re.findall(r"^ +run: bash .*/([a-z]+)\.sh", ACTION, re.MULTILINE)
"""The scripts of the action, in the order in which it runs them."""
PEOPLE: Final[list[Line]] = [
    {"kind": "dataset"},
    {"kind": "person", "id": "ada"},
    {"kind": "issue", "id": "bridge", "panel": ["ada"]},
]
GH = """#!/bin/bash
echo "$*" >> "$RUNNER_TEMP/asked"
for word; do case $word in body=@*) cat "${word#body=@}" > "$RUNNER_TEMP/body" ;; esac; done
case $* in *--paginate*) cat "$RUNNER_TEMP/mine" 2>/dev/null ;; *) exit "${GH_STATUS:-0}" ;; esac
"""
# The program on the path, as the step that installs it leaves it: no module is looked for where it runs.
PROGRAM = f"""#!/bin/bash
exec {sys.executable} -P -m stancetracker "$@"
"""


class Runner:
    """A repository, and the temporary folder of a job."""

    def __init__(self, path: Path) -> None:
        self.repository, self.temporary = path / "repository", path / "temporary"
        self.data = self.repository / "data"
        (self.temporary / "bin").mkdir(parents=True)
        for name, text in {"gh": GH, "stancetracker": PROGRAM}.items():
            (self.temporary / "bin" / name).write_text(text, encoding="utf-8")
            (self.temporary / "bin" / name).chmod(0o755)

    def run(self, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step, as for a pull request."""
        [script] = re.findall(rf"^ +run: (bash .*/{step}\.sh.*)$", ACTION, re.MULTILINE)
        return self.run_script(script, **environment)

    def run_script(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script of a workflow, as for a pull request."""
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
            "AGAINST": "HEAD^1",
            "GITHUB_EVENT_NAME": "pull_request",
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


def merged(path: Path, *lines: str) -> Runner:
    """Return a runner whose repository has a merged pull request that appends lines."""
    runner = Runner(path)
    write(runner.data, map(complete, PEOPLE))
    commit(runner.repository)
    with (runner.data / "all.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    commit(runner.repository)
    return runner
