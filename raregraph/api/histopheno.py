"""/histopheno/{id}: how many phenotypes of each body system a disease has."""

from __future__ import annotations

from collections.abc import Mapping

from raregraph.api.data import Data
from raregraph.api.route import FORMAT, Given, Json, Parameter, Route

BINS: Mapping[str, tuple[str, str]] = {
    "skeletal_system": ("UPHENO:0002964", "HP:0000924"),
    "nervous_system": ("UPHENO:0004523", "HP:0000707"),
    "head_neck": ("UPHENO:0002764", "HP:0000152"),
    "integument": ("UPHENO:0002635", "HP:0001574"),
    "eye": ("UPHENO:0003020", "HP:0000478"),
    "cardiovascular_system": ("UPHENO:0080362", "HP:0001626"),
    "metabolism_homeostasis": ("HP:0001939", "HP:0001939"),
    "genitourinary_system": ("UPHENO:0002642", "HP:0000119"),
    "digestive_system": ("UPHENO:0002833", "HP:0025031"),
    "neoplasm": ("HP:0002664", "HP:0002664"),
    "blood": ("UPHENO:0004459", "HP:0001871"),
    "immune_system": ("UPHENO:0002948", "HP:0002715"),
    "endocrine": ("UPHENO:0003116", "HP:0000818"),
    "musculature": ("UPHENO:0002816", "HP:0003011"),
    "respiratory": ("UPHENO:0004536", "HP:0002086"),
    "ear": ("HP:0000598", "HP:0000598"),
    "connective_tissue": ("UPHENO:0002712", "HP:0003549"),
    "prenatal_or_birth": ("UPHENO:0075949", "HP:0001197"),
    "growth": ("UPHENO:0049874", "HP:0001507"),
    "breast": ("UPHENO:0003013", "HP:0000769"),
}
"""Monarch's bins in its order (HistoPhenoKeys of monarch-py 1.31.1): label, Monarch's id, and the branch of HPO."""

_COUNTED = """
    SELECT a.object_id AS branch, COUNT(*) AS said, SUM(e.subject = :id) AS own
    FROM edges AS e
    JOIN ancestors AS s ON s.subject_id = e.subject AND s.object_id = :id
    JOIN ancestors AS a ON a.subject_id = e.object
    WHERE e.predicate = 'biolink:has_phenotype' AND e.negated = ''
    GROUP BY a.object_id
"""


def histopheno(data: Data, id_: str) -> Json:
    """HistoPheno: Monarch's bins, the fullest first; a bin counts associations, of the disease and what is below it.

    `count_direct` counts those of the disease itself. What is not known has empty bins, as in Monarch.
    """
    counts = {row["branch"]: (row["said"], row["own"]) for row in data.rows(_COUNTED, {"id": id_})}
    bins = [
        {"label": label, "count": said, "id": bin_id, "count_direct": own}
        for label, (bin_id, branch) in BINS.items()
        for said, own in (counts.get(branch, (0, 0)),)
    ]
    return {"id": id_, "items": sorted(bins, key=lambda found: -int(str(found["count"])))}


def _answer(data: Data, given: Given) -> Json:
    return histopheno(data, given.text("id"))


HISTOPHENO = Route(
    path="/histopheno/{id}",
    summary="How many phenotypes of each body system a disease has",
    answer=_answer,
    model="HistoPheno",
    query="monarch-histopheno",
    example="/histopheno/MONDO:0004976",
    parameters=(Parameter(name="id", about="a disease", place="path", required=True), FORMAT),
    tsv=("label", "count", "id", "count_direct"),
)
ROUTES = (HISTOPHENO,)
"""The routes of this module."""
