"""Macros of dbt itself that models/ calls, as text that the dialect can hold."""

import os

IS_BIGQUERY = os.environ.get("ATTRIB_SQL_DIALECT") == "bigquery"


def type_bigint():
    return "bigint"


def type_string():
    return "string" if IS_BIGQUERY else "text"


def date_spine(datepart, start_date, end_date):
    return f"select {start_date} as date_{datepart} union all select {end_date} as date_{datepart}"
