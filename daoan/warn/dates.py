"""How a day or period is called in a warning."""

from datetime import date

from daoan.terms.estimates import Text


def name_of_day(day: date) -> Text:
    """A day as "2019-12-31" and "2019年12月31日"."""
    return Text(f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日")


def name_of_period(label: str) -> Text:
    """A year "2019" or month "2019-12" as it is called in both languages."""
    year, _, month = label.partition("-")
    return Text(label, f"{year}年" + (f"{int(month)}月" if month else ""))
