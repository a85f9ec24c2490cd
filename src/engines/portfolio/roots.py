"""The positive roots of a polynomial: all of them, found and told apart in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

Polynomial = tuple[int, ...]  # coefficients, highest power first, without leading zeros
WIDTH = Fraction(1, 2**70)  # of the interval a root that is no simple fraction is known to lie in
SIMPLE = 10**9  # denominators up to which a root that is a fraction is found exactly


@dataclass(frozen=True, slots=True)
class Root:
    """Where a polynomial is zero, to 2⁻⁷⁰ (exactly, if a simple fraction), and whether it changes sign there."""

    value: Fraction
    crosses: bool


@dataclass(frozen=True, slots=True)
class _Interval:
    """Holds one root, strictly between its ends, or is one (ends equal)."""

    low: Fraction
    high: Fraction


def positive_roots(coefficients: Sequence[Fraction]) -> tuple[Root, ...]:
    """Return every root above zero of the polynomial (coefficients of the highest power first), each once, rising.

    Sturm's theorem says how many roots lie between two points; the line is halved until each is alone, then halved on
    by the sign of the square-free part. All arithmetic is exact: no root is missed and none is made up, double ones
    included. Source: Sturm (1829); Basu, Pollack and Roy, Algorithms in Real Algebraic Geometry (2006), section 2.2.

    Raises ValueError for the zero polynomial, which has every number for a root.
    """
    whole = _whole(coefficients)
    if not whole:
        raise ValueError("every number is a root of zero")
    while not whole[-1]:
        whole = whole[:-1]  # a root at zero is none above it
    simple = _square_free(whole)
    bound = 1 + Fraction(max(map(abs, simple)), abs(simple[0]))  # Cauchy's: every root lies below
    found = [_narrowed(simple, interval) for interval in _isolated(_chain(simple), Fraction(0), bound)]
    return tuple(_told(whole, found, bound))


def _whole(coefficients: Sequence[Fraction | int]) -> Polynomial:
    """Return a positive multiple with whole coefficients that have no common divisor."""
    factor = lcm(*(Fraction(coefficient).denominator for coefficient in coefficients))
    whole = [int(coefficient * factor) for coefficient in coefficients]
    divisor = gcd(*whole)
    leading = next((at for at, coefficient in enumerate(whole) if coefficient), len(whole))
    return tuple(coefficient // divisor for coefficient in whole[leading:])


def _sign(polynomial: Polynomial, point: Fraction) -> int:
    """Return the sign of the polynomial at a point from zero up, by Horner's rule on numerator and denominator."""
    value, power = 0, 1
    for coefficient in polynomial:
        value = value * point.numerator + coefficient * power
        power *= point.denominator
    return (value > 0) - (value < 0)


def _remainder(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """Return a positive multiple of what a division leaves."""
    rest = list(dividend)
    size, turn = abs(divisor[0]), 1 if divisor[0] > 0 else -1
    while len(rest) >= len(divisor):
        lead = turn * rest[0]
        rest = [size * coefficient for coefficient in rest]
        for at, coefficient in enumerate(divisor):
            rest[at] -= lead * coefficient
        del rest[0]
    return _whole(rest) if rest else ()


def _derivative(polynomial: Polynomial) -> Polynomial:
    degree = len(polynomial) - 1
    return tuple(coefficient * (degree - at) for at, coefficient in enumerate(polynomial[:-1]))


def _chain(polynomial: Polynomial) -> list[Polynomial]:
    """Return Sturm's chain: the polynomial, its derivative, and the remainders with their signs turned."""
    chain = [polynomial, _derivative(polynomial)]
    while chain[-1]:
        chain.append(tuple(-coefficient for coefficient in _remainder(chain[-2], chain[-1])))
    return chain[:-1]


def _square_free(polynomial: Polynomial) -> Polynomial:
    """Return the polynomial with the same roots, each once: divided by what it has in common with its derivative."""
    common = _chain(polynomial)[-1]
    rest = [Fraction(coefficient) for coefficient in polynomial]
    quotient: list[Fraction] = []
    while len(rest) >= len(common):
        quotient.append(rest[0] / common[0])
        for at, coefficient in enumerate(common):
            rest[at] -= quotient[-1] * coefficient
        del rest[0]
    return _whole(quotient)


def _changes(chain: Sequence[Polynomial], point: Fraction) -> int:
    """Return how often the sign changes along the chain at a point, zeros left out."""
    signs = [sign for sign in (_sign(polynomial, point) for polynomial in chain) if sign]
    return sum(a != b for a, b in pairwise(signs))


def _isolated(chain: Sequence[Polynomial], low: Fraction, high: Fraction) -> Iterable[_Interval]:
    """Yield intervals above `low` up to and including `high` that hold one root each, rising."""
    open_: list[tuple[Fraction, int, Fraction, int]] = [(low, _changes(chain, low), high, _changes(chain, high))]
    while open_:
        low, at_low, high, at_high = open_.pop()
        if at_low - at_high == 1:
            yield _Interval(low, high)
        elif at_low - at_high > 1:
            middle = (low + high) / 2
            between = _changes(chain, middle)
            open_ += [(middle, between, high, at_high), (low, at_low, middle, between)]


def _narrowed(polynomial: Polynomial, interval: _Interval) -> _Interval:
    """Return a small interval about the one root above `low` up to and with `high`; its own ends are no roots."""
    low, high = interval.low, interval.high
    above = _sign(polynomial, high)
    if not above:
        return _Interval(high, high)
    while high - low > WIDTH * max(Fraction(1), high) or not _sign(polynomial, low):
        middle = (low + high) / 2
        sign = _sign(polynomial, middle)
        if not sign:
            return _Interval(middle, middle)
        low, high = (low, middle) if sign == above else (middle, high)
    nearest = ((low + high) / 2).limit_denominator(SIMPLE)
    if low < nearest < high and not _sign(polynomial, nearest):
        return _Interval(nearest, nearest)
    return _Interval(low, high)


def _told(polynomial: Polynomial, found: Sequence[_Interval], bound: Fraction) -> Iterable[Root]:
    """Yield the roots, with the signs of the polynomial at points between them."""
    edges = [Fraction(0), *(edge for interval in found for edge in (interval.low, interval.high)), bound]
    between = [(low + high) / 2 for low, high in zip(edges[::2], edges[1::2], strict=True)]
    signs = [_sign(polynomial, point) for point in between]
    for interval, before, after in zip(found, signs, signs[1:], strict=False):
        yield Root((interval.low + interval.high) / 2, before != after)
