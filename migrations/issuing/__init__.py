"""Frozen statements of a paper on its way: its turns, and the units that it went to."""
