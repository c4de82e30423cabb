"""Row forms: what a row of a symptom list comes to whatever the page, found once and used for every page that has it.

Most statements are such rows, and two pages with the same row differ in the disease, the place and the ids alone. The
form of a row is what the general way (`ground`, `statements`, `knowledge`, `templates`) makes of it on a specimen of a
page. A row that is odd there, or that may have to do with another fact of its page, has none and goes the general way.
"""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from raregraph import lines
from raregraph.blocks import Block, Template, slot
from raregraph.errors import Where
from raregraph.facts import Fact, FactFile, FindingRow, Passage, Section, Version
from raregraph.ground import PageSource
from raregraph.ids import Curie, Iri, contract, expand, ours
from raregraph.knowledge import INFERRED, Knowledge, assemble
from raregraph.medquad import LAYOUT, MedquadPage
from raregraph.pages import ListedPage
from raregraph.statements import SURE, Statement, id_parts, place_of
from raregraph.symptom_list import ListRow, Routed, listing_of
from raregraph.templates import Values, passage_block, shared_blocks, statement_values
from raregraph.terms import Term
from raregraph.text import short_hash
from raregraph.world import Listed, World

_PAGE = Curie("GARD:0000000")
_SUBJECT = f"<{expand(_PAGE)}>"
_NAME = slot(0)
_AT = Passage(0, 1, "0" * 64, "a", "")
_MOST = 1 << 16
"""So many forms are remembered: more than a corpus has."""
Key = tuple[str, str]
"""Label and value of a row, as printed."""


class RowForm(NamedTuple):
    """A row but for its page: what its id is made of around the disease and before the version, its template, its
    values, its label before and behind the disease's, its plain triple as the specimen's, the terms it names.

    `phenotype`: the id of the phenotype and of its class of frequency; None where it is none, or not surely one.
    """

    kind: str
    parts: tuple[str, str]
    template: Template
    values: Values
    label: tuple[str, str]
    direct: str
    terms: frozenset[Iri]
    shared: tuple[Block, ...]
    phenotype: tuple[str, str] | None


Ready = Mapping[Key, tuple[RowForm, Passage]]
"""The rows of a page that have a form, with their places."""


@dataclass(slots=True)
class RowForms:
    """The forms of rows found so far, by label, value, section and the date of the dataset; None for one without."""

    world: World
    known: dict[tuple[str, str, str, str], RowForm | None] = field(default_factory=dict)

    def ready(
        self,
        page: MedquadPage,
        groups: Mapping[Key, list[ListRow]],
        facts: Iterable[Fact],
        findings: Iterable[FindingRow],
    ) -> Ready:
        """The rows of a page that have a form.

        Args:
            page: a page that has no other version.
            groups: its rows by label and value.
            facts: its other facts; no row of their kinds is ready, because they may be merged or disagree.
            findings: its findings; where one selects statements, no row is ready.
        """
        disease = self.world.tables.by_iri.get(expand(self.world.pages[page.version.page].disease))
        selects = any(not isinstance(about, str) for row in findings for about in row.about)
        if selects or disease is None or disease.category != "disease":
            return {}
        kinds = {kind for fact in facts for kind in (fact.kind, INFERRED.get(fact.kind, fact.kind))}
        alone = {key: row for key, row in self._alone(groups) if key[0] != disease.label}
        found = ((key, form, alone[key]) for key, form in self._forms(page, alone).items())
        return {
            key: (form, Passage.of(page.text, row.label[0], row.value[1]))
            for key, form, row in found
            if form and form.kind not in kinds
        }

    def _alone(self, groups: Mapping[Key, list[ListRow]]) -> Iterator[tuple[Key, ListRow]]:
        """The rows that are the only ones of their page with what their label means."""
        meant = {key: self.world.hpo.route(key[0]) for key in groups}
        often = Counter(routed.object for routed in meant.values() if isinstance(routed, Routed))
        for key, rows in groups.items():
            routed = meant[key]
            if isinstance(routed, Routed) and often[routed.object] == len(rows) == 1:
                yield key, rows[0]

    def _forms(self, page: MedquadPage, alone: Mapping[Key, ListRow]) -> dict[Key, RowForm | None]:
        """The forms of rows, each in the words of its section; those that are not known are found together."""
        listed, sections = self.world.pages[page.version.page], _sections(page, alone)
        known = {key: (*key, section, listed.published) for key, section in sections.items()}
        if len(self.known) > _MOST:
            self.known.clear()
        for name in dict.fromkeys(sections.values()):
            new = {key: [alone[key]] for key in known if sections[key] == name and known[key] not in self.known}
            if new:
                made = _made(page, new, name, listed, self.world)
                self.known.update((known[key], made.get(key)) for key in new)
        return {key: self.known[known[key]] for key in known}


