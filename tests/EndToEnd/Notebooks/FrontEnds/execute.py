"""Executes a notebook with nbclient, checks the outcome with nbformat, and writes it: execute.py IN OUT KERNEL [CODE].

CODE goes into a cell after the one tagged 'parameters', as papermill puts its parameters there.
"""
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
if len(sys.argv) > 4:
    place = next(i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(sys.argv[4], metadata={"tags": ["injected-parameters"]}))
NotebookClient(notebook, timeout=120, kernel_name=sys.argv[3]).execute()
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[2])
