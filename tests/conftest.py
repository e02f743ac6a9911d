"""How thorough the property tests are: quick and repeatable by default, `HYPOTHESIS_PROFILE=deep` to look anew."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=35, derandomize=True, **CALM)
settings.register_profile("deep", max_examples=3000, **CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
