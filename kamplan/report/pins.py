"""What pins cost, in words."""

from kamplan.insight.pin_cost import PinCost
from kamplan.report.tables import money
from kamplan.words import _, plain

NOTHING = 0.005
"""Money that is not shown."""


def pin_cost_text(found: PinCost, currency: str) -> str:
    """ "2 pins cost 1,240 EUR", and whether that is more than the gaps leave open."""
    count = found.added + found.moved + found.removed
    amount = f"{money(abs(found.cost))} {plain(currency)}".strip()
    if abs(found.cost) < NOTHING:
        said = _("Pins changed: {count}; that costs nothing.", count=count)
    elif found.cost < 0.0:
        said = _("Pins changed: {count}; the plan comes to {amount} more.", count=count,
                 amount=amount)  # fmt: skip
    elif found.moved or found.removed:
        said = _("Pins changed: {count}; the plan comes to {amount} less.", count=count,
                 amount=amount)  # fmt: skip
    elif count == 1:
        said = _("The pin costs {amount}.", amount=amount)
    else:
        said = _("{count} pins cost {amount}.", count=count, amount=amount)
    if abs(found.cost) >= NOTHING and not found.is_proven:
        said += " " + _("That is within the gap.")
    return said
