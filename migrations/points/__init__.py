"""Frozen statements of the tables of the public doors."""
