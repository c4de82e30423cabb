"""Moved: the page's symptom table is raregraph/symptoms.py, TSV files are raregraph/tsv.py. Delete this file."""
