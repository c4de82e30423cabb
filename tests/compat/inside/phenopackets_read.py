"""The phenopackets package reads each template and says what a valid one lacks: `python phenopackets_read.py FILES`.

Protobuf refuses fields and values that the schema does not have; what the schema calls required is looked for here.
Prints a JSON line for each file.
"""

import json
import sys
from pathlib import Path

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from phenopackets import Phenopacket

RESOURCE = ("id", "name", "url", "version", "namespace_prefix", "iri_prefix")
"""What the schema requires of a resource."""


def terms(message):
    """Every ontology class within a message."""
    for field, value in message.ListFields():
        for item in value if field.is_repeated else (value,):
            if field.message_type and field.message_type.name == "OntologyClass":
                yield item
            elif field.message_type:
                yield from terms(item)


def lacks(packet):
    """What is required and not there."""
    meta = packet.meta_data
    if not packet.id or not meta.created_by or not meta.HasField("created"):
        yield "id, metaData.createdBy or metaData.created"
    if meta.phenopacket_schema_version != "2.0":
        yield "metaData.phenopacketSchemaVersion"
    for resource in meta.resources:
        yield from (f"{resource.id}.{name}" for name in RESOURCE if not getattr(resource, name))
    prefixes = {resource.namespace_prefix for resource in meta.resources}
    for feature in [*packet.phenotypic_features, *packet.diseases]:
        term = feature.type if hasattr(feature, "type") else feature.term
        if not term.id or not term.label:
            yield f"an id or a label: {term.id}"
        elif term.id.split(":")[0] not in prefixes:
            yield f"a resource for {term.id}"
    yield from (f"a label of {term.id}" for term in terms(packet) if not term.label)


def read(path):
    """What is to be said of a file."""
    text = path.read_text(encoding="utf-8")
    try:
        packet = Parse(text, Phenopacket())
    except ParseError as error:
        return {"file": path.name, "wrong": str(error)}
    return {
        "file": path.name,
        "id": packet.id,
        "subject": packet.HasField("subject"),
        "features": len(packet.phenotypic_features),
        "modifiers": sum(len(feature.modifiers) for feature in packet.phenotypic_features),
        "same": MessageToDict(packet) == json.loads(text),
        "lacks": sorted(set(lacks(packet))),
    }


def main():
    """Read the files."""
    for name in sys.argv[1:]:
        print(json.dumps(read(Path(name))))


main()
