// SPDX-License-Identifier: Apache-2.0
//
// Written by published_sobol.py with SciPy 1.10.1: CRC-32 of a
// coordinate's first 65,536 points, each as 16 bits, the low byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace entente::driver {

inline constexpr std::pair<std::size_t, std::uint32_t> published_sobol[] = {
    {0, 0x4cf1b8ce},    {1, 0xb52c1c7a},    {2, 0xf9317745},    {3, 0x68673a64},
    {4, 0x4452186c},    {5, 0x8700e4dc},    {6, 0x8ce3bfd3},    {7, 0x5c63e700},
    {8, 0x9dbc0f56},    {9, 0x321eea0f},    {10, 0xc97c348a},   {11, 0xbf5a2027},
    {12, 0x6868f99d},   {13, 0x7d0a5103},   {14, 0xe2bfb910},   {15, 0x5a0640b2},
    {16, 0x3baf77a7},   {17, 0xb1b6bddc},   {18, 0x89def25e},   {19, 0x10225ddf},
    {20, 0x90b35b7b},   {21, 0xc658cafd},   {22, 0xd33e6327},   {23, 0x816c3cda},
    {24, 0x5ec70fe2},   {25, 0xd231250c},   {26, 0x5399a37b},   {27, 0x66a51464},
    {28, 0x63c55e78},   {29, 0xab457e0e},   {30, 0x9850a82d},   {31, 0x2a049024},
    {32, 0x6476b73a},   {33, 0x5d89cdf7},   {34, 0xedaf2e7f},   {35, 0x90b6938b},
    {36, 0xd72fcc93},   {37, 0x902f93f7},   {38, 0x4f4ec654},   {39, 0xb70e26bf},
    {40, 0xf70c134f},   {41, 0xf3990e0b},   {42, 0xa02a7d6c},   {43, 0xff2889ab},
    {44, 0x75a180d4},   {45, 0x379e48d7},   {46, 0x9e3a0a61},   {47, 0x556dbcae},
    {48, 0xa8afec35},   {49, 0xd94bdab2},   {50, 0xfd387c53},   {51, 0xad6cd062},
    {52, 0x0eb04442},   {53, 0x239bf8c8},   {54, 0x91d04c03},   {55, 0xab5feff1},
    {56, 0x0efad42a},   {57, 0x55d4521f},   {58, 0xa43a7fd3},   {59, 0xe9b743eb},
    {60, 0xcf20360b},   {61, 0xb6c1d097},   {62, 0x9ce6ed98},   {63, 0x4dccfde7},
    {100, 0x8c5bf1fa},  {167, 0xafb813f6},  {234, 0xd4a00a4c},  {301, 0x9ef66920},
    {368, 0x1474db62},  {435, 0x64d56ac0},  {502, 0x014dd99d},  {569, 0xb5ab81f9},
    {636, 0x16426bc6},  {703, 0x14159c1d},  {770, 0x50c67fe2},  {837, 0x7d00f3ba},
    {904, 0x0dc1ac35},  {971, 0xdb10eca2},  {1038, 0x767d69a9}, {1105, 0xd09e634c},
    {1110, 0xd1efbc98}, {1111, 0x6f3f27fb}, {1172, 0xeb4094ee}, {1239, 0x0ec363b8},
    {1306, 0xbbf7ab36}, {1373, 0x6c1b8e63}, {1440, 0xcc7d2ee7}, {1507, 0x85dc1652},
    {1574, 0x234038c8}, {1641, 0x181ce373}, {1708, 0xbe305163}, {1775, 0x88832722},
    {1842, 0xc0a8a8c4}, {1909, 0x9b713514}, {1976, 0x862b6ba2}, {2043, 0x6116b650},
    {2110, 0xe2f9cc8b}, {2177, 0xaa68d751}, {2244, 0xd00f2e4e}, {2311, 0xa500b08b},
    {2378, 0x967f12ae}, {2445, 0xbf272bee}, {2512, 0x544fbeef}, {2579, 0xcbf0e05e},
    {2646, 0x8aacac29}, {2713, 0x45703911}, {2780, 0x514ae0e9}, {2847, 0xc3e55941},
    {2914, 0x87b15382}, {2981, 0xb255e8a7}, {3048, 0xa513f1c6}, {3115, 0xcdc1f9a0},
    {3182, 0x1774b5f3}, {3249, 0x5bf9c9e3}, {3316, 0xa90fa674}, {3383, 0x2f4e9d03},
    {3450, 0x7d62996d}, {3517, 0x7dfebd9f}, {3584, 0xb5f376b5}, {3651, 0x867eda5a},
    {3666, 0x3cc6d428},
};

}  // namespace entente::driver
