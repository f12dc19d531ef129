"""From tokens to a small syntax tree of our own, by precedence climbing.

From loosest to tightest: `+ -`; then `* /` and products without a sign, left to right (`x/2y` is `(x/2)*y`);
then a sign; then powers, right to left (so `-x^2` is `-(x^2)` and `2^-1` a half).
"""

from dataclasses import replace

from .cursor import Cursor
from .formula_error import FormulaError, excerpt
from .tokens import Token
from .tree import Call, Constant, Node, Number, Power, Product, Sum, Variable
from .vocabulary import FUNCTIONS

__all__ = ["Parser"]


class Parser(Cursor):
    """Reads tokens from left to right; every method reads one kind of phrase and returns its tree."""

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
            if self.operator("*", "/"):
                side = 1 if self.take().text == "*" else -1
                factors.append((side, self.signed()))
            elif self.starts_factor():
                factors.append((1, self.power()))
            else:
                break
        first, last = factors[0][1], factors[-1][1]
        return first if len(factors) == 1 else Product(first.start, last.end, tuple(factors))

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
        return token.kind in ("variable", "constant", "function", "open", "root")

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
            if self.here.kind == "raised" or self.operator("^"):
                raise self.stray()
            return base
        if not self.operator("^"):
            return base
        self.deeper(self.take())
        exponent = self.signed()
        self.depth -= 1
        return Power(base.start, exponent.end, base, exponent)

    def operand(self) -> Node:
        """Read a number, a name, a call, a root, or something in brackets or bars."""
        token = self.here
        if token.kind == "function":
            return self.call()
        if token.kind == "root":
            return self.root()
        if token.kind in ("open", "bar"):
            self.brackets.append(self.take())
            return self.inside()
        if token.kind not in ("number", "variable", "constant"):
            raise self.missing()
        self.take()
        if token.kind == "number":
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
        exponent = self.function_exponent(token)
        if self.here.kind == "bar":  # ln|x|
            argument = self.operand()
            end = argument.end
        else:
            argument, end = self.argument(token)
        node: Node = Call(token.start, end, token.text, argument)
        return node if exponent is None else Power(token.start, end, node, exponent)

    def argument(self, token: Token) -> tuple[Node, int]:
        """Read the one argument of a function in its brackets, and where they end."""
        if self.here.kind != "open":
            raise self.argument_missing(token, self.argument_sample())
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
        """Read √x, √2 or √(x + 1): the sign takes the next operand alone."""
        token = self.take()
        self.deeper(token)
        argument = self.operand()
        self.depth -= 1
        if self.here.kind == "raised" or self.operator("^"):
            cure = f"write {token.text}(x^2) or {token.text}(x)^2"
            raise self.refuse(f"a power after a root is ambiguous: {cure}", self.here)
        return Call(token.start, argument.end, token.text, argument)
