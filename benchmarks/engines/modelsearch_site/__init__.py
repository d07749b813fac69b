"""A Django site of its own for modelsearch: settings and models as its documentation advises."""
