"""GARD ids to Mondo terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import ContentError
from raregraph.gard import Disease, read_gard

HEAD = (
    "# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/2026-08-04/mappings/x.sssom.tsv\n"
    "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
)
ROW = "MONDO:{:07d}\t{}\toboInOwl:hasDbXref\tGARD:{:07d}\tsemapv:ManualMappingCuration\n"


def test_an_id_of_one_disease_is_identity_one_of_two_is_not(tmp_path: Path) -> None:
    """The second is kept apart, for a person."""
    path = tmp_path / "m.tsv"
    path.write_text(HEAD + ROW.format(1, "one", 7) + ROW.format(3, "three", 8) + ROW.format(2, "two", 8))
    index = read_gard(path)
    assert (index.release, index.diseases) == ("2026-08-04", {"GARD:0000007": Disease("MONDO:0000001", "one")})
    assert index.ambiguous == {"GARD:0000008": (Disease("MONDO:0000002", "two"), Disease("MONDO:0000003", "three"))}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD, "no mappings"),
        ("id\tname\n1\tx\n", "the columns are id, name"),
        (HEAD + ROW.format(1, "one", 7)[:30], "3 cells, but 5 columns"),
        (HEAD + ROW.format(1, "one", 7).replace("GARD:0000007", "GARD:77"), "does not fit its prefix"),
    ],
)
def test_another_table_or_a_cut_one_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """With the file and the line where there is one."""
    (tmp_path / "m.tsv").write_text(text)
    with pytest.raises(ContentError, match=problem):
        read_gard(tmp_path / "m.tsv")


def test_the_mapping_set_of_mondo(shared: Path) -> None:
    """Every id has one disease there."""
    index = read_gard(shared / "reference/mondo/mondo_hasdbxref_gard.sssom.tsv")
    assert (len(index.diseases), len(index.ambiguous)) == (15947, 0)
    assert index.diseases["GARD:0005786"] == Disease("MONDO:0004976", "amyotrophic lateral sclerosis")
