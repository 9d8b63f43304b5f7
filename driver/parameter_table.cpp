// SPDX-License-Identifier: Apache-2.0
#include "driver/parameter_table.hpp"

#include <algorithm>
#include <cstdint>

namespace entente::driver {
namespace {

constexpr std::uint64_t rows_at_once = 4096;

void check_cells(const Table& table, const std::vector<std::size_t>& parameters,
                 const ParameterNames& names) {
    const std::uint64_t rows = table.shape().front();
    std::vector<std::vector<double>> block(parameters.size(), std::vector<double>(rows_at_once));
    std::vector<double*> columns;
    columns.reserve(block.size());
    for (auto& column : block) columns.push_back(column.data());
    for (std::uint64_t first = 0; first < rows; first += rows_at_once) {
        const auto count = static_cast<std::size_t>(std::min(rows_at_once, rows - first));
        table.fill(first, count, columns.data());
        // Row by row, so that the first bad cell of the file is the one that is named.
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t c = 0; c < parameters.size(); ++c) {
                const double value = block[c][i];
                if (names.allows(parameters[c], value)) continue;
                names.check(parameters[c], value, table.where(c, first + i));
            }
        }
    }
}

}  // namespace

ParameterTable open_parameter_table(const std::filesystem::path& path,
                                    const ParameterNames& names) {
    ParameterTable result{open_table(path), {}};
    for (std::size_t c = 0; c < result.table->names().size(); ++c) {
        result.parameters.push_back(names.index(result.table->names()[c], result.table->header(c)));
    }
    if (result.table->shape().front() == 0) {
        throw UserError({path.string(), 0, 0}, "the table has no rows: no scenario to run");
    }
    check_cells(*result.table, result.parameters, names);
    return result;
}

}  // namespace entente::driver
