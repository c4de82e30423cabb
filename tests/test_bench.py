"""The measurements: every function the bench puts a meter on is there."""

from __future__ import annotations

import importlib
import runpy
import sys

import pytest
from documents import ROOT

sys.path.append(str(ROOT / "bench"))  # the scripts import each other
STAGES = runpy.run_path(str(ROOT / "bench" / "bench_build.py"))["STAGES"]


@pytest.mark.parametrize("name", [name for _, name in STAGES])
def test_a_measured_function_exists(name: str) -> None:
    """A stage names a function where the build looks it up."""
    module, _, function = name.partition(".")
    assert callable(getattr(importlib.import_module(f"raregraph.{module}"), function))


def test_copies_of_statements_have_names_of_their_own_and_keep_the_order() -> None:
    """Nothing else is copied, so that only the number of edges grows."""
    copied = runpy.run_path(str(ROOT / "bench" / "bench_exports.py"))["copied"]
    base = "<https://w3id.org/raregraph/"
    lines = [f"{base}page/1> <p> <o> .", f"{base}statement/a> <p> <o> .", f"{base}statement/a> <q> <o> ."]
    assert list(copied(lines, 2)) == [
        f"{base}page/1> <p> <o> .",
        f"{base}statement/a0> <p> <o> .",
        f"{base}statement/a0> <q> <o> .",
        f"{base}statement/a1> <p> <o> .",
        f"{base}statement/a1> <q> <o> .",
    ]
