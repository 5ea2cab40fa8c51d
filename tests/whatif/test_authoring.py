"""Scenario files written by program: what is edited becomes changes, all else stays."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.messages import what_of
from kamplan.plan import Plan, PlanError, check_plan
from kamplan.plan.entries import (
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    reverse,
    setting_entry,
)
from kamplan.whatif.authoring import (
    check_name,
    dependants,
    describe_changes,
    drop_change,
    new_scenario,
    rename_in,
    scale_cells,
    set_cells,
    set_description,
    set_extends,
)
from kamplan.whatif.changes import Place, apply_scenario, select_changed
from kamplan.whatif.overlaps import Overlaps
from kamplan.whatif.scenario import Scenario, parse_scenario
from kamplan.words import use_language
from tests.effort import examples
from tests.plan.folders import write_folder
from tests.whatif.random_scenarios import (
    THEMES,
    Theme,
    contents,
    entries_back,
    make,
    random_cell,
    random_entries,
    random_file,
    random_plan,
    random_rows,
)
from tests.whatif.solving import source_of

HEAD = 'description = "x"\n'


class Written:
    """A scenario of the tiny plan, edited step by step; every step is checked."""

    def __init__(self, folder: Path, text: str = HEAD, extends: str = "") -> None:
        source = source_of(folder)
        self.base, self.text = source.plan, text
        self.inherited = make(source.plan, extends)
        self.plan = make(self.inherited, text)

    def edit(self, *entries: Entry) -> str:
        """The file after entries, which must make what the entries make."""
        text = set_cells(self.text, "s", self.base, self.inherited, self.plan, entries)
        self._take(text, entries)
        return text

    def scale(self, table: str, column: str, rows: Sequence[int], **act: float) -> str:
        """The file after rows were scaled or moved."""
        given = {"scale": None, "add": None, **act}
        text, entries = scale_cells(
            self.text, "s", self.base, self.inherited, self.plan, table, column,
            np.array(rows, dtype=np.int64), **given,
        )  # fmt: skip
        self._take(text, entries)
        return text

    def _take(self, text: str, entries: Sequence[Entry]) -> None:
        wanted = apply_entries(self.plan, entries)
        assert contents(make(self.inherited, text)) == contents(wanted)
        self.text, self.plan = text, wanted

    def cells(self, table: str, column: str, values: dict[str, Any]) -> list[Entry]:
        """Entries for cells, "key part/key part": value."""
        rows = {"/".join(key): row for key, row in self.plan[table].places.items()}
        return [
            cell_entry(self.plan[table], rows[key], column, value) for key, value in values.items()
        ]

    def cell(self, table: str, key: str, column: str, value: Any) -> str:
        """The file after one cell was edited."""
        return self.edit(*self.cells(table, column, {key: value}))

    def back(self, table: str, key: str, column: str) -> str:
        """The file after one cell was taken back."""
        rows = {"/".join(name): row for name, row in self.inherited[table].places.items()}
        return self.cell(table, key, column, self.inherited[table][column][rows[key]])


def change(table: str, act: str, where: str = "", field: str = "units") -> str:
    """A change as it is written."""
    condition = f"where = {{ {where} }}\n" if where else ""
    named = f'field = "{field}"\n' if field else ""
    return f'[[change]]\ntable = "{table}"\n{condition}{named}{act}\n'


PEAS = 'product = "p", week = "2026-W52"'


# Cells


def test_a_cell_is_set_by_its_key_and_taken_back_again(tmp_path: Path) -> None:
    written = Written(tmp_path)
    assert written.cell("supply", "p/2026-W52", "units", 800.0) == (
        HEAD + "\n" + change("supply", "set = 800", PEAS)
    )
    assert written.cell("supply", "p/2026-W52", "units", 1200.75).endswith("set = 1200.75\n")
    assert written.back("supply", "p/2026-W52", "units") == HEAD


def test_what_is_not_touched_keeps_every_byte(tmp_path: Path) -> None:
    before = (
        '# The rush.   \n\ndescription="rush"  # short\n\n\n'
        "# Why: the harbour\n[[ change ]] # one\n"
        "  field   = 'units'  # of a week\n"
        "# who counted\n"
        'table="supply"\nset =  8_00.0\t# from the port\n\n# Which ones\n'
        '[change.where]\nweek = """2026-W52""" # the first\nproduct = "p"\n\n'
    )
    after = (
        '# Wine\n[[change]]\ntable = "supply"\nwhere = {product = "q"}\nfield = "units"\n'
        "scale = 2 # twice\n\n\n# Expected\n[expect]\nstatus = 'optimal' # sure\n# end"
    )
    written = Written(tmp_path, before + after)
    assert written.cell("supply", "p/2026-W52", "units", 7.5) == (
        before.replace("8_00.0", "7.5") + after
    )
    new = "\n" + change("teams", "set = 9", 'team = "t", week = "2026-W53"', "hours")
    assert written.cell("teams", "t/2026-W53", "hours", 9.0) == (
        before.replace("8_00.0", "7.5") + after.replace("twice\n", "twice\n" + new)
    )
    assert written.back("teams", "t/2026-W53", "hours") == (before.replace("8_00.0", "7.5") + after)
    # A change that goes takes what stands in it; what stands above it stays.
    assert written.back("supply", "p/2026-W52", "units") == (
        before[: before.index("[[")] + "\n" + after
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "{}"),
        ("# Only this\n", "# Only this\n\n{}"),
        ("# No end", "# No end\n\n{}"),
        ("description = 'x'", "description = 'x'\n\n{}"),
        ("[expect]\n", "{}\n[expect]\n"),
        ("# On top\n\n# Expected\n[expect]\n", "# On top\n\n{}\n# Expected\n[expect]\n"),
        ("# Expected\n[expect]\n", "{}\n# Expected\n[expect]\n"),
        (
            "[expect]\n[[change]]\ntable='plan'\nfield='gap'\nset=0.01\n[[expect.rule]]\n"
            "metric='revenue'\nmin=1\n",
            "[expect]\n[[change]]\ntable='plan'\nfield='gap'\nset=0.01\n\n{}[[expect.rule]]\n"
            "metric='revenue'\nmin=1\n",
        ),
        ("change = []\n", 'change = [{{ table = "supply", where = {{ product = "p", week = '
         '"2026-W52" }}, field = "units", set = 5 }}]\n'),
    ],
)  # fmt: skip
def test_where_new_changes_stand(tmp_path: Path, text: str, wanted: str) -> None:
    written = Written(tmp_path, text)
    made = change("supply", "set = 5", PEAS)
    assert written.cell("supply", "p/2026-W52", "units", 5.0) == wanted.format(made)
    back = written.back("supply", "p/2026-W52", "units")
    assert back == (text if text.endswith("\n") else text + "\n" * bool(text))


def test_line_ends_stay(tmp_path: Path) -> None:
    text = HEAD + '[[change]]\ntable = "teams"\n[change.insert]\nteam = "u"\nweek = "2026-W52"\n'
    text = (text + "hours = 4\n\n[expect]\n").replace("\n", "\r\n")
    written = Written(tmp_path, text)
    written.cell("supply", "p/2026-W52", "units", 5.0)
    written.cell("teams", "u/2026-W52", "hours", 5.0)
    assert written.text.count("\n") == written.text.count("\r\n")
    written.back("supply", "p/2026-W52", "units")
    assert written.text == text.replace("hours = 4", "hours = 5")


def test_changes_in_one_array(tmp_path: Path) -> None:
    one = '{table = "supply", where = {product = "p", week = "2026-W52"}, field = "units", set = 5}'
    two = '{table = "teams", field = "hours", scale = 2}'
    text = f"change = [\n  {one}, # one\n  {two}, # two\n]\n"
    written = Written(tmp_path, text)
    assert written.cell("supply", "p/2026-W52", "units", 6.0) == text.replace("= 5", "= 6")
    assert written.back("supply", "p/2026-W52", "units") == f"change = [\n  {two}, # two\n]\n"


@pytest.mark.parametrize(
    ("table", "column", "values", "wanted"),
    [
        # lists and ranges where the rows are all that the lists say
        ("demand", "units", dict.fromkeys(["a/p/2026-W53", "b/p/2026-W53"], 1.0),
         ['product = "p", week = "2026-W53"']),
        ("supply", "units", dict.fromkeys(["p/2026-W52", "p/2026-W53"], 1.0),
         ['product = "p", week = "2026-W52..2026-W53"']),
        ("supply", "units", dict.fromkeys(["p/opening", "p/2026-W53"], 1.0),
         ['product = "p", week = ["opening", "2026-W53"]']),
        ("teams", "hours", dict.fromkeys(["t/2026-W52", "t/2027-W01"], 1.0),
         ['team = "t", week = ["2026-W52", "2027-W01"]']),
        ("promotions", "shape", dict.fromkeys(["a/tasting", "b/display"], 0.5),
         ['account = "a", mechanic = "tasting"', 'account = "b", mechanic = "display"']),
        # all rows, or all of an account
        ("demand", "units", dict.fromkeys(
            ["a/p/2026-W52", "a/p/2026-W53", "a/q/2026-W53"], 1.0), ['account = "a"']),
        ("budgets", "max", {"east": 5.0, "shows": 5.0}, [""]),
        # a value that the block gives is as good where it was before: q has 20
        ("supply", "units", dict.fromkeys(["p/2026-W53", "q/2026-W53"], 20.0),
         ['product = "p", week = "2026-W53"']),
        # or the block takes it in: of these, a has 20 of p already
        ("demand", "units", dict.fromkeys(
            ["a/p/2026-W53", "a/q/2026-W53", "b/p/2026-W53"], 20.0), ['week = "2026-W53"']),
        # two values
        ("supply", "units", {"p/opening": 1.0, "p/2026-W52": 2.0, "p/2026-W53": 2.0},
         ['product = "p", week = "opening"', 'product = "p", week = "2026-W52..2026-W53"']),
    ],
)  # fmt: skip
def test_a_block_takes_few_changes(
    tmp_path: Path, table: str, column: str, values: dict[str, float], wanted: list[str]
) -> None:
    written = Written(tmp_path)
    entries = written.cells(table, column, values)
    lines = written.edit(*entries).splitlines()
    conditions = [f"where = {{ {where} }}" for where in wanted if where]
    assert [line for line in lines if line.startswith("where")] == conditions
    assert lines.count("[[change]]") == len(wanted)
    assert written.edit(*reverse(entries)) == HEAD


def test_a_block_that_is_edited_again_stays_one_change(tmp_path: Path) -> None:
    written = Written(tmp_path)
    block = dict.fromkeys(["p/opening", "p/2026-W52", "p/2026-W53"])
    written.cell("supply", "p/2026-W52", "units", 3.5)
    for value in (7.0, 8.0):
        made = change("supply", f"set = {value:g}", 'product = "p"')
        cells = written.cells("supply", "units", dict.fromkeys(block, value))
        assert written.edit(*cells) == HEAD + "\n" + made
    # One cell of it apart, and back: the block is still there, so that must be said.
    written.cell("supply", "p/opening", "units", 1.0)
    assert written.back("supply", "p/opening", "units").endswith("set = 3\n")
    # Taken back piece by piece, nothing remains.
    written.back("supply", "p/2026-W52", "units")
    assert written.back("supply", "p/2026-W53", "units") == HEAD


def test_blocks_of_people_are_not_taken_apart_for_one_cell(tmp_path: Path) -> None:
    """Though the rest of it says what is inherited: 15 in the second week."""
    block = change("supply", "set = 15", 'product = "p", week = "2026-W52..2026-W53"')
    exact = change("supply", "set = 7", PEAS)
    written = Written(tmp_path, HEAD + block)
    assert written.cell("supply", "p/2026-W52", "units", 7.0) == f"{HEAD}{block}\n{exact}"
    assert written.back("supply", "p/2026-W52", "units") == HEAD


def test_a_broader_change_below_is_overwritten_at_the_end(tmp_path: Path) -> None:
    exact = change("supply", "set = 5", PEAS)
    broad = change("supply", "scale = 2", 'product = "p"')
    written = Written(tmp_path, HEAD + exact + broad)
    assert written.cell("supply", "p/2026-W52", "units", 7.0) == (
        HEAD + broad + "\n" + change("supply", "set = 7", PEAS)
    )
    # 12 is inherited; twice that without a change of its own.
    assert written.back("supply", "p/2026-W52", "units").endswith("set = 12\n")
    assert written.cell("supply", "p/2026-W52", "units", 24.0).endswith("set = 24\n")
    # One that is about other products is no reason to move.
    other = change("supply", "scale = 2", 'product = "q"')
    written = Written(tmp_path, HEAD + exact + other)
    changed = exact.replace("set = 5", "set = 7")
    assert written.cell("supply", "p/2026-W52", "units", 7.0) == HEAD + changed + other


def test_a_change_that_another_reads_stays(tmp_path: Path) -> None:
    exact = change("accounts", 'set = "C"', 'account = "a"', "tier")
    reader = change("demand", "scale = 2", 'tier = "C"')
    written = Written(tmp_path, exact + reader)
    assert written.cell("accounts", "a", "tier", "B") == (
        exact + reader + "\n" + exact.replace('"C"', '"B"')
    )
    assert written.back("accounts", "a", "tier").endswith('set = "A"\n')
    assert len(parse_scenario("s", written.text).change) == 3


def test_rows_that_another_change_renames(tmp_path: Path) -> None:
    """What was done to the row before was done under its old name."""
    add = change("teams", "add = 1", 'team = "t", week = "2026-W52"', "hours")
    rename = change("teams", 'set = "u"', 'week = "2026-W52"', "team")
    written = Written(tmp_path, add + rename)
    # 6 hours are what the row had before the one more.
    where = 'team = "u", week = "2026-W52"'
    exact = change("teams", "set = 6", where, "hours")
    assert written.cell("teams", "u/2026-W52", "hours", 6.0) == f"{add}{rename}\n{exact}"


def test_a_change_that_another_needs_stays(tmp_path: Path) -> None:
    """Nothing cannot be scaled: the limit must be given until then."""
    exact = change("budgets", "set = 5", 'name = "east"', "min")
    scale = change("budgets", "scale = 2", 'name = "east|shows"', "min")
    other = change("budgets", "set = 1", 'name = "shows"', "min")
    written = Written(tmp_path, exact + other + scale)
    text = written.back("budgets", "east", "min")
    assert text == exact + other + scale + "\n" + exact.replace("set = 5", 'set = ""')


def test_a_change_with_further_conditions_is_no_block(tmp_path: Path) -> None:
    where = 'product = ["p", "q"], week = "2026-W53", cost = 60'  # p costs that, q does not
    written = Written(tmp_path, change("supply", "set = 4", where))
    values = {"p/2026-W53": 5.0, "q/2026-W53": 5.0}
    text = written.edit(*written.cells("supply", "units", values))
    block = change("supply", "set = 5", 'week = "2026-W53"')
    assert text == change("supply", "set = 4", where) + "\n" + block


def test_what_an_empty_cell_says(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.cell("budgets", "east", "max", float("nan"))
    assert written.text.endswith('set = ""\n')
    assert np.isnan(make(written.inherited, written.text)["budgets"]["max"][0])
    for table, key, column in (
        ("supply", "p/2026-W52", "units"),  # must be given
        ("accounts", "a", "discount"),  # empty is 0
    ):
        with pytest.raises(PlanError) as caught:
            written.cell(table, key, column, float("nan"))
        assert [fault.code for fault in caught.value.faults] == ["missing-value"]


def test_text_of_any_kind(tmp_path: Path) -> None:
    written = Written(tmp_path)
    for value in ("\"quoted\" \\ 'too'", "line\nnext\ttab\x7f", "杭州", "", "2026-W52"):
        written.cell("accounts", "a", "name", value)
        written.cell("accounts", "a", "x_city", value)


def test_a_key_is_not_changed(tmp_path: Path) -> None:
    written = Written(tmp_path)
    with pytest.raises(PlanError) as caught:
        written.cell("teams", "t/2026-W53", "week", "2026-W52")
    (fault,) = caught.value.faults
    assert (fault.code, fault.file, fault.column) == ("change-key", "scenarios/s.toml", "week")
    assert fault.value == "t / 2026-W53"


def test_a_row_that_is_not_there(tmp_path: Path) -> None:
    written = Written(tmp_path)
    with pytest.raises(KeyError):
        written.edit(Entry("supply", ("q", "opening"), "units", "1", "2"))


def test_no_entries_no_change(tmp_path: Path) -> None:
    written = Written(tmp_path, HEAD)
    assert written.edit() == HEAD
    assert written.edit(Entry("scenario", ("s",), "", None, "x = 1")) == HEAD
    assert written.cell("supply", "p/2026-W52", "units", 12.0) == HEAD


@pytest.mark.parametrize("text", ["[", "chang = 1", "[[change]]\ntable = 'supply'\n", "\udc80"])
def test_broken_files(tmp_path: Path, text: str) -> None:
    plan = Written(tmp_path).base
    for call in (
        lambda: set_cells(text, "s", plan, plan, plan, []),
        lambda: describe_changes(parse_scenario("s", text), plan),
        lambda: rename_in({"s": text}, "a", "b"),
        lambda: dependants({"s": text}, "a"),
    ):
        with pytest.raises(PlanError) as wanted:
            parse_scenario("s", text)
        with pytest.raises(PlanError) as caught:
            call()
        assert caught.value.faults == wanted.value.faults
    for edit in (lambda: set_description(text, "x"), lambda: set_extends(text, None)):
        with pytest.raises(PlanError) as caught:
            edit()
        assert {fault.file for fault in caught.value.faults} == {"scenarios"}


# Settings


def test_settings(tmp_path: Path) -> None:
    written = Written(tmp_path, extends=change("plan", "set = 90", field="promotion.budget"))

    def put(name: str, value: Any) -> str:
        return written.edit(setting_entry(written.plan.settings, name, value))

    made = change("plan", "set = 80.5", field="promotion.budget")
    assert put("promotion.budget", 80.5) == HEAD + "\n" + made
    # Not given, as little as in base; and back to what is inherited.
    assert put("promotion.budget", None) == HEAD + "\n" + made.replace("80.5", '""')
    assert written.plan.settings.promotion.budget is None
    assert put("promotion.budget", 90.0) == HEAD
    assert 'set = "2026-W52"' in put("peak.weeks", "2026-W52")
    assert put("peak.weeks", None).endswith('set = ""\n')
    assert put("peak.weeks", "2026-W53") == HEAD
    assert put("solve.gap", 0.01).endswith("set = 0.01\n")
    assert put("solve.gap", None) == HEAD
    with pytest.raises(PlanError) as caught:
        put("first_week", None)
    assert caught.value.faults[0].code == "missing-value"


def test_a_setting_by_its_short_name_and_moved_below(tmp_path: Path) -> None:
    short = change("plan", "set = 80", field="budget")
    written = Written(tmp_path, short)
    entry = setting_entry(written.plan.settings, "promotion.budget", 70.0)
    assert written.edit(entry) == short.replace("80", "70")
    moved = change("plan", "scale = 2", field="budget")
    written = Written(tmp_path, short + moved)
    entry = setting_entry(written.plan.settings, "promotion.budget", 70.0)
    made = change("plan", "set = 70", field="promotion.budget")
    # What was moved before is gone: both say nothing any more.
    assert written.edit(entry) == made


def test_weeks_that_later_ranges_need_stay(tmp_path: Path) -> None:
    longer = change("plan", "set = 4", field="weeks")
    reader = change("supply", "set = 1", 'week = "2026-W53..2027-W02"')
    written = Written(tmp_path, longer + reader)
    entry = setting_entry(written.plan.settings, "weeks", 3)
    assert written.edit(entry) == longer + reader + "\n" + longer.replace("4", "3")


def test_empty_settings_and_cells_in_changes(tmp_path: Path) -> None:
    plan = Written(tmp_path).base
    made = make(
        plan,
        change("plan", 'set = ""', field="budget")
        + change("budgets", 'set = ""', field="max")
        + change("accounts", 'set = ""', field="discount")
        + '[[change]]\ntable = "products"\n'
        'insert = { product = "r", price = 2, cost = 1, salvage = "", holding_cost = "" }\n',
    )
    assert made.settings.promotion.budget is None
    assert "promotion" not in made.settings.model_dump(exclude_unset=True)
    assert np.isnan(made["budgets"]["max"]).all()
    assert made["accounts"]["discount"].tolist() == [0, 0]
    assert np.isnan(made["products"]["salvage"][-1])
    assert made["products"]["holding_cost"][-1] == 0
    for table, field, code in (
        ("supply", "units", "not-a-number"),
        ("plan", "gap", "missing-value"),
        ("plan", "weeks", "missing-value"),
    ):
        with pytest.raises(PlanError) as caught:
            make(plan, change(table, 'set = ""', field=field))
        assert [fault.code for fault in caught.value.faults] == [code]


# Rows


def test_a_new_row_is_edited_in_place_and_taken_out(tmp_path: Path) -> None:
    written = Written(tmp_path)
    row = {"account": "c", "tier": "C", "discount": 0.0, "x_city": "Oslo", "credit_days": 3.0}
    head = '[[change]]\ntable = "accounts"\ninsert = '
    assert written.edit(insert_entry(written.plan["accounts"], row)) == (
        f'{HEAD}\n{head}{{ account = "c", tier = "C", credit_days = 3, x_city = "Oslo" }}\n'
    )
    for column, value in (("tier", ""), ("credit_days", 0.0), ("x_city", ""), ("name", "C & A")):
        written.cell("accounts", "c", column, value)
    assert written.text == f'{HEAD}\n{head}{{ account = "c", name = "C & A" }}\n'
    assert written.edit(drop_entry(written.plan["accounts"], 2)) == HEAD


def test_a_new_row_goes_with_what_was_set_in_it(tmp_path: Path) -> None:
    insert = '[[change]]\ntable = "supply"\ninsert = { product = "q", week = "opening", units = 1 }'
    exact = change("supply", "set = 3", 'product = "q", week = "opening"')
    written = Written(tmp_path, f"{insert}\n{exact}")
    assert written.edit(drop_entry(written.plan["supply"], 4)) == ""
    # What is about more rows may match nothing without it: then the row is dropped below.
    exact = change("supply", "set = 3", 'product = ["q", "p"], week = "opening", units = 1')
    written = Written(tmp_path, f"{insert}\n{exact}")
    text = written.edit(drop_entry(written.plan["supply"], 4))
    where = 'product = "q", week = "opening"'
    assert text == f"{insert}\n{exact}\n" + change("supply", "drop = true", where, "")


def test_rows_dropped_and_added_again(tmp_path: Path) -> None:
    written = Written(tmp_path)
    drops = [drop_entry(written.plan["supply"], row) for row in (1, 2)]
    where = 'product = "p", week = "2026-W52..2026-W53"'
    assert written.edit(*drops) == HEAD + "\n" + change("supply", "drop = true", where, "")
    assert written.edit(*reverse(drops)) == HEAD
    # With other content it is a new row.
    written.edit(drops[0])
    row = {"product": "p", "week": "2026-W52", "units": 5.0}
    text = written.edit(insert_entry(written.plan["supply"], row))
    assert text.endswith('insert = { product = "p", week = "2026-W52", units = 5 }\n')
    assert written.edit(replace(drops[0], row=None)) == (
        HEAD + "\n" + change("supply", "drop = true", PEAS, "")
    )


def test_rows_of_several_tables_and_cells_at_once(tmp_path: Path) -> None:
    written = Written(tmp_path)
    entries = [
        insert_entry(written.plan["accounts"], {"account": "c", "tier": "A", "team": "t"}),
        insert_entry(
            written.plan["demand"],
            {"account": "c", "product": "p", "week": "2026-W53", "units": 9.0},
        ),
        Entry("demand", ("c", "p", "2026-W53"), "units", "9", "10"),
        setting_entry(written.plan.settings, "promotion.budget", 5.0),
    ]
    text = written.edit(*entries)
    assert "units = 10 }" in text
    assert not check_plan(written.plan)
    assert written.edit(*reverse(entries)) == HEAD


# Scaled blocks


def test_scaled_blocks(tmp_path: Path) -> None:
    written = Written(tmp_path)
    text = written.scale("supply", "units", [1, 2], scale=1.1)
    where = 'product = "p", week = "2026-W52..2026-W53"'
    assert text == HEAD + "\n" + change("supply", "scale = 1.1", where)
    # The tiny plan has 12 and 15 there.
    assert written.plan["supply"]["units"].tolist() == [3, 12 * 1.1, 15 * 1.1, 20]
    text = written.scale("demand", "units", range(5), add=5.0)
    assert text.endswith(change("demand", "add = 5"))
    # The same block once more is one change where that gives the very same numbers.
    assert written.scale("demand", "units", range(5), add=-2.0).endswith(
        change("demand", "add = 3")
    )
    assert written.scale("demand", "units", range(5), add=-3.0) == (
        HEAD + "\n" + change("supply", "scale = 1.1", where)
    )
    written.scale("supply", "units", [1, 2], scale=1.3)
    assert written.text.count("scale") == 2
    assert (15 * 1.1) * 1.3 != 15 * (1.1 * 1.3)
    # Typed over, neither remains.
    text = written.edit(*written.cells("supply", "units", {"p/2026-W52": 1.0, "p/2026-W53": 2.0}))
    assert "scale" not in text


def test_scaled_cells_that_are_set_one_by_one(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.cell("visits", "a/rep", "present", 7.0)
    assert written.scale("visits", "present", [0], scale=0.5) == HEAD  # rounded to 4
    text = written.scale("visits", "present", [0, 1], scale=0.6)  # 2.4 and 1.8
    assert text == HEAD + "\n" + change("visits", "scale = 0.6", field="present")
    assert written.plan["visits"]["present"].tolist() == [2, 2]
    written.edit(*written.cells("visits", "present", {"a/rep": 10.0, "b/rep": 20.0}))
    text = written.scale("visits", "present", [0, 1], add=5.0)
    assert ("set = 15" in text, "set = 25" in text, "add" in text) == (True, True, False)


def test_entries_of_a_scaled_block(tmp_path: Path) -> None:
    plan = Written(tmp_path).base
    rows = np.array([0, 1, 2])
    _, entries = scale_cells(HEAD, "s", plan, plan, plan, "demand", "units", rows, 1.1, None)
    assert [(entry.key[2], entry.old, entry.new) for entry in entries] == [
        ("2026-W52", "10", "11"),
        ("2026-W53", "20", "22"),
        ("2026-W53", "8", "8.8"),
    ]
    none = np.array([], dtype=np.int64)
    assert scale_cells(HEAD, "s", plan, plan, plan, "demand", "units", none, 2, None) == (HEAD, ())
    for table, column, code in (
        ("budgets", "min", "change-not-given"),
        ("budgets", "where", "change-not-number"),
    ):
        with pytest.raises(PlanError) as caught:
            scale_cells(HEAD, "s", plan, plan, plan, table, column, np.array([0]), 2.0, None)
        (fault,) = caught.value.faults
        assert (fault.code, fault.file) == (code, "scenarios/s.toml")


# Files


def test_the_examples_of_a_new_file_are_right_and_stay(tmp_path: Path) -> None:
    text = new_scenario(None, "x")
    head, _, examples = text.partition("\n\n")
    lines = [line.removeprefix("#").removeprefix(" ") for line in examples.splitlines()]
    used = f"{head}\n" + "\n".join(lines[1:])
    file = parse_scenario("s", used)
    assert (len(file.change), len(file.expect.rule)) == (1, 1)
    assert file.expect.contribution is not None
    # Edits of the program stand above them, and go again without a trace.
    base = source_of(write_folder(tmp_path)).plan
    entry = cell_entry(base["supply"], 1, "units", 5)
    edited = set_cells(text, "s", base, base, base, [entry])
    assert edited.startswith(f'{head}\n\n[[change]]\ntable = "supply"\n')
    assert edited.endswith(f"\n\n{examples}")
    changed = apply_entries(base, [entry])
    back = cell_entry(changed["supply"], 1, "units", 12)
    assert set_cells(edited, "s", base, base, changed, [back]) == text
    use_language("zh")
    try:
        assert "去掉行首的 #" in new_scenario(None, "")
        assert new_scenario(None, "").splitlines()[4:] == [*text.splitlines()[4:]]
    finally:
        use_language("en")


def test_new_files_and_their_heads() -> None:
    text = new_scenario("rush", '30 % "short"')
    assert text.startswith(
        "#:schema ./.schema/scenario.json\n"
        'extends = "rush"\ndescription = "30 % \\"short\\""\n\n# What is changed'
    )
    assert parse_scenario("s", text).description == '30 % "short"'
    assert set_extends(text, None) == new_scenario(None, '30 % "short"')
    assert set_extends(set_extends(text, None), "rush") == text
    old = "# Mine\n\ndescription = '''\nlong\n''' # why\n\n[expect]\n"
    assert set_description(old, "short") == '# Mine\n\ndescription = "short" # why\n\n[expect]\n'
    assert set_extends(old, "y") == old.replace("desc", 'extends = "y"\ndesc')
    assert set_description(set_extends("[expect]\n", "y"), "d") == (
        'extends = "y"\ndescription = "d"\n[expect]\n'
    )
    assert set_description("# A\r\n\r\n# B\r\n[expect]\r\n", "d") == (
        '# A\r\ndescription = "d"\r\n\r\n# B\r\n[expect]\r\n'
    )
    assert set_extends("", None) == ""


def test_a_change_is_taken_out_by_its_number() -> None:
    one, two = change("supply", "set = 1"), change("teams", "set = 2", field="hours")
    assert drop_change(f"{HEAD}\n{one}\n# two\n{two}", 1) == f"{HEAD}\n# two\n{two}"
    assert drop_change(f"{HEAD}\n{one}\n# two\n{two}", 2) == f"{HEAD}\n{one}\n# two\n"
    for number in (0, 3):
        with pytest.raises(IndexError):
            drop_change(one + two, number)


RULE = "[[expect.rule]]\nmetric = 'revenue'\nversus = 'old' # then\nmax_drop = 0.1\n"


def test_other_files_follow_a_new_name() -> None:
    inline = "expect.rule = [ {metric='revenue', versus='old', max_rise=1}, ]\n"
    texts = {
        "old": "extends = 'x'\n",
        "x": "",
        "child": "# on top\nextends = 'old' # it\r\n[expect]\nstatus='optimal'\n" + RULE,
        "grand": "extends = 'child'\n",
        "rival": RULE + RULE.replace("old", "x"),
        "line": inline,
    }
    found = rename_in(texts, "old", "新 name")
    assert found == {
        name: texts[name].replace("'old'", '"新 name"') for name in ("child", "rival", "line")
    }
    assert dependants(texts, "old") == ["child", "grand", "line", "rival"]
    assert dependants(texts, "x") == ["child", "grand", "old", "rival"]
    assert dependants(texts, "grand") == []
    assert dependants({"a": "extends = 'b'", "b": "extends = 'a'"}, "a") == ["b"]


@pytest.mark.parametrize(
    "name", ["rush", "礼盒-30", "a.b_c-1", "x" * 80, "é", "e\u0301", "हिन्दी", "礼" * 80]
)
def test_names(name: str) -> None:
    check_name(name, ["base", "other"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "scenario-name"),
        (".hidden", "scenario-name"),
        ("base", "scenario-is-base"),
        ("Base", "scenario-is-base"),
        ("x" * 81, "scenario-name"),
        ("\U00020000" * 63, "scenario-name"),
        *((f"a{letter}b", "scenario-sign") for letter in " /\\:*?\"<>|\n\0'\udc80"),
        ("rush", "scenario-there"),
        ("Rush", "scenario-there"),
        ("e\u0301", "scenario-there"),
    ],
)
def test_names_that_cannot_be(name: str, code: str) -> None:
    with pytest.raises(PlanError) as caught:
        check_name(name, ["base", "rush", "é"])
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_name_that_cannot_be_is_told_why() -> None:
    told = {}
    for name in ("Base", "a/b", "a\nb", "a b"):
        with pytest.raises(PlanError) as caught:
            check_name(name, ["base"])
        told[name] = what_of(caught.value.faults[0])
    assert told == {
        "Base": '"Base": base is the plan itself',
        "a/b": '"a/b": "/" cannot stand in the name of a scenario',
        "a\nb": '"a\\nb": "\\n" cannot stand in the name of a scenario',
        "a b": '"a b": " " cannot stand in the name of a scenario',
    }


def test_what_a_scenario_changes(tmp_path: Path) -> None:
    plan = Written(tmp_path).base
    text = (
        change("supply", "set = 800", 'product = "p|q", week = "2026-W52..2026-W53"')
        + change("supply", "scale = 0.7", 'product = ["p"]')
        + change("demand", "add = -5", 'units = 20, tier = "A"')
        + change("plan", "add = 5", field="budget")
        + change("budgets", 'set = ""', field="max")
        + '[[change]]\ntable = "accounts"\ninsert = { account = "c", tier = "C" }\n'
        + change("accounts", 'set = "A"', 'account = ["a", "b", "c", "a", "b"]', "tier")
        + change("demand", "drop = true", 'account = "a"', "")
        + change("demand", "drop = true", 'account = "z"', "")
        + change("nowhere", "set = true", field="x")
    )
    assert [
        (each.table, each.where, each.field, each.act, each.cells)
        for each in describe_changes(parse_scenario("s", text), plan)
    ] == [
        ("supply", "product=p|q; week=2026-W52..2026-W53", "units", "set 800", 3),
        ("supply", "product=p", "units", "× 0.7", 3),
        ("demand", "units=20; tier=A", "units", "- 5", 1),
        ("plan", "", "budget", "+ 5", 1),
        ("budgets", "", "max", "set", 2),
        ("accounts", "account=c", "", "insert", 1),
        ("accounts", "account=a|b|c|+2", "tier", "set A", 3),
        ("demand", "account=a", "", "drop", 3),
        ("demand", "account=z", "", "drop", 0),
        ("nowhere", "", "x", "set true", 0),
    ]


# Random plans, files and edits

ANY_TIME = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


@settings(ANY_TIME, max_examples=examples(120))
@given(random=st.randoms(use_true_random=False))
def test_a_file_makes_what_the_edits_make(random: Random) -> None:
    base, theme = random_plan(random), random.choice(THEMES)
    _, inherited = random_file(random, base, 2, theme)
    text, current = random_file(random, inherited, 6, theme)
    comments = [line for line in text.splitlines() if line.startswith("# ") and line != "# inside"]
    entries: Sequence[Entry] = ()
    for _ in range(random.randrange(1, 4)):
        if random.random() < 0.2:
            found = _scaled(random, text, base, inherited, current, theme)
        else:
            entries = random_entries(random, inherited, current, entries, theme)
            found = set_cells(text, "s", base, inherited, current, entries), entries
        target = apply_entries(current, found[1])
        if not all(map(len, (target["accounts"], target["products"]))):
            continue
        text, entries = found
        made = make(inherited, text)
        assert contents(made) == contents(target)
        assert set(comments) <= set(text.splitlines())
        current = random.choice([target, made])
    text = set_cells(text, "s", base, inherited, current, entries_back(inherited, current))
    assert contents(make(inherited, text)) == contents(inherited)


def _scaled(
    random: Random, text: str, base: Plan, inherited: Plan, current: Plan, theme: Theme
) -> tuple[str, Sequence[Entry]]:
    table = current[random.choice(list(theme))]
    numbers = {column.name for column in table.columns if column.is_number}
    column = random.choice([name for name in theme[table.name] if name in numbers] or [*numbers])
    rows = np.array(random_rows(random, table), dtype=np.int64)
    scale, add = random.choice([(1.1, None), (0.5, None), (None, 5.0), (None, -5.0)])
    try:
        return scale_cells(
            text, "s", base, inherited, current, table.name, column, rows, scale, add
        )
    except PlanError as error:
        if [fault.code for fault in error.faults] != ["change-not-given"]:
            raise
        return text, ()


@settings(ANY_TIME, max_examples=examples(60))
@given(random=st.randoms(use_true_random=False))
def test_one_cell_takes_one_change_however_often_it_is_edited(random: Random) -> None:
    base, theme = random_plan(random), random.choice(THEMES)
    text, current = random_file(random, base, 6, theme)
    most = len(parse_scenario("s", text).change) + 1
    table = current[random.choice(list(theme))]
    row = random.randrange(len(table))
    columns = [each for each in table.columns if not each.key]
    column = random.choice([each for each in columns if each.name in theme[table.name]])
    for _ in range(4):
        cell = random_cell(random, column, column.name)
        entry = cell_entry(current[table.name], row, column.name, cell)
        text = set_cells(text, "s", base, base, current, [entry])
        current = apply_entries(current, [entry])
        assert contents(make(base, text)) == contents(current)
        assert len(parse_scenario("s", text).change) <= most


@settings(ANY_TIME, max_examples=examples(80))
@given(random=st.randoms(use_true_random=False))
def test_cells_taken_back_in_any_order_leave_the_file_as_it_was(random: Random) -> None:
    base, theme = random_plan(random), random.choice(THEMES)
    current = base
    start = text = random.choice(["", HEAD, "# top\r\n\r\n[expect]\r\n", "change = []\n"])
    for _ in range(random.randrange(1, 6)):
        entries = [
            entry for entry in random_entries(random, base, current, theme=theme) if entry.column
        ]
        text = set_cells(text, "s", base, base, current, entries)
        current = apply_entries(current, entries)
    back = entries_back(base, current)
    random.shuffle(back)
    while back:
        some = [back.pop() for _ in range(random.randrange(1, len(back) + 1))]
        text = set_cells(text, "s", base, base, current, some)
        current = apply_entries(current, some)
    assert text == start


def test_an_edited_scenario_of_the_tiny_plan_is_applied(tmp_path: Path) -> None:
    """Through apply_scenario with its chain, which checks the plan as a whole."""
    source = source_of(write_folder(tmp_path), {"low": change("supply", "scale = 0.5")})
    low = parse_scenario("low", source.scenarios["low"])
    inherited = apply_scenario(source.plan, Scenario("low", (("low", low),)))
    table = inherited["supply"]
    entries = [cell_entry(table, row, "units", 9.5) for row in (1, 2)]
    text = set_cells(new_scenario("low", ""), "s", source.plan, inherited, inherited, entries)
    chain = Scenario("s", (("low", low), ("s", parse_scenario("s", text))))
    made = apply_scenario(source.plan, chain)
    assert made["supply"]["units"].tolist() == [1.5, 9.5, 9.5, 10]
    assert contents(made) == contents(apply_entries(inherited, entries))


@settings(ANY_TIME, max_examples=examples(40))
@given(random=st.randoms(use_true_random=False))
def test_what_edits_write_is_never_refused_as_set_twice(random: Random) -> None:
    base = current = random_plan(random)
    text, keys = "", base["demand"].keys()
    for _ in range(5 if keys else 0):
        value = str(random.randrange(1, 4))
        some = random.sample(keys, random.randrange(1, min(len(keys), 4) + 1))
        entries = [Entry("demand", key, "units", None, value) for key in some]
        text = set_cells(text, "s", base, base, current, entries)
        current = apply_entries(current, entries)
        overlaps = Overlaps(parse_scenario("s", text).change)
        for number, change in enumerate(parse_scenario("s", text).change, start=1):
            rows = select_changed(base, base["demand"], change.where, Place("", ""))
            assert overlaps.look(number, change, base["demand"], rows) is None
