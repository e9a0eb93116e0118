"""`stancetracker check`: every mistake, its place, and the exit status."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.conftest import Append, Refused, Run
from tests.datasets import complete, text_hash
from tests.hostile.screens import ended
from tests.repositories import commit, git

from stancetracker.ledger.folder import Folder
from stancetracker.ledger.history import cut_with

SILENCE = {"kind": "silence", "id": "look-ada", "actors": ["ada"], "date": "2026-01-20"}
CONTRADICTION = json.dumps(SILENCE | complete(SILENCE))


@pytest.fixture(autouse=True)
def _here(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data)


def test_notices_alone_pass_unless_strict(run: Run) -> None:
    summary = (
        "4 notices in 24 records; --strict lists 1 retraction-without-source, 3 second-hand-only"
    )
    assert run("check") == (0, "", f"stancetracker: {summary}\n")
    status, out, err = run("check", "--strict")
    assert (status, err) == (1, "stancetracker: 4 notices in 24 records\n")
    assert out.startswith("bridge.jsonl:14:171: notice: no primary source [second-hand-only]\n")


@pytest.mark.parametrize("format", ["text", "github"])
def test_notices_that_stay_hide_no_other_and_errors_come_first(
    run: Run, append: Append, format: str
) -> None:
    append('{"kind": "organization", "id": "ann", "name": "Ann", "note": "Failed."}', CONTRADICTION)
    status, out, err = run("check", "-f", format)

    assert status == 1
    codes = re.findall(r"(?:\[|title=)([a-z]+-[a-z-]+)(?:\]$|::)", out, re.MULTILINE)
    assert codes == ["silence-contradicted", "judging-words"]
    assert err.endswith(
        "1 error, 5 notices in 26 records; --strict lists 1 retraction-without-source, 3 second-hand-only\n"
    )


def test_notices_that_stay_are_listed_in_new_records(run: Run, data: Path, append: Append) -> None:
    commit(data)
    assert (0, "") == run("check", "--against", "HEAD")[:2]
    new = complete(
        {
            "kind": "statement",
            "id": "new",
            "speaker": "ada",
            "date": "2026-01-30",
            "stance": "favor",
            "recorded": "2026-03-01",
        }
    )
    append(json.dumps(new))
    status, out, err = run("check", "--against", "HEAD")

    assert (0, 1) == (status, out.count("notice: no primary source [second-hand-only]"))
    assert (
        "5 notices in 25 records; --strict lists 1 retraction-without-source, 3 second-hand-only"
        in err
    )


def test_an_error_exits_1_and_is_shown_with_a_caret_and_a_hint(run: Run, append: Append) -> None:
    append(CONTRADICTION)
    status, out, err = run("check")

    assert status == 1
    assert out.splitlines() == [
        "bridge.jsonl:25:50: error: ada spoke by 2026-01-03 (ada-1),"
        " before this silence of 2026-01-20 [silence-contradicted]",
        '    ..."silence", "id": "look-ada", "actors": ["ada"], "date": "2026-01-20", ...',
        "                                               ^",
        "    hint: correct the silence: stancetracker amend look-ada --remove actors=ada;"
        " or correct the statement",
    ]
    assert (
        err
        == "stancetracker: 1 error, 4 notices in 25 records; --strict lists 1 retraction-without-source, 3 second-hand-only\n"
    )


def test_all_problems_at_once_unless_cut_and_fatal_ones_exit_1(run: Run, append: Append) -> None:
    append("{", '{"kind":"person"}', '{"kind":"statement","id":"x","speaker":"adda"}')
    status, out, err = run("check")
    cut = run("check", "--max-errors", "2")

    assert (status, cut[0]) == (1, 1)
    for number in (25, 26, 27):
        assert f"bridge.jsonl:{number}:" in out
    assert (
        "fatal problems, 4 notices in 24 records; --strict lists 1 retraction-without-source, 3 second-hand-only\n"
        in err
    )
    assert cut[1].count(": fatal: ") == 2
    assert "not listed (--max-errors 2)\n" in cut[2]


def test_json_lists_notices_too(run: Run) -> None:
    status, out, err = run("check", "--json")
    rows = json.loads(out)

    assert (status, len(rows), err) == (0, 4, "stancetracker: 4 notices in 24 records\n")
    keys = ["file", "line", "column", "severity", "code", "message", "hint", "record"]
    assert list(rows[0]) == keys
    assert run("check", "-f", "json")[1] == out
    ids = run("check", "-f", "id")[1].split()
    assert sorted(ids) == ["retraction-without-source", *["second-hand-only"] * 3]


def test_github_has_a_table_in_the_summary_of_the_job(
    run: Run, append: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "summary").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    append(CONTRADICTION)
    run("check", "-f", "github")
    run("check", "-f", "text")

    before, _, headline, _, _, _, row = (tmp_path / "summary").read_text().splitlines()
    assert before == "before"
    assert (
        headline
        == "**1 error, 4 notices in 25 records; --strict lists 1 retraction-without-source, 3 second-hand-only**"
    )
    assert row.startswith("| bridge.jsonl | 25 | 50 | error | silence-contradicted | ada spoke by ")


def test_every_code_is_listed_and_explained(run: Run) -> None:
    codes = json.loads(run("check", "--list", "--json")[1])

    assert run("check", "--list")[1].startswith("code\tseverity\ttitle\nirregular-file\tfatal\t")
    for rule in codes:
        status, out, err = run("check", "--explain", rule["code"])
        assert (status, err) == (0, "")
        assert out.startswith(f"{rule['code']} ({rule['severity']})\n{rule['title']}.\n")


def test_a_name_at_the_start_of_a_line_is_no_command(run: Run, data: Path) -> None:
    (data / "::stop-commands::x.jsonl").write_text(":::add-mask::x\n")

    for format in ("text", "csv", "table", "json"):
        ended(*run("check", "-f", format))
    ended(*run("fmt", "--check"))


def test_three_dots_compare_with_the_commit_from_which_a_branch_left_another(
    run: Run, data: Path, append: Append
) -> None:
    """Lines that came to main meanwhile are none that the branch removed."""
    commit(data)
    git(data, "checkout", "-q", "-b", "branch")
    append('{"kind":"organization","id":"ours","name":"Ours","recorded":"2026-03-01"}')
    commit(data)
    git(data, "checkout", "-q", "main")
    append('{"kind":"organization","id":"theirs","name":"Theirs"}')
    commit(data)
    git(data, "checkout", "-q", "branch")
    status, out, _ = run("check", "--against", "main")
    hint = "main has commits that this branch lacks; for its own changes alone: "

    assert (1, True) == (status, "theirs: the line was removed" in out)
    assert f"    hint: {hint}stancetracker check --against main...\n" in out
    assert (0, "") == run("check", "--against", "main...")[:2]
    title = "From the common ancestor of main and HEAD to"
    changes = "1 new organization\n\nNew organizations\n  Ours (ours)\n"
    assert f"{title} the working tree\n{changes}" == run("changes", "--rev", "main...")[1]
    assert f"{title} HEAD\n{changes}" == run("changes", "--rev", "main...HEAD")[1]


def test_three_dots_need_a_common_ancestor(run: Run, refused: Refused, data: Path) -> None:
    commit(data)
    git(data, "checkout", "-q", "--orphan", "other")
    commit(data, "another first one")

    assert "no common ancestor of main and HEAD\n" in refused("check", "--against", "main...")
    assert "unknown revision: nowhere\n" in refused("check", "--against", "nowhere...")


def test_a_rewritten_past_is_an_error_with_the_lines_to_paste(run: Run, data: Path) -> None:
    commit(data)
    assert run("check", "--against", "HEAD")[0] == 0
    url = '"https://example.org/ada"'
    text = (data / "bridge.jsonl").read_text()
    text = text.replace("Called it a good idea.", "Other words.")
    text = text.replace(url, f'{url},"retrieved":"2026-01-09"')
    (data / "bridge.jsonl").write_text(text)
    status, out, _ = run("check", "--against", "HEAD")

    assert status == 1
    [problem] = [line for line in out.splitlines() if "[rewritten-history]" in line]
    assert "bridge.jsonl:14:" in problem
    assert ": the line was changed: " in problem
    pasted = out.partition("In place of line 14 of bridge.jsonl, 2 lines:\n")[2].splitlines()
    assert '"Called it a good idea."' in pasted[0]
    assert '"Other words."' in pasted[1]
    assert '"version":2' in pasted[1]
    lines = text.splitlines()
    lines[13:14] = pasted[:2]
    (data / "bridge.jsonl").write_text("\n".join([*lines, ""]))
    assert run("check", "--against", "HEAD")[0] == 0
    assert run("check", "--against", "nowhere")[0] == 2


def test_a_publication_is_verified_by_the_version_it_prints(run: Run, data: Path) -> None:
    """Against a commit that has this version; a commit that does not load is skipped."""
    commit(data)
    version = json.loads(run("list", "--json")[1])[0]["data_version"]
    file = data / "bridge.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines, "{\n"]))
    commit(data)
    file.write_text("".join([*lines[:-1], lines[-1].replace("Steel", "Iron")]))
    (data / "more.jsonl").write_text('{"kind":"organization","id":"more","name":"More"}\n')
    commit(data)
    status, out, _ = run("check", "--against", version)

    assert (1, 1) == (status, out.count("[rewritten-history]"))
    assert "Iron" in out
    assert 1 == run("check", "--against", git(data, "rev-parse", "--short=12", "HEAD~2"))[0]


def test_only_40_or_more_digits_of_a_version_prove_something(
    run: Run, refused: Refused, data: Path
) -> None:
    commit(data)
    lines = sorted(line for file in data.glob("*.jsonl") for line in file.read_text().splitlines())
    hashes = sorted(map(text_hash, lines))
    version = sha256(b"".join(hashes)).hexdigest()

    assert version[:40] == json.loads(run("list", "--json")[1])[0]["data_version"]
    for digits in (40, 41, 64):
        assert (0, "") == run("check", "--against", version[:digits])[:2]
    for digits in (12, 39):
        message = f"{digits} digits of a version prove nothing: {version[:digits]}\nhint: give 40"
        assert message in refused("check", "--against", version[:digits])
    other = f"{version[:40]}{int(version[40], 16) ^ 1:x}"
    assert f"no commit here has the data {other}, on any day\n" in refused(
        "check", "--against", other
    )
    assert "unknown revision: 0123" in refused("check", "--against", "0123" * 17)


def test_a_branch_named_like_a_version_does_not_stand_for_it(
    run: Run, refused: Refused, data: Path
) -> None:
    """Git would take 64 digits for the name of a tag, which anybody who may push can make."""
    commit(data)
    lines = [line for file in data.glob("*.jsonl") for line in file.read_text().splitlines()]
    hashes = sorted(map(text_hash, lines))
    version = sha256(b"".join(hashes)).hexdigest()
    file = data / "bridge.jsonl"
    file.write_text(file.read_text().replace("Told staff to wait.", "Told staff to go."))
    commit(data)
    git(data, "tag", version)

    message = f"a branch or tag is named like a version of the data: {version}\nhint: rename it"
    assert message in refused("check", "--against", version)
    assert 1 == run("check", "--against", version[:40])[0]


def test_of_two_commits_with_one_version_the_oldest_is_taken(run: Run, data: Path) -> None:
    """A record that was rewritten and put back was changed since the first of the two."""
    file = data / "bridge.jsonl"
    original = file.read_text()
    commit(data)
    first = git(data, "rev-parse", "HEAD")
    version = json.loads(run("list", "--json")[1])[0]["data_version"]
    file.write_text(original.replace("Told staff to wait.", "Told staff to go."))
    commit(data)
    file.write_text(original)
    commit(data)
    cut = cut_with(Folder(data), version)

    assert cut is not None
    assert first == cut.commit
