"""report.json: the whole model, with the settings it was made with."""

from __future__ import annotations

import json

from .release import Release, plain

SCHEMA = "equitable.report"
SCHEMA_VERSION = 1


def json_document(released: Release, *, version: str) -> bytes:
    """The model as JSON; a number that does not exist, or that has no limit, is null."""
    methods = sorted({str(c["method"]) for c in released.comparisons if c.get("method")})
    document = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "code": {"name": "equitable", "version": version},
        "settings": plain(released.specification),
        "method": {
            "rate_interval": "wilson",
            "ratio_interval_and_test": methods,
            "margin": plain(released.specification.get("margin") or (0.80, 1.25)),
            "confidence_level": released.specification.get("confidence_level", 0.95),
        },
        "findings": plain(released.findings),
        "comparisons": plain(released.comparisons),
        "figures": plain(released.figures),
        "unknown": plain(released.unknown),
        "checks": plain(released.checks),
        "notes": list(released.notes),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")
