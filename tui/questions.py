"""What is asked of a judge: the curve, the rows that will follow it, and what is known of them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kamplan.desk.judging import Following, spent_now, user_name
from kamplan.plan import Plan
from kamplan.plan.entries import Key
from kamplan.plan.tables import number_text
from kamplan.words import _, plain
from tui.screens.judging import Question


@dataclass(frozen=True)
class Rows:
    """Rows of a table from which a response is judged."""

    table: str
    """accounts, promotions, visits or judgements."""
    keys: tuple[Key, ...]

    def by(self, lever: str) -> "Rows":
        """Of accounts: their promotions, or visits, by "promotions:MECHANIC" or "visits:KIND"."""
        table, _colon, name = lever.partition(":")
        return Rows(table, tuple((*key, name) for key in self.keys))


def question_of(plan: Plan, rows: Rows) -> Question:
    """The question to whoever judges what is selected."""
    if rows.table == "judgements":
        curve, judge = rows.keys[0] if rows.keys else ("", user_name())
        return Question(_("How does demand answer to effort?"), curve, judge)
    table: Literal["promotions", "visits"] = "visits" if rows.table == "visits" else "promotions"
    keys = tuple((key[0], key[1]) for key in rows.keys)
    levers = list(dict.fromkeys(lever for _account, lever in keys))
    who = plain(keys[0][0]) if len(keys) == 1 else _("{count} accounts", count=len(keys))
    title = _("How does demand answer to {lever}? {who}", lever=plain(" ".join(levers)), who=who)
    following = Following("", table, keys)
    spend = _same_spend(plan, keys) if table == "promotions" else ""
    return Question(title, _curve_of(plan, table, keys, levers), user_name(), following, spend)


def _curve_of(plan: Plan, table: str, keys: tuple[tuple[str, str], ...], levers: list[str]) -> str:
    """The judged curve that all rows follow by now; else a name for a new one."""
    found, places = plan[table], plan[table].places
    followed = {str(found["curve"][places[key]]) if key in places else "" for key in keys}
    judged = set(plan["judgements"]["curve"].tolist())
    if len(followed) == 1 and followed <= judged:
        return followed.pop()
    if len(keys) == 1:
        return "-".join(keys[0])
    return levers[0] if len(levers) == 1 else ""


def _same_spend(plan: Plan, keys: tuple[tuple[str, str], ...]) -> str:
    """What is spent in a promoted week now, where it is known and the same in all rows."""
    spends = {spent_now(plan, key) for key in keys}
    amount = spends.pop() if len(spends) == 1 else float("nan")
    return "" if np.isnan(amount) else number_text(amount)
