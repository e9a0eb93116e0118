"""A format is a file."""

from __future__ import annotations

import pytest

from stancetracker.base import plugins
from stancetracker.render import formats


@pytest.mark.parametrize("name", plugins.names(formats))
def test_every_format_says_what_it_is(name: str) -> None:
    module = plugins.load(formats, name, "format")

    assert module.EXTENSIONS
    assert callable(module.render)
    assert 10 < len(plugins.about(formats, name, "format")) <= 72


def test_no_ending_belongs_to_two_formats() -> None:
    endings = [
        ending
        for name in plugins.names(formats)
        for ending in plugins.load(formats, name, "format").EXTENSIONS
    ]

    assert len(endings) == len(set(endings))
