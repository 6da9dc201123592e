"""The short name that people use for a region, from its full official name, by rule.

Belongs here: the rule only. It knows the suffixes of administrative names and the names of the peoples in them, and no
single place. Does not belong here: where a short name may be accepted (`regions.py`).
"""

from __future__ import annotations

import re

_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|"
    "傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族|毛南族|"
    "仡佬族|锡伯族|锡伯|普米族|塔吉克族|塔吉克|怒族|鄂温克族|鄂温克|德昂族|保安族|裕固族|独龙族|鄂伦春族|门巴族|珞巴族|各族"
)
_AUTONOMOUS = re.compile(rf"(?P<place>.*?)(?P<peoples>(?:{_PEOPLES})+)?自治[州县旗]\Z")
_DISTRICT_OF_A_PEOPLE = re.compile(rf"(?P<place>.{{2,}}?)(?:{_PEOPLES})(?<=族)区\Z")
_AUTONOMOUS_REGION = re.compile(r"(?P<place>.+?)(?:壮族|回族|维吾尔)?自治区\Z")
_SUFFIX = re.compile(r"(?P<place>.{2,}?)(?:特别行政区|地区|林区|特区|新区|省|市|盟|区|县|(?<![左右前后中翼])旗)\Z")


def short_name(full: str) -> str:
    """`甲乙市` -> `甲乙`, `甲乙土家族苗族自治州` -> `甲乙`; one that would keep a single character stays whole."""
    for pattern in (_AUTONOMOUS_REGION, _AUTONOMOUS, _DISTRICT_OF_A_PEOPLE):
        if match := pattern.match(full):
            return match["place"] or re.sub(r"族\Z", "", match.groupdict().get("peoples") or full)
    match = _SUFFIX.match(full)
    return match["place"] if match else full
