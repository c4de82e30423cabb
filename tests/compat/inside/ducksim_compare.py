"""monarch-py's ducksim on our DuckDB file: every pair of two sets of terms, a search, and the tables it read."""

import itertools
import json
import sys

from monarch_py.service.ducksim import Ducksim

ENGINE = Ducksim.from_duckdb(sys.argv[1])
TERMS = sys.argv[2].split(",")


def pair(one, other):
    """What ducksim says of two terms."""
    found = ENGINE.termset_pairwise_similarity([one], [other])
    return {"pair": [one, other], **found["subject_best_matches"][one]["similarity"]}


def main():
    """Print JSON lines: pairs, then the disease found, then information content."""
    for one, other in itertools.combinations(TERMS, 2):
        print(json.dumps(pair(one, other)))
    for entity, score, _ in ENGINE.search(TERMS, limit=3, prefix="MONDO", mode="full"):
        print(json.dumps({"found": entity, "score": score}))
    for term, ic in ENGINE._read("SELECT term, ic FROM _ic").fetchall():
        print(json.dumps({"term": term, "ic": ic}))


main()
