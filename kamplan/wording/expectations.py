"""Words for expectations that were not met."""

from kamplan.words import mark

MISSED: dict[str, str] = {
    "feasible": mark("status is {got}, a plan was expected"),
    "not-infeasible": mark("status is {got}, no plan was expected"),
    "not-recorded": mark("there is no record; write one with --update"),
    "inputs-moved": mark("the record is of other inputs; look at them and run with --update"),
    "status": mark("status is {got}, expected {wanted}"),
    "status-moved": mark("status is {got}, {wanted} in the record"),
    "moved": mark("objective moved from {then:,.2f} to {got:,.2f}, allowed {within:.2%}"),
    "metric-moved": mark("{name} moved from {then:,.4g} to {got:,.4g}, allowed {within:.2%}"),
    "below": mark("{name} {where} is {got:,.6g}, at least {wanted:,.6g} expected"),
    "above": mark("{name} {where} is {got:,.6g}, at most {wanted:,.6g} expected"),
    "versus-none": mark("{other} has no plan to compare with"),
    "dropped": mark(
        "{name} {where} is {change:+.2%} against {other}, at most -{wanted:.2%} allowed"
    ),
    "not-dropped": mark(
        "{name} {where} is {change:+.2%} against {other}, -{wanted:.2%} or less expected"
    ),
    "not-risen": mark(
        "{name} {where} is {change:+.2%} against {other}, +{wanted:.2%} or more expected"
    ),
    "out-of-order": mark(
        "{name} {where} is {got:,.6g} in {second}, at least {wanted:,.6g} expected after {first}"
    ),
    "rose": mark("{name} {where} is {change:+.2%} against {other}, at most +{wanted:.2%} allowed"),
}
