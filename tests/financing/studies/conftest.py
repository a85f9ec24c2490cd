"""Small studies in a folder of their own, and the command line beside them."""

from __future__ import annotations

import pytest

from tests.desk import Desk

APPRAISAL = """\
name: Prastudi (contoh)
unit: Rp miliar
first_year: 2026
prices: harga tetap 2026 (contoh)
discount_rates: {low: 0, base: 0.1, high: 0.2, source: contoh}
flows: flows.csv
programmes:
  - {code: spam, name: Air minum (contoh)}
  - code: pasar
    name: Pasar (contoh)
    costs: [{name: Bangunan (contoh), profile: [100]}]
    benefits: [{name: Sewa (contoh), from: 2027, until: 2028, profile: [60]}]
sensitivity:
  - {name: Biaya naik (contoh), costs: 0.2}
  - {name: Terlambat (contoh), delay: 1}
"""
FLOWS = """\
programme,side,line,2026,2027,2028
spam,cost,Pipa (contoh),80,,
spam,cost,Pompa (contoh),20,,
spam,benefit,Tarif (contoh),,,121
"""
PLANE = """\
name: Prioritas (contoh)
unit: Rp miliar
budget: 90
weights_source: contoh
noise: 0.5
criteria:
  - {code: jobs, name: Lapangan kerja (contoh), axis: sei, weight: 3}
  - {code: moved, name: Warga pindah (contoh), axis: sei, weight: 1, less_is_better: true}
  - {code: eirr, name: EIRR (contoh), axis: fei, weight: 1}
projects: projects.csv
"""
PROJECTS = """\
code,name,cost,jobs,moved,eirr
road,Jalan (contoh),40,100,50,0.14
school,Sekolah (contoh),30,80,0,0.06
port,Pelabuhan (contoh),50,20,100,0.20
office,Kantor (contoh),20,0,50,0.05
"""
RISK = """\
name: Risiko (contoh)
levels: [0.8, 0.95]
costs:
  otherwise: {kind: lognormal, median: 1.1, sigma: 0.2}
  together: 0.5
  source: contoh
  factors: {air: {kind: triangular, low: 1, mode: 1, high: 2}}
revenue:
  factor: {kind: triangular, low: 0.8, mode: 1, high: 1}
  autocorrelation: 0.5
  ceilings: [pad]
  source: contoh
"""
ANSWER = """\
{
  "problem": "Kota Contoh", "unit": "Rp miliar", "value": 58, "bound": 58, "gap": 0, "seconds": 1, "solver": "HiGHS",
  "checked": true, "rule_set": "Aturan contoh", "certificate": {"value": 58, "violations": [], "checks": []},
  "starts": [
    {"programme": "air", "year": 2026},
    {"programme": "jalan", "year": 2026},
    {"programme": "taman", "year": 2027},
    {"programme": "bus", "year": 2028}
  ],
  "payments": [
    {"programme": "air", "part": "works", "year": 2026, "source": "pad", "amount": 6},
    {"programme": "jalan", "part": "works", "year": 2026, "source": "pad", "amount": 4},
    {"programme": "jalan", "part": "works", "year": 2026, "source": "pinjaman", "amount": 6},
    {"programme": "jalan", "part": "works", "year": 2027, "source": "dak", "amount": 8},
    {"programme": "jalan", "part": "works", "year": 2027, "source": "pad", "amount": 4.6},
    {"programme": "jalan", "part": "works", "year": 2027, "source": "pinjaman", "amount": 7.9},
    {"programme": "taman", "part": "works", "year": 2027, "source": "pad", "amount": 5},
    {"programme": "bus", "part": "fleet", "year": 2028, "source": "mitra", "amount": 5.3},
    {"programme": "bus", "part": "fleet", "year": 2028, "source": "pad", "amount": 6.7},
    {"programme": "jalan", "part": "running", "year": 2028, "source": "pad", "amount": 1},
    {"programme": "jalan", "part": "running", "year": 2029, "source": "pad", "amount": 1}
  ]
}
"""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Return a folder with a sound problem and sound studies, as the current one."""
    for name, text in (
        ("appraisal.yaml", APPRAISAL),
        ("flows.csv", FLOWS),
        ("plane.yaml", PLANE),
        ("projects.csv", PROJECTS),
        ("risk.yaml", RISK),
        ("answer.json", ANSWER),
    ):
        desk.write(name, text)
    return desk
