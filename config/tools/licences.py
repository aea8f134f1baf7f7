"""`run.py licences`: the packages of production, each with its version and licence, as their own
metadata say; `--sbom FILE` writes them as a CycloneDX document, the same for the same packages."""

import json
import re
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from config.tools.shell import ROOT

LOCK = ROOT / "deploy" / "requirements.lock"
NAMED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
CLASSIFIER = "License :: "


def licences(words: list[str]) -> int:
    """1 where a package does not say its licence."""
    if words and (len(words) != 2 or words[0] != "--sbom"):
        sys.exit("python3 run.py licences [--sbom FILE]")
    found = packages()
    if words:
        Path(words[1]).write_text(json.dumps(document(found), indent=1) + "\n")
    silent = [one for one in found if not licence_of(one)]
    for one in found:
        print(f"{one.name} {one.version}: {licence_of(one) or 'not stated'}")
    return min(len(silent), 1)


def packages() -> list[Distribution]:
    """Those of the production lock that this platform needs, by name."""
    found = []
    for name in sorted(NAMED.findall(LOCK.read_text()), key=str.lower):
        try:
            found.append(distribution(name))
        except PackageNotFoundError:
            continue  # for another platform
    return found


def licence_of(package: Distribution) -> str:
    """An SPDX expression where the package gives one, else the name that it gives; or ""."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    given = [one for one in metadata.get_all("Classifier", []) if one.startswith(CLASSIFIER)]
    names = [one.rpartition(" :: ")[2] for one in given if one != "License :: OSI Approved"]
    return ", ".join(names) or (metadata.get("License") or "").strip().partition("\n")[0]


def document(found: list[Distribution]) -> dict:
    """A software bill of materials, as https://cyclonedx.org/docs/1.6/json/ has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(one) for one in found],
    }


def _component(package: Distribution) -> dict:
    address = f"pkg:pypi/{re.sub('[-_.]+', '-', package.name).lower()}@{package.version}"
    licence = licence_of(package)
    if package.metadata.get("License-Expression"):
        stated = [{"expression": licence}]
    else:
        stated = [{"license": {"name": licence}}] if licence else []
    return {
        "type": "library",
        "bom-ref": address,
        "name": package.name,
        "version": package.version,
        "purl": address,
        "licenses": stated,
    }
