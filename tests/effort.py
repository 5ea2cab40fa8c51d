"""How much is drawn at random: enough for every change, and ten times that before a release."""

import os

EFFORT = float(os.environ.get("KAMPLAN_TEST_EFFORT", "1"))
"""1 for `make test`, 10 for `make test-thorough`."""


def examples(count: int) -> int:
    """So many examples at the usual effort; a few at least."""
    return max(round(count * EFFORT), 5)
