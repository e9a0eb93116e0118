"""The workflow that answers forms: its scripts in a clone of a bare repository, with a stub for `gh`."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml
from tests.datasets import Line, complete, stored, write
from tests.depth import mostly_slow
from tests.forms import SILENCE_VALUES, STATEMENT_VALUES, issue_text
from tests.repositories import IDENTITY, commit, git
from tests.runner import PROGRAM, ROOT

import stancetracker
from stancetracker.contribute import init
from stancetracker.contribute.forms import (
    FORMS,
    NO_CHOICE,
    SILENCE,
    STATEMENT,
    WRONG,
    Field,
    Form,
)

TEMPLATES: Final = Path(init.__file__).parent / "templates"
WORKFLOW: Final = (TEMPLATES / "forms.yml").read_text(encoding="utf-8")
SCRIPTS: Final = {
    step["name"]: step["run"]
    for job in yaml.safe_load(WORKFLOW)["jobs"].values()
    for step in job["steps"]
    if "name" in step
}
ANSWER: Final = SCRIPTS["Answer the form"]
ACCEPT: Final = SCRIPTS["Make a pull request of the form"]
BOT: Final = "github-actions[bot]"
BEGINNING: Final = "Not reviewed, not in the ledger.\n"
# GitHub's state in a file: comments, labels, statuses, pull requests, and what `gh` was called with.
GH: Final = f"""#!{sys.executable}
import json, os, subprocess, sys
from pathlib import Path

path = Path(os.environ["RUNNER_TEMP"], "github.json")
state = json.loads(path.read_text())
words = sys.argv[1:]
state["calls"].append(words)
if words[:2] == ["auth", "setup-git"]:
    path.write_text(json.dumps(state))
    sys.exit()
method = words[words.index("--method") + 1] if "--method" in words else "GET"
url = next(word for word in words if word.startswith("repos/"))
fields = dict(words[at + 1].split("=", 1) for at, word in enumerate(words) if word in ("-f", "-F"))
fields = {{k: Path(v[1:]).read_text() if v.startswith("@") and k == "body" else v for k, v in fields.items()}}
status = 0
if method == "GET":
    answer = state["comments"] if "/comments" in url else {{"permission": state["permission"]}}
    jq = ["jq", "--raw-output", words[words.index("--jq") + 1]]
    status = subprocess.run(jq, input=json.dumps(answer), text=True).returncode
elif method == "PATCH":
    [comment] = [one for one in state["comments"] if str(one["id"]) == url.rsplit("/", 1)[1]]
    comment["body"] = fields["body"]
elif method == "DELETE":
    label = url.rsplit("/", 1)[1]
    status = label not in state["labels"]
    state["labels"] = [one for one in state["labels"] if one != label]
elif url.endswith("/comments"):
    state["comments"].append({{"id": len(state["comments"]) + 1, "user": {{"login": "{BOT}"}}, "body": fields["body"]}})
elif url.endswith("/pulls"):
    status = not state["may_make_pulls"]
    state["pulls"] += [] if status else [fields]
else:
    state["statuses"].append(fields)
