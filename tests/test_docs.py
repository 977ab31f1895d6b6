"""What the papers say is so: settings, codes, versions, paths and packages."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from board import REGISTRY
from board.messages import Close

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

# Hosts that mean something to a reader; a file that names another one leans on it.
SETTINGS = ("server/settings.py", "server/outside.py")
HOSTS = {
    "127.0.0.1",
    "localhost",
    "demos.be",
    "www.demos.be",
    "www.w3.org",  # names of namespaces, such as that of SVG
    "howardhinnant.github.io",  # where a way to reckon with dates comes from
    "joinup.ec.europa.eu",
    "spdx.org",
    "authenticatie.vlaanderen.be",  # where staff of municipalities sign in
    "authenticatie-ti.vlaanderen.be",
}
# Names that belong to nobody, and addresses: a room of one's own has one too.
MADE_UP = re.compile(r"(^|\.)example(\.(org|com|net|be))?$|\.invalid$|\.test$|^[0-9.]+$")
PATHS = ("board", "server", "static", "templates", "tests", "docs", ".ci")


def tracked() -> list[Path]:
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def papers() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def settings() -> set[str]:
    """The variables that the settings read from the environment."""
    read = [ast.parse((ROOT / name).read_text()) for name in SETTINGS]
    asked = [
        node.args[0].value
        for tree in read
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    return {name for name in asked if isinstance(name, str) and name.isupper()}


def test_every_setting_stands_in_the_readme_and_no_other() -> None:
    there = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert there == settings()


def test_every_refusal_code_stands_in_the_protocol() -> None:
    protocol = (ROOT / "docs/protocol.md").read_text()
    assert [code for code in REGISTRY if f"`{code}`" not in protocol] == []


def test_every_close_code_stands_in_the_protocol() -> None:
    protocol = (ROOT / "docs/protocol.md").read_text()
    assert [code for code in Close if not re.search(rf"\b{code.value}\b", protocol)] == []


def test_the_changelog_begins_with_this_version() -> None:
    first = re.search(r"^## (?:\[)?([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first is not None
    assert first[1] == PROJECT["project"]["version"]


def paths_in(paper: Path) -> Iterator[str]:
    text = paper.read_text()
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in link and not link.startswith("mailto:"):
            yield str((paper.parent / link).resolve().relative_to(ROOT))
    for word in re.findall(r"`([A-Za-z0-9_.-]+/[A-Za-z0-9_./-]*)`", text):
        if word.split("/")[0] in PATHS:
            yield word


def test_every_path_in_the_papers_exists() -> None:
    absent = [
        f"{paper.relative_to(ROOT)}: {name}"
        for paper in papers()
        for name in paths_in(paper)
        if not (ROOT / name).exists()
    ]
    assert absent == []


def names_in(paper: Path) -> Iterator[tuple[str, str]]:
    """Names in parentheses right after a path, with that path: `a/b.py` (`name`)."""
    path = ""
    for word, name in re.findall(r"`([\w.-]+/[\w./-]+)`|\(`(\w+)`\)", paper.read_text()):
        path = word or path
        if name:
            yield path, name


def test_every_name_the_tour_gives_stands_in_its_file() -> None:
    named = list(names_in(ROOT / "docs/tour.md"))
    assert named
    absent = [
        f"{path}: {name}"
        for path, name in named
        if not re.search(
            rf"\b(def|function) {name}\b|^ +{name}\(.*\{{$", (ROOT / path).read_text(), re.M
        )
    ]
    assert absent == []


def needed() -> set[str]:
    extras = PROJECT["project"].get("optional-dependencies", {})
    rows = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
        *(row for group in PROJECT["dependency-groups"].values() for row in group),
        *(row for extra in extras.values() for row in extra),
    ]
    return {re.split(r"[<>=\[;~! ]", row)[0] for row in rows} | set(of_npm())


def of_npm() -> dict[str, str]:
    """What checks the browser's side, and what the bench measures beside us, with its version."""
    js, bench = ROOT / "tests/js/package.json", ROOT / "tests/bench/peers/package.json"
    tools: dict[str, str] = json.loads(js.read_text())["devDependencies"]
    peers: dict[str, str] = json.loads(bench.read_text())["dependencies"]
    return tools | peers


def test_every_dependency_earns_its_place_and_no_other_is_named() -> None:
    paper = (ROOT / "docs/dependencies.md").read_text()
    told = re.findall(r"^\| (\S+) \| .+ \|$", paper, re.MULTILINE)
    assert sorted(set(told) - {"package", "---"}) == sorted(needed())


def test_every_package_is_pinned_exactly() -> None:
    pins = PROJECT["tool"]["uv"]["constraint-dependencies"]
    assert [row for row in pins if not re.match(r"[A-Za-z0-9_.-]+==[0-9][^ ]*( ;|$)", row)] == []
    pinned = {row.split("==")[0] for row in pins}
    groups = PROJECT["dependency-groups"]
    direct = PROJECT["project"]["dependencies"] + groups["dev"] + groups["bench"]
    direct += groups["supply"]
    assert {re.split(r"[<>=\[;]", row)[0] for row in direct} <= pinned
    assert [name for name, version in of_npm().items() if not version[0].isdigit()] == []


def test_the_hashed_list_holds_the_same_versions() -> None:
    pins = {row.split(" ")[0] for row in PROJECT["tool"]["uv"]["constraint-dependencies"]}
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    listed = {line.split(" ")[0] for line in lines if "==" in line}
    assert listed
    assert listed <= pins
    assert sum("--hash=sha256:" in line for line in lines) >= len(listed)


def test_no_file_leans_on_a_host_that_means_nothing_to_a_reader() -> None:
    """Nothing is fetched from elsewhere, and links are for people."""
    found = []
    for path in tracked():
        for host in re.findall(r"\b(?:https?|wss?)://([A-Za-z0-9.-]+)", text_of(path)):
            if "." in host and host not in HOSTS and not MADE_UP.search(host):
                found.append(f"{path.relative_to(ROOT)}: {host}")
    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of someone's machine", r"(?<![\w./])/(?:root|home/\w+|work|Users/\w+)/"),
        ("something left for later", r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|Not" r"ImplementedError)\b"),
    ],
)
def test_no_file_holds(what: str, pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if path != Path(__file__) and re.search(pattern, line)
    ]
    assert found == [], what
