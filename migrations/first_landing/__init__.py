"""The tables of migration 0001, frozen on the day it was written."""
