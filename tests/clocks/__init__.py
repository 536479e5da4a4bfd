"""Clocks of the ledger: rows, requests for more time, and the arithmetic beneath."""
