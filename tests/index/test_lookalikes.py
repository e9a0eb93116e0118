import pytest

from stancetracker.index.checks.duplicates import skeleton


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Réné Person", "rene  PERSON", True),
        ("Acme", "\u0410cme", True),
        ("Acme", "\uff21cme", True),
        ("Tim Cook", "Tim \u03f9ook", True),
        ("Nadella", "\u039dadella", True),
        ("Tim Cook", "Tim C00k", True),
        ("Tim Cook", "Tirn-Cook", True),
        ("sundar-pichai", "sundar-p1chai", True),
        ("Søren O'Neill", "Soren ONeill", True),
        ("item-1", "item-l", True),
        ("per-son", "person", True),
        ("person-a", "person-b", False),
        ("item-1", "item-10", False),
        ("?!", "!?", False),
    ],
)
def test_look_alikes_have_one_skeleton(one: str, other: str, same: bool) -> None:
    assert same == (skeleton(one) == skeleton(other))
