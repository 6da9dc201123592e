"""Text in every encoding that offices use comes out the same; what is no text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.problems import Refused
from sources.readers.encoding import decode

TEXT = "地区,2020年\r\n绍兴市,79亿元\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gbk", "gb18030", "gb2312"])
def test_the_same_text_in_any_encoding(encoding):
    data = TEXT.encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    assert decode(data)[0] == TEXT


def test_utf16_of_plain_letters_needs_no_mark():
    assert decode("year,value\n2020,1\n".encode("utf-16-le")) == ("year,value\n2020,1\n", "utf-16-le")


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)),
        b"\x00\x01\x02\x03" * 50,
        TEXT.encode("utf-8") * 20 + b"\xff\xfe\xfd",
        TEXT.encode("gbk")[:-5] + b"\x00\x07",
        "地区".encode()[:-1] + "绍兴市，新昌县，嵊州市".encode(),
        b"\xff\xfe\x00",
    ],
    ids=[
        "all_bytes",
        "control",
        "utf8_with_garbage_at_the_end",
        "gbk_cut_short",
        "utf8_with_a_lost_byte",
        "half_utf16",
    ],
)
def test_damaged_or_binary_data_is_no_text(data):
    with pytest.raises(Refused) as refused:
        decode(data)
    assert refused.value.problems[0].code == "sources.unreadable_encoding"


def test_nothing_is_said_to_be_nothing():
    with pytest.raises(Refused, match="empty"):
        decode(b"")


@given(st.text(st.characters(codec="gb18030", categories=["Lo", "Nd", "Po", "Zs"]), max_size=200))
def test_text_in_utf8_is_never_changed(text):
    if text and "\ufeff" not in text:
        assert decode(text.encode("utf-8")) == (text, "utf-8")
