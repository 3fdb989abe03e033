"""The house keeps its own rules: layers, sizes, fresh documents, the same version everywhere."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import hackday

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 400
SOURCES = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("web/src/**/*.ts"), *ROOT.glob("web/src/**/*.tsx")])
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_there_are_sources_and_documents_to_judge() -> None:
    assert len(SOURCES) > 50
    assert len(DOCUMENTS) > 5


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_a_person_reads(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_imports_go_from_top_to_bottom() -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    outcome = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout


def test_the_generated_documents_are_fresh() -> None:
    outcome = subprocess.run(
        [sys.executable, "tools/write_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert project["version"] == hackday.__version__ == newest[1]


@pytest.mark.parametrize("code", [0, 3])
def test_waiting_is_told_on_standard_error_alone(code: int) -> None:
    """Standard output is for what a verb comes to, such as the path of a page."""
    work = ["sh", "-c", f"echo its own words; exit {code}"]
    outcome = subprocess.run(
        ["sh", "tools/patiently.sh", "doing it", *work], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout) == (code, "")
    assert outcome.stderr.startswith("doing it …\n")
    assert ("its own words" in outcome.stderr) == (code != 0)


def anchors(document: Path) -> set[str]:
    """The headings of a document as links name them: GitHub's way, in small letters with hyphens."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_link_to_files_and_headings_that_exist(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?", path.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        linked = path.parent / target if target else path
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), f"{target}#{anchor}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_source_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:src|web|tests|benchmarks|docs|tools)/[\w./-]+\.\w+)`", text):
        assert (ROOT / name).exists(), name


def test_every_promise_names_a_test_that_exists() -> None:
    tables = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8").split("\n\n")
    rows = [row for table in tables if "| quick test |" in table for row in table.splitlines()[2:]]
    assert len(rows) > 15
    for row in rows:
        names = re.findall(r"`((?:tests|web)/[^` ]+)`", row)
        assert names, row
        for name in names:
            assert (ROOT / name).exists(), name


PICKLES = {"pickle", "marshal", "shelve", "joblib", "dill"}
RUNNERS = ("eval", "exec", "__import__")


def ways_to_run_data(source: str) -> list[str]:
    """Where a program could run what a file holds: pickle by any way, eval, exec, loads of torch and NumPy that may."""
    found = []
    nodes = list(ast.walk(ast.parse(source)))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    safe = [call.func for call in calls if "weights_only=True" in map(ast.unparse, call.keywords)]
    for node in nodes:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute) and node not in safe:
            names = [ast.unparse(node)]
        elif isinstance(node, ast.Name) and node.id in RUNNERS:
            found.append(node.id)
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False":
            found.append("allow_pickle")
        found += [name for name in names if name == "torch.load" or PICKLES & set(name.split("."))]
    return found


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from pickle import loads", "import torch.serialization as s; s.pickle.load(f)", "eval(text)",
     "torch.load(path)", "torch.load(path, weights_only=False)", "load = torch.load", "from torch import load",
     "np.load(path, allow_pickle=True)", "np.load(path, allow_pickle=x)", "numpy.core.pickle.loads(content)",
     "__import__('pickle')"],
)  # fmt: skip
def test_every_way_to_run_what_a_file_holds_is_known(source: str) -> None:
    assert ways_to_run_data(source)
    assert not ways_to_run_data(
        "np.load(p, allow_pickle=False); json.load(f); model.eval(); torch.load(p, weights_only=True)"
    )


def test_no_code_of_a_model_file_is_ever_run() -> None:
    """Neither pickle nor eval nor exec nor an unsafe load stands anywhere in the product."""
    for path in ROOT.glob("src/**/*.py"):
        assert ways_to_run_data(path.read_text(encoding="utf-8")) == [], path


def test_lock_files_and_sources_name_no_registry() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
    for path in (ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / "Makefile", ROOT / "web" / ".npmrc"):
        assert "://" not in path.read_text(encoding="utf-8"), path
