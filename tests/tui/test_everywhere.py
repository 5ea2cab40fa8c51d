"""What holds in every mode: keys, help, palette, language, theme, size, names, other people."""

import gettext
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from rich.cells import cell_len
from textual.binding import Binding
from textual.command import CommandList
from textual.dom import DOMNode

import tui
from kamplan.desk import Desk, DeskState, Typed
from kamplan.wording.headings import SETTINGS
from kamplan.words import plain, use_language
from solver import SolverTrouble
from tests.desk.desks import SHORT, assert_whole, cell, value
from tests.plan.folders import TINY, edited, write_folder
from tests.tui.apps import (
    LARGE,
    SMALL,
    WIDE,
    Held,
    InProcess,
    User,
    at_work,
    tiny,
    tiny_with,
)
from tui.app import KamplanApp
from tui.grid import Grid
from tui.modes import AREAS
from tui.palette.actions import ACTIONS
from tui.panels.key_bar import KeyBar
from tui.screens.scenarios import ScenariosScreen
from tui.screens.sheet_screen import SheetScreen

MODES = {name: key.lower() for name, (key, _title, _help) in AREAS.items()}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


# Keys


def bindings() -> list[Binding]:
    """Every binding of the interface."""
    found: dict[int, Binding] = {}
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        for owner in vars(importlib.import_module(module.name)).values():
            if isinstance(owner, type) and issubclass(owner, DOMNode):
                if not owner.__module__.startswith("tui."):
                    continue
                for binding in owner.__dict__.get("BINDINGS", ()):
                    assert isinstance(binding, Binding), owner
                    found[id(binding)] = binding
    return list(found.values())


def test_every_key_has_a_name_of_its_own_and_words() -> None:
    names = [binding.id for binding in bindings()]
    assert len(names) > 60
    assert all(names)
    assert len(names) == len(set(names))
    assert all(binding.description for binding in bindings())


def assert_help(user: User, mode: str) -> None:
    """The dialog tells what the mode is for and every key that the key bar may show."""
    assert AREAS[mode][1] in user.dialog
    for each in user.screen.active_bindings.values():
        if each.binding.show:
            words = f"{user.app.get_key_display(each.binding)}  {each.binding.description}"
            assert words in user.dialog, mode
    for other, (key, title, _help) in AREAS.items():
        assert other == mode or f"{key}  {title}" in user.dialog


