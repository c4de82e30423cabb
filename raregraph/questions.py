"""Asking from the command line: the list of saved queries, parameters as written, answers as text, local or remote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from raregraph.answers import load, release_file, run
from raregraph.errors import UsageError
from raregraph.evidence import check_evidence, find_evidence, to_blocks, widen
from raregraph.queries import Query, bind, query_of, saved
from raregraph.remote import ask_endpoint
from raregraph.results import Answer, Table, check_format, to_text


def listing() -> str:
    """The saved queries with their questions, a line each."""
    width = max((len(query.name) for query in saved()), default=0)
    return "".join(f"{query.name:{width}}  {query.summary}\n" for query in saved())


def values(pairs: Iterable[str], disease: str) -> dict[str, str]:
    """Parameters from NAME=VALUE texts. Raises UsageError for one without `=` or given twice."""
    found = {"disease": disease} if disease else {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"--param {pair}", "is not NAME=VALUE", "write --param disease=MONDO:0004976")
        if name in found:
            raise UsageError(f"--param {pair}", f"{name!r} is given twice", "give it once")
        found[name] = value
    return found


def answered(
    question: str,
    given: Mapping[str, str],
    form: str,
    *,
    width: int,
    evidence: bool,
    endpoint: str,
    timeout: int,
    release: Path | None,
) -> str:
    """The answer of a query as text, from a release or an endpoint; with evidence, each row's passages."""
    query = query_of(question)
    if form:
        check_format(form, query.form)
    if evidence:
        check_evidence(query)
    ask = partial(ask_endpoint, endpoint, timeout=timeout) if endpoint else _local(query, release)
    found = ask(bind(query, given))
    if not evidence or not isinstance(found, Table):
        return to_text(found, form, width)
    passages = find_evidence(found, ask)
    return to_blocks(found, passages, width) if form in ("", "table") else to_text(widen(found, passages), form)


def _local(query: Query, release: Path | None) -> Callable[[str], Answer]:
    store = load(release_file(release))
    return lambda text: run(text, store, str(query.where))
