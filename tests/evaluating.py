"""What tests of evaluation and review compare: the sample corpus, and HPO's tables in a few lines."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from raregraph.evaluate import Given, given
from raregraph.medquad import medquad_files
from raregraph.world import World, read_world

SAMPLE = Path(__file__).parent / "corpus_sample"
_COLUMNS = (
    "database_id disease_name qualifier hpo_id reference evidence onset frequency sex modifier aspect biocuration"
)
_HEAD = '#description: "made for tests"\n#version: 2025-01-16\n' + "\t".join(_COLUMNS.split())
HPOA = f"""{_HEAD}
OMIM:101200	Apert		HP:0001363	x	PCS		HP:0040281			P	x
OMIM:101200	Apert		HP:0000316	x	PCS		3/10			P	x
OMIM:101200	Apert	NOT	HP:0001159	x	PCS					P	x
ORPHA:87	Apert		HP:0000316	x	TAS		30%			P	x
ORPHA:87	Apert		HP:0009804	x	TAS					P	x
OMIM:101200	Apert		HP:0000006	x	PCS					I	x
OMIM:602849	Muenke		HP:0000007	x	PCS					I	x
"""
GENES = """ncbi_gene_id	gene_symbol	hpo_id	hpo_name	frequency	disease_id
2263	FGFR2	HP:0001363	Craniosynostosis	-	OMIM:101200
2263	FGFR2	HP:0001363	Craniosynostosis	-	ORPHA:87
2261	FGFR9	HP:0001363	Craniosynostosis	-	OMIM:101200
"""
APERT, MUENKE, ACANTHOMA = "GARD:0005833", "GARD:0007097", "GARD:0008604"


@cache
def world() -> World:
    """The reference releases of the sample."""
    return read_world(SAMPLE / "reference")


def reference(folder: Path, hpoa: str = HPOA, genes: str = GENES) -> Path:
    """The sample's reference folder with HPO's tables beside hp.obo."""
    shutil.copytree(SAMPLE / "reference", folder / "reference")
    hpo = folder / "reference" / "hpo"
    (hpo / "phenotype.hpoa").write_text(hpoa, encoding="utf-8")
    (hpo / "genes_to_phenotype.txt").write_text(genes, encoding="utf-8")
    return folder / "reference"


def sample(folder: Path) -> Given:
    """The sample corpus as read, and what it is compared with."""
    return given(medquad_files(SAMPLE / "pages"), reference(folder), world=world(), judged=folder / "judged.tsv")
