"""How thorough the property tests are: quick and repeatable by default, `HYPOTHESIS_PROFILE=deep` to look anew.

The profile `verdict` looks for a failure and does not make it smaller.
"""

import os

from hypothesis import HealthCheck, Phase, settings

pytest_plugins = ["pytester"]

CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=16, derandomize=True, **CALM)
settings.register_profile("deep", max_examples=3000, **CALM)
settings.register_profile(
    "verdict", settings.get_profile("quick"), max_examples=600, phases=[Phase.generate], database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
