"""monarch-py's SQLImplementation on a release: `python monarch_sql.py entities|associations|expanded|filtered`.

The database is where pystow looks for it, uncompressed; then nothing is downloaded. Prints JSON lines.
"""

import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path

HOME = Path(".pystow").absolute()
DATABASE = HOME / "monarch" / "sql" / "monarch-kg.db"
os.environ["PYSTOW_HOME"] = str(HOME)
DATABASE.parent.mkdir(parents=True, exist_ok=True)
shutil.copyfile("raregraph.db", DATABASE)

from loguru import logger  # noqa: E402
from monarch_py.datamodels.model import ExpandedAssociation  # noqa: E402
from monarch_py.implementations.sql.sql_implementation import SQLImplementation  # noqa: E402
from pydantic import ValidationError  # noqa: E402

logger.remove()
STEP = 500
MONARCH = SQLImplementation()


def rows(query):
    """The rows of a query, as dictionaries."""
    with sqlite3.connect(DATABASE) as database:
        database.row_factory = sqlite3.Row
        yield from map(dict, database.execute(query))


def entities():
    """Every node."""
    for row in list(rows("SELECT id FROM nodes ORDER BY id")):
        yield MONARCH.get_entity(row["id"]).model_dump(exclude_none=True)


def associations():
    """Every edge in the short form, page after page."""
    offset, total = 0, 1
    while offset < total:
        page = MONARCH.get_associations(compact=True, limit=STEP, offset=offset)
        total, offset = page.total, offset + STEP
        for item in page.items:
            yield item.model_dump(exclude_none=True)


def expanded():
    """Every row of denormalized_edges as an association of the API, with what the model does not name."""
    lists = {
        name for name, field in ExpandedAssociation.model_fields.items() if "list[str]" in str(field.annotation)
    }
    for row in rows("SELECT * FROM denormalized_edges ORDER BY id"):
        given = {name: value.split("|") if name in lists else value for name, value in row.items() if value != ""}
        made = ExpandedAssociation(**given)
        yield {"id": made.id, "unknown": sorted(made.model_extra), "negated": made.negated}


def full():
    """What becomes of the long form."""
    try:
        yield {"items": len(MONARCH.get_associations(limit=5).items)}
    except ValidationError as error:
        yield {"missing": sorted(str(fault["loc"][0]) for fault in error.errors())}


def filtered():
    """The predicates of the edges that are found when one is asked for beside a subject."""
    page = MONARCH.get_associations(
        subject=["MONDO:0004976"], predicate=["biolink:has_phenotype"], compact=True, limit=STEP
    )
    yield {"predicates": sorted({item.predicate for item in page.items})}


def main():
    """Print what the function that is named yields."""
    for found in {f.__name__: f for f in (entities, associations, expanded, full, filtered)}[sys.argv[1]]():
        print(json.dumps(found, sort_keys=True))


main()
