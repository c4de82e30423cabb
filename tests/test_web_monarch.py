"""The routes in Monarch's shape over HTTP: conditions, compression, methods, other origins, limits."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `serve`")

from raregraph.api.data import DATABASE, Data
from raregraph.api.routes import ROUTES
from raregraph.engine import Limits
from raregraph.manifest import MANIFEST, measure
from raregraph.site.opened import open_release
from raregraph.web.handlers import service
from raregraph.web.monarch import answer, tables_of
from tests.serving import SMALL, Served, serving
from tests.tabled import ask

ALS = "/v3/api/entity/MONDO:0004976"


@pytest.fixture(scope="module")
def monarch(tabled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the release with its tables."""
    with serving(tabled, tmp_path_factory.mktemp("monarch"), *SMALL) as found:
        yield found


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda route: route.path)
def test_a_worker_answers_as_the_tables_do(monarch: Served, tables: Data, route: object) -> None:
    """Every route, by its example: the same bytes, any origin may read them."""
    example = getattr(route, "example", "")
    found = monarch.ask(f"/v3/api{example}")
    assert (found.status, found.headers["content-type"]) == (200, "application/json")
    assert found.body == ask(tables, example).body
    assert found.headers["access-control-allow-origin"] == "*"


def test_what_the_client_has_is_not_sent_again(monarch: Served) -> None:
    """304 for its tag."""
    tag = monarch.ask(ALS).headers["etag"]
    again = monarch.ask(ALS, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")


def test_an_answer_is_compressed_for_who_takes_it(monarch: Served) -> None:
    """With another tag."""
    plain, packed = monarch.ask(ALS), monarch.ask(ALS, accept_encoding="gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'


def test_head_is_get_without_a_body(monarch: Served) -> None:
    """The same length and tag."""
    got, head = monarch.ask(ALS), monarch.ask(ALS, "HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", got.headers["etag"])
    assert head.headers["content-length"] == str(len(got.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_changed(monarch: Served, method: str) -> None:
    """405 with what is allowed, as JSON with a detail."""
    found = monarch.ask(ALS, method)
    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert found.data["detail"] == f"{method} is not answered here"  # type: ignore[index]


def test_the_methods_are_told(monarch: Served) -> None:
    """To a browser that asks before it asks."""
    found = monarch.ask(ALS, "OPTIONS", origin="https://app.example")
    assert (found.status, found.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/v3/api/entity/MONDO:0000000", 404, "Entity not found"),
        ("/v3/api/nothing", 404, "Not Found"),
        ("/v3/api/", 404, "Not Found"),
        ("/v3/api/entity/a%2Fb", 400, "the path holds an encoded slash, backslash or NUL"),
        ("/v3/api/search?q=%FF", 400, "what was sent is not UTF-8"),
    ],
)
def test_what_is_not_answered_is_json_with_a_detail(monarch: Served, path: str, status: int, detail: str) -> None:
    """Whatever the client accepts, as with FastAPI."""
    found = monarch.ask(path, accept="text/html")
    assert (found.status, found.headers["content-type"].startswith("application/")) == (status, True)
    assert found.data["detail"] == detail  # type: ignore[index]


def test_a_fault_is_told_by_its_place(monarch: Served) -> None:
    """422, not kept."""
    found = monarch.ask("/v3/api/association?limit=501")
    assert (found.status, found.headers["cache-control"]) == (422, "no-store")
    assert found.data["detail"][0]["loc"] == ["query", "limit"]  # type: ignore[index]


def test_a_download_has_a_file_name_of_plain_characters(monarch: Served) -> None:
    """Whatever the id is; no header can be made of it."""
    path = "/v3/api/entity/%22%0d%0aset-cookie:x/biolink:Association?download=true&format=tsv"
    found = monarch.ask(path)
    assert (found.status, found.headers["content-type"]) == (200, "text/tab-separated-values; charset=utf-8")
    assert found.headers["content-disposition"] == 'attachment; filename="assoc-table-___set-cookie:x.tsv"'
    assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    "path",
    [
        "/v3/api/association?query=" + "a" * 4000,
        "/v3/api/association?" + "&".join(f"subject=MONDO:{number:07d}" for number in range(900)),
        "/v3/api/association?limit=500&facet_fields=subject_closure&facet_fields=object_closure_label",
        "/v3/api/association?subject=%27%29%20OR%201%3D1%20--",
        "/v3/api/association?offset=999999999999999999",
        "/v3/api/search?q=" + "%CC%81" * 500,
        "/v3/api/mappings?entity_id=%00",
    ],
)
def test_a_heavy_or_strange_request_leaves_the_server_well(monarch: Served, path: str) -> None:
    """It is answered, or refused for its size; never a 500."""
    assert monarch.ask(path).status in (200, 404, 413, 414, 422, 431)
    assert monarch.well()


def test_what_a_client_gives_is_not_sql(monarch: Served) -> None:
    """Nothing is found, where everything would be if it were."""
    assert monarch.ask("/v3/api/association?subject=%27%29%20OR%201%3D1%20--").data["total"] == 0  # type: ignore[index]


def test_the_document_of_the_interface_has_the_routes(monarch: Served) -> None:
    """Each with its parameters and what goes wrong."""
    paths = monarch.ask("/openapi.json").data["paths"]  # type: ignore[index]
    get = paths["/v3/api/association"]["get"]
    assert {f"/v3/api{route.path}" for route in ROUTES} <= paths.keys()
    limit = next(one for one in get["parameters"] if one["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 0, "maximum": 500, "default": 20}
    assert get["responses"].keys() == {"200", "400", "404", "413", "422", "503"}


def test_a_release_without_tables_is_served_without_the_routes(released: Path, tmp_path: Path) -> None:
    """404 that says what is missing; all else is answered."""
    import shutil

    shutil.copytree(released, tmp_path / "bare")
    (tmp_path / "bare" / DATABASE).unlink(missing_ok=True)
    listed = [line for line in (tmp_path / "bare" / MANIFEST).read_text().splitlines() if DATABASE not in line]
    (tmp_path / "bare" / MANIFEST).write_text("\n".join(listed) + "\n")
    found = tables_of(open_release(tmp_path / "bare"))
    assert isinstance(found, str)
    told = answer(found, "GET", "/v3/api/version", [])
    assert (told.status, json.loads(told.body)["detail"][:33]) == (404, "this release holds no raregraph.d")


def test_tables_of_another_release_are_refused(tabled: Path, tmp_path: Path) -> None:
    """Where the manifest names the file and it is another one."""
    import shutil

    place = tmp_path / "changed"
    shutil.copytree(tabled, place)
    text = (place / MANIFEST).read_text().replace(f"{measure(place / DATABASE).sha256}  {DATABASE}\n", "")
    (place / MANIFEST).write_text(text + f"{'0' * 64}  {DATABASE}\n")
    found = tables_of(open_release(place))
    assert isinstance(found, str)
    assert found.startswith("raregraph.db is not the one that the release's manifest names")


def test_a_worker_without_the_tables_says_so() -> None:
    """One that was forked while a large release is still being read: 503 with the time to wait, not a crash."""
    found = service(Limits()).handlers["monarch"](None, asked={"method": "GET", "path": "/v3/api/version"}, gzip=False)
    assert (found.status, found.headers) == (503, (("cache-control", "no-store"), ("retry-after", "5")))
