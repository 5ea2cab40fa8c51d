"""Tests speak English, whatever the machine speaks, and remember nothing."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _english_throughout() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAMPLAN_LANG", "en")
        # Nothing is known from before, and nothing of the user's is touched.
        patch.setenv("KAMPLAN_CACHE", "off")
        patch.setenv("KAMPLAN_SETTINGS", "off")
        yield
