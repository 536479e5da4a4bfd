"""The objects every part shares; they are bound to an application in create_app."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.utils.legacy import get_sqla_class
from flask_wtf.csrf import CSRFProtect

db: Any = get_sqla_class()()
csrf: Any = CSRFProtect()
