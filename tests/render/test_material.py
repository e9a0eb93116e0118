"""A large export is read as it is written."""

from tests.datasets import Line, complete, indexed

from stancetracker.index.queries import Question, set_question
from stancetracker.render.material import gather


def test_an_issue_is_read_when_those_before_it_are_written() -> None:
    issues: list[Line] = [
        {"kind": "issue", "id": issue, "panel": ["ada"]} for issue in ("toll", "bridge")
    ]
    question, asked = Question("2026-02-01"), list[str]()
    with indexed(map(complete, (*issues, {"kind": "person", "id": "ada"}))) as connection:
        set_question(connection, question)
        connection.set_trace_callback(asked.append)
        standings = gather(connection, question, None).standings()
        read = [
            (one.issue, sum(sql.startswith("WITH RECURSIVE sound") for sql in asked))
            for one in standings
        ]

    assert [("bridge", 1), ("toll", 2)] == read
