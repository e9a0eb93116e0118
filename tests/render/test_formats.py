"""What holds of every format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render import sample
from tests.render.sample import rendered

from stancetracker.base import plugins
from stancetracker.render import formats

TEXT_FORMATS = sorted({*plugins.names(formats)} - {"svg", "png", "pdf"})


def test_no_extension_belongs_to_two_formats() -> None:
    modules = [plugins.load(formats, name, "format") for name in plugins.names(formats)]
    extensions = [extension for module in modules for extension in module.EXTENSIONS]

    assert len(extensions) == len(set(extensions))


@pytest.mark.parametrize("name", TEXT_FORMATS)
@given(sample.MARKUP, st.booleans())
def test_no_format_writes_an_unsafe_character(name: str, text: str, flag: bool) -> None:
    output = rendered(name, sample.hostile(text), raw=flag)

    assert (
        sample.UNSAFE.search(re.sub("[\t\r]", "", output) if name in ("csv", "tsv") else output)
        is None
    )
