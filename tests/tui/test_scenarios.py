"""F5 Scenarios: made, copied, renamed, described, deleted, activated; edits become changes."""

from pathlib import Path

from kamplan.desk import Standing
from kamplan.whatif.authoring import new_scenario
from kamplan.whatif.scenario import parse_scenario
from tests.desk.desks import SHORT, value
from tests.tui.apps import WIDE, User, at_work, tiny_with

BELOW = 'extends = "short"\ndescription = "even less"\n'
TOO_MUCH = """\
[[change]]
table = "budgets"
where = { name = "east" }
field = "min"
set = 150

[[change]]
table = "budgets"
where = { name = "east" }
field = "max"
set = 200
"""


def files(folder: Path) -> dict[str, str]:
    """The scenario files of a plan folder."""
    found = (folder / "scenarios").glob("*.toml")
    return {path.stem: path.read_text("utf-8") for path in sorted(found)}


async def to_scenario(user: User, name: str) -> None:
    """F5, the cursor on a scenario."""
    await user.press("f5", "ctrl+home")
    await user.go_to(name, "scenario")


async def test_a_scenario_is_made_copied_renamed_described_and_deleted(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        await to_scenario(user, "short")
        await user.press("n")
        assert "New scenario on top of short" in user.dialog
        await user.write("shorter", "enter")
        assert user.snapshot.active == "shorter"
        assert user.grid.cursor_key == "shorter"
        assert files(folder)["shorter"] == new_scenario("short", "")
        assert (folder / "scenarios/.schema/scenario.json").is_file()
        assert user.rows() == ["base", "short", "shorter"]

        await user.press("d", *"Less", "enter")
        assert files(folder)["shorter"] == new_scenario("short", "Less")
        assert user.cell("shorter", "description") == "Less"

        await to_scenario(user, "short")
        await user.press("c")
        assert "Copy of short" in user.dialog
        await user.press("enter")
        assert user.snapshot.active == "short-2"
        assert files(folder)["short-2"] == SHORT

        await to_scenario(user, "short")
        await user.press("r", *"scarce", "enter")
        assert set(files(folder)) == {"scarce", "short-2", "shorter"}
        assert files(folder)["scarce"] == SHORT
        # Whoever builds on it knows its new name.
        assert 'extends = "scarce"' in files(folder)["shorter"]

        await to_scenario(user, "short-2")
        await user.press("delete")
        assert "Delete the scenario short-2?" in user.dialog
        # No is the first answer.
        await user.press("enter")
        assert "short-2" in files(folder)
        await user.press("delete", "down", "enter")
        assert user.said == "short-2 is deleted; ctrl+z brings it back."
        assert set(files(folder)) == {"scarce", "shorter"}
        assert user.snapshot.active == "base"
        await user.press("ctrl+z")
        assert files(folder)["short-2"] == SHORT
        await user.press(*["ctrl+z"] * 4)
        assert files(folder) == {"short": SHORT}
        await user.press(*["ctrl+y"] * 5)
        assert set(files(folder)) == {"scarce", "shorter"}


async def test_wrong_names_are_refused_in_the_dialog(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        before = user.snapshot.state
        await user.press("f5", "n")
        for name in ("a/b", "[b]", "SHORT", "base", ".x", ""):
            await user.press("ctrl+u", *name, "enter")
            assert "\n! " in user.dialog, name
        await user.press("escape")
        assert user.dialog == ""
        assert user.snapshot.state is before
        assert files(folder) == {"short": SHORT}
        for key in ("r", "d", "delete"):
            await user.press(key)
            assert user.dialog == ""
            assert user.said.startswith("! base is the plan itself")


async def test_letters_belong_to_the_field_that_is_open(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await user.press("f5", "n", *"ncrd", "enter")
        assert user.snapshot.active == "ncrd"
        await user.press("ctrl+f", *"ncr")
        assert user.rows() == ["ncrd"]
        assert user.dialog == ""
        await user.press("backspace", "delete", "space", "enter")
        assert user.dialog == ""
        assert user.grid.editor is None
        assert user.snapshot.active == "ncrd"
        await user.press("ctrl+f", "escape", "escape", "slash", *"sho", "enter", "escape")
        assert user.dialog == ""
        assert user.grid.cursor_key == "short"
        assert user.snapshot.compared == ()
        assert user.snapshot.state.names == ["base", "ncrd", "short"]
        await user.press("enter")
        assert user.snapshot.active == "short"


async def test_enter_activates_and_every_mode_names_it(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await to_scenario(user, "short")
        await user.press("enter")
        assert user.snapshot.active == "short"
        assert user.said == "short is active: edits are its changes."
        for key in ("f3", "f6"):
            await user.press(key)
            assert "▸ short ▾" in user.title
        await user.press("ctrl+e", "up", "enter")
        assert user.snapshot.active == "base"
        assert "▸ base ▾" in user.title
        await user.press("ctrl+e", "escape")
        assert user.snapshot.active == "base"


async def test_edits_of_every_mode_become_changes_and_are_taken_back(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        base = user.snapshot.state.base
        await to_scenario(user, "short")
        await user.press("enter", "f3")
        await user.go_to(("b",), "discount")
        await user.write("20%", "enter")
        assert user.note(("b",), "discount") == "changed: inherited: 0"
        assert any("0.2▪" in line for line in user.lines())
        assert files(folder)["short"] == SHORT + (
            '\n[[change]]\ntable = "accounts"\nwhere = { account = "b" }\n'
            'field = "discount"\nset = 0.2\n'
        )
        await user.press("f4", *["ctrl+pagedown"] * 3)
        await user.go_to(("q",), "2026-W53")
        await user.write("15", "tab")
        # A week without a row gets one of the scenario's own.
        await user.write("4", "tab")
        changes = parse_scenario("short", files(folder)["short"]).change
        assert [(change.table, change.set, change.insert) for change in changes[2:]] == [
            ("supply", 15, None),
            ("supply", None, {"product": "q", "week": "2027-W01", "units": 4}),
        ]
        assert user.snapshot.state.base is base
        await user.go_to(("q",), "2026-W53")
        await user.press("shift+right", "delete")
        await user.press("f3", "delete")
        assert user.note(("b",), "discount") == ""
        assert files(folder)["short"] == SHORT
        assert value(user.snapshot.plan, "accounts", "b", "discount") == 0.0


async def test_a_block_changed_by_a_percentage_is_one_line_of_the_file(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"less": "description = 'less'\n"})
    async with at_work(folder, size=WIDE) as user:
        await user.press("ctrl+e", "down", "enter", "f4", *["ctrl+pagedown"] * 3)
        await user.go_to(("p",), "opening")
        await user.press("shift+right", "shift+right", "%", *"-50%", "enter")
        changes = parse_scenario("less", files(folder)["less"]).change
        assert [(change.where, change.scale) for change in changes] == [({"product": "p"}, 0.5)]
        await to_scenario(user, "less")
        assert "Supply product=p, units: × 0.5 (cells: 3)" in user.side
        # 12 in the first week
        assert "Supply p 2026-W52, units\n    12 -> 6" in user.side


async def test_space_chooses_for_the_comparison(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"one": SHORT, "two": BELOW})) as user:
        await user.press("f5", "down", "space", "up", "space")
        assert user.snapshot.compared == ("one", "base")
        assert user.snapshot.comparison == ("one", "base")
        assert user.cell("one", "chosen") == "✓"
        await user.press("space")
        assert user.snapshot.compared == ("one",)
        assert user.cell("base", "chosen") == ""


async def test_an_infeasible_scenario_shows_its_rules(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"much": TOO_MUCH})
    async with at_work(folder, size=WIDE) as user:
        await to_scenario(user, "much")
        await user.press("f9")
        await user.solved()
        assert user.snapshot.standing("much") is Standing.INFEASIBLE
        assert user.said == "! much: no plan keeps every rule; F5 shows which."
        assert user.cell("much", "state") == "✗ infeasible"
        assert "These rules cannot all be kept" in user.side
        assert "east" in user.side.partition("cannot all be kept")[2]
        await user.press("enter", "f6")
        assert any("No plan keeps every rule of much" in line for line in user.lines())
        assert "✗ infeasible" in user.title
        await user.press("f7", "f4")


async def test_a_faulty_scenario_is_listed_with_its_reason(tmp_path: Path) -> None:
    broken = "description = 'x'\n[[change]\n"
    gone = SHORT.replace('"p"', '"nothing"')
    texts = {"broken": broken, "gone": gone, "short": SHORT}
    folder = tiny_with(tmp_path / "plan", texts)
    async with at_work(folder, size=WIDE) as user:
        for name, why in (("broken", "TOML"), ("gone", "nothing")):
            await to_scenario(user, name)
            assert user.cell(name, "state") == "! cannot be applied"
            assert why in user.side, name
            await user.press("enter")
            assert user.snapshot.active == "base"
            assert user.said.startswith(f"! scenarios/{name}.toml")
            await user.press("f9")
            await user.solved()
            assert user.snapshot.standing(name) is Standing.FAULTY
            assert user.said.startswith("! ")
        # Nothing else is broken by them.
        for key in ("f4", "f6", "f7"):
            await user.press(key)
        await to_scenario(user, "short")
        await user.press("enter", "f9")
        await user.solved()
        assert user.snapshot.standing("short") is Standing.SOLVED
        await user.press("n", *"more", "enter")
        assert user.snapshot.active == "more"
        # Neither is anything that others' files need asked of the broken one.
        await to_scenario(user, "short")
        await user.press("r", *"scarce", "enter")
        await to_scenario(user, "more")
        await user.press("delete", "down", "enter")
        assert set(files(folder)) == {"broken", "gone", "scarce"}
        await to_scenario(user, "broken")
        for key in ("d", "c", "r"):
            await user.press(key, "escape")
        await user.press("delete", "down", "enter")
        assert set(files(folder)) == {"gone", "scarce"}
        await user.press("ctrl+z")
        assert files(folder)["broken"] == broken


async def test_what_others_build_on_is_not_deleted(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT, "below": BELOW})
    async with at_work(folder) as user:
        await to_scenario(user, "short")
        await user.press("delete", "down", "enter")
        assert user.said.startswith("! ")
        assert "other scenarios build on it: below" in user.said
        assert set(files(folder)) == {"short", "below"}
        await to_scenario(user, "below")
        await user.press("delete", "down", "enter")
        await to_scenario(user, "short")
        await user.press("delete", "down", "enter")
        assert files(folder) == {}
        await user.press("ctrl+z", "ctrl+z")
        assert files(folder) == {"short": SHORT, "below": BELOW}
        assert user.rows() == ["base", "short", "below"]
