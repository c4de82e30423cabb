"""The same query at a SPARQL endpoint, by SPARQLWrapper; what can go wrong there ends in one EndpointError."""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.parse
from contextlib import closing
from typing import Any

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results
from SPARQLWrapper import JSON, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from raregraph import __version__, sparql
from raregraph.errors import EndpointError, UsageError
from raregraph.results import Answer, Truth, table_of, triples_of

AGENT = f"raregraph/{__version__} (https://w3id.org/raregraph/)"
TIMEOUT = 60
"""Seconds to wait for an answer, from the first byte sent to the last received."""
LARGEST = 500_000_000
"""Bytes of an answer beyond which it is given up."""
GRAPHS = ("CONSTRUCT", "DESCRIBE")
"""Forms that are answered with triples."""
_CHUNK = 1 << 16
_RESULTS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.TSV)


def ask_endpoint(endpoint: str, text: str, timeout: int = TIMEOUT, method: str = "POST") -> Answer:
    """Send a query to an endpoint and read its answer. `method` is POST or GET.

    Raises UsageError for an endpoint that is no http address, EndpointError for one that is down, slow, refuses the
    query or does not answer with results.
    """
    _check_address(endpoint)
    form = sparql.check_form(text, "query")
    media_type, body = _fetch(_request(endpoint, text, form, timeout, method), endpoint, timeout)
    return _answer(media_type, body, form, endpoint)


def _check_address(endpoint: str) -> None:
    try:
        parts = urllib.parse.urlsplit(endpoint)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or re.search(r"\s", endpoint):
        fix = "write it as http://127.0.0.1:7878/query"
        raise UsageError("endpoint", f"{endpoint!r} is not an http or https address", fix)


def _request(endpoint: str, text: str, form: str, timeout: int, method: str) -> Any:
    """A query made ready: results as JSON, graphs as Turtle, asked for by the Accept header alone.

    The form is set, for SPARQLWrapper takes it from the first word that looks like one, in a comment too.
    """
    wrapper = SPARQLWrapper(endpoint, agent=AGENT)
    wrapper.setQuery(text)
    wrapper.queryType = form
    wrapper.setMethod(method)
    wrapper.setTimeout(timeout)
    wrapper.setOnlyConneg(True)
    wrapper.setReturnFormat(TURTLE if form in GRAPHS else JSON)
    return wrapper


def _fetch(wrapper: Any, endpoint: str, timeout: int) -> tuple[str, bytes]:
    """The media type and bytes of an answer. Raises EndpointError for whatever keeps them from coming."""
    try:
        with closing(wrapper.query().response) as response:
            return str(response.headers.get_content_type()), _read(response, endpoint, timeout)
    except SPARQLWrapperException as error:
        raise _refused(endpoint, error) from None
    except urllib.error.HTTPError as error:
        with closing(error):
            detail = _excerpt(error.read(_CHUNK))
        raise EndpointError(endpoint, f"answers {error.code} {error.reason}{detail}", _FIX) from None
    except TimeoutError:
        raise _slow(endpoint, timeout) from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _slow(endpoint, timeout) from None
        raise EndpointError(endpoint, f"cannot be reached: {_reason(error.reason)}", _DOWN) from None
    except (http.client.HTTPException, OSError) as error:
        raise EndpointError(endpoint, f"breaks off: {_reason(error)}", _DOWN) from None


_DOWN = "check that it runs and its address, or ask the local release without --endpoint"
_FIX = "check that the address is that of a SPARQL endpoint, often .../query or .../sparql"


def _read(response: Any, endpoint: str, timeout: int) -> bytes:
    """The whole body; an endpoint that drips is slow all the same."""
    parts: list[bytes] = []
    size, end = 0, time.monotonic() + timeout
    while chunk := response.read1(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if time.monotonic() > end:
            raise _slow(endpoint, timeout)
        if size > LARGEST:
            raise EndpointError(endpoint, f"answers with more than {LARGEST:,} bytes", "add a LIMIT to the query")
    if response.length:
        raise EndpointError(endpoint, f"breaks off: {response.length:,} bytes are missing", _DOWN)
    return b"".join(parts)


def _slow(endpoint: str, timeout: int) -> EndpointError:
    return EndpointError(
        endpoint, f"no answer within {timeout} seconds", "give it longer with --timeout, or add a LIMIT"
    )


def _refused(endpoint: str, error: SPARQLWrapperException) -> EndpointError:
    """An answer that SPARQLWrapper has an exception for: 400, 401, 404, 414, 500."""
    detail = _excerpt(str(error).partition("Response:")[2].strip().encode())
    names = {
        "QueryBadFormed": ("refuses the query (400)", "mend the query: the endpoint's message says where"),
        "Unauthorized": ("asks for a login (401)", "ask an endpoint that is open"),
        "EndPointNotFound": ("is not there (404)", _FIX),
        "URITooLong": ("finds the address too long (414)", "send the query by POST"),
        "EndPointInternalError": ("fails (500)", "try again, or ask the local release without --endpoint"),
    }
    problem, fix = names.get(type(error).__name__, ("fails", _FIX))
    return EndpointError(endpoint, problem + detail, fix)


def _excerpt(body: bytes) -> str:
    """The beginning of an error's body as one line; no HTML."""
    text = body.decode("utf-8", "replace")
    match = re.match(r"b(['\"])(.*)\1\Z", text, re.DOTALL)
    text = match.group(2).replace("\\n", " ") if match else text
    if "<html" in text.lower() or "<!doctype" in text.lower():
        return ""
    line = " ".join(text.split())
    return f": {line[:200]}" if line else ""


def _reason(reason: object) -> str:
    return str(getattr(reason, "strerror", None) or reason) or type(reason).__name__


def _answer(media_type: str, body: bytes, form: str, endpoint: str) -> Answer:
    """The body as an answer. Raises EndpointError for HTML, and for what is not what was asked for."""
    if form in GRAPHS:
        return _graph(media_type, body, endpoint)
    results = QueryResultsFormat.from_media_type(media_type)
    if results not in _RESULTS:
        raise _not_results(media_type, endpoint)
    try:
        found = parse_query_results(body, format=results)
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        return table_of(found)
    except (SyntaxError, ValueError) as error:
        raise EndpointError(endpoint, f"answers with broken {media_type}: {error}", _FIX) from None


def _graph(media_type: str, body: bytes, endpoint: str) -> Answer:
    rdf = RdfFormat.from_media_type(media_type)
    if rdf is None:
        raise _not_results(media_type, endpoint)
    try:
        return triples_of(quad.triple for quad in parse(body, format=rdf))
    except SyntaxError as error:
        raise EndpointError(endpoint, f"answers with broken {media_type}: {error}", _FIX) from None


def _not_results(media_type: str, endpoint: str) -> EndpointError:
    what = "a web page (HTML)" if "html" in media_type else media_type
    return EndpointError(endpoint, f"answers with {what}, not with SPARQL results", _FIX)
