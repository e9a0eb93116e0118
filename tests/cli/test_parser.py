"""Commands are files; help, completion and the option groups."""

from typing import Annotated

import pytest
import typer

from stancetracker.cli import options, parser


def test_two_groups_with_one_flag_are_an_error() -> None:
    def function(one: options.Asked, two: options.Asked) -> None: ...

    with pytest.raises(ValueError, match="duplicate parameter name"):
        parser.spread(function)


def test_a_command_can_be_called_with_its_flags() -> None:
    """A flag that must be given, and a group."""
    got: list[object] = []

    def function(name: Annotated[str, typer.Option()], as_of: options.Asked) -> None:
        got.extend([name, as_of])

    given = {"data": None, "no_cache": False, "as_of": "2026-01-26", "known_by": None, "audience": "any"}
    parser.spread(function)(name="x", **given)

    assert ["x", given] == [got[0], vars(got[1])]
