"""Executes a notebook with nbclient, checks the outcome with nbformat, and writes it: execute.py IN OUT KERNEL."""
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name=sys.argv[3]).execute()
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[2])
