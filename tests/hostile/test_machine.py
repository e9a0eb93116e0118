"""A ledger that is added to, edited, formatted and damaged keeps what it acknowledged.

The model is a plain dictionary of the records that were acknowledged, and the rule once more in plain Python
(`tests.oracle`); whether a record may be added, `check` tells of a copy that it was written into by hand.
"""

import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from itertools import cycle
from pathlib import Path
from tempfile import mkdtemp
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests import oracle
from tests.datasets import Line, complete, lines_of, stored, write
from tests.depth import DEEP, often
from tests.faults.injection import ENDS, TODAY
from tests.hostile import screens, texts
from tests.hostile.records import canonical, dressed
from tests.index.strategies import corrections, questions, replies, silences, statements

from stancetracker.cli.app import main
from stancetracker.ledger.kinds import CLASS_BY_KIND

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
LATER = st.sampled_from(["2026-01-10", "2026-02-01", "2026-02-28"])
BASE = lines_of("""
{"kind": "dataset"} {"kind": "organization", "id": "acme"} {"kind": "person", "id": "bo"}
{"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]} {"kind": "event", "id": "vote", "trigger": true}
{"kind": "issue", "id": "tunnel", "panel": ["ada", "acme"], "recheck_days": 5}
""")
# What is tried here does not depend on long texts, and they take their time.
SHORT, SHORT_NAMES = (
    strategy.filter(lambda text: len(text) < 300) for strategy in (texts.welcome, texts.names)
)
GARBAGE = b"\xd9\xd5" * 500
ALL = {
    kind: f"{kind}_all" for kind in ("statement", "silence", "tie", "event", "reply", "petition")
}
EVERY_ID = " UNION ALL ".join(
    f"SELECT id FROM {ALL.get(k, k)}" for k in CLASS_BY_KIND if k != "dataset"
)


@st.composite
def fresh(draw: st.DrawFn, lines: Sequence[Line]) -> Line:
    """Draw a record without an id; it may contradict the lines."""
    correctable = [line for line in lines if line["kind"] in ("statement", "silence", "event")]
    kinds = [
        statements(LATER),
        statements(LATER),
        silences(LATER),
        st.builds(
            complete, st.fixed_dictionaries({"kind": st.just("organization"), "id": st.just("new")})
        ),
        st.builds(complete, st.just({"kind": "tie", "actor": "ada"})),
        corrections(correctable, LATER),
        replies(draw(st.sampled_from(correctable))["id"], LATER),
    ]
    line = draw(st.sampled_from(kinds).flatmap(lambda kind: kind))
    return dressed(line, cycle([draw(SHORT)]), cycle([draw(SHORT_NAMES)]))


