// SPDX-License-Identifier: Apache-2.0
//
// Zagare and Kilgour 2000: the Unilateral Deterrence Game, as its text has it. In long double,
// whose digits the differences 1 - dn and 1 - init may lose.
#include <algorithm>
#include <limits>

#include "tests/reference/plain_models.hpp"

namespace entente::reference {
namespace {

enum Regime { deterrence, separating, bluff, attack, none };
enum Status { ok, tie, challenger_order, defender_order };

bool above(double a, double b) { return a - b > 1e-100; }

void evaluate(std::span<const double> u, std::span<double> out) {
    const double pC = u[0], pD = u[1];
    const double cSQ = u[2], cDC = u[3], cCD = u[4], cDD = u[5];
    const double dCD = u[6], dDC = u[7], dDD = u[8];
    std::fill(out.begin(), out.end(), std::numeric_limits<double>::quiet_NaN());
    out[4] = none;
    if (!above(cDC, cSQ) || !above(cSQ, cCD) || !above(cDC, cDD) || !above(cDD, cCD)) {
        out[13] = challenger_order;
        return;
    }
    if (!above(dCD, dDC) || !above(dDC, dDD)) {
        out[13] = defender_order;
        return;
    }
    const double ct = (cDC - cSQ) / (cDC - cDD);
    const double cs = (cDC - cSQ) / (cDC - cCD), not_cs = (cSQ - cCD) / (cDC - cCD);
    const double dn = (dCD - dDC) / (dCD - dDD), not_dn = (dDC - dDD) / (dCD - dDD);
    // What each type of each player does: determined and irresolute challenger, irresolute
    // defender.
    Regime regime = attack;
    double h = 1, y = 1, x = 0, not_x = 1;
    if (pD >= ct) {
        regime = deterrence;
        h = y = 0;
    } else if (pD >= cs) {
        regime = separating;
        y = 0;
    } else if (pC < dn) {
        regime = bluff;
        y = pC * not_dn / ((1 - pC) * dn);
        x = (cs - pD) / (1 - pD);
        not_x = not_cs / (1 - pD);
    }
    const double pi = pD + (1 - pD) * x;
    const double init = pC * h + (1 - pC) * y;
    out[0] = pC * (1 - h) + (1 - pC) * (1 - y);
    out[1] = init * (1 - pD) * not_x;
    out[2] = (1 - pC) * y * pi;
    out[3] = pC * h * pi;
    out[4] = regime;
    out[5] = init;
    out[6] = pi;
    out[7] = h;
    out[8] = y;
    out[9] = x;
    out[10] = ct;
    out[11] = cs;
    out[12] = dn;
    out[13] = pD == ct || pD == cs || (pD < cs && pC == dn) ? tie : ok;
}

}  // namespace

std::vector<PlainModel> plain_unilateral_deterrence() {
    return {{"unilateral_deterrence", {}, evaluate, 1e-12}};
}

}  // namespace entente::reference
