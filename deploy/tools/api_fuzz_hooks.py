"""Hooks of schemathesis: in three values of four, names and dates that the server's story knows take the place of made-up ones.

A made-up identifier ends at 404 and never reaches the rules behind it. What to put in is read once from the server that is tested,
through its own lists.
"""

import json
import os
import urllib.request
import zlib

import schemathesis

BASE = os.environ["CASCADE_FUZZ_URL"]
TOKEN = os.environ["CASCADE_FUZZ_TOKEN"]


def ask(path):
    request = urllib.request.Request(f"{BASE}/api/v1/{path}", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def rows(path):
    answer = ask(path)
    return answer if isinstance(answer, list) else answer["items"]


def column(path, name):
    return [row[name] for row in rows(path) if row.get(name)]


PLANS = column("plans", "id")
PLAN_CODES = column("plans", "code")
PLAN = PLANS[0]
TASKS = column(f"plans/{PLAN}/tasks", "id")
TASK_CODES = column(f"plans/{PLAN}/tasks", "code")
GOALS = column(f"plans/{PLAN}/goals", "id")
KEY_RESULTS = column(f"plans/{PLAN}/key-results", "id")
PEOPLE = column("people", "code")
DEPARTMENTS = column("departments", "code")
BUDGETS = column("budgets", "code")
REQUESTS = column("requests", "id")
ALERTS = column("alerts?include_closed=true", "id")
ADJUSTMENTS = column("adjustments", "id")
POLICIES = [row["id"] for row in ask("policies").get("policies", []) if row.get("id")]
DELIVERIES = column("deliveries", "id")
DAYS = ["2026-07-01", "2026-07-20", "2026-07-28", "2026-08-14", "2026-09-30", "2027-01-04"]
MOMENTS = ["2026-07-21T01:00:00Z", "2026-07-29T01:00:00Z"]

# What stands behind `{id}`, by the segment before it.
BEHIND_ID = {
    "tasks": TASKS,
    "goals": GOALS,
    "key-results": KEY_RESULTS,
    "alerts": ALERTS,
    "adjustments": ADJUSTMENTS,
    "requests": REQUESTS,
    "policies": POLICIES,
    "deliveries": DELIVERIES,
    "budgets": BUDGETS,
    "contributions": GOALS + KEY_RESULTS,
    "review": TASKS + KEY_RESULTS + GOALS,
    "predecessors": TASKS,
    "versions": ["1", "2"],
    "baselines": ["1", "2"],
    "plans": PLANS + PLAN_CODES,
}
# What stands in a field of a body or of a query, by its name.
FIELDS = {
    "plan": PLANS + PLAN_CODES,
    "plan_id": PLANS,
    "task": TASKS + TASK_CODES,
    "task_id": TASKS,
    "task_ids": TASKS,
    "goal": GOALS,
    "goal_id": GOALS,
    "parent": GOALS + KEY_RESULTS,
    "key_result": KEY_RESULTS,
    "key_result_id": KEY_RESULTS,
    "alert": ALERTS,
    "target": KEY_RESULTS + GOALS + TASKS,
    "budget": BUDGETS,
    "next": PLANS,
}
FIELDS |= dict.fromkeys(
    ["person", "owner", "to_person", "people", "collaborators", "assignee", "head", "manager", "requested_by"], PEOPLE
)
FIELDS |= dict.fromkeys(["department", "requested_from"], DEPARTMENTS)
FIELDS |= dict.fromkeys(
    [
        "as_of", "actual_start", "actual_finish", "actual_arrival", "planned_start", "planned_end", "deadline", "due", "day", "date",
        "from", "to", "expected_arrival", "requested_at", "period_start", "period_end", "improvement_due", "free_from",
    ],
    DAYS,
)
FIELDS |= dict.fromkeys(["until", "now"], MOMENTS)


def chosen(known, made_up):
    """The same value for the same input: a failure has to come again when it is looked at."""
    if not known:
        return made_up
    number = zlib.crc32(repr(made_up).encode("utf-8", "replace"))
    return made_up if number % 4 == 0 else known[(number // 4) % len(known)]


def with_known(value, name=""):
    if isinstance(value, dict):
        return {key: with_known(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [with_known(item, name) for item in value]
    return chosen(FIELDS.get(name), value) if isinstance(value, str) else value


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    segments = context.operation.path.split("/")
    for name, value in (path_parameters or {}).items():
        before = segments[segments.index("{" + name + "}") - 1] if "{" + name + "}" in segments else ""
        path_parameters[name] = chosen(BEHIND_ID.get(before), value)
    return path_parameters


@schemathesis.hook
def map_query(context, query):
    return with_known(query) if isinstance(query, dict) else query


@schemathesis.hook
def map_body(context, body):
    return with_known(body)


@schemathesis.deserializer(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", "text/csv", "text/html", "text/event-stream"
)
def as_text(context, response):
    return "a file"
