"""The tree of regions and finding one by name: what is certain is found, what is not is left alone."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.catalogue import NATION, load_catalogue, loader
from sources.catalogue.short_names import short_name
from sources.problems import Refused

REGIONS = load_catalogue().regions
CODES = st.sampled_from(sorted(REGIONS.by_code))


def code_of(name, within=None):
    region = REGIONS.find(name, within)
    return region and region.region_code


def test_the_regions_are_one_tree_under_the_nation():
    for code in REGIONS.by_code:
        assert code == NATION or REGIONS.ancestors(code)[-1] == NATION


def test_there_are_34_provinces():
    assert len([r for r in REGIONS.children(NATION) if r.level == "province"]) == 34


@given(CODES)
def test_a_level_lies_below_a_higher_one(code):
    depth = ["nation", "province", "city", "county"]
    levels = [depth.index(REGIONS.by_code[c].level) for c in [code, *REGIONS.ancestors(code)]]
    assert levels == sorted(set(levels), reverse=True)


def test_what_succeeded_a_region_exists_and_is_another():
    for region in REGIONS.by_code.values():
        assert region.successor == "" or (region.successor in REGIONS.by_code and region.valid_to is not None)
        assert region.successor != region.region_code


@given(CODES)
def test_a_region_still_there_is_found_by_its_full_name_inside_its_parent_or_is_ambiguous_there(code):
    region = REGIONS.by_code[code]
    if region.valid_to is None and region.parent_code:
        found = REGIONS.find(region.name_zh, region.parent_code)
        namesakes = [r for r in REGIONS.by_code.values() if r.name_zh == region.name_zh and r.valid_to is None]
        assert found is region or len(namesakes) > 1


@given(CODES, CODES, st.booleans())
def test_a_region_outside_is_found_by_its_full_name_only(code, within, by_short_name):
    region = REGIONS.by_code[code]
    found = REGIONS.find(region.short_name if by_short_name else region.name_zh, within)
    if found and within != NATION and not REGIONS.is_within(found.region_code, within):
        assert region.name_zh in (found.name_zh, *found.other_names) or region.short_name == found.name_zh


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("浙江省", None, "330000"),
        ("浙江", None, "330000"),
        ("北　 京", None, "110000"),
        ("全国", None, NATION),
        ("绍兴", None, None),  # a short name of a city needs its surroundings
        ("绍兴", "330000", "330600"),
        ("绍兴", "330600", "330600"),
        ("越城", "330600", "330602"),
        ("越城", "330100", None),  # not inside, and a short name
        ("越城区", "330100", "330602"),  # full and unambiguous
        ("鼓楼区", None, None),  # four cities have one
        ("鼓楼区", "320100", "320106"),
        ("吉林", None, "220000"),
        ("吉林市", None, "220200"),
        ("朝阳", "210000", "211300"),  # the city goes before the county in it
        ("绍兴县", None, "330621"),  # former
        ("上虞", "330600", "330604"),  # the district goes before the former city
        ("江苏省苏州市", None, "320500"),
        ("北京市海淀区", "330600", "110108"),
        ("浙江省绍兴市越城区", None, "330602"),
        ("苏州市浙江省", None, None),
        ("德国", None, None),
        ("合作", None, None),
        ("", None, None),
    ],
)
def test_a_name_finds_what_it_certainly_means(name, within, code):
    assert code_of(name, within) == code


def test_a_region_renamed_under_its_code_is_found_by_its_old_name():
    assert code_of("襄樊市") == code_of("襄阳市") is not None


def test_a_former_region_has_its_last_day_and_its_successor():
    former = REGIONS.by_code["330621"]
    assert former.valid_to == dt.date(2012, 12, 31)
    assert former.successor == "330603"


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("北京市", "北京"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("香港特别行政区", "香港"),
        ("越城区", "越城"),
        ("浦东新区", "浦东"),
        ("和县", "和县"),
        ("郊区", "郊区"),
        ("恩施土家族苗族自治州", "恩施"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("鄂温克族自治旗", "鄂温克"),
        ("阿拉善左旗", "阿拉善左旗"),
        ("陈巴尔虎旗", "陈巴尔虎"),
        ("管城回族区", "管城"),
        ("神农架林区", "神农架"),
        ("大兴安岭地区", "大兴安岭"),
    ],
)
def test_a_short_name_follows_from_the_full_name(full, short):
    assert short_name(full) == short


@given(CODES)
def test_a_short_name_has_two_characters_at_least_and_begins_the_full_name(code):
    region = REGIONS.by_code[code]
    assert len(region.short_name) >= 2
    assert region.name_zh.startswith(region.short_name)


def write(folder, text):
    folder.mkdir(exist_ok=True)
    (folder / "own.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_city_adds_its_zones_and_the_version_tells(tmp_path):
    text = "regions:\n- {region_code: 330600-Z1, name_zh: 示例高新区, parent_code: '330600', valid_from: 2012-01-01}\n"
    catalogue = load_catalogue(write(tmp_path / "regions", text))
    zone = catalogue.regions.find("示例高新区", within="330600")
    assert zone is not None
    assert (zone.kind, zone.level, zone.short_name) == ("functional", "zone", "示例高新区")
    assert zone.valid_from == dt.date(2012, 1, 1)
    assert catalogue.version != load_catalogue().version


def test_the_example_in_the_readme_loads(tmp_path):
    readme = Path(loader.__file__).with_name("README.md").read_text(encoding="utf-8")
    example = readme.split("```yaml\n")[1].split("```")[0]
    assert load_catalogue(write(tmp_path / "regions", example)).regions.find("示例高新技术产业开发区") is not None


def test_no_folder_of_own_regions_adds_nothing(tmp_path):
    assert load_catalogue(tmp_path / "none") is load_catalogue()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regions: [", "no readable YAML"),
        ("zones: []", "one list named regions"),
        ("regions: [ein, zwei]", "one list named regions"),
        ("regions: [{name_zh: 示例区, parent_code: '330600'}]", "region_code"),
        ("regions: [{region_code: x, name_zh: 示例区, parent_code: '330600', colour: red}]", "colour"),
        ("regions: [{region_code: x, name_zh: 示例区, parent_code: '330600', kind: odd}]", "kind"),
        ("regions: [{region_code: x, name_zh: 示例区, parent_code: '330600', valid_to: soon}]", "valid_to"),
        ("regions: [{region_code: '330602', name_zh: 示例区, parent_code: '330600'}]", "330602"),
        ("regions: [{region_code: x, name_zh: 示例区, parent_code: '999999'}]", "999999"),
    ],
)
def test_a_wrong_file_of_own_regions_is_refused_with_file_and_reason(tmp_path, text, said):
    with pytest.raises(Refused) as refused:
        load_catalogue(write(tmp_path / "regions", text))
    sentence = refused.value.problems[0].text("en")
    assert said in sentence
    assert "own.yml" in sentence
    assert "own.yml" in refused.value.problems[0].text("zh")
