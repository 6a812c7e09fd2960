"""``python -m tilmach``."""

from tilmach.cli import main

main(prog_name="tilmach")
