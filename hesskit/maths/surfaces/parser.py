"""From tokens to a small syntax tree of our own, by precedence climbing.

From loosest to tightest: `+ -`; then `* /` and products without a sign, left to right (`x/2y` is `(x/2)*y`);
then a sign; then powers, right to left (so `-x^2` is `-(x^2)` and `2^-1` a half). A function without brackets takes
what stands beside it up to the next function or sign: `sin 2x cos y` is `sin(2x)cos(y)`.

Where people could read a text in two ways, `notes` says which was taken: `1/2x is read as (1/2)x, not as 1/(2x)`.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from hesskit.maths.surfaces.functions import FUNCTIONS
from hesskit.maths.surfaces.lexer import FormulaError, Token, excerpt

# A place in the tokens of a formula, the brackets open there, and what to say when a token is wrong.

NESTING_LIMIT = 50
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


class Cursor:
    """Moves through tokens from left to right."""

    def __init__(self, text: str, tokens: list[Token], sample: str) -> None:
        self.text = text
        self.tokens = tokens
        self.sample = sample
        self.index = 0
        self.depth = 0
        self.brackets: list[Token] = []
        self.notes: list[tuple[int, int, str]] = []  # which of two readings was taken, and where

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def refuse(self, sentence: str, token: Token) -> FormulaError:
        return FormulaError(sentence, self.text, token.start)

    def source(self, start: int, end: int) -> str:
        """Quote a piece of the text, on one line."""
        return excerpt(" ".join(self.text[start:end].split()))

    def note(self, start: int, end: int, taken: str, other: str = "") -> None:
        """Record how the text from `start` up to `end` was read where people could read it in two ways."""
        typed = self.source(start, end)
        self.notes = [one for one in self.notes if not (start <= one[0] and one[1] <= end)]
        self.notes.append(
            (start, end, f"{typed} is read as {taken}" + (f", not as {other}" if other else ""))
        )

    def take(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def operator(self, *symbols: str) -> bool:
        return self.here.kind == "operator" and self.here.text in symbols

    def signs(self) -> int:
        """Read any signs, however many; 1 or -1."""
        sign = 1
        while self.operator("+", "-"):
            sign = -sign if self.take().text == "-" else sign
        return sign

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > NESTING_LIMIT:
            raise self.refuse(f"the formula is nested too deeply: at most {NESTING_LIMIT} levels", token)

    def close(self) -> Token:
        opened, token = self.brackets.pop(), self.here
        wanted = "|" if opened.kind == "bar" else _CLOSERS[opened.text]
        if (token.kind == "bar" and opened.kind == "bar") or token.text == wanted:
            return self.take()
        if token.kind in ("close", "bar"):
            raise self.refuse(f"'{opened.text}' is closed by '{token.text}': use '{wanted}'", token)
        if token.kind == "end":
            raise self.refuse(f"'{opened.text}' is never closed: add '{wanted}'", opened)
        raise self.stray()

    def finish(self) -> None:
        """Refuse anything left over."""
        if self.here.kind == "end":
            return
        if self.here.kind == "close":
            raise self.refuse(f"'{self.here.text}' closes a bracket that was never opened", self.here)
        raise self.stray()

    def stray(self) -> FormulaError:
        token = self.here
        if token.kind == "comma":
            before, after = self.text[token.start - 1 : token.start], self.text[token.end : token.end + 1]
            if before.isdecimal() and after.isdecimal():
                return self.refuse("decimals are written with a point: 0.5 instead of 0,5", token)
            return self.refuse("a comma has no place here: type one formula", token)
        if token.kind in ("raised", "operator"):
            shown = excerpt(self.text[token.start : token.end])
            return self.refuse(f"'{shown}' raises a power once more: add brackets, as in (x^2)^3", token)
        return self.refuse(f"'{excerpt(token.text)}' has no place here", token)

    def argument_sample(self) -> str:
        """Echo the operands that follow a function without brackets: `sin 2x` asks for sin(2x)."""
        start = end = self.index
        while self.tokens[end].kind in ("number", "variable", "constant") and end < start + 4:
            end += 1
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if end > start else self.sample

    def missing(self) -> FormulaError:
        """Say that an operand is wanted where there is none."""
        token, before = self.here, self.tokens[self.index - 1] if self.index else None
        shown = excerpt(self.text[token.start : token.end])
        if before is not None and before.kind == "bar":
            return self.refuse("a bar is missing, or the bars are ambiguous: write abs(x) for |x|", before)
        if before is None:
            if token.kind == "end":
                return self.refuse("there is no formula yet: type one, such as x^2 + y^2", token)
            if token.kind == "close":
                return self.refuse(f"'{shown}' closes a bracket that was never opened", token)
            return self.refuse(f"'{shown}' has nothing before it: start with a number or a name", token)
        left = excerpt(self.text[before.start : before.end])
        if token.kind == "end":
            return self.refuse(f"the formula stops after '{left}': something must follow", before)
        return self.refuse(f"something is missing between '{left}' and '{shown}'", token)


# The small syntax tree of a formula: numbers, names, sums, products, powers and calls.


@dataclass(frozen=True)
class Node:
    """A piece of a formula, from index `start` up to `end` of the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Number(Node):
    """An exact rational number."""

    value: Fraction


