"""Alembic's environment, and the steps that several migrations take alike."""
