// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <unistd.h>

#include "tests/driver/filled_columns.hpp"

namespace entente::driver {
namespace {

using Columns = std::vector<std::vector<double>>;

// An HDF5 file in the making, written with the C library as other programs would.
class Hdf5Table : public testing::Test {
  protected:
    void SetUp() override {
        const hid_t list = H5Pcreate(H5P_FILE_CREATE);
        H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
        file_ = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, list, H5P_DEFAULT);
        H5Pclose(list);
        ASSERT_GE(file_, 0);
    }

    void TearDown() override { std::filesystem::remove(path_); }

    // `chunk` rows per compressed chunk, or none.
    template <class T>
    void write(const char* name, const std::vector<T>& values, hid_t memory, hid_t stored,
               hsize_t chunk = 0) {
        const hsize_t rows = values.size();
        const hid_t space = H5Screate_simple(1, &rows, nullptr);
        const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
        if (chunk > 0) {
            H5Pset_chunk(list, 1, &chunk);
            H5Pset_deflate(list, 1);
        }
        const hid_t set = H5Dcreate2(file_, name, stored, space, H5P_DEFAULT, list, H5P_DEFAULT);
        ASSERT_GE(H5Dwrite(set, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
        H5Dclose(set);
        H5Pclose(list);
        H5Sclose(space);
    }

    void write(const char* name, const std::vector<double>& values) {
        write(name, values, H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE);
    }

    void attach(const char* dataset, const char* name, const std::string& text) {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, text.size() + 1);
        const hid_t space = H5Screate(H5S_SCALAR);
        const hid_t attribute = H5Acreate_by_name(file_, dataset, name, type, space, H5P_DEFAULT,
                                                  H5P_DEFAULT, H5P_DEFAULT);
        ASSERT_GE(H5Awrite(attribute, type, text.c_str()), 0);
        H5Aclose(attribute);
        H5Sclose(space);
        H5Tclose(type);
    }

    std::unique_ptr<const Table> open() {
        H5Fclose(file_);
        return open_table(path_);
    }

    // The message of the refusal, without the file's name.
    std::string refusal() {
        try {
            open();
        } catch (const UserError& error) {
            const std::string what = error.what();
            EXPECT_TRUE(what.starts_with(path_.string())) << what;
            return what.substr(path_.string().size());
        }
        return "";
    }

    hid_t file_ = -1;
    // Not ".h5": the format is found by what is in the file.
    const std::filesystem::path path_ =
        testing::TempDir() + "entente_" + std::to_string(getpid()) + "_" +
        testing::UnitTest::GetInstance()->current_test_info()->name() + ".table";
};

TEST_F(Hdf5Table, HasAColumnPerDatasetInTheOrderOfTheirMaking) {
    write("mirror", {0.5, 0.25, 1.0 / 3});
    write("belief", {1, 2, std::numeric_limits<double>::denorm_min()});
    const auto table = open();
    EXPECT_EQ(table->names(), (std::vector<std::string>{"mirror", "belief"}));
    EXPECT_EQ(table->shape(), std::vector<std::uint64_t>{3});
    EXPECT_EQ(filled(*table, 0, 3),
              (Columns{{0.5, 0.25, 1.0 / 3}, {1, 2, std::numeric_limits<double>::denorm_min()}}));
    EXPECT_EQ(filled(*table, 1, 1), (Columns{{0.25}, {2}}));
    EXPECT_EQ(filled(*table, 3, 0), (Columns{{}, {}}));
}

TEST_F(Hdf5Table, TakesIntegersFloatsAndOtherByteOrders) {
    write("a", std::vector<int>{-1, 2}, H5T_NATIVE_INT, H5T_STD_I16BE);
    write("b", std::vector<float>{0.1F, 2}, H5T_NATIVE_FLOAT, H5T_IEEE_F32LE);
    write("c", std::vector<double>{0.1, 2}, H5T_NATIVE_DOUBLE, H5T_IEEE_F64BE);
    EXPECT_EQ(filled(*open(), 0, 2), (Columns{{-1, 2}, {0.1F, 2}, {0.1, 2}}));
}

TEST_F(Hdf5Table, ReadsAnyRangeOfCompressedChunks) {
    std::vector<double> values(100'000);
    std::iota(values.begin(), values.end(), 0.0);
    write("x", values, H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, 1000);
    const auto table = open();
    for (const std::size_t first : {0U, 999U, 65'535U, 99'900U}) {
        const auto column = filled(*table, first, 100)[0];
        for (std::size_t i = 0; i < 100; ++i) {
            ASSERT_EQ(column[i], static_cast<double>(first + i));
        }
    }
}

TEST_F(Hdf5Table, SaysWhereAColumnAndACellStand) {
    write("mirror", {0.5, 0.25});
    const auto table = open();
    EXPECT_EQ(to_string(table->header(0)), path_.string() + ":/mirror");
    EXPECT_EQ(to_string(table->where(0, 1)), path_.string() + ":/mirror[1]");
}

TEST_F(Hdf5Table, LeavesOutDimensionsThatNetcdfWritesByItself) {
    write("scenario", {0, 0});
    attach("scenario", "CLASS", "DIMENSION_SCALE");
    attach("scenario", "NAME", "This is a netCDF dimension but not a netCDF variable.         2");
    write("x", {1, 2});
    EXPECT_EQ(open()->names(), std::vector<std::string>{"x"});
}

TEST_F(Hdf5Table, RefusesNumbersThatAreNotFiniteAndSaysWhere) {
    std::vector<double> values(70'000, 0.5);
    values[69'000] = std::nan("");
    write("x", std::vector<double>(70'000, 1));
    write("y", values);
    EXPECT_EQ(refusal(), ":/y[69000]: nan is not a finite number");
}

TEST_F(Hdf5Table, RefusesColumnsOfUnequalLength) {
    write("x", {1, 2, 3});
    write("y", {1, 2});
    EXPECT_EQ(refusal(), ": /y: 2 rows, but /x has 3");
}

TEST_F(Hdf5Table, RefusesATableWithoutRows) {
    write("x", {});
    EXPECT_EQ(refusal(), ": the table has no rows");
}

TEST_F(Hdf5Table, RefusesAFileWithoutColumns) {
    EXPECT_EQ(refusal(), ": no column (a 1-D dataset) at its root");
}

TEST_F(Hdf5Table, RefusesGroups) {
    write("x", {1});
    H5Gclose(H5Gcreate2(file_, "more", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    EXPECT_TRUE(refusal().starts_with(": /more: a group cannot be a column"));
}

TEST_F(Hdf5Table, RefusesWhatHasNoOrTwoDimensions) {
    const hsize_t shape[] = {2, 2};
    for (const int rank : {0, 2}) {
        const hid_t space = H5Screate_simple(rank, shape, nullptr);
        H5Dclose(
            H5Dcreate2(file_, "x", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
        H5Sclose(space);
        EXPECT_EQ(refusal(), ": /x: a dataset of " + std::to_string(rank) +
                                 " dimensions cannot be a column (valid: 1)");
        SetUp();
    }
    H5Fclose(file_);
}

TEST_F(Hdf5Table, RefusesText) {
    const hsize_t rows = 2;
    const hid_t space = H5Screate_simple(1, &rows, nullptr);
    H5Dclose(H5Dcreate2(file_, "x", H5T_C_S1, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
    EXPECT_EQ(refusal(), ": /x: its type cannot be a column's (valid: integers and floats)");
}

TEST_F(Hdf5Table, RefusesADamagedFile) {
    write("x", std::vector<double>(100'000, 1));
    H5Fclose(file_);
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
    EXPECT_THROW(open_table(path_), UserError);
}

}  // namespace
}  // namespace entente::driver
