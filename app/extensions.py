"""The objects every part shares; they are bound to an application in create_app."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.utils.legacy import get_sqla_class
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFProtect

from app.limits import address_key

db: Any = get_sqla_class()()
csrf: Any = CSRFProtect()
# Bound by limits.bind(); the counts are kept in this process' memory and nowhere else.
limiter = Limiter(address_key, storage_uri="memory://", headers_enabled=False)
