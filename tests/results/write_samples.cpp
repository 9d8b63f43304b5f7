// SPDX-License-Identifier: Apache-2.0
//
// write_samples FOLDER: result files for the checks with other programs.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "tests/results/sample_files.hpp"

int main(int count, char** arguments) {
    using namespace entente;
    if (count != 2) {
        std::cerr << "usage: write_samples FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder = arguments[1];
    std::filesystem::create_directories(folder);
    const auto grid = tests::grid_schema();
    auto backwards = tests::all_tiles(grid);
    std::reverse(backwards.begin(), backwards.end());
    tests::write_file(folder / "grid.h5", grid, backwards);

    tests::write_file(folder / "part.h5", grid, {3, 0});

    auto plain = tests::grid_schema();
    plain.compression = results::Compression::none;
    tests::write_file(folder / "plain.h5", plain, tests::all_tiles(plain));

    const auto samples = tests::samples_schema();
    tests::write_file(folder / "samples.h5", samples, tests::all_tiles(samples));
    return 0;
}
