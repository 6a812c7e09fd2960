"""Bundles: what readers get. A static site, EPUBs and archives, all made of editions.

article + catalog -> Edition (``edition.py``) -> pages and feeds (``site.py``), chapters (``epub.py``)
"""
