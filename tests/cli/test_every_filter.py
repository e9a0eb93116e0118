"""Every command either applies a filter or refuses it: one dropped unseen would be a false answer."""

from pathlib import Path

import pytest
from tests import commands
from tests.cli.conftest import Run
from tests.commands import ONE_OF_EACH, SMALL, Arguments
from tests.datasets import lines_of, write
from tests.depth import rest_slow

from stancetracker.reports.filters import FILTERS

VALUES: dict[str, tuple[str, ...]] = {
    "issue": ("--issue toll",),
    "person": ("--person cy",),
    "org": ("--org acme",),
    "tag": ("--tag steel",),
    "kind": ("--kind organization",),
    "stance": ("--stance undecided",),
    "stance_basis": ("--stance-basis inferred",),
    "own_words": ("--own-words",),
    "channel": ("--channel filing",),
    "source": ("--source paper.org",),
    "tier": ("--tier primary",),
    "since": ("--since 2026-01-31",),
    "until": ("--until 2026-01-02",),
    "status": ("--unchecked", "--searched", "--silent", "--spoke"),
    "stale": ("--stale",),
    "private": ("--private",),
    "moved": ("--moved",),
}
"""Each filter with values that not all rows of a report have; of a status, one that some lack."""
LINES = """
{"kind": "dataset"}
{"kind": "organization", "id": "acme", "tags": ["steel"]}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"} {"kind": "person", "id": "di"}
{"kind": "person", "id": "ed"} {"kind": "person", "id": "flo"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di", "ed"], "recheck_days": 90}
{"kind": "issue", "id": "toll", "title": "The toll", "panel": ["ada", "bo", "cy", "di"]}
{"kind": "petition", "id": "letter", "addressees": ["ada", "bo", "cy", "di", "ed"],
 "demands": [{"id": "a", "text": "Build it."}]}
{"kind": "event", "id": "vote", "date": "2026-01-05"}
{"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-08", "stance": "against",
 "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}
{"kind": "statement", "id": "b1", "speaker": "bo", "date": "2026-01-03", "stance": "favor"}
{"kind": "statement", "id": "b2", "speaker": "bo", "date": "2026-01-09", "stance": "mixed"}
{"kind": "statement", "id": "e1", "speaker": "ed", "date": "2026-01-05", "stance": "favor"}
{"kind": "statement", "id": "t1", "speaker": "cy", "issue": "toll", "date": "2026-01-04", "stance": "favor"}
{"kind": "statement", "id": "t2", "speaker": "cy", "issue": "toll", "date": "2026-01-06", "stance": "against"}
{"kind": "silence", "id": "s1", "actors": ["cy"], "date": "2026-01-12", "label": "No words."}
{"kind": "silence", "id": "s2", "actors": ["di"], "date": "2026-01-12", "basis": "reported", "label": "No words.",
 "sources": [{"url": "https://paper.org/2", "tier": "primary"}]}
{"kind": "silence", "id": "s3", "actors": ["bo"], "issue": "toll", "date": "2026-01-12"}
{"kind": "search", "id": "f1", "actors": ["di"], "issue": "toll", "date": "2026-01-20"}
{"kind": "tie", "id": "gift", "actor": "acme", "amount": {"value": 5, "currency": "USD", "bound": "exact"},
 "date": "2026"}
"""


LINES_WITH_FILTERS = [
    pytest.param(line, marks=() if line in ONE_OF_EACH else pytest.mark.slow)
    for line in SMALL
    if "stance_bases" in commands.flags(commands.program()[line[0]]) and line[0] != "export"
]


@pytest.fixture(scope="module")
def bridges_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("bridges") / "data", lines_of(LINES)).path


@pytest.fixture
def bridges(bridges_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a dataset that is only read, with one index for all tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(bridges_data.parent / "cache"))
    return bridges_data


def test_every_filter_is_tried() -> None:
    assert [filter.name for filter in FILTERS] == [*VALUES]


@pytest.mark.parametrize("line", LINES_WITH_FILTERS, ids=" ".join)
def test_a_command_applies_a_filter_or_refuses_it(
    run: Run, bridges: Path, monkeypatch: pytest.MonkeyPatch, line: Arguments
) -> None:
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-02-01")
    one_issue = ("--issue", "bridge") if line[0] == "report" else ()
    answers = {}
    for issue in ((), one_issue):
        status, answers[issue], errors = run(*line, *issue, "-d", str(bridges), "--md")
        assert status == 0, errors

    for name, values in VALUES.items():
        issue = () if name == "issue" else one_issue
        is_applied = []
        for flags in values:
            status, out, errors = run(*line, *issue, *flags.split(), "-d", str(bridges), "--md")
            refusal = f"stancetracker: {flags.split()[0]} doesn't apply to this report\n"
            assert status == 0 or (status == 2 and errors.startswith(refusal)), errors
            is_applied.append(status == 2 or out != answers[issue])
        assert any(is_applied), name


@pytest.mark.parametrize("name", rest_slow([*VALUES], 4))
def test_an_export_applies_a_filter(run: Run, bridges: Path, tmp_path: Path, name: str) -> None:
    def standings(*flags: str) -> str:
        place = tmp_path / str(len([*tmp_path.iterdir()]))
        asked = ("export", "csv", "-d", str(bridges), "--as-of", "2026-02-01", "-o", str(place))
        assert run(*asked, *flags)[0] == 0
        return (place / "standing.csv").read_text("utf-8")

    whole = standings()

    assert all(standings(*flags.split()) != whole for flags in VALUES[name])
