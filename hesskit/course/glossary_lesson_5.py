r"""The terms that lesson 5 introduces."""

from __future__ import annotations

from hesskit.course.glossary_entry import Term

TERMS = (
    Term(
        "logistic regression",
        r"Fitting the probability of a label 0 or 1 by $p = 1/(1 + \exp(-z))$, with the margin $z$ linear in the "
        r"features. The best coefficients $β$ minimise the mean log loss.",
        r"For the O-rings: $z = 15.0429 - 0.232163$ times the temperature in °F.",
        5, 1, ("logit model", "logistic model"), ("logistic function", "log loss", "margin"),
    ),
    Term(
        "margin",
        r"The linear part $z = x \cdot β$ of the model, and the logarithm of the odds $p/(1 - p)$. Zero means "
        r"undecided.",
        r"$z = \log 3$ means odds of 3 to 1, and $p = 3/4$.",
        5, 1, ("log-odds", "logit", "linear predictor"), ("logistic function",),
    ),
    Term(
        "logistic function",
        r"$p(z) = 1/(1 + \exp(-z))$: from a margin to a probability between 0 and 1. Its derivative is $p(1 - p)$.",
        r"$p(0) = 1/2$, and there the slope is $1/4$.",
        5, 1, ("sigmoid", "sigmoid function"), ("margin", "weight"),
    ),
    Term(
        "log loss",
        r"The mean negative logarithm of the probability that the model gave to the labels that came. Its gradient is "
        r"$X^{\mathsf{T}} (p - y)/m$.",
        r"At $β = 0$ it is $\log 2$, about 0.693, whatever the data.",
        5, 1, ("loss", "negative log-likelihood", "cross-entropy", "log-likelihood"),
        ("logistic regression", "design matrix"),
    ),
    Term(
        "design matrix",
        r"The matrix $X$ of the data: a row for each of the $m$ cases, a column for each coefficient. An intercept is "
        r"a column of ones.",
        r"For the O-rings it is $23 \times 2$.",
        5, 1, ("feature matrix", "intercept"), ("log loss", "collinear"),
    ),
    Term(
        "weight",
        r"The number $p(1 - p)$ with which a row enters the Hessian $X^{\mathsf{T}} S X/m$: the diagonal of $S$. It is "
        r"largest where the model is undecided.",
        r"For $p = 1/2$ it is $1/4$, for $p = 0.9$ it is 0.09.",
        5, 1, ("weights", "S"), ("logistic function", "iteratively reweighted least squares"),
    ),
    Term(
        "collinear",
        r"Said of columns of which one is a combination of the others: $Xv = 0$ for some $v \neq 0$. Then $H$ is "
        r"singular at every $β$.",
        r"The columns $(1, 1, 1)$ and $(5, 5, 5)$ are.",
        5, 1, ("collinearity", "linearly dependent"), ("design matrix", "singular", "ridge"),
    ),
    Term(
        "iteratively reweighted least squares",
        r"What Newton's method is on the log loss: each step is a least-squares fit with the weights $p(1 - p)$ to the "
        r"working response $z + (y - p)/(p(1 - p))$.",
        r"At $β = 0$ all weights are $1/4$, and the response is $\pm 2$.",
        5, 2, ("IRLS", "reweighted least squares"), ("weight", "Newton step"),
    ),
    Term(
        "separable",
        r"Said of data whose classes a threshold, on $x$ or on a combination of features, divides without an error. "
        r"The log loss then has no minimum: it falls for ever as $β$ grows that way.",
        r"$x = -2, -1, 1, 2$ with labels $0, 0, 1, 1$ are; with $(1.5, 0)$ added they no longer are.",
        5, 3, ("separable data", "separation", "linearly separable", "perfect separation"),
        ("ridge", "quasi-separable"),
    ),
    Term(
        "quasi-separable",
        r"Said of data that a threshold divides except for rows that lie on it. There is no minimum either.",
        r"$x = -2, -1, 1, 2$ with labels $0, 0, 1, 1$, and $(1, 0)$ added, are.",
        5, 3, ("quasi-complete separation",), ("separable",),
    ),
    Term(
        "ridge",
        r"The term $\frac{1}{2} λ Σ β_j^2$, in `hesskit` without the intercept, added to the loss. It bends the "
        r"flat directions up, so that exactly one minimum exists where both labels occur, and draws $β$ towards 0.",
        r"At $β = 0$ with $x = \pm 1$, $H$ grows from 0.25 to 0.4 with $λ = 0.15$.",
        5, 3, ("regularisation", "regularization", "L2 penalty"), ("separable", "damping"),
    ),
    Term(
        "information",
        r"The Hessian of the *summed* negative log-likelihood, $mH$. Its inverse estimates how the coefficients "
        r"scatter, and how they scatter together.",
        r"Four times as many rows make it 4 times as large, and the standard errors half as large.",
        5, 4, ("Fisher information", "observed information"), ("standard error", "log loss"),
    ),
    Term(
        "standard error",
        r"The size of a coefficient's chance error: the root of its entry on the diagonal of the inverse information.",
        r"For the O-rings 7.3786 (intercept) and 0.10824 (slope).",
        5, 4, ("standard errors", "SE"), ("information", "confidence ellipse"),
    ),
    Term(
        "confidence ellipse",
        r"The coefficients that the data do not exclude, as the quadratic model of the loss draws them: an ellipse "
        r"round the fit, long where $H$ is flat.",
        r"For two coefficients at 95 per cent: $d \cdot mH d \leq 5.99$.",
        5, 4, ("confidence region",), ("standard error", "bootstrap"),
    ),
    Term(
        "bootstrap",
        r"Fitting again and again to rows drawn from the data with replacement. The cloud of fits shows the scatter "
        r"without a quadratic model; some draws may be separable.",
        r"A draw of 23 rows from 23 leaves out about 36 per cent of them.",
        5, 4, ("bootstrap cloud", "resampling"), ("confidence ellipse", "separable"),
    ),
    Term(
        "standardise",
        r"To bring a feature to mean 0 and spread 1. It often makes $κ$ small, which speeds gradient descent; the "
        r"steps of Newton stay the same.",
        r"For the O-rings at $β = 0$ it takes $κ$ from about 501 500 to 1.",
        5, 5, ("standardisation", "standardize", "standardised", "scaling"), ("condition number",),
    ),
)  # fmt: skip
