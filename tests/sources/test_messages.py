"""Every sentence is given the parameters it names: a refusal must never fail while it is said."""

import ast
import string
from pathlib import Path

import pytest
import yaml

import sources

FOLDER = Path(sources.__file__).parent
SENTENCES = yaml.safe_load((FOLDER / "messages.yml").read_text(encoding="utf-8"))
PLACES = {"sheet", "cell"}


def refusals():
    """(file, line, code, names of its parameters) of every `refuse("sources.x", a=..., b=...)`."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuse":
                code = node.args[0]
                if isinstance(code, ast.Constant) and all(keyword.arg for keyword in node.keywords):
                    names = {keyword.arg for keyword in node.keywords} - PLACES
                    yield pytest.param(code.value, names, id=f"{path.name}:{node.lineno}")


@pytest.mark.parametrize(("code", "given"), list(refusals()))
def test_a_refusal_gives_what_its_sentence_names(code, given):
    sentence = SENTENCES[code.removeprefix("sources.")]
    named = {name for _, name, _, _ in string.Formatter().parse(sentence["zh"]) if name}
    assert given == named
