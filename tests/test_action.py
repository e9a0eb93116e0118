"""The GitHub action, as on a runner."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.datasets import Line, complete
from tests.depth import mostly_slow
from tests.repositories import commit, git
from tests.runner import ACTION, ROOT, Runner, merged

from stancetracker.cli.app import main
from stancetracker.contribute import init
from stancetracker.ledger.hashes import line_hash

pytestmark = pytest.mark.slow

WORKFLOWS = [
    ROOT / ".github" / "workflows" / "ci.yml",
    Path(init.__file__).parent / "templates" / "check.yml",
]
STATEMENT: Line = {"kind": "statement", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}


def test_every_input_of_the_action_has_a_description_and_a_default() -> None:
    inputs = ACTION.partition("inputs:\n")[2].partition("runs:\n")[0]
    names = re.findall(r"^  ([a-z-]+):$", inputs, re.MULTILINE)

    assert set(names) == set(re.findall(r"inputs\.([a-z-]+)", ACTION))
    assert len(names) == inputs.count("description:") == inputs.count("default:")


def test_no_value_of_a_pull_request_enters_a_shell_and_no_file_of_it_is_run() -> None:
    scripts = re.findall(r"^ +run: (.*\n(?:        .*\n)*)", ACTION, re.MULTILINE)

    assert len(scripts) == 4
    assert not [script for script in scripts if "${{" in script]
    assert len(re.findall(r"python -I -m venv|python\" -I -m pip", ACTION)) == 2


def test_a_hostile_pull_request_fails_and_nothing_in_it_is_obeyed(tmp_path: Path) -> None:
    runner = merged(
        tmp_path, "  ::stop-commands::x", '{"kind":"person","id":"a","name":"##[add-matcher]x"}'
    )
    (runner.repository / "data" / "::add-mask::x.json").write_text(json.dumps(complete(STATEMENT)))
    steps = [runner.run(name) for name in ("check", "form", "changes")]
    report = steps[0].stdout + runner.read("summary")

    assert [1, 1, 1] == [step.returncode for step in steps]
    assert {"invalid-json", "missing-field", "not-a-data-file"} <= set(
        re.findall("[a-z-]+", report)
    )
    for line in "".join(step.stdout + step.stderr for step in steps).splitlines():
        assert "##[" not in line
        assert re.match(r"::(error file=data/|error::What changes can't)|(?!\s*::)", line), line


WORDS: Line = {
    **STATEMENT,
    "id": "said",
    "summary": "She wants it.",
    "recorded": "2026-01-13",
}
TURNS: dict[str, tuple[str, str]] = {
    "a stance": ('"stance": "favor"', '"stance": "against"'),
    "a summary": ("She wants it.", "She does not."),
    "a proposition": ("The bridge should be built", "No bridge should be built"),
    "a name": ('"name": "Ada"', '"name": "Bo"'),
    "an event": ('"date": "2026-01-10"', '"date": "2026-01-20"'),
    "a trigger": ('"trigger": true', '"trigger": false'),
}
"""What a pull request rewrites, and how."""


def with_history(path: Path) -> Runner:
    """Return a runner whose repository has Ada's words and a vote on the bridge."""
    vote: Line = {"kind": "event", "id": "vote", "trigger": True}
    return merged(path, *(json.dumps(complete(line)) for line in (WORDS, vote)))


def rewrite(runner: Runner, old: str, new: str) -> None:
    """Commit a change of a line of the past."""
    file = runner.data / "all.jsonl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    commit(runner.repository)


@pytest.mark.parametrize("thing", mostly_slow([*TURNS]))
def test_a_pull_request_that_rewrites_history_is_red_at_the_line(
    tmp_path: Path, thing: str
) -> None:
    runner = with_history(tmp_path)
    rewrite(runner, *TURNS[thing])
    step = runner.run("check")

    assert 1 == step.returncode
    assert re.search(r"^::error file=data/all.jsonl,line=\d,.*rewritten-history::", step.stdout)
    assert "rewritten-history" in runner.read("summary")
    assert 0 == runner.run("check", AGAINST="").returncode


def test_a_pull_request_that_removes_records_is_red_and_names_them(tmp_path: Path) -> None:
    runner = with_history(tmp_path)
    file = runner.data / "all.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if '"said"' not in line), encoding="utf-8")
    commit(runner.repository)
    step = runner.run("check")

    assert 1 == step.returncode
    assert "said: the line was removed" in step.stdout
    assert '"said"' in runner.read("summary").partition("At the end of data/all.jsonl, 1 line:")[2]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_red_for_a_pull_request_that_rewrites_history(
    tmp_path: Path, workflow: Path
) -> None:
    """The workflow of this repository, and the one that `init` writes."""
    text = workflow.read_text(encoding="utf-8")
    [script] = re.findall(
        r"rewritten\n(?: {8}if: .*\n)? {8}env:\n(?: {10}.*\n)+ {8}run: \|\n((?: {10}.*\n)+)", text
    )
    script = script.replace(".venv/bin/stancetracker", "stancetracker")
    runner = with_history(tmp_path)
    rewrite(runner, *TURNS["a stance"])
    step = runner.run_script(script, REDACTION="false")

    assert (1, True) == (step.returncode, "rewritten-history" in step.stdout)
    assert 0 == runner.run_script(script, REDACTION="false", AGAINST="").returncode
    assert 0 == runner.run_script(script, REDACTION="false", AGAINST="0" * 40).returncode


