"""What lies on the desk at a moment: the plan, its scenario files, and the active scenario."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.entries import SCENARIO, Entry, Key, apply_entries
from kamplan.store import Workspace
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.scenario import BASE, Scenario, find_scenario


@dataclass(frozen=True)
class Typed:
    """What a person typed into a cell; the row need not be there yet."""

    table: str
    key: Key
    column: str
    text: str
    row: int | None = field(default=None, compare=False)
    """where the row was last seen; a hint that saves a search."""


@dataclass(frozen=True, eq=False)
class DeskState:
    """Immutable: every edit makes another one."""

    name: str
    """name of the plan."""
    base: Plan
    """the plan itself."""
    texts: Mapping[str, str]
    """scenario files by name, as they are written."""
    version: int
    """version of the plan in the workspace that this shows."""
    active: str = BASE
    inherited: Plan | None = None
    """the active scenario's plan without its own changes; None with base active."""
    current: Plan | None = None
    """the active scenario's plan; None with base active."""
    lost: str = ""
    """the scenario in whose place base became active, as it was gone or could not be applied, until
    another is made active."""
    _faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict, init=False, repr=False)

    @property
    def plan(self) -> Plan:
        """What the screens show and edits change: the active scenario's plan."""
        return self.base if self.current is None else self.current

    @property
    def names(self) -> list[str]:
        """Every scenario, base first."""
        return [BASE, *sorted(set(self.texts) - {BASE})]

    def scenario(self, name: str) -> Scenario:
        """A scenario with everything it extends. Raises PlanError."""
        return find_scenario(name, self.texts)

    def activate(self, name: str) -> "DeskState":
        """The same with another scenario active. Raises PlanError where it cannot be applied."""
        scenario = self.scenario(name)
        if name == BASE:
            return replace(self, active=BASE, inherited=None, current=None, lost="")
        parent = replace(scenario, files=scenario.files[:-1])
        inherited = apply_scenario(self.base, parent)
        current = apply_scenario(inherited, replace(scenario, files=scenario.files[-1:]))
        return replace(self, active=name, inherited=inherited, current=current, lost="")

    def absorb(self, entries: Sequence[Entry], version: int) -> "DeskState":
        """The same after entries that the workspace has made, whoever made them.

        The active scenario is applied anew, under its new name where it was renamed; where that
        cannot be, base becomes active.
        """
        base = apply_entries(self.base, entries)
        texts = with_texts(self.texts, entries)
        name = base.settings.name
        state = replace(self, name=name, base=base, texts=texts, version=version)
        active = renamed(self.texts, texts).get(self.active, self.active)
        return state if active == BASE else state.activate_again(active)

    def activate_again(self, name: str) -> "DeskState":
        """The same with the scenario active that was; with base where that cannot be."""
        try:
            return self.activate(name)
        except PlanError:
            return replace(self.activate(BASE), lost=name)

    def find_faults(self, name: str) -> tuple[Fault, ...]:
        """Why a scenario cannot be applied; nothing where it can. Found out once."""
        if name == self.active != BASE:
            return ()
        if name not in self._faults:
            try:
                apply_scenario(self.base, self.scenario(name))
                self._faults[name] = ()
            except PlanError as error:
                self._faults[name] = error.faults
        return self._faults[name]


def with_texts(texts: Mapping[str, str], entries: Iterable[Entry]) -> dict[str, str]:
    """Scenario files after entries."""
    found = dict(texts)
    for entry in entries:
        if entry.table == SCENARIO:
            if entry.new is None:
                found.pop(entry.key[0], None)
            else:
                found[entry.key[0]] = entry.new
    return found


def renamed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Scenario -> its new name: its file is gone, its text is there under a name that is new."""
    gone = {text: name for name, text in before.items() if name not in after}
    come = {name: text for name, text in after.items() if name not in before}
    return {gone[text]: name for name, text in come.items() if text in gone}


def load_state(workspace: Workspace, plan_name: str | None) -> DeskState:
    """A plan with base active. The version is read first: what is changed meanwhile is newer.

    Raises PlanError.
    """
    version = workspace.plan_version(plan_name)
    plan = workspace.load_plan(plan_name)
    name = plan.settings.name
    return DeskState(name, plan, workspace.load_scenarios(name), version)
