"""Items that strangers made are read in a process apart, which their limits end."""

import codecs
import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pytest

from stancetracker.base import apart
from stancetracker.base.apart import Item, LimitError, UnreadableError
from stancetracker.base.errors import UsageError
from stancetracker.base.limits import Limits

SMALL = Limits(seconds=5, mebibytes=60)
"""Little memory, and more time than it takes to fill it on a slow or a busy machine."""
SHORT = Limits(seconds=0.1, mebibytes=60)


def read(*contents: bytes, function: Any = eval, limits: Limits = SMALL) -> Sequence[Any]:
    """Read items, by default as Python: what an item could make a library do, it does."""
    return [answer for _, answer in apart.run_all(function, map(Item, contents), limits=limits)]


@pytest.mark.parametrize(
    ("item", "limits", "reason"),
    [
        (b"sum(range(10 ** 12))", SHORT, "it takes more than 0.1 s of processor time"),
        # The watch can't run during one call that keeps the interpreter to itself.
        (b"10 ** 10 ** 8", SHORT, "it takes more than 0.1 s of processor time"),
        (b"len(b'.' * 10 ** 10)", SMALL, "it takes more than 60 MiB of memory"),
        (b"len([*map(str, range(10 ** 8))])", SMALL, "it takes more than 60 MiB of memory"),
        (b"__import__('os').abort()", SMALL, "what reads it crashes (status -6)"),
        (b"{}['a']", SMALL, "it is malformed"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit no memory at once")
def test_an_item_that_takes_too_much_is_named_and_those_after_it_are_read(
    item: bytes, limits: Limits, reason: str
) -> None:
    before, error, after = read(b"1", item, b"2", limits=limits)

    assert (1, reason, 2) == (before, error.message, after)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer")
def test_an_item_that_hangs_is_named_and_those_after_it_are_read() -> None:
    error, after = read(b"__import__('time').sleep(9)", b"2", limits=SHORT)

    assert ("what reads it hangs", 2) == (error.message, after)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (zlib.error("incorrect header check"), "it is damaged: incorrect header check"),
        (EOFError("ended before the marker"), "it is damaged: ended before the marker"),
        (BadZipFile("no zip file\nat all"), "it is damaged: no zip file"),
        (IndexError("list index out of range"), "it is damaged"),
        (AttributeError("'NoneType' object has no attribute 'x'"), "it is damaged"),
        (KeyError("/Root"), "it is damaged"),
        (zlib.error(), "it is damaged"),
    ],
)
def test_a_reason_is_what_a_library_says_of_the_bytes_not_of_its_code(
    error: Exception, message: str
) -> None:
    assert message == apart.with_reason("it is damaged", error)


def test_an_item_that_is_too_large_is_not_read() -> None:
    error, after = read(b" " * (apart.MOST_BYTES + 1), b"2", function=json.loads)

    assert ("it is larger than 50,000,000 bytes", 2) == (error.message, after)
    assert isinstance(error, LimitError)


def test_an_item_that_is_nested_too_deeply_is_named() -> None:
    [error] = read(b"[" * 100_000, function=json.loads)

    assert "it is nested too deeply" == error.message


def test_answers_come_in_order_with_what_all_items_share() -> None:
    items = [Item(b"%d " % number) for number in range(250)]

    assert [(item, item.content.decode()) for item in items] == [
        *apart.run_all(codecs.decode, items, "ascii")
    ]


def test_one_item_is_answered_or_raises() -> None:
    assert [1, "é\ud800"] == apart.run(json.loads, b'[1, "\\u00e9\\ud800"]')
    with pytest.raises(UnreadableError, match="it is malformed"):
        apart.run(json.loads, b"{")


def test_a_library_that_is_not_installed_stops_all() -> None:
    """No item can be read then, and the line that installs it is the hint."""
    item = b"__import__('stancetracker.base.plugins').base.plugins.require('This', ['no_such'], 'evidence')"

    with pytest.raises(UsageError, match="This needs no_such, which is not installed") as error:
        read(item)
    assert 'pip install "stancetracker[evidence]"' == error.value.hint


def test_nothing_in_the_folder_in_which_it_runs_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)

    assert [3] == read(b"3", limits=Limits(5, 200))
