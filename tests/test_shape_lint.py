"""What makes a shape untrustworthy: what a SHACL engine passes over in silence is an error here."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import RaregraphError
from raregraph.shape_lint import check_shapes
from raregraph.shapes import read_shapes
from raregraph.vocabulary import read_vocabulary

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rgsh: <https://w3id.org/raregraph/shapes/> .
@prefix biolink: <https://w3id.org/biolink/vocab/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
GOOD = """rgsh:gene a sh:NodeShape ; sh:targetClass biolink:Gene ; sh:property rgsh:gene-label .
rgsh:gene-label a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 ;
  sh:message "A gene has no label. Add one." .
"""


def judge(folder: Path, shapes: str) -> None:
    """Check shapes against the project's vocabulary."""
    (folder / "gene.ttl").write_text(HEAD + shapes, encoding="utf-8")
    check_shapes(read_shapes(folder), read_vocabulary())


def test_a_sound_shape_passes(tmp_path: Path) -> None:
    """With a target, a path and a message."""
    judge(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("biolink:Gene ", "biolink:Geen ", "Geen"),
        ("sh:path rdfs:label", "sh:path rdfs:lable", "lable"),
        ("sh:minCount", "sh:minCuont", "minCuont"),
        ("sh:targetClass", "sh:targetKlass", "no shape has a target"),
        ("sh:minCount 1 ;", "", "gene-label"),
        ("sh:property rgsh:gene-label", "sh:property rgsh:gene-labl", "gene-labl"),
    ],
)
def test_a_slip_that_would_let_everything_pass_is_an_error(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """It is named."""
    assert old in GOOD
    with pytest.raises(RaregraphError) as caught:
        judge(tmp_path, GOOD.replace(old, new))
    assert problem in str(caught.value)


def test_the_shapes_of_the_project_can_be_trusted() -> None:
    """All of them."""
    check_shapes(read_shapes(content.SHAPES), read_vocabulary())
