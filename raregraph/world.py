"""What a corpus build knows before it reads a page: the reference releases, and every page's disease."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from raregraph import content, reference
from raregraph.accepted import MappingRow, labels_of, names_of, read_accepted, with_diseases, with_labels
from raregraph.backbone import Backbone, read_backbone_of
from raregraph.gard import GardIndex, read_gard
from raregraph.ids import Curie, expand
from raregraph.labels import LabelIndex, read_hpo
from raregraph.pages import ListedPage, known_pages
from raregraph.reference_check import GARD, NEEDED, check_reference
from raregraph.rules import rules
from raregraph.sources import sources
from raregraph.terms import Tables, Term, tables_of


@dataclass(frozen=True, slots=True)
class World:
    """The reference releases as tables: terms by label and id, HPO by label, GARD ids to Mondo; and known pages.

    `names`: of each page the synonyms that are its own although another page is called so; see raregraph.accepted.
    """

    tables: Tables
    hpo: LabelIndex
    gard: GardIndex
    pages: Mapping[str, ListedPage]
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_world(folder: Path) -> World:
    """Read the reference releases of a folder. Raises ContentError for a file that is missing, cut or of no release."""
    check_reference(folder)
    rules()  # the project's own, compiled here once and not by each worker
    tables, hpo, gard = tables_of(full_backbone(folder)), read_hpo(folder / reference.HPO), read_gard(folder / GARD)
    return with_accepted(World(tables, hpo, gard, known_pages()), read_accepted())


def with_accepted(world: World, rows: Sequence[MappingRow]) -> World:
    """The world with what people confirmed of the review's candidates."""
    if not rows:
        return world
    tables = world.tables.with_terms([], labels_of(rows, world.tables.by_iri))
    hpo, gard = with_labels(world.hpo, rows), with_diseases(world.gard, rows)
    return World(tables, hpo, gard, world.pages, names_of(rows))


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
    return World(tables, world.hpo, world.gard, pages, world.names)


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
    """Where reference data is looked for: the fetch cache if it has all that is needed, else ../shared/reference."""
    from raregraph.fetch import default_cache

    beside = content.ROOT.parent / "shared" / "reference"
    cache = default_cache()
    return cache if all((cache / name).is_file() for name in NEEDED) else beside
