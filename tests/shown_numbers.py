"""Numbers as a learner reads them, read back: true minus signs and raised powers of ten."""

import re

POWER = re.compile("(·|(?<![0-9.]))10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def plain(text: str) -> str:
    """Write the numbers of a text as Python does.

    >>> plain("−2·10⁻⁷"), plain("10⁵ and |d|³")
    ('-2e-7', '1e5 and |d|³')
    """
    powers = POWER.sub(lambda found: f"{'' if found[1] else '1'}e{found[2].translate(LOWERED)}", text)
    return powers.replace("−", "-")
