"""semsimian, the engine behind Monarch's similarity: it scores on our closure what /v3/api/semsim scores."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from raregraph.similarity import METRICS, Closure, closure_of, compare, likeness, rank
from tests.compat.checks_monarch import changed
from tests.compat.harness import Check, Ran, Twin, exits_well

DATABASE, DISEASE = "raregraph.db", "MONDO:0004976"
CLOSE = 1e-9
"""How far two scores may be apart; both are sums of some thousand numbers at most."""


def closure_in(database: Path) -> Closure:
    """The closure of an SQLite file."""
    with closing(sqlite3.connect(database)) as connection:
        return closure_of(connection.execute("SELECT subject_id, object_id FROM closure"))


def same_scores(ran: Ran) -> Iterator[str]:
    """A judge: each score is that of raregraph.similarity on the release's closure."""
    yield from exits_well(ran)
    closure = closure_in(ran.release / DATABASE)
    rows = [
        json.loads(line) for line in (ran.stage / "out" / "semsimian.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for kind, differences in (("pair", of_pair), ("sets", of_sets), ("search", of_search)):
        found = [row for row in rows if kind in row]
        if not found:
            yield f"no {kind} was scored"
        for row in found:
            yield from differences(row, closure)


def of_pair(row: Mapping[str, Any], closure: Closure) -> Iterator[str]:
    """What is otherwise with a pair of terms."""
    alike = likeness(closure, *row["pair"])
    for metric, score in row["scores"].items():
        yield from apart(" and ".join(row["pair"]), metric, score, METRICS[metric](alike.resnik, alike.jaccard))


def of_sets(row: Mapping[str, Any], closure: Closure) -> Iterator[str]:
    """What is otherwise with two sets of terms."""
    ours = compare(closure, *row["sets"], row["metric"])
    about = f"{len(row['sets'][0])} terms and {len(row['sets'][1])}"
    yield from apart(about, f"average {row['metric']}", row["scores"][0], ours.average)
    yield from apart(about, f"best {row['metric']}", row["scores"][1], ours.best)


def of_search(row: Mapping[str, Any], closure: Closure) -> Iterator[str]:
    """What is otherwise with a search."""
    ours = dict(rank(closure, row["search"][DISEASE], row["search"], row["metric"]))
    if set(ours) != set(row["scores"]):
        yield f"{len(row['scores'])} diseases are found, not {len(ours)}"
    for disease in sorted(set(ours) & set(row["scores"])):
        yield from apart(disease, row["metric"], row["scores"][disease], ours[disease])


def apart(about: str, metric: str, theirs: float, ours: float) -> Iterator[str]:
    """Whether two scores differ."""
    if abs(theirs - ours) > CLOSE:
        yield f"{about}: {metric} is {theirs}, not {ours}"


CHECKS = (
    Check(
        name="semsimian-scores",
        tool="semsimian",
        package="semsimian",
        reads=(DATABASE,),
        command=f"python $COMPAT/inside/semsimian_scores.py {DATABASE} {DISEASE}",
        holds="On the closure, semsimian scores as /v3/api/semsim does: every pair of 30 phenotypes, ALS beside up to "
        "300 diseases in three metrics, and a search over all diseases.",
        judge=same_scores,
        twin=Twin(
            "a superclass is missing",
            changed("DELETE FROM closure WHERE subject_id = 'HP:0003394' AND object_id = 'HP:0000118'"),
        ),
    ),
)
