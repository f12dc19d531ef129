"""What can go wrong while a site is built, said in one sentence."""


class SiteError(RuntimeError):
    """The site could not be built; its text is one sentence that says what to do."""
