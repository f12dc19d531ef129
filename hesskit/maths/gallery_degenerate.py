"""Where the second-derivative test is silent, and where critical points come in whole curves."""

from hesskit.maths.gallery_entry import GalleryEntry as Entry
from hesskit.maths.gallery_entry import KnownSet, box, known

_PLAIN = box(-2, 2)
_ORIGIN_MINIMUM = known("minimum: 0, 0")
_ORIGIN_MAXIMUM = known("maximum: 0, 0")
_ORIGIN_SADDLE = known("saddle: 0, 0")

DEGENERATE = (
    Entry(
        "monkey saddle",
        "x^3 - 3xy^2",
        _PLAIN,
        "folklore; see Hilbert and Cohn-Vossen, Geometry and the Imagination",
        "H = 0, three ways up and three ways down (two legs and a tail): a saddle with D = 0.",
        _ORIGIN_SADDLE,
    ),
    Entry(
        "dog saddle",
        "x^4 - 6x^2y^2 + y^4",
        _PLAIN,
        "folklore",
        "Four ways up, four ways down: Re (x + iy)^4.",
        _ORIGIN_SADDLE,
    ),
    Entry(
        "flat bowl",
        "x^4 + y^4",
        _PLAIN,
        "folklore",
        "A strict minimum with H = 0: Newton is only linear here.",
        _ORIGIN_MINIMUM,
    ),
    Entry("half-flat bowl", "x^2 + y^4", _PLAIN, "folklore", "D = 0 and a strict minimum.", _ORIGIN_MINIMUM),
    Entry("flat dome", "-x^4 - y^4", _PLAIN, "folklore", "D = 0 and a strict maximum.", _ORIGIN_MAXIMUM),
    Entry(
        "half-flat saddle",
        "x^2 - y^4",
        _PLAIN,
        "folklore",
        "The same H as x^2 + y^4, and neither.",
        _ORIGIN_SADDLE,
    ),
    Entry(
        "shoulder",
        "x^2 + y^3",
        _PLAIN,
        "folklore",
        "Neither: along y it goes through like a cubic.",
        _ORIGIN_SADDLE,
    ),
    Entry(
        "Peano's surface",
        "(y - x^2)(y - 3x^2)",
        _PLAIN,
        "after Peano, in his notes to Genocchi, Calcolo differenziale (1884), whose example is (y^2 - 2px)(y^2 - 2qx)",
        "A minimum along every straight line through 0, yet not a minimum: it is -x^4 on y = 2x^2.",
        _ORIGIN_SADDLE,
    ),
    Entry(
        "parabolic valley, closed",
        "(y - x^2)^2 + x^6",
        _PLAIN,
        "folklore",
        "Fourth-order terms cancel along the valley; the sixth decides: a strict minimum.",
        _ORIGIN_MINIMUM,
    ),
    Entry(
        "parabolic valley, open",
        "(y - x^2)^2 - x^6",
        _PLAIN,
        "folklore",
        "The twin of (y - x^2)^2 + x^6 to fifth order, and a saddle.",
        known("saddle: 0, 0"),
    ),
    Entry(
        "square of a product",
        "x^2y^2",
        _PLAIN,
        "folklore",
        "Both axes are minima; none is isolated.",
        sets=(KnownSet("the line x = 0", "x", "minimum"), KnownSet("the line y = 0", "y", "minimum")),
    ),
    Entry(
        "trough",
        "(x - y)^2",
        _PLAIN,
        "folklore",
        "A whole line of minima, none strict.",
        sets=(KnownSet("the line y = x", "x - y", "minimum"),),
    ),
    Entry(
        "gutter",
        "x^2",
        _PLAIN,
        "folklore",
        "A function of one variable, drawn over the plane: critical all along x = 0.",
        sets=(KnownSet("the line x = 0", "x", "minimum"),),
    ),
    Entry(
        "circle of minima",
        "(x^2 + y^2 - 1)^2",
        _PLAIN,
        "folklore; the Mexican hat, also Goldstone's wine-bottle potential",
        "One isolated maximum, and a circle of minima on which D = 0.",
        _ORIGIN_MAXIMUM,
        (KnownSet("the circle x^2 + y^2 = 1", "x^2 + y^2 - 1", "minimum"),),
    ),
    Entry(
        "hyperbolic umbilic",
        "x^3 + xy^2",
        _PLAIN,
        "R. Thom, Stabilité structurelle et morphogenèse (1972)",
        "H = 0 and f = x(x^2 + y^2), so only the sign of x matters: one way up, one way down, a saddle.",
        _ORIGIN_SADDLE,
    ),
    Entry(
        "constant",
        "3",
        _PLAIN,
        "folklore",
        "Every point is critical, every point a minimum and a maximum: none is strict.",
        sets=(KnownSet("the whole plane", "0", "minimum"),),
    ),
)
