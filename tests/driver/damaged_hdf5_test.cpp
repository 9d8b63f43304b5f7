// SPDX-License-Identifier: Apache-2.0
//
// HDF5 files with damage at any place: each is read or refused in one line, whatever the HDF5
// library makes of it.
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <unistd.h>

#include "driver/commands/show_command.hpp"
#include "driver/containment.hpp"
#include "driver/designs/table_hdf5.hpp"
#include "driver/user_error.hpp"
#include "results/utf8.hpp"
#include "tests/driver/caught_output.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/mutations.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::driver {
namespace {

using namespace std::chrono_literals;

constexpr Allowance allowance{.memory = std::uint64_t{1} << 30,
                              .cpu = ENTENTE_SANITIZED ? 2000ms : 200ms};

class DamagedHdf5 : public tests::ScratchFolder {
  protected:
    // Reads `count` damaged copies of the file `name` by `read`; says how many ended how.
    void damage(const std::string& name, std::uint64_t count,
                const std::function<void(const std::filesystem::path&)>& read) {
        std::ifstream in(file(name), std::ios::binary);
        const tests::Mutations mutations({std::istreambuf_iterator<char>(in), {}});
        const auto path = file("damaged.h5");
        if (ENTENTE_SANITIZED) count /= 10;
        for (std::uint64_t i = 0; i < count; ++i) {
            SCOPED_TRACE(i);
            std::ofstream(path, std::ios::binary) << mutations(i);
            ++ends_[end(path, read)];
        }
        for (const auto& [how, times] : ends_) {
            std::printf("%7llu %s\n", static_cast<unsigned long long>(times), how.c_str());
            RecordProperty(how, static_cast<int>(times));
        }
        EXPECT_GT(ends_["read"], count / 100);
        EXPECT_GT(ends_["refused"], count / 100);
    }

  private:
    static std::string end(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path&)>& read) {
        const tests::CaughtOutput out(STDOUT_FILENO), errors(STDERR_FILENO);
        std::string line;
        try {
            read(path);
        } catch (const UserError& error) {
            line = error.what();
        } catch (const std::exception& error) {
            ADD_FAILURE() << "not said to be the user's file: " << error.what();
        }
        if (!ENTENTE_SANITIZED) {
            EXPECT_EQ(errors.text(), "");
        }
        const std::string printed = out.text();
        EXPECT_TRUE(results::is_utf8(printed)) << printed;
        if (line.empty()) return "read";
        EXPECT_EQ(printed, "");
        check(line, path);
        return kind(line);
    }

    static void check(const std::string& line, const std::filesystem::path& path) {
        EXPECT_TRUE(line.starts_with(path.string() + ":")) << line;
        EXPECT_GT(line.size(), path.string().size() + 10) << line;
        EXPECT_EQ(line.find('\n'), std::string::npos) << line;
        EXPECT_TRUE(results::is_utf8(line)) << line;
        EXPECT_LT(line.size(), 600U) << line;
    }

    static std::string kind(const std::string& line) {
        if (line.find("reading it crashed") != std::string::npos) return "crashed";
        if (line.find("reading it made no progress") != std::string::npos) return "hung";
        if (line.find("reading it wanted") != std::string::npos) return "out_of_memory";
        return "refused";
    }

    std::map<std::string, std::uint64_t> ends_;
};

class DamagedResults : public DamagedHdf5 {
  protected:
    void show(results::Compression compression, std::uint64_t count) {
        auto schema = tests::grid_schema(40);
        schema.compression = compression;
        tests::write_file(file("sound.h5"), schema, tests::all_tiles(schema));
        damage("sound.h5", count, [](const std::filesystem::path& path) {
            Containment(path, allowance, [&] { return show_here({.file = path}); }).wait();
        });
    }
};

TEST_F(DamagedResults, ShowIsGivenOrRefusedOfACompressedFile) {
    show(results::Compression::deflate, 1500);
}

TEST_F(DamagedResults, ShowIsGivenOrRefusedOfAPlainFile) { show(results::Compression::none, 1500); }

class DamagedTable : public DamagedHdf5 {
  protected:
    // Two columns of `rows` rows: plain, and in compressed chunks.
    void write_table(hsize_t rows, H5F_libver_t version) {
        const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
        H5Pset_libver_bounds(access, version, H5F_LIBVER_LATEST);
        const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
        H5Pset_obj_track_times(creation, false);
        const hid_t to = H5Fcreate(file("sound.h5").c_str(), H5F_ACC_TRUNC, creation, access);
        const hid_t space = H5Screate_simple(1, &rows, nullptr);
        const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
        // The same bytes whenever the test runs.
        H5Pset_obj_track_times(list, false);
        const std::vector<double> values(rows, 0.25);
        for (const char* name : {"mirror", "belief"}) {
            const hid_t set =
                H5Dcreate2(to, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
            H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
            H5Dclose(set);
            const hsize_t chunk = 16;
            H5Pset_chunk(list, 1, &chunk);
            H5Pset_deflate(list, 1);
        }
        H5Pclose(list);
        H5Sclose(space);
        H5Pclose(creation);
        H5Pclose(access);
        ASSERT_GE(H5Fclose(to), 0);
    }

    void read(std::uint64_t count) {
        damage("sound.h5", count, [](const std::filesystem::path& path) {
            const auto table = open_hdf5_table(path, allowance);
            filled(*table, 0, static_cast<std::size_t>(table->shape().front()));
        });
    }
};

TEST_F(DamagedTable, IsTakenOrRefused) {
    write_table(100, H5F_LIBVER_EARLIEST);
    read(3500);
}

TEST_F(DamagedTable, OfALaterFormatIsTakenOrRefused) {
    write_table(100, H5F_LIBVER_LATEST);
    read(3500);
}

}  // namespace
}  // namespace entente::driver
