"""The published schema and reference are those of the models, speak of every key, and take every contract there is."""

import jsonschema
import pytest
import yaml

from sources.contracts.loading import contract_files, departments_with_contracts
from sources.contracts.reference import (
    DOCS,
    REFERENCE_FILE,
    SCHEMA_FILE,
    contract_schema,
    reference_text,
    schema_text,
)

FILES = [path for department in departments_with_contracts() for path in contract_files(department).values()]


def test_schema_and_reference_are_current():
    again = "write them with: python -m sources.contracts.reference"
    assert (DOCS / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(), again
    assert (DOCS / REFERENCE_FILE).read_text(encoding="utf-8") == reference_text(), again


def test_every_key_of_the_language_is_described():
    schema = contract_schema()
    for model in [schema, *schema["$defs"].values()]:
        assert model["description"]
        for key, entry in model["properties"].items():
            assert entry.get("description"), f"{model['title']}.{key}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_schema_takes_every_contract(path):
    stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    for layout in stated["layouts"]:  # JSON has no dates
        layout.update({key: str(layout[key]) for key in ("valid_from", "valid_until") if key in layout})
    jsonschema.validate(stated, contract_schema())


def test_the_schema_refuses_a_key_nobody_knows():
    stated = yaml.safe_load(FILES[0].read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**stated, "colour": "red"}, contract_schema())
