"""All checks: those of every module checks_*.py beside this one, in the order of their names."""

from __future__ import annotations

import importlib

from tests.compat.harness import HERE, Check


def checks() -> tuple[Check, ...]:
    """Every check, by name."""
    modules = [importlib.import_module(f"tests.compat.{path.stem}") for path in sorted(HERE.glob("checks_*.py"))]
    return tuple(sorted((check for module in modules for check in module.CHECKS), key=lambda check: check.name))
