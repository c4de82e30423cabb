"""The measurements: every function the bench puts a meter on is there."""

from __future__ import annotations

import importlib
import runpy

import pytest
from documents import ROOT

STAGES = runpy.run_path(str(ROOT / "bench" / "bench_build.py"))["STAGES"]


@pytest.mark.parametrize("name", [name for _, name in STAGES])
def test_a_measured_function_exists(name: str) -> None:
    """A stage names a function where the build looks it up."""
    module, _, function = name.partition(".")
    assert callable(getattr(importlib.import_module(f"raregraph.{module}"), function))
