"""The commands that show a release to the world: serve, and site, which needs no server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from raregraph.cli_text import FILES, Stages, example, say
from raregraph.errors import UsageError

Callback = TypeVar("Callback", bound=Callable[..., Any])
_MB = 1 << 20
_PAGES = click.option("--pages", type=FILES, multiple=True,
                      help="Saved pages, or a folder of them: their text is shown, passages marked.")  # fmt: skip


def _size(name: str, default: int, about: str) -> Callable[[Callback], Callback]:
    return click.option(name, type=click.IntRange(1), default=default, show_default=True, help=about)


@click.command(epilog=example("raregraph serve", "raregraph serve dist --port 8080 --root https://example.org/graph"))
@click.argument("release", type=FILES, default=Path("dist"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 for a free one.")
@click.option("--root", default="", help="Public address of the server, where clients know it by another one.")
@_PAGES
@click.option("--log-queries", "queries", is_flag=True, help="Log the text of queries, not only its hash.")
@click.option("--seconds", type=click.FloatRange(0.05, 3600), default=5.0, show_default=True, help="Time of a query.")
@_size("--memory", 512, "Memory of a query in MB, beside the store.")
@_size("--answer", 16, "Size of an answer in MB.")
@_size("--query-size", 64, "Size of a query in KB.")
@_size("--depth", 200, "Brackets within brackets in a query.")
@_size("--files", 32, "Files that a worker may have open.")
@_size("--stack", 64, "Stack of a worker in MB.")
@_size("--slow", 2, "Slow queries at a time.")
@_size("--waiting", 256, "Queries that may wait.")
@_size("--cache", 64, "Answers that are kept, in MB.")
def serve(release: Path, host: str, port: int, root: str, pages: tuple[Path, ...], queries: bool, **given: Any) -> None:
    """Serve a release over HTTP: its pages, its data by every IRI, SPARQL, downloads. RELEASE is dist by default."""
    from raregraph.engine import Limits

    try:
        from raregraph.web.server import Options
        from raregraph.web.server import serve as run
    except ImportError as error:
        raise UsageError("serve", f"{error.name} is not installed", "run: pip install 'raregraph[serve]'") from None
    limits = Limits(
        seconds=given["seconds"], memory=given["memory"] * _MB, answer=given["answer"] * _MB,
        query=given["query_size"] << 10, depth=given["depth"], files=given["files"], stack=given["stack"] * _MB,
        slow=given["slow"], queue=given["waiting"], cache=given["cache"] * _MB,
    )  # fmt: skip
    run(Options(place=release, host=host, port=port, root=root.rstrip("/"), queries=queries, limits=limits,
                pages=pages))  # fmt: skip


@click.command(epilog=example("raregraph site --out public", "raregraph site dist --out public --form ttl --jobs 2"))
@click.argument("release", type=FILES, default=Path("dist"))
@click.option("--out", type=FILES, required=True, help="Folder of the site; one that is there is replaced.")
@_PAGES
@click.option("--form", "forms", multiple=True, type=click.Choice(["ttl", "jsonld", "rdf", "nt"]),
              help="A form beside the pages; may be repeated. All are written without it.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at work.")
def site(release: Path, out: Path, pages: tuple[Path, ...], forms: tuple[str, ...], jobs: int) -> None:
    """Write every page and form of a release as plain files, with the server's bytes. RELEASE is dist by default."""
    try:
        from raregraph.site.forms import FORMS
        from raregraph.site.write import write_site
        from raregraph.web.plain import plain_files
    except ImportError as error:
        raise UsageError("site", f"{error.name} is not installed", "run: pip install 'raregraph[serve]'") from None
    with Stages() as progress:
        found = write_site(
            release, out, forms=forms or tuple(FORMS), jobs=jobs, pages=pages, more=plain_files, progress=progress
        )
    say(f"{found.place}: {found.paths:,} paths, {found.files:,} files, {found.size:,} bytes beside the release's own")