def test_history_that_is_not_there_to_check_is_an_error(tmp_path: Path) -> None:
    runner = with_history(tmp_path)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", runner.repository.as_uri(), str(shallow))
    runner.repository = shallow
    step = runner.run("check")

    assert 1 == step.returncode
    assert "::error::The history can't be checked without the commit before" in step.stdout


def test_history_that_did_not_load_is_an_error(tmp_path: Path) -> None:
    runner = merged(tmp_path, "not JSON")
    rewrite(runner, "not JSON\n", "")
    step = runner.run("check")

    assert 3 == step.returncode
    assert "::error::The dataset did not load before" in step.stdout


def hide_in_a_folder(data: Path) -> None:
    (data / ".h").mkdir()
    (data / "people.jsonl").rename(data / ".h" / "people.jsonl")


def turn_into_a_link(data: Path) -> None:
    data.rename(data.with_name("real"))
    data.symlink_to("real")


def compress(data: Path) -> None:
    with gzip.open(data / "people.jsonl.gz", "wb") as file:
        file.write((data / "people.jsonl").read_bytes())
    (data / "people.jsonl").unlink()


def name_in_latin_1(data: Path) -> None:
    (data / "people.jsonl").rename(data / "people\udce9.jsonl")


def add_a_submodule(data: Path) -> None:
    head = git(data, "rev-parse", "HEAD")
    git(data, "update-index", "--add", "--cacheinfo", f"160000,{head},data/sub")
    (data / "sub").mkdir()


def add_an_archive(data: Path) -> None:
    (data / "more.zip").write_bytes(b"PK")


def add_a_link(data: Path) -> None:
    (data / "README.md").symlink_to("/etc/hostname")


def plant_a_copy(data: Path) -> None:
    (data / "archive").mkdir()
    (data / "archive" / ".gitignore").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    ("change", "place", "code"),
    mostly_slow(
        [
            (hide_in_a_folder, "data/.h/people.jsonl", "not-a-data-file"),
            (turn_into_a_link, "data", "irregular-file"),
            (compress, "data/people.jsonl.gz", "not-a-data-file"),
            (name_in_latin_1, "data/people\\udce9.jsonl", "invalid-file-name"),
            (plant_a_copy, "data/archive/.gitignore", "tracked-archive"),
            (add_a_submodule, "data/sub", "hiding-place"),
            (add_an_archive, "data/more.zip", "hiding-place"),
            (add_a_link, "data/README.md", "hiding-place"),
        ]
    ),
)
def test_a_pull_request_that_hides_or_plants_a_file_is_red_and_names_it(
    tmp_path: Path, change: Callable[[Path], None], place: str, code: str
) -> None:
    runner = merged(tmp_path)
    data = runner.repository / "data"
    ada = complete({"kind": "organization", "id": "acme"})
    (data / "people.jsonl").write_text(f"{json.dumps(ada)}\n")
    commit(runner.repository)
    change(data)
    git(runner.repository, "add", "--all", "--force")
    commit(runner.repository)
    step, changes = runner.run("check"), runner.run("changes")

    assert step.returncode == 1, step.stdout + step.stderr
    assert re.search(
        rf"^::error file={re.escape(place)},.*title={code}::", step.stdout, re.MULTILINE
    )
    assert "internal error" not in step.stderr + changes.stderr


def test_a_sound_dataset_passes_only_once_it_is_formatted(tmp_path: Path) -> None:
    runner = merged(tmp_path)
    check_step, form_step = runner.run("check"), runner.run("form")
    assert 0 == main(["fmt", "-d", str(runner.data)])

    assert (check_step.returncode, check_step.stdout) == (0, "")
    assert 2 == runner.run("check", DATA="elsewhere").returncode
    assert (form_step.returncode, runner.run("form").returncode) == (1, 0)


def test_notices_fail_the_check_only_if_it_is_strict(tmp_path: Path) -> None:
    runner = merged(tmp_path, json.dumps(complete({**STATEMENT, "recorded": "2026-01-13"})))
    plain, strict = runner.run("check"), runner.run("check", STRICT="true")

    assert (plain.returncode, strict.returncode) == (0, 1)
    assert "::notice" in strict.stdout


