"""Sending what is shown to a file: asks where, writes beside the event loop, says where it went."""

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from textual import work

from kamplan.plan import PlanError
from kamplan.words import _, mark, plain
from tui.screens.dialogs import Confirm, Reading, faults_text
from tui.screens.editing import EditingScreen
from tui.screens.send_to import SendTo

SHEET = (".csv", mark("this sheet as it is shown, as a CSV file"))
REPORTS = (
    (".html", mark("a report of what is compared, as one HTML file")),
    (".xlsx", mark("a report of what is compared, as a workbook")),
)
Write = Callable[[Path, bool], None]


class SendingScreen(EditingScreen):
    """Every sheet can be written to a CSV file."""

    @property
    def sheet_id(self) -> str:
        """Which sheet is shown."""
        raise NotImplementedError

    @work(group="ask")
    async def action_write_sheet(self) -> None:
        """This sheet, as a CSV file."""
        await self._send([SHEET])

    @work(group="ask")
    async def action_send(self) -> None:
        """What is compared as a report, or this sheet."""
        await self._send([*REPORTS, SHEET])

    async def _send(self, kinds: Sequence[tuple[str, str]]) -> None:
        if not await self.ready():
            return
        snapshot = self.kamplan.snapshot
        assert snapshot is not None
        # Loaded beside the event loop: what writes reports is large.
        await asyncio.to_thread(import_module, "tui.sending")
        from tui.sending import file_name

        name = snapshot.state.base.settings.name
        choices = []
        for suffix, label in kinds:
            what = self.sheet_id if suffix == SHEET[0] else "compare"
            choices.append((suffix, _(label), str(Path.cwd() / file_name(name, what, suffix))))
        target = await self.kamplan.ask(SendTo(choices))
        if target is not None:
            await self._write(target, reports=len(kinds) > 1)

    async def _write(self, asked: Path, reports: bool) -> None:
        """Write it, with the answer to whether what is there may go."""
        target = asked.expanduser() if str(asked).startswith("~/") else asked
        replace = False
        if _is_file(target):
            question = _("{path} is there already. Replace it?", path=plain(target))
            replace = await self.kamplan.ask(Confirm(question, _("Yes, replace it"))) is True
            if not replace:
                self.say(_("Nothing was written."))
                return
        write = self._writer(reports and target.suffix.lower() != SHEET[0])
        self.say(_("Writing {path} ...", path=plain(target)))
        try:
            await asyncio.to_thread(write, target, replace)
        except PlanError as error:
            self.kamplan.say(_("Nothing was written."), wrong=True)
            text = faults_text(error.faults)
            self.kamplan.push_screen(Reading(_("Nothing was written"), text))
        else:
            self.kamplan.say(_("Written: {path}", path=plain(target)))

    def _writer(self, report: bool) -> Write:
        """What writes; what is shown now is what it writes, whatever is edited meanwhile."""
        from tui.sending import send_report, send_table, table_of

        snapshot, folder = self.kamplan.snapshot, self.kamplan.session.folder
        model, view = self.grid.model, self.grid.view
        assert snapshot is not None
        if report:
            return lambda target, replace: send_report(snapshot, target, replace)
        return lambda target, replace: send_table(table_of(model, view), target, folder, replace)


def _is_file(target: Path) -> bool:
    """Whether a file is there; where that cannot be seen, who writes says why."""
    try:
        return target.is_file()
    except OSError:
        return False