path.write_text(json.dumps(state))
sys.exit(status)
"""
pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="runners of GitHub have jq")


class Forge:
    """A repository on GitHub, an issue in it, and a runner with a clone."""

    def __init__(self, path: Path) -> None:
        self.origin, self.clone, self.temporary = (
            path / name for name in ("origin", "clone", "temporary")
        )
        seed = path / "seed"
        lines: list[Line] = [
            {"kind": "dataset"},
            {"kind": "person", "id": "ada"},
            {"kind": "issue", "id": "bridge", "panel": ["ada"]},
        ]
        write(seed / "data", map(complete, lines))
        (seed / ".gitignore").write_text((TEMPLATES / "gitignore").read_text())
        commit(seed)
        git(path, "clone", "--quiet", "--bare", str(seed), str(self.origin))
        (self.temporary / "bin").mkdir(parents=True)
        for name, text in {"gh": GH, "stancetracker": PROGRAM}.items():
            (self.temporary / "bin" / name).write_text(text, encoding="utf-8")
            (self.temporary / "bin" / name).chmod(0o755)
        self._github = self.temporary / "github.json"
        kept: dict[str, Any] = {
            name: [] for name in ("comments", "labels", "statuses", "pulls", "calls")
        }
        self.set(**kept, permission="write", may_make_pulls=True)

    @property
    def github(self) -> dict[str, Any]:
        """Return what GitHub has."""
        return dict(json.loads(self._github.read_text(encoding="utf-8")))

    def set(self, **state: Any) -> None:
        """Change what GitHub has."""
        before = self.github if self._github.exists() else {}
        self._github.write_text(json.dumps({**before, **state}), encoding="utf-8")

    def branches(self) -> list[str]:
        return git(self.origin, "branch", "--format=%(refname:short)").split()

    def send(self, body: str | None, title: str = "x", *, label: str = "", status: int = 0) -> str:
        """Run the workflow as for an event about the issue, and return what its log says.

        The step that answers is to end with this status.
        """
        if label:
            self.set(labels=[*self.github["labels"], label])
        issue = {
            "body": body,
            "title": title,
            "labels": [{"name": name} for name in self.github["labels"]],
        }
        (self.temporary / "event.json").write_text(json.dumps({"issue": issue}), encoding="utf-8")
        output = self.temporary / "output"
        output.write_text("")
        log = self._run(ANSWER, status)
        if label.casefold() == "accepted" and "has_answer=true" in output.read_text():
            log += self._run(ACCEPT)
        return log

    def _run(self, script: str, status: int = 0) -> str:
        shutil.rmtree(self.clone, ignore_errors=True)
        url = self.origin.as_uri()
        git(self.origin.parent, "clone", "--quiet", "--depth=1", url, str(self.clone))
        environ = {
            "PATH": f"{self.temporary / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(stancetracker.__file__).parents[1]),
            "HOME": str(self.temporary),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_EVENT_PATH": str(self.temporary / "event.json"),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            "GITHUB_REPOSITORY": "us/bridges",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "9",
            "STANCETRACKER_TODAY": "2026-02-01",
            "NUMBER": "7",
            "SENDER": "mia",
            "BASE": "main",
            **IDENTITY,
        }
        for temporary in ("answer.md", "answers", "lines"):
            (self.temporary / temporary).unlink(missing_ok=True)
        step = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.clone,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert status == step.returncode, step.stdout + step.stderr
        return step.stdout + step.stderr


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def statement(**values: str) -> str:
    return issue_text(STATEMENT, {**STATEMENT_VALUES, **values})


def comment_of(forge: Forge) -> str:
    [comment] = forge.github["comments"]
    return str(comment["body"])


def as_answer_of(body: str) -> dict[str, Any]:
    """Return a comment by which the workflow answered a text."""
    digest = sha256(f"{body}\n".encode()).hexdigest()
    return {"id": 1, "user": {"login": BOT}, "body": f"x\n\n<!-- stancetracker form {digest} -->\n"}


PROPOSALS: Final[dict[str, tuple[str, Line]]] = {
    "statement": (
        statement(),
        {"speaker": "ada", "stance": "favor", "quote": "I want it.", "date": "2026-01-12"},
    ),
    "silence": (
        issue_text(SILENCE, SILENCE_VALUES),
        {"actors": ["ada"], "searched": ["her site", "her speeches"], "date": "2026-01-20"},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PROPOSALS)
def test_a_form_becomes_a_pull_request_only_with_the_label(forge: Forge, kind: str) -> None:
    body, values = PROPOSALS[kind]
    forge.send(body)
    before = (forge.branches(), forge.github["pulls"])
    forge.send(body, label="accepted")
    git(forge.clone, "fetch", "--quiet", "origin", "form-7")
    git(forge.clone, "checkout", "--quiet", "--force", "FETCH_HEAD")
    [file] = (forge.clone / "data" / "in").glob("form-*.jsonl")
    [record] = stored(file)
    [pull] = forge.github["pulls"]

    assert (["main"], []) == before
    assert ["form-7", "main"] == forge.branches()
    assert {"kind": kind, **values} == {
        name: value for name, value in record.items() if name in ("kind", *values)
    }
    assert ("form-7", "main") == (pull["head"], pull["base"])
    assert pull["body"].startswith("Closes #7. ")
    assert "Ada" not in comment_of(forge)


@pytest.mark.slow
def test_the_results_of_the_checks_are_statuses_of_the_commit(forge: Forge) -> None:
    body = statement()
    forge.set(comments=[as_answer_of(body)])
    forge.send(body, label="accepted")
    calls = [" ".join(call) for call in forge.github["calls"]]

    assert {
        "check --against": "success",
        "fmt --check": "failure",  # the lines of this test are not in the canonical form
        "check --strict": "failure",  # its source is second-hand
    } == {status["context"]: status["state"] for status in forge.github["statuses"]}
    assert {git(forge.origin, "rev-parse", "form-7")} == {
        commit for call in calls for commit in re.findall("statuses/([0-9a-f]{40})", call)
    }


@pytest.mark.slow
def test_an_edit_after_the_label_is_answered_and_takes_the_label_away(forge: Forge) -> None:
    forge.set(comments=[as_answer_of(statement())])
    forge.send(statement(stance="Against the proposition"), label="accepted")

    assert (["main"], []) == (forge.branches(), forge.github["labels"])
    assert "a statement, against the proposition" in comment_of(forge)


@pytest.mark.slow
def test_an_edited_form_is_answered_in_the_same_comment(forge: Forge) -> None:
    forge.send(statement(date="soon"))
    first = comment_of(forge)
    forge.send(statement())

    assert "not a date: soon" in first
    assert "Proposed: a statement, for the proposition" in comment_of(forge)


@pytest.mark.slow
def test_an_edit_of_the_title_leaves_label_and_comment_alone(forge: Forge) -> None:
    forge.send(statement())
    before = forge.github
    forge.set(labels=["accepted"])
    forge.send(statement(), title="$(touch x) ${{ github.token }}")

    assert before["comments"] == forge.github["comments"]
    assert ["accepted"] == forge.github["labels"]


@pytest.mark.slow
def test_an_issue_that_was_made_without_a_form_gets_no_comment(forge: Forge) -> None:
    for body in ("Hello", None, "", "x" * 200_000):
        forge.send(body)

    assert [] == forge.github["comments"]


@pytest.mark.slow
def test_a_form_that_is_one_no_more_says_so(forge: Forge) -> None:
    forge.send(statement())
    forge.send("Never mind.", label="accepted")

    assert "The text above is no longer a form." in comment_of(forge)
    assert (["main"], []) == (forge.branches(), forge.github["labels"])


def _dataset_does_not_load(forge: Forge) -> None:
    clone = forge.temporary / "broken"
    git(forge.temporary, "clone", "--quiet", forge.origin.as_uri(), str(clone))
    (clone / "data" / "broken.jsonl").write_text("{\n", encoding="utf-8")
    commit(clone)
    git(clone, "push", "--quiet")


def _program_stops(forge: Forge) -> None:
    program = forge.temporary / "bin" / "stancetracker"
    program.write_text(
        "#!/bin/sh\necho 'stancetracker: internal error (KeyError: 1)' >&2; exit 1\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("break_it", "status", "error"),
    [
        (_dataset_does_not_load, 3, "stancetracker: the dataset does not load"),
        (_program_stops, 1, "stancetracker: internal error (KeyError: 1)"),
    ],
)
def test_a_form_that_can_not_be_checked_is_answered_so_and_the_job_fails(
    forge: Forge, break_it: Callable[[Forge], None], status: int, error: str
) -> None:
    forge.set(comments=[as_answer_of(statement(date="soon"))])
    break_it(forge)
    log = forge.send(statement(), label="accepted", status=status)

    assert error in log
    assert comment_of(forge).startswith(
        "Not reviewed, not in the ledger.\n\nThe form could not be checked, which is no fault of yours."
    )
    assert "[log](https://github.com/us/bridges/actions/runs/9)" in comment_of(forge)
    assert (["main"], []) == (forge.branches(), forge.github["labels"])


@pytest.mark.slow
def test_a_form_that_could_not_be_checked_is_checked_by_the_next_event(forge: Forge) -> None:
    program = forge.temporary / "bin" / "stancetracker"
    sound = program.read_text(encoding="utf-8")
    _program_stops(forge)
    forge.send(statement(), status=1)
    program.write_text(sound, encoding="utf-8")
    forge.send(statement())

    assert "Proposed: a statement" in comment_of(forge)


@pytest.mark.slow
@pytest.mark.parametrize("label", ["accept", "question", "accepted "])
def test_another_label_makes_nothing(forge: Forge, label: str) -> None:
    body = statement()
    forge.set(comments=[as_answer_of(body)])
    forge.send(body, label=label)

    assert (["main"], [label]) == (forge.branches(), forge.github["labels"])


DECLINED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no maintainer": ({"permission": "read"}, statement(), "may write to this repository"),
    "a mistake": ({}, statement(date="soon"), "the answer above says what is wrong"),
    "a report": ({}, issue_text(WRONG, {"record": "ada", "wrong": "x"}), "it adds no record"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", mostly_slow([*DECLINED]))
def test_a_label_that_can_make_nothing_is_removed_with_the_reason(forge: Forge, case: str) -> None:
    state, body, reason = DECLINED[case]
    forge.set(comments=[as_answer_of(body)], **state)
    forge.send(body, label="accepted")

    assert reason in forge.github["comments"][-1]["body"]
    assert (["main"], []) == (forge.branches(), forge.github["labels"])


@pytest.mark.slow
def test_a_branch_that_is_there_stays_as_it_is(forge: Forge) -> None:
    body = statement()
    forge.set(comments=[as_answer_of(body)])
    forge.send(body, label="accepted")
    head = git(forge.origin, "rev-parse", "form-7")
    other = statement(date="2026-01-14")
    forge.set(comments=[as_answer_of(other)], labels=[])
    forge.send(other, label="accepted")

    assert head == git(forge.origin, "rev-parse", "form-7")
    assert "there is a branch `form-7` already" in forge.github["comments"][-1]["body"]


@pytest.mark.slow
def test_a_setting_that_allows_no_pull_request_is_named(forge: Forge) -> None:
    body = statement()
    forge.set(comments=[as_answer_of(body)], may_make_pulls=False)
    forge.send(body, label="accepted")

    assert "keeps Actions from it" in forge.github["comments"][-1]["body"]
    assert ["form-7", "main"] == forge.branches()


def with_heading(text: str) -> str:
    return f"Yes.\n\n### {text}"


HOSTILE: Final = {
    "shell in a name": statement(speaker="$(touch pwned)`touch pwned`; touch pwned"),
    "expression": statement(issue="${{ github.token }}"),
    "log command": statement(speaker="::set-output name=has_answer::true"),
    "log command in words": statement(words="::stop-commands::x\n##[group]x", date="::add-mask::x"),
    "NUL": statement(words="a\0b"),
    "bidi": statement(words="a\u202eb"),
    "escape sequence": statement(speaker="\x1b]0;x\x07Ada"),
    "lone surrogate": statement(speaker="\ud800"),
    "200 kB": f"### {STATEMENT.fields[0].label}\n\n" + "a" * 200_000,
    "60 kB of a name": statement(speaker="<" * 60_000),
    "heading that fakes a field": statement(words=with_heading("Which side the words take\n\nAgainst the proposition")),
    "path in a name": statement(speaker="../../../etc/passwd"),
    "path in an id": issue_text(WRONG, {"record": "../../etc/passwd", "wrong": "x"}),
    "option in a name": statement(speaker="--data=/etc"),
    "mention": statement(speaker="@octocat @us/everyone"),
    "link and image": statement(speaker="[x](https://evil.example) ![x](https://evil.example/x.png)"),
    "HTML": statement(speaker="<script>alert(1)</script><img src=x>"),
    "mark of an answer": statement(speaker="x\n\n<!-- stancetracker form " + "0" * 64 + " -->"),
    "record in JSON": statement(speaker='ada","stance":"against'),
    "address that runs": statement(url="javascript:alert(1)"),
    "flag in a choice": statement(stance="--form=/etc/passwd"),
    "silence of 5,000 names": issue_text(SILENCE, {**SILENCE_VALUES, "actors": "x\n" * 5_000}),
    "unticked box": statement(confirmations="- [ ] I read or heard the words at this address."),
}  # fmt: skip
NOT_A_FORM: Final = ("200 kB",)
ACTS: Final = re.compile(r"@\w|(?<!\\)\]\(|<[a-z]|https?:/|\$\(|^\s*::|##\[", re.MULTILINE)


@pytest.mark.parametrize("case", mostly_slow([*HOSTILE], always=0))
def test_a_hostile_form_is_answered_by_its_field_and_nothing_in_it_is_obeyed(
    forge: Forge, case: str
) -> None:
    log = forge.send(HOSTILE[case], title="`touch pwned`")
    bodies = [comment["body"] for comment in forge.github["comments"]]

    assert (case not in NOT_A_FORM) == bool(bodies)
    for body in bodies:
        answer, _, mark = body.rpartition("\n<!-- stancetracker form ")
        assert answer.startswith(BEGINNING)
        assert re.search("^- .*“", answer, re.MULTILINE)
        assert not ACTS.search(answer)
        assert re.fullmatch("[0-9a-f]{64} -->\n", mark)
    assert not [line for line in log.splitlines() if re.match(r"\s*::|.*##\[", line)]
    assert not list(forge.temporary.rglob("pwned")) + list(forge.clone.rglob("pwned"))
    assert ["main"] == forge.branches()
    assert not git(forge.clone, "status", "--porcelain")


@pytest.mark.slow
def test_an_answer_by_somebody_else_counts_for_nothing(forge: Forge) -> None:
    body = statement()
    forge.set(comments=[{**as_answer_of(body), "user": {"login": "eve"}}])
    forge.send(body, label="accepted")

    assert ["main"] == forge.branches()
    assert [] == forge.github["labels"]


def test_our_workflow_is_the_one_that_init_writes() -> None:
    own = (ROOT / ".github" / "workflows" / "forms.yml").read_text(encoding="utf-8")
    without_pin = re.sub(r" +# A commit or a #sha256= pins.*\n", "", WORKFLOW)

    assert own == without_pin.replace('pip install "@INSTALL@"', "pip install .")


def test_the_workflow_runs_for_open_issues_and_accepts_for_one_label() -> None:
    jobs = yaml.safe_load(WORKFLOW)["jobs"]
    accepted = "github.event.label.name == 'accepted'"

    assert "github.event.issue.state == 'open' && " in jobs["answer"]["if"]
    assert f"github.event.action == 'labeled' && {accepted}" in jobs["accept"]["if"]
    assert "needs.answer.outputs.has_answer == 'true'" in jobs["accept"]["if"]
    assert {"contents": "read", "issues": "write"} == jobs["answer"]["permissions"]


class FormField(NamedTuple):
    """A field of a form: its id and label, its options, whether it is long, and whether needed."""

    id: str
    label: str
    options: list[str]
    is_long: bool
    is_required: bool


def as_read(field: Field) -> FormField:
    options = [NO_CHOICE, *field.choices] if field.choices else [*field.confirmations]
    is_required = field.required or bool(field.confirmations)
    return FormField(field.id, field.label, options, field.many or field.lines, is_required)


def as_shown(block: dict[str, Any]) -> FormField:
    attributes = block["attributes"]
    options = [
        option if isinstance(option, str) else option["label"]
        for option in attributes.get("options", ())
    ]
    validations = block.get("validations", {})
    is_required = validations.get("required", block["type"] == "checkboxes")
    return FormField(
        block["id"], attributes["label"], options, block["type"] == "textarea", is_required
    )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_program_reads_the_fields_that_the_form_has(form: Form) -> None:
    text = (TEMPLATES / "ISSUE_TEMPLATE" / f"{form.name}.yml").read_text(encoding="utf-8")
    blocks = [block for block in yaml.safe_load(text)["body"] if block["type"] != "markdown"]

    assert [as_read(field) for field in form.fields] == [as_shown(block) for block in blocks]
    # GitHub would fill in another one by itself.
    assert not [block for block in blocks if "default" in block["attributes"]]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_our_forms_are_those_that_init_writes(form: Form) -> None:
    name = f"ISSUE_TEMPLATE/{form.name}.yml"

    assert (ROOT / ".github" / name).read_text() == (TEMPLATES / name).read_text()
