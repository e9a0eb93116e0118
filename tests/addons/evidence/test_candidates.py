"""Proposals kept in a file, and the issue on GitHub that lists them."""

import json
import re
from pathlib import Path

from stancetracker.addons.evidence.candidates import Candidate, Candidates, issue_text


def candidate(number: int, title: str = "News") -> Candidate:
    """Return a proposed statement."""
    url = f"https://news.example/{number}"
    record = {"kind": "statement", "issue": "bridge", "sources": [{"url": url, "title": title}]}
    return Candidate.of(json.dumps({"record": record, "place": f"feed {number}"}))


def test_an_issue_on_github_has_no_more_than_there_is_room_for() -> None:
    many = [candidate(number, "<" * 500) for number in range(100)]
    text = issue_text(many, {}, {}, "")

    assert len(text.encode()) < 65_000
    assert text.startswith("<!-- stancetracker watch 100 ")
    [left_out] = re.findall(r"\nAnd (\d+) more items in the file of proposals\.\n\Z", text)
    assert 100 == text.count("\n- “") + int(left_out)


def test_an_address_in_an_issue_ends_where_it_should() -> None:
    record = {**candidate(1).record, "sources": [{"url": "https://a.example/)> @me [x](y)\u202e"}]}
    text = issue_text([candidate(1)._replace(record=record)], {}, {}, "")

    assert "[a.example](<https://a.example/%29%3E%20%40me%20%5Bx%5D%28y%29>)" in text


def test_proposals_are_kept_line_for_line(tmp_path: Path) -> None:
    file = tmp_path / "new" / "proposals"
    lines = [candidate(number).line for number in (1, 2)]
    Candidates(file, [candidate(1), candidate(2)]).save()

    assert lines == file.read_text().splitlines()
    kept = Candidates.load(file)
    kept.without({("feed 1", "bridge")})
    kept.save()
    assert lines[1:] == file.read_text().splitlines()