@dataclass(frozen=True)
class Variable(Node):
    """A variable, by name."""

    name: str


@dataclass(frozen=True)
class Constant(Node):
    """`e` or `pi`."""

    name: str


@dataclass(frozen=True)
class Sum(Node):
    """Terms, each with its sign, 1 or -1."""

    terms: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors, each with 1 where it multiplies and -1 where it divides."""

    factors: tuple[tuple[int, Node], ...]


@dataclass(frozen=True)
class Power(Node):
    """A base to an exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Call(Node):
    """A function of the whitelist at one argument."""

    function: str
    argument: Node


def has_variables(node: Node) -> bool:
    """Tell whether a variable stands anywhere in a piece."""
    match node:
        case Variable():
            return True
        case Sum():
            return any(has_variables(term) for _, term in node.terms)
        case Product():
            return any(has_variables(factor) for _, factor in node.factors)
        case Power():
            return has_variables(node.base) or has_variables(node.exponent)
        case Call():
            return has_variables(node.argument)
    return False


_SCIENTIFIC = re.compile(r"(?!1\.?0*[eE])([0-9.]+)[eE]([-−+])([0-9]+)")  # 2e-3 may also mean 2e - 3


class Parser(Cursor):
    """Reads tokens from left to right; every method reads one kind of phrase and returns its tree."""

    def __init__(self, text: str, tokens: list[Token], sample: str) -> None:
        super().__init__(text, tokens, sample)
        self.bare: dict[
            int, tuple[str, str]
        ] = {}  # where calls without brackets end: their names and arguments
        self.open_powers: set[int] = set()  # where powers end whose exponents have no brackets
        self.raised: set[int] = set()  # where powers such as x² end
        self.fractions: set[int] = set()  # where LaTeX fractions end

    def formula(self) -> Node:
        """Read the whole text as one formula."""
        node = self.sum()
        self.finish()
        return node

    def formulas(self) -> list[Node]:
        """Read formulas with commas between them, as in `1, 2` or `(1, 2)`."""
        wrapped = self.wrapping()
        if wrapped:
            self.brackets.append(self.take())
        nodes = [self.sum()]
        while self.here.kind == "comma":
            self.take()
            nodes.append(self.sum())
        if wrapped:
            self.close()
        self.finish()
        return nodes

    def wrapping(self) -> bool:
        """Tell whether one bracket with a comma directly inside goes round everything, or should."""
        depth, commas = 0, 0
        for token in self.tokens:
            if token.kind == "end" or (depth == 0 and commas):
                break
            if token.kind == "comma" and depth == 0:
                return False
            depth += (token.kind == "open") - (token.kind == "close")
            commas += token.kind == "comma" and depth == 1
        return self.here.kind == "open" and commas > 0

    def sum(self) -> Node:
        """Read terms with + or - between them."""
        start = self.here.start
        terms = [(self.signs(), self.product())]
        while self.operator("+", "-"):
            terms.append((self.signs(), self.product()))
        if terms[0][0] == 1 and len(terms) == 1:
            return terms[0][1]
        return Sum(start, terms[-1][1].end, tuple(terms))

    def product(self) -> Node:
        """Read factors with *, / or nothing between them."""
        factors = [(1, self.power())]
        while True:
            left = factors[-1][1]
            if self.operator("*", "/"):
                sign = self.take().text
                factors.append((1 if sign == "*" else -1, self.signed()))
            elif self.starts_factor():
                sign = ""
                factors.append((1, self.power()))
            else:
                break
            self.between(left, sign, factors[-1][1])
        self.quotient(factors)
        first, last = factors[0][1], factors[-1][1]
        return first if len(factors) == 1 else Product(first.start, last.end, tuple(factors))

    def apart(self, left: Node, right: Node) -> bool:
        """Tell whether space stands between two neighbours, so that nobody takes them for one thing."""
        return any(character.isspace() for character in self.text[left.end : right.start])

    def between(self, left: Node, sign: str, right: Node) -> None:
        """Note what is not obvious of two neighbours: e^2x, e^x/2, x^1/2 and sin x/2."""
        start, tail = left.start, sign + self.source(right.start, right.end)
        if left.end in self.bare and (sign or self.text[right.start] in "([{"):
            name, argument = self.bare[left.end]
            taken, other = f"{name}({argument}){tail}", f"{name}({argument}{tail})"
            self.note(start, right.end, taken, other)
        elif isinstance(left, Power) and left.end in self.open_powers and not self.apart(left, right):
            base, exponent = (self.source(one.start, one.end) for one in (left.base, left.exponent))
            first_power = isinstance(left.exponent, Number) and left.exponent.value == 1
            steep = not has_variables(left.base) or not isinstance(left.exponent, Number)
            if (steep and sign != "*") or (first_power and sign == "/"):
                self.note(start, right.end, f"({base}^{exponent}){tail}", f"{base}^({exponent}{tail})")

    def quotient(self, factors: list[tuple[int, Node]]) -> None:
        """Note that 1/2x is read from left to right, unless space shows what is meant, as in 1/2 x."""
        for k in range(1, len(factors) - 1):
            (side, divisor), (_, after) = factors[k], factors[k + 1]
            implied = not any(sign in self.text[divisor.end : after.start] for sign in "*/·⋅×∙∗÷∕⁄\\")
            if side < 0 and implied and divisor.end not in self.fractions:
                before, start = factors[k - 1][1], factors[0][1].start
                if self.apart(divisor, after) and not self.apart(before, divisor):
                    continue
                rest, end = self.source(after.start, after.end), after.end
                taken = f"({self.source(start, divisor.end)}){rest}"
                other = f"{self.source(start, before.end)}/({self.source(divisor.start, divisor.end)}{rest})"
                self.note(start, end, taken, other)
                return

    def starts_factor(self) -> bool:
        token = self.here
        if token.kind == "number":
            before = self.tokens[self.index - 1]
            if before.kind == "number":
                raise self.refuse("two numbers stand side by side: put an operator between them", token)
            left = self.text[before.start : before.end]
            cure = f"write *{excerpt(token.text, 8)} for a product, ^{excerpt(token.text, 8)} for a power"
            raise self.refuse(f"a number follows '{left}' without an operator: {cure}", token)
        if token.kind == "bar":
            return not (self.brackets and self.brackets[-1].kind == "bar")
        return token.kind in ("variable", "constant", "function", "open", "root", "fraction")

    def signed(self) -> Node:
        """Read a factor or exponent that may carry signs."""
        start = self.here.start
        sign = self.signs()
        node = self.power()
        return node if sign == 1 else Sum(start, node.end, ((-1, node),))

    def power(self) -> Node:
        """Read an operand and its exponent."""
        base = self.operand()
        if self.here.kind == "raised":
            token = self.take()
            exponent: Node = Number(token.start, token.end, token.value)
            base = Power(base.start, token.end, base, exponent)
            self.raised.add(base.end)
            if self.here.kind == "raised" or self.operator("^"):
                raise self.stray()
            return base
        if not self.operator("^"):
            return base
        self.deeper(self.take())
        exponent = self.signed()
        self.depth -= 1
        inner = exponent.terms[0][1] if isinstance(exponent, Sum) and len(exponent.terms) == 1 else exponent
        shown, raised = self.source(base.start, base.end), self.source(exponent.start, exponent.end)
        if isinstance(inner, Power) and inner.end in self.open_powers | self.raised:
            low = self.source(exponent.start, inner.base.end)
            high = self.source(inner.exponent.start, inner.exponent.end)
            other = f"({shown}^{low}){'' if inner.end in self.raised else '^'}{high}"
            self.note(base.start, exponent.end, f"{shown}^({raised})", other)
        elif self.text[exponent.end - 1] not in ")]}":
            self.open_powers.add(exponent.end)
        if isinstance(inner, Power):
            self.open_powers.add(exponent.end)
        return Power(base.start, exponent.end, base, exponent)

    def operand(self) -> Node:
        """Read a number, a name, a call, a root, or something in brackets or bars."""
        token = self.here
        if token.kind == "function":
            return self.call()
        if token.kind == "root":
            return self.root()
        if token.kind == "fraction":
            return self.fraction()
        if token.kind in ("open", "bar"):
            self.brackets.append(self.take())
            return self.inside()
        if token.kind not in ("number", "variable", "constant"):
            raise self.missing()
        self.take()
        if token.kind == "number":
            if scientific := _SCIENTIFIC.fullmatch(self.text, token.start, token.end):
                mantissa, sign, exponent = scientific.groups()
                other = f"{mantissa}*e {sign} {exponent}"
                self.note(token.start, token.end, f"{mantissa}*10^{sign.strip('+')}{exponent}", other)
            return Number(token.start, token.end, token.value)
        made = Variable if token.kind == "variable" else Constant
        return made(token.start, token.end, token.text)

    def inside(self) -> Node:
        """Read up to the closing bracket or bar; the opening one has been taken."""
        opened = self.brackets[-1]
        self.deeper(opened)
        if self.here.kind == "close":
            raise self.refuse(f"there is nothing between '{opened.text}' and '{self.here.text}'", self.here)
        node = self.sum()
        closed = self.close()
        self.depth -= 1
        if opened.kind == "bar":
            return Call(opened.start, closed.end, "abs", node)
        return replace(node, start=opened.start, end=closed.end)

    def call(self) -> Node:
        """Read a function with its argument in brackets, as sin(x), sin^2(x) or sin²(x)."""
        token = self.take()
        if token.text == "sqrt" and self.indexed_root():
            return self.root_with_index(token)
        exponent = self.function_exponent(token)
        name_end = self.tokens[self.index - 1].end
        if self.source(token.start, token.end).lstrip("\\") == "log":
            self.note(token.start, token.end, "the natural logarithm, ln")
        if self.here.kind == "bar":  # ln|x|
            argument = self.operand()
            end = argument.end
        elif self.here.kind == "open":
            argument, end = self.argument(token)
        else:
            self.deeper(token)
            argument = self.bare_argument(token)
            self.depth -= 1
            end = argument.end
            self.bare[end] = self.source(token.start, name_end), self.source(argument.start, end)
        node: Node = Call(token.start, end, token.text, argument)
        return node if exponent is None else Power(token.start, end, node, exponent)

    def bare_argument(self, function: Token) -> Node:
        """Read an argument without brackets: a sign, then what stands side by side up to a function or operator."""
        sample, start = self.argument_sample(), self.here.start
        name = self.source(function.start, self.tokens[self.index - 1].end)
        sign = 1
        if (
            self.operator("-") and self.here.end == self.tokens[self.index + 1].start
        ):  # "sin - x" lacks an argument
            sign, _ = -1, self.take()
        kinds = ("variable", "constant", "root", "fraction")
        if self.here.kind not in (
            *kinds,
            "number",
            "function",
            *(("open",) if start < self.here.start else ()),
        ):
            raise self.argument_missing(function, sample)
        nested = self.here.kind == "function"
        factors = [self.power()]
        while not nested and (self.here.kind in kinds or self.glued_bracket(factors[-1])):
            factors.append(self.power())
        end = factors[-1].end
        plain = [one for one in factors if not isinstance(one, Number | Constant)]
        shown = self.source(start, end)
        bracketed = any(self.text[one.start] in "([{" for one in factors[1:])
        if len(plain) > 1 or bracketed or (len(factors) > 1 and function.text in ("sqrt", "cbrt")):
            split = factors[-1].start
            other = f"{name}({self.source(start, split)}){self.source(split, end)}"
            self.note(function.start, end, f"{name}({shown})", other)
        elif isinstance(last := factors[-1], Power) and len(factors) == 1:
            base, exponent = last.base, last.exponent
            if last.end in self.open_powers | self.raised and not isinstance(base, Constant):
                hat = "" if last.end in self.raised else "^"
                raised = self.source(exponent.start, exponent.end)
                other = f"{name}({self.source(start, base.end)}){hat}{raised}"
                self.note(function.start, end, f"{name}({shown})", other)
        node = factors[0] if len(factors) == 1 else Product(start, end, tuple((1, one) for one in factors))
        return node if sign == 1 else Sum(start, end, ((-1, node),))

    def glued_bracket(self, before: Node) -> bool:
        """Tell whether a bracket follows at once, as in sin 2(x + y)."""
        return self.here.kind == "open" and self.here.start == before.end

    def argument(self, token: Token) -> tuple[Node, int]:
        """Read the one argument of a function in its brackets, and where they end."""
        if self.here.kind != "open":
            raise self.argument_missing(token, self.sample)
        if self.tokens[self.index + 1].kind == "close":
            raise self.argument_missing(token, self.sample)
        self.brackets.append(self.take())
        opened = self.brackets[-1]
        self.deeper(opened)
        argument = self.sum()
        if self.here.kind == "comma":
            name = self.text[token.start : token.end]
            raise self.refuse(f"{name} takes one argument, and a comma starts a second", self.here)
        end = self.close().end
        self.depth -= 1
        return argument, end

    def function_exponent(self, function: Token) -> Number | None:
        """Read the exponent of sin^2(x); a negative one is ambiguous and refused."""
        if self.here.kind == "raised":
            token = self.take()
        elif self.operator("^"):
            self.take()
            token = self.take()
            if token.kind == "open":  # \sin^{2} x
                opened, token = token, self.take()
                if token.text != "-" and (token.kind != "number" or self.here.kind != "close"):
                    raise self.argument_missing(function, self.sample)
                if token.kind == "number":
                    self.brackets.append(opened)
                    self.close()
        else:
            return None
        name = function.text
        if token.text == "-" or token.value < 0:
            call = f"{name}({self.sample})"
            cure = f"write 1/{call} or a{call}" if f"a{name}" in FUNCTIONS else f"write 1/{call}"
            raise self.refuse(f"{name} to a negative power is ambiguous: {cure}", token)
        if token.kind not in ("number", "raised"):
            raise self.argument_missing(function, self.sample)
        return Number(token.start, token.end, token.value)

    def argument_missing(self, function: Token, sample: str) -> FormulaError:
        name = self.text[function.start : function.end]
        return self.refuse(f"{name} needs an argument: {name}({sample})", function)

    def root(self) -> Node:
        r"""Read √x, √2, √(x + 1) or \sqrt[3]{x}: the sign takes the next operand alone."""
        token = self.take()
        latex = self.text[token.start] == "\\"
        if latex and self.here.text == "[":
            return self.root_with_index(token)
        self.deeper(token)
        opened = self.here.kind == "open"
        argument = self.latex_operand() if latex else self.operand()
        self.depth -= 1
        if (
            self.here.kind in ("variable", "constant")
            and self.here.start == argument.end
            and not (opened or latex)
        ):
            sign, inside = self.source(token.start, token.end), self.source(argument.start, argument.end)
            rest = self.source(self.here.start, self.here.end)
            self.note(token.start, self.here.end, f"{sign}({inside}){rest}", f"{sign}({inside}{rest})")
        if (self.here.kind == "raised" or self.operator("^")) and not latex:
            cure = f"write {token.text}(x^2) or {token.text}(x)^2"
            raise self.refuse(f"a power after a root is ambiguous: {cure}", self.here)
        return Call(token.start, argument.end, token.text, argument)

    def indexed_root(self) -> bool:
        """Tell whether sqrt[3]{x} follows, a LaTeX root without its backslash."""
        kinds = [token.kind for token in self.tokens[self.index : self.index + 4]]
        return kinds == ["open", "number", "close", "open"]

    def root_with_index(self, root: Token) -> Node:
        """Read the index and argument of a root such as \\sqrt[3]{x}; an odd one has negative arguments too."""
        self.deeper(root)
        opened = self.take()
        token = self.take()
        if token.kind != "number" or token.value not in range(2, 101):
            raise self.refuse(
                "the index of a root is a whole number from 2 to 100, as in \\sqrt[3]{x}", token
            )
        self.brackets.append(opened)
        self.close()
        argument = self.latex_operand()
        self.depth -= 1
        start, end = root.start, argument.end
        if token.value in (2, 3):
            return Call(start, end, "sqrt" if token.value == 2 else "cbrt", argument)
        index = Number(token.start, token.end, 1 / token.value)
        if token.value % 2 == 0:
            return Power(start, end, argument, index)
        size = Power(start, end, Call(start, end, "abs", argument), index)
        return Product(start, end, ((1, Call(start, end, "sign", argument)), (1, size)))

    def fraction(self) -> Node:
        r"""Read \frac{x}{y}, or \frac12 with one character each."""
        token = self.take()
        self.deeper(token)
        upper, lower = self.latex_operand(), self.latex_operand()
        self.depth -= 1
        self.fractions.add(lower.end)
        return Product(token.start, lower.end, ((1, upper), (-1, lower)))

    def latex_operand(self) -> Node:
        """Read something in braces, or one character: of the number 12 only the 1."""
        token = self.here
        digits = self.text[token.start : token.end]
        if token.kind == "number" and len(digits) > 1 and digits.isdecimal():
            one = [
                Token("number", text, start, start + len(text), Fraction(int(text)))
                for text, start in ((digits[0], token.start), (digits[1:], token.start + 1))
            ]
            self.tokens[self.index : self.index + 1] = one
        return self.operand()
