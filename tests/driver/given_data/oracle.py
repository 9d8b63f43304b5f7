# SPDX-License-Identifier: Apache-2.0
"""The numbers of other programs that oracle.hpp holds: numpy 1.24 and scipy 1.10 (Debian 12).

    /usr/bin/python3 tests/driver/given_data/oracle.py > tests/driver/given_data/oracle.hpp
    clang-format -i tests/driver/given_data/oracle.hpp
"""
import numpy as np
import scipy.stats

ROWS = 120


def columns():
    """Whole numbers, some of them equal; oracle_test.cpp has the same formulas."""
    i = np.arange(ROWS)
    x = np.array([i * 37 % 101, i * 53 % 89 + i * 37 % 101 // 4, i * 29 % 23], dtype=float)
    y = x[0] ** 2 / 50 - 2 * x[1] + 3 * x[2] + i * 71 % 31
    return x, y


def regression(x, y):
    """Standardised coefficients, partial correlations and R^2."""
    standard = lambda v: (v - v.mean(-1, keepdims=True)) / v.std(-1, keepdims=True)
    a, b = standard(x).T, standard(y)
    src, *_ = np.linalg.lstsq(a, b, rcond=None)
    precision = np.linalg.inv(np.corrcoef(np.vstack([x, y])))
    pcc = [-precision[j, -1] / np.sqrt(precision[j, j] * precision[-1, -1]) for j in range(len(x))]
    return src, pcc, 1 - ((b - a @ src) ** 2).mean()


def hsic(x, y):
    """The V statistic, R^2 and the p-value of the gamma approximation (Gretton et al. 2008)."""
    n = len(x)
    kernel = lambda v: np.exp(-((v[:, None] - v) ** 2) / (2 * v.std(ddof=1) ** 2))
    centre = np.eye(n) - 1 / n
    k, l = kernel(x), kernel(y)
    kc, lc = centre @ k @ centre, centre @ l @ centre
    value = np.sum(kc * lc) / n**2
    r2 = value / np.sqrt(np.sum(kc * kc) / n**2 * np.sum(lc * lc) / n**2)
    square = (kc * lc) ** 2
    variance = (square.sum() - np.trace(square)) / n / (n - 1)
    variance *= 2 * (n - 4) * (n - 5) / (n * (n - 1) * (n - 2) * (n - 3))
    off = lambda m: (m.sum() - np.trace(m)) / n / (n - 1)
    mean = (1 + off(k) * off(l) - off(k) - off(l)) / n
    return value, r2, scipy.stats.gamma.sf(value, mean**2 / variance, scale=variance / mean)


def main():
    """Prints oracle.hpp."""
    x, y = columns()
    ranks = np.array([scipy.stats.rankdata(v) for v in x])
    src, pcc, r2 = regression(x, y)
    srrc, prcc, rank_r2 = regression(ranks, scipy.stats.rankdata(y))
    tests = [hsic(v, y) for v in x]
    rows = {
        "pearson": [scipy.stats.pearsonr(v, y)[0] for v in x],
        "spearman": [scipy.stats.spearmanr(v, y)[0] for v in x],
        "src": src, "srrc": srrc, "pcc": pcc, "prcc": prcc, "r_squared": [r2, rank_r2],
        "hsic": [t[0] for t in tests], "r2_hsic": [t[1] for t in tests],
        "hsic_p_value_gamma": [t[2] for t in tests],
    }
    print("// SPDX-License-Identifier: Apache-2.0\n//\n// Printed by oracle.py.\n#pragma once\n")
    print("namespace entente::driver::oracle {\n")
    for name, values in rows.items():
        print(f"inline constexpr double {name}[] = {{{', '.join(repr(float(v)) for v in values)}}};")
    print("\n}  // namespace entente::driver::oracle")


if __name__ == "__main__":
    main()
