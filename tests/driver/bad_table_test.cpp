// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <hdf5.h>

#include "tests/driver/bad_input.hpp"

namespace entente::driver {
namespace {

using namespace std::string_literals;

class BadTable : public BadInput {
  protected:
    BadTable() { write("study.toml", by_table("table.csv")); }

    static std::string by_table(const std::string& name) {
        return on_island + "[design]\nkind = \"table\"\nfile = \"" + name + "\"\n";
    }

    // table.h5 with one dataset, or without any.
    void write_hdf5(const std::string& name, const std::vector<double>& values) const {
        const hid_t file_id =
            H5Fcreate(file("table.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        if (!name.empty()) {
            const hsize_t rows = values.size();
            const hid_t space = H5Screate_simple(1, &rows, nullptr);
            const hid_t set = H5Dcreate2(file_id, name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT,
                                         H5P_DEFAULT, H5P_DEFAULT);
            H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
            H5Dclose(set);
            H5Sclose(space);
        }
        H5Fclose(file_id);
    }
};

TEST_F(BadTable, IsNoTable) {
    expect(
        "table.csv", "",
        {
            {"",
             "table.csv: the table is empty (valid: a line of names, then a line of numbers per "
             "scenario)"},
            {"mirror,deeds\n", "table.csv: the table has no rows"},
            {"mirror,deeds\n0.5,0.5\n0.5\n",
             "table.csv:3: the row has 1 cell, but the header names 2"},
            {"mirror,deeds\n0.5,0.5\n0.5,0.5,0.5\n",
             "table.csv:3:9: the row has 3 cells, but the header names 2"},
            {"mirror;deeds\n0.5;0.5\n",
             "table.csv:1:1: the cells are separated by ';' (valid: ',')"},
            {"0.5,0.25\n", "table.csv: the table has no rows"},
            {"mirror,deeds\n0.5,\n",
             "table.csv:2:5: column 'deeds': the cell is empty (valid: a number)"},
            {"mirror,deeds\n0.5,half\n", "table.csv:2:5: column 'deeds': 'half' is not a number"},
            {"mirror,deeds\n0.5,\"0.5\n", "table.csv:2:5: the quote that begins here has no end"},
            {"mirror,deeds\n0.5,\0\n"s,
             "table.csv:2:5: a zero byte: the file is not UTF-8 text (UTF-16?)"},
            {"mirror\0\n0.5\n"s,
             "table.csv:1:1: a zero byte: the file is not UTF-8 text (UTF-16?)"},
            {"\xFF\xFEm\0i\0"s, "table.csv:1:1: the file is not UTF-8 text (UTF-16?)"},
            {"m\0i\0r\0"s, "table.csv:1:1: a zero byte: the file is not UTF-8 text (UTF-16?)"},
        });
}

TEST_F(BadTable, HasAColumnThatCannotBe) {
    expect("table.csv", "",
           {
               {"mirror,miror\n0.5,0.5\n",
                "table.csv:1:8: unknown parameter 'miror' (did you mean 'mirror'?)"},
               {"mirror,belief\n0.5,0.5\n",
                "table.csv:1:8: unknown parameter 'belief' (did you mean 'island.belief'?)"},
               {"mirror,caf\xE9\n0.5,0.5\n",
                "table.csv:1:8: unknown parameter 'caf?' ('entente models alliance' lists the "
                "parameters)"},
               {"mirror,deeds,mirror\n0.5,0.5,0.5\n",
                "table.csv:1:14: columns 1 and 3 are both 'mirror'"},
               {"mirror,,deeds\n0.5,0.5,0.5\n", "table.csv:1:8: column 2 has no name"},
               {"mirror,scenario\n0.5,0\n",
                "table.csv:1:8: unknown parameter 'scenario' ('entente models alliance' lists the "
                "parameters)"},
           });
}

TEST_F(BadTable, HasACellThatCannotBe) {
    expect("table.csv", "deeds,mirror,island.belief\n0.5,0,0.5\n",
           {
               {"0.5,1.5,0.5\n",
                "table.csv:3:5: parameter 'mirror': 1.5 is out of range (valid: 0 to 1)"},
               {"1,1,0\n",
                "table.csv:3:5: parameter 'island.belief': 0 is out of range (valid: above 0, "
                "below 1)"},
               {"1,nan,0.5\n", "table.csv:3:3: column 'mirror': 'nan' is not a finite number"},
               {"1,1,1e-999\n",
                "table.csv:3:5: column 'island.belief': '1e-999' is beyond double precision"},
               {"0,0,0.5\n\n0,-0.5,2\n",
                "table.csv:5:3: parameter 'mirror': -0.5 is out of range (valid: 0 to 1)"},
           });
}

TEST_F(BadTable, StandsBesideOtherValuesOfItsColumns) {
    write("table.csv", "mirror,deeds\n0.5,0.5\n");
    expect("study.toml", by_table("table.csv"),
           {
               {"[parameters]\ndeeds = 0.5",
                "table.csv:1:8: parameter 'deeds' is given twice (also at study.toml:7:1)"},
               {"[parameters]\nrecovery = [0, 1]",
                "study.toml:7:13: parameter 'recovery' varies, but the design is a table (valid: a "
                "number, or a column of the table)"},
               {"[parameters]\nrecovery = { min = 0, max = 1 }",
                "study.toml:7:1: parameter 'recovery' varies, but the design is a table (valid: a "
                "number, or a column of the table)"},
               {"[parameters]\n\"*\" = \"plausible\"",
                "study.toml:7:1: '*' varies, but the design is a table (valid: a number, or a "
                "column of the table)"},
               {"[[linked]]\naxis = \"x\"\nparameters = [\"recovery\"]\nvalues = [0, 1]",
                "study.toml:7:8: axis 'x' varies, but the design is a table (valid: a number, or a "
                "column of the table)"},
           });
}

TEST_F(BadTable, IsAWrongHdf5File) {
    write("study.toml", by_table("table.h5"));
    write_hdf5("mirror", {0.5, 0.25, 1.5});
    expect("table.h5:/mirror[2]: parameter 'mirror': 1.5 is out of range (valid: 0 to 1)");
    write_hdf5("mirror", {0.5, std::nan("")});
    expect("table.h5:/mirror[1]: nan is not a finite number");
    write_hdf5("miror", {0.5});
    expect("table.h5:/miror: unknown parameter 'miror' (did you mean 'mirror'?)");
    write_hdf5("mirror", {});
    expect("table.h5: the table has no rows");
    write_hdf5("", {});
    expect("table.h5: no column (a 1-D dataset) at its root");
    write_hdf5("mirror", {0.5});
    write("study.toml", by_table("table.h5") + "[parameters]\nmirror = 0.5\n");
    expect("table.h5:/mirror: parameter 'mirror' is given twice (also at study.toml:7:1)");
}

}  // namespace
}  // namespace entente::driver
