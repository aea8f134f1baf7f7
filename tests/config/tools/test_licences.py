"""`run.py licences`: every package of production with its licence, and as CycloneDX."""

import json
import tomllib

from config.tools import licences
from config.tools.shell import ROOT


def test_every_package_says_its_licence(capsys):
    assert licences.licences([]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("Django 5.2") and "BSD" in line for line in lines)
    assert [line for line in lines if "not stated" in line] == []


def test_bill_of_materials_names_version_licence_and_address_of_each(tmp_path):
    path = tmp_path / "sbom.json"

    licences.licences(["--sbom", str(path)])

    bill = json.loads(path.read_text())
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == version
    (django,) = (one for one in bill["components"] if one["name"] == "Django")
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert django["licenses"]
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])


def test_same_packages_give_the_same_file(tmp_path):
    for name in ("one", "two"):
        licences.licences(["--sbom", str(tmp_path / name)])

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_tools_of_the_tests_are_no_part_of_production():
    assert "pytest" not in {package.name for package in licences.packages()}
