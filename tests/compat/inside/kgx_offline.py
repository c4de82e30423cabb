"""kgx's own command line without a network: `python kgx_offline.py validate …`, any command and option of kgx.

kgx 2.7.0 fetches three things. The Biolink Model, at the import of kgx, since `bmt.Toolkit()` is made there; Biolink's
JSON-LD context, of version 2.2.5, named in its config.yml; and two ontologies, for sources that are RDF. Here the model
and the prefixes are those of the installed package biolink-model, so also of one version, and no ontology is read.
"""

import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(importlib.util.find_spec("biolink_model").submodule_search_locations[0])
MODEL = str(ROOT / "schema" / "biolink_model.yaml")
VOCABULARY = "https://w3id.org/biolink/vocab/"
MORE_PREFIXES = {"infores": "https://w3id.org/biolink/infores/", "@vocab": VOCABULARY}
"""What kgx needs and the model's table of prefixes has not."""


class NoMappings:
    """In place of a fetched file: predicate_mapping.yaml is not in the package."""

    text = "predicate mappings: []\n"

    def raise_for_status(self):
        """It is there."""


class NoRequests:
    """In place of the module requests, inside of bmt."""

    @staticmethod
    def get(url, *arguments, **named):
        """Whatever is asked: no mappings."""
        return NoMappings()


def contexts():
    """Prefix to IRI, from the package."""
    table = json.loads((ROOT / "prefixmaps" / "biolink_model_prefix_map.json").read_text(encoding="utf-8"))
    return {name: at if isinstance(at, str) else at.get("@id") for name, at in table.items()} | MORE_PREFIXES


def point_at_the_package():
    """Before kgx is imported, bmt; then kgx's configuration."""
    import bmt.toolkit

    bmt.toolkit.requests = NoRequests
    bmt.toolkit.Toolkit.__init__.__defaults__ = (MODEL, bmt.toolkit.PREDICATE_MAP)
    import kgx.config

    kgx.config.get_config()
    for name in list(kgx.config.config["jsonld-context"]):
        kgx.config.jsonld_context_map[name] = contexts()
    kgx.config.config["ontologies"] = {}
    kgx.config.get_biolink_model_schema = lambda release=None: MODEL
    import kgx.utils.kgx_utils

    kgx.utils.kgx_utils.get_biolink_model_schema = kgx.config.get_biolink_model_schema


if __name__ == "__main__":
    point_at_the_package()
    from kgx.cli import cli

    sys.argv[0] = "kgx"
    cli()