class Ledger(RuleBasedStateMachine):
    """A dataset, its index, and what they should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.path = Path(mkdtemp())
        self.data = self.path / "data"
        self.file = self.path / "given.jsonl"
        self.acknowledged: dict[str, Line] = {}
        self.count = 0
        self.indexes: list[bytes] = []
        self.asked: tuple[str, str | None, str] = ("2026-02-01", None, "public")
        environ = {
            "HOME": str(self.path / "home"),
            "XDG_CACHE_HOME": str(self.path / "cache"),
            "STANCETRACKER_DATA": str(self.data),
            "STANCETRACKER_TODAY": TODAY,
            "COLUMNS": "100",
        }
        self.patch = mock.patch.dict(os.environ, environ)
        self.patch.start()

    def teardown(self) -> None:
        self.patch.stop()
        shutil.rmtree(self.path)

    @initialize(one_file=st.booleans())
    def begins(self, one_file: bool) -> None:
        """Write some records, in one file or one file a kind."""
        for name in ["statements"] if one_file else {line["kind"] for line in BASE}:
            write(
                self.data,
                [line for line in BASE if one_file or line["kind"] == name],
                f"{name}.jsonl",
            )
        self.acknowledge(BASE)

    # What a contributor does.

    @rule(data=st.data(), times=st.integers(1, 2))
    def adds(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            line = self.drawn(data)
            write(self.path, [line], self.file.name)
            status, _, err = self.run("add", "--json", str(self.file))
            assert (status == 0) == self.passes(line), err
            assert status == 0 or ".jsonl:" in err
            self.acknowledge([line] if status == 0 else [])

    @rule(data=st.data())
    def imports(self, data: st.DataObject) -> None:
        """Import lines, of which the bad are rejected by number and the rest stored."""
        lines = [self.drawn(data) for _ in range(data.draw(st.integers(2, 4)))]
        write(self.path, lines, self.file.name)
        rejects = self.path / "rejects"
        rejects.unlink(missing_ok=True)
        status, _, err = self.run("import", str(self.file), "--rejects", str(rejects))
        rejected = {int(number) for number in re.findall(r"line (\d+) rejected: ", err)}
        assert status == int(bool(rejected)), err
        assert len(rejected) == (len(stored(rejects)) if rejects.exists() else 0)
        self.acknowledge([line for number, line in enumerate(lines, 1) if number not in rejected])
        assert not any(self.passes(lines[number - 1]) for number in rejected)

    # What an editor, a merge or a hurried hand does.

    @rule(data=st.data())
    def is_edited(self, data: st.DataObject) -> None:
        """Move lines between places and files, with unusual spacing."""
        lines = [json.dumps(line, separators=(" ,", ": ")) for line in self.acknowledged.values()]
        lines = data.draw(st.permutations(lines))
        middle = data.draw(st.integers(0, len(lines)))
        for file in self.data.glob("*.jsonl"):
            file.unlink()
        for name, part in (("a", lines[:middle]), ("statements", lines[middle:])):
            (self.data / f"{name}.jsonl").write_text(
                "".join(f"{line}\n" for line in part), encoding="utf-8"
            )

    @rule()
    def is_formatted(self) -> None:
        assert 0 == self.run("fmt")[0]

    # What happens to the index.

    @rule(data=st.data(), question=questions)
    def is_damaged(self, data: st.DataObject, question: tuple[str, str | None, str]) -> None:
        """Delete, truncate, garble or age the index, and ask another question."""
        self.asked = question
        for index in (self.path / "cache").rglob("*.sqlite"):
            content = index.read_bytes()
            self.indexes.append(content)
            at = data.draw(st.integers(0, len(content)))
            garbled = content[:at] + GARBAGE + content[at + len(GARBAGE) :]
            index.write_bytes(
                data.draw(st.sampled_from([content, *self.indexes, content[:at], garbled]))
            )
            if data.draw(st.booleans()):
                index.unlink()

    # What holds after each of them.

    @invariant()
    def all_that_was_acknowledged_is_there_once(self) -> None:
        lines = stored(*self.data.glob("*.jsonl"))
        assert canonical(lines) == canonical(self.acknowledged.values())

    @invariant()
    def the_dataset_is_sound(self) -> None:
        status, out, err = self.run("check")
        assert 0 == status, (out, err)

    @invariant()
    def the_answer_is_that_of_the_data(self) -> None:
        as_of, known_by, audience = self.asked
        known_by_flag = () if known_by is None else ("--known-by", known_by)
        everyone = ("--all", "--audience", audience)
        status, out, err = self.run("list", *everyone, "--json", "--as-of", as_of, *known_by_flag)
        assert 0 == status, err
        lines = [line for line in self.acknowledged.values() if line["kind"] != "dataset"]
        expected = oracle.standings(lines, *self.asked)
        assert expected == [
            {name: row[name] for name in expected[0]} for row in screens.strictly(out)
        ]
        ids = json.loads(self.run("query", EVERY_ID, "--json")[1])
        assert sorted(row["id"] for row in ids) == sorted(filter(None, self.acknowledged))

    # The tools of the trade.

    def drawn(self, data: st.DataObject) -> Line:
        self.count += 1
        return {**data.draw(fresh(list(self.acknowledged.values()))), "id": f"r{self.count}"}

    def run(self, *arguments: str) -> tuple[int, str, str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
        with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            status = main(arguments)
        for stream in streams:
            stream.seek(0)
        out, err = (stream.read() for stream in streams)
        assert status in ENDS
        assert "Traceback" not in err
        assert "internal error" not in err, err
        return status, out, err

    def acknowledge(self, lines: Iterable[Line]) -> None:
        self.acknowledged |= {line.get("id", ""): line for line in lines}

    def passes(self, line: Line) -> bool:
        copy = self.path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        write(copy, [*self.acknowledged.values(), line])
        return self.run("check", "-d", str(copy))[0] == 0


@pytest.mark.slow
def test_a_ledger_keeps_what_it_acknowledged_whatever_happens() -> None:
    run_state_machine_as_test(
        Ledger, settings=settings(often(1, 100), stateful_step_count=30 if DEEP else 15)
    )
