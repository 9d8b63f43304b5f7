// SPDX-License-Identifier: Apache-2.0
//
// An HDF5 table is read by another process: what shows of that.
#include <csignal>
#include <fstream>
#include <functional>
#include <limits>
#include <thread>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <unistd.h>

#include "tests/driver/filled_columns.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

constexpr std::size_t rows = 300'000;

double value(std::size_t column, std::size_t row) {
    return 1.0 / static_cast<double>(column + 3 * row + 1);
}

class ServedTable : public tests::ScratchFolder {
  protected:
    // table.h5, filled by `fill`.
    void write(const std::function<void(hid_t)>& fill) const {
        const hid_t to =
            H5Fcreate(file("table.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        fill(to);
        ASSERT_GE(H5Fclose(to), 0);
    }

    // One dataset, on which `describe` decides; nothing is written into it.
    void write(const char* name, hsize_t length, const std::function<void(hid_t)>& describe) const {
        write([&](hid_t to) {
            const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
            describe(list);
            const hid_t space = H5Screate_simple(1, &length, nullptr);
            const hid_t set =
                H5Dcreate2(to, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
            EXPECT_GE(set, 0);
            H5Dclose(set);
            H5Sclose(space);
            H5Pclose(list);
        });
    }

    std::unique_ptr<const Table> open() const { return open_table(file("table.h5")); }

    std::unique_ptr<const Table> numbers() const {
        write([](hid_t to) {
            const hsize_t length = rows;
            const hid_t space = H5Screate_simple(1, &length, nullptr);
            std::vector<double> values(rows);
            for (std::size_t c = 0; c < 3; ++c) {
                for (std::size_t i = 0; i < rows; ++i) values[i] = value(c, i);
                const std::string name = "x" + std::to_string(c);
                const hid_t set = H5Dcreate2(to, name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT,
                                             H5P_DEFAULT, H5P_DEFAULT);
                H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
                H5Dclose(set);
            }
            H5Sclose(space);
        });
        return open();
    }

    std::string refusal() const {
        try {
            open();
        } catch (const UserError& error) {
            return std::string(error.what()).substr(file("table.h5").string().size());
        }
        return "";
    }
};

// The processes that this one has begun.
std::vector<pid_t> children() {
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream in(entry.path() / "status");
        for (std::string line; std::getline(in, line);) {
            if (line == "PPid:\t" + std::to_string(::getpid())) found.push_back(std::stoi(name));
        }
    }
    return found;
}

std::string failure(const Table& table) {
    try {
        filled(table, 0, 1);
    } catch (const UserError& error) {
        return std::string("the user is blamed: ") + error.what();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "no failure";
}

TEST_F(ServedTable, HasItsNumbersFromAnyThread) {
    const auto table = numbers();
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&table, t] {
            for (std::size_t first = t * 1000; first < rows; first += 70'001) {
                const std::size_t count = std::min<std::size_t>(60'000, rows - first);
                const auto columns = filled(*table, first, count);
                for (std::size_t c = 0; c < 3; ++c) {
                    for (std::size_t i = 0; i < count; ++i) {
                        ASSERT_EQ(columns[c][i], value(c, first + i));
                    }
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

TEST_F(ServedTable, IsReadByAProcessThatEndsWithIt) {
    {
        const auto table = numbers();
        EXPECT_EQ(children().size(), 1U);
    }
    EXPECT_EQ(children().size(), 0U);
    write("x", 0, [](hid_t) {});
    EXPECT_EQ(refusal(), ": the table has no rows");
    EXPECT_EQ(children().size(), 0U);
}

TEST_F(ServedTable, OutlivesWhatInterruptsTheProgram) {
    const auto table = numbers();
    const auto process = children();
    ASSERT_EQ(process.size(), 1U);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::kill(process[0], signal);
    EXPECT_EQ(filled(*table, 5, 1)[0][0], value(0, 5));
}

TEST_F(ServedTable, FailsInOneLineIfTheProcessIsGone) {
    const auto table = numbers();
    const auto process = children();
    ASSERT_EQ(process.size(), 1U);
    ::kill(process[0], SIGKILL);
    const std::string line =
        file("table.h5").string() + ": the process that read it was killed (signal 9)";
    EXPECT_EQ(failure(*table), line);
    EXPECT_EQ(failure(*table), line);
}

TEST_F(ServedTable, KeepsNoOtherFileOpen) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto table = numbers();
    ::close(ends[1]);
    char nothing = 0;
    EXPECT_EQ(::read(ends[0], &nothing, 1), 0);  // the end of the pipe
    ::close(ends[0]);
}

TEST_F(ServedTable, RefusesLinksToOtherFiles) {
    write(
        [](hid_t to) { H5Lcreate_external("other.h5", "/x", to, "x", H5P_DEFAULT, H5P_DEFAULT); });
    EXPECT_EQ(refusal(), ": 'x': a link to another file (valid: all in this one)");
}

TEST_F(ServedTable, RefusesValuesInOtherFiles) {
    const std::string line = ": 'x': its values are in another file (valid: all in this one)";
    write("x", 2, [](hid_t list) { H5Pset_external(list, "/dev/zero", 0, 16); });
    EXPECT_EQ(refusal(), line);
    write("x", 2, [](hid_t list) {
        const hsize_t length = 2;
        const hid_t space = H5Screate_simple(1, &length, nullptr);
        H5Pset_virtual(list, space, "other.h5", "/x", space);
        H5Sclose(space);
    });
    EXPECT_EQ(refusal(), line);
}

TEST_F(ServedTable, RefusesRowsThatCannotBeInTheFile) {
    write("x", hsize_t{1} << 60, [](hid_t list) {
        const hsize_t chunk = 100;
        H5Pset_chunk(list, 1, &chunk);
    });
    EXPECT_EQ(refusal(), ": 'x': it says that it holds more than can be in the file (damaged)");
}

TEST_F(ServedTable, IsKnownByItsSignatureWhereverItIs) {
    for (const hsize_t block : {512U, 2048U}) {
        const hid_t list = H5Pcreate(H5P_FILE_CREATE);
        H5Pset_userblock(list, block);
        H5Fclose(H5Fcreate(file("table.h5").c_str(), H5F_ACC_TRUNC, list, H5P_DEFAULT));
        H5Pclose(list);
        EXPECT_EQ(refusal(), ": no column (a 1-D dataset) at its root");
    }
}

}  // namespace
}  // namespace entente::driver
