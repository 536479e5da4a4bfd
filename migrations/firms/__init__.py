"""Frozen statements of the telephone desk, enterprises, promises, visits and surveys."""
