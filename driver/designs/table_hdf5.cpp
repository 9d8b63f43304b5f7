// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/table_hdf5.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "driver/designs/column_server.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t rows_at_once = 1 << 16;

class Hdf5Table final : public Table {
  public:
    Hdf5Table(const std::filesystem::path& path, const Allowance& allowance)
        : path_(path.string()), file_(path, allowance) {
        if (file_.rows() == 0) throw UserError({path_, 0, 0}, "the table has no rows");
        for (std::size_t c = 0; c < columns(); ++c) check(c);
    }

    std::vector<std::uint64_t> shape() const override { return {file_.rows()}; }
    std::size_t columns() const noexcept override { return file_.names().size(); }
    const std::vector<std::string>& names() const noexcept override { return file_.names(); }

    void fill(std::uint64_t first, std::size_t count, double* const* columns) const override {
        file_.read(0, first, count, {columns, columns + names().size()});
    }

    Position where(std::size_t c, std::uint64_t scenario) const override {
        return {fmt::format("{}:/{}[{}]", path_, names()[c], scenario), 0, 0};
    }

    Position header(std::size_t c) const override {
        return {fmt::format("{}:/{}", path_, names()[c]), 0, 0};
    }

  private:
    void check(std::size_t c) const {
        std::vector<double> values(static_cast<std::size_t>(std::min(rows_at_once, file_.rows())));
        for (std::uint64_t first = 0; first < file_.rows(); first += rows_at_once) {
            const std::uint64_t count = std::min(rows_at_once, file_.rows() - first);
            read_checked(c, first, static_cast<std::size_t>(count), values.data());
            for (std::size_t i = 0; i < count; ++i) {
                if (std::isfinite(values[i])) continue;
                throw UserError(where(c, first + i),
                                fmt::format("{} is not a finite number", values[i]));
            }
        }
    }

    // While the table is checked, a file that cannot be read is the user's to mend.
    void read_checked(std::size_t c, std::uint64_t first, std::size_t count, double* values) const
        try {
        file_.read(c, first, count, {values});
    } catch (const std::runtime_error& error) {
        throw UserError(error.what());
    }

    std::string path_;
    ColumnServer file_;
};

}  // namespace

std::unique_ptr<const Table> open_hdf5_table(const std::filesystem::path& path,
                                             const Allowance& allowance) {
    return std::make_unique<Hdf5Table>(path, allowance);
}

}  // namespace entente::driver
