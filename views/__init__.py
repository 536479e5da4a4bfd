"""Every page of the office, registered on one screen."""

from __future__ import annotations

from typing import Any

from flask import Flask


def register(app: Flask, builder: Any) -> None:
    """Register the pages with the framework."""
