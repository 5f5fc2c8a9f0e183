"""The words of the page that are not in the model: questions, headings, the glossary of verdicts."""

from __future__ import annotations

QUESTIONS = {
    1: "Is each pay band as diverse as the workforce it belongs to?",
    2: "Once shortlisted, are White and BME applicants equally likely to be appointed?",
    3: "Are BME and White staff equally likely to enter the formal disciplinary process?",
    4: "Are White and BME staff equally likely to take up non-mandatory training and development?",
    5: "Do BME and White staff experience harassment, bullying or abuse from patients, relatives or the public alike?",
    6: "Do BME and White staff experience harassment, bullying or abuse from other staff alike?",
    7: "Do BME and White staff equally believe that the organisation offers equal opportunities for progression?",
    8: "Do BME and White staff experience discrimination from a manager or colleagues alike?",
    9: "Does the board look like the workforce?",
}

TITLES = {
    1: "Pay bands and the workforce",
    2: "Appointment from shortlisting",
    3: "Formal disciplinary process",
    4: "Non-mandatory training",
    5: "Harassment by patients or the public",
    6: "Harassment by staff",
    7: "Equal opportunities",
    8: "Discrimination at work",
    9: "The board and the workforce",
}

FINDING_GROUPS = (
    ("different", "A difference is shown", "The numbers are large enough, and the gap wide enough, to say that there is a difference."),
    ("similar", "Similarity is shown", "The numbers are large enough to say that the groups fare alike, within the range that counts as similar."),
    ("open", "Neither is shown", "Too few people, or too small a gap, to say either way. This is not evidence that the groups fare alike."),
    ("closed", "Withheld or not assessable", "Counts below the threshold are not shown, and nothing that rests on them is judged."),
    ("records", "About the records", "How many people’s ethnicity is known."),
)

GLOSSARY = (
    ("Clear difference", "substantial",
     "Statistically significant, and the whole interval lies beyond the range that counts as similar."),
    ("Difference", "material",
     "Statistically significant, and the best estimate lies beyond the range that counts as similar; a smaller difference cannot be ruled out."),
    ("Slight difference", "slight",
     "Statistically significant, but the ratio may lie within the range that counts as similar."),
    ("Similar, small difference detected", "detectable",
     "A statistically detectable difference that lies wholly within the range that counts as similar."),
    ("Similar", "equivalent",
     "Statistically equivalent: the numbers are large enough to place the ratio within the range. Only this verdict may use that word."),
    ("Not shown", "unclear",
     "No clear difference, but too few people to show that the groups are similar."),
    ("Not shown, could be chance", "suggestive",
     "The best estimate lies beyond the range, but with these numbers that could be chance: neither a difference nor similarity is shown."),
    ("Too few to tell", "untestable",
     "So few people that no result at all could have been statistically significant."),
    ("Not assessable", "none",
     "The counts are withheld or were never printed, so that no verdict can be reached."),
)  # fmt: skip

TERMS = (
    ("Relative likelihood",
     "The rate of one group divided by the rate of another. 1 means equally likely; 2 means twice as likely."),
    ("Interval",
     "The range of values that agree with the counts at the level stated. A wide interval means few people."),
    ("Range that counts as similar",
     "Ratios from 0.80 to 1.25, after the four-fifths rule, unless the settings say otherwise."),
    ("People to change the verdict",
     "The least number of people in the group whose outcome would have to differ for the verdict to change. A small number means a fragile verdict."),
    ("Counted the other way round",
     "The same people counted by those to whom the outcome did not happen. A ratio can change sides when it is counted so; the report says when it does."),
    ("R", "Withheld (redacted), because the headcount or one that follows from it is small."),
    ("–", "Not available: the figure was not given."),
    ("Not applicable", "There is nobody to count, for instance no members of that kind on the board."),
)  # fmt: skip

STATES = {
    "higher": "higher", "lower": "lower", "similar": "similar", "inconclusive": "neither shown", "not_assessable": "not assessable",
}  # fmt: skip

SIGNS = {"higher": "▲", "lower": "▼", "similar": "=", "inconclusive": "?", "not_assessable": "R"}
"""Shapes that stand beside the words; the words carry the meaning."""

GRAPH_LETTERS = {
    ("bame_share_of_workforce", "bands"): "AB",
    ("appointed_from_shortlisting", "groups"): "C",
    ("accessed_nonmandatory_training", "groups"): "D",
    ("q14a_hba_public", "groups"): "E",
    ("q14a_hba_public", "trend"): "F",
    ("q14b_or_q14c_hba_staff", "trend"): "G",
    ("q14b_hba_managers", "groups"): "H",
    ("q14c_hba_colleagues", "groups"): "I",
    ("q15_equal_opportunities", "groups"): "J",
    ("q15_equal_opportunities", "trend"): "K",
    ("q16b_discrimination", "groups"): "L",
    ("q16b_discrimination", "trend"): "M",
}
"""The letters by which the printed reports call their graphs, in the order in which the charts of a kind appear."""


def finding_group(kind: str, state: str) -> str:
    """Which group of the front page a finding belongs to."""
    if kind == "unknown":
        return "records"
    if kind == "withheld":
        return "closed"
    return {"higher": "different", "lower": "different", "similar": "similar", "inconclusive": "open"}.get(state, "closed")
