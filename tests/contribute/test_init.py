"""A new dataset passes its own checks, and two branches of it merge."""

import errno
import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from tests.datasets import Line, complete, write
from tests.faults.injection import failing
from tests.loading import faults
from tests.repositories import commit, git

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.contribute import init
from stancetracker.contribute.forms import FORMS
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import TORN_SUFFIX, clear
from stancetracker.ledger.promise import LOCK_NAME

FROM = "stancetracker @ git+https://git.example/stancetracker@0123abc"


CARD = init.Card("Bridges & @VERSION@", "The Bridge\n Watch", "CC-BY-4.0", "us@example.org")
DAY = "2026-06-01"
ROOT = Path(__file__).parents[2]
TEMPLATES = Path(init.__file__).parent / "templates"
FORM_NAMES = [form.name for form in FORMS]
WORKFLOWS = sorted([*TEMPLATES.glob("*.yml"), *(ROOT / ".github" / "workflows").glob("*.yml")])


@pytest.fixture
def new_dataset(tmp_path: Path) -> Path:
    init.make_folder(tmp_path / "new", init.new_files(CARD, FROM, DAY))
    return tmp_path / "new"


def test_a_new_dataset_has_the_files_that_github_needs(new_dataset: Path) -> None:
    files = {
        str(path.relative_to(new_dataset)) for path in new_dataset.rglob("*") if path.is_file()
    }

    data = "copies dataset issues organizations people searches statements ties".split()
    assert files == {
        *(".gitattributes", ".gitignore", ".pre-commit-config.yaml", "LICENSE", "README.md"),
        *(f".github/ISSUE_TEMPLATE/{name}.yml" for name in ("config", *FORM_NAMES)),
        *(
            f".github/workflows/{name}.yml"
            for name in ("check", "comment", "forms", "pages", "watch")
        ),
        ".github/dependabot.yml",
        *(f"data/{name}.jsonl" for name in data),
    }
    assert "*.jsonl text eol=lf\n" in (new_dataset / ".gitattributes").read_text()


def test_the_answers_stand_in_record_readme_licence_and_workflow(new_dataset: Path) -> None:
    record = json.loads((new_dataset / "data" / "dataset.jsonl").read_text())

    assert record == {
        "kind": "dataset",
        "title": "Bridges & @VERSION@",
        "publisher": "The Bridge Watch",
        "licence": "CC-BY-4.0",
        "contact": "us@example.org",
        "recorded": DAY,
    }
    assert (new_dataset / "README.md").read_text().startswith("# Bridges & @VERSION@\n")
    assert "Copyright The Bridge Watch." in (new_dataset / "LICENSE").read_text()
    assert (
        f'pip install "{FROM}"' in (new_dataset / ".github" / "workflows" / "check.yml").read_text()
    )


def test_another_licence_gets_no_notice_of_this_one() -> None:
    text = init.new_files(CARD._replace(licence="CC0-1.0"), None, DAY)["LICENSE"].decode()

    assert "under this licence: CC0-1.0" in text
    assert "Attribution" not in text


