"""What tests of the release share."""

from __future__ import annotations

from raregraph.report import Report

PASSED = Report((), 1, 1)
"""The verdict of a gate that found nothing."""
