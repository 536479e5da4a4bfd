"""Tests of what stands behind a paper: its code, its signature, its seal."""
