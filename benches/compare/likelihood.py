"""Log-likelihoods written down from the papers, apart from both programs that are compared.

Each takes arrays over customers and returns the plain sum. lifetimes reports a mean over rescaled
time for some models and a sum for others, so that its own figure is compared with nothing.
"""

import numpy as np
from scipy.special import betaln, gammaln

NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)
CHUNK = 50_000


def bg_nbd(p, x, t_x, age):
    """Fader, Hardie & Lee 2005, "Counting your customers the easy way"."""
    r, alpha, a, b = (p[k] for k in ("r", "alpha", "a", "b"))
    head = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    active = betaln(a, b + x) - (r + x) * np.log(alpha + age)
    left = np.full_like(active, -np.inf)
    m = x > 0
    left[m] = betaln(a + 1, b + x[m] - 1) - (r + x[m]) * np.log(alpha + t_x[m])
    return float(np.sum(head + np.logaddexp(active, left)))


def pareto_nbd(p, x, t_x, age):
    """Schmittlein, Morrison & Colombo 1987, the integral over the moment of leaving by quadrature."""
    parts = np.arange(0, len(x), CHUNK)
    return float(sum(_pareto_nbd(p, *(v[i : i + CHUNK] for v in (x, t_x, age))) for i in parts))


def _pareto_nbd(p, x, t_x, age):
    r, alpha, s, beta = (p[k] for k in ("r", "alpha", "s", "beta"))
    k = r + x
    head = gammaln(k) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    active = -k * np.log(alpha + age) - s * np.log(beta + age)
    # Over y from t_x to the age: s (beta + y)^-(s+1) (alpha + y)^-k, with w = ln(alpha + y), cut
    # where the integrand has fallen by e^-45.
    low = np.log(alpha + t_x)
    width = np.minimum(np.log(alpha + age) - low, 45.0 / k)[:, None]
    w = low[:, None] + width * (NODES + 1) / 2
    y = np.exp(w) - alpha
    logs = np.log(s) + (1 - k)[:, None] * w - (s + 1) * np.log(beta + y)
    top = logs.max(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        left = np.log((np.exp(logs - top) * WEIGHTS * width / 2).sum(axis=1)) + top[:, 0]
    return np.sum(head + np.logaddexp(active, left))


def gamma_gamma(p, x, mean):
    """Fader & Hardie 2013, note 025; customers with a repeat order and a positive mean."""
    q, v, p = p["q"], p["v"], p["p"]
    shape, total = p * x, x * mean
    ln = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v) + shape * np.log(total)
    return float(np.sum(ln - np.log(mean) - (shape + q) * np.log(v + total)))
