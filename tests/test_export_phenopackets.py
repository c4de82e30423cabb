"""Templates of case entries: nobody is in them, and nothing is said of how frequent."""

from __future__ import annotations

import json
from pathlib import Path

from raregraph.export.about import About
from raregraph.export.phenopackets import EXCLUDED, losses, template, write_phenopackets
from tests.export_rows import ALS, AT, COMMON, CRAMP, GENERAL, edge, rows_of

ABOUT = About("0.1.0-0", "2026-08-04", {"hpo": "2025-01-16"})
SAID = [
    edge(1, ALS, "has_phenotype", CRAMP, has_evidence=("ECO:0000033",), frequency_qualifier=COMMON),
    edge(2, ALS, "has_phenotype", GENERAL, frequency_qualifier=EXCLUDED),
]
FOUND = template(ALS, SAID, rows_of(SAID), ABOUT)


def test_a_template_is_called_one_and_has_no_subject() -> None:
    """Its note says what to do with it."""
    assert FOUND["id"] == "TEMPLATE-MONDO-0004976"
    assert sorted(FOUND) == ["diseases", "id", "metaData", "phenotypicFeatures"]
    assert FOUND["metaData"]["updates"][0]["comment"].startswith(
        "TEMPLATE: what pages on the disease say, no observation"
    )


def test_a_phenotype_has_its_statement_and_no_frequency() -> None:
    """The class of 0 % is an exclusion."""
    evidence = {
        "evidenceCode": {"id": "ECO:0000033", "label": "author statement supported by traceable reference"},
        "reference": {"id": f"{AT}{1:032x}", "description": "the statement, with its page, passage and date"},
    }
    first, second = FOUND["phenotypicFeatures"]
    assert first == {"type": {"id": CRAMP, "label": "Muscle spasm"}, "evidence": [evidence]}
    assert (second["type"]["id"], second["excluded"]) == (GENERAL, True)


def test_the_ontologies_are_named_with_their_releases() -> None:
    """And no clock is read: it is as old as its newest source."""
    meta = FOUND["metaData"]
    assert [(one["id"], one["version"]) for one in meta["resources"]] == [("hp", "2025-01-16"), ("mondo", "unknown")]
    assert (meta["created"], meta["phenopacketSchemaVersion"]) == ("2026-08-04T00:00:00Z", "2.0")
    assert meta["externalReferences"] == [{"id": "GARD:0005786", "description": "the GARD page"}]


def test_frequencies_and_all_other_edges_are_lost() -> None:
    """With the statement's IRI."""
    said = [*SAID, edge(3, CRAMP, "subclass_of", GENERAL), edge(4, ALS, "has_phenotype", CRAMP)]
    assert [(loss.about[-1], loss.reason) for loss in losses(rows_of(said), Path())] == [
        ("1", "frequency"),
        ("2", "frequency"),
        ("3", "not-a-phenotype"),
    ]


def test_a_release_has_a_template_for_each_disease_with_phenotypes(released: Path, tmp_path: Path) -> None:
    """The flagship alone, each phenotype once."""
    from raregraph.export.graph import blocks_of, read_rows

    rows = read_rows(blocks_of(released), "monarch", tmp_path / "scratch")
    [path] = write_phenopackets(rows, released, tmp_path)
    found = json.loads(path.read_text(encoding="utf-8"))
    ids = [feature["type"]["id"] for feature in found["phenotypicFeatures"]]
    assert (path.name, len(ids)) == ("TEMPLATE-MONDO-0004976.json", 33)
    assert ids == sorted(set(ids))
