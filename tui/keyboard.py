"""Keys are taken in the order in which they were pressed, wherever they lead."""

import asyncio
from contextlib import suppress

from textual.app import App, ReturnType
from textual.events import Event, Key

LONGEST = 5.0
"""seconds that a key waits for those before it."""


class KeysInOrder(App[ReturnType]):
    """A key that leads elsewhere must not overtake what was typed before it, nor be overtaken.

    Textual hands every key on at once: after F4, what was typed quickly would still reach the
    sheet that was left, and F9 would come before the number that was typed ahead of it.
    """

    async def on_event(self, event: Event) -> None:
        """Take a key when those before it have done what they do."""
        if isinstance(event, Key) and not event.is_forwarded:
            await self._earlier_keys()
        await super().on_event(event)

    async def _earlier_keys(self) -> None:
        """Wait until who has the keyboard has read its keys; and who it was given to by them."""
        seen = None
        while (reader := self.screen.focused or self.screen) is not seen:
            seen, read = reader, asyncio.Event()
            if reader.call_later(read.set):
                with suppress(TimeoutError):
                    await asyncio.wait_for(read.wait(), LONGEST)
