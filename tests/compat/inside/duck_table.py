"""Write a table of a DuckDB file as JSON Lines: `python duck_table.py FILE TABLE OUTPUT.jsonl`."""

import sys

import duckdb


def main(file, table, output):
    """Write all rows, in the order of their ids."""
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute(f"COPY (SELECT * FROM {table} ORDER BY ALL) TO '{output}' (FORMAT JSON)")


if __name__ == "__main__":
    main(*sys.argv[1:])
