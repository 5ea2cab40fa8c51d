"""What would make an infeasible scenario possible, in words and as facts."""

import json
from collections.abc import Sequence

from rich.table import Table

from kamplan.insight.relaxing import Proposal, together
from kamplan.plan.entries import WHOLE, Entry
from kamplan.report.documents import Document
from kamplan.report.tables import add_row, make_table, money, rule_name
from kamplan.whatif.figures import Solved
from kamplan.words import _, plain

RELAX = "kamplan.relax/1"


def proposal_text(proposal: Proposal) -> str:
    """A rule with what it demands now and would have to: budget east: 60 → 72."""
    return _(
        "{rule}: {old} → {new}",
        rule=rule_name(proposal.rule, proposal.key),
        old=_limit(proposal, proposal.old),
        new=_limit(proposal, proposal.new),
    )


def _limit(proposal: Proposal, value: float | str) -> str:
    if isinstance(value, str):
        return plain(value) or _("nothing")
    return f"{value * 100:.6g} %" if proposal.is_share else money(value)


def relax_document(solved: Solved, found: Sequence[Proposal]) -> Document:
    """The smallest relaxation; all of it together makes a plan possible."""
    return {
        "schema": RELAX,
        "plan": solved.plan.settings.name,
        "scenario": solved.scenario,
        "status": solved.result.status,
        "conflict_gap": solved.result.conflict_gap,
        "proposals": [
            {
                "number": number,
                "rule": each.rule,
                "key": list(each.key),
                "from": each.old,
                "to": each.new,
                "values": [
                    {
                        "table": entry.table,
                        "key": list(entry.key),
                        "field": name,
                        "old": entry.old,
                        "new": new,
                    }
                    for entry in together([each])
                    for name, new in _cells(solved, entry)
                ],
            }
            for number, each in enumerate(found, 1)
        ],
        "problems": [],
    }


def _cells(solved: Solved, entry: Entry) -> list[tuple[str, str | None]]:
    """The columns that an entry puts something into: of a new row those that are not its key."""
    if entry.column != WHOLE:
        return [(entry.column, entry.new)]
    row, key = json.loads(entry.new or "{}"), solved.plan[entry.table].key_columns
    return [(name, cell) for name, cell in row.items() if cell and name not in key]


def proposal_table(found: Sequence[Proposal]) -> Table:
    """Each rule with what it demands now and would have to, numbered."""
    table = make_table("", _("rule"), _("now"), _("relaxed"), right=2)
    for number, each in enumerate(found, 1):
        name = rule_name(each.rule, each.key)
        add_row(table, str(number), name, _limit(each, each.old), _limit(each, each.new))
    return table
