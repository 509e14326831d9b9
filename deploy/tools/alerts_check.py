"""Ties alerts and dashboards to the product: every expression parses, and every metric of ours that they name is one that the
code records. Prints a rule file holding the dashboard's expressions, for promtool to parse.

usage: alerts_check.py RULES DASHBOARD SOURCES_DIR
"""

from __future__ import annotations

import json
import pathlib
import re
import sys

import yaml

OURS = re.compile(r"\bcascade_[a-z0-9_]+")
RECORDED = re.compile(r'(?:counter|gauge|histogram)!\(\s*"(cascade_[a-z0-9_]+)"')


def expressions(rules: str, dashboard: str) -> tuple[list[str], list[str]]:
    groups = yaml.safe_load(pathlib.Path(rules).read_text(encoding="utf-8"))["groups"]
    panels = json.loads(pathlib.Path(dashboard).read_text(encoding="utf-8"))["panels"]
    return (
        [rule["expr"] for group in groups for rule in group["rules"]],
        [target["expr"] for panel in panels for target in panel.get("targets", [])],
    )


def recorded(sources: str) -> set[str]:
    names: set[str] = set()
    for path in pathlib.Path(sources).rglob("*.rs"):
        names |= set(RECORDED.findall(path.read_text(encoding="utf-8")))
    # A histogram is read through its series.
    return names | {name + end for name in names for end in ("_bucket", "_count", "_sum")}


def main(rules: str, dashboard: str, sources: str) -> int:
    from_rules, from_panels = expressions(rules, dashboard)
    known = recorded(sources)
    unknown = sorted({name for text in from_rules + from_panels for name in OURS.findall(text) if name not in known})
    for name in unknown:
        print(f"{name} is read by alerts or dashboards, but nothing records it", file=sys.stderr)
    variables = {"$__rate_interval": "5m", "$__range": "1h", "$role": "cascade-.+"}
    parsed = []
    for number, text in enumerate(from_panels):
        for variable, value in variables.items():
            text = text.replace(variable, value)
        parsed.append({"record": f"panel:{number}", "expr": text})
    yaml.safe_dump({"groups": [{"name": "dashboard", "rules": parsed}]}, sys.stdout)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
