"""What the interface's tests leave out, unless they have the time."""

from collections.abc import Iterator
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from tests.effort import EFFORT

draw = Compositor.render_update


@pytest.fixture
def every_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what changes, as in a terminal."""
    monkeypatch.setattr(Compositor, "render_update", draw)


@pytest.fixture(scope="session", autouse=True)
def _drawn_when_looked_at() -> Iterator[None]:
    """A picture that nobody sees is not drawn: it was a third of the time.

    Looking at the screen, as `User.lines` does, draws all of it.
    """

    def drawn(
        self: Compositor,
        full: bool = False,
        screen_stack: list[Screen[object]] | None = None,
        simplify: bool = False,
    ) -> object:
        if full:
            return draw(self, full, screen_stack, simplify)
        self._dirty_regions.clear()
        return None

    with pytest.MonkeyPatch.context() as patch:
        if EFFORT <= 1:
            patch.setattr(Compositor, "render_update", drawn)
        yield


@pytest.fixture(scope="session", autouse=True)
def _styles_read_once() -> Iterator[None]:
    """Every program that a test runs has the same styles: a sixth of its start."""
    read = Stylesheet._parse_rules
    known: dict[Any, list[RuleSet]] = {}

    def once(self: Stylesheet, *words: Any, **more: Any) -> list[RuleSet]:
        key = words, tuple(more.items()), frozenset(self._variables.items())
        if key not in known:
            known[key] = read(self, *words, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        if EFFORT <= 1:
            patch.setattr(Stylesheet, "_parse_rules", once)
        yield
