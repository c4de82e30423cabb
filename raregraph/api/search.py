"""Nodes by name, synonym or id in Monarch's shape: /search and /autocomplete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from raregraph.api import models
from raregraph.api.checking import check_values
from raregraph.api.data import Data, Row
from raregraph.api.entities import descendants, phenotypes
from raregraph.api.route import PAGES, Given, Json, Parameter, Route

ALL = "*:*"
"""What asks for every node."""
SCOPES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "human_disease": {"category": ("biolink:Disease",), "namespace": ("MONDO",), "exclude_subset": ("venom_*",)},
    "human_phenotype": {"category": ("biolink:PhenotypicFeature",), "namespace": ("HP",)},
    "human_gene": {"category": ("biolink:Gene",), "in_taxon": ("NCBITaxon:9606",)},
    "rare_disease": {
        "category": ("biolink:Disease",), "namespace": ("MONDO",), "subset": ("rare",), "exclude_subset": ("venom_*",),
    },
}  # fmt: skip
"""What a scope stands for, Monarch's: filters, each only where the client gives none of its own."""
_SYNONYMS = ("exact_synonym", "broad_synonym", "narrow_synonym", "related_synonym")
_SEARCHED = ("id", "name", "symbol", *_SYNONYMS, "xref", "description", "in_taxon_label")
_FACETS = ("category", "in_taxon", "in_taxon_label", "namespace", "subsets")
_USUAL_FACETS = ("category", "in_taxon_label")
_BOOSTS = {"biolink:Disease": 1.3, "biolink:PhenotypicFeature": 1.1, "biolink:Gene": 1.1}
"""How much more a node of a class counts than another, Monarch's."""
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 20
_COMPLETED = 10
"""Nodes that /autocomplete gives, Monarch's."""


@dataclass(frozen=True, slots=True)
class Named:
    """A node with what it is found by.

    `whole` holds its names as they are compared, by field; `words` its texts as words, each with a blank before it.
    """

    row: Row
    whole: Mapping[str, tuple[str, ...]]
    words: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found, how well it fits, and which of its fields is the whole text that was looked for."""

    node: Named
    score: float
    field: str


def read_names(data: Data) -> list[Named]:
    """Every node that has a name, by id."""
    return [_named(row) for row in data.each("SELECT * FROM nodes WHERE name <> '' ORDER BY id")]


def _named(row: Row) -> Named:
    fields = {name: _values(row, name) for name in _SEARCHED}
    whole = {name: tuple(_key(text) for text in texts) for name, texts in fields.items()}
    return Named(
        row, whole, "".join(f" {word}" for texts in fields.values() for text in texts for word in _words(text))
    )


def _values(row: Row, name: str) -> tuple[str, ...]:
    text = row[name]
    return tuple(text.split("|")) if name in models.LISTS and text else (text,) if text else ()


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _words(text: str) -> list[str]:
    """The letters and digits between all else, in small letters."""
    return _WORD.findall(text.lower())


def _names(data: Data) -> list[Named]:
    if "names" not in data.kept:
        data.kept["names"] = read_names(data)
    found: list[Named] = data.kept["names"]
    return found


def _hits(nodes: Iterable[Named], text: str, exact: bool) -> list[Hit]:
    """The nodes in which each word of a text begins a word, the best first."""
    key, words = _key(text), [f" {word}" for word in _words(text)[:_MOST_WORDS]]
    every = text in ("", ALL)
    found = (_hit(node, key) for node in nodes if every or (words and all(word in node.words for word in words)))
    kept = (hit for hit in found if not exact or hit.field in ("name", "exact_synonym"))
    return sorted(kept, key=lambda hit: (-hit.score, hit.node.row["name"].casefold(), hit.node.row["id"]))


_SCORES = {"id": 100.0, "name": 50.0, "symbol": 50.0, "exact_synonym": 40.0} | dict.fromkeys(_SYNONYMS[1:], 20.0)
"""How well a node fits by the field that is the whole text. Otherwise its name begins with the text (10), or has all
words of it (5), or neither (1)."""


def _hit(node: Named, key: str) -> Hit:
    field = next((name for name in _SCORES if key in node.whole[name]), "")
    return Hit(node, _SCORES.get(field, _partly(node, key)) * _BOOSTS.get(node.row["category"], 1.0), field)


def _partly(node: Named, key: str) -> float:
    name = node.row["name"].casefold()
    words = {*_words(name)}
    return 1.0 if not key else 10.0 if name.startswith(key) else 5.0 if words >= {*_words(key)} else 1.0


def search(data: Data, given: Given) -> Json:
    """SearchResults."""
    filters = _filters(given)
    check_values("category", given, models.ENTITY_CATEGORIES, data.texts("SELECT DISTINCT category FROM nodes"))
    nodes = [node for node in _names(data) if all(fits(node.row) for fits in _conditions(filters))]
    exact, text = given.text("match_type") == "exact", given.text("q")
    hits = [] if exact and text in ("", ALL) else _hits(nodes, text, exact)
    offset, limit = given.number("offset"), given.number("limit")
    items = [_item(data, hit, given) for hit in hits[offset : offset + limit]]
    fields = _USUAL_FACETS if not given.said("facets") else _FACETS if given.flag("facets") else ()
    return {
        "limit": limit, "offset": offset, "total": len(hits), "items": items,
        "facet_fields": [_facet(hits, name) for name in fields], "facet_queries": [],
        "scope": _scope(given.text("scope"), filters) if given.text("scope") else None,
    }  # fmt: skip


_AXES = ("category", "namespace", "exclude_namespace", "subset", "exclude_subset", "in_taxon", "in_taxon_label")


def _filters(given: Given) -> Mapping[str, tuple[str, ...]]:
    """What is filtered by: what the client gives, else the scope's."""
    scope = SCOPES.get(given.text("scope"), {})
    return {axis: given.texts(axis) or scope.get(axis, ()) for axis in _AXES}


