"""`sti contract`: checking contracts, proposing one for a file, forms for departments, the schema for editors."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands.terminal import HomeOption, LangOption, err, language, out, table, words
from orchestration.settings import catalogue_of, home_of, home_region, settings_of
from sources.catalogue import Catalogue
from sources.contracts.loading import (
    Loaded,
    check_contracts,
    contract_files,
    departments_with_contracts,
    load_contract,
    load_contracts,
)
from sources.contracts.patterns import nearest
from sources.problems import Refused, refuse
from warehouse.corrections import correction_rows

app = typer.Typer(no_args_is_help=True, help="Contracts: the declared layouts of spreadsheets. 契约：表式的声明。")
OutOption = Annotated[Path | None, typer.Option("--out", help="Where to write it. 写到哪里。")]


@app.command("check")
def check(home: HomeOption = None, lang: LangOption = None) -> None:
    """Every contract, the package's and this city's, and the city's corrections: are they valid. 检查契约与更正。"""
    settings = settings_of(home)
    extra, catalogue = home_of(settings).contracts, catalogue_of(settings)
    problems = [problem.text(language()) for problem in check_contracts(extra)]
    corrections = 0
    if not problems:
        try:
            region = home_region(settings, catalogue) if settings.region else ""
            corrections = len(correction_rows(home_of(settings).corrections, catalogue, extra, region))
        except Refused as refused:
            problems = [problem.text(language()) for problem in refused.problems]
    rows = [
        [
            one.contract.dataset,
            catalogue.departments[department].name_zh if department in catalogue.departments else department,
            one.contract.title.get(language()) or next(iter(one.contract.title.values()), ""),
            ", ".join(
                _with_days(layout.name, layout.valid_from, layout.valid_until) for layout in one.contract.layouts
            ),
            one.contract.source,
            one.contract.supersedes,
        ]
        for department in departments_with_contracts(extra)
        for one in _valid(department, extra)
    ]
    heads = ("dataset", "department", "title", "layouts", "source", "supersedes")
    out.print(table("", [words(f"word_{name}") for name in heads], rows))
    for problem in problems:
        err.print(problem, style="red", markup=False, highlight=False)
    if problems:
        err.print(words("contracts_wrong", problems=len(problems)))
        raise typer.Exit(1)
    out.print(words("contracts_right", contracts=len(rows)))
    if corrections:
        out.print(words("corrections_valid", corrections=corrections))


def _with_days(name: str, first: object, last: object) -> str:
    return f"{name} ({first or '…'} – {last or '…'})" if first or last else name


def _valid(department: str, extra: Path) -> list[Loaded]:
    """The contracts of a department that can be loaded; what is wrong with the others is told apart."""
    loaded = []
    for path in contract_files(department, extra).values():
        with contextlib.suppress(Refused):
            loaded.append(load_contract(path))
    return loaded


@app.command("infer")
def infer(
    file: Annotated[Path, typer.Argument(help="A workbook. 一份表格文件。")],
    department: Annotated[
        str | None, typer.Option("--department", help="Whose it is: then its contracts are compared. 报送部门。")
    ] = None,
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """Propose a contract for a workbook, or the new layout as a difference. 由表格推断契约，或表式变动的差异。"""
    from sources.inference import changed_layout, propose
    from sources.inference.writing import proposal_text
    from sources.readers.formats import read_workbook
    from sources.spreadsheets.match import read_by_contract
    from sources.spreadsheets.words import Vocabulary

    if not file.is_file():
        raise refuse("orchestration.file_not_found", file=file)
    settings = settings_of(home)
    catalogue = catalogue_of(settings)
    vocabulary = Vocabulary(catalogue, home_region(settings, catalogue))
    extra = home_of(settings).contracts
    workbook = read_workbook(file.read_bytes(), file.name)
    own = load_contracts(_department(department, catalogue), extra) if department else {}
    if own:
        with contextlib.suppress(Refused):
            reading = read_by_contract(workbook, own, vocabulary, {}, b"", file.name)
            layout = reading.contract_version.partition("/")[2]
            err.print(words("contract_fits", dataset=reading.dataset, layout=layout), markup=False)
            return
    known = [one.contract for name in departments_with_contracts(extra) for one in _valid(name, extra)]
    proposal = propose(workbook, vocabulary, known, file.name)
    change = changed_layout(proposal, own)
    typer.echo(change.diff(language()) if change else proposal_text(proposal, language(), file.name), nl=False)
    decisions = change.decisions if change else len(proposal.decisions)
    if decisions:
        err.print(words("contract_to_decide", decisions=decisions))


@app.command("template")
def template(
    dataset: Annotated[str, typer.Argument(help="A dataset, as `sti contract check` lists it. 数据集。")],
    to: OutOption = None,
    home: HomeOption = None,
    lang: LangOption = None,
) -> None:
    """An empty workbook for the department that sends a dataset in. 给部门的空表。"""
    from sources.templates import template as empty_form

    settings = settings_of(home)
    catalogue = catalogue_of(settings)
    code = home_region(settings, catalogue)
    department, loaded = _contract(dataset, home_of(settings).contracts)
    path = to or Path(f"{loaded.contract.title.get('zh', dataset)}.xlsx".replace("/", "-"))
    name = catalogue.departments[department].name_zh if department in catalogue.departments else ""
    _write(path, empty_form(loaded.contract, name, catalogue, code))


@app.command("schema")
def schema(to: OutOption = None, lang: LangOption = None) -> None:
    """The JSON Schema of a contract, for editors. 契约的 JSON Schema，供编辑器使用。"""
    from sources.contracts.reference import schema_text

    if to is None:
        typer.echo(schema_text(), nl=False)
    else:
        _write(to, schema_text().encode())


def _contract(dataset: str, extra: Path) -> tuple[str, Loaded]:
    """Department and contract of a dataset."""
    known = {
        name: (department, loaded)
        for department in departments_with_contracts(extra)
        for name, loaded in load_contracts(department, extra).items()
    }
    if dataset not in known:
        raise refuse("orchestration.contract_unknown", dataset=dataset, nearest=nearest(dataset, known))
    return known[dataset]


def _department(name: str, catalogue: Catalogue) -> str:
    found = catalogue.department(name)
    if found is None:
        near = nearest(name, (one.name_zh for one in catalogue.departments.values()))
        raise refuse("orchestration.contract_no_department", department=name, nearest=near)
    return found.department_id


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        raise refuse("orchestration.contract_file_there", file=path)
    if not path.parent.is_dir():
        raise refuse("orchestration.draft_no_folder", folder=path.parent)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise refuse("orchestration.draft_unwritable", file=path, reason=error.strerror or "-") from None
    out.print(words("contract_written", file=path), markup=False)
