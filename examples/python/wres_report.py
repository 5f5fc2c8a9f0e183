"""The Workforce Race Equality Standard report of an invented trust, from records of single people to a folder of files.

Writes report.html, report.csv and report.json into the folder named on the command line, or into a temporary one.
"""

import sys
import tempfile

import equitable as eq

files = eq.wres.example("exemplar")
report = eq.wres.from_records(
    staff={"2021-03": files / "esr_2021-03.csv", "2022-03": files / "esr_2022-03.csv"},
    recruitment=files / "recruitment.csv",
    survey=files / "staff_survey.csv",
    organisation="Example NHS Trust (invented)",
    example=True,
)
for finding in report.findings:
    print("-", finding["text"])

folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="wres-")
report.save(folder)
print(f"report.html, report.csv and report.json are in {folder}")
