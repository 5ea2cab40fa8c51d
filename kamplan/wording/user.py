"""Words for faults of the user's own settings, and of the tour."""

from kamplan.words import mark

USER: dict[str, tuple[str, str]] = {
    "settings-broken": (
        mark("your settings cannot be read: {reason}"),
        mark("Mend the file or delete it; until then it is left alone and nothing is kept."),
    ),
    "tour-own-plan": (
        mark("the tour changes the plan that it leads through"),
        mark("Leave the plan out: the tour opens a small one to try."),
    ),
    "settings-unwritten": (
        mark("your settings cannot be kept: {reason}"),
        mark("Free some space or ask for the rights, or set KAMPLAN_SETTINGS to another file."),
    ),
}
