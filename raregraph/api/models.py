"""The members of Monarch's response models (monarch-py 1.31.1), in its order, and the values its parameters take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ENTITY = (
    "id", "category", "name", "description", "xref", "synonym", "exact_synonym", "broad_synonym", "narrow_synonym",
    "related_synonym", "deprecated", "in_taxon", "in_taxon_label", "iri", "same_as", "subsets", "file_source",
    "provided_by", "full_name", "symbol", "has_gene", "type", "has_attribute", "has_biological_sex", "synonyms",
    "namespace", "has_phenotype", "has_phenotype_label", "has_phenotype_count", "has_phenotype_closure",
    "has_phenotype_closure_label", "has_descendant", "has_descendant_label", "has_descendant_count",
)  # fmt: skip
"""Entity: a node with what follows of it."""
NODE = (
    *ENTITY, "uri", "inheritance", "causal_gene", "causes_disease", "node_relationships", "mappings", "external_links",
    "provided_by_link", "association_counts", "cross_species_term_clique", "node_hierarchy",
)  # fmt: skip
"""Node: what /entity/{id} tells."""
SEARCH_RESULT = (*ENTITY, "score", "matched_field", "match_type")
"""SearchResult: an entity with how it was found."""
_QUALIFIERS = ("species_context_qualifier", "stage_qualifier", "sex_qualifier", "onset_qualifier",
               "frequency_qualifier")  # fmt: skip
ASSOCIATION = (
    "id", "predicate", "category", "agent_type", "aggregator_knowledge_source", "knowledge_level",
    "primary_knowledge_source", "file_source", "provided_by", "publications", "qualifiers", "has_evidence",
    "frequency_qualifier", "has_count", "has_percentage", "has_quotient", "has_total", "negated", "onset_qualifier",
    "sex_qualifier", "original_predicate", "disease_context_qualifier", "has_attribute", "object_aspect_qualifier",
    "FDA_adverse_event_level", "species_context_qualifier", "stage_qualifier", "qualifier",
    "object_specialization_qualifier", "subject", "object", "original_subject", "original_object", "evidence_count",
    "grouping_key",
    *(f"{end}_{name}" for end in ("subject", "object")
      for name in ("label", "category", "namespace", "closure", "closure_label", "taxon", "taxon_label")),
    *(f"disease_context_qualifier_{name}" for name in ("label", "category", "namespace", "closure", "closure_label")),
    *(f"{qualifier}_{name}" for qualifier in _QUALIFIERS for name in ("label", "category", "namespace")),
    "provided_by_link", "has_evidence_links", "publications_links", "supporting_text", "highlighting",
)  # fmt: skip
"""ExpandedAssociation: an edge with what is known of its ends."""
DIRECTIONAL = (*ASSOCIATION, "direction")
"""DirectionalAssociation: an edge as seen from an entity."""
COMPACT = ("category", "subject", "subject_label", "predicate", "object", "object_label", "negated")
"""CompactAssociation."""
MAPPING = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "id")
"""Mapping."""
COUNT = ("label", "count", "key", "category", "count_direct", "count_with_orthologs")
"""AssociationCount."""
LISTS = frozenset((
    "xref", "synonym", "exact_synonym", "broad_synonym", "narrow_synonym", "related_synonym", "subsets",
    "aggregator_knowledge_source", "publications", "qualifiers", "has_evidence",
))  # fmt: skip
"""Columns of several values, joined by a bar in the tables."""
NUMBERS: Mapping[str, type[int] | type[float]] = {
    "has_count": int, "has_total": int, "has_percentage": float, "has_quotient": float,
}  # fmt: skip
"""Columns that are numbers; text in the tables."""
REQUIRED = frozenset(("agent_type", "knowledge_level"))
"""Texts that stay texts when they are empty."""


def _biolink(names: str) -> tuple[str, ...]:
    return tuple(f"biolink:{name}" for name in names.split())


ENTITY_CATEGORIES = _biolink(
    "Gene SequenceVariant Genotype PhenotypicFeature ClinicalMeasurement AnatomicalEntity Disease NamedThing "
    "BiologicalProcess Protein ChemicalEntity Pathway MolecularActivity Case CellularComponent Cell OrganismTaxon "
    "MolecularEntity LifeStage"
)
"""Values of EntityCategory, Monarch's."""
ASSOCIATION_CATEGORIES = _biolink(
    "PairwiseGeneToGeneInteraction GeneToExpressionSiteAssociation GeneToGeneHomologyAssociation Association "
    "MacromolecularMachineToBiologicalProcessAssociation MacromolecularMachineToCellularComponentAssociation "
    "MacromolecularMachineToMolecularActivityAssociation GeneToPhenotypicFeatureAssociation "
    "GenotypeToGeneAssociation GenotypeToPhenotypicFeatureAssociation VariantToPhenotypicFeatureAssociation "
    "VariantToGeneAssociation DiseaseToPhenotypicFeatureAssociation GeneToPathwayAssociation "
    "CaseToPhenotypicFeatureAssociation VariantToDiseaseAssociation GenotypeToVariantAssociation "
    "ChemicalEntityToPathwayAssociation GenotypeToDiseaseAssociation CaseToDiseaseAssociation "
    "CaseToGeneAssociation DiseaseOrPhenotypicFeatureToGeneticInheritanceAssociation "
    "CorrelatedGeneToDiseaseAssociation CausalGeneToDiseaseAssociation "
    "DiseaseOrPhenotypicFeatureToLocationAssociation ChemicalEntityToDiseaseOrPhenotypicFeatureAssociation "
    "ChemicalOrDrugOrTreatmentAdverseEventAssociation"
)
"""Values of AssociationCategory, Monarch's."""
PREDICATES = _biolink(
    "interacts_with expressed_in has_phenotype orthologous_to enables actively_involved_in related_to located_in "
    "subclass_of has_part participates_in is_sequence_variant_of active_in causes has_sequence_variant part_of "
    "acts_upstream_of_or_within affects in_taxon has_participant overlaps contributes_to model_of has_disease "
    "has_gene has_mode_of_inheritance homologous_to associated_with_increased_likelihood_of "
    "gene_associated_with_condition temporally_related_to colocalizes_with develops_from same_as "
    "genetically_associated_with has_input positively_correlated_with negatively_correlated_with has_output "
    "acts_upstream_of capable_of disease_has_location coexists_with correlated_with is_output_of "
    "acts_upstream_of_positive_effect acts_upstream_of_or_within_positive_effect preceded_by occurs_in expresses "
    "derives_from acts_upstream_of_negative_effect acts_upstream_of_or_within_negative_effect caused_by disrupts "
    "produced_by applied_to_treat directly_physically_interacts_with produces precedes location_of "
    "has_adverse_event regulates is_input_of"
)
"""Values of AssociationPredicate, Monarch's."""
MAPPING_PREDICATES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch")
"""Values of MappingPredicate, Monarch's."""
SECTIONS: Mapping[str, tuple[str, str]] = {
    "biolink:DiseaseToPhenotypicFeatureAssociation": ("Disease to Phenotype", "Disease to Phenotype"),
    "biolink:CausalGeneToDiseaseAssociation": ("Causal Disease", "Causal Gene"),
    "biolink:CorrelatedGeneToDiseaseAssociation": ("Correlated Disease", "Correlated Gene"),
    "biolink:ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation": ("Medical Action", "Medical Action"),
}
"""Classes of edges that an entity's page counts, in Monarch's order: what they are called where the entity is the
subject, and where it is the object. Monarch's other sections are of classes that no edge of ours has."""


def shaped(members: tuple[str, ...], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a model has it: every member there is, in order, null where nothing is said."""
    return {name: _value(name, row.get(name)) for name in members}


def _value(name: str, value: Any) -> Any:
    if name in LISTS and isinstance(value, str):
        return value.split("|") if value else None
    if value == "" and name not in REQUIRED:
        return None
    if name in NUMBERS and isinstance(value, str):
        return _number(NUMBERS[name], value)
    return value


def _number(kind: type[int] | type[float], value: str) -> int | float:
    return kind(float(value)) if kind is int else float(value)
