"""Turn KGX files into tables with kgx, edge by edge: `python kgx_columns.py OUTPUT NODES.jsonl EDGES.jsonl`.

kgx's command line has no option for the columns of a table. Without --stream it keeps edges in a graph, one for each
subject, predicate and object; with --stream it writes a few columns only. Its Python interface takes the columns.
"""

import json
import sys
from pathlib import Path

import kgx_offline


def columns(path):
    """The columns of a JSON Lines file, in the order they are first seen."""
    with Path(path).open(encoding="utf-8") as lines:
        return list(dict.fromkeys(name for line in lines for name in json.loads(line)))


def main(output, nodes, edges):
    """Stream both files into `OUTPUT_nodes.tsv` and `OUTPUT_edges.tsv`."""
    kgx_offline.point_at_the_package()
    from kgx.transformer import Transformer

    asked = {"node_properties": columns(nodes), "edge_properties": columns(edges)}
    Transformer(stream=True).transform(
        {"filename": [nodes, edges], "format": "jsonl"}, {"filename": output, "format": "tsv", **asked}
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
