"""The objects every part shares; they are bound to an application in create_app."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder.utils.legacy import get_sqla_class
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect

from app.limits import address_key


class OfficeCsrf(CSRFProtect):
    """Asks every form for its token; another system's key counts alone, without any cookie."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Check the token unless the request carries a key at the API (security.bearer)."""
        kind = request.headers.get("Authorization", "").partition(" ")[0].lower()
        if kind != "bearer" or not request.path.startswith("/api/v1/"):
            super().protect(apply_exemptions)


db: Any = get_sqla_class()()
csrf: Any = OfficeCsrf()
# Bound by limits.bind(); the counts are kept in this process' memory and nowhere else.
limiter = Limiter(address_key, storage_uri="memory://", headers_enabled=False)
