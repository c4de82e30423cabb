"""Publish the rare-disease graph: the door of the project.

    python publish.py                    build and check a release
    python publish.py build --out DIR    write the release to DIR/current, with MANIFEST.sha256
    python publish.py query [NAME]       answer the questions of queries/
    python publish.py --version          print the version
    python publish.py --help             list every command

`make publish` installs what this needs and runs it.
"""

import sys

try:
    from raregraph.cli import main
except KeyboardInterrupt:
    sys.exit(130)
except ImportError as error:
    if (error.name or "").partition(".")[0] == "raregraph":
        raise  # a fault of ours, which installing does not mend
    sys.stderr.write(
        f"publish.py: {error}; run `make publish`, which installs it, and then .venv/bin/python publish.py\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    sys.exit(main())
