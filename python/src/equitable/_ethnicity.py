"""Codes of ethnicity to the groups of a report, by the versioned classifications of the compiled core."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import _core
from ._input import one_of
from .errors import InvalidInput

__all__ = ["CLASSIFICATIONS", "Ethnicity", "classify_codes", "roll_up"]

CLASSIFICATIONS = _core.ethnicity_versions
LEVELS = ("wres", "5+1")


@dataclass(frozen=True)
class Ethnicity:
    """What a code means: the group of five and the group of the standard; for an unknown one, why it is unknown."""

    group: str
    wres_group: str
    answer: str

    @property
    def known(self) -> bool:
        """Whether the code names a group."""
        return self.answer == "Known"

    @property
    def label(self) -> str:
        """White or BME, or the reason why neither is known."""
        return self.wres_group if self.known else self.answer


def require_classification(name: str) -> str:
    """Return the name of a classification, or say which there are."""
    if name not in CLASSIFICATIONS:
        raise InvalidInput(f"the classification {name!r} is not known; {one_of(str(name), CLASSIFICATIONS)}")
    return name


def classify_codes(
    codes: Iterable[str | None], classification: str, place: Callable[[str | None], str], column: str
) -> dict[str | None, Ethnicity]:
    """Return what each code means; a code that the classification does not know raises, with its place and the codes allowed."""
    require_classification(classification)
    meanings: dict[str | None, Ethnicity] = {}
    for code in codes:
        found = _core.classify_ethnicity(code or "", classification)
        if found["answer"] == "Unrecognised":
            raise InvalidInput(
                f"{place(code)}: {column} is {code!r}, which is not a code of {classification}; the codes are "
                f"{_core.allowed_ethnicity_codes(classification)}"
            )
        meanings[code] = Ethnicity(found["group"], found["wres_group"], found["answer"])
    return meanings


def roll_up(
    name: str, codes: Iterable[str | None], place: Callable[[str | None], str], column: str
) -> Callable[[str | None], str | None]:
    """Return the function from a code to White or BME ("nhs_2001"), or to the five groups ("nhs_2001:5+1")."""
    classification, _, level = name.partition(":")
    if level and level not in LEVELS:
        raise InvalidInput(f"count: groups is {name!r}, but after the colon {one_of(level, LEVELS)}")
    meanings = classify_codes(codes, classification, place, column)

    def group_of(code: str | None) -> str | None:
        meaning = meanings[code]
        if meaning.answer == "Empty":
            return None
        return meaning.group if meaning.known and level == "5+1" else meaning.label

    return group_of
