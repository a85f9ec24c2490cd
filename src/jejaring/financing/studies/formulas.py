"""What each figure of a study is: its name, its unit, how it is computed, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jejaring.console.language import Language, gettext_noop

PARK = "Park, Contemporary Engineering Economics (2016), chapters 5–7"
ADB = "Asian Development Bank, Guidelines for the Economic Analysis of Projects (2017)"
IPF = "Marcelo, Mandri-Perrott, House and Schwartz, World Bank Policy Research Working Paper 7674 (2016)"
CVAR = "Rockafellar and Uryasev, Journal of Banking & Finance 26 (2002)"
SAMPLES = gettext_noop("statistics of the samples; the model is in docs/financing-appraisal.md")
EULER = "Tasche, Capital Allocation to Business Units and Sub-Portfolios: the Euler Principle (2008)"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; `{unit}` in its unit stands for the unit of money."""

    name: str
    unit: str
    formula: str
    source: str

    def unit_in(self, language: Language, money: str) -> str:
        """Return the unit in words of a language."""
        return language.gettext(self.unit).format(unit=money)


MONEY = "{unit}"
PER_CENT = "%"
APPRAISAL: Mapping[str, Figure] = {
    "net_present_value": Figure(
        gettext_noop("Net present value (NPV)"), MONEY, "NPV = Σ (Bₜ − Cₜ) / (1 + r)ᵗ, t = 0 … T", PARK
    ),
    "benefit_cost_ratio": Figure(
        gettext_noop("Benefit-cost ratio (BCR)"), gettext_noop("ratio"), "BCR = Σ Bₜ / (1 + r)ᵗ ÷ Σ Cₜ / (1 + r)ᵗ", PARK
    ),
    "annual_worth": Figure(
        gettext_noop("Annual worth"),
        gettext_noop("{unit} per year"),
        gettext_noop("NPV · r / (1 − (1 + r)⁻ᵀ); NPV / T at r = 0"),
        PARK,
    ),
    "discounted_payback": Figure(
        gettext_noop("Discounted payback"),
        gettext_noop("years after year 0"),
        gettext_noop("t at which Σ (Bₜ − Cₜ) / (1 + r)ᵗ is no longer below 0"),
        PARK,
    ),
    "switching_costs": Figure(
        gettext_noop("Change of costs that makes NPV 0"), PER_CENT, "BCR − 1", f"{ADB}, switching values"
    ),
    "switching_benefits": Figure(
        gettext_noop("Change of benefits that makes NPV 0"), PER_CENT, "1 / BCR − 1", f"{ADB}, switching values"
    ),
    "payback": Figure(
        gettext_noop("Payback, undiscounted"),
        gettext_noop("years after year 0"),
        gettext_noop("t at which Σ (Bₜ − Cₜ) is no longer below 0"),
        PARK,
    ),
    "internal_rates": Figure(
        gettext_noop("Internal rate of return (IRR)"),
        gettext_noop("% per year"),
        gettext_noop("every r > −1 with NPV(r) = 0"),
        PARK,
    ),
    "cases": Figure(
        gettext_noop("Sensitivity"),
        MONEY,
        gettext_noop("NPV, BCR and IRR with Cₜ and Bₜ changed by a share, Bₜ later; the period stays"),
        f"{ADB}, sensitivity analysis",
    ),
}
PLANE: Mapping[str, Figure] = {
    "sei": Figure(
        gettext_noop("Social-environmental index (SEI)"),
        "0–100",
        gettext_noop("Σ w · 100 (x − min) / (max − min) ÷ Σ w; (max − x) where less is better"),
        IPF,
    ),
    "fei": Figure(
        gettext_noop("Financial-economic index (FEI)"),
        "0–100",
        gettext_noop("Σ w · 100 (x − min) / (max − min) ÷ Σ w; (max − x) where less is better"),
        IPF,
    ),
    "line": Figure(
        gettext_noop("Budget line"),
        "0–100",
        gettext_noop("the index of the last project that the budget reaches, from the highest index down"),
        IPF,
    ),
    "changed": Figure(
        gettext_noop("Changes quadrant"),
        gettext_noop("% of samples"),
        gettext_noop("each weight × (1 + noise · u), u uniform from −1 to 1 (Philox)"),
        IPF,
    ),
}
RISK: Mapping[str, Figure] = {
    "probability": Figure(
        gettext_noop("Probability of a shortfall"),
        gettext_noop("% of samples"),
        gettext_noop("share of samples with L > 0"),
        SAMPLES,
    ),
    "expected": Figure(
        gettext_noop("Expected shortfall of money"), MONEY, gettext_noop("mean of L over all samples"), SAMPLES
    ),
    "value_at_risk": Figure(
        gettext_noop("Value at risk (VaR)"),
        MONEY,
        gettext_noop("the smallest amount that a share of the samples does not exceed"),
        CVAR,
    ),
    "conditional": Figure(
        gettext_noop("Conditional value at risk (CVaR)"),
        MONEY,
        gettext_noop("min over x of x + mean of max(0, L − x) / (1 − level)"),
        CVAR,
    ),
    "largest": Figure(gettext_noop("Largest shortfall of the samples"), MONEY, gettext_noop("max of L"), SAMPLES),
    "drivers": Figure(
        gettext_noop("What drives the CVaR"),
        MONEY,
        gettext_noop("derivatives of the CVaR along the change; they add up to it"),
        EULER,
    ),
}


def legend(figures: Mapping[str, Figure], language: Language) -> Iterable[str]:
    """Yield how each figure is computed and who says so, each source once."""
    yield ""
    yield language.gettext("How the figures are computed")
    by_source: dict[str, list[Figure]] = {}
    for figure in figures.values():
        by_source.setdefault(figure.source, []).append(figure)
    for source, listed in by_source.items():
        yield f"  {language.gettext(source)}"
        yield from (f"    {language.gettext(figure.name)}: {language.gettext(figure.formula)}" for figure in listed)


def plain_formulas(figures: Mapping[str, Figure], money: str) -> dict[str, dict[str, str]]:
    """Return unit, formula and source of each figure as plain values; what people read in per cent is a share there."""
    return {
        code: {
            "unit": figure.unit.replace("%", "share").format(unit=money),
            "formula": figure.formula,
            "source": figure.source,
        }
        for code, figure in figures.items()
    }
