"""Appraisals as tables for people, in English or Indonesian."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from engines.portfolio.appraisal import InternalRates, Payback
from jejaring.console.language import NOTHING, Language, aligned
from jejaring.financing.studies.appraisal_files import Study
from jejaring.financing.studies.appraisals import RATES, Appraised, by_year
from jejaring.financing.studies.formulas import APPRAISAL, legend


def of_appraisals(study: Study, found: Iterable[Appraised], language: Language, *, years: bool) -> Iterable[str]:
    """Yield what was assumed, a table of figures per programme (and of years, if asked for), and the formulas."""
    _ = language.gettext
    rates = study.rates
    yield _("Amounts in {unit}, at the ends of years; year 0 is {year}").format(unit=study.unit, year=study.first_year)
    if study.prices:
        yield _("Prices: {prices}").format(prices=study.prices)
    listed = ", ".join(per_cent(getattr(rates, name), language) for name in RATES)
    yield _("Discount rates per year: {rates} (source: {source})").format(rates=listed, source=rates.source)
    for one in found:
        yield from _of_one(study, one, language)
        if years:
            yield from ("", *aligned(_years(study, one, language), left=0, indent="  "))
    yield from legend(APPRAISAL, language)


def _of_one(study: Study, one: Appraised, language: Language) -> Iterable[str]:
    project = one.project
    yield from ("", f"{project.code}  {project.name}, {one.years[0]}–{one.years[-1]}")
    yield from aligned(list(_figures(study, one, language)), left=2, indent="  ")
    yield f"    {one.appraisal.internal.in_words(language.code)}"
    if one.cases:
        yield from ("", *aligned(list(_cases(study, one, language)), indent="  "))


def _figures(study: Study, one: Appraised, language: Language) -> Iterable[list[str]]:
    _ = language.gettext
    at = one.at()
    rates = [_("at {rate}").format(rate=per_cent(at[name].rate, language)) for name in RATES]
    yield [_("Figure"), _("Unit"), *rates]

    def row(code: str, cells: Iterable[str]) -> list[str]:
        figure = APPRAISAL[code]
        return [_(figure.name), figure.unit_in(language, study.unit), *cells]

    yield row("net_present_value", (language.number(at[name].present_value) for name in RATES))
    yield row("benefit_cost_ratio", (language.number(at[name].benefit_cost_ratio) for name in RATES))
    yield row("annual_worth", (language.number(at[name].annual_worth) for name in RATES))
    yield row("discounted_payback", (_payback(at[name].payback, language) for name in RATES))
    yield row("switching_costs", (_change(one.switching[name].costs, language) for name in RATES))
    yield row("switching_benefits", (_change(one.switching[name].benefits, language) for name in RATES))
    yield row("payback", (_payback(one.appraisal.payback, language), "", ""))
    yield row("internal_rates", (_internal(one.appraisal.internal, language), "", ""))


def _cases(study: Study, one: Appraised, language: Language) -> Iterable[list[str]]:
    _ = language.gettext
    base = one.appraisal.base
    rate = per_cent(base.rate, language)
    yield [
        _("Sensitivity, at {rate}").format(rate=rate),
        _("NPV ({unit})").format(unit=study.unit),
        "BCR",
        _("IRR (% per year)"),
    ]
    yield [
        _("as planned"),
        language.number(base.present_value),
        language.number(base.benefit_cost_ratio),
        _internal(one.appraisal.internal, language),
    ]
    for result in one.cases:
        worth, ratio = language.number(result.present_value), language.number(result.ratio)
        yield [result.case.name, worth, ratio, _internal(result.internal, language)]


def _years(study: Study, one: Appraised, language: Language) -> list[list[str]]:
    _ = language.gettext
    rate = study.rates.base
    present = _("present value at {rate}").format(rate=per_cent(rate, language))
    rows = [[_("year"), _("costs"), _("benefits"), _("net"), present, _("summed")]]
    total = Decimal(0)
    for year, *amounts, discounted in by_year(one, rate):
        total += discounted
        rows.append([str(year), *(language.number(amount) for amount in (*amounts, discounted, total))])
    return rows


def per_cent(share: Decimal, language: Language) -> str:
    """Return a share in per cent, with as many decimals as it has."""
    exact = (share * 100).normalize()
    decimals = max(0, -int(exact.as_tuple().exponent))
    return f"{language.number(exact, decimals)} %"


def _change(share: Decimal | None, language: Language) -> str:
    if share is None:
        return NOTHING
    return ("+" if share > 0 else "") + language.number(share * 100, 1)


def _payback(payback: Payback | None, language: Language) -> str:
    if payback is None:
        return language.gettext("never")
    years = language.number(payback.years)
    return years if payback.kept else language.gettext("{years}, not kept").format(years=years)


def _internal(internal: InternalRates, language: Language) -> str:
    rates = [language.number(root * 100) for root in internal.roots]
    return " / ".join(rates) or NOTHING
