// SPDX-License-Identifier: Apache-2.0
#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using BadMembers = BadInput;
using namespace std::string_literals;

const std::string header =
    "id,gdp_bn_usd,burden,distance_km,hns_share\nONE,900,0.013,1600,0.0001\n";

TEST_F(BadMembers, HaveWrongNumbers) {
    expect(
        "island.csv", header,
        {
            {"TWO,0,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': 0 is out of range (valid: above 0 to "
             "1e+06)"},
            {"TWO,-5,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': -5 is out of range (valid: above 0 to "
             "1e+06)"},
            {"TWO,5117994000000,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': 5117994000000 is out of range (valid: "
             "above 0 to 1e+06)"},
            {"TWO,100,0,800,0",
             "island.csv:3:9: burden of member 'TWO': 0 is out of range (valid: above 0, below "
             "0.9)"},
            {"TWO,100,0.9,800,0",
             "island.csv:3:9: burden of member 'TWO': 0.9 is out of range (valid: above 0, below "
             "0.9)"},
            {"TWO,100,1.3,800,0",
             "island.csv:3:9: burden of member 'TWO': 1.3 is out of range (valid: above 0, below "
             "0.9)"},
            {"TWO,100,0.02,800000,0",
             "island.csv:3:14: distance_km of member 'TWO': 800000 is out of range (valid: 0 to "
             "1e+05)"},
            {"TWO,100,0.02,800,0.0401",
             "island.csv:3:18: hns_share of member 'TWO': 0.0401 is out of range (valid: 0 to "
             "0.04, because up to 20 times as much may be demanded)"},
            {"TWO,100,0.02,800,1",
             "island.csv:3:18: hns_share of member 'TWO': 1 is out of range (valid: 0 to 0.04, "
             "because up to 20 times as much may be demanded)"},
            {"TWO,nan,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': 'nan' is not a finite number"},
            {"TWO,inf,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': 'inf' is not a finite number"},
            {"TWO,1e999,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': '1e999' is beyond double precision"},
            {"TWO,large,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': 'large' is not a number"},
            {"TWO,100,2 %,800,0", "island.csv:3:9: burden of member 'TWO': '2 %' is not a number"},
            {"TWO,100,\"0,02\",800,0",
             "island.csv:3:9: burden of member 'TWO': '0,02' is not a number"},
            {"TWO,,0.02,800,0",
             "island.csv:3:5: gdp_bn_usd of member 'TWO': the cell is empty (valid: a number)"},
            {"TWO,100,0.02,800,",
             "island.csv:3:18: hns_share of member 'TWO': the cell is empty (valid: a number)"},
        });
}

TEST_F(BadMembers, HaveWrongNames) {
    expect("island.csv", header,
           {
               {"ONE,100,0.02,800,0", "island.csv:3:1: two members have the id 'ONE'"},
               {",100,0.02,800,0",
                "island.csv:3:1: '' cannot be a member's id (valid: 1 to 32 letters, digits, '_', "
                "'-' and '.')"},
               {"T O,100,0.02,800,0",
                "island.csv:3:1: 'T O' cannot be a member's id (valid: 1 to 32 letters, digits, "
                "'_', '-' and '.')"},
               {"\xC3\x85LA,100,0.02,800,0",
                "island.csv:3:1: 'ÅLA' cannot be a member's id (valid: 1 to 32 letters, digits, "
                "'_', '-' and '.')"},
               {std::string(33, 'A') + ",100,0.02,800,0",
                "island.csv:3:1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' cannot be a member's id "
                "(valid: 1 to 32 letters, digits, '_', '-' and '.')"},
           });
}

TEST_F(BadMembers, HaveRowsThatDoNotFit) {
    expect("island.csv", header,
           {
               {"TWO,100,0.02,800", "island.csv:3: the row has 4 cells, but the header names 5"},
               {"TWO,100,0.02,800,0,1",
                "island.csv:3:20: the row has 6 cells, but the header names 5"},
               {"TWO", "island.csv:3: the row has 1 cell, but the header names 5"},
               {"TWO;100;0.02;800;0", "island.csv:3: the row has 1 cell, but the header names 5"},
               {"# a comment", "island.csv:3: the row has 1 cell, but the header names 5"},
           });
}

