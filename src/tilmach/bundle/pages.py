"""The pages of a site, from editions and templates: ``Pages``.

Templates are ours (``templates/``) or a project's own: a template of the same name in the project's theme stands in for ours,
and can extend it as ``tilmach/article.html``.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tilmach import locales
from tilmach.bundle.edition import Edition
from tilmach.bundle.manifest import Entry
from tilmach.bundle.media import MEDIA
from tilmach.bundle.pairs import rows
from tilmach.bundle.settings import Settings
from tilmach.bundle.strings import strings
from tilmach.catalog import DRAFTS, State
from tilmach.errors import ProjectError
from tilmach.project import Project

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

HERE = Path(__file__).parent
FRONT = 13
"""How many articles stand on an index page with their summaries; all others follow as a list."""


def page_path(article: str, locale: str, *, bilingual: bool = False) -> str:
    """Return where the page of an article is in a site, with ``/``, not percent-encoded."""
    name = article
    if name.casefold() == "index" or name.casefold().endswith(".bilingual"):
        name += "_"  # the index page and bilingual pages have these names
    return f"{locale}/{name}{'.bilingual' if bilingual else ''}.html"


class Pages:
    """Renders pages.

    Args:
        project: The project, for its locales and its theme.
        settings: What it says about its bundles.
    """

    def __init__(self, project: Project, settings: Settings) -> None:
        self.project = project
        self.settings = settings
        self.theme = project.root / settings.theme
        self._environment = _environment(self.theme)

    def title(self, locale: str) -> str:
        """Return the name of the publication in a locale."""
        return self.settings.title(locale) or self._articles(locale)

    @staticmethod
    def _articles(locale: str) -> str:
        text = strings(locale)
        return text("Articles")

    def article(self, edition: Edition, offered: Sequence[str]) -> str:
        """Return the page of an edition.

        Args:
            edition: The edition.
            offered: Locales in which there is a page of the article.
        """
        path = page_path(edition.article, edition.locale)
        root = _root(path)
        is_translation = edition.locale != self.project.source
        return self._render(
            "article.html",
            path,
            edition.locale,
            self._switcher(offered, {locale: page_path(edition.article, locale) for locale in offered}, root),
            edition=edition,
            body=edition.body.replace(f'<img src="{MEDIA}', f'<img src="{root}{MEDIA}'),
            notice=self._notice(edition),
            bilingual=quote(page_path(edition.article, edition.locale, bilingual=True)) if is_translation else "",
            linked_data=(data := self._linked_data(edition, path)),
            linked_data_hash=b64encode(sha256(data.encode()).digest()).decode(),
        )

    def bilingual(self, edition: Edition, offered: Sequence[str]) -> str:
        """Return the page of an edition beside its source, sentence by sentence; arguments as for ``article``."""
        own, source = edition.locale, self.project.source
        text = strings(own)
        path = page_path(edition.article, own, bilingual=True)
        translated = [locale for locale in offered if locale != source]
        grades = Counter(passage.grade for passage in edition.passages)
        states = self._states(own)
        return self._render(
            "bilingual.html",
            path,
            own,
            self._switcher(
                translated, {locale: page_path(edition.article, locale, bilingual=True) for locale in translated}, _root(path)
            ),
            edition=edition,
            page=quote(page_path(edition.article, own)),
            rows=rows(edition, source, _direction(source), states, text("merged into the sentence beside it")),
            source_direction=_direction(source),
            source_name=locales.name_in(source, own),
            own_name=locales.name_in(own, own),
            counts=[
                {"name": name, "number": locales.format_number(grades[grade], own)}
                for grade, name in states.items()
                if grades[grade]
            ],
        )

    def index(self, entries: Sequence[Entry], locale: str, offered: Sequence[str]) -> str:
        """Return the index page of a locale.

        Args:
            entries: Its articles, the newest first.
            locale: BCP 47 tag.
            offered: Locales that have an index page.
        """
        path = f"{locale}/index.html"
        shown = [
            {
                "path": entry.path, "title": entry.title, "summary": entry.summary, "section": entry.section,
                "published": entry.day, "checked": entry.checked,
            }
            for entry in entries
        ]  # fmt: skip
        switcher = self._switcher(offered, {other: f"{other}/index.html" for other in offered}, _root(path))
        return self._render("index.html", path, locale, switcher, front=shown[:FRONT], more=shown[FRONT:])

    def start(self, offered: Sequence[str]) -> str:
        """Return the first page of the site, which offers the locales."""
        choices = [{**link, "title": self.title(str(link["locale"]))} for link in self._links(offered, {})]
        for choice in choices:
            choice["path"] = f"{choice['locale']}/index.html"
        return self._render("start.html", "index.html", self.project.source, ([], []), choices=choices)

    def _render(
        self, template: str, path: str, locale: str, switcher: tuple[list[dict[str, Any]], list[dict[str, Any]]], **values: Any
    ) -> str:
        from jinja2 import TemplateError, TemplateSyntaxError  # noqa: PLC0415  only where bundles are made

        links, alternates = switcher
        try:
            return self._environment.get_template(template).render(
                _=strings(locale),
                locale=locale,
                direction=_direction(locale),
                root=_root(path),
                home=f"{locale}/index.html" if template != "start.html" else "index.html",
                feed=f"{locale}/feed.xml" if template != "start.html" else "",
                site_title=self.title(locale),
                themed=(self.theme / "static" / "theme.css").is_file(),
                switcher=links,
                alternates=alternates,
                canonical=self.settings.site_url + quote(path) if self.settings.site_url else "",
                **values,
            )
        except TemplateSyntaxError as error:
            raise ProjectError(f"{error.filename or template}:{error.lineno}: {error.message}. Mend the template.") from None
        except TemplateError as error:
            raise ProjectError(f"{template}: {error.message}. Mend the templates in {self.theme}.") from None

    def _switcher(
        self, offered: Sequence[str], paths: Mapping[str, str], root: str
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the links between the pages of a text in several locales: for readers, and for search engines."""
        links = list(self._links(offered, paths))
        base = self.settings.site_url or root
        alternates = [{"locale": link["locale"], "address": f"{base}{link['path']}"} for link in links]
        default = next((link for link in alternates if link["locale"] == self.project.source), None)
        return links, [*alternates, *([{**default, "locale": "x-default"}] if default else [])] if len(links) > 1 else []

    @staticmethod
    def _links(offered: Sequence[str], paths: Mapping[str, str]) -> Iterable[dict[str, Any]]:
        for locale in offered:
            yield {
                "locale": locale,
                "path": quote(paths.get(locale, "")),
                "direction": _direction(locale),
                "name": locales.native_name(locale),
            }

    def _notice(self, edition: Edition) -> list[str]:
        """Return what a reader is told about an edition that is not approved throughout, in the reader's language."""
        text = strings(edition.locale)
        states = {passage.state for passage in edition.passages}
        if states <= {State.APPROVED}:
            return []
        told = []
        if states & set(DRAFTS):
            told.append(text("Parts of this text were translated by a machine, and no person has checked them yet."))
        elif State.EDITED in states:
            told.append(text("Parts of this translation have not been approved yet."))
        if None in states:
            told.append(text("Sentences that have no translation yet are shown in the original language."))
        share = locales.format_share(edition.approved, edition.locale)
        return [*told, text("Checked and approved so far: %(share)s", share=share)]

    @staticmethod
    def _states(locale: str) -> dict[str, str]:
        text = strings(locale)
        return {
            "approved": text("approved"),
            "edited": text("edited, not approved"),
            "machine": text("machine draft"),
            "memory": text("from the translation memory"),
            "source": text("not translated"),
        }

    def _linked_data(self, edition: Edition, path: str) -> str:
        """Return what search engines read (schema.org, NewsArticle) as JSON that can't end the element it stands in."""
        site = self.settings.site_url
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": edition.title,
            "inLanguage": edition.locale,
            "dateModified": edition.updated.isoformat(),
            "publisher": {"@type": "Organization", "name": self.title(edition.locale)},
        }
        if edition.summary:
            data["description"] = edition.summary
        if edition.published:
            data["datePublished"] = edition.published.isoformat()
        if edition.author:
            data["author"] = {"@type": "Person", "name": edition.author}
        if site:
            data["url"] = data["mainEntityOfPage"] = site + quote(path)
            data["image"] = [site + MEDIA + quote(picture) for picture in edition.resources]
        if edition.locale != self.project.source:
            original = {"@type": "NewsArticle", "inLanguage": self.project.source}
            if site:
                original["url"] = site + quote(page_path(edition.article, self.project.source))
            data["translationOfWork"] = original
        text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
        for sign in "<>&\u2028\u2029":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return text


def _environment(theme: Path) -> Environment:
    import jinja2  # noqa: PLC0415  only where bundles are made

    ours = jinja2.FileSystemLoader(HERE / "templates")
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(theme), ours, jinja2.PrefixLoader({"tilmach": ours})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )

    @jinja2.pass_context
    def shown(context: Context, day: date) -> str:
        return locales.format_date(day, context["locale"])

    environment.filters["date"] = shown
    return environment


def _direction(locale: str) -> str:
    return "rtl" if locales.is_right_to_left(locale) else "ltr"


def _root(path: str) -> str:
    """Return the way from a page to the site's folder."""
    return "../" * path.count("/")
