"""The reader of formulas under attack, under fuzz, and against Python's own arithmetic."""

import math
import time

import pytest
import sympy
from attacks import ATTACKS
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.maths.surfaces.lexer import FormulaError
from hesskit.maths.surfaces.parsing import parse, parse_number, parse_point

x, y = sympy.symbols("x y", real=True)


def refusal(text):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize("index", range(len(ATTACKS)))
def test_attacks_are_refused_at_once(index):
    text = ATTACKS[index]
    began = time.thread_time()
    error = refusal(text)
    assert time.thread_time() - began < 0.5  # of work: what others take of the processor does not count
    well_said(error, text)


def test_attacks_take_little_memory(with_peak):
    for text in ATTACKS:
        _, peak = with_peak(lambda text=text: refusal(text))
        assert peak < 20_000_000, text[:50]


def test_a_shallow_stack_is_a_sentence_too():
    def dive(depth):
        return dive(depth - 1) if depth else parse("(" * 45 + "x" + ")" * 45)

    depth = 0
    outcomes = set()
    while "full" not in outcomes and depth < 2000:
        try:
            outcomes.add(str(dive(depth)))
        except FormulaError:
            outcomes.add("refused")
        except RecursionError:
            outcomes.add("full")  # the dive itself found no room for the call
        depth += 20
    assert "x" in outcomes and "refused" in outcomes


def well_said(error, text):
    sentence = str(error)
    assert sentence.isprintable() and "\n" not in sentence and len(sentence) < 200, sentence
    assert error.position is None or 0 <= error.position <= len(text)
    assert error.text == text
    assert len(error.pointed().splitlines()) in (1, 3)


def read_or_refuse(text, reader=parse):
    began = time.thread_time()
    try:
        result = reader(text)
    except FormulaError as error:
        well_said(error, text)
    else:
        for part in result if isinstance(result, tuple) else (result,):
            assert isinstance(part, sympy.Expr)
            assert not part.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I)
    assert time.thread_time() - began < 2


NAMES = "x y z e pi π i x1 ₁ x-x x/x sin (x+y)".split()  # noqa: SIM905
CALLS = "sin( cos( exp( ln( sqrt( abs( tan( log10( atanh( acosh( sinh( sign( cbrt(".split()  # noqa: SIM905
SIGNS = "+ - * / ^ ** ( ) ) ) [ ] { } | , . = ² ⁻¹ ³ √ _ ! ^2 ^-1 ^(1/3) ^0.333 ^1e30".split()  # noqa: SIM905
PIECES = [" ", *NAMES, *CALLS, *SIGNS, *"1 2 3 10 0.5 .5 1e3 1e-5 99 100 0 ½".split()]  # noqa: SIM905


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for reader in (parse, parse_number, parse_point):
        read_or_refuse(text, reader)


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_formula_like_text_is_read_or_refused(text):
    read_or_refuse(text)


numbers = st.sampled_from(["0", "1", "2", "3", "7", "0.5", "1.25", "12"])
names = st.sampled_from(["x", "y", "pi"])
leaves = st.one_of(numbers.map(lambda one: ("number", one)), names.map(lambda one: ("name", one)))
FUNCTIONS = {
    **{"sin": math.sin, "cos": math.cos, "exp": math.exp, "arctan": math.atan, "tanh": math.tanh},
    **{"abs": abs, "sqrt": math.sqrt, "ln": math.log, "cbrt": math.cbrt},
}


def branches(children):
    return st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/"]), children, children),
        st.tuples(st.just("^"), children, st.sampled_from(["2", "3", "-1"])),
        st.tuples(st.just("call"), st.sampled_from(sorted(FUNCTIONS)), children),
        st.tuples(st.just("negate"), children),
    )


trees = st.recursive(leaves, branches, max_leaves=8)
NEAR_ZERO = 1e-6


