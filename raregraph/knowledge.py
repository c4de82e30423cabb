"""All that is known, before it becomes triples: facts of graph/ or of given pages, grounded, compared, corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from raregraph import content, corrections, findings
from raregraph.backbone import Backbone, GeneAxiom
from raregraph.corrections import Correction, Tombstone, read_corrections, read_tombstones
from raregraph.errors import ContentError, RaregraphError, nearest, raise_all
from raregraph.facts import Fact, FactFile, FileSource, read_facts
from raregraph.findings import Finding
from raregraph.ground import Claim, PageSource, ground, page_iri, references_of, version_iri
from raregraph.ids import Curie, contract, expand
from raregraph.onset import OnsetClass, onset_class, onset_class_between
from raregraph.pages import ListedPage, known_pages
from raregraph.statements import Statement, source_key, to_statements, with_disagreements, with_standing
from raregraph.terms import Tables, Term, Terms, own_tables


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a release is made of: statements and findings sorted by id, versions by date, terms with categories."""

    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    versions: tuple[PageSource, ...]
    terms: tuple[Term, ...]
    minted: tuple[Term, ...]
    rejected: tuple[RaregraphError, ...]
    corrections: tuple[Correction, ...]
    tombstones: tuple[Tombstone, ...]
    backbone: Backbone


def fact_files() -> list[FactFile]:
    """Every file of graph/extracted and graph/curated, in order of name; the faults of all of them at once."""
    files: list[FactFile] = []
    faults: list[RaregraphError] = []
    for folder in ("extracted", "curated"):
        for path in sorted((content.GRAPH / folder).glob("*.yaml")):
            try:
                files.append(read_facts(path))
            except RaregraphError as fault:
                faults.append(fault)
    raise_all(faults)
    return files


def from_content() -> Knowledge:
    """Everything graph/ holds: extracted and curated rows, Mondo's gene axioms, corrections, tombstones."""
    files = fact_files()
    return assemble(
        [file for file in files if file.version],
        [file for file in files if not file.version],
        read_corrections(content.GRAPH / "corrections.yaml"),
        read_tombstones(content.GRAPH / "tombstones.yaml"),
        strict=True,
    )


def assemble(
    extracted: list[FactFile],
    curated: list[FactFile],
    rows: list[Correction],
    tombstones: list[Tombstone],
    *,
    strict: bool,
    tables: Tables | None = None,
    pages: Mapping[str, ListedPage] | None = None,
    lookup: Terms | None = None,
    named: frozenset[Curie] = frozenset(),
) -> Knowledge:
    """Bring versions, curated rows and corrections together.

    With `strict`, curated rows and corrections of an absent version, and labels no table knows, are errors; otherwise
    rows of absent versions are left out and labels become entities of ours. `tables` and `pages` are those of graph/
    unless given; `lookup` decides what becomes of labels that no table has. `named` are
    diseases that more is said of than these files say.
    """
    tables = tables or own_tables()
    lookup, backbone = lookup or tables.terms(strict), tables.backbone
    sources = _sources(extracted, lookup, pages or known_pages())
    present = [file for file in curated if not file.sha256 or file.sha256 in sources]
    if strict:
        _refuse_strangers(curated, sources)
    claims, faults = _claims([*extracted, *present], sources, lookup)
    if strict:
        raise_all(faults)
    claims = _with_inferred(claims, lookup) + _axiom_claims(claims, backbone, lookup, named)
    statements, rows = _corrected(claims, rows, lookup, strict)
    statements = with_disagreements(with_standing(_with_inference(statements)))
    statements = findings.with_unmatched(statements, backbone)
    corrections.check_tombstones(tombstones, statements)
    found, unsure = _row_findings([*extracted, *present], sources, statements)
    if strict:
        raise_all(unsure)
    found += findings.computed(statements, backbone, lookup.minted)
    unique = {finding.iri: finding for finding in found}
    versions = sorted(sources.values(), key=lambda source: (source.page, source.version.date, source.iri))
    return Knowledge(
        tuple(statements),
        tuple(unique[iri] for iri in sorted(unique)),
        tuple(versions),
        tuple(lookup.seen[key] for key in sorted(lookup.seen)),
        tuple(lookup.minted.values()),
        (*faults, *unsure),
        tuple(rows),
        tuple(tombstones),
        backbone,
    )


def _corrected(
    claims: list[Claim], rows: list[Correction], lookup: Terms, strict: bool
) -> tuple[list[Statement], list[Correction]]:
    """The statements of claims, with what corrections do to them and put in place; and the corrections of these."""
    statements = to_statements(claims)
    by_id = {statement.id: statement for statement in statements}
    rows = rows if strict else [row for row in rows if row.statement in by_id]
    if not rows:
        return statements, rows
    replacements = corrections.replacement_claims(rows, by_id, lookup)
    claims = [*claims, *_with_inferred([claim for claim in replacements if claim], lookup)]
    return corrections.apply(rows, replacements, to_statements(claims)), rows


def _sources(extracted: Iterable[FactFile], lookup: Terms, pages: Mapping[str, ListedPage]) -> dict[str, PageSource]:
    """The source of each extracted version, by the SHA-256 of its text."""
    found: dict[str, PageSource] = {}
    for file in extracted:
        if file.version is None:
            continue
        version = file.version
        if version.page not in pages:
            raise ContentError(file.where, f"unknown page {version.page!r}", nearest(version.page, pages))
        disease = lookup.find(pages[version.page].disease, ("disease",), file.where)
        iri = version_iri(version)
        listed, references = pages[version.page], references_of(file.facts, iri)
        place, published = ("private copy", "") if version.date else (listed.obtainable_from, listed.published)
        found[version.sha256] = PageSource(version, page_iri(version.page), iri, disease, references, place, published)
    return found


