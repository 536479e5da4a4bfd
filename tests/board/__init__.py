"""Tests of the message board, on both sides of it."""
