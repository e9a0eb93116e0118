"""The shipped dataset, exported once."""

from tests.render.conftest import council as council
from tests.render.conftest import shipped as shipped
