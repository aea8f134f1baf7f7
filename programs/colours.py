"""The colour of each kind of money, the same in every chart; programmes have names instead."""

from programs.models import MoneyKind

KINDS = {
    MoneyKind.RELIEF_FUND: "red",
    MoneyKind.LOCAL_COUNTERPART: "sand",
    MoneyKind.INDUSTRY_SUPPORT: "blue",
    MoneyKind.DONATION: "green",
    MoneyKind.OTHER: "grey",
}
