"""Measuring what was read against sources that had no part in the reading; each measure is a module."""
