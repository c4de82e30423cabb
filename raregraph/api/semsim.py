"""/semsim/compare and /semsim/search: how alike two sets of phenotypes are, and which diseases are most like one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from raregraph.api.data import Data
from raregraph.api.entities import entity, known
from raregraph.api.route import Given, Json, Parameter, Route
from raregraph.export.closure import CLASSIFIED, prefix
from raregraph.similarity import DIRECTIONS, METRICS, Best, Closure, Comparison, closure_of, compare, rank

GROUPS: Mapping[str, str] = {
    "Human Genes": "HGNC",
    "Mouse Genes": "MGI",
    "Rat Genes": "RGD",
    "Zebrafish Genes": "ZFIN",
    "C. Elegans Genes": "WB",
    "Human Diseases": "MONDO",
}
"""Monarch's groups with the prefix of their ids. Only diseases have phenotypes here: of the others nothing is found."""

_ABOVE = "SELECT subject_id, object_id FROM ancestors"
_HAVE = """
    SELECT DISTINCT subject, object FROM edges
    WHERE predicate = 'biolink:has_phenotype' AND negated = '' AND lower(subject_label) <> lower(object_label)
    ORDER BY subject, object
"""
"""What has which phenotype, but for a disease that is listed among its own: a phenotype of its name."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the routes compare with: the closure, what has which phenotypes, and the names of terms."""

    closure: Closure
    phenotypes: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]


def known_of(data: Data) -> Known:
    """It is read once and kept."""
    if "semsim" not in data.kept:
        data.kept["semsim"] = _read(data)
    found: Known = data.kept["semsim"]
    return found


def _read(data: Data) -> Known:
    above = data.connection.execute(_ABOVE)
    have: dict[str, list[str]] = {}
    for subject, phenotype in data.connection.execute(_HAVE):
        have.setdefault(subject, []).append(phenotype)
    return Known(
        closure_of((term, over) for term, over in above if prefix(term) in CLASSIFIED),
        {subject: tuple(phenotypes) for subject, phenotypes in have.items()},
        dict(data.connection.execute("SELECT id, name FROM nodes WHERE name <> ''")),
    )


def compared(found: Known, subjects: Iterable[str], objects: Iterable[str], metric: str, direction: str) -> Json:
    """TermSetPairwiseSimilarity of two sets of terms."""
    return _told(found, compare(found.closure, subjects, objects, metric, direction), metric)


def searched(data: Data, terms: Iterable[str], group: str, metric: str, direction: str, limit: int) -> Json:
    """SemsimSearchResult of each entity of a group, the most alike first; its phenotypes are the subjects."""
    found, terms = known_of(data), tuple(terms)
    members = {id_: own for id_, own in found.phenotypes.items() if prefix(id_) == GROUPS[group]}
    ranked = rank(found.closure, terms, members, metric, direction)[:limit]
    nodes = known(data, (id_ for id_, _ in ranked))
    return [
        {
            "subject": entity(nodes[id_]),
            "score": score,
            "similarity": compared(found, members[id_], terms, metric, direction),
        }
        for id_, score in ranked
    ]


def _told(found: Known, comparison: Comparison, metric: str) -> dict[str, Any]:
    names = found.names
    return {
        "subject_termset": {term: {"id": term, "label": names.get(term)} for term in comparison.subjects},
        "object_termset": {term: {"id": term, "label": names.get(term)} for term in comparison.objects},
        "subject_best_matches": {
            term: _match(names, term, best, (term, best.target)) for term, best in comparison.subjects.items()
        },
        "object_best_matches": {
            term: _match(names, term, best, (best.target, term)) for term, best in comparison.objects.items()
        },
        "average_score": comparison.average,
        "best_score": comparison.best,
        "metric": metric,
    }


def _match(names: Mapping[str, str], term: str, best: Best, pair: tuple[str, str]) -> dict[str, Any]:
    """BestMatch of a term; `pair` is the term of the subjects and that of the objects."""
    target, ancestor = best.target or None, best.likeness.ancestor or None
    return {
        "match_source": term,
        "match_source_label": names.get(term),
        "match_target": target,
        "match_target_label": names.get(best.target),
        "score": best.score,
        "match_subsumer": ancestor,
        "match_subsumer_label": names.get(best.likeness.ancestor),
        "similarity": _pair(names, best, *pair),
    }


