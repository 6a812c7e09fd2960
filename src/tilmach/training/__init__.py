"""Small models from a project's own sentences: rows -> tokenizer -> network -> Argos packages.

The model in the box is made with the same code (``training/`` in the repository). Needs torch, which tilmach itself does not:
the modules that import it are imported when a training begins, and no earlier.
"""

from __future__ import annotations

from importlib.util import find_spec

from tilmach.errors import ModelError


def require() -> None:
    """Make sure that what training needs is there, before any work is done.

    Raises:
        ModelError: PyTorch is missing; says how to install it.
    """
    if find_spec("torch") is None:
        raise ModelError(
            'training needs PyTorch, which tilmach does not install by itself: pip install "tilmach[train]". '
            "Without a GPU, install torch for the CPU first, which is much smaller: docs/training.md."
        )
