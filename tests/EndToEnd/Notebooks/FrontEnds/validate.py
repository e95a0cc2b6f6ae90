"""Checks notebooks with nbformat; says nothing when they are valid."""
import sys

import nbformat

for path in sys.argv[1:]:
    nbformat.validate(nbformat.read(path, as_version=nbformat.NO_CONVERT))
