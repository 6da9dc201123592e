"""高新技术企业名录, the register of certificates: all that were valid at some time of the year, by batch.

Belongs here: the certificates of the sample city and the bytes of this dataset's files. Does not belong here: how many
there are (`city/hightech_enterprises.yml`), reading the files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from sources.samples.figures import City, following, last_of_each_year, month_end, months_text, over
from sources.samples.firms import Firm, firm
from sources.samples.words import NOTE, chinese_date, full_width, typed_date
from sources.samples.workbooks import Sheet, workbook

department = "science_technology_bureau"
_FIELDS = ("电子信息", "生物与新医药", "新材料", "高技术服务", "新能源与节能", "资源与环境", "先进制造与自动化")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a firm; `number` is the firm's. It ends three years after the day of issue, less a day."""

    number: int
    firm: Firm
    batch: str
    issued: dt.date
    renewed: bool

    @property
    def ends(self) -> dt.date:
        """The last day on which it is valid."""
        return self.issued.replace(year=self.issued.year + 3) - dt.timedelta(days=1)


def files(city: City, months: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """One file a year, as of the last month."""
    for year, month in last_of_each_year(months):
        yield f"高新技术企业名录{year}年{months_text(month)}.xlsx", register(city, year, month)


def certificates(city: City, last: dt.date) -> list[Certificate]:
    """All certificates issued until a day, oldest first."""
    stated = city.stated["hightech_enterprises"]
    numbers = count()
    found = [
        Certificate(number, firm(city, number), f"{batch['issued'].year}年", batch["issued"], False)
        for batch in stated["earlier"]
        for number, _ in zip(numbers, range(batch["new"]), strict=False)
    ]
    for year in range(city.first[0], last.year + 1):
        for place, batch in enumerate(stated["batches"]):
            issued = dt.date(year, batch["month"], batch["day"])
            name = f"{year}年{batch['name']}"
            new = batch["new"] if year == city.first[0] else stated["later_new"][place]
            if batch is stated["batches"][-1]:
                ended = [one for one in found if issued.replace(year=year - 1) <= one.ends < issued]
                kept = ended[: over(len(ended) * stated["renewed"], 100)]
                found += [Certificate(one.number, one.firm, name, issued, True) for one in kept]
            found += [
                Certificate(number, firm(city, number), name, issued, False)
                for _, number in zip(range(new), numbers, strict=False)
            ]
    return [one for one in found if one.issued <= last]


def register(city: City, year: int, month: int) -> bytes:
    """高新技术企业名录, the certificates valid at some time from January to the month.

    Dirt: the period and the number of firms in one title line; merged two-row header; full-width digits in every
    eleventh certificate number; days of issue as real dates, days of end typed as text in four styles; 新认定 and
    首次认定 for the same thing; small letters and blanks in credit codes; names with trailing blanks; a hidden column
    of telephone numbers; a hidden row in the midst; 注 line with a footnote mark in the header.
    """
    figures = city.series("hightech_enterprises")
    filed = following(year, month, figures.stated["published_day"])
    first, last = dt.date(year, 1, 1), month_end(year, month)
    rows = [one for one in certificates(city, last) if one.ends >= first]
    sheet = Sheet("名录")
    sheet.row(1, [f"{city.name}高新技术企业名录（{year}年{months_text(month)}）"])
    sheet.row(
        2, [f"截至日期：{chinese_date(last)}", *[None] * 5, f"填报日期：{filed:%Y-%m-%d}", None, f"共{len(rows)}家"]
    )
    heads = ["序号", "企业名称", "统一社会信用代码", "所属区、县（市）", "技术领域", "高新技术企业证书", None, None]
    sheet.row(3, [*heads, "认定批次", "认定类型①", "联系电话", "备注"])
    sheet.row(4, ["证书编号", "发证日期", "有效期至"], 6)
    merged = [f"{letter}3:{letter}4" for letter in "ABCDEIJKL"]
    sheet.merge("A1:L1", "F3:H3", *merged)
    sheet.hidden_columns.append("K")
    sheet.hidden_rows.append(9)
    for i, one in enumerate(rows):
        dice = figures.dice(one.number)
        certificate = f"GR{one.issued.year}33{one.number:06d}"
        code = one.firm.credit_code.lower() + " " if i % 13 == 6 else one.firm.credit_code
        sheet.row(
            5 + i,
            [
                i + 1,
                one.firm.name + "　" * (i % 9 == 4),
                code,
                one.firm.place,
                dice.choice(_FIELDS),
                full_width(certificate) if i % 11 == 7 else certificate,
                one.issued,
                typed_date(one.ends, i),
                one.batch,
                "重新认定" if one.renewed else ("新认定", "首次认定")[i % 5 == 1],
                f"000-0000-{one.number:04d}",
                "示例数据" if i == 0 else None,
            ],
        )
        sheet.formats[5 + i, 7] = "yyyy/m/d"
    end = 5 + len(rows)
    sheet.row(end, [f"注：①有效期满后再次通过认定的为重新认定。{NOTE}企业均为虚构。"])
    sheet.merge(f"A{end}:L{end}")
    return workbook([sheet], filed)
