"""The modes: their keys, names, what each is for, and its screen, loaded when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import cast

from textual.screen import Screen

from kamplan.words import _, mark

AREAS: dict[str, tuple[str, str, str]] = {
    "accounts": (
        "F3",
        mark("Accounts"),
        mark("Who is served, on which terms, and how they answer."),
    ),
    "limits": ("F4", mark("Budgets & limits"), mark("Money, goods and hours: what there is.")),
    "scenarios": ("F5", mark("Scenarios"), mark("What-ifs: what each changes, and how it stands.")),
    "plan": ("F6", mark("Plan"), mark("Who gets what, when, and what one more is worth.")),
    "compare": ("F7", mark("Compare"), mark("Scenarios side by side.")),
    "review": ("F8", mark("Review"), mark("What came of earlier plans.")),
}

SCREENS = {
    "accounts": "AccountsScreen",
    "limits": "LimitsScreen",
    "scenarios": "ScenariosScreen",
    "plan": "PlanScreen",
    "compare": "CompareScreen",
    "review": "ReviewScreen",
}
"""The screen of each mode; its module has the mode's name."""


def load(mode: str) -> ModuleType:
    """The module of a mode's screen."""
    return import_module(f"tui.screens.{mode}")


def screen_of(mode: str) -> Callable[[], Screen[None]]:
    """A screen whose module is loaded when it is asked for: not before the first one is seen."""

    def make() -> Screen[None]:
        screen = cast("Screen[None]", getattr(load(mode), SCREENS[mode])())
        # A new screen is styled as it is mounted. Textual would also read all styles anew, and
        # lay out the screen that is left, twice.
        screen._css_update_count = screen.app._css_update_count
        return screen

    return make


def mode_labels() -> list[tuple[str, str, str]]:
    """Key, label and tooltip of each."""
    return [(name, f"{key} {_(title)}", _(help_)) for name, (key, title, help_) in AREAS.items()]
