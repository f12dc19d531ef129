"""What people type: one formula written in many ways means the same, and any heap of pieces is answered."""

import random

import sympy

from hesskit.maths.surfaces.lexer import FormulaError
from hesskit.maths.surfaces.parsing import parse
from hesskit.maths.surfaces.parsing import reading as reading_of

from .cases import Case

X, Y = sympy.symbols("x y", real=True)
FUNCTIONS = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "exp": sympy.exp,
    "ln": sympy.log,
    "arctan": sympy.atan,
}
_LETTERS = {"x": X, "y": Y}
Written = dict[str, str]


def _tree(random_: random.Random, depth: int) -> tuple[Written, sympy.Expr]:
    """Make a formula written plainly, in LaTeX, and as a word processor has it."""
    if depth == 0 or random_.random() < 0.15:
        name = random_.choice("xy")
        return {"plain": name, "latex": name, "word": {"x": "𝑥", "y": "𝑦"}[name]}, _LETTERS[name]
    one, a = _tree(random_, depth - 1)
    dice = random_.random()
    if dice < 0.25:
        name = random_.choice(sorted(FUNCTIONS))
        styles = {
            "plain": f"{name}({one['plain']})",
            "latex": rf"\{name}" + random_.choice((rf"\left({one['latex']}\right)", f"{{{one['latex']}}}")),
            "word": f"{name}({one['word']})",
        }
        return styles, FUNCTIONS[name](a)
    if dice < 0.4:
        n = random_.randint(2, 4)
        raised = {2: "²", 3: "³", 4: "⁴"}[n]
        styles = {
            "plain": f"({one['plain']})^{n}",
            "latex": f"({one['latex']})^{{{n}}}",
            "word": f"({one['word']}){raised}",
        }
        return styles, a**n
    if dice < 0.5:
        styles = {
            "plain": f"sqrt({one['plain']})",
            "latex": rf"\sqrt{{{one['latex']}}}",
            "word": f"√({one['word']})",
        }
        return styles, sympy.sqrt(a)
    other, b = _tree(random_, depth - 1)
    if dice < 0.65:
        styles = {
            "plain": f"({one['plain']})/({other['plain']})",
            "latex": rf"\frac{{{one['latex']}}}{{{other['latex']}}}",
            "word": f"({one['word']})÷({other['word']})",
        }
        return styles, a / b
    if dice < 0.8:
        styles = {
            "plain": f"({one['plain']})({other['plain']})",
            "latex": rf"({one['latex']})"
            + random_.choice((r"\cdot", r"\,", "", r"\times "))
            + f"({other['latex']})",
            "word": f"({one['word']})·({other['word']})",
        }
        return styles, a * b
    sign = random_.choice("+-")
    styles = {style: f"({one[style]}{sign}{other[style]})" for style in one}
    return styles, a + b if sign == "+" else a - b


def written(seed: int) -> Case:
    """The three ways to write a random formula are read as the same expression, or refused together."""
    random_ = random.Random(seed)
    styles, expr = _tree(random_, 3)
    case = Case(" | ".join(styles.values()))
    read = {style: case.attempt(style, lambda text=text: parse(text)) for style, text in styles.items()}
    for style, found in read.items():
        if found is None:
            if any(other is not None for other in read.values()):
                case.complain(f"{style} is refused, others are read: {styles[style]}")
        elif found != expr and sympy.simplify(found - expr) != 0:
            case.complain(f"{style}: {styles[style]} is read as {found}, not {expr}")
        elif case.attempt("reading", lambda text=styles[style]: reading_of(text)) not in ("", None):
            case.complain(f"{style}: a word where only one reading is possible: {reading_of(styles[style])}")
    return case


LATEX = r"\frac \sqrt \sin \cos \ln \pi \left( \right) \cdot \, ^{2} _{1} \theta \foo \operatorname{sin} \\"
PLAIN = "{ } ( ) [ ] | ^ _ $ x y xy 2 0.5 e pi sin cos ln sqrt + - * / = f(x,y)= z= sin2x log2x np. 𝑥 ² √ x[0] & ,"
PIECES = f"{LATEX} {PLAIN}".split()


def jumbled(seed: int) -> Case:
    """Any heap of pieces is read or refused with a sentence, and a reading is always a sentence."""
    random_ = random.Random(seed)
    text = "".join(
        random_.choice(PIECES) + random_.choice(("", "", " ")) for _ in range(random_.randint(1, 14))
    )
    case = Case(text)
    if case.attempt("parse", lambda: parse(text), 1.0) is not None:
        said = case.attempt("reading", lambda: reading_of(text), 0.5)
        if said is not None and (
            not said.isprintable() or len(said) > 300 or (said and not said.endswith("."))
        ):
            case.complain(f"a reading that is no sentence: {said!r}")
    else:
        try:
            parse(text)
        except FormulaError as error:
            if error.text != text or not (error.position is None or 0 <= error.position <= len(text)):
                case.complain(f"the place is wrong: {error.position}")
    return case


TYPED = {"written": written, "jumbled": jumbled}
