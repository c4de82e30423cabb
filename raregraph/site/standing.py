"""The pages that every release has: files, model, sources, checks, recipes, vocabulary, shapes."""

from __future__ import annotations

from raregraph.site import downloads, interface, joining, model, release, sources, terms, validation

FIXED = {
    "/api/": interface.view,
    "/downloads/": downloads.view,
    "/join/": joining.view,
    "/model/": model.view,
    "/shapes/": terms.shapes,
    "/sources/": sources.view,
    "/validation/": validation.view,
    "/vocab/": terms.index,
}
"""Views by path."""
FAMILIES = {"release": release.view, "shapes": terms.of_shape, "vocab": terms.of_term}
"""Views by the first name of the path."""
