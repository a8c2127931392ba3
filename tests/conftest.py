"""What holds for every test."""

import os

from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine, not about the code. The examples are the same in
# each run, so that no change fails for what it has not touched; `make soak` searches on with others.
settings.register_profile(
    "nblabel", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("search", settings.get_profile("nblabel"), derandomize=False)
settings.load_profile(os.environ.get("NBLABEL_TEST_EXAMPLES", "nblabel"))
