"""tilmach: from an English article to Kazakh, Russian and Uyghur."""

__version__ = "0.1.0"
