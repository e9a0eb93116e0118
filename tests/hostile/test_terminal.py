"""On a real terminal only our own colours and links act on the screen."""

import re
from itertools import cycle
from pathlib import Path

import pytest
from tests.cli.conftest import OnTerminal, on_terminal
from tests.datasets import write
from tests.hostile import records, screens, texts

__all__ = ["on_terminal"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write a dataset in which every text would act on a screen."""
    acting = cycle(f"{text} x" for text in texts.ACTING)
    return write(
        tmp_path / "data", [records.dressed(line, acting, acting) for line in records.every_kind()]
    ).path


@pytest.mark.parametrize(
    ("arguments", "ends"),
    [
        (("show", "said"), 0),
        (("show", "\x1b[31m\u202e\x9b"), 2),
        *(
            pytest.param(arguments, ends, marks=pytest.mark.slow)
            for arguments, ends in (
                (("list", "--all", "--actors", "any"), 0),
                (("report", "silence", "--issue", "bridge"), 0),
                (("check",), 1),
            )
        ),
    ],
)
def test_a_terminal_gets_no_sequence_but_ours(
    on_terminal: OnTerminal, arguments: tuple[str, ...], ends: int
) -> None:
    status, shown = on_terminal(100, *arguments)

    assert ends == status
    screens.coloured(shown)
    assert re.search(r"\^\[|\\u009b|\\x1b", shown)
