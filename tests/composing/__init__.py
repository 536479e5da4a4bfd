"""Tests of drafting, editing, previewing and exporting papers."""
