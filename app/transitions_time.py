"""More time: extension (E01) and suspension (T11, T12), each asked, agreed to and decided."""

from __future__ import annotations

from app.transition import Transition

TIME: tuple[Transition, ...] = ()
