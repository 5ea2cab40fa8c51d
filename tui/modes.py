"""The modes: their keys, names and what each is for."""

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


def mode_labels() -> list[tuple[str, str, str]]:
    """Key, label and tooltip of each."""
    return [(name, f"{key} {_(title)}", _(help_)) for name, (key, title, help_) in AREAS.items()]
