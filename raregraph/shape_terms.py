"""The terms of SHACL that shapes may use, and what their values look like: tables that shape_lint reads."""

from __future__ import annotations

from raregraph.shapes import CONSTRAINTS, FIRST, REST, SHAPE_LISTS, TARGETS, TYPE

PATHS = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
SEVERITIES = ("Violation", "Warning", "Info")
TERMS = frozenset([
    *CONSTRAINTS, *TARGETS, *PATHS, *SEVERITIES,
    "alternativePath", "path", "flags", "ignoredProperties", "qualifiedValueShapesDisjoint", "message", "severity",
    "name", "description", "order", "group", "defaultValue", "deactivated", "select", "prefixes", "declare",
    "prefix", "namespace", "NodeShape", "PropertyShape", "PropertyGroup", "SPARQLConstraint", "PrefixDeclaration",
    "IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral",
])  # fmt: skip
"""Of SHACL core and its SPARQL constraints. Rules, functions, custom components and custom targets are not run here."""
ANNOTATIONS = frozenset([
    TYPE.value, FIRST.value, REST.value, "http://purl.org/dc/terms/title", "http://purl.org/dc/terms/description",
    *(f"http://www.w3.org/2000/01/rdf-schema#{name}" for name in ("label", "comment", "seeAlso", "isDefinedBy")),
])  # fmt: skip
"""What else may be said of a shape: any other predicate is taken for a slip."""

INTEGERS = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
BOOLEANS = ("uniqueLang", "closed", "qualifiedValueShapesDisjoint", "deactivated")
STRINGS = ("pattern", "flags", "select")
LISTS = (*SHAPE_LISTS, "in", "languageIn", "ignoredProperties")
CLASSES = ("targetClass", "class")
PROPERTIES = ("targetSubjectsOf", "targetObjectsOf", "equals", "disjoint", "lessThan", "lessThanOrEquals")
IRIS = ("datatype", "nodeKind", "severity", *CLASSES, *PROPERTIES)
"""Parameters by the form of their values."""
PROPERTY_ONLY = (
    "minCount", "maxCount", "lessThan", "lessThanOrEquals", "uniqueLang", "qualifiedValueShape",
    "qualifiedMinCount", "qualifiedMaxCount",
)  # fmt: skip
"""Parameters that need a path."""
ONCE = (
    *INTEGERS, *BOOLEANS, *STRINGS,
    "datatype", "nodeKind", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "languageIn", "in",
    "path", "severity", "ignoredProperties",
)  # fmt: skip
"""Parameters that a shape has once at most."""
NEEDS = {
    "flags": ("pattern",),
    "ignoredProperties": ("closed",),
    "qualifiedMinCount": ("qualifiedValueShape",),
    "qualifiedMaxCount": ("qualifiedValueShape",),
    "qualifiedValueShapesDisjoint": ("qualifiedValueShape",),
    "qualifiedValueShape": ("qualifiedMinCount", "qualifiedMaxCount"),
}
"""Parameters that say nothing without one of others."""
IDLE = {"minCount": "0", "qualifiedMinCount": "0", "minLength": "0", "uniqueLang": "false", "closed": "false"}
"""Values with which a constraint can never fail."""
