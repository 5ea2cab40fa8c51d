"""Filter expressions on the sheets of a plan, in both languages; and what sorting is made of."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kamplan.words import use_language
from tests.tui.apps import User, at_work, festival
from tui.grid.model import number_in
from tui.sheets.week_sheet import WeekSheet


async def shown(user: User, text: str) -> Sequence[object]:
    """The rows that a filter shows, typed anew."""
    await user.press("ctrl+f", "escape", "escape", "ctrl+f")
    await user.write(text, "enter")
    return user.rows()


async def test_accounts_are_filtered_by_their_columns(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan")) as user:
        table = user.snapshot.plan["accounts"]
        keys = [(name,) for name in table["account"]]
        of = dict(zip(keys, zip(table["tier"], table["discount"], strict=True), strict=True))
        assert await shown(user, "tier=A") == [key for key in keys if of[key][0] == "A"]
        assert await shown(user, "tier=A|B; discount>5%") == [
            key for key in keys if of[key][0] in "AB" and of[key][1] > 0.05
        ]
        assert await shown(user, "credit days=0 and parent=") != keys
        assert await shown(user, "parent!=") == []
        assert await shown(user, "等级!=a") == [key for key in keys if of[key][0] != "A"]
        assert await shown(user, "tiar=A") == keys
        assert "! There is no column tiar: tier?" in user.seen
        await user.press("ctrl+f", "escape", "escape")
        assert "Filter:" not in user.seen


async def test_conditions_by_chinese_headings(tmp_path: Path) -> None:
    use_language("zh")
    try:
        async with at_work(festival(tmp_path / "plan")) as user:
            tiers = user.snapshot.plan["accounts"]["tier"]
            for text in ("等级＝Ａ", "tier=A", "等级=A 且 折扣<100%"):
                assert len(await shown(user, text)) == (tiers == "A").sum(), text
            await shown(user, "等级=A; 区")
            assert "! 区 还不是条件，应如 区域=…" in user.seen
    finally:
        use_language("en")


async def test_a_filter_is_read_again_in_another_language(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan")) as user:
        rows = await shown(user, "credit days>0")
        assert 0 < len(rows) < len(user.grid.model)
        user.app.action_language()
        await user.rest()
        assert user.rows() == rows
        user.app.action_language()


async def test_results_and_limits_are_filtered_too(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base")) as user:
        await user.press("f4")
        sheet = user.grid.model
        uses = sheet.sort_values([column.id for column in sheet.columns].index("used"))
        rows = await shown(user, "used>=90%")
        assert len(rows) == sum(use >= 0.9 for use in uses)
        assert rows
        await user.press("f6")
        assert len(await shown(user, "account~a")) > 0


@pytest.mark.parametrize("sheet", [3, 4])
async def test_what_weeks_are_sorted_by_is_what_they_show(tmp_path: Path, sheet: int) -> None:
    async with at_work(festival(tmp_path / "plan")) as user:
        await user.press("f3" if sheet == 4 else "f4", *["ctrl+pagedown"] * sheet)
        model = user.grid.model
        assert isinstance(model, WeekSheet)
        for at, column in enumerate(model.columns):
            if column.number:
                cells = [number_in(model.raw(row, at)) for row in range(len(model))]
                np.testing.assert_allclose(model.sort_values(at), cells)
