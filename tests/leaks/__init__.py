"""Attacks on the office application: what a role must not see, in every answer it can get."""
