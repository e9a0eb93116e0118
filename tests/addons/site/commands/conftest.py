"""The command line, as in the tests of the core's commands."""

from tests.cli.conftest import _surroundings as _surroundings
from tests.cli.conftest import append as append
from tests.cli.conftest import data as data
from tests.cli.conftest import here as here
from tests.cli.conftest import on_terminal as on_terminal
from tests.cli.conftest import refused as refused
from tests.cli.conftest import run as run
