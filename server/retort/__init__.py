"""Retort: an engine that understands Flask apps, and its editor and command-line front ends."""

__version__ = "0.1.0"
