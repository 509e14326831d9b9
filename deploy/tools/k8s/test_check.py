"""The checks can fail: each test breaks the real, built manifests in one way and expects to be told.

Environment: BUILT (the built production overlay), SECRETS (the built example secrets).
"""

from __future__ import annotations

import copy
import os
import unittest
from typing import Any, Callable

import check

MANIFESTS = check.load(os.environ["BUILT"])
SECRETS = {m["metadata"]["name"] for m in check.load(os.environ["SECRETS"])}


class Broken(unittest.TestCase):
    def breaks(self, kind: str, change: Callable[[Any], object], expected: str, name: str | None = None) -> None:
        manifests = copy.deepcopy(MANIFESTS)
        target = next(m for m in manifests if m["kind"] == kind and name in (None, m["metadata"]["name"]))
        change(target)
        found = check.findings(manifests, SECRETS, check.VERSIONS[-1:])
        self.assertTrue(any(expected in f for f in found), f"expected a finding with {expected!r}, got {found}")

    def test_the_real_ones_are_clean(self) -> None:
        self.assertEqual(check.findings(MANIFESTS, SECRETS), [])

    def test_unknown_field(self) -> None:
        self.breaks("Deployment", lambda m: m["spec"].update(replica=2), "replica")

    def test_wrong_type(self) -> None:
        self.breaks("HorizontalPodAutoscaler", lambda m: m["spec"].update(minReplicas="two"), "two")

    def test_missing_required_field(self) -> None:
        self.breaks("Deployment", lambda m: m["spec"].pop("selector"), "selector")

    def test_unknown_kind(self) -> None:
        self.breaks("Service", lambda m: m.update(kind="Servce"), "Servce")

    def test_selector_that_selects_nothing(self) -> None:
        self.breaks(
            "Service",
            lambda m: m["spec"]["selector"].update({"app.kubernetes.io/component": "task"}),
            "selects 0 deployments",
            "cascade-tasks",
        )

    def test_port_that_no_container_has(self) -> None:
        self.breaks("Service", lambda m: m["spec"]["ports"][0].update(targetPort="grpc"), "is no port of")

    def test_another_roles_secret(self) -> None:
        def change(m: Any) -> None:
            m["spec"]["template"]["spec"]["containers"][0]["envFrom"][2]["secretRef"]["name"] = "cascade-goals-database"

        self.breaks("Deployment", change, "another role's database", "cascade-tasks")

    def test_secret_that_nobody_makes(self) -> None:
        def change(m: Any) -> None:
            m["spec"]["template"]["spec"]["containers"][0]["envFrom"][1]["secretRef"]["name"] = "cascade-buss"

        self.breaks("Deployment", change, "cascade-buss is not among")

    def test_endpoint_that_no_service_answers(self) -> None:
        self.breaks(
            "ConfigMap", lambda m: m["data"].update(CASCADE__ENDPOINTS__TASKS="http://cascade-task:7000"), "no service answers"
        )

    def test_privileged_container(self) -> None:
        def change(m: Any) -> None:
            m["spec"]["template"]["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True

        self.breaks("Deployment", change, "not 'restricted'")

    def test_no_limits(self) -> None:
        self.breaks(
            "Deployment", lambda m: m["spec"]["template"]["spec"]["containers"][0].pop("resources"), "requests or limits"
        )

    def test_unpinned_image(self) -> None:
        def change(m: Any) -> None:
            m["spec"]["template"]["spec"]["containers"][0]["image"] = "cascade:latest"

        self.breaks("Deployment", change, "not pinned")

    def test_probe_on_the_wrong_port(self) -> None:
        def change(m: Any) -> None:
            m["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]["httpGet"]["port"] = "health"

        self.breaks("Deployment", change, "readinessProbe asks a port")

    def test_budget_for_nobody(self) -> None:
        self.breaks(
            "PodDisruptionBudget",
            lambda m: m["spec"]["selector"]["matchLabels"].update({"app.kubernetes.io/component": "none"}),
            "0 disruption budgets",
        )

    def test_replicas_beside_an_autoscaler(self) -> None:
        self.breaks("Deployment", lambda m: m["spec"].update(replicas=2), "either an autoscaler")

    def test_no_default_deny(self) -> None:
        self.breaks(
            "NetworkPolicy", lambda m: m["spec"].update(policyTypes=["Ingress"]), "no policy denies by default", "default-deny"
        )

    def test_policy_for_nobody(self) -> None:
        self.breaks(
            "NetworkPolicy",
            lambda m: m["spec"]["podSelector"]["matchLabels"].update({"app.kubernetes.io/component": "gate"}),
            "selects no pod",
            "gateway",
        )


if __name__ == "__main__":
    unittest.main()
