"""Test functions with a name: most come from the optimisation literature, with a minimum worth looking for."""

from hesskit.maths.gallery_entry import GalleryEntry as Entry
from hesskit.maths.gallery_entry import box, known

_POLISHED = "Newton's method from a grid of starts, polished with mpmath at 30 digits"

FAMOUS = (
    Entry(
        "Rosenbrock",
        "100*(y - x^2)^2 + (1 - x)^2",
        box(-2, 2, -1, 3),
        "H. H. Rosenbrock, Computer Journal 3 (1960) 175-184",
        "One minimum at the end of a bent valley: gradient descent crawls, Newton overshoots and still wins.",
        known("minimum: 1, 1"),
    ),
    Entry(
        "Himmelblau",
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        box(-6, 6),
        "D. M. Himmelblau, Applied Nonlinear Programming (1972)",
        "Nine points: four minima of equal depth, four saddles between them, one maximum in the middle.",
        known(
            "minimum: -3.779310253377747, -3.283185991286169; -2.805118086952745, 3.131312518250573; 3, 2;"
            "3.584428340330492, -1.848126526964404",
            "saddle: -3.07302575076439, -0.08135304428796751; -0.1279613467306801, -1.953714980244576;"
            "0.08667750455539635, 2.884254701174776; 3.385154183607021, 0.07385187983774929",
            "maximum: -0.2708445906673476, -0.9230385564799815",
        ),
        obtained=_POLISHED,
    ),
    Entry(
        "Beale",
        "(3/2 - x + xy)^2 + (9/4 - x + xy^2)^2 + (21/8 - x + xy^3)^2",
        box(-4.5, 4.5),
        "E. M. L. Beale (1958); number 5 in Moré, Garbow and Hillstrom, ACM TOMS 7 (1981)",
        "A minimum in a flat valley; at (4, 1) Newton's direction has slope exactly 0.",
        known("minimum: 3, 1/2", "saddle: 0, 1; 0.1005379373241584, -2.644513585023125"),
        obtained=_POLISHED,
    ),
    Entry(
        "six-hump camel",
        "(4 - 21/10*x^2 + x^4/3)*x^2 + xy + (-4 + 4y^2)*y^2",
        box(-3, 3, -2, 2),
        "Dixon and Szegő, Towards Global Optimisation 2 (1978)",
        "Fifteen points, symmetric about 0; only two of the six minima are global.",
        known(
            "minimum: -1.703606714969981, 0.7960835686726251; -1.607104752920197, -0.5686514548841314;"
            "-0.08984201310031806, 0.7126564030207396; 0.08984201310031806, -0.7126564030207396;"
            "1.607104752920197, 0.5686514548841314; 1.703606714969981, -0.7960835686726251",
            "saddle: -1.638067984189779, -0.2286740690443941; -1.296070267167109, -0.6050843880386585;"
            "-1.109205336804786, 0.7682680925095398; 0, 0; 1.109205336804786, -0.7682680925095398;"
            "1.296070267167109, 0.6050843880386585; 1.638067984189779, 0.2286740690443941",
            "maximum: -1.230229876516653, -0.162334584458995; 1.230229876516653, 0.162334584458995",
        ),
        obtained=_POLISHED,
    ),
    Entry(
        "three-hump camel",
        "2x^2 - 21/20*x^4 + x^6/6 + xy + y^2",
        box(-3, 3),
        "the optimisation test sets; origin unclear",
        "Five points by hand: y = -x/2 leaves a quadratic in x^2.",
        known(
            "minimum: 0, 0; sqrt(21/10 + sqrt(91)/10), -sqrt(21/10 + sqrt(91)/10)/2;"
            "-sqrt(21/10 + sqrt(91)/10), sqrt(21/10 + sqrt(91)/10)/2",
            "saddle: sqrt(21/10 - sqrt(91)/10), -sqrt(21/10 - sqrt(91)/10)/2;"
            "-sqrt(21/10 - sqrt(91)/10), sqrt(21/10 - sqrt(91)/10)/2",
        ),
    ),
    Entry(
        "McCormick",
        "sin(x + y) + (x - y)^2 - 3/2*x + 5/2*y + 1",
        box(-1.5, 4, -3, 4),
        "G. P. McCormick, Applied Nonlinear Programming, research report (1972), as quoted in the test sets",
        "Sum and difference of the two equations give x - y = 1 and cos(x + y) = -1/2.",
        known(
            "minimum: 1/2 - pi/3, -1/2 - pi/3; 1/2 + 2pi/3, -1/2 + 2pi/3", "saddle: 1/2 + pi/3, -1/2 + pi/3"
        ),
    ),
    Entry(
        "Booth",
        "(x + 2y - 7)^2 + (2x + y - 5)^2",
        box(-10, 10),
        "the optimisation test sets; origin unclear",
        "A quadratic: its critical point solves a 2 by 2 linear system.",
        known("minimum: 1, 3"),
    ),
    Entry(
        "Matyas",
        "13/50*(x^2 + y^2) - 12/25*xy",
        box(-10, 10),
        "the optimisation test sets; origin unclear",
        "Nearly a trough: eigenvalues 1/25 and 1.",
        known("minimum: 0, 0"),
    ),
    Entry(
        "Branin",
        "(y - 51/(40pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8pi))*cos(x) + 10",
        box(-5, 10, 0, 15),
        "F. H. Branin (1972); in Dixon and Szegő, Towards Global Optimisation 2 (1978)",
        "Three minima of one depth: f_y = 0 puts the points on a parabola, f_x = 0 at multiples of pi.",
        known("minimum: -pi, 491/40; pi, 91/40; 3pi, 99/40", "saddle: 0, 6; 2pi, 11/10"),
    ),
    Entry(
        "Goldstein-Price",
        "(1 + (x + y + 1)^2*(19 - 14x + 3x^2 - 14y + 6xy + 3y^2))"
        "*(30 + (2x - 3y)^2*(18 - 32x + 12x^2 + 48y - 36xy + 27y^2))",
        box(-2, 2),
        "Goldstein and Price, Mathematics of Computation 25 (1971) 569-574",
        "Degree eight, values from 3 to a million, and nine critical points, all rational.",
        known(
            "minimum: 0, -1; -3/5, -2/5; 6/5, 4/5; 9/5, 1/5",
            "maximum: 4/5, 1/5",
            "saddle: -2/5, -3/5; 3/5, 2/5; 6/5, -1/5; 7/5, 3/5",
        ),
    ),
    Entry(
        "Styblinski-Tang",
        "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
        box(-5, 5),
        "Styblinski and Tang, Neural Networks 3 (1990) 467-483",
        "A sum of two one-variable functions: 3 by 3 points.",
        known(
            "minimum: -2.903534027771177, -2.903534027771177; -2.903534027771177, 2.746802770990837;"
            "2.746802770990837, -2.903534027771177; 2.746802770990837, 2.746802770990837",
            "saddle: -2.903534027771177, 0.1567312567803401; 0.1567312567803401, -2.903534027771177;"
            "0.1567312567803401, 2.746802770990837; 2.746802770990837, 0.1567312567803401",
            "maximum: 0.1567312567803401, 0.1567312567803401",
        ),
        obtained=_POLISHED,
    ),
    Entry(
        "Zakharov",
        "x^2 + y^2 + (x/2 + y)^2 + (x/2 + y)^4",
        box(-5, 5),
        "the optimisation test sets; origin unclear",
        "Convex, one minimum, far from quadratic.",
        known("minimum: 0, 0"),
    ),
    Entry(
        "Easom",
        "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
        box(1, 5),
        "E. E. Easom (1990), as quoted in the test sets",
        "A needle at (pi, pi): elsewhere the gradient is almost, but not exactly, zero.",
        known(
            "minimum: pi, pi; 1.304995450437668, 1.304995450437668; 1.304995450437668, 4.978189856741919;"
            "4.978189856741919, 1.304995450437668; 4.978189856741919, 4.978189856741919",
            "maximum: 1.304995450437668, pi; pi, 1.304995450437668; pi, 4.978189856741919; 4.978189856741919, pi",
            "saddle: pi/2, pi/2; pi/2, 3pi/2; 3pi/2, pi/2; 3pi/2, 3pi/2",
        ),
        obtained=_POLISHED,
    ),
    Entry(
        "peaks",
        "3*(1 - x)^2*exp(-x^2 - (y + 1)^2) - 10*(x/5 - x^3 - y^5)*exp(-x^2 - y^2) - exp(-(x + 1)^2 - y^2)/3",
        box(-3, 3),
        "MATLAB's peaks function",
        "Three of each kind; everybody has seen it, few have counted.",
        known(
            "minimum: -1.347396244368211, 0.2045188660970052; 0.2282789205563691, -1.625534957499997;"
            "0.2964455538468321, 0.3201962476668343",
            "maximum: -0.4600245180343866, -0.6291965087168009; -0.009317581959954116, 1.581367962939;"
            "1.285684697241304, -0.004847559075593672",
            "saddle: -0.2659375568372457, 0.4667399937262694; 0.4163233216785082, -0.3941450984024246;"
            "1.098272834335093, 0.8544609795247525",
        ),
        obtained=_POLISHED,
    ),
)
