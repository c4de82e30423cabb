"""monarch-py's ducksim: semantic similarity from the closure and the information content of our DuckDB file."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.compat.harness import Check, Ran, Twin, exits_well
from tests.compat.mutations import without_line

DATABASE, CLOSURE = "duckdb/raregraph.duckdb", "closure.tsv"
TERMS = ("HP:0003394", "HP:0002380", "HP:0001324")
CLOSE = 1e-6


def above(path: Path) -> dict[str, set[str]]:
    """Each term with what is above it, itself among them."""
    found: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t"):
            found[row[0]].add(row[2])
    return found


def same_scores(ran: Ran) -> Iterator[str]:
    """A judge: Jaccard and Resnik of each pair as reckoned here from closure.tsv, and a disease is found."""
    yield from exits_well(ran)
    text = (ran.stage / "out" / "ducksim.jsonl").read_text(encoding="utf-8")
    said: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    content = {row["term"]: row["ic"] for row in said if "term" in row}
    closure = above(ran.stage / CLOSURE)
    for row in (row for row in said if "pair" in row):
        yield from differences(row, closure, content)
    if not any("found" in row for row in said):
        yield "no disease is found"


def differences(row: dict[str, Any], closure: dict[str, set[str]], content: dict[str, float]) -> Iterator[str]:
    """Where ducksim's scores of a pair are not those reckoned here."""
    one, other = (closure[term] for term in row["pair"])
    jaccard = len(one & other) / len(one | other)
    resnik = max((content[term] for term in one & other if term in content), default=0.0)
    expected = {
        "jaccard_similarity": jaccard,
        "ancestor_information_content": resnik,
        "phenodigm_score": math.sqrt(resnik * jaccard),
    }
    for name, value in expected.items():
        if abs((row[name] or 0.0) - value) > CLOSE:
            yield f"{' and '.join(row['pair'])}: {name} is {row[name]}, not {value:.6f}"


CHECKS = (
    Check(
        name="ducksim-compare",
        tool="monarch",
        package="monarch-py",
        reads=(DATABASE, CLOSURE),
        exports=("duckdb",),
        command=f"python $COMPAT/inside/ducksim_compare.py {DATABASE} {','.join(TERMS)} > out/ducksim.jsonl",
        holds="ducksim's Jaccard, Resnik and phenodigm of pairs of terms are those reckoned from closure.tsv.",
        judge=same_scores,
        twin=Twin("a superclass is missing", without_line(CLOSURE, f"{TERMS[0]}\trdfs:subClassOf\tHP:0000118")),
    ),
)
