"""Turn a checkpoint into three Argos packages: CTranslate2 in int8, each with the pieces of its language only.

python -m training.convert --checkpoint training/work/model/final.pt --version 0.1
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from tilmach.models.card import CARD
from tilmach.models.verifying import checksums
from tilmach.training.convert import read_checkpoint, save_package
from tilmach.training.tokenizer import Tokenizer
from training import ROOT
from training.corpus import TARGETS, WORK

STARTER = ROOT / "src" / "tilmach" / "starter"


def write_card(package: Path) -> None:
    """Say what the licence is, and what the files are: ``tilmach models verify`` compares them."""
    lines = ['licence = "MIT"', "commercial = true", 'origin = "training/README.md"', "[files]"]
    lines += [f'"{name}" = "{checksum}"' for name, checksum in checksums(package).items()]
    (package / CARD).write_text("\n".join(lines) + "\n", "utf-8")


def convert(checkpoint: Path, folder: Path, output: Path, version: str) -> None:
    shape, weights = read_checkpoint(checkpoint)
    tokenizer = Tokenizer.read(folder)
    for code in TARGETS:
        package = output / f"en_{code}"
        shutil.rmtree(package, ignore_errors=True)
        save_package(package, weights, shape, tokenizer, code, version)
        write_card(package)
        size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
        print(f"{package}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=WORK / "model")
    parser.add_argument("--checkpoint", type=Path, default=WORK / "model" / "final.pt")
    parser.add_argument("--output", type=Path, default=STARTER)
    parser.add_argument("--version", default="0.1")
    arguments = parser.parse_args()
    convert(arguments.checkpoint, arguments.folder, arguments.output, arguments.version)
