"""The first tier of the site: the course as pages that are there at once, with pictures that move without a kernel."""