async def test_every_mode_is_reached_by_key_and_by_click_and_has_its_help(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        for name, key in MODES.items():
            await user.press(key)
            assert user.screen.mode == name
            await user.press("f1")
            assert_help(user, name)
            await user.press("f1" if name in ("accounts", "plan") else "escape")
            assert user.dialog == ""
        for name in MODES:
            await user.click_part("#modes", name)
            assert user.screen.mode == name
        await user.press("f3", "ctrl+e", "f1")
        assert "Keys" in user.dialog
        await user.press("escape", "escape")
        assert user.dialog == ""
        await user.click("#active")
        assert "Which scenario do edits belong to?" in user.dialog


async def test_a_key_is_clicked_and_one_that_cannot_be_used_rings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    async with at_work(tiny(tmp_path / "plan"), size=LARGE) as user:
        monkeypatch.setattr(user.app, "bell", lambda: rung.append(user.screen.mode))
        await user.press("f5")
        (edit,) = (part for part in user.screen.query_one(KeyBar).parts if "(Edit)" in part.text)
        await user.click_part("KeyBar", edit.key)
        assert (rung, user.dialog) == (["scenarios"], "")
        await user.click_part("KeyBar", "n")
        assert user.dialog
        assert rung == ["scenarios"]


async def test_every_sheet_is_reached_by_key_and_by_click(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        for number, rows in ((4, 4), (1, 3), (0, 2)):
            kind = user.screen.kinds[number]
            await user.click_part("#sheets", kind.id)
            assert f"[{kind.title()}]" in user.lines()[2]
            assert user.grid.id == f"grid-{kind.id}"
            assert len(user.rows()) >= rows
            user.screen.say("about this sheet")
            await user.click_part("#sheets", kind.id)
            assert user.said == "about this sheet"
        await user.press("ctrl+pageup")
        assert user.grid.id == "grid-judgements"
        await user.press("ctrl+pagedown")
        assert user.grid.id == "grid-accounts"


# The palette


async def run_action(user: User, text: str) -> None:
    """Find an action by its name and run it."""
    await user.press("ctrl+p")
    await user.write(text)
    found = user.app.screen.query_one(CommandList)

    def first() -> str:
        return str(found.get_option_at_index(0).prompt) if found.option_count else ""

    await user.until(lambda: text in first())
    await user.press("enter")


async def test_the_palette_finds_and_runs_actions_in_both_languages(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await run_action(user, "Go to Plan")
        assert user.screen.mode == "plan"
        await run_action(user, "Solve the active scenario")
        await user.solved()
        assert "● solved" in user.title
        await run_action(user, "Switch to Chinese")
        assert "● 已求解" in user.title
        await run_action(user, "转到情景")
        assert user.screen.mode == "scenarios"
        await run_action(user, "选择当前情景")
        assert user.dialog
        await user.press("escape")
        await run_action(user, "新建")
        await user.write("x1", "enter")
        assert user.snapshot.active == "x1"
        await run_action(user, "Switch to English")
        assert "○ not solved" in user.title
        await run_action(user, "Undo")
        assert user.snapshot.state.names == ["base"]


def test_every_action_of_the_palette_is_there() -> None:
    owners = {"app": [KamplanApp], "grid": [Grid], "screen": [SheetScreen, ScenariosScreen]}
    for action, _title in ACTIONS:
        place, _dot, name = action.partition(".")
        assert any(hasattr(owner, f"action_{name.partition('(')[0]}") for owner in owners[place])


# Language, theme, size


class Wrapped(gettext.NullTranslations):
    """A language in which every word can be told from one that was forgotten."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"


def forgotten(text: str) -> set[str]:
    """Words that were never handed to the translation."""
    while (shorter := re.sub("«[^«»]*[»…]", " ", text)) != text:
        text = shorter
    return set(re.findall("[A-Za-z]{2,}", text))


async def test_switching_the_language_says_everything_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kamplan.words.gettext.translation", lambda *_args, **_more: Wrapped())
    known = {word for file in TINY.values() for word in re.findall("[A-Za-z]{2,}", file)}
    known |= {word for name in SETTINGS for word in re.findall("[A-Za-z]{2,}", name)}
    # Changes are told as their file spells them.
    known |= {Path(name).stem for name in TINY}
    known |= {"base", "short", "EUR", "cash", "contribution", "del", "space", "false"}
    # So high that no words are cut at the lower end of the details.
    high = (WIDE[0], 100)
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=high) as user:
        await user.press("f4", "f9")
        await user.solved()
        await user.press("ctrl+e", "down", "enter")
        user.app.action_language()
        await user.rest()
        for key in MODES.values():
            await user.press(key)
            sheets = len(user.screen.kinds)
            for _ in range(sheets):
                lines = user.lines()
                # Tabs that there is no room for are cut.
                lines[2] = re.sub("^[^«]*»|«[^»]*$", "", lines[2])
                # Sentences of the details go over several lines, beside other cells.
                said = user.side
                lines = [line.partition("▏")[0] for line in lines]
                assert forgotten(said) <= known
                seen = " ".join(" ".join(lines).split())
                assert "«" in seen
                assert forgotten(seen) <= known
                await user.press("ctrl+pagedown")
        await user.resize(WIDE)
        await user.press("f1")
        known |= {"ctrl", "shift", "home", "end", "pgup", "pgdn", "tab"}
        assert forgotten(user.seen) <= known


async def test_no_english_is_left_in_chinese(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        await user.press("f4", "down")
        row = user.grid.cursor_key
        user.app.action_language()
        await user.rest()
        assert user.grid.cursor_key == row
        lines = user.lines()
        assert all(cell_len(line) <= 80 for line in lines)
        assert not re.findall("[A-Za-z]{3,}", " ".join(lines[1:4]))
        await user.press("f3")
        assert "F3 客户" in user.seen
        assert "○ 未求解" in user.title
        user.app.action_language()
        await user.rest()
        assert "F3 Accounts" in user.seen
        await user.press("f4")
        assert "F4 Budgets & limits" in user.seen


# Names


NAMES = ("[/b]", "[@click=app.quit]x[/]", "👨‍👩‍👧 Shop", "عرب", "一二三")


async def test_names_are_shown_as_text(tmp_path: Path) -> None:
    accounts = TINY["accounts.csv"].splitlines()
    columns = accounts[0].count(",") + 1
    rows = [f"{key},{name},B,,,,,,"[:None] for key, name in zip("cdefg", NAMES, strict=True)]
    rows = [",".join([*row.split(",")[:3], *[""] * (columns - 3)]) for row in rows]
    files = {"accounts.csv": "\n".join([*accounts, *rows, ""])}
    files["plan.toml"] = TINY["plan.toml"].replace('"Tiny"', '"[b]Tiny[/b]"')
    files |= {f"scenarios/{name}.toml": SHORT for name in ("[b]", "[@click=quit]", "一二三")}
    folder = tiny(tmp_path / "plan", files)
    async with at_work(folder, Held(), size=WIDE) as user:
        shown = [plain(name.replace("\N{VARIATION SELECTOR-16}", "")) for name in NAMES]
        for name in shown:
            assert name in user.seen
        for name in shown:
            await user.press("down")
            if name == shown[0]:
                await user.press("down")
            assert user.side.splitlines()[0] == name
        assert user.title.startswith("[b]Tiny[/b]  ")
        await user.go_to(("c",), "tier")
        await user.write("[@click=app.quit]x[/]", "enter")
        assert "[@click=app.quit]x[/]" in user.seen
        await user.press("escape", "ctrl+e")
        for name in ("[b]", "[@click=quit]", "一二三"):
            assert name in user.seen
        await user.press("down", "enter")
        assert user.snapshot.active == "[@click=quit]"
        assert "▸ [@click=quit] ▾" in user.seen
        await user.click("#active", (8, 0))
        await user.press("escape", "f5", "down")
        assert "└─ ▸ [@click=quit]" in user.seen
        await user.press("delete")
        assert "Delete the scenario [@click=quit]?" in user.seen
        await user.press("escape", "c")
        assert "Copy of [@click=quit]" in user.seen
        await user.press("enter")
        assert "[@click=quit]-2" in user.dialog or "! " in user.dialog
        await user.press("escape", "ctrl+p")
        await user.write("[/b]", "escape", "escape")
        assert user.app.is_running


async def test_what_a_solver_says_is_shown_as_text(tmp_path: Path) -> None:
    solver = Held()
    async with at_work(tiny(tmp_path / "plan"), solver) as user:
        for words in ("[/b]", "[@click=app.quit]x[/]", "\x1b[31mred\u202e"):
            solver.trouble = SolverTrouble(words)
            solver.let_go()
            await user.press("f9")
            await user.solved()
            assert plain(words) in user.said
            assert plain(words) in user.seen


# Folders and other people


@pytest.mark.parametrize("key", ["escape", "f1", "ctrl+q"])
async def test_a_broken_folder_shows_every_fault_and_ends_with_2(tmp_path: Path, key: str) -> None:
    broken = edited("demand.csv", "a,p,2026-W52,10", "a,p,2026-W52,-1")
    broken |= edited("supply.csv", "q,2026-W53,20", "[/b],2026-W53,2o")
    folder = write_folder(tmp_path / "plan", broken)
    app = KamplanApp(partial(Desk.open, folder), [InProcess()])
    async with app.run_test(size=SMALL) as pilot:
        user = User(app, pilot)
        await user.until(lambda: len(app.screen_stack) > 1)
        await user.rest()
        assert "demand.csv row 2, column units" in user.dialog
        assert '"[/b]"' in user.dialog
        assert '"2o": this is not a number' in user.dialog
        await user.press(key)
        await user.until(lambda: not app.is_running)
    assert app.return_value == 2
    assert not (folder / ".kamplan").exists()


async def test_edits_of_others_appear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.open_plan.POLL", 0.05)
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        other = Desk.open(folder)
        other.type_cells([cell("accounts", "b", "name", "Gamma")])
        await user.until(lambda: user.cell(("b",), "name") == "Gamma")
        await user.rest()
        assert user.said == "Someone else has changed this plan; their changes are shown."
        await user.go_to(("b",), "name")
        await user.write("Delta", "enter")
        other.refresh()
        assert value(other.state.base, "accounts", "b", "name") == "Delta"
        other.close()
    desk = Desk.open(folder)
    assert_whole(desk)
    desk.close()


async def test_a_conflicting_edit_is_refused_with_who_made_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.open_plan.POLL", 3600.0)
    monkeypatch.setattr("kamplan.store.journal.user_name", lambda: "mei-lin")
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        other = Desk.open(folder)
        other.type_cells([cell("accounts", "b", "name", "Gamma")])
        await user.go_to(("b",), "name")
        await user.write("Delta", "enter")
        assert "was changed in the meantime (mei-lin " in user.seen
        assert user.cell(("b",), "name") == "Gamma"
        await user.press("up")
        assert "Gamma" in user.seen
        assert value(user.snapshot.state.base, "accounts", "b", "name") == "Gamma"
        # A second time it is meant.
        await user.go_to(("b",), "name")
        await user.write("Delta", "enter")
        assert value(user.snapshot.state.base, "accounts", "b", "name") == "Delta"
        other.close()


# Nothing typed is lost


class SlowDesk(Desk):
    """Keeps every edit waiting until the test lets it go."""

    let_go = Event()

    def type_cells(self, cells: list[Typed], what: str = "edit") -> DeskState:  # type: ignore[override]
        assert self.let_go.wait(20.0)
        return super().type_cells(cells, what)


async def test_leaving_with_edits_on_their_way_loses_nothing(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    SlowDesk.let_go.clear()
    app = KamplanApp(partial(SlowDesk.open, folder), [InProcess()])
    async with app.run_test(size=SMALL) as pilot:
        user = User(app, pilot)
        await user.rest()
        user.burst("right", *"One", "enter", *"Two", "tab", "ctrl+pagedown")
        await user.until(lambda: user.snapshot.saving == 2)
        assert "saving ..." in user.title
        # Still in its field when the program is told to go.
        user.burst("ctrl+pagedown", "right", "right", *"5", "ctrl+q")
        await user.until(lambda: user.snapshot.saving == 3)
        assert app.is_running
        SlowDesk.let_go.set()
        await user.until(lambda: not app.is_running)
    desk = Desk.open(folder)
    assert value(desk.state.base, "accounts", "a", "name") == "One"
    assert value(desk.state.base, "accounts", "b", "name") == "Two"
    assert value(desk.state.base, "visits", "a rep", "present") == 5.0
    assert_whole(desk)
    desk.close()


async def test_an_edit_is_settled_where_it_was_made(tmp_path: Path) -> None:
    SlowDesk.let_go.clear()
    app = KamplanApp(partial(SlowDesk.open, tiny(tmp_path / "plan")), [InProcess()])
    async with app.run_test(size=SMALL) as pilot:
        user = User(app, pilot)
        await user.rest()
        user.burst("right", *"One", "enter", "up", "right", *"C", "enter", "f4")
        await user.until(lambda: user.snapshot.saving == 2 and user.screen.mode == "limits")
        SlowDesk.let_go.set()
        await user.rest()
        # The second one leaves no account of tier A; that is said where one is by now.
        assert user.said.startswith("! budgets.csv row 3, column where")
        await user.press("f3")
        assert user.cell(("a",), "name") == "One"
        assert not user.grid.pending
        assert user.cell(("b",), "tier") == "B"
        assert not any("…" in line or "C" in line[:40] for line in user.lines()[4:6])


async def test_what_is_typed_is_taken_when_another_mode_is_chosen(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("right", *"One", "f4", "f3", "down", *"Two", "f9")
        await user.solved()
        assert value(user.snapshot.state.base, "accounts", "a", "name") == "One"
        assert value(user.snapshot.state.base, "accounts", "b", "name") == "Two"
        assert "● solved" in user.title
        await user.press("ctrl+s")
        assert user.said == "Every edit is saved as it is made; ctrl+z takes it back."


async def test_a_file_changed_outside_is_told_and_not_written_over(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        file = folder / "accounts.csv"
        changed = file.read_text("utf-8") + "c,Gamma,C,,,,,\n"
        file.write_text(changed, "utf-8")
        await user.press("right", *"One", "enter")
        assert user.title.endswith("! not in the folder")
        await user.press("ctrl+s")
        assert "accounts.csv" in user.dialog
        assert "the file was changed outside" in user.dialog
        assert file.read_text("utf-8") == changed
