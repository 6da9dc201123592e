"""Whatever lies in an inbox becomes a reading or one clear refusal, never a traceback; one bad file harms no other."""

import functools
import io
import os
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.reading import read_all, read_submission, reading_version
from sources.sandbox import Limits, run_each
from tests.sources.readers.oracle import with_parts, with_shared_strings
from tests.sources.submissions import ARRIVED, HOME_REGION, changed, codes, read, request, sample, workbook, zones

DEPARTMENT = "statistics_bureau"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "空.xlsx", "empty_file"),
        ("随便写的", "表.xlsx", "wrong_magic"),
        (bytes(range(256)), "表.csv", "unreadable_encoding"),
        ("甲,乙\n1,2\n", "表.csv", "unknown_dataset"),
        (workbook(("表", [[None]])), "表.xlsx", "no_content"),
        (workbook(("表", [["甲", "乙"], [1, 2]])), "表.xlsx", "unknown_dataset"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path, content, name, code):
    found = read(tmp_path, content, DEPARTMENT, name=name)
    assert found.refused
    assert codes(found) == [code]
    for language in ("zh", "en"):
        assert found.problems[0].text(language)


def test_a_file_of_another_department_is_refused_with_what_this_one_sends(tmp_path):
    found = read(tmp_path, sample("technology_contracts"), DEPARTMENT)
    assert codes(found)[0] in ("unknown_dataset", "no_contract_fits")
    assert "industrial_rd" in found.problems[0].text("zh")


def test_a_department_without_contracts_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("sources.reading.load_contracts", lambda department, extra: {})
    assert codes(read(tmp_path, sample("targets"), "tax_bureau")) == ["no_contracts"]


def test_a_refused_file_still_says_of_what_it_is_where_its_shape_or_its_sidecar_does(tmp_path):
    wrong = read(
        tmp_path, changed(sample("industrial_rd"), lambda sheet: sheet.__setitem__("B9", "待核实")), DEPARTMENT
    )
    assert (wrong.refused, wrong.dataset) == (True, "industrial_rd")
    said = read(tmp_path, sample("technology_contracts"), DEPARTMENT, sidecar="dataset: industrial_rd\n")
    assert (said.refused, said.dataset) == (True, "industrial_rd")
    assert read(tmp_path, sample("technology_contracts"), DEPARTMENT).dataset == ""


@pytest.mark.parametrize(
    ("sidecar", "code"),
    [
        ("colour: red\n", "sidecar_unknown_key"),
        ("- a\n", "sidecar_not_yaml"),
        ("known_on: [\n", "sidecar_not_yaml"),
        ("known_on: {a: b}\n", "sidecar_not_yaml"),
        ("known_on: 去年\n", "sidecar_unknown_word"),
        ("unit: 斤\n", "sidecar_unknown_word"),
        ("indicator: 国内生产总直\n", "sidecar_unknown_word"),
        ("region: 无名市\n", "sidecar_unknown_word"),
        ("period: 十月\n", "sidecar_unknown_word"),
        ("dataset: industrial_r\n", "sidecar_unknown_dataset"),
        ("known_on: 2030-01-01\n", "known_after_arrival"),
    ],
)
def test_a_sidecar_says_only_what_it_may(tmp_path, sidecar, code):
    found = read(tmp_path, sample("industrial_rd"), DEPARTMENT, sidecar=sidecar)
    assert codes(found) == [code]


def test_an_empty_sidecar_says_nothing(tmp_path):
    assert not read(tmp_path, sample("industrial_rd"), DEPARTMENT, sidecar="# 无\n").refused


def test_what_a_sidecar_states_is_evidence_with_its_line(tmp_path):
    sidecar = "# 说明\nknown_on: 2020-11-30\nnote: 电话更正\n"
    found = read(tmp_path, sample("hightech_output"), DEPARTMENT, sidecar=sidecar)
    assert (str(found.known_on), found.known_on_from) == ("2020-11-30", "sidecar")
    assert [(n.text, n.evidence) for n in found.notes if n.evidence.startswith("sidecar")] == [
        ("known_on: 2020-11-30", "sidecar:2"),
        ("电话更正", "sidecar:3"),
    ]


