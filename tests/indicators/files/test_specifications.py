"""SPEC.yaml: what is read, and what is refused, with the line of the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.scoring.specification import Goalpost, Impute, Noise, Normalise, Robustness, Weigh
from jejaring.indicators.files.inputs import read_inputs
from jejaring.indicators.files.locations import InvalidInput
from jejaring.indicators.files.specifications import SpecificationFile, read_specification
from tests.desk import Desk

GOALPOSTS = """\
data: {units: units.csv, structure: structure.csv}
steps:
  - normalise:
      method: goalposts
      goalposts: ends.csv
  - weigh:
      method: ahp
      comparisons:
        Services: services.csv
        Air: [[1]]
  - aggregate
"""
ENDS = "icode,low,high,log\nSchools,0.01,2,TRUE\nClinics,0,10,\nSmoke,-50,0,false\n"


def read() -> SpecificationFile:
    return read_specification(Path("index.yaml"))


def refusal_of() -> str:
    with pytest.raises(InvalidInput) as refused:
        read_inputs(Path("index.yaml"))
    return str(refused.value)


@pytest.fixture
def with_tables(desk: Desk) -> Desk:
    desk.write("index.yaml", GOALPOSTS)
    desk.write("ends.csv", ENDS)
    desk.write("services.csv", "Schools,Clinics\n1,3\n1/3,1\n")
    return desk


def test_a_specification_is_read_with_the_place_of_its_keys(desk: Desk) -> None:
    plan = read()
    assert (plan.units, plan.structure) == ("units.csv", "structure.csv")
    assert plan.specification.given() == ["denominate", "impute", "normalise", "weigh", "aggregate"]
    assert plan.specification.normalise == Normalise("minmax", (0.0, 100.0))
    assert plan.specification.robustness == Robustness(
        Noise(0.25, (1, 2)), {"normalise": (None, Normalise("rank")), "impute": (None, Impute("median"))}
    )
    assert "data" not in plan.specification.source
    assert str(plan.location_of("steps.normalise.range")) == "index.yaml:5:33"
    assert str(plan.location_of("steps.normalise.cap")) == "index.yaml:5:5"
    assert str(plan.location_of(None)) == "index.yaml"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("1e5", 1e5), ("1.5E3", 1500.0), ("2.e+2", 200.0), ("+.5", 0.5), ("1e-3", 0.001), ("1.0e+3", 1000.0)],
)
def test_numbers_with_exponents_are_numbers(desk: Desk, written: str, read_as: float) -> None:
    desk.change("index.yaml", "[0, 100]", f"[-.5, {written}]")
    assert read().specification.normalise == Normalise("minmax", (-0.5, read_as))


def test_what_looks_like_no_number_stays_text(desk: Desk) -> None:
    desk.change("index.yaml", "impute: {method: mean}", "impute: {method: group_mean, group: 08}")
    assert read().specification.impute == Impute("group_mean", "08")


def test_tables_are_looked_for_beside_the_specification(desk: Desk) -> None:
    (desk.folder / "plans").mkdir()
    (desk.folder / "plans" / "index.yaml").write_text(
        "data: {units: ../units.csv, structure: sub/structure.xlsx#Tree}\n"
    )
    plan = read_specification(Path("plans/index.yaml"))
    assert (plan.units, plan.structure) == ("plans/../units.csv", "plans/sub/structure.xlsx#Tree")


def test_goalposts_and_comparisons_may_be_tables(with_tables: Desk) -> None:
    specification = read_inputs(Path("index.yaml")).plan.specification
    posts = {"Schools": Goalpost(0.01, 2, True), "Clinics": Goalpost(0, 10), "Smoke": Goalpost(-50, 0)}
    assert specification.normalise == Normalise("goalposts", goalposts=posts)
    assert specification.weigh == Weigh("ahp", comparisons={"Services": ((1, 3), (1 / 3, 1)), "Air": ((1,),)})


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "ends.csv",
            "Clinics,0,10",
            "Clinics,10,10",
            "ends.csv:3:low: the low end is 10, not below the high end, 10",
        ),
        ("ends.csv", "Clinics,0,10", "Clinics,0,ten", "ends.csv:3:high: 'ten' is not a number"),
        ("ends.csv", "Clinics,0,10", "Clinics,,10", "ends.csv:3:low: the number is missing (empty or NA)"),
        ("ends.csv", "Clinics,", "Schools,", "ends.csv:3:iCode: the code 'Schools' is given again"),
        ("ends.csv", "Clinics,", ",", "ends.csv:3:iCode: the row has no code"),
        ("ends.csv", "TRUE", "yes", "ends.csv:2:log: 'yes' is neither true nor false"),
        ("ends.csv", "high", "hi", "ends.csv:1: there is no column 'high' (did you mean 'hi'?)"),
        ("ends.csv", "0.01,", "0,", "ends.csv:2:low: the low end is 0; a logarithm needs one above 0"),
        (
            "ends.csv",
            "Schools,0.01,2,TRUE\nClinics,0,10,",
            "Schools,-2,-2,TRUE\nClinics,0,ten,\nSmok,9,1,",
            "ends.csv:2:low: the low end is -2, not below the high end, -2\n"
            "ends.csv:2:low: the low end is -2; a logarithm needs one above 0\n"
            "ends.csv:3:high: 'ten' is not a number\n"
            "ends.csv:4:low: the low end is 9, not below the high end, 1",
        ),
        ("index.yaml", "ends.csv", "end.csv", "end.csv: there is no such file"),
        ("services.csv", "1,3", "1,much", "services.csv:2:Clinics: 'much' is not a number"),
        ("services.csv", "1/3,1\n", "", "services.csv: a pairwise matrix has as many rows as columns, not 1 and 2"),
        ("services.csv", "1/3,1", "1/0,1", "services.csv:3:Schools: '1/0' divides by zero"),
        ("services.csv", "1/3,1", "0/3,1", "services.csv:3:Schools: 0/3 is not above 0"),
        ("services.csv", "1/3,1", "-3,1", "services.csv:3:Schools: -3 is not above 0"),
        ("services.csv", "1/3,1", "NA,1", "services.csv:3:Schools: the number is missing (empty or NA)"),
        ("services.csv", "1/3,1", "1/3, ", "services.csv:3:Clinics: the number is missing (empty or NA)"),
        pytest.param(
            "services.csv",
            "1/3,1",
            f"{'9' * 400}/3,{'9' * 5000}/3",
            "services.csv:3:Schools: the fraction is too large to compute with\n"
            "services.csv:3:Clinics: the fraction is too large to compute with",
            id="large fractions",
        ),
        (
            "services.csv",
            "Schools,Clinics",
            "Clinics,Schools",
            "services.csv:1: the columns are Clinics, Schools, but the group 'Services' is Schools, Clinics",
        ),
    ],
)
def test_a_table_of_the_specification_is_refused_at_its_row(
    with_tables: Desk, file: str, old: str, new: str, says: str
) -> None:
    with_tables.change(file, old, new)
    assert refusal_of() == says


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("impute: {method", "impute: {metod", "index.yaml:4:14: unknown key 'metod' (did you mean 'method'?)"),
        ("method: mean", "method: maen", "index.yaml:4:14: unknown method 'maen' (did you mean 'mean'?)"),
        ("- impute", "- input", "index.yaml:4:5: unknown step 'input' (did you mean 'impute'?)"),
        (
            "aggregate: {method: arithmetic}",
            "weigh: {method: equal}",
            "index.yaml:7:5: the step 'weigh' is given twice",
        ),
        ("range: [0, 100]", "range: [100, 0]", "index.yaml:5:33: [100, 0]: the first must be below the second"),
        ("robustness:", "robust:", "index.yaml:8:1: unknown key 'robust' (did you mean 'robustness'?)"),
        (
            "units: units.csv",
            "unit: units.csv",
            "index.yaml:1:8: unknown key 'unit' (did you mean 'units'?)\nindex.yaml:1:1: `units` is missing",
        ),
        ("units: units.csv, ", "", "index.yaml:1:1: `units` is missing"),
        ("structure: structure.csv", "structure: 3", "index.yaml:1:26: `structure` should name a table"),
        (
            "data: {units: units.csv, structure: structure.csv}\n",
            "",
            "index.yaml: `data` should name the tables, such as {units: iData.csv, structure: iMeta.csv}",
        ),
        ("noise: 0.25", "noise: 0.25, noise: 0.5", "index.yaml:9:26: the key 'noise' is given twice"),
        ("noise: 0.25", "no: 0.25", "index.yaml:9:13: the key is not read as text; write it in quotes"),
        ("noise: 0.25", "noise: 0,25", "index.yaml:9:20: 0,25 is not one number; write 0.25, with a decimal point"),
        (
            "{noise: 0.25, levels: [1, 2]}",
            "{noise: 0,25}",
            "index.yaml:9:20: 0,25 is not one number; write 0.25, with a decimal point",
        ),
        ("noise: 0.25", "noise: 0, 25", "index.yaml:9:23: the key is not read as text; write it in quotes"),
        (
            "[minmax, rank]",
            "[minmax, rank",
            "index.yaml:10:62: is not readable YAML: expected ',' or ']', but got '}'",
        ),
        ("levels: [1, 2]", "levels: &a [*a]", "index.yaml:9:34: the alias stands inside the value it stands for"),
        ("levels: [1, 2]", "levels: \x07", "index.yaml:9: is not readable YAML: special characters are not allowed"),
        (
            "levels: [1, 2]",
            "levels: !!python/name:os.system x",
            "index.yaml:9:34: a value of the kind !!python/name:os.system is not allowed here",
        ),
        ("levels: [1, 2]", "levels: !!set {1}", "index.yaml:9:34: a value of the kind !!set is not allowed here"),
        ("levels: [1, 2]", "levels: !level 1", "index.yaml:9:34: a value of the kind !level is not allowed here"),
        ("[0, 100]", "!!binary AAE=", "index.yaml:5:40: a value of the kind !!binary is not allowed here"),
        ("[0, 100]", "[0, !!int [1]]", "index.yaml:5:44: a value of the kind !!int is not allowed here"),
        ("[0, 100]", "[0, !!int x]", "index.yaml:5:44: the value is not readable as !!int"),
        ("[0, 100]", "[0, !!bool x]", "index.yaml:5:44: the value is not readable as !!bool"),
        ("[0, 100]", "[0, 0x_]", "index.yaml:5:44: the value is not readable as !!int"),
        ("levels: [1, 2]", "levels: 2020-13-01", "index.yaml:9:34: '2020-13-01' is read as a date; write it in quotes"),
        pytest.param(
            "levels: [1, 2]", f"levels: {'[' * 999}{']' * 999}", "index.yaml: is nested too deeply", id="deep"
        ),
        ("units.csv", "none.csv", "none.csv: there is no such file"),
    ],
)
def test_a_specification_is_refused_at_its_line(desk: Desk, old: str, new: str, says: str) -> None:
    desk.change("index.yaml", old, new)
    assert refusal_of() == says


def test_a_file_that_is_no_specification_is_refused(desk: Desk) -> None:
    (desk.folder / "index.yaml").unlink()
    assert refusal_of() == "index.yaml: there is no such file"
    (desk.folder / "index.yaml").write_bytes(b"data:\n  units: \xff\n")
    assert refusal_of() == "index.yaml:2: is not UTF-8; save it as UTF-8"
    desk.write("index.yaml", "- a\n- b\n")
    assert refusal_of() == "index.yaml:1: should be names and values (data, steps, robustness)"
    desk.write("index.yaml", "")
    assert refusal_of() == "index.yaml:1: should be names and values (data, steps, robustness)"


def test_faults_of_both_tables_are_said_together(desk: Desk) -> None:
    desk.change("units.csv", "40,4,8,20", "40,four,8,20")
    desk.change("structure.csv", "Clinics,1,1,3", "Clinics,1,1,three")
    assert refusal_of() == (
        "structure.csv:3:Weight: 'three' is not a number\nunits.csv:5:Schools: 'four' is not a number"
    )