@pytest.mark.parametrize(
    ("install", "with_evidence"),
    [
        (FROM, FROM.replace(" @", "[evidence] @")),
        ("stancetracker==1.2", "stancetracker[evidence]==1.2"),
        ("stancetracker[llm]>=1", "stancetracker[llm,evidence]>=1"),
        ("https://a.example/s.whl", "stancetracker[evidence] @ https://a.example/s.whl"),
        ("stancetracker-of-ours", "stancetracker-of-ours"),
    ],
)
def test_the_watch_installs_what_reads_feeds(install: str, with_evidence: str) -> None:
    files = init.new_files(CARD, install, DAY)

    assert f'pip install "{with_evidence}"\n' in files[".github/workflows/watch.yml"].decode()


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (
            init.Card(None, None, None, None),
            "a dataset needs --title, --publisher, --licence, --contact",
        ),
        (CARD._replace(contact=None), "a dataset needs --contact"),
        (CARD._replace(contact=" "), "invalid: "),
        (CARD._replace(title="T\u202e"), "invalid: "),
        (CARD._replace(title="T\udcff"), "invalid: "),
    ],
)
def test_missing_and_invalid_answers_are_refused(card: init.Card, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        init.new_files(card, None, DAY)


def _on_branch(repository: Path, branch: str, name: str, line: Line, mode: str = "a") -> None:
    git(repository, "checkout", "--quiet", "-b", branch, "main")
    with (repository / "data" / name).open(mode) as file:
        file.write(json.dumps(complete(line)) + "\n")
    commit(repository)


@pytest.fixture
def repository(new_dataset: Path) -> Path:
    """The new dataset with an issue and a person, committed on `main`."""
    data = new_dataset / "data"
    write(data, [complete({"kind": "person", "id": "ada"})], "people.jsonl")
    write(data, [complete({"kind": "issue", "id": "bridge"})], "issues.jsonl")
    commit(new_dataset)
    return new_dataset


def test_two_branches_that_add_files_of_their_own_merge(repository: Path) -> None:
    statement = {"kind": "statement", "speaker": "ada", "stance": "favor"}
    for name, day in (("one", "2026-01-20"), ("two", "2026-01-21")):
        _on_branch(repository, name, f"{name}.jsonl", {**statement, "date": day})
    git(repository, "merge", "--quiet", "--no-edit", "one")

    assert () == faults(Folder(repository / "data"))


def test_a_revert_takes_back_what_two_branches_added(repository: Path) -> None:
    """Under `merge=union`, git would bring the line back."""
    statement = {"kind": "statement", "speaker": "ada", "stance": "favor", "date": "2026-01-20"}
    _on_branch(repository, "one", "statements.jsonl", statement)
    git(repository, "revert", "--no-edit", "HEAD")

    assert "" == (repository / "data" / "statements.jsonl").read_text()


def test_two_records_of_one_id_are_an_error_with_both_places(repository: Path) -> None:
    for branch, name in (("one", "Ada One"), ("two", "Ada Two")):
        bo = {"kind": "person", "id": "bo", "name": name}
        _on_branch(repository, branch, f"{branch}.jsonl", bo)
    git(repository, "merge", "--quiet", "--no-edit", "one")
    [problem] = faults(Folder(repository / "data"))

    assert ("two-first-versions", "two.jsonl") == (problem.code, problem.place.file)
    assert problem.message.startswith("version 1 of bo is also at one.jsonl:")
    assert problem.message.endswith(":1, with other `name`; neither counts")


def test_what_writing_leaves_beside_is_not_committed(repository: Path) -> None:
    for name in (LOCK_NAME, f"people.jsonl{TORN_SUFFIX}", ".stancetracker.0123456789abcdef.new"):
        (repository / "data" / name).write_text("x")

    assert "" == git(repository, "status", "--porcelain")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_value_of_a_pull_request_gets_into_a_shell(path: Path) -> None:
    """An expression in a script is put into it before the shell sees it; in `env` it is a value."""
    text = path.read_text()
    scripts = re.findall(r"^( *)(?:- )?run: (.*\n(?:\1   .*\n)*)", text, re.MULTILINE)

    assert scripts
    assert not [script for _, script in scripts if "${{" in script]
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert "permissions:\n  contents: read\n" in text
    assert text.count("uses: actions/checkout") == text.count("persist-credentials: false")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_runs_on_a_pull_request_may_not_write(path: Path) -> None:
    text = path.read_text()

    on_pull_request = "\n  pull_request:\n"
    triggers_of_writers = {
        "comment.yml": "\n  workflow_run:\n",
        "forms.yml": "\n  issues:\n",
        "pages.yml": "\n  push:\n    branches: [main]\n",
        "release.yml": "\n    tags: [",
        "watch.yml": "\n  schedule:\n",
    }
    triggers_of_readers = {"weekly.yml": "\n  schedule:\n"}
    triggers = triggers_of_writers | triggers_of_readers
    trigger = triggers.get(path.name, on_pull_request)
    may_write = "write" in re.sub(r"#.*", "", text)

    assert trigger in text
    assert may_write == (path.name in triggers_of_writers)
    assert (path.name in triggers) == (on_pull_request not in text)


def test_the_hooks_are_those_that_are_published() -> None:
    published = (ROOT / ".pre-commit-hooks.yaml").read_text()
    template = (TEMPLATES / "pre-commit-config.yaml").read_text()
    for field in ("id", "name", "entry", "args", "always_run", "pass_filenames"):
        pattern = re.compile(rf"{field}: (.*)")

        assert pattern.findall(published) == pattern.findall(template)


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (None, None),
        ({"url": "https://h/s", "vcs_info": {"vcs": "git", "commit_id": "ab1"}}, "stancetracker @ git+https://h/s@ab1"),
        (
            {"url": "https://h/s.whl", "archive_info": {"hashes": {"sha256": "ab1"}}},
            "stancetracker @ https://h/s.whl#sha256=ab1",
        ),
        ({"url": "file:///home/me/s", "dir_info": {"editable": True}}, None),
        ({"url": "https://h/$(x)", "vcs_info": {"vcs": "git", "commit_id": "ab1"}}, None),
    ],
)  # fmt: skip
def test_the_program_is_installed_from_where_it_came_from(
    origin: object, requirement: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            return None if origin is None else json.dumps(origin)

    monkeypatch.setattr(init, "distribution", lambda name: Installed())
    assert requirement == init.requirement(None)


def test_a_stated_requirement_is_installed() -> None:
    assert "mine==1" == init.requirement("mine==1")


def test_without_a_requirement_nothing_needs_the_program() -> None:
    files = init.new_files(CARD, None, DAY)

    assert not [name for name in files if name.endswith((".yml", ".yaml"))]
    assert "pip install" not in files["README.md"].decode()


FILES = {"a.txt": b"a", "sub/deep/b.txt": b"b", ".hidden": b"h"}
WHOLE = {**FILES, "sub": None, "sub/deep": None}


def _all(path: Path) -> dict[str, bytes | None]:
    return {
        str(item.relative_to(path)): item.read_bytes() if item.is_file() else None
        for item in path.rglob("*")
    }


def test_a_folder_is_made_or_an_empty_one_filled_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "real" / ".git").mkdir(parents=True)
    (tmp_path / "real" / ".stancetracker.0123456789abcdef.new" / "made").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    before = (tmp_path / "real").stat().st_ino
    for name in ("new", "in/a/new", "link"):
        init.make_folder(tmp_path / name, FILES)

    assert WHOLE == _all(tmp_path / "new") == _all(tmp_path / "in/a/new")
    assert {**WHOLE, ".git": None} == _all(tmp_path / "real")
    assert before == (tmp_path / "link").stat().st_ino
    assert {"new", "in", "real", "link"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", ["x", ".gitignore", "data"])
def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()

    with pytest.raises(WriteError, match="not empty"):
        init.make_folder(tmp_path, FILES)
    assert {name: None} == _all(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(WriteError, match="Not a directory"):
        init.make_folder(tmp_path / "file", FILES)


@pytest.mark.parametrize("name", ["", "in/new"])
def test_a_folder_that_could_not_be_made_can_be_made_again(tmp_path: Path, name: str) -> None:
    place = tmp_path / "place"
    folder = place / name
    calls = [""]
    failing_call = 0
    while len(calls) >= failing_call:
        failing_call += 1
        folder.mkdir(parents=True)
        with failing(failing_call, errno.ENOSPC) as calls, suppress(WriteError):
            init.make_folder(folder, FILES)
        clear(folder)
        assert _all(folder).items() <= WHOLE.items()
        if not _all(folder):
            init.make_folder(folder, FILES)
            assert WHOLE == _all(folder)
        shutil.rmtree(place)

    assert failing_call > 10


def test_a_full_disk_is_named_where_a_folder_can_not_be_made(tmp_path: Path) -> None:
    with (
        failing(2, errno.ENOSPC),
        pytest.raises(WriteError, match=r"can't make .*: No space left on device"),
    ):
        init.make_folder(tmp_path / "new", FILES)


@pytest.mark.parametrize("planted", [".github", ".github/workflows", ".github/workflows/x.yml"])
def test_a_file_of_a_dataset_is_not_replaced_through_a_link(tmp_path: Path, planted: str) -> None:
    outside = tmp_path / "outside"
    (outside / "workflows").mkdir(parents=True)
    (outside / "x.yml").write_text("theirs")
    (outside / "workflows" / "x.yml").write_text("theirs")
    link = tmp_path / "repository" / planted
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "x.yml" if planted.endswith("yml") else outside)
    with pytest.raises(WriteError, match=r"can't write to .*x\.yml"):
        init.replace(tmp_path / "repository", {".github/workflows/x.yml": b"ours"})

    assert {"theirs"} == {path.read_text() for path in outside.rglob("x.yml")}
    init.replace(tmp_path, {"new/workflows/x.yml": b"ours"})
    assert "ours" == (tmp_path / "new/workflows/x.yml").read_text()
