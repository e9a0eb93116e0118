"""How often the whole program is tried."""

from hypothesis import HealthCheck, Phase, settings
from tests.depth import DEEP, PROFILE, tried

# An example is many command lines: what fails is told as it is found, and made smaller only where there is time.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if DEEP else ()))


def often(few: int, many: int) -> settings:
    """Return settings of a law whose examples each run many command lines."""
    return settings(
        tried(few, many),
        derandomize=PROFILE == "quick",
        database=None,
        phases=_PHASES,
        suppress_health_check=list(HealthCheck),
    )
