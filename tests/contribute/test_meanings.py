"""What a record means is history too: a field that others rest on changes with an amendment."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from tests.datasets import complete, write
from tests.repositories import commit

from stancetracker.base.vocabulary import AMENDED_FIELDS, AmendedField
from stancetracker.contribute.check import check
from stancetracker.ledger.kinds import CLASS_BY_KIND

Line = dict[str, Any]
TODAY: Final = "2026-03-01"
SIDES: Final = {"favor": "for the bridge", "against": "no bridge"}
ISSUE: Final[Line] = {
    "kind": "issue",
    "id": "bridge",
    "proposition": "The bridge should be built",
    "stance_words": SIDES,
}
ADA: Final[Line] = {"kind": "person", "id": "ada", "name": "Ada Lee"}
ACME: Final[Line] = {"kind": "organization", "id": "acme", "name": "Acme"}
VOTE: Final[Line] = {"kind": "event", "id": "vote", "date": "2026-01-10", "trigger": True}
STATEMENT: Final[Line] = {
    "kind": "statement",
    "id": "said",
    "speaker": "ada",
    "date": "2026-01-09",
    "stance": "favor",
}
SILENCE: Final[Line] = {
    "kind": "silence",
    "id": "checked",
    "actors": ["acme"],
    "date": "2026-01-12",
}
BEFORE: Final = ({"kind": "dataset"}, ISSUE, ADA, ACME, VOTE, STATEMENT, SILENCE)
CHANGES: Final[Mapping[str, tuple[Line, Line, str, str | None]]] = {
    "proposition": (ISSUE, {"proposition": "No bridge"}, "proposition", ISSUE["proposition"]),
    "since": (ISSUE, {"since": "2025-12-01"}, "since", "2026-01-01"),
    "side": (
        ISSUE,
        {"stance_words": {"favor": "no bridge", "against": "no bridge"}},
        "stance_words.favor",
        "for the bridge",
    ),
    "person": (ADA, {"name": "Bo Lee"}, "name", "Ada Lee"),
    "organization": (ACME, {"name": "Ajax"}, "name", "Acme"),
    "date": (VOTE, {"date": "2026-01-20"}, "date", "2026-01-10"),
    "trigger": (VOTE, {"trigger": False}, "trigger", "true"),
}
"""By name: the record, what changes in it, the field, and its old value."""


def amendment(record: Line, field: str, old: str | None, **others: Any) -> Line:
    values = {"corrects": record["id"], "type": "amendment", "field": field, "old": old}
    return {
        "kind": "correction",
        "id": f"amends-{field.replace('_', '-').replace('.', '-')}",
        **values,
        **others,
    }


def changed(record: Line, values: Line) -> list[Line]:
    return [line | values if line is record else line for line in BEFORE]


def found(path: Path, before: Sequence[Line], after: Sequence[Line]) -> list[str]:
    """Return the rewritten history and the fatal problems that a check against a commit finds."""
    write(path / "data", map(complete, before))
    commit(path)
    return found_since(path, after)


def found_since(path: Path, after: Sequence[Line]) -> list[str]:
    """Return what a check against the commit in a folder finds."""
    folder = write(path / "data", map(complete, after))._replace(cached=False)
    problems = check(folder, TODAY, against="HEAD").problems
    return [
        f"{problem.code} {problem.record} {problem.message}"
        for problem in problems
        if problem.code == "rewritten-history" or problem.severity == "fatal"
    ]


@pytest.mark.parametrize("name", CHANGES)
def test_what_records_rest_on_changes_only_with_an_amendment(tmp_path: Path, name: str) -> None:
    record, values, field, old = CHANGES[name]
    after = changed(record, values)
    [problem] = found(tmp_path, BEFORE, after)

    assert problem.startswith(f"rewritten-history {record['id']} ")
    assert "records rest on it, and a new `amendment` with the old value keeps history" in problem
    assert not found_since(tmp_path, [*after, amendment(record, field, old)])
    other_old = "Something else"
    assert problem in found_since(tmp_path, [*after, amendment(record, field, other_old)])


@pytest.mark.parametrize("name", CHANGES)
def test_an_amendment_of_before_is_of_no_use_again(tmp_path: Path, name: str) -> None:
    record, values, field, old = CHANGES[name]
    amended = amendment(record, field, old)

    assert 1 == len(found(tmp_path, [*BEFORE, amended], [*changed(record, values), amended]))


def test_a_field_that_is_turned_back_and_changed_again_is_proved_at_each_step(
    tmp_path: Path,
) -> None:
    """The third change is from the value of the first; amendments of its own tell them apart."""
    propositions = [ISSUE["proposition"], "A bridge", ISSUE["proposition"], "The bridge"]
    amendments = [
        amendment(ISSUE, "proposition", old, reason=f"Change {number}.", id=f"amends-{number}")
        for number, old in enumerate(propositions[:-1])
    ]
    states = [
        [*changed(ISSUE, {"proposition": proposition}), *amendments[:number]]
        for number, proposition in enumerate(propositions)
    ]
    *earlier, last = states
    for number, before in enumerate(earlier):
        assert not found(tmp_path / str(number), before, last)
    lost = [line for line in last if line is not amendments[-1]]
    assert 1 == len(found(tmp_path / "lost", states[-2], lost))


@pytest.mark.parametrize("name", CHANGES)
def test_what_nothing_rests_on_may_change(tmp_path: Path, name: str) -> None:
    record, values, *_ = CHANGES[name]
    unused = [line for line in BEFORE if line["kind"] not in ("statement", "silence")]
    after = [line | values if line is record else line for line in unused]

    assert not found(tmp_path, unused, after)


def test_sides_that_get_words_may_be_turned_round_by_them(tmp_path: Path) -> None:
    without = {name: value for name, value in ISSUE.items() if name != "stance_words"}
    before = [without, *BEFORE[2:]]
    after = [ISSUE, *BEFORE[2:]]
    amendments = [amendment(ISSUE, f"stance_words.{side}", None) for side in SIDES]

    assert 1 == len(found(tmp_path / "a", before, after))
    assert 1 == len(found(tmp_path / "b", before, [*after, amendments[0]]))
    assert not found(tmp_path / "c", before, [*after, *amendments])
    assert 1 == len(found(tmp_path / "d", after, before))


def test_a_name_that_becomes_another_name_is_free(tmp_path: Path) -> None:
    after = changed(ADA, {"name": "Ada Lee-Roy", "other_names": ["Ada Lee"]})

    assert not found(tmp_path, BEFORE, after)


@pytest.mark.parametrize("record", [ADA, ACME, VOTE, ISSUE], ids=lambda record: record["kind"])
def test_no_issue_event_or_actor_is_removed_even_if_nothing_rests_on_it(
    tmp_path: Path, record: Line
) -> None:
    before = [{"kind": "dataset"}, ISSUE, ADA, ACME, VOTE]
    gone = {record["id"], "vote" if record is ISSUE else ""}
    [problem, *_] = found(tmp_path, before, [line for line in before if line.get("id") not in gone])

    assert "this line was removed, and a `correction` keeps history" in problem


def test_an_id_that_becomes_a_former_id_is_kept_and_one_that_does_not_is_lost(
    tmp_path: Path,
) -> None:
    renamed = changed(ADA, {"id": "ada-lee", "former_ids": ["ada"]})
    lost = [
        {**line, "speaker": "ada-lee"} if line is STATEMENT else line
        for line in changed(ADA, {"id": "ada-lee"})
    ]

    assert not found(tmp_path / "a", BEFORE, renamed)
    assert 1 == len(found(tmp_path / "b", BEFORE, lost))


def test_a_person_taken_in_by_another_keeps_the_name(tmp_path: Path) -> None:
    bo: Line = {"kind": "person", "id": "bo", "name": "Bo"}
    merged = {**bo, "former_ids": ["ada"]}
    others = [line for line in BEFORE if line is not ADA]
    [problem] = found(tmp_path / "a", [*BEFORE, bo], [*others, merged])

    assert "Ada Lee" in problem
    named = {**merged, "other_names": ["Ada Lee"]}
    assert not found(tmp_path / "b", [*BEFORE, bo], [*others, named])


def test_an_issue_taken_in_by_another_keeps_its_meaning(tmp_path: Path) -> None:
    bridges = {**ISSUE, "id": "bridges", "proposition": "No bridge should be built"}
    merged = {**bridges, "former_ids": ["bridge"]}
    event = {**VOTE, "issues": ["bridges"]}
    before = [*(line for line in BEFORE if line is not VOTE), bridges, event]
    others = [line for line in before if line not in (ISSUE, bridges)]

    assert 1 == len(found(tmp_path / "a", before, [*others, merged]))
    same = {**merged, "proposition": ISSUE["proposition"]}
    assert not found(tmp_path / "b", before, [*others, same])


@pytest.mark.parametrize(
    "record, field, message",
    [
        (STATEMENT, "date", "said is of kind statement, which is withdrawn, not amended"),
        (ADA, "proposition", "no amendment changes the field proposition of the kind person"),
    ],
)
def test_only_issues_events_and_actors_are_amended_in_fields_of_theirs(
    tmp_path: Path, record: Line, field: str, message: str
) -> None:
    """Else it would withdraw what it names, or nobody would know what it says."""
    amended = amendment(record, field, "2026")

    assert [f"wrong-amendment {amended['id']} {message}"] == found(
        tmp_path, BEFORE, [*BEFORE, amended]
    )


def test_every_field_that_an_amendment_may_name_is_one_of_a_kind() -> None:
    fields = [field for fields in AMENDED_FIELDS.values() for field in fields]

    assert {*get_args(AmendedField)} == {*fields}
    for kind, names in AMENDED_FIELDS.items():
        for name in names:
            assert name.partition(".")[0] in CLASS_BY_KIND[kind].model_fields


def test_an_amendment_has_the_value_that_the_field_had(tmp_path: Path) -> None:
    """A page would show that Ada was once called Eve."""
    untrue = [*BEFORE, amendment(ADA, "name", "Eve")]
    steps = [amendment(ADA, "name", old, id=f"from-{old[0].lower()}") for old in ("Ada Lee", "Eve")]

    [message] = found(tmp_path, BEFORE, untrue)
    assert message.startswith(
        "rewritten-history amends-name An amendment of Ada Lee (name was “Eve”)"
    )
    assert message.endswith("; at the revision, it was: Ada Lee")
    assert [] == found_since(tmp_path, [*changed(ADA, {"name": "Flo"}), *steps])


PANELS: Final[Mapping[str, tuple[Sequence[Any], Sequence[Any], bool]]] = {
    "gone": (["ada", "acme"], ["ada"], True),
    "all gone": (["ada"], [], True),
    "removed": (["ada", "acme"], ["ada", {"actor": "acme", "removed": "2026-02-01"}], False),
    "back": (["ada", {"actor": "acme", "removed": "2026-02-01"}], ["ada", "acme"], True),
    "joined": (["ada"], ["ada", {"actor": "acme", "recorded": "2026-02-01"}], False),
    "joined from the start": (["ada"], ["ada", "acme"], True),
    "another day": (
        [{"actor": "ada", "recorded": "2026-02-01"}],
        [{"actor": "ada", "recorded": "2026-01-02"}],
        True,
    ),
    "a first panel": ([], ["ada", "acme"], False),
    "another order": (["ada", "acme"], ["acme", "ada"], False),
}
"""By name: a panel before and after, and whether its past is another one then."""


@pytest.mark.parametrize("name", PANELS)
def test_who_joins_or_leaves_a_panel_that_counts_rest_on_has_the_day(
    tmp_path: Path, name: str
) -> None:
    panel_before, panel_after, is_rewritten = PANELS[name]
    before = [
        line | {"panel": panel_before, "panel_rule": "All."} if line is ISSUE else line
        for line in BEFORE
    ]
    after = [
        line | {"panel": panel_after, "panel_rule": "All."} if line["kind"] == "issue" else line
        for line in before
    ]
    messages = found(tmp_path, before, after)

    assert is_rewritten == bool(messages)
    assert all("`stancetracker panel` keeps history" in message for message in messages)


def test_an_issue_that_took_in_another_has_its_members(tmp_path: Path) -> None:
    other = ISSUE | {"id": "span", "panel": ["acme"], "panel_rule": "All."}
    with_panel = ISSUE | {"panel": ["ada"], "panel_rule": "All."}
    merged = with_panel | {"panel": ["ada", "acme"], "former_ids": ["span"]}
    others = [line for line in BEFORE if line is not ISSUE]

    assert [] == found(tmp_path, [*others, with_panel, other], [*others, merged])
