"""How the terminal begins: as the user left it."""

from dataclasses import dataclass, field
from pathlib import Path

from kamplan.user.wishes import Wishes


@dataclass(frozen=True)
class Beginning:
    """By default nothing is known of the user, and nothing is kept."""

    wishes: Wishes = field(default_factory=Wishes)
    settings: Path | None = None
    """file of the user's settings; None: nothing is kept."""
    plan: str = ""
    """under which name it is kept where the plan was left; empty: it is not."""
    practice: bool = False
    """True for the small plan's copy, which is there to be tried on."""
    tour: bool = False
    """Whether the tour begins by itself."""
