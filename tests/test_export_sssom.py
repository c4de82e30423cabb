"""Mapping sets: their rows, their heads, and what they leave out."""

from __future__ import annotations

import csv
from pathlib import Path

import yaml

from raregraph.export.mappings import Mappings, Wording, Xref
from raregraph.export.rows import Loss
from raregraph.export.sssom import SETS, export_sssom, losses, to_text

ALS, FAMILIAL, BARRETT = "MONDO:0004976", "MONDO:0005144", "GARD:0000020"
KNOWN = Mappings(
    version="0.1.0-0",
    issued="2026-08-04",
    mondo="2026-08-04",
    labels={ALS: "ALS", BARRETT: "Barrett esophagus"},
    pages={BARRETT: BARRETT, "GARD:0000021": "GARD:0000021"},
    xrefs={
        Xref(ALS, "oboInOwl:hasDbXref", "GARD:0005786"),
        Xref(ALS, "skos:exactMatch", "Orphanet:803"),
        Xref(ALS, "skos:exactMatch", "UMLS:C0000001"),
        Xref(FAMILIAL, "skos:exactMatch", "UMLS:C0000001"),
        Xref(BARRETT, "skos:closeMatch", FAMILIAL),
    },
)
SET = {item.name: item for item in SETS}


def read(text: str) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Head and rows of a set."""
    lines = text.splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    return head, list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def rows(name: str, mappings: Mappings = KNOWN) -> list[tuple[str, str, str]]:
    """Subject, predicate and object of the rows of a set."""
    found = read(to_text(SET[name], mappings))[1]
    return [(row.get("subject_id", ""), row["predicate_id"], row["object_id"]) for row in found]


def test_a_gard_id_has_its_mondo_term_or_a_close_one() -> None:
    """Mondo's own cross-reference turned round; a close match is never more."""
    assert rows("gard-mondo") == [
        (BARRETT, "skos:closeMatch", FAMILIAL),
        ("GARD:0005786", "oboInOwl:hasDbXref", ALS),
    ]


def test_a_chain_is_no_surer_than_its_weakest_link() -> None:
    """And names the term it goes through."""
    [row] = read(to_text(SET["gard-orphanet"], KNOWN))[1]
    assert row == {
        "subject_id": "GARD:0005786",
        "predicate_id": "oboInOwl:hasDbXref",
        "object_id": "Orphanet:803",
        "mapping_justification": "semapv:MappingChaining",
        "comment": f"through {ALS}",
    }


def test_the_set_for_normalising_leaves_out_what_several_terms_have() -> None:
    """A tool would take one of them without a word."""
    assert rows("normalise") == [(ALS, "oboInOwl:hasDbXref", "GARD:0005786"), (ALS, "skos:exactMatch", "Orphanet:803")]


def test_no_raw_id_of_a_release_is_rewritten_to_two_terms(released: Path, tmp_path: Path) -> None:
    """Nor is a term of Mondo rewritten."""
    path = next(path for path in export_sssom(released, tmp_path) if path.name == "normalise.sssom.tsv")
    objects = [row["object_id"] for row in read(path.read_text(encoding="utf-8"))[1]]
    assert len(objects) == len(set(objects))
    assert {one for one in objects if one.startswith("MONDO:")} == set()


def test_two_exports_have_the_same_bytes(released: Path, tmp_path: Path) -> None:
    """Of every set."""
    first, second = (export_sssom(released, tmp_path / name) for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_what_is_left_out_is_a_loss() -> None:
    """An ambiguous id, a page with a close match only, a page with none."""
    assert losses(KNOWN) == [
        Loss("sssom", "ambiguous-id", "UMLS:C0000001", f"{ALS} {FAMILIAL}"),
        Loss("sssom", "close-match", BARRETT),
        Loss("sssom", "no-mondo", "GARD:0000021"),
    ]


def test_a_head_says_what_a_set_is() -> None:
    """In YAML, with the prefixes of its rows."""
    head, _ = read(to_text(SET["mondo-orphanet"], KNOWN))
    assert head == {
        "curie_map": {
            "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
            "Orphanet": "http://www.orpha.net/ORDO/Orphanet_",
            "infores": "https://w3id.org/information-resource-registry/",
            "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
            "semapv": "https://w3id.org/semapv/vocab/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
        },
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "mapping_provider": "https://mondo.monarchinitiative.org/",
        "mapping_set_description": "Mondo terms to Orphanet ids, as Mondo's own mapping set has them; "
        "the terms of this release only.",
        "mapping_set_id": "https://w3id.org/raregraph/sssom/mondo-orphanet.sssom.tsv",
        "mapping_set_title": "Mondo to Orphanet",
        "mapping_set_version": "0.1.0-0",
        "publication_date": "2026-08-04",
        "subject_source": "infores:mondo",
        "subject_source_version": "2026-08-04",
    }


def test_of_a_wording_and_a_term_the_surest_row_is_kept() -> None:
    """With the statements of all; one that keeps no wording of its own prints the term's label."""
    said = {
        Wording("", "HP:1", "skos:exactMatch", "semapv:LexicalMatching", ""): 2,
        Wording("a cramp", "HP:1", "skos:closeMatch", "semapv:ManualMappingCuration", "us"): 1,
        Wording("a cramp", "HP:1", "skos:exactMatch", "semapv:ManualMappingCuration", "them"): 4,
        Wording("CRAMP", "HP:1", "skos:closeMatch", "semapv:ManualMappingCuration", "us"): 1,
    }
    head, found = read(to_text(SET["labels"], Mappings(labels={"HP:1": "Cramp"}, wordings=said)))
    assert [(row["subject_label"], row["predicate_id"], row["author_label"], row["comment"]) for row in found] == [
        ("CRAMP", "skos:exactMatch", "", "statements: 1"),
        ("Cramp", "skos:exactMatch", "", "statements: 2"),
        ("a cramp", "skos:exactMatch", "them", "statements: 5"),
    ]
    assert {row["subject_type"] for row in found} == {"rdfs literal"}


def test_a_quote_in_a_label_is_read_as_it_was() -> None:
    """Readers of separated values undo the doubling."""
    said = {Wording('the "old" name', "HP:1", "skos:closeMatch", "semapv:ManualMappingCuration", "us"): 1}
    [row] = read(to_text(SET["labels"], Mappings(wordings=said)))[1]
    assert row["subject_label"] == 'the "old" name'


def test_a_release_has_a_file_for_each_set(released: Path, tmp_path: Path) -> None:
    """With the rows of the flagship."""
    files = export_sssom(released, tmp_path)
    found = {path.name.partition(".")[0]: read(path.read_text(encoding="utf-8"))[1] for path in files}
    assert {name: len(known) for name, known in found.items()} == {
        "gard-mondo": 44,
        "gard-omim": 37,
        "gard-orphanet": 7,
        "gard-umls": 42,
        "mondo-omim": 37,
        "mondo-orphanet": 7,
        "mondo-umls": 42,
        "normalise": 237,
        "labels": 92,
    }
