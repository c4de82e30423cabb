"""What is wrong with a request to a route, told as FastAPI tells it."""

from __future__ import annotations

import json

import pytest

from raregraph.api.checking import checked
from raregraph.api.data import Data
from raregraph.api.route import Parameter, Refused, Route
from tests.tabled import ask, faults

BODY = Route(
    path="/x", summary="", answer=lambda _, given: dict(given.values), model="", query="", example="", method="POST",
    parameters=(
        Parameter(name="terms", about="", place="body", many=True, required=True),
        Parameter(name="limit", about="", place="body", type="integer", default=10, least=1, most=50),
        Parameter(name="metric", about="", place="body", default="a", values=("a", "b")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/association?limit=501", ("less_than_equal", "query.limit", "Input should be less than or equal to 500")),
        ("/association?limit=-1", ("greater_than_equal", "query.limit", "Input should be greater than or equal to 0")),
        ("/mappings?offset=-1", ("greater_than_equal", "query.offset", "Input should be greater than or equal to 0")),
        ("/search?limit=ten", ("int_parsing", "query.limit",
                               "Input should be a valid integer, unable to parse string as an integer")),
        ("/search?limit=" + "9" * 5000, ("int_parsing", "query.limit",
                                         "Input should be a valid integer, unable to parse string as an integer")),
        ("/association?direct=maybe", ("bool_parsing", "query.direct",
                                       "Input should be a valid boolean, unable to interpret input")),
        ("/association?format=xml", ("enum", "query.format", "Input should be 'json' or 'tsv'")),
        ("/search?match_type=", ("enum", "query.match_type", "Input should be 'relevance' or 'exact'")),
        ("/search?subset=a*b", ("string_pattern_mismatch", "query.subset.0",
                                "String should match pattern '^[^*]*\\*?$'")),
        ("/association?sort=x&facet_fields=score", ("unsupported", "query.facet_fields", "")),
        ("/association?filter_queries=subject:[* TO *]", ("unsupported", "query.filter_queries", "")),
        ("/association?filter_queries=nothing:x", ("unsupported", "query.filter_queries", "")),
        ("/association?facet_queries=subject:a AND object:b", ("unsupported", "query.facet_queries", "")),
        ("/entity/MONDO:0004976/biolink:Association?sort=score desc", ("unsupported", "query.sort", "")),
        ("/entity/MONDO:0004976/biolink:Association?sort=id up", ("unsupported", "query.sort", "")),
        ("/association?predicate=biolink:cures", ("enum", "query.predicate.0", "Input should be 'biolink:interacts")),
        ("/search?category=Disease", ("enum", "query.category.0", "Input should be 'biolink:Gene', ")),
        ("/mappings?predicate_id=owl:sameAs", ("enum", "query.predicate_id.0", "Input should be 'skos:exactMatch', ")),
        ("/search?scope=dogs", ("enum", "query.scope", "Input should be 'human_disease', 'human_phenotype', ")),
    ],
)  # fmt: skip
def test_what_is_at_fault(tables: Data, address: str, fault: tuple[str, str, str]) -> None:
    """Its type, its place, and what would be right."""
    [found] = faults(tables, address)
    assert found[:2] == fault[:2]
    assert found[2].startswith(fault[2])


def test_all_faults_are_told_at_once(tables: Data) -> None:
    """In the order of the parameters."""
    found = faults(tables, "/association?limit=x&direct=2&format=z")
    assert [place for _, place, _ in found] == ["query.direct", "query.limit", "query.format"]


@pytest.mark.parametrize("word", ["true", "True", "1", "on", "yes"])
def test_what_stands_for_a_boolean(tables: Data, word: str) -> None:
    """As pydantic has it; the last of several values counts."""
    found = ask(tables, f"/association?direct=no&direct={word}&object=MONDO:0004976&predicate=biolink:causes&limit=0")
    assert json.loads(found.body)["total"] < 18


def test_a_parameter_that_no_route_has_is_left_out(tables: Data) -> None:
    """As FastAPI does."""
    assert ask(tables, "/version?x=1").body == ask(tables, "/version").body


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", ("model_attributes_type", ["body"])),
        ("[]", ("model_attributes_type", ["body"])),
        ("{", ("json_invalid", ["body"])),
        ("[" * 100_000, ("json_invalid", ["body"])),
        ("{}", ("missing", ["body", "terms"])),
        ('{"terms": [1]}', ("string_type", ["body", "terms", 0])),
        ('{"terms": [], "limit": true}', ("integer_type", ["body", "limit"])),
        ('{"terms": [], "limit": 51}', ("less_than_equal", ["body", "limit"])),
        ('{"terms": [], "metric": "c"}', ("enum", ["body", "metric"])),
    ],
)
def test_what_is_at_fault_with_a_body(body: str, fault: tuple[str, list[str | int]]) -> None:
    """The same for JSON."""
    with pytest.raises(Refused) as refused:
        checked(BODY, {}, [], body)
    assert refused.value.status == 422
    assert [(one["type"], one["loc"]) for one in refused.value.detail if isinstance(one, dict)] == [fault]


def test_a_body_is_read() -> None:
    """With defaults for what it leaves out."""
    given = checked(BODY, {}, [("limit", "9")], '{"terms": ["HP:0000001"], "more": 1}')
    assert given.values == {"terms": ("HP:0000001",), "limit": 10, "metric": "a"}
