"""The recipe of the starter model: corpus -> tokenizer -> network -> Argos packages.

Nothing in here is imported by tilmach itself; see ``training/README.md``.
"""