def test_without_a_stated_day_numbers_are_known_on_the_day_they_arrived(tmp_path):
    found = read(tmp_path, sample("national_statistics"), "national_statistics_bureau", name="a.csv")
    assert (found.known_on, found.known_on_from) == (ARRIVED, "arrival")


def test_prose_goes_to_the_reports_with_the_sidecar(tmp_path):
    text = "2020年，全社会研发经费支出占地区生产总值比重达到2.75%。"
    found = read(tmp_path, text, DEPARTMENT, name="报告.txt", sidecar="region: 绍兴市\nknown_on: 2021-01-10\n")
    assert not found.refused
    assert found.supersedes == "report"
    assert str(found.known_on) == "2021-01-10"


def test_a_broken_contract_of_the_city_refuses_the_file_and_names_the_contract(tmp_path):
    found = read(tmp_path, sample("industrial_rd"), DEPARTMENT, contracts={"own": "dataset: own\n"})
    assert set(codes(found)) == {"contract_invalid"}
    assert "own.yml" in found.problems[0].text("zh")


@functools.cache
def untouched(folder):
    return read(folder, sample("hightech_output"), DEPARTMENT)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_workbook_with_any_byte_changed_is_read_the_same_or_refused(tmp_path, data):
    content = bytearray(sample("hightech_output"))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    changed = read(tmp_path, bytes(content), DEPARTMENT)
    assert changed.refused or changed.observations == untouched(tmp_path).observations


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.txt", "a"]))
def test_any_bytes_are_a_reading_or_a_refusal(tmp_path, content, name):
    found = read(tmp_path, content, DEPARTMENT, name=name)
    assert "reader_failed" not in codes(found)


# ---- the sandbox


def test_many_submissions_come_back_in_their_order_as_if_read_here(tmp_path):
    requests = [
        request(tmp_path, sample("industrial_rd"), DEPARTMENT),
        request(tmp_path, b"", DEPARTMENT),
        request(tmp_path, sample("targets"), "government_office"),
        request(tmp_path, sample("foreign_experts"), "human_resources_bureau"),
    ]
    together = list(read_all(requests))
    assert [one for one, _ in together] == requests
    assert [found for _, found in together] == [read_submission(one) for one in requests]


def greedy(request):
    return len(bytearray(4_000_000_000)) if request == "memory" else harmful(request)


def harmful(request):
    if request == "loop":
        while True:
            pass
    if request == "sleep":
        time.sleep(60)
    if request == "abort":
        os.abort()
    if request == "exit":
        os._exit(3)
    if request == "raise":
        raise ValueError("broken")
    print("noise on standard output")
    return request


def test_a_child_that_dies_is_one_outcome_and_the_others_are_unharmed():
    items = ["a", "memory", "b", "loop", "abort", "c", "exit", "raise", "sleep", "d"]
    outcomes = list(run_each(greedy, items, workers=2, limits=Limits(1.0, 1500)))
    endings = {item: outcome.ending for item, outcome in zip(items, outcomes, strict=True)}
    assert endings == {
        **dict.fromkeys("abcd", "done"),
        **{"memory": "memory", "loop": "time", "sleep": "time", "abort": "died", "exit": "died", "raise": "died"},
    }
    assert [outcome.value for outcome in outcomes if outcome.ending == "done"] == ["a", "b", "c", "d"]
    assert outcomes[4].detail == "SIGABRT"
    assert outcomes[7].detail == "ValueError: broken"


def descriptors(_):
    return [os.path.realpath(f"/proc/self/fd/{number}") for number in range(256)]


