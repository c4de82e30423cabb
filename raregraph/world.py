"""What a corpus build knows before it reads a page: the reference releases, and every page's disease."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from raregraph import content, reference
from raregraph.accepted import MappingRow, check_known, labels_of, names_of, read_accepted, with_diseases, with_labels
from raregraph.backbone import Backbone, read_backbone_of
from raregraph.findings import Finding
from raregraph.gard import GardIndex, read_gard
from raregraph.ids import Curie, Iri, expand
from raregraph.knowledge import Knowledge
from raregraph.labels import LabelIndex, read_hpo
from raregraph.pages import ListedPage, known_pages
from raregraph.reference_check import check_reference
from raregraph.reference_files import GARD, HPO, missing, place
from raregraph.rules import rules
from raregraph.sources import sources
from raregraph.terms import Tables, Term, tables_of


class Listed(NamedTuple):
    """A phenotype that a page says its disease has, surely enough for a plain triple: ids are CURIEs.

    `frequency` is its class, empty where none is given.
    """

    object: str
    frequency: str
    iri: Iri


Beside = Callable[[Knowledge, Sequence[Listed]], Iterable[Finding]]
"""What else there is to find about a page, once all its versions are known, and the rows of its list that are ready.

It goes to workers, so it is picklable.
"""


@dataclass(frozen=True, slots=True)
class World:
    """The reference releases as tables: terms by label and id, HPO by label, GARD ids to Mondo; and known pages.

    `names`: of each page the synonyms that are its own although another page is called so; see raregraph.accepted.
    `beside`: further findings about each page, such as how its list differs from another source.
    """

    tables: Tables
    hpo: LabelIndex
    gard: GardIndex
    pages: Mapping[str, ListedPage]
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    beside: Beside | None = field(default=None, repr=False)


def read_world(folder: Path) -> World:
    """Read the reference releases of a folder. Raises ContentError for a file that is missing, cut or of no release."""
    check_reference(folder)
    rules()  # the project's own, compiled here once and not by each worker
    tables, hpo, gard = tables_of(full_backbone(folder)), read_hpo(place(folder, HPO)), read_gard(folder / GARD)
    return with_accepted(World(tables, hpo, gard, known_pages()), read_accepted())


def with_accepted(world: World, rows: Sequence[MappingRow]) -> World:
    """The world with what people confirmed of the review's candidates.

    Raises ContentError for a term that the releases do not have, or call otherwise than the row.
    """
    if not rows:
        return world
    tables = world.tables.with_terms([], labels_of(rows, world.tables.by_iri))
    hpo, gard = with_labels(world.hpo, rows), with_diseases(world.gard, rows)
    check_known(rows, world.tables.by_iri)
    return replace(world, tables=tables, hpo=hpo, gard=gard, names=names_of(rows))


def full_backbone(folder: Path) -> Backbone:
    """Every term of the releases as one backbone, by way of the same tables that graph/backbone keeps."""
    with tempfile.TemporaryDirectory() as place:
        built = reference.build_backbone(folder, reference.all_curies(folder))
        reference.write_backbone(built, Path(place))
        return read_backbone_of(Path(place))


def with_pages(world: World, titles: Mapping[str, str]) -> World:
    """The world with the pages of a corpus, GARD id to title: each with Mondo's disease, else its own id."""
    dataset = next(source for source in sources() if source.name == "medquad")
    listed = {gard: _listed(world, gard, title, dataset.homepage, dataset.published) for gard, title in titles.items()}
    own = [_own_term(gard, titles[gard]) for gard, page in listed.items() if page.disease == gard]
    tables = world.tables.with_terms(own, {})
    pages = {**listed, **_known(world, dataset.published)}
    return replace(world, tables=tables, pages=pages)


def _listed(world: World, gard: str, title: str, place: str, published: str) -> ListedPage:
    disease = world.gard.diseases.get(gard)
    named = disease is not None and expand(disease.curie) in world.tables.by_iri
    return ListedPage(gard, (title,), disease.curie if disease and named else gard, place, published)


def _known(world: World, published: str) -> dict[str, ListedPage]:
    """The pages of graph/pages.yaml, which may have a version in the corpus too."""
    return {
        gard: ListedPage(page.id, page.titles, page.disease, page.obtainable_from, published)
        for gard, page in world.pages.items()
    }


def _own_term(gard: str, title: str) -> Term:
    return Term(expand(Curie(gard)), title, "disease", "gard")


def default_reference() -> Path:
    """Where reference data is looked for: the fetch cache if it has all that is needed, else ../shared/reference.

    HPO counts as there when the optional extra `hpo` is installed. Without ../shared it is the cache.
    """
    from raregraph.fetch import default_cache

    beside = content.ROOT.parent / "shared" / "reference"
    cache = default_cache()
    return beside if missing(cache) and beside.is_dir() else cache