TEST_F(BadMembers, HaveAWrongHeader) {
    expect("island.csv", "",
           {
               {"", "island.csv: the file is empty (valid: a header, then members)"},
               {"\n\n", "island.csv: the file is empty (valid: a header, then members)"},
               {"id,gdp_bn_usd,burden,distance_km\n",
                "island.csv: a theatre needs at least one member"},
               {"id;gdp_bn_usd;burden;distance_km\n",
                "island.csv:1:1: the cells are separated by ';' (valid: ',')"},
               {"name,gdp_bn_usd,burden,distance_km\nOne,1,0.1,1\n",
                "island.csv:1:1: the column 'id' is missing"},
               {"id,gdp_bn_usd,distance_km\nONE,1,1\n",
                "island.csv:1:1: the column 'burden' is missing"},
               {"id,gdp,burden,distance_km\nONE,1,0.1,1\n",
                "island.csv:1:4: unknown column 'gdp' (did you mean 'gdp_bn_usd'?)"},
               {"id,gdp_bn_usd,burden,distance_km,colour\nONE,1,0.1,1,red\n",
                "island.csv:1:34: unknown column 'colour' (valid: id, name, gdp_bn_usd, burden, "
                "distance_km, hns_share, wavering, note)"},
               {"id,gdp_bn_usd,burden,distance_km,id\nONE,1,0.1,1,ONE\n",
                "island.csv:1:34: two columns are called 'id'"},
               {"id,gdp_bn_usd,burden,distance_km,\nONE,1,0.1,1,\n",
                "island.csv:1:34: unknown column '' (valid: id, name, gdp_bn_usd, burden, "
                "distance_km, hns_share, wavering, note)"},
               {"ONE,900,0.013,1600\n",
                "island.csv:1:1: unknown column 'ONE' (valid: id, name, gdp_bn_usd, burden, "
                "distance_km, hns_share, wavering, note)"},
           });
}

TEST_F(BadMembers, AreNotCsvText) {
    expect(
        "island.csv", header,
        {
            {"\"TWO,100,0.02,800,0\n", "island.csv:3:1: the quote that begins here has no end"},
            {"T\"W\"O,100,0.02,800,0",
             "island.csv:3:2: a quote inside a cell (a cell that holds quotes is quoted whole: \"a "
             "\"\"b\"\"\")"},
            {"\"TWO\"s,100,0.02,800,0", "island.csv:3:6: text behind the closing quote of a cell"},
            {"TWO, \"100\",0.02,800,0",
             "island.csv:3:6: a quote inside a cell (a cell that holds quotes is quoted whole: \"a "
             "\"\"b\"\"\")"},
            {"TWO,1\0,0.02,800,0"s,
             "island.csv:3:5: a zero byte: the file is not UTF-8 text (UTF-16?)"},
            {"TW\0,100,0.02,800,0"s,
             "island.csv:3:1: a zero byte: the file is not UTF-8 text (UTF-16?)"},
            {"TWO\xFF,100,0.02,800,0", "island.csv:3:1: the cell is not UTF-8 text"},
            {"TWO,\xE9,0.02,800,0", "island.csv:3:5: the cell is not UTF-8 text"},
        });
    expect("island.csv", "",
           {
               {"\xFF\xFEi\0d\0,\0"s, "island.csv:1:1: the file is not UTF-8 text (UTF-16?)"},
               {"\xFE\xFF\0i\0d\0,"s, "island.csv:1:1: the file is not UTF-8 text (UTF-16?)"},
               {"i\0d\0,\0g\0d\0p\0"s,
                "island.csv:1:1: a zero byte: the file is not UTF-8 text (UTF-16?)"},
               {"id,name,gdp_bn_usd,burden,distance_km\nONE,\xC3\x28,900,0.013,1600\n",
                "island.csv:2:5: the cell is not UTF-8 text"},
               {"id,name,gdp_bn_usd,burden,distance_km\nONE,\xED\xA0\x80,900,0.013,1600\n",
                "island.csv:2:5: the cell is not UTF-8 text"},
               {"id,name,gdp_bn_usd,burden,distance_km\nONE,\xC0\xAF,900,0.013,1600\n",
                "island.csv:2:5: the cell is not UTF-8 text"},
               {"id,note,gdp_bn_usd,burden,distance_km\nONE,cut\xC3,900,0.013,1600\n",
                "island.csv:2:5: the cell is not UTF-8 text"},
           });
}

TEST_F(BadMembers, AreTooMany) {
    std::string rows;
    for (int i = 1; i <= 64; ++i) rows += "M" + std::to_string(i) + ",100,0.02,800,0\n";
    expect("island.csv", header, {{rows, "island.csv:66:1: a theatre has at most 64 members"}});
}

}  // namespace
}  // namespace entente::driver
