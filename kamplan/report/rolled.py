"""What became of a plan that was rolled forward, in words."""

from kamplan.messages import fault_text
from kamplan.report.tables import money
from kamplan.rolling.roll import Note, Rolled
from kamplan.words import _, mark, plain

NOTES = {
    "repeated": mark("{where}: {count} rows start the old weeks over in the weeks beyond them."),
    "beyond": mark("{where}: {count} rows of weeks after the last one were left out."),
    "empty": mark("{where}: {count} rules whose weeks are all after the last one were left out."),
    "published": mark("{where}: what holds a plan to a published one was left out."),
    "scenario": mark("Scenario {where}: {detail} was left out: it has nothing left to change."),
    "unreadable": mark("Scenario {where} does not fit the new plan: {detail}"),
}


def rolled_lines(rolled: Rolled, scenario: str) -> list[str]:
    """What was carried, moved, taken from the ending, and left out."""
    shift, ending, plan = rolled.shift, rolled.ending, rolled.plan
    weeks = {"first": shift.new[0], "last": shift.new[-1], "count": len(shift.new)}
    lines = [_("Weeks: {first} to {last} ({count}).", **weeks)]
    lines.append(_("Weeks moved in: {tables}.", tables=", ".join(("plan.toml", *rolled.moved))))
    if ending.published:
        lines.append(_("Stock, visits and spends are those of the published plan."))
    else:
        said = _("Stock, visits and spends are those of {scenario}, solved.")
        lines.append(said.format(scenario=plain(scenario)))
    supply = plan["supply"]
    opening = supply["units"][supply["week"] == "opening"]
    lines.append(_("Opening stock: {units} units.", units=money(float(opening.sum()))))
    if len(plan["account_stock"]):
        there = float(plan["account_stock"]["opening"].sum())
        way = float(plan["in_transit"]["units"].sum())
        said = _("Stock at accounts: {units} units, on its way: {way}.")
        lines.append(said.format(units=money(there), way=money(way)))
    spent = float(plan["published_spend"]["spend"].sum())
    said = _("Last quarter's promotion spend, in published_spend: {money}.")
    lines.append(said.format(money=money(spent)))
    if rolled.scenarios:
        names = plain(", ".join(sorted(rolled.scenarios)))
        lines.append(_("Scenarios: {names}.", names=names))
    lines.append(
        _(
            "Left out: published visits and goods, records, runs and the journal. Baselines, own "
            "columns and weeks in comments are as they were: look over what the season changes."
        )
    )
    if len(shift.new) != len(shift.old):
        said = _("There were {count} weeks: visits, budgets and other rules keep their numbers.")
        lines.append(said.format(count=len(shift.old)))
    return [*lines, *map(_note, rolled.notes)]


def _note(note: Note) -> str:
    detail = plain(note.detail)
    if note.faults:
        detail = fault_text(note.faults[0])
    where = plain(note.where)
    if note.what not in ("scenario", "unreadable"):
        where = "plan.toml" if note.where == "plan" else f"{note.where}.csv"
    return _(NOTES[note.what]).format(where=where, count=note.count, detail=detail)
