"""Screens whose work ends before what it would be shown on is gone."""

from textual.messages import Prune
from textual.widget import Widget


class Departing(Widget):
    """Textual cancels the work of a screen, but only when its widgets are gone: work that ended
    meanwhile would look for them in vain, and the program with it."""

    async def on_prune(self, event: Prune) -> None:
        """It is being taken away: nothing has to be found out any more."""
        for node in self.walk_children(with_self=True):
            self.workers.cancel_node(node)
