"""The version, at the bottom of the house, where every floor can read it."""

__version__ = "0.3.0"
