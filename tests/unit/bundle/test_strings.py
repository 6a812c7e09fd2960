"""What pages say by themselves: all of it is extracted, and translated into all languages of the project."""

import configparser
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from tilmach import po
from tilmach.bundle import strings as module
from tilmach.bundle.strings import FOLDER, speaks, strings

PACKAGE = FOLDER.parent


@pytest.fixture(scope="module")
def extracted() -> set[str]:
    mapping = configparser.ConfigParser()
    mapping.read(FOLDER / "babel.cfg", "utf-8")
    methods = [(section.partition(":")[2].strip(), section.partition(":")[0]) for section in mapping.sections()]
    keywords = {"_": None, "text": None}
    return {found[2] for found in extract_from_dir(PACKAGE, methods, keywords=keywords) if isinstance(found[2], str)}


def test_the_template_has_all_texts(extracted: set[str]) -> None:
    assert len(extracted) > 20
    template = {message.source for message in po.read(FOLDER / "site.pot", "").messages}
    assert template == extracted, "run the command in strings.py"


@pytest.mark.parametrize("locale", ["kk", "ru", "ug"])
def test_the_catalogs_are_complete(locale: str, extracted: set[str]) -> None:
    catalog = po.read(FOLDER / locale / "LC_MESSAGES" / "site.po", locale)
    targets = catalog.targets(only_approved=True)
    assert targets.keys() == extracted
    for source, target in targets.items():
        assert target != source, source
        assert re.findall(r"%\(\w+\)s", source) == re.findall(r"%\(\w+\)s", target)


def test_texts() -> None:
    assert strings("kk")("Author: %(name)s", name="<Д>") == "Авторы: <Д>"  # templates escape it
    assert strings("fr")("All articles") == "All articles"
    assert (speaks("kk"), speaks("en"), speaks("en-GB"), speaks("fr")) == (True, True, True, False)


def test_the_command_in_the_docstring_names_what_is_there() -> None:
    words = (module.__doc__ or "").split()
    assert (Path(__file__).parents[3] / words[words.index("-F") + 1]).is_file()
