"""JUnit XML of a check, for CI."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from kamplan.messages import fault_text, missed_text
from kamplan.plan.faults import Fault, PlanError
from kamplan.planning import Checked, all_versions
from kamplan.report.checked import changed_lines


def write_junit(checks: Sequence[Checked], path: Path) -> None:
    """One suite a plan, one case a scenario. Raises PlanError where it cannot be written."""
    document = JUnitXml("kamplan check")
    for plan in dict.fromkeys(check.plan for check in checks):
        suite = TestSuite(_text(plan))
        suite.timestamp = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        for name, value in all_versions().items():
            suite.add_property(name, _text(value))
        for check in checks:
            if check.plan == plan:
                suite.add_testcase(_case(check))
        document.add_testsuite(suite)
    document.update_statistics()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        document.write(str(part), pretty=True)
        part.replace(path)
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(path), values=values)]) from None


def _case(check: Checked) -> TestCase:
    case = TestCase(_text(check.scenario), classname=_text(check.plan), time=check.seconds)
    if check.faults:
        lines = [fault_text(fault) for fault in check.faults]
        case.result = [_filled(Error(_text(lines[0]), "bad input"), lines)]
    elif check.missed:
        lines = [missed_text(missed) for missed in check.missed]
        full = [*lines, *changed_lines(check)]
        case.result = [_filled(Failure(_text(lines[0]), "expectation"), full)]
    return case


def _filled(entry: Error | Failure, lines: list[str]) -> Error | Failure:
    entry.text = "\n".join(_text(line) for line in lines)
    return entry


def _text(text: str) -> str:
    """XML has no control characters, not even as escapes."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
