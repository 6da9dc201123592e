"""`python -m benchmarks.reading`: how fast and in how much memory workbooks are read, beside openpyxl in the same run.

Belongs here: the corpora (a ledger of 200,000 rows and 12 columns; 300 small messy workbooks), measuring each reader in
a process of its own, the limits, the table. Exit status 1 beyond a limit. python-calamine is a peer in speed only: it
tells no formats, formulas, comments or hidden rows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

_ROWS = 200_000
_FILES = 300
_MIN_RATIO, _MAX_MB, _MAX_MESSY = 4.0, 300.0, 1.5
_NS = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def ledger(rows: int = _ROWS, *, plain: bool = True) -> bytes:
    """A workbook as Excel writes one: shared strings, dates, shares, amounts, a half empty last column.

    Not `plain`: the attributes of every cell in another order than Excel's.
    """
    chance = random.Random(1)
    firms = [f"越城精密制造第{number}有限公司" for number in range(60_000)]
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{_NS}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
        )
    )
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="xml" ContentType="'
        f'application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/><Override '
        f'PartName="/xl/sharedStrings.xml" ContentType="{content}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships"><Relationship Id="r1" Type="{_NS}/'
        'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships">{relations}'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_NS}/spreadsheetml/2006/main" xmlns:r="{_NS}/officeDocument/2006/'
        'relationships"><sheets><sheet name="台账" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{_NS}/spreadsheetml/2006/main"><fonts><font/></fonts><fills><fill>'
        "<patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="4"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_NS}/spreadsheetml/2006/main">'
        + "".join(f"<si><t>{firm}</t></si>" for firm in firms)
        + "</sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, _HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_NS}/spreadsheetml/2006/main"><sheetData>'.encode())
            for row in range(1, rows + 1):
                part.write(_row(row, chance, plain).encode())
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _row(row: int, chance: random.Random, plain: bool) -> str:
    cells = []
    for column, letter in enumerate("ABCDEFGHIJKL"):
        if column < 4:
            kind, value = ' t="s"', str(chance.randrange(60_000))
        elif column == 4:
            kind, value = ' s="1"', str(43_000 + chance.randrange(2000))
        elif column == 5:
            kind, value = ' s="2"', f"{chance.random():.4f}"
        elif column < 9:
            kind, value = ' s="3"', repr(chance.random() * 1e5)
        elif column == 11 and chance.random() < 0.5:
            continue
        else:
            kind, value = "", str(chance.randrange(100_000))
        stated = f' r="{letter}{row}"'
        cells.append(f"<c{stated}{kind}><v>{value}</v></c>" if plain else f"<c{kind}{stated}><v>{value}</v></c>")
    return f'<row r="{row}" spans="1:12">{"".join(cells)}</row>'


def messy(folder: Path, files: int = _FILES) -> None:
    """Small workbooks as departments send them, each with some of every kind of dirt."""
    import openpyxl
    from openpyxl.comments import Comment

    for number in range(files):
        chance = random.Random(number)
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append([f"2020年{number % 12 + 1}月各县（市、区）主要指标"])
        sheet.append(["单位：万元"])
        sheet.append(["地区", "成交额", None, "增长"])
        sheet.append([None, "本期", "上年同期", None])
        for row in range(chance.randrange(6, 40)):
            sheet.append([f"第{row}区 ", chance.random() * 1e6, f"{chance.randrange(10**6):,}", chance.random()])
            sheet.cell(row + 5, 4).number_format = "0.0%"
        sheet.append(["合计", "=SUM(B5:B9)", "—", "#DIV/0!"])
        sheet.append(["填报日期", dt.datetime(2020, 11, 5)])
        for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4"):
            sheet.merge_cells(area)
        sheet.row_dimensions[6].hidden = sheet.column_dimensions["C"].hidden = True
        sheet["A5"].comment = Comment("已核对", "审核")
        book.create_sheet("说明").sheet_state = "hidden"
        book.save(folder / f"{number:03}.xlsx")


def _ours(data: bytes) -> Callable[[], int]:
    from sources.readers.formats import read_workbook

    book = read_workbook(data, "a.xlsx")
    return lambda: sum(len(row) for sheet in book.sheets for row in sheet.rows.values())


def _openpyxl(data: bytes) -> Callable[[], int]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return lambda: sum(cell.value is not None for sheet in book.worksheets for row in sheet.rows for cell in row)


def _calamine(data: bytes) -> Callable[[], int]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return lambda: sum(value != "" for rows in sheets for row in rows for value in row)


_READERS = {"sti": _ours, "openpyxl": _openpyxl, "python-calamine": _calamine}


def measure(reader: str, place: Path) -> dict[str, float]:
    """CPU seconds of reading a file or a folder, and of looking at every cell after that; cells; peak RSS in MB."""
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    read = _READERS[reader]
    read(ledger(2))()  # what is imported is paid for once
    read_seconds = look_seconds = 0.0
    cells = 0
    for file in files:
        data = file.read_bytes()
        began = time.process_time()
        look = read(data)
        middle = time.process_time()
        cells += look()
        read_seconds += middle - began
        look_seconds += time.process_time() - middle
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"read": read_seconds, "look": look_seconds, "cells": float(cells), "RSS MB": peak}


def _child(reader: str, place: Path) -> dict[str, float]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.reading", "--child", reader, str(place)]
    figures: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 0, or 1 beyond a limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description="The readers, measured.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.child:
        print(json.dumps(measure(chosen.child[0], Path(chosen.child[1]))))
        return 0
    figures: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        big, other, small = Path(folder, "big.xlsx"), Path(folder, "other.xlsx"), Path(folder, "messy")
        big.write_bytes(ledger())
        other.write_bytes(ledger(plain=False))
        small.mkdir()
        messy(small)
        for name, place in (("200k x 12", big), ("200k x 12, odd", other), (f"{_FILES} messy", small)):
            figures[name] = {reader: _child(reader, place) for reader in _READERS if place != other or reader == "sti"}
    _print(figures)
    failures = beyond(figures)
    for failure in failures:
        print(f"beyond its limit: {failure}")
    if chosen.json:
        chosen.json.write_text(json.dumps({"figures": figures, "beyond": failures}, indent=1) + "\n", encoding="utf-8")
    return 1 if failures else 0


def _print(figures: dict[str, dict[str, dict[str, float]]]) -> None:
    print(f"{'corpus':<16}{'reader':<17}{'read s':>8}{'ratio':>7}{'+ all cells s':>15}{'ratio':>7}{'RSS MB':>8}")
    for corpus, readers in figures.items():
        peer = readers.get("openpyxl") or figures["200k x 12"]["openpyxl"]
        for reader, one in readers.items():
            ratio, whole = peer["read"] / one["read"], (peer["read"] + peer["look"]) / (one["read"] + one["look"])
            seconds = f"{one['read']:>8.2f}{ratio:>7.1f}{one['read'] + one['look']:>15.2f}{whole:>7.1f}"
            print(f"{corpus:<16}{reader:<17}{seconds}{one['RSS MB']:>8.0f}")


def beyond(figures: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """What is slower or larger than it may be."""
    big, small = figures["200k x 12"], figures[f"{_FILES} messy"]["sti"]
    found = []
    peer, ours = (big[reader]["read"] + big[reader]["look"] for reader in ("openpyxl", "sti"))
    if (ratio := peer / ours) < _MIN_RATIO:
        found.append(f"200k x 12 is read {ratio:.1f} times as fast as by openpyxl, not {_MIN_RATIO:g}")
    if big["sti"]["RSS MB"] > _MAX_MB:
        found.append(f"200k x 12 takes {big['sti']['RSS MB']:.0f} MB, not {_MAX_MB:g}")
    if small["read"] > _MAX_MESSY:
        found.append(f"{_FILES} files take {small['read']:.2f} s, not {_MAX_MESSY:g}")
    if big["openpyxl"]["cells"] != big["sti"]["cells"]:
        found.append("the readers do not find the same cells")
    return found


if __name__ == "__main__":
    sys.exit(main())
