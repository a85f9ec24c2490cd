"""Instruments and their scores as tables for people and as plain values; what is not confirmed is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engines.scoring.instruments import Band, Evidence, Group, Indicator, Instrument, NoScore, Part, Scale, Score, walk
from jejaring.console.language import NOTHING, Language, aligned, gettext_noop
from jejaring.indicators.instruments.observations import DECIDED, NAME, OUTCOME, Evaluated, lacking

MARK = "*"
PLACES_SHOWN = 4
UNITS = (  # of the scales in the files, so that they are collected for translation
    gettext_noop("years"),
    gettext_noop("rupiah per person per year at prices of 2012"),
    gettext_noop("percent"),
    gettext_noop("level"),
    gettext_noop("mean answer"),
)
WITHOUT: dict[NoScore, str] = {
    NoScore.NOT_ASSESSED: gettext_noop("not assessed"),
    NoScore.NIL: gettext_noop("nil"),
    NoScore.MISSING: gettext_noop("{codes} missing"),
}


def title_of(instrument: Instrument, language: Language) -> str:
    """Return name, code and version of an instrument."""
    return f"{_name(instrument, language)}, {instrument.code} {instrument.version}"


def _name(thing: Instrument | Part, language: Language) -> str:
    return thing.name.id if language.code == "id" else thing.name.en


def of_list(instruments: Sequence[Instrument], language: Language) -> list[str]:
    """Return a table of instruments: code, version, since when and until when in force, name, how many doubts."""
    _ = language.gettext
    rows = [[_("code"), _("version"), _("in force"), _("name"), _("unconfirmed")]]
    for one in instruments:
        doubts = str(len(one.doubts())) if one.doubts() else NOTHING
        rows.append([one.code, one.version, _term(one, language), _name(one, language), doubts])
    return aligned(rows, left=4)


def _term(instrument: Instrument, language: Language) -> str:
    _ = language.gettext
    if instrument.valid_from is None:
        return _("undated")
    return f"{instrument.valid_from} – {instrument.valid_to or ''}".rstrip()


def plain_list(instruments: Iterable[Instrument]) -> dict[str, object]:
    """Return instruments as plain values."""
    return {"instruments": [_plain_head(one) for one in instruments]}


def _plain_head(instrument: Instrument) -> dict[str, object]:
    first, last = instrument.valid_from, instrument.valid_to
    return {
        "code": instrument.code,
        "version": instrument.version,
        "name": {"id": instrument.name.id, "en": instrument.name.en},
        "legal_basis": instrument.legal_basis,
        "in_force": {"from": first and first.isoformat(), "to": last and last.isoformat()},
        "needs_legal_check": instrument.needs_legal_check,
        "not_confirmed": [{"reason": reason, "places": places} for reason, places in instrument.doubts().items()],
    }


def plain_instrument(instrument: Instrument) -> dict[str, object]:
    """Return an instrument as plain values, with the indicators that a table of observations must have."""
    return {
        **_plain_head(instrument),
        "rounding": {"digits": instrument.digits, "mode": str(instrument.rounding)},
        "sources": [{"code": one.code, "text": one.text, "legal": one.legal} for one in instrument.sources],
        "notes": instrument.notes,
        "series": [
            {"version": one.version, "first_year": one.first_year, "last_year": one.last_year, "note": one.note}
            for one in instrument.series
        ],
        "indicators": [
            {
                "code": one.code,
                "name": {"id": one.name.id, "en": one.name.en},
                "scale": {"lower": one.scale.lower, "upper": one.scale.upper, "unit": one.scale.unit},
                "confirmed": not _doubtful(one),
            }
            for one in instrument.indicators
        ],
    }


def of_instrument(instrument: Instrument, language: Language) -> Iterator[str]:
    """Yield the basis of an instrument, the columns that a table of observations must have, and what is doubtful."""
    _ = language.gettext
    yield from _basis(instrument, language)
    yield from ("", _("Columns of the table of units"))
    rows = [["uCode", _("code of the unit"), ""], [NAME, _("name of the unit (may be left out)"), ""]]
    decided = ", ".join(map(str, DECIDED))
    rows.append([OUTCOME, _("without a score by decision: {words} (may be left out)").format(words=decided), ""])
    for one in instrument.indicators:
        named = f"{_name(one, language)}{MARK if _doubtful(one) else ''}"
        rows.append([one.code, named, _scale(one.scale, language)])
    yield from aligned(rows, left=3, indent="  ")
    if instrument.series:
        yield from ("", _("Only figures of one series can be compared"))
        for series in instrument.series:
            yield f"  {series.version}, {series.first_year}–{series.last_year or ''}: {series.note}"
    yield from _remarks(instrument, language)


def _scale(scale: Scale, language: Language) -> str:
    """Return what may be observed: the ends, their unit, and whether whole numbers only."""
    _ = language.gettext
    lower, upper = (
        None if end is None else language.number(end, 0 if float(end).is_integer() else 2)
        for end in (scale.lower, scale.upper)
    )
    span = _("{lower} and up") if upper is None else _("{lower} to {upper}")
    ends = span.format(lower=lower, upper=upper)
    whole = _("whole numbers {ends}").format(ends=ends) if scale.whole else ends
    return f"{whole} ({_(scale.unit)})" if scale.unit else whole


def _basis(instrument: Instrument, language: Language) -> Iterator[str]:
    _ = language.gettext
    yield _("Legal basis: {basis}").format(basis=instrument.legal_basis)
    yield _("In force: {term}").format(term=_term(instrument, language))
    if instrument.needs_legal_check:
        yield _("Some constants were read in secondary material only, not in the regulation: check before official use")


def _remarks(instrument: Instrument, language: Language) -> Iterator[str]:
    """Yield the notes on an instrument, and what of it is not confirmed."""
    _ = language.gettext
    if instrument.notes:
        yield from ("", _("Notes"), *(f"  {note}" for note in instrument.notes))
    if doubts := instrument.doubts():
        yield from ("", _("{mark} Not confirmed").format(mark=MARK))
        for reason, places in doubts.items():
            listed = ", ".join(places[:PLACES_SHOWN])
            if more := len(places[PLACES_SHOWN:]):
                listed = _("{places} and {count} more").format(places=listed, count=more)
            yield f"  {reason} ({listed})" if listed else f"  {reason}"


def _doubtful(part: Part) -> bool:
    """Return whether a constant of a part, or of anything below it, is not confirmed."""
    return any(evidence.unconfirmed for below in walk(part) for evidence in _evidence(below))


def _evidence(part: Part) -> Iterator[Evidence]:
    yield part.evidence
    if isinstance(part, Indicator):
        yield part.scale.evidence


def plain_scores(evaluated: Evaluated) -> dict[str, object]:
    """Return scores as plain values, every part unrounded and published, with all that is not confirmed."""
    scores = evaluated.scores
    return {
        "instrument": plain_instrument(scores.instrument),
        "units": [
            {"unit": unit, "name": name, **_plain_score(scores.of(unit))}
            for unit, name in zip(scores.units, evaluated.names, strict=True)
        ],
        "ignored_columns": evaluated.ignored,
    }


def _plain_score(score: Score) -> dict[str, object]:
    return {
        "value": score.value,
        "published": score.published,
        "band": None if score.band is None else _plain_band(score.band),
        "outcome": score.outcome and str(score.outcome),
        "missing": score.missing,
        "parts": {code: {"value": value, "published": published} for code, (value, published) in score.parts.items()},
    }


def _plain_band(band: Band) -> dict[str, object]:
    return {
        "code": band.code,
        "id": band.name.id,
        "en": band.name.en,
        "level": band.level and {"id": band.level.id, "en": band.level.en},
        "confirmed": not band.evidence.unconfirmed,
    }


def of_scores(evaluated: Evaluated, language: Language) -> Iterator[str]:
    """Yield the basis, a row per unit with the published values and its band, what was ignored and what is doubtful."""
    _ = language.gettext
    scores = evaluated.scores
    instrument = scores.instrument
    yield from _basis(instrument, language)
    yield from ("", *aligned(list(_rows(evaluated, language)), left=2, indent="  "))
    without = [at for at, outcome in enumerate(scores.outcomes) if outcome is not None]
    if without:
        yield ""
        yield _("Units without a score: {count} of {units}").format(count=len(without), units=len(scores.units))
        yield from (f"  {line}" for line in _without(evaluated, without, language))
    if evaluated.ignored:
        yield from ("", _("Columns that play no part: {columns}").format(columns=", ".join(evaluated.ignored)))
    yield from _remarks(instrument, language)


def _rows(evaluated: Evaluated, language: Language) -> Iterator[list[str]]:
    _ = language.gettext
    scores = evaluated.scores
    instrument = scores.instrument
    index = instrument.index
    parts = [*(index.parts if isinstance(index, Group) else ()), index]
    top = bool(instrument.rounding_evidence.unconfirmed)
    marks = [MARK if _doubtful(part) or (part is index and top) else "" for part in parts]
    heads = [f"{part.code}{mark}" for part, mark in zip(parts, marks, strict=True)]
    yield [_("unit"), _("name"), *heads, *([_("category")] if instrument.bands else [])]
    digits = [instrument.digits if part.digits is None else part.digits for part in parts]
    columns = [scores.published[part.code].tolist() for part in parts]
    for at, (unit, name) in enumerate(zip(scores.units, evaluated.names, strict=True)):
        values = [column[at] for column in columns]
        cells = [
            language.number(None if value != value else value, places)
            for value, places in zip(values, digits, strict=True)
        ]
        yield [unit, name, *cells, *([_band(evaluated, at, language)] if instrument.bands else [])]


def _band(evaluated: Evaluated, at: int, language: Language) -> str:
    position = int(evaluated.scores.bands[at])
    if position < 0:
        return NOTHING
    band = evaluated.scores.instrument.bands[position]
    name = band.name.id if language.code == "id" else band.name.en
    return f"{name}{MARK if band.evidence.unconfirmed else ''}"


def _without(evaluated: Evaluated, without: Sequence[int], language: Language) -> Iterator[str]:
    absent = dict(lacking(evaluated))
    for at in without:
        outcome = evaluated.scores.outcomes[at] or NoScore.MISSING
        said = language.gettext(WITHOUT[outcome]).format(codes=", ".join(absent.get(at, ())))
        yield f"{evaluated.scores.units[at]}: {said}"
