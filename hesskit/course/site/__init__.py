"""The course as one static site: every browser is its own kernel, and any web host can serve it."""
