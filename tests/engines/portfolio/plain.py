"""A small problem as JSON says it: five programmes, cash, an earmark, a loan and a partner, four years, rules."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

SMALL = """\
{
  "name": "Kota Contoh",
  "unit": "Rp miliar",
  "quantum": 0.5,
  "first_year": 2026,
  "years": 4,
  "programmes": [
    {
      "code": "jalan",
      "name": "Jalan lingkar (contoh)",
      "parts": [{"name": "works", "profile": [10, 20.5], "sources": ["pad", "dak", "pinjaman"]}],
      "benefit": 30,
      "running": {"yearly": 1, "sources": ["pad"]},
      "tags": ["roads"],
      "groups": {"dimension": "mobility"},
      "first_phase": {"parts": [{"name": "works", "profile": [8], "sources": ["pad"]}], "benefit": 9}
    },
    {
      "code": "air",
      "name": "Air minum (contoh)",
      "parts": [{"name": "works", "profile": [6], "sources": ["pad"]}],
      "criteria": {"reach": 4},
      "groups": {"dimension": "environment"},
      "must": true
    },
    {
      "code": "taman",
      "name": "Taman kota (contoh)",
      "parts": [{"name": "works", "profile": [5], "sources": ["pad"]}],
      "benefit": 6,
      "start_years": [2027, 2028],
      "requires": [{"code": "air", "lag": 1}]
    },
    {
      "code": "bus",
      "name": "Bus listrik (contoh)",
      "parts": [{"name": "fleet", "profile": [12], "sources": ["mitra", "pad"]}],
      "benefit": 14,
      "groups": {"dimension": "mobility"}
    },
    {
      "code": "bus_kecil",
      "name": "Bus listrik kecil (contoh)",
      "parts": [{"name": "fleet", "profile": [7], "sources": ["pad"]}],
      "benefit": 8,
      "groups": {"dimension": "mobility"}
    }
  ],
  "sources": [
    {"code": "pad", "name": "PAD", "ceilings": {"2026": 10, "2027": 10, "2028": 10, "2029": 10}, "carry_over": true},
    {"code": "dak", "name": "DAK", "ceilings": {"2027": 8}, "earmark": ["roads"]},
    {
      "kind": "debt",
      "code": "pinjaman",
      "name": "Pinjaman",
      "ceilings": {"2026": 10, "2027": 10},
      "interest": 0.06,
      "grace": 1,
      "tenor": 5,
      "served_by": "pad"
    },
    {
      "kind": "availability_payment",
      "code": "mitra",
      "name": "KPBU",
      "ceilings": {"2028": 12},
      "yearly": 0.1,
      "years": 12,
      "served_by": "pad"
    }
  ],
  "budgets": [
    {"year": 2025, "revenue": 200, "pad": 60, "dau": 80, "dbh": 20, "spending": 200},
    {"year": 2026, "revenue": 210, "pad": 65, "dau": 80, "dbh": 20, "personnel": 70, "spending": 210}
  ],
  "budgets_after": "same",
  "rules": {
    "code": "contoh",
    "name": "Aturan contoh",
    "valid_from": "2026-01-01",
    "rules": [
      {"kind": "stock", "code": "stock", "limit": 0.75},
      {"kind": "coverage", "code": "dscr", "minimum": 2.5, "form": "uu_1_2022"},
      {"kind": "deficit", "code": "deficit", "caps": {"2026": 0.05, "2027": 0.05, "2028": 0.05, "2029": 0.05}}
    ]
  },
  "exclusive": [["bus", "bus_kecil"]],
  "limits": [{"group": "dimension", "member": "mobility", "of": "count", "maximum": 2}],
  "weights": {"reach": 2}
}
"""


def plain(text: str = SMALL) -> Any:
    """Return a problem's JSON as plain values, numbers exactly as they are written."""
    return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
