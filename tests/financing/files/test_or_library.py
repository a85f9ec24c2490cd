"""OR-Library's knapsack files: read to the letter, answered exactly."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from jejaring.console.terminal import Refused
from jejaring.financing.files.or_library import Knapsack, greedy, read_file, solve_file, value_of
from tests.waiting import AMPLE

TWO = """\
 2
 4 2 23
 10 13 7 8
 3 4 2 3
 1 1 1 1
 7 3
 3 1 0
 600.1 310.5 18.25
 20 5 15.5
 25
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mknap.txt"
    path.write_text(TWO)
    return path


def test_a_problem_is_read_as_it_stands(file: Path) -> None:
    assert read_file(file, 2) == Knapsack(
        profits=(Decimal("600.1"), Decimal("310.5"), Decimal("18.25")),
        weights=((Decimal(20), Decimal(5), Decimal("15.5")),),
        capacities=(Decimal(25),),
        best_known=None,
    )
    assert read_file(file, 1).best_known == 23


@pytest.mark.solver
@pytest.mark.parametrize(
    ("instance", "value", "chosen"), [(1, 23, [1, 2]), (2, Decimal("910.6"), [1, 2])], ids=["whole", "decimals"]
)
def test_a_problem_is_solved_and_checked(file: Path, instance: int, value: object, chosen: list[int]) -> None:
    told: list[Decimal | None] = []
    answer = solve_file(file, instance, seconds=AMPLE, on_progress=lambda best, bound, _: told.append(best))
    assert answer == {
        "value": value,
        "bound": value,
        "gap": 0.0,
        "chosen": chosen,
        "seconds": answer["seconds"],
        "solver": answer["solver"],
        "checked": True,
    }
    assert told[-1] == value
    knapsack = read_file(file, instance)
    assert value == max(values(knapsack))


def values(knapsack: Knapsack) -> list[Decimal]:
    """Return the value of every choice that fits."""
    things = range(1, len(knapsack.profits) + 1)
    found = []
    for chosen in (chosen for many in range(len(things) + 1) for chosen in combinations(things, many)):
        try:
            found.append(value_of(knapsack, chosen))
        except ValueError:
            continue
    return found


@pytest.mark.solver
def test_greedy_takes_the_densest_that_still_fit_and_may_lose_by_it(tmp_path: Path) -> None:
    path = tmp_path / "greedy.txt"
    path.write_text("1 4 1 0 10 6 6 1 6 5 5 4 10")
    assert greedy(read_file(path, 1)) == (1, 4)
    assert solve_file(path, 1, seconds=AMPLE)["chosen"] == [2, 3]


@pytest.mark.solver
def test_what_needs_no_capacity_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "free.txt"
    path.write_text("1 2 1 0 5 6 0 3 2")
    answer = solve_file(path, 1, seconds=AMPLE)
    assert (answer["value"], answer["chosen"]) == (5, [1])


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ((1, 2, 3), "constraint 1 is broken: 9 of 7"),
        ((1, 1), r"no choice among 4 things: \[1, 1\]"),
        ((0,), r"no choice among 4 things: \[0\]"),
        ((5,), r"no choice among 4 things: \[5\]"),
    ],
)
def test_the_check_rejects_what_is_no_answer(file: Path, chosen: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        value_of(read_file(file, 1), chosen)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "{file}: ends after 1:1, where the number of problems should follow"),
        ("1 2 1 0 5 6 1 x 2", "{file}:1:15: weight 2 in constraint 1 of problem 1 is not a number: 'x'"),
        ("1 2 1 0 5 6\n1 -3 2", "{file}:2:3: weight 2 in constraint 1 of problem 1 is negative: -3"),
        ("1 2 1 0 5 nan", "{file}:1:11: profit 2 of problem 1 is not a number: 'nan'"),
        ("1 2 1 0 5 6 1 3", "{file}: ends after 1:15, where capacity 1 of problem 1 should follow"),
        ("1 2 1 0 5 6 1 3 2\n7", "{file}:2:1: '7' follows after the last problem"),
        ("1 2.5 1 0", "{file}:1:3: n of problem 1 is not a whole number from 1 up: 2.5"),
        ("é", "{file}: is not an OR-Library file: byte 0 is not ASCII"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text(text)
    with pytest.raises(Refused) as refused:
        read_file(path, 1)
    assert str(refused.value) == message.format(file=path)


def test_an_instance_or_a_file_that_is_not_there_is_refused(file: Path) -> None:
    with pytest.raises(Refused, match="there is no instance 3: the file has 1 to 2"):
        read_file(file, 3)
    with pytest.raises(Refused, match=r"cannot be read: No such file"):
        read_file(file.with_name("none.txt"), 1)
