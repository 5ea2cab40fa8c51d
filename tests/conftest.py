"""Tests speak English, whatever the machine speaks."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _english_throughout() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAMPLAN_LANG", "en")
        yield
