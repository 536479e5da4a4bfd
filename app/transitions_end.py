"""Other ways out and back: T03–T05, T18–T21, E03."""

from __future__ import annotations

from app.transition import Transition

END: tuple[Transition, ...] = ()
