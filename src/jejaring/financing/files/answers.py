"""Answers as plain values and back; the same answer gives the same text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from engines.portfolio.checker import Certificate, Check, Violation, check
from engines.portfolio.errors import PortfolioError, PortfolioErrors, values_read
from engines.portfolio.problem import FIRST_PHASE, WHOLE, Payment, Plan, Problem, Start
from engines.portfolio.reading.values import DECIMALS, amount, number
from engines.values.objects import Key, Keys, entry, listed, record
from engines.values.scalars import choice, flag, text, whole, year
from jejaring.financing.files.problems import read_plain, refusal
from jejaring.financing.solving.solve import Answer

MOST_TIMES = 10**9  # that a rule can be checked
START: Keys = {
    "programme": Key(text, required=True),
    "year": Key(year, required=True),
    "extent": Key(choice(WHOLE, FIRST_PHASE)),
}
PAYMENT: Keys = {
    "programme": Key(text, required=True),
    "part": Key(text, required=True),
    "year": Key(year, required=True),
    "source": Key(text, required=True),
    "amount": Key(number, required=True),
}
CHECK: Keys = {
    "name": Key(text, required=True),
    "times": Key(whole(0, MOST_TIMES), required=True),
    "tightest": Key(number),
}
VIOLATION: Keys = {
    "rule": Key(text, required=True),
    "year": Key(year),
    "programme": Key(text),
    "message": Key(text, required=True),
    "by": Key(number),
}


def _violation(**found: Any) -> Violation:
    return Violation(**({"year": None, "programme": None} | found))


def _checked(**found: Any) -> Check:
    return Check(**({"tightest": None} | found))


CERTIFICATE: Keys = {
    "value": Key(number, required=True),
    "violations": Key(listed(record(_violation, VIOLATION)), required=True),
    "checks": Key(listed(record(_checked, CHECK)), required=True),
}
ANSWER: Keys = {
    "problem": Key(text, required=True),
    "unit": Key(text, required=True),
    "value": Key(number, required=True),
    "bound": Key(number, required=True),
    "gap": Key(amount, required=True),
    "seconds": Key(number, required=True),
    "solver": Key(text, required=True),
    "checked": Key(flag, required=True),
    "rule_set": Key(text),
    "warnings": Key(listed(text)),
    "starts": Key(listed(record(Start, START)), required=True),
    "payments": Key(listed(record(Payment, PAYMENT)), required=True),
    "certificate": Key(record(Certificate, CERTIFICATE), required=True),
}


def plain_answer(problem: Problem, answer: Answer, warnings: Sequence[str] = ()) -> dict[str, object]:
    """Return an answer as plain values, starts by year and code, payments by year, programme, part and source.

    Numbers are rounded to 12 decimals (a discounted benefit may have more), the bound never down.
    """
    starts = sorted(answer.plan.starts, key=lambda start: (start.year, start.programme))
    payments = sorted(answer.plan.payments, key=lambda paid: (paid.year, paid.programme, paid.part, paid.source))
    plain: dict[str, object] = {
        "problem": problem.name,
        "unit": problem.unit,
        "value": cut(answer.value),
        "bound": cut(answer.bound, ROUND_CEILING),
        "gap": cut(answer.gap),
        "seconds": round(answer.seconds, 3),
        "solver": answer.solver,
        "checked": not answer.certificate.violations,
        "rule_set": answer.rule_set,
        "warnings": [*warnings, *doubts(problem)],
        "starts": [plain_of(start, START) for start in starts],
        "payments": [plain_of(paid, PAYMENT) for paid in payments],
        "certificate": plain_certificate(answer.certificate),
    }
    return {key: value for key, value in plain.items() if value is not None}


def doubts(problem: Problem) -> tuple[str, ...]:
    """Return what the rule set assumes or leaves unconfirmed."""
    return tuple(f"rule set: {doubt}" for doubt in problem.rules.unconfirmed) if problem.rules else ()


def plain_certificate(certificate: Certificate) -> dict[str, object]:
    """Return a certificate as plain values."""
    return {
        "value": cut(certificate.value),
        "violations": [plain_of(violation, VIOLATION) for violation in certificate.violations],
        "checks": [plain_of(one, CHECK) for one in certificate.checks],
    }


def plain_of(thing: object, keys: Keys) -> dict[str, object]:
    """Return the values of an object under some keys, in their order, without those that are None."""
    found = {key: getattr(thing, key) for key in keys}
    cuts = {key: cut(value) if isinstance(value, Decimal) else value for key, value in found.items()}
    return {key: value for key, value in cuts.items() if value is not None}


def cut(value: Decimal, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return a number rounded to the decimals that can be read back."""
    exponent = value.as_tuple().exponent
    fine = isinstance(exponent, int) and exponent < -DECIMALS
    return value.quantize(Decimal(1).scaleb(-DECIMALS), rounding) if fine else value


def answer_from(plain: object) -> Answer:
    """Return the answer that plain values describe. Raises PortfolioErrors with all errors."""
    with values_read():
        found = entry(ANSWER)(plain, "")
    return Answer(
        plan=Plan(found["starts"], found["payments"]),
        value=found["value"],
        bound=found["bound"],
        gap=found["gap"],
        seconds=float(found["seconds"]),
        solver=found["solver"],
        certificate=found["certificate"],
        rule_set=found.get("rule_set"),
    )


def read_answer_file(file: Path) -> Answer:
    """Return the answer in a file. Raises Refused with all errors."""
    plain = read_plain(file)
    try:
        return answer_from(plain)
    except PortfolioErrors as wrong:
        raise refusal(file, wrong.errors) from wrong


def checked(problem: Problem, answer: Answer, file: Path) -> Certificate:
    """Return the certificate of an answer in a file.

    Raises Refused with all errors: rules that its plan breaks, a value or a bound that is wrong.
    """
    certificate = check(problem, answer.plan)
    if errors := _errors(answer, certificate):
        raise refusal(file, errors)
    return certificate


def _errors(answer: Answer, certificate: Certificate) -> list[PortfolioError]:
    errors = [
        PortfolioError(violation.message, programme=violation.programme, year=violation.year, rule=violation.rule)
        for violation in certificate.violations
    ]
    worth = cut(certificate.value)
    if cut(answer.value) != worth:
        errors.append(PortfolioError(f"the plan is worth {worth}, not {answer.value}", key="value"))
    if answer.bound < worth:
        errors.append(PortfolioError(f"the plan is worth {worth}, above the bound {answer.bound}", key="bound"))
    return errors
