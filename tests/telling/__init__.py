"""Tests of telling people: the inbox, calls, short messages and the day's digest."""