def _refuse_strangers(curated: Iterable[FactFile], sources: Mapping[str, PageSource]) -> None:
    for file in curated:
        if file.sha256 and file.sha256 not in sources:
            problem = f"version {file.sha256[:12]} is none of graph/extracted"
            raise ContentError(file.where, problem, nearest(file.sha256, sources))


def _claims(
    files: Iterable[FactFile], sources: Mapping[str, PageSource], lookup: Terms
) -> tuple[list[Claim], list[RaregraphError]]:
    claims: list[Claim] = []
    faults: list[RaregraphError] = []
    for file in files:
        for fact in file.facts:
            source = fact.source or sources.get(file.sha256)
            try:
                if source is None:
                    raise ContentError(
                        fact.where,
                        "a fact without a source",
                        "name the version at the head of the file, or add source: {…}",
                    )
                claims.append(ground(fact, source, lookup))
            except RaregraphError as fault:
                faults.append(fault)
    return claims, faults


INFERRED = {"onset": "onsetclass", "onsetage": "onsetclass"}
"""The kinds from which others are inferred."""
_BY_AGE = "onset-class-of-mean-age"
_BY_AGES = "onset-class-of-ages"
"""The rules that infer a class of onset: from a mean age, and from an age or two."""
_MONTHS = Decimal(12)


def _with_inferred(claims: list[Claim], lookup: Terms) -> list[Claim]:
    """The claims, and the HPO class of onset that each mean age falls into."""
    found = list(claims)
    for claim in claims:
        if known := _class_of_age(claim):
            rule = _BY_AGE if claim.kind.name == "onset" else _BY_AGES
            kind = INFERRED[claim.kind.name]
            fact = replace(claim.fact, kind=kind, predicate="", object=known.curie, columns={}, printed="", rule=rule)
            found.append(ground(fact, claim.source, lookup))
    return found


def _class_of_age(item: Claim | Statement) -> OnsetClass | None:
    """The class of onset that what is said of an age comes to, if any."""
    if item.kind.name == "onset":
        return onset_class(item.object.value)
    if item.kind.name != "onsetage":
        return None
    years = Decimal(1) if item.qualifiers["age_unit"].value == "years" else _MONTHS
    lower, upper = (item.qualifiers.get(name) for name in ("age_lower", "age_upper"))
    bounds = (Decimal(bound.value) / years if bound else None for bound in (lower, upper))
    return onset_class_between(*bounds)


def _with_inference(statements: list[Statement]) -> list[Statement]:
    """Tie each inferred onset class to the mean age it came from; one whose age is retracted is retracted too."""
    ages: dict[tuple[str, ...], str] = {
        (item.kind.name, source_key(item.source), item.subject.value, expand(known.curie)): item.id
        for item in statements
        if item.standing != "retracted" and (known := _class_of_age(item))
    }

    def tied(item: Statement) -> Statement:
        kind = "onset" if _BY_AGE in item.rules else "onsetage"
        age = ages.get((kind, source_key(item.source), item.subject.value, item.object.value))
        if age:
            return replace(item, inferred_from=age)
        return replace(item, standing="retracted", reason="inferred from an age that is retracted")

    return [tied(item) if _is_inferred(item) and item.standing != "retracted" else item for item in statements]


def _is_inferred(item: Statement) -> bool:
    """Whether only an age says it: a class that the page names too is said, not inferred."""
    return bool(item.rules) and {_BY_AGE, _BY_AGES}.issuperset(item.rules)


def _axiom_claims(claims: Iterable[Claim], backbone: Backbone, lookup: Terms, named: frozenset[Curie]) -> list[Claim]:
    """Mondo's gene axioms for the named genes and diseases, as claims of the same shape."""
    diseases = {contract(claim.disease.value) for claim in claims if not isinstance(claim.source, FileSource)}
    genes = {contract(claim.subject.value) for claim in claims if claim.kind.name == "gene"}
    release = backbone.sources["mondo"].release

    wanted = {axiom.row: axiom for end in genes | diseases | named for axiom in backbone.by_end.get(end, ())}
    return [_axiom_claim(axiom, release, lookup) for _, axiom in sorted(wanted.items())]


def _axiom_claim(axiom: GeneAxiom, release: str, lookup: Terms) -> Claim:
    source = FileSource(axiom.file.path, release, axiom.file.sha256, axiom.row, "infores:mondo")
    return ground(Fact("gene", axiom.gene, axiom.disease), source, lookup)


def _row_findings(
    files: Iterable[FactFile], sources: Mapping[str, PageSource], statements: list[Statement]
) -> tuple[list[Finding], list[RaregraphError]]:
    found: list[Finding] = []
    faults: list[RaregraphError] = []
    for sha256, row in [(file.sha256, row) for file in files for row in file.findings]:
        try:
            if sha256 not in sources:
                raise ContentError(row.where, "a finding of no page", "name the version at the head of the file")
            found += findings.curated([row], sources[sha256], statements)
        except RaregraphError as fault:
            faults.append(fault)
    return found, faults
