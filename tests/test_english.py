"""Plain English everywhere people read: phrases that sounded translated do not come back."""

import pytest
from tools import english

NOW = """\
Tell in words what differs between two days
Name every mistake in a dataset, with its place and a hint
Bring data files to their canonical form
a flag again adds to them, another flag narrows them
turns it round
its ending tells the format
Those of whom words were reported that were not public
Also actors outside the panels, who are in no count
Answer from an index in memory, and leave that in the cache alone
`speaker` is no id: Tim Cook
the reader of the output has gone
nvidia, made of the name, is taken
Mend the rejected rows in that file
for 0 no public statement was found
put off while very many things are made
as far as they are anything
a stale look
the last look
What is derived from a record
"""


@pytest.mark.parametrize("phrase", NOW.splitlines())
def test_the_list_knows_what_sounded_translated(phrase: str) -> None:
    assert list(english.found("a file", 1, phrase))


@pytest.mark.parametrize(
    "phrase", ["It looks the same.", "look up a name", "What was said?", "look for a date"]
)
def test_the_list_knows_what_is_english(phrase: str) -> None:
    assert [] == list(english.found("a file", 1, phrase))


def test_nothing_that_people_read_sounds_translated() -> None:
    assert [] == [f"{one.file}:{one.line}: {one.phrase}: {one.text}" for one in english.offenders()]