def evaluate(tree, at):
    """Evaluate a tree with Python's own floats; ValueError where the value is not a safe real number."""
    match tree:
        case ("number", text):
            value = float(text)
        case ("name", name):
            value = at[name]
        case ("negate", inner):
            value = -evaluate(inner, at)
        case ("call", name, inner):
            argument = evaluate(inner, at)
            if name in ("sqrt", "ln") and argument < NEAR_ZERO:
                raise ValueError
            value = FUNCTIONS[name](argument)
        case ("^", base, exponent):
            value = evaluate(base, at) ** int(exponent)
        case (operator, left, right):
            one, two = evaluate(left, at), evaluate(right, at)
            if operator == "/" and abs(two) < NEAR_ZERO:
                raise ValueError
            value = {"+": one + two, "-": one - two, "*": one * two, "/": one / (two or 1)}[operator]
    if not abs(value) < 1e6:
        raise ValueError
    return value


RAISED = {"2": "²", "3": "³", "-1": "⁻¹"}


def write(tree, style):
    """Write a tree with every sign ("explicit"), with implied products, or in print-like characters."""
    match tree:
        case ("number", text):
            return text
        case ("name", name):
            return "π" if (style == "printed" and name == "pi") else name
        case ("negate", inner):
            return ("(−" if style == "printed" else "(-") + write(inner, style) + ")"
        case ("call", "abs", inner) if style == "printed":
            return f"(|{write(inner, style)}|)"
        case ("call", "sqrt", inner) if style == "printed":
            return f"√({write(inner, style)})"
        case ("call", name, inner):
            return f"{name}({write(inner, style)})"
        case ("^", base, exponent):
            tails = {"explicit": f"**{exponent}", "implied": f"^{exponent}", "printed": RAISED[exponent]}
            return f"({write(base, style)}){tails[style]}"
        case ("*", left, right):
            between = {"explicit": " * ", "implied": "", "printed": "·"}[style]
            return f"({write(left, style)}){between}({write(right, style)})"
        case ("/", left, right):
            return f"({write(left, style)}){'÷' if style == 'printed' else '/'}({write(right, style)})"
        case (operator, left, right):
            shown = "−" if style == "printed" and operator == "-" else operator
            return f"({write(left, style)} {shown} {write(right, style)})"


def steep(tree, point):
    """Whether a tanh or exp somewhere in a tree has an argument beyond ±700, where e^u over- or underflows."""
    branches = [part for part in tree[1:] if isinstance(part, tuple)]
    if tree[:2] in (("call", "tanh"), ("call", "exp")) and abs(evaluate(tree[2], point)) >= 700:
        return True
    return any(steep(branch, point) for branch in branches)


@pytest.mark.parametrize("style", ["explicit", "implied", "printed"])
@settings(max_examples=150, deadline=None)
@given(tree=trees)
def test_formulas_mean_what_python_arithmetic_says(style, tree):
    text = write(tree, style)
    points = [{"x": 0.7, "y": 1.3, "pi": math.pi}, {"x": -1.1, "y": 0.4, "pi": math.pi}]
    values = []
    for point in points:
        try:
            values.append(evaluate(tree, point))
        except (ValueError, OverflowError, ZeroDivisionError):
            values.append(None)
    try:
        expression = parse(text)
    except FormulaError as error:
        if None in values or "cancel" in str(error):
            return  # undefined somewhere, or constant in disguise
        if "out of range" in str(error) and steep(tree, points[0]):
            return  # tanh(12^3) is 1 to Python, and exp(-12^3) is 0, but e^±(12^3) is past the limit that is said
        raise
    compiled = sympy.lambdify((x, y), expression, "mpmath")
    for point, value in zip(points, values, strict=True):
        if value is not None:
            assert float(compiled(point["x"], point["y"])) == pytest.approx(value, rel=1e-6, abs=1e-6), text


TERMS = ["x", "y", "xy", "x^2", "x²y", "y^3x", "(x+1)", "sin(x)", "xcos(y)", "e^x", "πx"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "2", "3", "0.5"]),
            st.sampled_from(TERMS),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_terms_without_signs_mean_products(terms):
    meanings = {
        **{"x": x, "y": y, "xy": x * y, "x^2": x**2, "x²y": x**2 * y, "y^3x": y**3 * x, "(x+1)": x + 1},
        **{"sin(x)": sympy.sin(x), "xcos(y)": x * sympy.cos(y), "e^x": sympy.exp(x), "πx": sympy.pi * x},
    }
    text = " - ".join(number + letters for number, letters in terms)
    first, *rest = [sympy.Rational(number or "1") * meanings[letters] for number, letters in terms]
    assert sympy.expand(parse(text) - (first - sum(rest))) == 0
