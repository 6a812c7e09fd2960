"""The recipe of the starter model: corpus -> tokenizer -> network -> Argos packages.

The code that trains is ``tilmach.training``; here is what is about the starter alone: its texts, what of them is held out, how
much each kind weighs. Nothing in here is imported by tilmach itself; see ``training/README.md``.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
if str(ROOT / "src") not in sys.path:
    # with a torch of its own, outside the project's environment
    sys.path.insert(0, str(ROOT / "src"))
