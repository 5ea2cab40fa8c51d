"""A line of tabs or keys: what of it is seen, pointed at and clicked."""

from typing import ClassVar

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.events import Click

from tui.panels.parts import Part, PartsLine
from tui.panels.tabs import Tabs

NAMES = ["One", "Two", "预算", "Four", "Five"]
LABELS = [(name, name, f"About {name}") for name in NAMES]


class Lines(App[None]):
    """Five tabs, twenty-eight cells with what is around them."""

    CSS = "PartsLine { height: 1; width: 1fr; }"
    clicked: ClassVar[list[str]] = []

    def compose(self) -> ComposeResult:
        yield Tabs(LABELS, "One", id="tabs")

    def on_parts_line_chosen(self, event: PartsLine.Chosen) -> None:
        assert event.control.id == "tabs"
        self.clicked.append(event.key)


def text(tabs: Tabs) -> str:
    return tabs.render_line(0).text


@pytest.mark.parametrize(
    ("width", "active", "seen"),
    [
        (30, "One", "[One] Two  预算  Four  Five   "),
        (28, "Five", " One  Two  预算  Four [Five]"),
        (28, "One", "[One] Two  预算  Four  Five "),
        # What is cut is told of, and the active one is whole.
        (20, "One", "[One] Two  预算  Fo›"),
        (14, "预算", "‹  Two [预算]›"),
        (14, "Five", "‹  Four [Five]"),
        # Half of a wide letter is a blank.
        (12, "Four", "‹ 算 [Four]›"),
    ],
)
async def test_the_active_one_is_in_sight(width: int, active: str, seen: str) -> None:
    async with Lines().run_test(size=(width, 5)) as pilot:
        tabs = pilot.app.query_one(Tabs)
        tabs.activate(active)
        await pilot.pause()
        assert text(tabs) == seen


async def test_each_is_pointed_at_and_clicked() -> None:
    Lines.clicked.clear()
    async with Lines().run_test(size=(20, 5)) as pilot:
        tabs = pilot.app.query_one(Tabs)
        for active in ("One", "Four", "Five"):
            tabs.activate(active)
            await pilot.pause()
            for name in NAMES:
                at = tabs.place_of(name).start - tabs.cut + 2
                if 0 < at < 19:
                    await pilot.hover(tabs, offset=(at, 0))
                    assert isinstance(tabs.tooltip, Text)
                    assert tabs.tooltip.plain == f"About {name}"
                    await pilot.click(tabs, offset=(at, 0))
                    await pilot.pause()
                    assert Lines.clicked.pop() == name
        await pilot.hover(None, offset=(1, 3))
        assert tabs.tooltip is None
        assert tabs.place_of("Six") == range(0)


async def test_under_a_mouse_that_rests_other_parts_are_told_of() -> None:
    async with Lines().run_test(size=(20, 5)) as pilot:
        tabs = pilot.app.query_one(Tabs)
        await pilot.hover(tabs, offset=(7, 0))
        assert str(tabs.tooltip) == "About Two"
        # In other words; cut elsewhere; wider.
        tabs.relabel([(name, name, f"Über {name}") for name in NAMES])
        assert str(tabs.tooltip) == "Über Two"
        tabs.activate("Five")
        assert str(tabs.tooltip) == "Über 预算"
        await pilot.resize_terminal(30, 5)
        await pilot.pause()
        assert str(tabs.tooltip) == "Über Two"


async def test_beside_the_parts_there_is_nothing() -> None:
    Lines.clicked.clear()
    async with Lines().run_test(size=(40, 5)) as pilot:
        tabs = pilot.app.query_one(Tabs)
        assert tabs.part_at(39) is None
        await pilot.click(tabs, offset=(39, 0))
        assert Lines.clicked == []
        # The same again is not drawn again.
        tabs.put([Part("a", (("a", "tabs--tab"),))])
        assert tabs.part_at(0) == Part("a", (("a", "tabs--tab"),))
        tabs.post_message(Click(tabs, 0, 0, 0, 0, 1, False, False, False))
        await pilot.pause()
        assert Lines.clicked == ["a"]
