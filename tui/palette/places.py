"""Where one can go: modes, sheets, scenarios, and accounts by their names."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from kamplan.plan import Table
from kamplan.words import _, mark, plain
from tui.about import sheet_about
from tui.modes import AREAS, SCREENS, load
from tui.palette.entry import Entry

if TYPE_CHECKING:
    from tui.app import KamplanApp
    from tui.sheets.sheet import SheetKind

MOST_ACCOUNTS = 20
TO_ACCOUNT = mark("Go to account {name}")


def place_entries(app: "KamplanApp") -> Iterator[Entry]:
    """Modes, the sheets of each, and scenarios that could be made active."""
    for mode, (key, title, purpose) in AREAS.items():
        run = partial(app.action_switch_mode, mode)
        yield Entry(partial(_mode_name, title), run, key, partial(_, purpose))
    for mode, (key, title, _purpose) in AREAS.items():
        for kind in getattr(load(mode), SCREENS[mode]).kinds:
            go = partial(app.go_to_sheet, mode, kind.id)
            about = partial(_sheet_about, mode, title, kind)
            yield Entry(partial(_sheet_name, kind.title), go, key, about)
    if app.snapshot is not None and app.sheet_screen is not None:
        for name in app.snapshot.state.names:
            if name != app.snapshot.active:
                yield Entry(
                    partial(_, mark("Activate the scenario {name}"), name=plain(name)),
                    partial(app.sheet_screen.activate, name),
                )


def _mode_name(title: str) -> str:
    return _("Go to {mode}", mode=_(title))


def _sheet_name(title: Callable[[], str]) -> str:
    return _("Sheet: {title}", title=title())


def _sheet_about(mode: str, title: str, kind: "SheetKind") -> str:
    return f"{_(title)} · {sheet_about(mode, kind.id, kind.title())}"


class Accounts:
    """The accounts of a plan, ready to be searched with every key that is typed."""

    def __init__(self, table: Table, go: Callable[[str], object]) -> None:
        self._go = go
        self._keys: Sequence[str] = table["account"].tolist()
        self._names: Sequence[str] = table["name"].tolist()
        self._phrase = Entry(partial(_, TO_ACCOUNT, name=""), str)
        pairs = zip(self._keys, self._names, strict=True)
        self._folded = [f"{name}\n{key}".casefold() for key, name in pairs]

    def entries(self, words: Sequence[str]) -> Iterator[Entry]:
        """Those that have all the words, at most so many; whose name begins with them first.

        Words of "Go to account" itself may stand before them, where no name has those.
        """
        wanted = list(words)
        found = self._rows_with(wanted)
        if not found:
            said = " ".join(self._phrase.names).casefold()
            wanted = [word for word in words if word not in said]
            found = self._rows_with(wanted)
        found.sort(key=lambda row: not self._folded[row].startswith(wanted[0]))
        for row in islice(found, MOST_ACCOUNTS):
            key, name = self._keys[row], self._names[row] or self._keys[row]
            yield Entry(
                partial(_, TO_ACCOUNT, name=plain(name)),
                partial(self._go, key),
                about=partial(plain, key),
            )

    def _rows_with(self, words: Sequence[str]) -> list[int]:
        """The accounts that have all of some words; none without any."""
        if not words:
            return []
        return [row for row, text in enumerate(self._folded) if all(w in text for w in words)]
