"""Write edges with raw disease ids in place of Mondo's: `python raw_ids.py SET.sssom.tsv EDGES.jsonl OUTPUT.jsonl`.

Of the mapping set, subject to object, the exact matches are used; where a Mondo term has several, the edges take them
in turn. An id that several terms have is left out; an end that has none stays as it is.
"""

import csv
import json
import sys
from collections import defaultdict
from itertools import cycle
from pathlib import Path


def raw_ids(path):
    """The raw ids of each Mondo term, taken in turn without an end."""
    found, terms = defaultdict(list), defaultdict(set)
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            if row["predicate_id"] == "skos:exactMatch":
                found[row["subject_id"]].append(row["object_id"])
                terms[row["object_id"]].add(row["subject_id"])
    own = {term: [id_ for id_ in ids if len(terms[id_]) == 1] for term, ids in found.items()}
    return {term: cycle(ids) for term, ids in own.items() if ids}


def main(mappings, edges, output):
    """Write the edges."""
    ids = raw_ids(mappings)
    with Path(edges).open(encoding="utf-8") as lines, Path(output).open("w", encoding="utf-8") as out:
        for edge in map(json.loads, lines):
            for end in ("subject", "object"):
                edge[end] = next(ids[edge[end]]) if edge[end] in ids else edge[end]
            out.write(json.dumps(edge, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
