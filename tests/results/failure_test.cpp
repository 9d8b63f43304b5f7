// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <stdexcept>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/reader.hpp"
#include "tests/results/child_process.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class Failure : public tests::ScratchFolder {
  protected:
    // Runs `action` in a child whose standard error goes to a file; returns what the child told
    // about the error that it met, and expects that HDF5 itself printed nothing.
    std::string told_by_child(const std::function<void()>& action) const {
        const auto told = file("told"), printed = file("printed");
        const int status = tests::status_of_child([&] {
            if (std::freopen(printed.c_str(), "w", stderr) == nullptr) return 3;
            try {
                action();
            } catch (const std::runtime_error& error) {
                // Not through a stream: the size of files may be limited.
                const std::string what = error.what();
                const auto limit = rlimit{RLIM_INFINITY, RLIM_INFINITY};
                ::setrlimit(RLIMIT_FSIZE, &limit);
                std::ofstream(told) << what;
                return 1;
            }
            return 0;
        });
        EXPECT_EQ(status, 1);
        EXPECT_EQ(contents(printed), "") << "printed to standard error";
        return contents(told);
    }

    static std::string contents(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::string line(const std::string& name, const std::string& what) const {
        return file(name).string() + ": " + what;
    }
};

void limit_file_size(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);  // writing then fails as on a full disk
    const rlimit limit{bytes, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

// Tiles that do not compress, so that the file grows by what is written.
void write_noise(const std::filesystem::path& path, rlim_t most_bytes) {
    const auto schema = tests::small_schema(1'000'000, 10'000);
    const Encoder encoder(schema);
    std::mt19937_64 random(1);
    limit_file_size(most_bytes);
    Writer writer(path, schema);
    for (const auto t : tests::all_tiles(schema))
        writer.write(tests::encode_tile(schema, encoder, t, [&](auto, auto, auto, auto) {
            return static_cast<double>(random());
        }));
    writer.finish({});
}

TEST_F(Failure, OfAFullDiskNamesTheFileAndLeavesNoFinalName) {
    const auto told = told_by_child([&] { write_noise(file("full.h5"), 1'000'000); });
    EXPECT_EQ(told, line("full.h5.partial", "cannot write 'stability' (File too large)"));
    EXPECT_FALSE(std::filesystem::exists(file("full.h5")));
    EXPECT_GE(tests::sound_tiles(file("full.h5")).size(), 1u);
}

TEST_F(Failure, OfADiskThatIsFullFromTheStartIsTold) {
    const auto told = told_by_child([&] { write_noise(file("full.h5"), 100); });
    EXPECT_EQ(told.rfind(line("full.h5.partial", "cannot "), 0), 0u) << told;
    EXPECT_NE(told.find("(File too large)"), std::string::npos) << told;
}

TEST_F(Failure, OfADiskThatFillsUpAtTheEndLeavesNoFinalName) {
    const auto told = told_by_child([&] {
        const auto schema = tests::small_schema(1000, 1000);
        Writer writer(file("full.h5"), schema);
        writer.write(tests::encode_tile(schema, Encoder(schema), 0));
        limit_file_size(writer.bytes_written());
        writer.finish({{"note", std::string(100'000, 'x')}});
    });
    EXPECT_EQ(told, line("full.h5.partial", "cannot write the file (File too large)"));
    EXPECT_FALSE(std::filesystem::exists(file("full.h5")));
}

TEST_F(Failure, ToCreateTheFileTellsTheSystemsReason) {
    const auto told = [&](const std::string& name) {
        return told_by_child([&] { Writer(file(name), tests::small_schema(10, 10)); });
    };
    EXPECT_EQ(
        told("nowhere/file.h5"),
        line("nowhere/file.h5.partial", "cannot create the folder (No such file or directory)"));
    std::ofstream(file("plain")) << "a file";
    EXPECT_EQ(told("plain/file.h5"),
              line("plain/file.h5.partial", "cannot create the folder (Not a directory)"));
    std::filesystem::create_directory(file("folder.h5"));
    EXPECT_EQ(told("folder.h5"),
              line("folder.h5.partial", "cannot create the file (Is a directory)"));
    EXPECT_FALSE(std::filesystem::exists(file("folder.h5.partial")));
}

TEST_F(Failure, OfPermissionTellsSo) {
    const auto told = told_by_child([&] {
        ::chmod(folder().c_str(), 0555);
        constexpr uid_t nobody = 65534;
        if (::geteuid() == 0 && ::seteuid(nobody) != 0) return;
        std::string what = "nothing failed";
        try {
            Writer(file("file.h5"), tests::small_schema(10, 10));
        } catch (const std::runtime_error& error) {
            what = error.what();
        }
        if (::getuid() == 0 && ::seteuid(0) != 0) return;
        ::chmod(folder().c_str(), 0755);
        throw std::runtime_error(what);
    });
    EXPECT_EQ(told, line("file.h5.partial", "cannot create the folder (Permission denied)"));
}

TEST_F(Failure, ToWriteAFileThatAnotherWriterHasLeavesThatOneAlone) {
    if (ENTENTE_SANITIZED) GTEST_SKIP() << "a fork has not its parent's threads: they seem to leak";
    const auto schema = tests::small_schema(10, 10);
    Writer first(file("file.h5"), schema);
    const auto told = told_by_child([&] { Writer(file("file.h5"), schema); });
    const auto holder = "another run is writing this file: process " + std::to_string(::getpid());
    EXPECT_EQ(told.rfind(line("file.h5.partial", holder + " on "), 0), 0u) << told;
    first.write(tests::encode_tile(schema, Encoder(schema), 0));
    first.finish({});
    EXPECT_EQ(Reader(file("file.h5")).tiles_present(), 1u);
}

TEST_F(Failure, ToReadAFileThatAnotherProgramHasLockedTellsSo) {
    tests::write_file(file("file.h5"), tests::small_schema(10, 10), {0});
    const int other = ::open(file("file.h5").c_str(), O_RDWR);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);  // as HDF5 does when it writes
    const auto told = told_by_child([&] { Reader(file("file.h5")); });
    ::close(other);
    EXPECT_EQ(told, line("file.h5", "cannot open the file (another program has the file open)"));
    EXPECT_NO_THROW(Reader(file("file.h5")));
}

TEST_F(Failure, ClosesTheFileSoThatTheSameProgramCanTryAgain) {
    const auto told = told_by_child([&] {
        std::string what;
        try {
            write_noise(file("full.h5"), 1'000'000);
        } catch (const std::runtime_error& error) {
            what = error.what();
        }
        limit_file_size(RLIM_INFINITY);
        tests::write_file(file("full.h5"), tests::small_schema(10, 10), {0});
        throw std::runtime_error(what);
    });
    EXPECT_NE(told.find("File too large"), std::string::npos);
    EXPECT_EQ(Reader(file("full.h5")).tiles_present(), 1u);
}

TEST_F(Failure, LeavesAWriterThatIsClosed) {
    const auto told = told_by_child([&] {
        const auto schema = tests::small_schema(1'000, 10);
        Writer writer(file("full.h5"), schema);
        const auto tile = tests::encode_tile(schema, Encoder(schema), 0);
        limit_file_size(writer.bytes_written());
        std::string what = "no failure";
        try {
            writer.write(tile);
        } catch (const std::runtime_error&) {
            what = "";
        }
        writer.abandon({});
        try {
            writer.write(tile);
        } catch (const std::logic_error& error) {
            what += error.what();
        }
        throw std::runtime_error(what + (writer.bytes_written() > 0 ? "" : ", without a size"));
    });
    EXPECT_EQ(told, "the result file is closed");
}

TEST_F(Failure, OfTheCallerIsNotBlamedOnTheMachine) {
    const auto schema = tests::small_schema(10, 10);
    Writer writer(file("file.h5"), schema);
    auto tile = tests::encode_tile(schema, Encoder(schema), 0);
    tile.index = 1;
    EXPECT_THROW(writer.write(tile), std::invalid_argument);
    tile.index = 0;
    tile.chunks.clear();
    EXPECT_THROW(writer.write(tile), std::invalid_argument);
    EXPECT_EQ(writer.tiles_written(), 0u);
    auto wrong = schema;
    wrong.variables.clear();
    EXPECT_THROW(Writer(file("other.h5"), wrong), std::invalid_argument);
    EXPECT_FALSE(std::filesystem::exists(file("other.h5.partial")));
}

}  // namespace
}  // namespace entente::results
