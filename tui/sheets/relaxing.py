"""What makes an infeasible scenario possible, to choose from."""

from collections.abc import Sequence

from kamplan.insight.relaxing import Proposal
from kamplan.report.relaxed import proposal_text
from kamplan.words import _

ALL = "all"
"""the choice of every proposal together."""


def relax_choices(found: Sequence[Proposal]) -> list[tuple[str, str]]:
    """(key, words): all of them first, where it takes several, then each."""
    each = [(str(number), proposal_text(item)) for number, item in enumerate(found)]
    if len(found) == 1:
        return each
    together = _("all of these, {count} together: only that makes a plan possible",
                 count=len(found))  # fmt: skip
    return [(ALL, together), *each]
