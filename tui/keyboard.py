"""Keys are taken in the order in which they were pressed, wherever they lead."""

import asyncio
from collections import deque
from collections.abc import Sequence

from textual.app import App, ReturnType
from textual.dom import DOMNode
from textual.events import Event, Key, Paste

LONGEST = 5.0
"""seconds that a key waits for the one before it."""
LAPS = 2
"""In the first goes the key itself, in the second what it led to: Enter in a field becomes a
message of that field to its dialog."""


class KeysInOrder(App[ReturnType]):
    """A key that leads elsewhere must not overtake what was typed before it, nor be overtaken.

    Textual hands every key on at once. A letter is taken by the field that has the keyboard, but
    Enter is bound: it goes up to the app first, and letters that are typed after it come before
    it. So the next key stays here until whatever lies on the way of the one before has read its
    messages, and until the keyboard rests with somebody.
    """

    def __init__(self) -> None:
        super().__init__()
        self._ahead: deque[Key | Paste] = deque()
        """what was typed ahead."""
        self._turn: object | None = None
        """of the key that is on its way."""
        self._patience: asyncio.TimerHandle | None = None

    async def on_event(self, event: Event) -> None:
        """Take a key, or what is pasted, when the keys before it have done what they do."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self._ahead.append(event)
            if self._turn is None:
                await self._take_next()
        else:
            await super().on_event(event)

    async def _take_next(self) -> None:
        """Hand on what has waited longest, and follow it."""
        if self._patience is not None:
            self._patience.cancel()
        if not self._ahead:
            self._turn = None
            return
        turn = self._turn = object()
        self._patience = asyncio.get_running_loop().call_later(LONGEST, self._lose_patience, turn)
        reader = self._reader()
        await super().on_event(self._ahead.popleft())
        self._follow(turn, reader, 1)

    def _reader(self) -> DOMNode:
        """Who has the keyboard."""
        return self.focused or (self.screen_stack[-1] if self.screen_stack else self)

    def _follow(self, turn: object, reader: DOMNode, lap: int) -> None:
        """Go the way of a key: from who had the keyboard up to the app."""
        self._hop(turn, reader, lap, reader.ancestors_with_self)

    def _hop(self, turn: object, reader: DOMNode, lap: int, way: Sequence[DOMNode]) -> None:
        """Pass behind the messages of the next one on the way that still reads any."""
        for at, node in enumerate(way, 1):
            if node is self:
                self.call_later(self._arrived, turn, reader, lap)
                return
            if node.call_later(self._hop, turn, reader, lap, way[at:]):
                return

    async def _arrived(self, turn: object, reader: DOMNode, lap: int) -> None:
        """Back at the app: another lap, or the next key."""
        if turn is not self._turn:
            return
        now = self._reader()
        if lap < LAPS or now is not reader:
            self._follow(turn, now, lap + 1)
        else:
            await self._take_next()

    def _lose_patience(self, turn: object) -> None:
        if turn is self._turn:
            self.call_later(self._take_next)
