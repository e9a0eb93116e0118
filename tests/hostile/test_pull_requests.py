"""The action is red for a hostile pull request and says why, and green for a harmless one.

Its scripts run on a real repository, as on a runner; `pull_requests` is the table of what is tried.
"""

import re
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from tests.depth import DEEP, mostly_slow
from tests.hostile import pull_requests
from tests.hostile.pull_requests import PullRequest
from tests.repositories import commit, git
from tests.runner import STEPS, Runner

pytestmark = pytest.mark.slow

OURS: Final = re.compile(r"::(error|notice)( file=[^:]*)?::")
"""The commands to GitHub that the action writes itself."""
ALWAYS_TRIED: Final = 1


class Ended(NamedTuple):
    statuses: list[int]
    log: str


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    runner = Runner(tmp_path)
    pull_requests.write_base(runner.data)
    commit(runner.repository)
    return runner


def rows(all_rows: tuple[PullRequest, ...], always: int) -> list[Any]:
    """Return the pull requests as parameters: a few always tried, the others where slow tests are."""
    light = [row for row in all_rows if DEEP or not row.heavy]
    return mostly_slow([(row,) for row in light], always)


def title(row: PullRequest) -> str:
    return row.title


def reviewed(runner: Runner, pull_request: PullRequest, **environment: str) -> Ended:
    """Merge a pull request and run every step of the action; nothing in its log is obeyed."""
    pull_request.change(runner.data)
    git(runner.repository, "add", "--all", "--force")
    commit(runner.repository)
    steps = [runner.run(step, **environment) for step in STEPS]
    log = "".join(step.stdout + step.stderr for step in steps)
    for line in (log + runner.read("summary")).splitlines():
        assert "##[" not in line
        assert OURS.match(line) or not line.lstrip().startswith("::"), line
    assert "\x1b" not in log
    assert "internal error" not in log
    assert "was run" not in log
    return Ended([step.returncode for step in steps], log)


def names(ended: Ended, problem: str, level: str) -> bool:
    """Return whether the log names a problem at a place, or has these words."""
    command = rf"^::{level} file=data[/,].*title={problem}::"
    is_code = re.fullmatch(r"[a-z0-9-]+", problem)
    return bool(re.search(command if is_code else problem, ended.log, re.MULTILINE))


HOSTILE: Final = tuple(row for row in pull_requests.ALL if row.problem and not row.notice)
NOTICED: Final = tuple(row for row in pull_requests.ALL if row.notice)


@pytest.mark.parametrize("pull_request", rows(HOSTILE, ALWAYS_TRIED), ids=title)
def test_a_hostile_pull_request_is_red_and_named(runner: Runner, pull_request: PullRequest) -> None:
    ended = reviewed(runner, pull_request)

    assert any(ended.statuses), ended.log
    assert names(ended, pull_request.problem, "error"), ended.log


@pytest.mark.parametrize("pull_request", rows(NOTICED, 0), ids=title)
def test_a_doubtful_pull_request_is_named_and_red_where_notices_count(
    runner: Runner, pull_request: PullRequest
) -> None:
    ended = reviewed(runner, pull_request, STRICT="true")

    assert any(ended.statuses), ended.log
    assert names(ended, pull_request.problem, "notice"), ended.log


@pytest.mark.parametrize("pull_request", rows(pull_requests.HARMLESS, 1), ids=title)
def test_a_harmless_pull_request_is_green(runner: Runner, pull_request: PullRequest) -> None:
    ended = reviewed(runner, pull_request, STRICT="true")

    assert [0] * len(STEPS) == ended.statuses, ended.log


def test_as_many_are_tried_as_the_trial_tried() -> None:
    titles = [row.title for row in pull_requests.ALL]

    assert len(titles) >= 94
    assert len(titles) == len(set(titles))
