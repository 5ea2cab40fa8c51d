"""Screens whose work ends before what it would be shown on is gone."""

from textual.events import Event, Mount
from textual.messages import Prune
from textual.widget import Widget


class Departing(Widget):
    """Textual cancels the work of a screen, but only when its widgets are gone: work that ended
    meanwhile would look for them in vain, and the program with it."""

    async def on_event(self, event: Event) -> None:
        """Where it is taken away before it was there, it has no widgets to begin with."""
        if self.display or not isinstance(event, Mount):
            await super().on_event(event)

    async def on_prune(self, event: Prune) -> None:
        """It is being taken away: nothing has to be found out any more."""
        for node in self.walk_children(with_self=True):
            self.workers.cancel_node(node)
