"""Writes the extracts of a second invented trust, in another shape than the first: Excel workbooks, columns and codes of its own, pay clusters,
bank workers in a file of their own, cases and courses by date, and the ethnic groups of the 2021 census as labels.

    python tests/reference/northvale.py python/src/equitable/example_data/northvale

No row describes a person. The same files every time: needs XlsxWriter, nothing random but Python's own generator with a fixed seed.
"""

from __future__ import annotations

import csv
import datetime
import random
import sys
from pathlib import Path

import xlsxwriter

SEED = 20210321
WHITE = ("English, Welsh, Scottish, Northern Irish or British", "Irish", "Other White")
OTHERS = ("Indian", "Pakistani", "Bangladeshi", "Chinese", "African", "Caribbean", "White and Asian", "Arab")
UNKNOWN = ("Prefer not to say", "")
GROUPS = {
    "Nursing and Midwifery Registered": ("Cluster 1", "Cluster 2", "Cluster 3", "Cluster 4"),
    "Allied Health Professionals": ("Cluster 1", "Cluster 2", "Cluster 3"),
    "Administrative and Clerical": ("Cluster 1", "Cluster 2", "Cluster 3", "Cluster 4"),
    "Estates and Ancillary": ("Cluster 1",),
    "Medical and Dental": ("Cluster 5", "Cluster 6", "Cluster 7"),
}
SHARES = {"Cluster 1": 0.26, "Cluster 2": 0.24, "Cluster 3": 0.17, "Cluster 4": 0.09, "Cluster 5": 0.45, "Cluster 6": 0.52, "Cluster 7": 0.5}
STAGES = ("Applied", "Shortlisted", "Appointed", "Withdrew after shortlisting")
OFTEN = ("Never", "1-2", "3-5", "6-10", "More than 10")
MADE = datetime.datetime(2022, 5, 3)


def ethnic(chance: random.Random, share: float) -> str:
    draw = chance.random()
    if draw < 0.05:
        return chance.choice(UNKNOWN)
    return chance.choice(OTHERS) if draw < 0.05 + 0.95 * share else chance.choices(WHITE, (12, 1, 2))[0]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": MADE, "title": "Invented data"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)


def text_file(path: Path, rows: list[list[object]], delimiter: str, encoding: str) -> None:
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)


def main(folder: Path) -> None:
    chance = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    staff: dict[int, list[list[object]]] = {}
    people: dict[str, list[object]] = {}
    number = 40_000
    for year in (2021, 2022):
        if year == 2022:  # a tenth has left
            people = {name: row for name, row in people.items() if chance.random() > 0.1}
        while len(people) < (840 if year == 2021 else 880):
            group = chance.choices(list(GROUPS), (9, 4, 6, 3, 2))[0]
            cluster = chance.choices(GROUPS[group], range(len(GROUPS[group]) + 1, 1, -1))[0]
            number += chance.randint(1, 9)
            category = "Permanent" if chance.random() < 0.85 else "Fixed term"
            people[f"{number}"] = [f"{number}", ethnic(chance, SHARES[cluster]), category, group, cluster, ""]
        rows = [list(row) for row in people.values()]
        for place, role in ((3, "Executive, voting"), (11, "Executive, voting"), (29, "Executive, non-voting")):
            rows[place][3:] = ["Administrative and Clerical", "Cluster 4", role]
        for place in range(5):
            group = ethnic(chance, 0.2)
            rows.append([f"9{year % 100}{place}", group, "Office holder", "Administrative and Clerical", "Cluster 4", "Non-executive"])
        staff[year] = rows
        header = ["Employee No", "Ethnic Group", "Employee Category", "Staff Group", "Pay cluster", "Board role"]
        workbook(folder / f"Staff in post {year}-03-31.xlsx", {"Staff in post": [header, *rows]})

    bank = [[f"B{place:04d}", ethnic(chance, 0.45)] for place in range(170)]
    for row in bank:
        row[1] = {"Irish": "White – Irish", "African": "Black – African", "": "Not known"}.get(str(row[1]), row[1])
    text_file(folder / "Bank workers 2022-03.csv", [["Worker", "Ethnic Group"], *bank], ";", "cp1252")

    applications: list[list[object]] = []
    for year in ("2020/21", "2021/22"):
        for place in range(700):
            group = ethnic(chance, 0.34)
            stage = chance.choices(STAGES, (45, 40, 12 if group in WHITE else 7, 3))[0]
            applications.append([f"{year[2:4]}-{place:04d}", year, group, stage])
    notes: list[list[object]] = [["Applications for advertised posts; internal moves are not among them."]]
    workbook(folder / "Recruitment.xlsx", {"Notes": notes, "Applications": [["Applicant", "Campaign year", "Ethnicity", "Stage reached"], *applications]})

    cases: list[list[object]] = []
    courses: list[list[object]] = []
    for first in (2019, 2020, 2021):
        rows = staff[2021 if first < 2021 else 2022]
        begin = datetime.date(first, 4, 1)
        for row in rows:
            risk = 0.03 if row[1] in OTHERS else 0.018
            if row[2] != "Office holder" and chance.random() < risk:
                cases.append([row[0], (begin + datetime.timedelta(days=chance.randrange(365))).strftime("%d/%m/%Y")])
            for _ in range(chance.choices((0, 1, 2), (60, 28, 12))[0] if row[2] != "Office holder" else 0):
                courses.append([row[0], (begin + datetime.timedelta(days=chance.randrange(365))).isoformat()])
    cases.append(["39999", "14/02/2022"])  # has left
    text_file(folder / "Disciplinary cases.txt", [["Employee No", "Case opened"], *cases], "\t", "utf-8")
    text_file(folder / "Courses.csv", [["Employee No", "Date of course"], *courses], ",", "utf-8-sig")

    survey: list[list[object]] = []
    for year in (2020, 2021):
        for place in range(420):
            group = ethnic(chance, 0.25)
            minority = group in OTHERS
            answers: list[object] = [chance.choices(OFTEN, (76 if not minority else 72, 14, 6, 2, 2))[0] for _ in range(3)]
            answers.append(chance.choices(("Yes", "No", "Don't know"), (60 if not minority else 46, 15, 25))[0])
            answers.append(chance.choices(("Yes", "No", ""), (6 if not minority else 13, 90, 4))[0])
            survey.append([f"{year}-{place:03d}", year, "Substantive", group, *answers])
    questions = ["Q14a public", "Q14b managers", "Q14c colleagues", "Q15 progression", "Q16b discrimination"]
    text_file(folder / "Staff survey.csv", [["Response ID", "Survey year", "Contract", "Ethnic background", *questions], *survey], ",", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
