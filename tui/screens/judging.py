"""Judging a response: a form that draws the curve as one answers."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Static

from kamplan.desk.judging import Answered, Following, judge_entries, preview
from kamplan.messages import reason_of
from kamplan.plan import Plan, PlanError
from kamplan.plan.answers import ANSWERS, judged_curves
from kamplan.plan.entries import cell_text
from kamplan.plan.typed import read_number
from kamplan.wording.headings import heading_help
from kamplan.wording.judged import SHORT, judged_lines
from kamplan.words import _, mark
from solver.decision_calculus import load_fitting
from tui.plots.chart import Chart
from tui.plots.ink import ink_of
from tui.plots.lines import draw
from tui.screens.taking import Taking
from tui.sheets.judged_side import answered_chart, judged_chart

NAMES = ("curve", "judge")
SPEND = "spend"
ID = "judge-"
"""What the ids of fields begin with."""
PRESENT = "100"
"""What is sold at the present effort, where nobody says otherwise."""


@dataclass(frozen=True)
class Question:
    """What is to be judged."""

    title: str
    curve: str
    judge: str
    following: Following | None = None
    """rows that will follow the curve."""
    spend: str = ""
    """their present spend, where it is the same in all."""


@dataclass(frozen=True)
class Judged:
    """What was answered."""

    curve: str
    answered: Answered | None
    """None: the curve is followed as it is."""
    following: Following | None


class JudgeResponse(Taking[Judged]):
    """A field for each answer, the curve beside them; None where it was called off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", mark("Close"), id="judge.close", show=False),
        Binding("ctrl+g", "take", mark("Take these answers"), id="judge.take", priority=True),
        Binding("down", "app.focus_next", mark("Next answer"), id="judge.next", show=False),
        Binding("up", "app.focus_previous", mark("Answer before"), id="judge.before", show=False),
    ]

    def __init__(self, plan: Plan, question: Question) -> None:
        super().__init__()
        self._plan, self._question = plan, question
        self._touched: set[str] = set()
        """answers that were typed here."""
        self._put: dict[str, str] = {}
        """answers as they were put in, not typed."""
        self._refused: Judged | None = None
        """what was not taken, and why is still said."""
        self._asks_spend = question.following is not None and (
            question.following.table == "promotions"
        )

    def compose(self) -> ComposeResult:
        """Title; fields and chart; what is said of them; keys."""
        with Vertical(classes="dialog -judge"):
            yield Static(Text(self._question.title, style="bold"), markup=False)
            with Horizontal(id="judged"):
                with Vertical(id="answers"):
                    yield from self._fields()
                yield Static(id="chart", markup=False)
            yield Static(id="hint", markup=False)
            keys = _("Enter: next · ctrl+g: take these answers · Esc: leave")
            yield Static(Text(keys), classes="close", markup=False)

    def _fields(self) -> Iterator[Horizontal]:
        known = self._known(self._question.curve, self._question.judge)
        yield _field("curve", _("curve"), self._question.curve, heading_help("curve"))
        yield _field("judge", _("judge"), self._question.judge, heading_help("judge"))
        if self._asks_spend:
            told = _("Money in a promoted week now, or 2% of what the baseline brings in a week.")
            yield _field(SPEND, _("present spend"), self._question.spend, told)
        for name in ANSWERS:
            empty = PRESENT if name == "present" else ""
            value = self._put[name] = known.get(name, empty)
            yield _field(name, _(SHORT[name]), value, heading_help(name))

    def _known(self, curve: str, judge: str) -> dict[str, str]:
        """What a judge has answered before."""
        table = self._plan["judgements"]
        row = table.places.get((curve, judge))
        if row is None:
            return {}
        return {name: cell_text(float(table[name][row])) or "" for name in ANSWERS}

    def on_mount(self) -> None:
        """Begin with the first thing that is not known."""
        fields = list(self.query(Answer))
        first = next((field for field in fields if not field.value), fields[len(NAMES)])
        first.focus()
        self._look()

    def on_resize(self) -> None:
        """The chart is as wide as there is room."""
        self.call_after_refresh(self._look)

    @property
    def _as_it_is(self) -> bool:
        """Whether rows are to follow a curve that others have judged, and nothing is answered."""
        known = judged_curves(self._plan["judgements"])
        silent = not any(self.value(name) for name in ANSWERS if name != "present")
        return silent and self._question.following is not None and self.value("curve") in known

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.query_one(f"#{ID}{name}", Answer).value.strip()

    @property
    def judged(self) -> Judged:
        """As the fields stand."""
        curve, following = self.value("curve"), self._question.following
        cells = {name: self.value(name) for name in ANSWERS}
        answered = None if self._as_it_is else Answered(curve, self.value("judge"), cells)
        if following is not None:
            spend = self.value(SPEND) if self._asks_spend else ""
            following = replace(following, curve=curve, present=spend)
        return Judged(curve, answered, following)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix(ID)
        if name in NAMES:
            self._recall()
        elif event.input.value != self._put.get(name):
            self._touched.add(name)
        self._look()

    def _recall(self) -> None:
        """What was answered before by this judge to this curve, where nothing was typed since."""
        known = self._known(self.value("curve"), self.value("judge"))
        for name in ANSWERS:
            if name not in self._touched:
                empty = PRESENT if name == "present" and not known else ""
                self._put[name] = known.get(name, empty)
                self.query_one(f"#{ID}{name}", Answer).value = self._put[name]

    def _look(self) -> None:
        self._draw(self.judged)

    @work(group="judge", description="draw the curve", exclusive=True)
    async def _draw(self, judged: "Judged") -> None:
        """The curve of the answers so far, or what is still missing."""
        chart, lines, wrong = await asyncio.to_thread(self._shown, judged)
        size = self.query_one("#chart").size
        ink = ink_of(self.app.get_css_variables())
        drawn = await asyncio.to_thread(draw, chart, size.width, size.height, ink)
        self.query_one("#chart", Static).update(drawn)
        # The last letter of an answer may be told of after the Enter behind it was refused.
        if judged != self._refused:
            self._refused = None
            self._say("\n".join(lines), wrong)

    def _shown(self, judged: "Judged") -> tuple[Chart, list[str], bool]:
        answered = judged.answered
        if answered is None:
            curve = judged_curves(self._plan["judgements"])[judged.curve]
            return judged_chart(curve), list(judged_lines(curve)), False
        missing = _missing(answered.cells)
        if missing:
            load_fitting()
            return answered_chart(answered.curve, _numbers(answered.cells)), [missing], False
        try:
            curve = preview(self._plan, answered)
        except PlanError as error:
            chart = answered_chart(answered.curve, _numbers(answered.cells))
            return chart, [reason_of(error.faults[0])], True
        return judged_chart(curve), list(judged_lines(curve)), False

    def _say(self, text: str, wrong: bool) -> None:
        hint = self.query_one("#hint", Static)
        hint.update(Text(f"! {text}" if wrong else text))
        hint.set_class(wrong, "-wrong")

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """To the next answer; after the last one, take them all."""
        if event.input is self.query(Answer).last():
            self.action_take()
        else:
            self.focus_next()

    async def attempt(self) -> Judged | None:
        """The answers, unless the plan refuses them."""
        self.workers.cancel_group(self, "judge")
        judged = self.judged
        for name in NAMES:
            if not self.value(name):
                self._refuse(name, _("Give it a name."))
                return None
        try:
            await asyncio.to_thread(judge_entries, self._plan, judged.answered, judged.following)
        except PlanError as error:
            fault = error.faults[0]
            spend = fault.file == "promotions.csv" and fault.column == "present"
            self._refuse(SPEND if spend else fault.column, reason_of(fault))
            return None
        return judged

    def _refuse(self, name: str, reason: str) -> None:
        self._refused = self.judged
        self._say(reason, wrong=True)
        for field in self.query(f"#{ID}{name}").results(Answer):
            field.focus()


class Answer(Input):
    """A field of the form."""


def _field(name: str, title: str, value: str, told: str) -> Horizontal:
    field = Answer(value, id=ID + name, select_on_focus=True, compact=True, tooltip=told)
    field.cursor_blink = False
    return Horizontal(Label(title, markup=False), field, classes="field")


def _missing(cells: Mapping[str, str]) -> str:
    """What has to be answered before there is a curve; nothing where all of it is."""
    wanted = [name for name in ("none", "saturation") if not cells[name]]
    if not wanted and (cells["half"] or cells["plus_half"]):
        return ""
    return _("What would be sold? Answer for no effort, half of it or +50 %, and saturation.")


def _numbers(cells: Mapping[str, str]) -> np.ndarray:
    """[5] the answers that can be read; the present one is always there."""
    found = [read_number(cells[name]) if cells[name] else None for name in ANSWERS]
    answers = np.array([np.nan if value is None else value for value in found])
    if not answers[2] > 0.0:
        answers[2] = float(PRESENT)
    return answers
