"""An entry of the palette, and how well it fits what was typed, in whichever language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.markup import escape
from textual.command import DiscoveryHit, Hit
from textual.content import Content
from textual.style import Style

from kamplan.words import LANGUAGES, Words, plain, speaking

IN_NAME, IN_OTHER, ELSEWHERE = 3.0, 2.0, 1.0
"""what a word counts for: in the name that is shown, in that of another language, or in what
is said about it and its key."""
AT_START = 0.5
"""more, where it begins a word."""


def nothing() -> str:
    """Nothing more to say."""
    return ""


@dataclass(frozen=True)
class Entry:
    """Something that can be done, or a place to go to."""

    name: Callable[[], str]
    """in the language that is spoken when it is called."""
    run: Callable[[], object]
    key: str = ""
    """as it is shown: ^z; empty where there is none."""
    about: Callable[[], str] = nothing

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name that is shown, then those in other languages."""
        return _in_all(self.name)

    @cached_property
    def abouts(self) -> tuple[str, ...]:
        """What it does, in all languages."""
        return _in_all(self.about)

    def score(self, words: Sequence[str]) -> float:
        """How well it fits words in lower case: every one has to be there. 0: not at all."""
        elsewhere = (*self.abouts, self.key)
        found = 0.0
        for word in words:
            best = max(
                _fit(word, self.names[:1]) * IN_NAME,
                _fit(word, self.names[1:]) * IN_OTHER,
                _fit(word, elsewhere) * ELSEWHERE,
            )
            if not best:
                return 0.0
            found += best
        # Of two that fit alike, that of which more was typed.
        return found + AT_START * min(1.0, sum(map(len, words)) / (1 + len(self.names[0])))

    def hit(self, words: Sequence[str], score: float, style: Style) -> Hit:
        """As it is found: with what was typed marked in its name."""
        return Hit(score, _marked(self.names[0], words, style), self.run, self.names[0], self.help)

    @property
    def discovered(self) -> DiscoveryHit:
        """As it is shown before anything is typed."""
        name = self.names[0]
        return DiscoveryHit(Content(plain(name)), self.run, name, self.help)

    @property
    def help(self) -> str | None:
        """The second line: its key, and what it does. Textual takes it for markup."""
        parts = [self.key, self.abouts[0] if self.abouts[0] != self.names[0] else ""]
        return escape(plain(" · ".join(part for part in parts if part))) or None


def _in_all(say: Callable[[], str]) -> tuple[str, ...]:
    others = [language for language in LANGUAGES if language != Words.language]
    said = [say()]
    for language in others:
        with speaking(language):
            said.append(say())
    return tuple(said)


def _fit(word: str, texts: Sequence[str]) -> float:
    """1 where one of the texts has the word, more where it begins a word of it."""
    best = 0.0
    for text in texts:
        folded = text.casefold()
        at = folded.find(word)
        if at >= 0:
            starts = at == 0 or not folded[at - 1].isalnum() or f" {word}" in folded
            best = max(best, 1.0 + AT_START * starts)
    return best


def _marked(name: str, words: Sequence[str], style: Style) -> Content:
    content, folded = Content(plain(name)), plain(name).casefold()
    for word in words:
        at = folded.find(word)
        if at >= 0 and len(folded) == len(content.plain):
            content = content.stylize(style, at, at + len(word))
    return content
