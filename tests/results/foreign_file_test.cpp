// SPDX-License-Identifier: Apache-2.0
//
// Files that are not as the reader wants them.
#include <fstream>
#include <functional>
#include <stdexcept>

#include <hdf5.h>

#include "results/attributes.hpp"
#include "results/format.hpp"
#include "results/reader.hpp"
#include "tests/results/sample_files.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::results {
namespace {

class ForeignFile : public tests::ScratchFolder {
  protected:
    ForeignFile() {
        const auto schema = tests::grid_schema();
        tests::write_file(file("file.h5"), schema, tests::all_tiles(schema));
    }

    // What opening the file says, without the file's name.
    std::string complaint() const {
        try {
            const Reader reader(file("file.h5"));
        } catch (const std::runtime_error& error) {
            const std::string what = error.what(), name = file("file.h5").string() + ": ";
            EXPECT_EQ(what.rfind(name, 0), 0u) << what;
            return what.substr(name.size());
        }
        return "";
    }

    void change(const std::function<void(Id)>& how) const {
        const Handle opened(H5Fopen(file("file.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
        ASSERT_GE(opened.id(), 0);
        how(opened.id());
    }

    void set_version(const std::string& version) const {
        change([&](Id id) { write_attribute(id, "format_version", version); });
    }
};

TEST_F(ForeignFile, OfALaterMajorFormatIsRefused) {
    EXPECT_EQ(complaint(), "");
    set_version("2.0");
    EXPECT_EQ(complaint(), "a result file of format 2.0; this program reads formats up to 1.x");
    set_version("10.1");
    EXPECT_NE(complaint(), "");
    set_version("soon");
    EXPECT_EQ(complaint(), "not as a result file should be (format version 'soon')");
}

TEST_F(ForeignFile, OfALaterMinorFormatIsRead) {
    set_version(std::to_string(format_major) + "." + std::to_string(format_minor + 7));
    EXPECT_EQ(complaint(), "");
    EXPECT_EQ(format_version, std::to_string(format_major) + "." + std::to_string(format_minor));
}

TEST_F(ForeignFile, ThatIsNotHdf5IsRefused) {
    std::ofstream(file("file.h5")) << "scenario,stability\n1,0.5\n";
    EXPECT_EQ(complaint(), "not an HDF5 file");
    std::ofstream(file("file.h5"), std::ios::trunc).close();
    EXPECT_EQ(complaint(), "not an HDF5 file");
}

TEST_F(ForeignFile, ThatDoesNotExistIsRefused) {
    std::filesystem::remove(file("file.h5"));
    EXPECT_EQ(complaint(), "cannot open the file (No such file or directory)");
}

TEST_F(ForeignFile, OfAnotherProgramIsRefused) {
    change([](Id id) { write_attribute(id, "format", "another"); });
    EXPECT_EQ(complaint(), "an HDF5 file, but not a result file of this program");
    change([](Id id) { H5Adelete(id, "format"); });
    EXPECT_EQ(complaint(), "an HDF5 file, but not a result file of this program");
}

TEST_F(ForeignFile, WithoutItsEndIsRefused) {
    const auto size = std::filesystem::file_size(file("file.h5"));
    for (const auto left : {size - 1, size / 2, std::uintmax_t{200}}) {
        std::filesystem::resize_file(file("file.h5"), left);
        EXPECT_EQ(complaint(), "the file is truncated: its end is missing");
    }
}

TEST_F(ForeignFile, WithoutItsDimensionsIsRefused) {
    change(
        [](Id id) { write_attribute(id, "design_dimensions", std::vector<std::string>{"none"}); });
    EXPECT_EQ(complaint(), "not as a result file should be (no dimension 'none')");
    change([](Id id) {
        write_attribute(id, "design_dimensions",
                        std::vector<std::string>{"commitment", "differentiation"});
    });
    EXPECT_NE(complaint(), "");
    change([](Id id) { H5Adelete(id, "design_dimensions"); });
    EXPECT_EQ(complaint(), "not as a result file should be (no design dimensions)");
}

TEST_F(ForeignFile, WithADamagedChunkNamesTheVariable) {
    haddr_t address = 0;
    change([&](Id id) {
        const Handle dataset(H5Dopen2(id, "welfare", H5P_DEFAULT), H5Dclose);
        const std::vector<hsize_t> first(3, 0);
        hsize_t size = 0;
        ASSERT_GE(H5Dget_chunk_info_by_coord(dataset.id(), first.data(), nullptr, &address, &size),
                  0);
        ASSERT_GT(size, 16u);
    });
    std::fstream(file("file.h5"), std::ios::binary | std::ios::in | std::ios::out)
        .seekp(static_cast<std::streamoff>(address) + 8)
        .write("nonsense", 8);
    const Reader reader(file("file.h5"));
    const auto& welfare = reader.variables()[2];
    EXPECT_NO_THROW(reader.read(reader.variables()[0], 0, 8));
    EXPECT_NO_THROW(reader.read(welfare, 8, 8));
    for (const bool range : {false, true}) {
        try {
            range ? static_cast<void>(reader.range(welfare))
                  : static_cast<void>(reader.read(welfare, 0, 1));
            FAIL() << "read nonsense";
        } catch (const std::runtime_error& error) {
            const auto begin = file("file.h5").string() + ": cannot read 'welfare' (";
            EXPECT_EQ(std::string(error.what()).rfind(begin, 0), 0u) << error.what();
        }
    }
}

}  // namespace
}  // namespace entente::results
