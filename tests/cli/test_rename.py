"""Two people who become one: the standings that this changes, and a yes to it."""

from pathlib import Path

from tests.cli.conftest import Append, OnTerminal, Refused, Run

EFFECTS = (
    "stancetracker: Ada Ångström on “The bridge”: merged into Cy | Young; before: public statement,"
    " against the proposition, 12 Jan 2026, different stances at different times\n"
    "stancetracker: Cy | Young on “The bridge”: public statement, for the proposition, Feb 2026,"
    " different stances at different times; before: public statement, for the proposition,"
    " Feb 2026\n"
)
DOUBT = "Ada Ångström (ada) and Cy | Young (cy) share no name: are they the same?"
MERGE = ("rename", "ada", "cy")


def test_a_merge_of_two_who_share_no_name_takes_a_flag_in_a_pipe(
    refused: Refused, data: Path
) -> None:
    before = (data / "bridge.jsonl").read_text()
    hint = "hint: if they are: stancetracker rename ada cy --merge\n"

    assert f"{EFFECTS}stancetracker: {DOUBT}\n{hint}" == refused(*MERGE)
    assert before == (data / "bridge.jsonl").read_text()


def test_a_confirmed_merge_prints_the_standings_that_it_changes(run: Run, data: Path) -> None:
    done = f"{EFFECTS}stancetracker: ada merged into cy\n"

    assert (0, "", done) == run(*MERGE, "--merge")


def test_a_dry_run_of_a_merge_prints_what_would_change_and_what_it_takes(
    run: Run, data: Path
) -> None:
    status, out, err = run(*MERGE, "-n")

    assert (0, True) == (status, out.startswith("--- a/bridge.jsonl\n"))
    would = f"stancetracker: {DOUBT} If they are: --merge\n"
    assert f"{EFFECTS}{would}stancetracker: ada would be merged into cy\n" == err


def test_a_merge_of_two_who_share_no_name_takes_a_yes_on_a_terminal(
    on_terminal: OnTerminal, data: Path
) -> None:
    before = (data / "bridge.jsonl").read_text()
    status, shown = on_terminal(300, *MERGE, typed="n\n")

    assert (1, f"n\n{EFFECTS}{DOUBT} (y, n): stancetracker: nothing was renamed\n") == (
        status,
        shown,
    )
    assert before == (data / "bridge.jsonl").read_text()
    status, shown = on_terminal(300, *MERGE, typed="y\n")
    assert (0, True) == (status, shown.endswith("stancetracker: ada merged into cy\n"))


def test_two_who_share_a_name_are_merged_without_a_question(
    run: Run, append: Append, data: Path
) -> None:
    append('{"kind":"person","id":"a-angstroem","name":"A. A.","memberships":[{"role":"CEO"}]}')
    said = "nobody's standing changes\nstancetracker: a-angstroem merged into ada\n"

    assert (0, "", f"stancetracker: {said}") == run("rename", "a-angstroem", "ada")


def test_two_of_whom_one_is_said_to_be_another_take_a_flag(
    refused: Refused, append: Append, data: Path
) -> None:
    append(
        '{"kind":"person","id":"a-a","name":"A. A.","distinct_from":["ada"],'
        '"memberships":[{"role":"poet"}]}'
    )

    said = (
        "A. A. (a-a) and Ada Ångström (ada) are on record as two: do they turn out to be the same?"
    )
    assert said in refused("rename", "a-a", "ada")


def test_a_merge_into_nobody_is_no_rename(refused: Refused, data: Path) -> None:
    assert "nothing to merge with: cyy\nhint: to rename it, leave out --merge\n" in refused(
        "rename", "ada", "cyy", "--merge"
    )
