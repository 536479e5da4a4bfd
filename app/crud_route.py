"""A route of a generated view in one typed mark: address, verb that the gate is asked, methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name

View = TypeVar("View", bound=Callable[..., Any])


def route(
    url: str, verb: str | None, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """Expose a method; the guard asks the framework whether verb is allowed on the view's table.

    verb None leaves the declaration to another mark (signed_in, needs).
    """

    def mark(view: View) -> View:
        expose(url, methods)(view)
        if verb is not None:
            permission_name(verb)(view)
        return view

    return mark
