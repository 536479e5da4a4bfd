"""The clue compartment: who reaches it, what it leaves outside, and its clocks."""