def _scope(name: str, filters: Mapping[str, tuple[str, ...]]) -> Row:
    """SearchScopeResolution: what a scope stood for."""
    return {"name": name} | {axis: list(values) or None for axis, values in filters.items()}


Condition = Callable[[Row], bool]


def _conditions(filters: Mapping[str, tuple[str, ...]]) -> Iterator[Condition]:
    for axis, values in filters.items():
        if values:
            yield _condition(axis, values)


def _condition(axis: str, values: Sequence[str]) -> Condition:
    wanted = not axis.startswith("exclude_")
    name = axis.removeprefix("exclude_")
    if name == "subset":
        return lambda row: any(_of(subset, values) for subset in _values(row, "subsets")) == wanted
    return lambda row: (row[name] in values) == wanted


def _of(subset: str, values: Iterable[str]) -> bool:
    """Whether a subset is one of some, of which those that end in * stand for all that begin so."""
    return any(subset.startswith(value[:-1]) if value.endswith("*") else subset == value for value in values)


def _facet(hits: Iterable[Hit], name: str) -> Row:
    counts = Counter(value for hit in hits for value in _values(hit.node.row, name))
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"label": name, "facet_values": [{"label": value, "count": count} for value, count in best]}


def _item(data: Data, hit: Hit, given: Given | None = None) -> Row:
    """SearchResult."""
    row: dict[str, Any] = dict(hit.node.row)
    if given and given.flag("include_phenotypes"):
        row |= phenotypes(data, row["id"])
    if given and given.flag("include_descendants"):
        row |= descendants(data, row["id"])
    field = hit.field if hit.field == "name" or hit.field in _SYNONYMS else None
    kind = None if field is None else "exact" if field in ("name", "exact_synonym") else "synonym"
    found = {"score": hit.score, "matched_field": field, "match_type": kind}
    return models.shaped(models.SEARCH_RESULT, row | found)


def autocomplete(data: Data, given: Given) -> Json:
    """SearchResults of the ten that fit best; Monarch tells no score here."""
    hits = _hits(_names(data), given.text("q"), False)
    items = [_item(data, hit) | {"score": None, "matched_field": None, "match_type": None} for hit in hits[:_COMPLETED]]
    return {
        "limit": _COMPLETED, "offset": 0, "total": len(hits), "items": items, "facet_fields": None,
        "facet_queries": None, "scope": None,
    }  # fmt: skip


def _many(name: str, about: str, pattern: str = "") -> Parameter:
    return Parameter(name=name, about=about, many=True, pattern=pattern)


def _flag(name: str, about: str, default: bool | None = False) -> Parameter:
    return Parameter(name=name, about=about, type="boolean", default=default)


_SUBSET = r"^[^*]*\*?$"
"""What a subset may be, Monarch's: * stands at its end only."""
PARAMETERS = (
    Parameter(name="q", about=f"words, or {ALL} for every node", default=ALL),
    _many("category", "classes"),
    _many("in_taxon", "taxa, as NCBITaxon:9606"),
    _many("in_taxon_label", "names of taxa"),
    _many("namespace", "prefixes"),
    _many("exclude_namespace", "prefixes that are left out"),
    _many("subset", "subsets of an ontology; * at the end stands for anything", pattern=_SUBSET),
    _many("exclude_subset", "subsets that are left out", pattern=_SUBSET),
    Parameter(name="scope", about="filters with a name", values=tuple(SCOPES)),
    _flag("facets", "count the values of every filter, or of none", None),
    Parameter(
        name="match_type", about="whether only a whole name counts", default="relevance", values=("relevance", "exact")
    ),
    _flag("include_phenotypes", "tell the phenotypes of each node"),
    _flag("include_descendants", "tell what is below each node"),
    *PAGES,
)
ROUTES = (
    Route(
        path="/search", summary="Diseases, phenotypes, genes and drugs by name, synonym or id", answer=search,
        model="SearchResults", query="monarch-search", parameters=PARAMETERS, example="/search?q=amyotrophic+lateral",
    ),
    Route(
        path="/autocomplete", summary="The ten that fit best what is being typed", answer=autocomplete,
        model="SearchResults", query="monarch-search", example="/autocomplete?q=amyo",
        parameters=(Parameter(name="q", about="the beginning of words", default=ALL),),
    ),
)  # fmt: skip
