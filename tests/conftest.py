"""Tests speak English, whatever the machine speaks, and remember nothing."""

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from typer.main import get_command

from kamplan.workers import cores


def pytest_xdist_auto_num_workers() -> int:
    """Three for two cores: a quarter of the time, tests wait for processes they have begun."""
    return cores() + cores() // 2


@pytest.fixture(scope="session", autouse=True)
def _english_throughout() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAMPLAN_LANG", "en")
        # Nothing is known from before, and nothing of the user's is touched.
        patch.setenv("KAMPLAN_CACHE", "off")
        patch.setenv("KAMPLAN_SETTINGS", "off")
        # Other tests run beside: processes of its own would only take turns with theirs. Pools
        # of processes have tests that ask for them.
        patch.setattr("kamplan.workers.cores", lambda: 1)
        # As in a process of its own: the commands are made once, not for each that is run.
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


def pytest_collection_finish() -> None:
    """What is loaded by now stays: a quarter of the interface's tests would be spent on looking
    through all libraries for garbage, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, *gc.get_threshold()[1:])
