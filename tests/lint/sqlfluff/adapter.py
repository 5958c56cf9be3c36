"""dbt's adapter, as far as the macros of models/ need it to be linted for one dialect."""

import os

import jinja2

DIALECT = os.environ.get("ATTRIB_SQL_DIALECT", "postgres")


@jinja2.pass_context
def dispatch(context, name, package=None):
    """The macro that dbt would call, which stands in the file of the macro that asks for it."""
    return context.get(f"{DIALECT}__{name}") or context[f"default__{name}"]
