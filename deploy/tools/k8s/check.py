"""Checks built Kubernetes manifests: against Kubernetes' own schemas (strictly: an unknown field is an error), and against
each other, which no schema can do: selectors that select nothing, ports that no container has, secrets nobody makes.

usage: check.py NAME=BUILT.yaml…   (`secrets=…` only lends its names to the others)
"""

from __future__ import annotations

import sys
from typing import Any, Iterator

import kubernetes_validate
import yaml

# From three years back to the newest that the schemas know.
VERSIONS = ("1.28", "1.33", "1.37")
ROLES = {"goals", "tasks", "resources", "monitoring", "gateway"}

Manifest = dict[str, Any]
Finding = str


def label(manifest: Manifest) -> str:
    return f"{manifest.get('kind')}/{manifest.get('metadata', {}).get('name')}"


def of_kind(manifests: list[Manifest], kind: str) -> list[Manifest]:
    return [m for m in manifests if m.get("kind") == kind]


def schema_findings(manifests: list[Manifest], versions: tuple[str, ...] = VERSIONS) -> Iterator[Finding]:
    for version in versions:
        for manifest in manifests:
            try:
                kubernetes_validate.validate(manifest, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                path = ".".join(str(part) for part in error.path)
                yield f"{label(manifest)}: {path}: {error.message} (Kubernetes {version})"
            except (kubernetes_validate.SchemaNotFoundError, kubernetes_validate.InvalidSchemaError) as error:
                yield f"{label(manifest)}: {error} (Kubernetes {version})"


def selects(selector: Manifest | None, labels: dict[str, str]) -> bool:
    selector = selector or {}
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for rule in selector.get("matchExpressions", []):
        if rule["operator"] != "In":
            raise ValueError(f"operator {rule['operator']} is not understood here")
        if labels.get(rule["key"]) not in rule["values"]:
            return False
    return True


def pod_labels(deployment: Manifest) -> dict[str, str]:
    return deployment["spec"]["template"]["metadata"].get("labels", {})


def container_ports(deployment: Manifest) -> set[str | int]:
    found: set[str | int] = set()
    for container in deployment["spec"]["template"]["spec"]["containers"]:
        for port in container.get("ports", []):
            found |= {port["containerPort"], port.get("name")}
    return found


def role_findings(manifests: list[Manifest]) -> Iterator[Finding]:
    """Each role is a deployment with a service, a disruption budget, and either an autoscaler or a number of replicas."""
    deployments = of_kind(manifests, "Deployment")
    roles = [pod_labels(d).get("app.kubernetes.io/component") for d in deployments]
    if sorted(map(str, roles)) != sorted(ROLES):
        yield f"deployments are for {sorted(map(str, roles))}, not for {sorted(ROLES)}"
    scaled = {a["spec"]["scaleTargetRef"]["name"] for a in of_kind(manifests, "HorizontalPodAutoscaler")}
    for deployment in deployments:
        name, labels = deployment["metadata"]["name"], pod_labels(deployment)
        if not deployment["spec"]["selector"].get("matchLabels"):
            yield f"{label(deployment)}: selects every pod"
        if not selects(deployment["spec"]["selector"], labels):
            yield f"{label(deployment)}: does not select its own pods"
        budgets = [b for b in of_kind(manifests, "PodDisruptionBudget") if selects(b["spec"]["selector"], labels)]
        if len(budgets) != 1:
            yield f"{label(deployment)}: {len(budgets)} disruption budgets"
        services = [s for s in of_kind(manifests, "Service") if selects({"matchLabels": s["spec"]["selector"]}, labels)]
        if len(services) != 1:
            yield f"{label(deployment)}: {len(services)} services"
        if (name in scaled) == ("replicas" in deployment["spec"]):
            yield f"{label(deployment)}: needs either an autoscaler or a number of replicas"
    for name in scaled - {d["metadata"]["name"] for d in deployments}:
        yield f"HorizontalPodAutoscaler: scales {name}, which does not exist"


def service_findings(manifests: list[Manifest]) -> Iterator[Finding]:
    for service in of_kind(manifests, "Service"):
        targets = [d for d in of_kind(manifests, "Deployment") if selects({"matchLabels": service["spec"]["selector"]}, pod_labels(d))]
        if not service["spec"]["selector"] or len(targets) != 1:
            yield f"{label(service)}: selects {len(targets)} deployments"
        for target in targets:
            for port in service["spec"]["ports"]:
                if port.get("targetPort", port["port"]) not in container_ports(target):
                    yield f"{label(service)}: port {port.get('targetPort')} is no port of {label(target)}"


def reference_findings(manifests: list[Manifest], secrets: set[str]) -> Iterator[Finding]:
    accounts = {m["metadata"]["name"] for m in of_kind(manifests, "ServiceAccount")}
    settings = {m["metadata"]["name"] for m in of_kind(manifests, "ConfigMap")}
    services = {m["metadata"]["name"]: m for m in of_kind(manifests, "Service")}
    for deployment in of_kind(manifests, "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        role = str(pod_labels(deployment).get("app.kubernetes.io/component"))
        if pod.get("serviceAccountName") not in accounts:
            yield f"{label(deployment)}: service account {pod.get('serviceAccountName')} does not exist"
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            if role not in container["args"]:
                yield f"{label(deployment)}: container {container['name']} runs {container['args']}, not {role}"
            for source in container.get("envFrom", []):
                if "configMapRef" in source and source["configMapRef"]["name"] not in settings:
                    yield f"{label(deployment)}: config map {source['configMapRef']['name']} does not exist"
                if "secretRef" in source:
                    name = source["secretRef"]["name"]
                    if name not in secrets:
                        yield f"{label(deployment)}: secret {name} is not among the example secrets"
                    if name.endswith("-database") and name != f"cascade-{role}-database":
                        yield f"{label(deployment)}: holds another role's database ({name})"
    for config in of_kind(manifests, "ConfigMap"):
        for key, url in config["data"].items():
            if key.startswith("CASCADE__ENDPOINTS__"):
                host, port = url.removeprefix("http://").rsplit(":", 1)
                if host not in services or int(port) not in [p["port"] for p in services[host]["spec"]["ports"]]:
                    yield f"{label(config)}: {key} names {url}, which no service answers"
    for ingress in of_kind(manifests, "Ingress"):
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                target = services.get(backend["name"])
                if target is None or backend["port"]["name"] not in [p.get("name") for p in target["spec"]["ports"]]:
                    yield f"{label(ingress)}: backend {backend} does not exist"


def pod_findings(manifests: list[Manifest]) -> Iterator[Finding]:
    """What the namespace's `restricted` standard would refuse, and what an operator expects of each container."""
    for deployment in of_kind(manifests, "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        security = pod.get("securityContext", {})
        if security.get("runAsNonRoot") is not True or security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield f"{label(deployment)}: pod security is not 'restricted'"
        if pod.get("automountServiceAccountToken") is not False:
            yield f"{label(deployment)}: mounts a token of the Kubernetes API"
        for container in [*pod.get("initContainers", []), *pod["containers"]]:
            where = f"{label(deployment)}: container {container['name']}"
            own = container.get("securityContext", {})
            if own.get("allowPrivilegeEscalation") is not False or own.get("capabilities", {}).get("drop") != ["ALL"]:
                yield f"{where}: security is not 'restricted'"
            if own.get("readOnlyRootFilesystem") is not True:
                yield f"{where}: its file system is writable"
            resources = container.get("resources", {})
            if not {"cpu", "memory"} <= resources.get("requests", {}).keys() or "memory" not in resources.get("limits", {}):
                yield f"{where}: requests or limits are missing"
            tag = container["image"].rpartition("/")[2].partition(":")[2]
            if tag in ("", "latest"):
                yield f"{where}: image {container['image']} is not pinned"
        for container in pod["containers"]:
            where = f"{label(deployment)}: container {container['name']}"
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if container.get(probe, {}).get("httpGet", {}).get("port") not in container_ports(deployment):
                    yield f"{where}: {probe} asks a port it does not have"


def network_findings(manifests: list[Manifest]) -> Iterator[Finding]:
    policies = of_kind(manifests, "NetworkPolicy")
    pods = [pod_labels(d) for d in of_kind(manifests, "Deployment")]
    if not any(p["spec"]["podSelector"] == {} and set(p["spec"]["policyTypes"]) == {"Ingress", "Egress"} for p in policies):
        yield "no policy denies by default"
    for policy in policies:
        peers = [policy["spec"]["podSelector"]]
        for rule in [*policy["spec"].get("ingress", []), *policy["spec"].get("egress", [])]:
            for peer in [*rule.get("from", []), *rule.get("to", [])]:
                if "podSelector" in peer and "namespaceSelector" not in peer:
                    peers.append(peer["podSelector"])
        for selector in peers:
            if not any(selects(selector, labels) for labels in pods):
                yield f"{label(policy)}: {selector} selects no pod"


def findings(manifests: list[Manifest], secrets: set[str], versions: tuple[str, ...] = VERSIONS) -> list[Finding]:
    found = list(schema_findings(manifests, versions))
    if found:
        # The rest relies on the shape that the schemas promise.
        return found
    return [
        *role_findings(manifests),
        *service_findings(manifests),
        *reference_findings(manifests, secrets),
        *pod_findings(manifests),
        *network_findings(manifests),
    ]


def load(path: str) -> list[Manifest]:
    with open(path, encoding="utf-8") as file:
        return [m for m in yaml.safe_load_all(file) if m]


def main(arguments: list[str]) -> int:
    built = {name: load(path) for name, path in (a.split("=", 1) for a in arguments)}
    secrets = {m["metadata"]["name"] for m in of_kind(built.get("secrets", []), "Secret")}
    failed = 0
    for name, manifests in built.items():
        found = list(schema_findings(manifests)) if name == "secrets" else findings(manifests, secrets)
        failed += len(found)
        for finding in found:
            print(f"{name}: {finding}")
        if not found:
            print(f"{name}: {len(manifests)} manifests are valid for Kubernetes {', '.join(VERSIONS)}, and fit each other")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