def _sections(page: MedquadPage, rows: Mapping[Key, ListRow]) -> dict[Key, str]:
    """The section of each row; a row of a section with a date is not among them."""
    found = ((key, page.version.section_at(row.label[0])) for key, row in rows.items())
    return {key: section.name for key, section in found if section and not section.date}


def _made(
    page: MedquadPage, rows: Mapping[Key, list[ListRow]], section: str, listed: ListedPage, world: World
) -> dict[Key, RowForm]:
    """The forms of rows that have nothing to do with each other."""
    facts = {}
    for key, group in rows.items():
        for fact in listing_of(page, {key: group}, world.hpo.route, _PAGE).facts:
            facts[expand(Curie(fact.object))] = key, replace(fact, at=(_AT,))
    known = _known([fact for _, fact in facts.values()], section, listed, world)
    odd = {about for finding in known.findings for about in finding.about}
    shared = {Iri(block.subject[:-1]): block for block in shared_blocks(known)}
    sure = (item for item in known.statements if item.iri not in odd)
    forms = {facts[Iri(item.object.value)][0]: _form(item, known.versions[0].iri, shared) for item in sure}
    return {key: form for key, form in forms.items() if form}


def _known(facts: Iterable[Fact], section: str, page: ListedPage, world: World) -> Knowledge:
    """What a specimen of a page comes to that says nothing but these."""
    specimen = Term(expand(_PAGE), _NAME, "disease", "gard")
    lookup = world.tables.terms(strict=True, hints=False)
    lookup.by_iri = ChainMap({specimen.iri: specimen}, lookup.by_iri)  # type: ignore[arg-type]
    version = Version(_PAGE, "0" * 64, 1, _NAME, LAYOUT, (Section(section, 0, 1, ""),))
    file = FactFile(Where(LAYOUT), version.sha256, version, tuple(facts), ())
    pages: dict[str, ListedPage] = {_PAGE: replace(page, id=_PAGE, disease=_PAGE)}
    return assemble([file], [], [], [], strict=False, tables=world.tables, pages=pages, lookup=lookup)


def _form(statement: Statement, version: Iri, shared: Mapping[Iri, Block]) -> RowForm | None:
    """The form of a row from the specimen's statement; None where the specimen is in more than its place."""
    found, disease = statement_values(statement), statement.disease.value
    if not found or statement.subject.value != disease:
        return None
    before, _, rest = "\t".join(id_parts(statement)).partition(f"\t{disease}\t")
    middle, _, end = rest.rpartition("\t")
    label, values = found[1].label.split(_NAME), {value.value for value in statement.qualifiers.values()}
    if disease in before + middle or end != version or len(label) != 2 or disease in values:
        return None
    terms = {Iri(value): shared[Iri(value)] for value in (*values, statement.object.value) if value in shared}
    return RowForm(
        statement.kind.name, (before, middle), *found, (label[0], label[1]), _direct(statement),
        frozenset(terms), tuple(terms.values()), _phenotype(statement),
    )  # fmt: skip


def _phenotype(statement: Statement) -> tuple[str, str] | None:
    """See `RowForm`."""
    if statement.kind.name != "phenotype" or statement.negated or statement.certainty not in SURE:
        return None
    frequency = statement.qualifiers.get("frequency")
    return contract(statement.object.value), contract(frequency.value) if frequency else ""


def _direct(statement: Statement) -> str:
    return "".join(lines.of_direct([statement]))


def listed_of(ready: Ready, source: PageSource) -> Iterator[Listed]:
    """The phenotypes among the rows of a page."""
    for form, _ in ready.values():
        if form.phenotype:
            yield Listed(*form.phenotype, ours(f"statement/{_id(form, source)}"))


def _id(form: RowForm, source: PageSource) -> str:
    return short_hash(form.parts[0], source.disease.iri, form.parts[1], source.iri)


def ready_blocks(ready: Ready, source: PageSource) -> Iterator[Block]:
    """What rows add to the blocks of their page: statements, passages, plain triples."""
    disease, name = source.disease.iri, lines.quote(source.disease.label)[1:-1]
    page, _, version = source.iri.removeprefix(source.page.rpartition("/")[0] + "/").partition("/")
    for form, at in ready.values():
        place, (before, behind) = place_of(at, source), form.label
        passage, label = place.iri.rpartition("/")[2], before + name + behind
        yield Values(
            _id(form, source),
            page,
            version,
            passage,
            label,
            form.values.as_of,
            f"{disease}>",
            f"{disease}>",
            form.values.rest,
        ).block(form.template)
        yield passage_block(place)
    direct = sorted(f"<{disease}>{form.direct.removeprefix(_SUBJECT)}" for form, _ in ready.values() if form.direct)
    if direct:
        yield Block(f"{disease}>", None, "\n".join(direct))
