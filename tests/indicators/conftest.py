"""A small index in a folder of its own: five units, three indicators, two levels above."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk

UNITS = """\
uCode,uName,Region,People,Schools,Clinics,Smoke
a,Alang,West,10,2,5,30
b,Bulan,West,20,8,NA,10
c,Cendana,East,10,4,2,50
d,Dadap,East,40,4,8,20
e,Embun,East,20,6,4,40
"""
STRUCTURE = """\
iCode,Level,Direction,Weight,Parent,Type,Denominator,iName,Unit
Schools,1,1,1,Services,Indicator,People,Schools,number
Clinics,1,1,3,Services,Indicator,,Clinics,number
Smoke,1,-1,1,Air,Indicator,,Smoke,µg/m³
Services,2,1,2,Index,Aggregate,,Services,
Air,2,1,1,Index,Aggregate,,Air,
Index,3,1,1,,Aggregate,,Index,
Region,,,,,Group,,,
People,,,,,Denominator,,,
"""
SPECIFICATION = """\
data: {units: units.csv, structure: structure.csv}
steps:
  - denominate: {}
  - impute: {method: mean}
  - normalise: {method: minmax, range: [0, 100]}
  - weigh: {method: given}
  - aggregate: {method: arithmetic}
robustness:
  weights: {noise: 0.25, levels: [1, 2]}
  vary: {normalise: [minmax, rank], impute: [as_given, median]}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a folder with a sound specification and its tables, as the current one."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path, "index", capsys)
    desk.write("units.csv", UNITS)
    desk.write("structure.csv", STRUCTURE)
    desk.write("index.yaml", SPECIFICATION)
    return desk
