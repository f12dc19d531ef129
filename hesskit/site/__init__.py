"""The course as one static site: every browser is its own kernel, and any web host can serve it."""

from hesskit.site.site_command import site

__all__ = ["site"]
