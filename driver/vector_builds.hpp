// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Before a function of plain loops that the compiler turns into vector instructions: it is built
/// for AVX-512, for AVX2 and for any processor, and the program takes the widest that the one at
/// hand has. For arithmetic that is the same bits whatever the width: on integers, and on doubles
/// where the order of operations does not depend on it. (What takes exp, log or a fused multiply
/// and add is written with Highway, in kernels/.)
#if defined(__x86_64__) && !defined(__clang__) && __GNUC__ >= 12
#define ENTENTE_VECTOR_BUILDS \
    __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define ENTENTE_VECTOR_BUILDS
#endif
