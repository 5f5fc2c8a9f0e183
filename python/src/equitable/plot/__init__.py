"""Charts: matplotlib figures drawn from the printed figures of a report.

Each function takes the lists of a report model (``report.figures``, ``report.comparisons``), returns a
``matplotlib.figure.Figure`` and draws on ``ax`` where one is given. No window is opened and pyplot is not loaded.
"""

from __future__ import annotations

try:
    import matplotlib as _matplotlib  # noqa: F401
except ModuleNotFoundError as error:
    from ..errors import MissingDependency

    raise MissingDependency("plot: matplotlib is needed for charts; install it with `pip install 'equitable[plot]'`") from error

from .chart import Chart
from .gallery import bands, board, forest, groups, outcome, trend
from .svg import to_svg

__all__ = ["Chart", "bands", "board", "forest", "groups", "outcome", "to_svg", "trend"]
