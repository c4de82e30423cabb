"""semsimian on the closure of our SQLite file: pairs of terms, a disease beside others, and a search.

semsimian reads a file in semsql's layout; one is made from our tables first, in `out/`. What it says goes to
`out/semsimian.jsonl`, a line each.
"""

import itertools
import json
import sqlite3
import sys
from pathlib import Path

from semsimian import Semsimian

DATABASE, DISEASE = sys.argv[1:]
METRICS = ("ancestor_information_content", "jaccard_similarity", "phenodigm_score")
TERMS, DISEASES = 30, 300
"""Terms of which every pair is scored, and diseases that are compared: spread evenly over all that there are."""
LAYOUT = """
CREATE TABLE statements (
  stanza TEXT, subject TEXT, predicate TEXT, object TEXT, value TEXT, datatype TEXT, language TEXT);
CREATE TABLE entailed_edge (subject TEXT, predicate TEXT, object TEXT);
CREATE TABLE prefix (prefix TEXT, base TEXT);
CREATE TABLE term_association (
  id TEXT, subject TEXT, predicate TEXT, object TEXT, evidence_type TEXT, publication TEXT, source TEXT);
ATTACH '{}' AS ours;
INSERT INTO entailed_edge SELECT subject_id, predicate_id, object_id FROM closure ORDER BY 1, 3;
INSERT INTO statements SELECT id, id, 'rdfs:label', NULL, name, 'xsd:string', NULL FROM nodes;
INSERT INTO term_association SELECT id, subject, predicate, object, '', '', '' FROM edges
  WHERE predicate = 'biolink:has_phenotype' AND negated = '';
"""


def spread(values, most):
    """At most so many of the values, in equal steps."""
    return values[:: max(1, -(-len(values) // most))]


def main():
    """Make the file, then ask."""
    made = sqlite3.connect("out/semsql.db")
    made.executescript(LAYOUT.format(DATABASE))
    has = {}
    for subject, phenotype in made.execute("SELECT DISTINCT subject, object FROM term_association ORDER BY 1, 2"):
        has.setdefault(subject, []).append(phenotype)
    made.close()
    engine = Semsimian(
        spo=None, predicates=["rdfs:subClassOf"], pairwise_similarity_attributes=None, resource_path="out/semsql.db"
    )
    with Path("out/semsimian.jsonl").open("w", encoding="utf-8") as out:
        for row in itertools.chain(pairs(engine, has), sets(engine, has), search(engine, has)):
            out.write(json.dumps(row) + "\n")


def pairs(engine, has):
    """Each pair of some phenotypes."""
    terms = sorted({term for phenotypes in has.values() for term in phenotypes})
    for one, other in itertools.combinations(spread(terms, TERMS), 2):
        scores = (
            engine.resnik_similarity(one, other)[1],
            engine.jaccard_similarity(one, other),
            engine.phenodigm_score(one, other),
        )
        yield {"pair": [one, other], "scores": dict(zip(METRICS, scores, strict=True))}


def sets(engine, has):
    """The phenotypes of the disease against those of others."""
    for metric in METRICS:
        for disease in spread(sorted(has), DISEASES):
            found = engine.termset_pairwise_similarity(set(has[DISEASE]), set(has[disease]), metric)
            scores = [found["average_score"], found["best_score"]]
            yield {"sets": [has[DISEASE], has[disease]], "metric": metric, "scores": scores}


def search(engine, has):
    """Every disease by how like the disease it is."""
    for metric in METRICS[:1]:
        found = engine.associations_search(
            {"biolink:has_phenotype"},
            set(has[DISEASE]),
            False,
            "full",
            None,
            ["MONDO:"],
            metric,
            len(has),
            "bidirectional",
        )
        yield {"search": has, "metric": metric, "scores": {entity: score for score, _, entity in found}}


main()
