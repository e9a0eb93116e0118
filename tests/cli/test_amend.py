"""`stancetracker amend`: a next version of a record, a correction of it, and edits by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Append, OnTerminal, Refused, Run
from tests.datasets import stored
from tests.repositories import commit, git

EFFECTS = (
    "stancetracker: Ada Ångström on “The bridge”: merged into Cy | Young; before: public statement,"
    " against the proposition, 12 Jan 2026, different stances at different times\n"
    "stancetracker: Cy | Young on “The bridge”: public statement, for the proposition, Feb 2026,"
    " different stances at different times; before: public statement, for the proposition,"
    " Feb 2026\n"
)
DOUBT = "Ada Ångström (ada) and Cy | Young (cy) share no name: are they the same?"
WHY = ("--reason", "She said so.")
MERGE = ("amend", "ada", "--merge", "cy", *WHY)


def lines(data: Path, id: str) -> list[dict[str, Any]]:
    """Return the lines of a record, in the order of versions."""
    found = [line for line in stored(*data.rglob("*.jsonl")) if line.get("id") == id]
    return sorted(found, key=lambda line: line.get("version", 1))


def text(data: Path) -> str:
    return "".join(path.read_text() for path in sorted(data.rglob("*.jsonl")))


def test_a_field_is_set_in_a_next_version_and_the_old_line_stays(run: Run, data: Path) -> None:
    before = text(data)
    [old] = lines(data, "bo")

    status, out, err = run("amend", "bo", "--set", "name=Bo Li", "--editor", "Us", *WHY)

    new = {**old, "name": "Bo Li", "version": 2, "recorded": "2026-03-01"}
    new |= {"reason": "She said so.", "editor": "Us"}
    assert (0, new) == (status, json.loads(out))
    assert [old, new] == lines(data, "bo")
    assert set(before.splitlines()) <= set(text(data).splitlines())
    assert "nobody's standing changes" not in err
    assert 0 == run("check")[0]


def test_the_numbers_of_versions_follow_each_other(run: Run, data: Path) -> None:
    for name in ("Bo L.", "Bo Li"):
        run("amend", "bo", "--set", f"name={name}", *WHY)

    assert [1, 2, 3] == [line.get("version", 1) for line in lines(data, "bo")]


def test_the_dataset_is_amended_by_its_name(run: Run, data: Path) -> None:
    run("amend", "dataset", "--set", "title=Bridges and tolls", *WHY)

    titles = [line["title"] for line in stored(*data.rglob("*.jsonl")) if line["kind"] == "dataset"]
    assert {"Bridges", "Bridges and tolls"} == {*titles}
    assert "Bridges and tolls" in run("info")[1]


def test_no_value_takes_a_field_away(run: Run, data: Path) -> None:
    run("amend", "cy-1", "--set", "language=en", *WHY)
    run("amend", "ada-2", "--set", "demands=", *WHY)

    assert "en" == lines(data, "cy-1")[-1]["language"]
    assert "demands" not in lines(data, "ada-2")[-1]


def test_a_dry_run_prints_the_line_and_writes_nothing(run: Run, data: Path) -> None:
    before = text(data)
    status, out, _ = run("amend", "bo", "--set", "name=Bo Li", *WHY, "-n")

    assert (0, True) == (status, out.startswith('+++ people.jsonl\n+{"kind":"person","id":"bo"'))
    assert before == text(data)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("bo-1", "--set", "speaker=ada"), "what bo-1 is about never changes: `speaker`\nhint: re"),
        (("bo-1", "--set", "issue=toll"), "what bo-1 is about never changes: `issue`\nhint: retr"),
        (("bo", "--set", "id=bob"), "what bo is about never changes: `id`\nhint: retract it, and"),
        (("bo", "--set", "kind=issue"), "the kind of a record never changes\nhint: retract it"),
        (("tie-1", "--set", "type=donation"), "what tie-1 is about never changes: `type`"),
        (("bo", "--set", "version=7"), "`version` is written by the program\nhint: say why with"),
        (("bo", "--set", "nam=Bo"), "unknown field: nam\nhint: did you mean name?"),
        (("bo", "--set", "name"), "no field and value: name\nhint: write --set FIELD=VALUE"),
        (("bo", "--add", "name=Bo"), "`name` is no list\nhint: write --set name=VALUE"),
        (("bo", "--set", "other_names=Bo"), "`other_names` holds more than one value\nhint: write"),
        (
            ("bo", "--remove", "other_names=B"),
            "`other_names` does not have B\nhint: it has nothing",
        ),
        (("bo", "--set", "name=Bo [bold]Li[/bold]"), "bo says that already\n"),
        (("nobody", "--set", "name=Bo"), "unknown person or organization or issue: nobody"),
        (("bo",), "nothing to change in bo\nhint: --set, --add or --remove FIELD=VALUE"),
        (("--set", "name=Bo"), "no record named\nhint: stancetracker amend RECORD ..."),
        (("bo", "--restamp"), "--restamp is about all new lines\nhint: leave out the record"),
        (("bo", "--retract", "--redact"), "one change at a time\nhint: run amend for each"),
        (
            ("bo-1", "--add", "source=https://example.org/x"),
            "no record cites https://example.org/x",
        ),
    ],
)
def test_what_no_version_can_be_is_refused_in_a_line(
    refused: Refused, data: Path, flags: tuple[str, ...], message: str
) -> None:
    before = text(data)

    assert message in refused("amend", *flags, *WHY)
    assert before == text(data)


def test_a_version_needs_a_reason(refused: Refused, data: Path) -> None:
    message = "a version needs a reason\nhint: say why: --reason TEXT\n"

    assert message in refused("amend", "bo", "--set", "name=Bo Li")


def test_a_reason_is_asked_for_on_a_terminal(on_terminal: OnTerminal, data: Path) -> None:
    status, shown = on_terminal(300, "amend", "bo", "--set", "name=Bo Li", typed="As he signs.\n")

    assert (0, True) == (status, "reason: " in shown)
    assert "As he signs." == lines(data, "bo")[-1]["reason"]


def test_what_check_would_not_pass_is_refused(refused: Refused, data: Path) -> None:
    err = refused("amend", "cy-1", "--set", "stance=sideways", *WHY, status=1)

    assert "nothing was added" in err


# Panels and sources


def panel(data: Path) -> list[Any]:
    return list(lines(data, "bridge")[-1]["panel"])


def members(run: Run, *flags: str) -> list[str]:
    return [
        row["actor"] for row in json.loads(run("list", "--issue", "bridge", "--json", *flags)[1])
    ]


def test_who_joins_a_panel_is_named_and_who_leaves_gets_a_day(run: Run, data: Path) -> None:
    run("amend", "bridge", "--add", "panel=Eve", "--remove", "panel=Cy", *WHY)
    run("amend", "bridge", "--remove", "panel=dee", "--until", "2026-02-10", *WHY)

    assert ["ada", "bo", {"actor": "dee", "until": "2026-02-10"}, "fay", "eve"] == panel(data)
    assert 0 == run("check")[0]


def test_the_standings_that_a_panel_changes_are_said_first(run: Run, data: Path) -> None:
    err = run("amend", "bridge", "--remove", "panel=Cy", *WHY, "-n")[2]

    assert "Cy | Young on “The bridge”: no longer in the panel" in err


def test_a_source_is_added_as_another_record_describes_it(run: Run, data: Path) -> None:
    run("amend", "bo-1", "--add", "source=https://example.org/ada", *WHY)
    run("amend", "bo-1", "--add", "source=https://example.org/x", "--tier", "primary", *WHY)

    assert [
        {"url": "https://example.org/ada", "tier": "secondary", "publisher": "The Example"},
        {"url": "https://example.org/x", "tier": "primary"},
    ] == lines(data, "bo-1")[-1]["sources"][1:]


def test_an_actor_is_taken_out_of_a_silence(run: Run, append: Append, data: Path) -> None:
    append(json.dumps({**lines(data, "look-dee")[0], "id": "look", "actors": ["dee", "fay"]}))
    err = run("amend", "look", "--remove", "actors=Fay", *WHY)[2]

    assert ["dee"] == lines(data, "look")[-1]["actors"]
    assert "Fay on “The bridge”: no record; before: no public statement" in err or "Fay" in err


# Corrections


def test_a_retraction_withdraws_a_record(run: Run, data: Path) -> None:
    status, out, err = run("amend", "eve-1", "--retract", *WHY)

    assert (0, "retraction", "eve-1") == (
        status,
        json.loads(out)["type"],
        json.loads(out)["corrects"],
    )
    assert "Eve on “The toll”" in err


def test_a_redaction_removes_every_line_and_names_its_hash_and_day(run: Run, data: Path) -> None:
    run("amend", "eve-1", "--set", "summary=Saw both.", *WHY)
    status, out, _ = run("amend", "eve-1", "--redact", "--reason", "A court said so.")

    redaction = json.loads(out)
    assert (0, ["2026-01-06", "2026-03-01"]) == (
        status,
        [entry["recorded"] for entry in redaction["removed"]],
    )
    assert all(len(entry["sha256"]) == 64 for entry in redaction["removed"])
    assert [] == lines(data, "eve-1")
    assert "Saw both" not in text(data)
    assert 0 == run("check")[0]


def test_a_merge_of_two_who_share_no_name_takes_a_flag_in_a_pipe(
    refused: Refused, data: Path
) -> None:
    before = text(data)

    assert f"{EFFECTS}stancetracker: {DOUBT}\nhint: if they are: --same\n" == refused(*MERGE)
    assert before == text(data)


def test_a_confirmed_merge_appends_that_one_is_the_other(run: Run, data: Path) -> None:
    before = text(data)
    status, out, err = run(*MERGE, "--same")

    assert (0, ["merge", "ada", "cy"]) == (
        status,
        [json.loads(out)[name] for name in ("type", "corrects", "replacement")],
    )
    assert err.startswith(EFFECTS)
    assert text(data).startswith(before[:100])
    assert "cy" == json.loads(run("show", "Ada Ångström", "--json")[1])["id"]


def test_a_dry_run_of_a_merge_prints_what_would_change_and_what_it_takes(
    run: Run, data: Path
) -> None:
    status, out, err = run(*MERGE, "-n")

    assert (0, True) == (status, out.startswith("+++ "))
    assert f"{EFFECTS}stancetracker: {DOUBT} If they are: --same\n" == err


def test_a_merge_of_two_who_share_no_name_takes_a_yes_on_a_terminal(
    on_terminal: OnTerminal, data: Path
) -> None:
    before = text(data)
    status, shown = on_terminal(300, *MERGE, typed="n\n")

    assert (1, True) == (status, shown.endswith("stancetracker: nothing was merged\n"))
    assert before == text(data)
    assert 0 == on_terminal(300, *MERGE, typed="y\n")[0]


@pytest.mark.parametrize("pair", [("a-a", "ada"), ("ada", "a-a")])
def test_a_merge_against_distinct_from_of_either_side_is_refused(
    refused: Refused, append: Append, data: Path, pair: tuple[str, str]
) -> None:
    append(
        '{"kind":"person","id":"a-a","name":"A. A.","distinct_from":["ada"],'
        '"memberships":[{"role":"poet"}],"recorded":"2026-03-01"}'
    )

    message = "a-a is on record as distinct from ada\nhint: if they are one: stancetracker amend"
    assert message in refused("amend", pair[0], "--merge", pair[1], "--same", *WHY)


def test_actors_of_two_kinds_are_not_merged(refused: Refused, data: Path) -> None:
    message = "acme is of kind organization, not person"

    assert message in refused("amend", "ada", "--merge", "acme", "--same", *WHY)


# Edits by hand


def edit(data: Path, old: str, new: str) -> None:
    file = data / "bridge.jsonl"
    content = file.read_text()
    assert old in content
    file.write_text(content.replace(old, new, 1))


@pytest.mark.parametrize("is_committed", [False, True])
def test_an_edit_by_hand_becomes_a_version_and_the_old_line_comes_back(
    run: Run, data: Path, is_committed: bool
) -> None:
    commit(data.parent)
    before = text(data)
    if is_committed:
        git(data.parent, "branch", "upstream")
        git(data.parent, "branch", "--set-upstream-to=upstream")
    edit(data, '"role":"mayor"', '"role":"former mayor"')
    if is_committed:
        commit(data.parent, "by hand")

    status, _, err = run("amend", *WHY)

    assert (0, True) == (status, "added at people.jsonl:1" in err)
    assert before == (data / "bridge.jsonl").read_text()
    assert ["mayor", "former mayor"] == [
        line["memberships"][0]["role"] for line in lines(data, "bo")
    ]
    assert 2 == lines(data, "bo")[-1]["version"]
    again = text(data)
    assert "no line was edited since" in run("amend", *WHY)[2]
    assert again == text(data)


def test_an_edit_by_hand_needs_a_reason(refused: Refused, data: Path) -> None:
    commit(data.parent)
    edit(data, '"role":"mayor"', '"role":"former mayor"')

    assert "a version needs a reason\nhint: say why: --reason TEXT" in refused("amend")


def test_the_reason_of_an_edit_is_asked_for_with_the_record(
    on_terminal: OnTerminal, data: Path
) -> None:
    commit(data.parent)
    edit(data, '"role":"mayor"', '"role":"former mayor"')
    _, shown = on_terminal(300, "amend", typed="He left.\n")

    assert "bo: reason: " in shown
    assert "He left." == lines(data, "bo")[-1]["reason"]


def test_a_line_that_the_base_does_not_have_may_be_edited(
    run: Run, append: Append, data: Path
) -> None:
    commit(data.parent)
    new = {**lines(data, "bo")[0], "id": "zoe", "name": "Zoe", "recorded": "2026-03-01"}
    append(json.dumps(new))
    edit(data, '"Zoe"', '"Zoë"')
    before = text(data)

    assert "no line was edited since" in run("amend", *WHY)[2]
    assert before == text(data)


def test_a_deleted_line_comes_back(run: Run, data: Path) -> None:
    commit(data.parent)
    [line] = [row for row in text(data).splitlines() if '"id":"eve-1"' in row]
    edit(data, f"{line}\n", "")
    err = run("amend", *WHY)[2]

    assert "1 deleted line put back: eve-1\n" in err
    assert "to withdraw a record: stancetracker amend ID --retract --reason TEXT" in err
    assert 1 == len(lines(data, "eve-1"))


def test_a_redacted_line_does_not_come_back(run: Run, data: Path) -> None:
    commit(data.parent)
    run("amend", "eve-1", "--redact", *WHY)

    assert "no line was edited since" in run("amend", *WHY)[2]
    assert [] == lines(data, "eve-1")


def test_a_backdated_line_comes_back_as_it_was(run: Run, data: Path) -> None:
    commit(data.parent)
    before = text(data)
    edit(data, '"recorded":"2026-01-06"', '"recorded":"2025-01-06"')
    run("amend", *WHY)

    assert before == text(data)


def test_an_edit_of_what_a_record_is_about_is_refused(refused: Refused, data: Path) -> None:
    commit(data.parent)
    edit(data, '"speaker":"eve"', '"speaker":"ada"')

    assert "what eve-1 is about never changes: `speaker`" in refused("amend", *WHY)


def test_an_edit_outside_a_repository_is_not_known(refused: Refused, data: Path) -> None:
    assert "not in a git repository" in refused("amend", *WHY)


def test_new_lines_that_waited_get_today_as_their_day(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(data.parent)
    before = text(data)
    run("amend", "bo", "--set", "name=Bo Li", *WHY)
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-03-20")

    would, did, again = (run("amend", "--restamp", *flags)[2] for flags in (("-n",), (), ()))

    assert "1 new line would get 2026-03-20 as the day of recording\n" in would
    assert "1 new line got 2026-03-20 as the day of recording\n" in did
    assert "0 new lines got 2026-03-20" in again
    assert "2026-03-20" == lines(data, "bo")[-1]["recorded"]
    assert set(before.splitlines()) <= set(text(data).splitlines())


def test_a_record_that_was_corrected_has_a_next_version(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The correction was recorded before that version, but after the first."""
    run("amend", "look-dee", "--retract", *WHY)
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-03-20")
    status, _, err = run("amend", "look-dee", "--set", "note=Seen again.", *WHY)

    assert (0, 0) == (status, run("check")[0]), err
    assert [1, 2] == [line.get("version", 1) for line in lines(data, "look-dee")]
