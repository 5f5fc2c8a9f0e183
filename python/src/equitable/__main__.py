"""``python -m equitable`` is the command ``equitable``."""

from .cli import main

raise SystemExit(main())