def test_a_child_holds_none_of_the_callers_files(tmp_path):
    with (tmp_path / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        (outcome,) = run_each(descriptors, [0], workers=1, limits=Limits(10, 1500))
    assert not [name for name in outcome.value if name == str(tmp_path / "lock")]


def test_no_child_is_left_when_the_caller_stops_early():
    outcomes = run_each(harmful, ["a", "sleep", "sleep"], workers=2, limits=Limits(60, 1500))
    assert next(outcomes).value == "a"
    began = time.monotonic()
    outcomes.close()
    assert time.monotonic() - began < 5


def test_a_file_that_takes_too_much_is_refused_with_the_limit(tmp_path):
    big = workbook(("表", [[f"{row}-{column}" for column in range(60)] for row in range(1500)]))
    requests = [request(tmp_path, big, DEPARTMENT), request(tmp_path, sample("industrial_rd"), DEPARTMENT)]
    (_, slow), (_, after) = read_all(requests, seconds=0.3, workers=1)
    assert codes(slow) == ["out_of_time"]
    assert "0.3" in slow.problems[0].text("zh")
    assert after.refused or after.dataset == "industrial_rd"
    ((_, greedy_one),) = read_all(requests[:1], memory_mb=80)
    assert codes(greedy_one)[0] in ("out_of_memory", "reader_died")


def far_cell(sheet):
    sheet["XFD1048576"] = 1


def bombed(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/zeros.bin", "w") as part:
        for _ in range(110):
            part.write(bytes(1_000_000))
    return out.getvalue()


def test_each_harmful_file_is_refused_with_its_reason_and_the_rest_are_unharmed(tmp_path):
    plain = changed(sample("industrial_rd"), lambda sheet: None)
    good = with_shared_strings(plain)
    prologue = b"<!DOCTYPE x [<!ENTITY a 'b'>]>"
    harms = {
        "far_cell": changed(plain, far_cell),
        "unpacks_too_large": bombed(good),
        "damaged_workbook": good[:-300],
        "has_doctype": with_parts(good, xl__styles_xml=lambda part: prologue + part),
        "missing_text": with_parts(good, xl__sharedStrings_xml=lambda part: b"<sst/>"),
        "missing_part": with_parts(good, xl__sharedStrings_xml=lambda part: None),
        "password_protected": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    }
    name = "2020年1-10月规上工业研发费用.xlsx"
    files = [file for harm in harms.values() for file in (harm, good)]
    readings = [found for _, found in read_all([request(tmp_path, file, DEPARTMENT, name=name) for file in files])]
    assert [codes(found)[0] for found in readings[::2]] == list(harms)
    assert all(found.refused for found in readings[::2])
    assert {len(found.observations) for found in readings[1::2]} == {len(readings[1].observations)} != {0}


# ---- the version of a reading


def test_a_reading_version_follows_contracts_regions_and_home(tmp_path):
    def version(**changed):
        stated = {"extra_contracts": None, "extra_regions": None, "home_region": HOME_REGION} | changed
        return reading_version(DEPARTMENT, **stated)

    base = version()
    assert version() == base
    assert version(home_region="330100") != base
    assert version(extra_regions=zones(tmp_path)) != base
    folder = tmp_path / "contracts" / DEPARTMENT
    folder.mkdir(parents=True)
    assert version(extra_contracts=tmp_path / "contracts") == base
    (folder / "own.yml").write_text("dataset: own\n")
    own = version(extra_contracts=tmp_path / "contracts")
    assert own != base
    assert reading_version("tax_bureau", extra_contracts=None, extra_regions=None, home_region=HOME_REGION) != base


def test_the_version_of_one_department_is_not_moved_by_anothers_contract(tmp_path):
    other = tmp_path / "contracts" / "tax_bureau"
    other.mkdir(parents=True)
    (other / "own.yml").write_text("dataset: own\n")
    stated = {"extra_regions": None, "home_region": HOME_REGION}
    with_it = reading_version(DEPARTMENT, extra_contracts=tmp_path / "contracts", **stated)
    assert with_it == reading_version(DEPARTMENT, extra_contracts=None, **stated)


def test_the_same_request_is_read_the_same_twice(tmp_path):
    one = request(tmp_path, sample("platforms"), "science_technology_bureau")
    assert read_submission(one) == read_submission(replace(one))
