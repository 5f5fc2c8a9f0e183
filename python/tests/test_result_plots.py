"""``result.plot()``: what is drawn, what the alternative text says, and what is refused."""

from __future__ import annotations

import pytest

import equitable as eq

pytest.importorskip("matplotlib")

from matplotlib.figure import Figure  # noqa: E402

from equitable.plot import to_svg  # noqa: E402
from equitable.plot.results import chart  # noqa: E402


def drawn_text(figure: Figure) -> str:
    texts = [text.get_text() for text in figure.texts]
    for ax in figure.axes:
        texts += [text.get_text() for text in ax.texts]
        texts.append(ax.get_xlabel())
    return "\n".join(texts)


def test_a_ratio_is_drawn_with_its_interval_and_told_in_words() -> None:
    result = eq.relative_likelihood([596, 44], [3842, 390], [207, 207], [2386, 2386])
    figure = result.plot(labels=["White", "Black"])
    assert isinstance(figure, Figure)
    assert "1.79 (1.54 to 2.08)" in drawn_text(figure)
    assert "relative likelihood (logarithmic axis)" in drawn_text(figure)
    assert figure.alternative_text == (
        "2 rows, each an estimate with its 95% interval: relative likelihood. White: 1.79 (1.54 to 2.08). "
        f"Black: 1.30 ({result.lower[1]:.2f} to {result.upper[1]:.2f})."
    )


def test_rates_in_percent_and_differences_in_points() -> None:
    assert "20.0% (11.2% to 33.0%)" in drawn_text(eq.proportion(10, 50).plot())
    assert "−1.8 (−17.1 to +14.0)" in drawn_text(eq.rate_difference(10, 50, 12, 55).plot())
    assert "88.0% (72.2% to 95.4%)" in drawn_text(eq.shares([1, 2, 3, 44]).plot())


def test_verdicts_bring_their_words_and_their_margin() -> None:
    verdict = chart(eq.verdict([596, 5], [3842, 60], [207, 207], [2386, 2386]))
    assert "clear difference" in verdict.description
    assert "A shaded band marks 0.80 to 1.25." in verdict.description
    family = chart(eq.verdicts([596, 44, 100, 50], [3842, 390, 600, 350], groups=["White", "Black", "Asian", "Mixed"]))
    assert "The intervals hold all at once." in family.description
    wide = eq.relative_likelihood(44, 390, 596, 3842, confidence_level=1 - 0.05 / 3)
    assert f"Black against White: 0.73 ({wide.lower:.2f} to {wide.upper:.2f})" in family.description


def test_edges_are_drawn_and_said() -> None:
    assert "0.00 (0.00 to 1.50)" in drawn_text(eq.relative_likelihood(0, 50, 3, 60).plot())
    infinite = chart(eq.relative_likelihood(3, 50, 0, 60))
    assert "∞" in infinite.description
    assert "undefined" in chart(eq.relative_likelihood([0, 3], [0, 50], [0, 5], [0, 60])).description
    infinite.figure()


def test_draws_on_given_axes() -> None:
    own = Figure()
    ax = own.add_subplot()
    assert eq.proportion([3, 4], [10, 12]).plot(ax=ax) is own
    assert ax.lines


def test_svg_has_title_and_description() -> None:
    result = eq.proportion([3, 4], [10, 12])
    figure = result.plot(title="Two rates")
    svg = to_svg(figure, title="Two rates", description=figure.alternative_text, identity="two")
    assert "<title" in svg and "Two rates" in svg and figure.alternative_text in svg
    assert svg == to_svg(result.plot(title="Two rates"), title="Two rates", description=figure.alternative_text, identity="two")


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(TypeError, match="a GroupTest has no estimates with intervals to draw"):
        eq.homogeneity([1, 2], [3, 4]).plot()
    with pytest.raises(eq.InvalidInput, match=r"100 rows are too many for one chart; choose at most 60"):
        eq.proportion([1] * 100, [5] * 100).plot()
    with pytest.raises(eq.InvalidInput, match="labels has 1 names, but there are 2 rows"):
        eq.proportion([1, 2], [5, 5]).plot(labels=["one"])
    with pytest.raises(eq.InvalidInput, match="cannot share an axis"):
        eq.slope_index([1, 5, 9], [20, 20, 20]).plot()
