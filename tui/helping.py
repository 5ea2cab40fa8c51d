"""F1: what the mode is for, and every key that works where the keyboard is."""

from typing import TYPE_CHECKING

from rich.text import Text

from kamplan.words import _, mark
from tui.modes import AREAS

if TYPE_CHECKING:
    from tui.app import KamplanApp

HELP = {
    "accounts": mark(
        "A grid like a spreadsheet's. Type to replace a cell, F2 or Enter to edit it, Tab and "
        "Enter to go on; every edit is saved as it is made and ctrl+z takes it back. Select "
        "with Shift and the arrows or the mouse; copy and paste blocks to and from Excel; "
        "ctrl+d fills down, % changes the selection by a percentage or an amount. ctrl+PageDown "
        "goes to the next sheet: promotions, visits, products, demand, stock at accounts and on "
        "its way to them, and curves through judged points."
    ),
    "limits": mark(
        "What there is to share out. Budgets say what each group may spend, what the plan "
        "spends of it and what is left. Supply is units arriving by product and week, shaded by "
        "size; the details (ctrl+l) show who is in line for them, and why money is left. Hours "
        "cap visits. Service, calendar, fairness, locks and no worse are rules: without a price "
        "they hold, with one they may be broken where that is cheaper. Settings say what is "
        "maximised and what must be reached. Edit any cell as in a spreadsheet. Proposal shows the "
        "budget lines that the solved plan comes to: ctrl+b chooses by what, ctrl+g accepts the "
        "selected ones, ctrl+w locks them. Tree has money from the whole plan down to accounts and "
        "weeks: Enter opens a name, an amount typed into a branch makes its budget. Guardrails has "
        "every rule as a sentence: Space switches it, Enter goes to it, p prices it."
    ),
    "scenarios": mark(
        "A scenario is the plan with some changes. n makes one, Enter makes it active: from "
        "then on every edit in any mode becomes one of its changes, marked in the cell; Del in "
        "such a cell takes the change back. F9 solves the one under the cursor, shift+F9 all "
        "that are not solved as they stand; Esc stops and keeps the best plan. Space chooses "
        "scenarios for F7 Compare. Where rules cannot all be kept, x relaxes as few as it takes."
    ),
    "plan": mark(
        "The answer of the active scenario: promotion money by account and week, visits and the "
        "weeks they fall in, goods by account and who is served first where they are short, what "
        "one more of everything is worth and how far that holds, who is next for money, what "
        "simple policies with the same money would earn, stock at accounts, and rules that are "
        "broken at their price. The details (ctrl+l) say why a number is what it is. Where you "
        "know better, pin it: type a number, or ctrl+w pins what is selected where it stands and "
        "lets it go again; F9 solves with the pins and says what they cost. ctrl+k publishes the "
        "plan. It is proven to within the gap shown at the top: no plan can be worth more than "
        "that above it."
    ),
    "compare": mark(
        "Scenarios side by side, each against the first: which inputs differ, figures with "
        "differences, which accounts gain and lose, and what one more is worth in each. Choose "
        "them with Space in F5; without a choice it is base and the active scenario."
    ),
    "review": mark("Not built yet; F7 and kamplan check serve meanwhile."),
}
ROWS = mark(
    "Insert or ctrl+n adds a row, ctrl+t copies the selected rows, ctrl+x removes them, with what "
    "hangs on them where you want that; all of it is one step to undo."
)
EVERYWHERE = mark(
    "ctrl+u shows who changed what and when, and leads back to before any edit of yours. What "
    "went wrong stands above the status line with its remedy; ! leads there, Enter to the cell."
)
SIGNS = mark(
    "▪ changed by the active scenario   … being saved   ! refused   ⚑ pinned   ○ not solved   "
    "● solved   "
    "↻ stale: inputs have changed   ◐ stopped early   ✗ infeasible"
)

FILTERS = mark(
    "ctrl+f takes a text, or conditions on columns, each named by its heading:   tier=A|B   "
    "tier!=A   name~market (contains)   units<100   discount>=5%   curve= (empty)   "
    'tier=A; region=East (both)   "a=b" (a text with a sign in it)'
)

OF_TEXTUAL = (mark("Focus Next"), mark("Focus Previous"), mark("Copy selected text"))
"""What Textual calls keys of its own."""


def help_text(app: "KamplanApp") -> Text:
    """For the mode that is shown and the panel that has the keyboard."""
    text = Text()
    screen = app.sheet_screen
    if screen is None:
        return text
    key, title, summary = AREAS[screen.mode]
    text.append(f"{key} {_(title)} – {_(summary)}\n\n", style="bold")
    text.append(_(HELP[screen.mode]) + "\n\n")
    if screen.mode in ("accounts", "limits"):
        text.append(_(ROWS) + "\n\n")
    text.append(_(EVERYWHERE) + "\n\n")
    text.append(_("Signs") + "\n", style="bold")
    text.append(_(SIGNS) + "\n\n")
    text.append(_("Filter") + "\n", style="bold")
    text.append(_(FILTERS) + "\n\n")
    text.append(_("Keys") + "\n", style="bold")
    for mode, (mode_key, mode_title, _help) in AREAS.items():
        if mode != screen.mode:
            text.append(f"{mode_key:>16}  {_(mode_title)}\n")
    seen = set()
    for _node, binding, _enabled, _tip in screen.active_bindings.values():
        if not binding.description or binding.action in seen or "switch_mode" in binding.action:
            continue
        seen.add(binding.action)
        shown = app.get_key_display(binding)
        text.append(f"{shown:>16}  {_(binding.description)}\n")
    return text
