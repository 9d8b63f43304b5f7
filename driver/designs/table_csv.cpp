// SPDX-License-Identifier: Apache-2.0
#include "driver/designs/table_csv.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "driver/csv.hpp"
#include "driver/input_file.hpp"

namespace entente::driver {
namespace {

constexpr std::uint64_t rows_per_mark = 1024;

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

class CsvTable final : public Table {
  public:
    explicit CsvTable(const std::filesystem::path& path) : path_(path) {
        InputFile in(path, {});
        stamp_ = in.stamp();
        CsvReader reader(in.stream(), path.string());
        read_header(reader);
        for (; reader.next(); ++rows_) {
            if (rows_ % rows_per_mark == 0) marks_.push_back(reader.place());
            check_length(reader);
            for (std::size_t c = 0; c < names_.size(); ++c) cell(reader, c);
        }
        if (rows_ == 0) throw UserError({path.string(), 0, 0}, "the table has no rows");
        if (in.stamp() != stamp_) refuse_change({path.string(), 0, 0});
    }

    std::vector<std::uint64_t> shape() const override { return {rows_}; }
    std::size_t columns() const noexcept override { return names_.size(); }
    const std::vector<std::string>& names() const noexcept override { return names_; }
    Position header(std::size_t c) const override { return headers_[c]; }

    void fill(std::uint64_t first, std::size_t count, double* const* columns) const override {
        if (count == 0) return;
        Row row(*this, first);
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) row.advance();
            for (std::size_t c = 0; c < names_.size(); ++c) {
                columns[c][i] = cell(row.reader(), c);
            }
        }
    }

    Position where(std::size_t c, std::uint64_t scenario) const override {
        return Row(*this, scenario).reader().where(c);
    }

  private:
    // The file open at a row; every caller has its own.
    class Row {
      public:
        Row(const CsvTable& table, std::uint64_t row)
            : table_(table),
              in_(table.path_, {}),
              reader_(in_.stream(), table.path_.string(), seek(table.marks_[row / rows_per_mark])) {
            if (in_.stamp() != table.stamp_) refuse_change({table.path_.string(), 0, 0});
            for (std::uint64_t skipped = 0; skipped <= row % rows_per_mark; ++skipped) advance();
        }

        const CsvReader& reader() const noexcept { return reader_; }

        void advance() {
            if (reader_.next() && reader_.cells().size() == table_.columns()) return;
            refuse_change(reader_.where(0));
        }

      private:
        const CsvPlace& seek(const CsvPlace& mark) {
            in_.stream().seekg(static_cast<std::streamoff>(mark.offset));
            return mark;
        }

        const CsvTable& table_;
        InputFile in_;
        CsvReader reader_;
    };

    [[noreturn]] static void refuse_change(const Position& where) {
        throw UserError(where, "the table has changed since it was checked");
    }

    void read_header(CsvReader& reader) {
        if (!reader.next()) {
            throw UserError({path_.string(), 0, 0},
                            "the table is empty (valid: a line of names, "
                            "then a line of numbers per scenario)");
        }
        check_separator(reader);
        std::map<std::string, std::size_t> known;
        for (std::size_t c = 0; c < reader.cells().size(); ++c) {
            const std::string column_name = trimmed(reader.cells()[c].text);
            if (column_name.empty()) {
                throw UserError(reader.where(c), fmt::format("column {} has no name", c + 1));
            }
            const auto [first, is_new] = known.emplace(column_name, c);
            if (!is_new) {
                throw UserError(reader.where(c),
                                fmt::format("columns {} and {} are both '{}'", first->second + 1,
                                            c + 1, column_name));
            }
            names_.push_back(column_name);
            labels_.push_back(fmt::format("column '{}'", column_name));
            headers_.push_back(reader.where(c));
        }
    }

    void check_length(const CsvReader& reader) const {
        const std::size_t cells = reader.cells().size();
        if (cells == names_.size()) return;
        throw UserError(reader.where(cells < names_.size() ? cells : names_.size()),
                        fmt::format("the row has {} {}, but the header names {}", cells,
                                    cells == 1 ? "cell" : "cells", names_.size()));
    }

    double cell(const CsvReader& reader, std::size_t c) const {
        return reader.number(c, labels_[c]);
    }

    std::filesystem::path path_;
    FileStamp stamp_{};  ///< when it was checked
    std::vector<std::string> names_;
    std::vector<std::string> labels_;  ///< of the columns, in messages
    std::vector<Position> headers_;
    std::vector<CsvPlace> marks_;
    std::uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<const Table> open_csv_table(const std::filesystem::path& path) {
    return std::make_unique<CsvTable>(path);
}

}  // namespace entente::driver
