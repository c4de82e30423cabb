"""Pictures of a served release for the documentation: `python tests/screenshots.py RELEASE` writes docs/serve/*.png."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.browser import Page, browsing
from tests.making import REPO
from tests.serving import serving

PLACE = REPO / "docs" / "serve"
MOST = 150_000
"""Bytes of a picture, at most."""
DISEASE = "/term/MONDO_0004976"
SHOTS: Mapping[str, tuple[str, int, int, str]] = {
    "home": ("/", 1100, 760, "light"),
    "home-phone": ("/", 390, 760, "dark"),
    "disease": (DISEASE, 1100, 900, "light"),
    "disease-phone": (DISEASE, 390, 760, "light"),
    "version": ("/page/gard-5786/0d97d85dcf34", 1100, 760, "light"),
    "query": ("/queries/genes", 1100, 760, "light"),
    "model": ("/model/", 1100, 760, "dark"),
}
"""Name of the picture: path, width and height in CSS pixels, colours."""


def editor(page: Page, address: str) -> None:
    """The editor with a saved query and the first rows of its answer."""
    page.size(1000, 800)
    page.scheme("light")
    page.open(f"{address}/sparql")
    page.until("document.getElementById('query-form').dataset.ready === 'yes'")
    page.run("(menu => { menu.value = 'genes'; menu.dispatchEvent(new Event('change')); })"
             "(document.getElementById('saved'))")  # fmt: skip
    page.run("document.querySelector('#query-form [type=submit]').click()")
    page.until("document.querySelector('.live table') !== null")


def keep(page: Page, name: str) -> None:
    """Write what is seen. Raises ValueError for a picture that is too large for the documentation."""
    data = page.picture()
    if len(data) > MOST:
        raise ValueError(f"{name}.png has {len(data):,} bytes, more than {MOST:,}")
    (PLACE / f"{name}.png").write_bytes(data)
    sys.stdout.write(f"{name}.png {len(data):,} bytes\n")


def main(release: Path) -> None:
    """Serve the release and take all pictures."""
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, serving(release, Path(place) / "logs") as served:
        folder = Path(place) / "profile"
        folder.mkdir()
        with browsing(folder) as page:
            for name, (path, width, height, scheme) in SHOTS.items():
                page.size(width, height)
                page.scheme(scheme)
                page.open(served.address + path)
                keep(page, name)
            editor(page, served.address)
            keep(page, "editor")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else REPO / "dist" / "current"))
