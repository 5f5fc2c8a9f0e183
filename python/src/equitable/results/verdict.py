"""A verdict: what may be said of a group beside its reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .. import _core
from .base import Counted, Interval, Part, count_columns, json_value
from .estimate import Estimate
from .picture import Axis, Entry, ratios
from .words import against, decimals, level_text, spread, test_text

__all__ = ["Policies", "Verdict"]


@dataclass(frozen=True, slots=True, eq=False)
class Policies(Part):
    """What other rules in use say of the same counts, side by side.

    Attributes
    ----------
    lpt : str or array
        ``"different"`` when the uncorrected Pearson test is significant at ``confidence_level`` and the ratio lies outside the margin,
        else ``"similar"``: the rule behind the coded verdicts of the Leicestershire Partnership NHS Trust report.
    lpt_board : str or array
        The same report's rule for board seats: ``"different"`` when the ratio lies outside the margin.
    four_fifths : str or array
        ``"different"`` when the ratio lies outside the margin, however few the people.
    two_standard_deviations : str or array
        ``"different"`` when the difference is statistically significant, however small it is.
    banding : str or array
        ``"much_lower"``, ``"lower"``, ``"similar"``, ``"higher"`` or ``"much_higher"``: against the reference at 95 % and 99.8 %.
    impact_ratio : float or array
        The lower of the two rates over the higher; NaN when neither group has events.
    """

    lpt: Any
    lpt_board: Any
    four_fifths: Any
    two_standard_deviations: Any
    banding: Any
    impact_ratio: Any


def status_of_test(pvalue: Any, state: Any) -> Any:
    """``ok`` where a verdict has a p-value, and else why it has none."""
    without = np.where(np.equal(state, "not_assessable"), "undefined", "no_information")
    found = np.where(np.isnan(pvalue), without, "ok")
    if not found.ndim:
        return str(found)
    found.flags.writeable = False
    return found


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Verdict(Counted):
    """What may be said of a group against a reference, computed from the counts.

    Attributes
    ----------
    state : str or array
        ``higher``, ``lower``, ``similar``, ``inconclusive`` or ``not_assessable``.
    grade : str or array
        ``substantial``, ``material`` or ``slight`` (a difference); ``detectable`` or ``equivalent`` (similar); ``untestable``,
        ``suggestive`` or ``unclear`` (inconclusive); ``none``.
    ratio : float or array
        The relative likelihood, (events/total) / (reference_events/reference_total).
    interval : Interval
        Its score interval at ``confidence_level``, 1 − a.
    equivalence_interval : Interval
        The interval at 1 − 2a that two one-sided tests at a compare with the margin.
    statistic, pvalue : float or array
        The N − 1 chi-squared test; p < a exactly when 1 lies outside ``interval``.
    margin : tuple of float
        The range of ratios taken as alike.
    confidence_level : float
    status : str or array
        Of the ratio and its interval.
    test_status : str or array
        Of the test: ``ok``; ``no_information`` when nobody, or everybody, in both groups had the outcome; ``undefined`` without people in a group.
    events, total, reference_events, reference_total : int or array
        The counts.
    """

    _left_out_of_html: ClassVar[frozenset[str]] = frozenset(
        {"measure", "method", "alternative", "status", "test_status", "statistic", "complement_state", "equivalence_lower", "equivalence_upper"}
        | {"margin_lower", "margin_upper"}
        | {"policy_lpt", "policy_four_fifths", "policy_two_standard_deviations", "policy_banding"}
    )

    state: Any
    grade: Any
    ratio: Any
    interval: Interval
    equivalence_interval: Interval
    statistic: Any
    pvalue: Any
    margin: tuple[float, float]
    confidence_level: float
    status: Any
    events: Any
    total: Any
    reference_events: Any
    reference_total: Any

    @property
    def method(self) -> str:
        """The interval's method."""
        return "miettinen_nurminen"

    @property
    def test_status(self) -> Any:
        """``ok``, or why there is no p-value."""
        return status_of_test(self.pvalue, self.state)

    def _inputs(self) -> tuple[Any, ...]:
        counts = (self.events, self.total, self.reference_events, self.reference_total)
        columns = (np.ascontiguousarray(np.reshape(count, -1), dtype=np.int64) for count in counts)
        return (*columns, *self.margin, self.confidence_level)

    def _shaped(self, values: np.ndarray[Any, Any]) -> Any:
        if not self.shape:
            value = values[0]
            return value.item() if isinstance(value, np.generic) else value
        values = values.reshape(self.shape)
        values.flags.writeable = False
        return values

    @property
    def fragility(self) -> Any:
        """The least number of people in the group whose outcome must change for the state to change.

        1 means that one person would change the conclusion; ``None`` that no change of outcomes in the group does.
        """
        (people,) = _core.people_to_change_state(*self._inputs())
        found = people.astype(object)
        found[people < 0] = None
        return self._shaped(found)

    @property
    def complement(self) -> Verdict:
        """The verdict on not having the outcome ("not appointed") in the same counts."""
        from ..api import verdict

        return verdict(
            self.total - self.events,
            self.total,
            self.reference_total - self.reference_events,
            self.reference_total,
            margin=self.margin,
            confidence_level=self.confidence_level,
        )

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values, with the people to change the state, the complement's state and whether that tells another story."""
        return {
            **Part.to_dict(self),
            "test_status": json_value(self.test_status),
            "fragility": json_value(self.fragility),
            "complement_state": json_value(self.complement.state),
            "framing_changes": json_value(self.framing_changes),
        }

    @property
    def framing_changes(self) -> Any:
        """Whether the complement tells another story: its state is not the mirror image of this one (higher of lower, else the same)."""
        return self._shaped(_core.framing(*self._inputs())[1])

    @property
    def policies(self) -> Policies:
        """What other rules in use say of the same counts, side by side."""
        *different, banding, impact_ratio = _core.policies(*self._inputs())
        lpt, lpt_board, four_fifths, two_deviations = (self._shaped(np.where(said, "different", "similar")) for said in different)
        words = self._shaped(np.array(_core.banding_names)[banding])
        return Policies(lpt, lpt_board, four_fifths, two_deviations, words, self._shaped(impact_ratio))

    def sentence(
        self,
        *,
        group: str | Sequence[str] = "the group",
        reference: str | Sequence[str] = "the reference group",
        outcome: str | Sequence[str] = "have the outcome",
        ratio_decimals: int = 2,
        percent_decimals: int = 1,
    ) -> Any:
        """The finding in plain English; a list of sentences for arrays.

        Parameters
        ----------
        group, reference : str or sequence of str
            What to call the two groups, for instance ``"White applicants"``.
        outcome : str or sequence of str
            What was likely, after "to": ``"be appointed from shortlisting"``.
        ratio_decimals, percent_decimals : int
            Decimals of the ratio and of the percentages.

        Returns
        -------
        str or list of str

        Examples
        --------
        >>> import equitable as eq
        >>> finding = eq.verdict(596, 3842, 207, 2386)
        >>> text = finding.sentence(group="White applicants", reference="BME applicants", outcome="be appointed from shortlisting")
        >>> text.startswith("White applicants were 1.79 times as likely as BME applicants to be appointed from shortlisting")
        True
        """
        named = ((group, "group"), (reference, "reference"), (outcome, "outcome"))
        words = [spread(text, self.shape, name) for text, name in named]
        written = [
            _core.sentence(
                row.events,
                row.total,
                row.reference_events,
                row.reference_total,
                *self.margin,
                self.confidence_level,
                group=one,
                reference=two,
                outcome=three,
                ratio_decimals=decimals("ratio_decimals", ratio_decimals),
                percent_decimals=decimals("percent_decimals", percent_decimals),
            )
            for row, one, two, three in zip(self._each(), *words, strict=True)
        ]
        written = [text[:1].upper() + text[1:] for text in written]
        return written if self.shape else written[0]

    def _columns(self) -> dict[str, Any]:
        policies = self.policies
        return {
            **count_columns(self),
            "measure": "relative_likelihood",
            "estimate": self.ratio,
            "lower": self.interval.lower,
            "upper": self.interval.upper,
            "confidence_level": self.confidence_level,
            "statistic": self.statistic,
            "pvalue": self.pvalue,
            "method": self.method,
            "alternative": "two-sided",
            "state": self.state,
            "grade": self.grade,
            "status": self.status,
            "test_status": self.test_status,
            "equivalence_lower": self.equivalence_interval.lower,
            "equivalence_upper": self.equivalence_interval.upper,
            "margin_lower": self.margin[0],
            "margin_upper": self.margin[1],
            "fragility": self.fragility,
            "complement_state": self._shaped(np.array(_core.state_names)[_core.framing(*self._inputs())[0]]),
            "policy_lpt": policies.lpt,
            "policy_four_fifths": policies.four_fifths,
            "policy_two_standard_deviations": policies.two_standard_deviations,
            "policy_banding": policies.banding,
        }

    def _estimate(self) -> Estimate:
        return Estimate(
            self.ratio,
            self.interval.lower,
            self.interval.upper,
            self.confidence_level,
            self.method,
            self.status,
            "relative_likelihood",
            self.events,
            self.total,
            self.reference_events,
            self.reference_total,
        )

    def _axis(self) -> Axis:
        return ratios("relative likelihood")

    def _entries(self) -> list[Entry]:
        return [Entry(self._estimate()._counts(), self.ratio, self.interval.lower, self.interval.upper, state=self.state, grade=self.grade)]

    def _band(self) -> tuple[float, float]:
        return self.margin

    def _line(self) -> str:
        grade = "" if self.grade == "none" else f" ({self.grade})"
        status = "" if self.status == "ok" else f", {self.status}"
        counts = against(self)
        ratio = self._estimate()
        state = self.state.replace("_", " ")
        return f"{state}{grade}: relative likelihood {ratio._value()} ({ratio._limits()}, {test_text(self.pvalue, self.state)}), {counts}{status}"

    def _title(self) -> str:
        return f"verdicts with {level_text(self.confidence_level)} intervals"
