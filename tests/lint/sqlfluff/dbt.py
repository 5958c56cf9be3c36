"""Macros of dbt itself that models/ calls, as text that SQL can hold."""


def type_bigint():
    return "bigint"


def type_string():
    return "text"


def date_spine(datepart, start_date, end_date):
    return f"select {start_date} as date_{datepart} union all select {end_date} as date_{datepart}"