POST = "--method POST repos/us/bridges/issues/7/comments "
PATCH = "--method PATCH repos/us/bridges/issues/comments/41 "


@pytest.mark.parametrize(
    ("lines", "own_comments", "comment", "change", "gh_request"),
    [
        ([STATEMENT], "", "true", "unchecked → spoke", POST),
        ([], "41\n42\n", "true", "Nothing changed", PATCH),
        ([], "", "true", "Nothing changed", ""),
        ([STATEMENT], "", "false", "unchecked → spoke", ""),
    ],
)
def test_changes_are_in_the_summary_and_in_one_comment(
    tmp_path: Path, lines: list[Line], own_comments: str, comment: str, change: str, gh_request: str
) -> None:
    """An existing comment is replaced; a first comment is written only if something changed."""
    runner = merged(tmp_path, *(json.dumps(complete(line)) for line in lines))
    (runner.temporary / "mine").write_text(own_comments, encoding="utf-8")
    step = runner.run("changes", COMMENT=comment)

    assert (step.returncode, step.stdout) == (0, "")
    assert change in runner.read("summary")
    assert (
        (gh_request in runner.read("asked"))
        if gh_request
        else ("--method" not in runner.read("asked"))
    )
    if gh_request:
        assert runner.read("body") == f"<!-- stancetracker changes -->\n{runner.read('summary')}"


def test_without_permission_to_comment_the_summary_is_enough(tmp_path: Path) -> None:
    runner = merged(tmp_path, json.dumps(complete(STATEMENT)))
    step = runner.run("changes", GH_STATUS="1")

    assert step.returncode == 0
    assert step.stdout.startswith("::notice::The token may not comment here")
    assert runner.read("summary")


def test_a_long_comment_ends_with_a_whole_line_and_refers_to_the_summary(tmp_path: Path) -> None:
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3, 4) for day in range(1, 28)]
    statements = [
        STATEMENT | {"date": day, "quote": "é" * 900, "language": "en", "wording": "verbatim"}
        for day in days
    ]
    runner = merged(tmp_path, *(json.dumps(complete(line)) for line in statements))
    step = runner.run("changes")

    assert step.returncode == 0
    assert len(runner.read("body").encode()) < 65_000
    assert runner.read("body").endswith("\n\n…and more: the summary of the job has all of it.\n")
    assert len(runner.read("summary")) > len(runner.read("body"))


def test_changes_that_can_not_be_told_are_red(tmp_path: Path) -> None:
    step = merged(tmp_path, "not JSON").run("changes")

    assert (step.returncode, True) == (1, "does not load before or after" in step.stdout)


def test_a_push_is_compared_with_the_commit_before_it(tmp_path: Path) -> None:
    """Also where a shallow clone has to fetch that; a new branch is compared with nothing."""
    runner = with_history(tmp_path)
    before = git(runner.repository, "rev-parse", "HEAD")
    commit(runner.repository)
    rewrite(runner, *TURNS["a stance"])
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", runner.repository.as_uri(), str(shallow))
    runner.repository = shallow
    push = {"NUMBER": "", "REDACTION": "true"}
    check, changes = (runner.run(name, AGAINST=before, **push) for name in ("check", "changes"))

    assert (1, True) == (check.returncode, "rewritten-history" in check.stdout)
    assert (0, "") == (changes.returncode, changes.stdout)
    assert "## Changes of meaning\n" in runner.read("summary")
    assert not (runner.temporary / "asked").exists()
    for name in ("check", "changes"):
        assert 0 == runner.run(name, AGAINST="0" * 40, **push).returncode


def test_a_redaction_is_red_until_a_maintainer_labels_it(tmp_path: Path) -> None:
    runner = with_history(tmp_path)
    file = runner.data / "all.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    [gone] = [line for line in lines if '"said"' in line]
    redaction = {
        "kind": "correction",
        "id": "law",
        "corrects": "said",
        "type": "redaction",
        "reason": "The law.",
        "removed": [{"sha256": line_hash(json.loads(gone)).hex(), "recorded": "2026-01-13"}],
        "recorded": "2026-01-13",
    }
    kept = [line for line in lines if line != gone]
    file.write_text("".join([*kept, json.dumps(redaction), "\n"]), encoding="utf-8")
    commit(runner.repository)
    red, labelled = runner.run("check"), runner.run("check", REDACTION="true")

    assert (1, True) == (red.returncode, "::error" in red.stdout)
    assert 0 == labelled.returncode, labelled.stdout
    for step in (red, labelled):
        assert "removed-by-redaction" in step.stdout


def test_a_shallow_clone_is_told_to_fetch_the_commit_before(tmp_path: Path) -> None:
    runner = merged(tmp_path)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", runner.repository.as_uri(), str(shallow))
    runner.repository = shallow
    step = runner.run("changes")

    assert step.returncode == 1
    assert step.stdout.endswith("check out with fetch-depth: 2\n")
