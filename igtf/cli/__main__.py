"""``python -m igtf.cli``."""

from igtf.cli import main

main()