def _pair(names: Mapping[str, str], best: Best, subject: str, object_: str) -> dict[str, Any]:
    """TermPairwiseSimilarity of a best match, with all three scores whichever was asked for."""
    alike = best.likeness
    return {
        "subject_id": subject,
        "subject_label": names.get(subject),
        "subject_source": None,
        "object_id": object_,
        "object_label": names.get(object_),
        "object_source": None,
        "ancestor_id": alike.ancestor or None,
        "ancestor_label": names.get(alike.ancestor),
        "ancestor_source": None,
        "object_information_content": None,
        "subject_information_content": None,
        "ancestor_information_content": alike.resnik,
        "jaccard_similarity": alike.jaccard,
        "cosine_similarity": None,
        "dice_similarity": None,
        "phenodigm_score": alike.phenodigm,
    }


def _compare(split: Callable[[Given, str], Iterable[str]]) -> Callable[[Data, Given], Json]:
    """The answer of /semsim/compare, the terms taken from the address or the body."""

    def answer(data: Data, given: Given) -> Json:
        subjects, objects = split(given, "subjects"), split(given, "objects")
        return compared(known_of(data), subjects, objects, given.text("metric"), "bidirectional")

    return answer


def _search(split: Callable[[Given, str], Iterable[str]]) -> Callable[[Data, Given], Json]:
    """The answer of /semsim/search."""

    def answer(data: Data, given: Given) -> Json:
        group, metric, direction = (given.text(name) for name in ("group", "metric", "directionality"))
        return searched(data, split(given, "termset"), group, metric, direction, given.number("limit"))

    return answer


def _in_address(given: Given, name: str) -> list[str]:
    return [term.strip() for term in given.text(name).split(",")]


def _in_body(given: Given, name: str) -> tuple[str, ...]:
    return given.texts(name)


def _terms(name: str, about: str) -> tuple[Parameter, Parameter]:
    """A set of terms, in the path joined by commas and in the body as an array."""
    return (
        Parameter(name=name, about=f"{about}, ids joined by commas", place="path", required=True),
        Parameter(name=name, about=f"{about}, ids", place="body", many=True, required=True),
    )


def _choice(place: str) -> tuple[Parameter, ...]:
    """What may be asked of a search besides its terms: in the address, or in the body."""
    where = "path" if place == "query" else place
    return (
        Parameter(name="group", about="what to look for", place=where, required=True, values=tuple(GROUPS)),
        _metric(place),
        Parameter(
            name="directionality",
            about="whether the score is that of the entity's phenotypes, of the terms, or the mean of both",
            place=place,
            default="bidirectional",
            values=tuple(DIRECTIONS),
        ),
        Parameter(name="limit", about="how many to give", type="integer", place=place, default=10, least=1, most=50),
    )


def _metric(place: str) -> Parameter:
    default = "ancestor_information_content"
    return Parameter(name="metric", about="what is scored", place=place, default=default, values=tuple(METRICS))


_SUBJECTS, _OBJECTS = _terms("subjects", "one set of terms"), _terms("objects", "the other set of terms")
_TERMSET = _terms("termset", "the terms to look for")
COMPARE = Route(
    path="/semsim/compare/{subjects}/{objects}",
    summary="How alike two sets of terms are",
    answer=_compare(_in_address),
    model="TermSetPairwiseSimilarity",
    query="monarch-semsim-compare",
    example="/semsim/compare/HP:0003394/HP:0002380,HP:0001324?metric=jaccard_similarity",
    parameters=(_SUBJECTS[0], _OBJECTS[0], _metric("query")),
)
POST_COMPARE = Route(
    path="/semsim/compare",
    summary="How alike two sets of terms are, the terms in the body",
    answer=_compare(_in_body),
    model="TermSetPairwiseSimilarity",
    query="monarch-semsim-compare",
    example="/semsim/compare",
    parameters=(_SUBJECTS[1], _OBJECTS[1], _metric("body")),
    method="POST",
)
SEARCH = Route(
    path="/semsim/search/{termset}/{group}",
    summary="Which diseases are most like a set of phenotypes",
    answer=_search(_in_address),
    model="list[SemsimSearchResult]",
    query="monarch-semsim-search",
    example="/semsim/search/HP:0003394,HP:0002380/Human%20Diseases?metric=jaccard_similarity",
    parameters=(_TERMSET[0], *_choice("query")),
)
POST_SEARCH = Route(
    path="/semsim/search",
    summary="Which diseases are most like a set of phenotypes, the terms in the body",
    answer=_search(_in_body),
    model="list[SemsimSearchResult]",
    query="monarch-semsim-search",
    example="/semsim/search",
    parameters=(_TERMSET[1], *_choice("body")),
    method="POST",
)
ROUTES = (COMPARE, POST_COMPARE, SEARCH, POST_SEARCH)
"""The routes of this module."""
