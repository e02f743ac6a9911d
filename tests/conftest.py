"""How thorough the property tests are: quick by default, `HYPOTHESIS_PROFILE=deep` for a long look."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", settings.get_profile("quick"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
