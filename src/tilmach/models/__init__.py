"""Models: which exist, which are installed and where, how their tokens look.

families.toml says how the tokens of a family of models look, a model's own model.toml (or Argos's metadata.json) what it is,
and catalogue.toml which models could be installed.
"""
