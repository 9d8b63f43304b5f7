// SPDX-License-Identifier: Apache-2.0
#include "driver/theatre_members.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

#include <fmt/format.h>

#include "driver/csv.hpp"
#include "driver/table_reader.hpp"
#include "results/utf8.hpp"

namespace entente::driver {
namespace {

using kernels::Interval;
using kernels::Member;

struct NumberColumn {
    const char* name;
    double Member::*field;
    Interval valid;
    bool needed;
    const char* reason = "";  ///< for the bounds, where it is not plain
};

// The bounds catch another unit (GDP in USD, metres, per cent) and what would overflow. Of its
// income, an ally keeps a fifth when the model's largest demand, 20, meets the largest hns_share.
constexpr NumberColumn number_columns[] = {
    {"gdp_bn_usd", &Member::gdp, {0, 1e6, true, false}, true},
    {"burden", &Member::burden, {0, 0.9, true, true}, true},
    {"distance_km", &Member::distance, {0, 1e5}, true},
    {"hns_share",
     &Member::host_nation_support,
     {0, 0.04},
     false,
     ", because up to 20 times as much may be demanded"},
    {"wavering", &Member::wavering, {0, 1}, false},
};

const std::vector<std::string> column_names = {"id",          "name",      "gdp_bn_usd", "burden",
                                               "distance_km", "hns_share", "wavering",   "note"};

double checked(double value, const NumberColumn& column, const std::string& what,
               const Position& where) {
    if (column.valid.contains(value)) return value;
    throw UserError(where, out_of_range(what, value, column.valid, column.reason));
}

// The text goes into result files, as UTF-8.
void check_text(const CsvReader& csv) {
    for (std::size_t c = 0; c < csv.cells().size(); ++c) {
        if (results::is_utf8(csv.cells()[c].text)) continue;
        throw UserError(csv.where(c), "the cell is not UTF-8 text");
    }
}

void check_id(const std::string& id, const Position& where) {
    constexpr std::size_t longest = 32;
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    if (!id.empty() && id.size() <= longest && std::all_of(id.begin(), id.end(), fits)) return;
    throw UserError(where,
                    fmt::format("'{}' cannot be a member's id (valid: 1 to 32 letters, digits, "
                                "'_', '-' and '.')",
                                id.substr(0, longest)));
}

// Members that have been read, in order; refuses an id that is taken and a member too many.
class Roll {
  public:
    void add(Member member, const Position& where) {
        check_id(member.id, where);
        const auto same = std::find_if(members_.begin(), members_.end(),
                                       [&](const Member& m) { return m.id == member.id; });
        if (same != members_.end()) {
            throw UserError(where, fmt::format("two members have the id '{}'", member.id));
        }
        if (members_.size() == kernels::Theatre::most_members) {
            throw UserError(where, fmt::format("a theatre has at most {} members",
                                               kernels::Theatre::most_members));
        }
        if (member.label.empty()) member.label = member.id;
        members_.push_back(std::move(member));
    }

    std::vector<Member> take(const Position& where) {
        if (members_.empty()) throw UserError(where, "a theatre needs at least one member");
        return std::move(members_);
    }

  private:
    std::vector<Member> members_;
};

std::string what_of(const std::string& id, const char* column) {
    return fmt::format("{} of member '{}'", column, id);
}

// Which cell of a row holds which column.
class Header {
  public:
    explicit Header(const CsvReader& csv) : width_(csv.cells().size()) {
        check_text(csv);
        check_separator(csv);
        for (std::size_t c = 0; c < width_; ++c) {
            const std::string& name = csv.cells()[c].text;
            if (std::find(column_names.begin(), column_names.end(), name) == column_names.end()) {
                throw UserError(csv.where(c), fmt::format("unknown column '{}' ({})", name,
                                                          suggestion(name, column_names)));
            }
            if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
                throw UserError(csv.where(c), fmt::format("two columns are called '{}'", name));
            }
            names_.push_back(name);
        }
        if (!find("id")) throw UserError(csv.where(0), "the column 'id' is missing");
        for (const NumberColumn& column : number_columns) {
            if (!column.needed || find(column.name)) continue;
            throw UserError(csv.where(0), fmt::format("the column '{}' is missing", column.name));
        }
    }

    std::optional<std::size_t> find(std::string_view name) const {
        const auto found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - names_.begin());
    }

    void check_width(const CsvReader& csv) const {
        if (csv.cells().size() == width_) return;
        const std::size_t cells = csv.cells().size();
        throw UserError(csv.where(width_),
                        fmt::format("the row has {} {}, but the header names {}", cells,
                                    cells == 1 ? "cell" : "cells", width_));
    }

  private:
    std::size_t width_;
    std::vector<std::string> names_;
};

Member read_row(const CsvReader& csv, const Header& header) {
    check_text(csv);
    header.check_width(csv);
    Member member{};
    member.id = csv.cells()[*header.find("id")].text;
    if (const auto name = header.find("name")) member.label = csv.cells()[*name].text;
    for (const NumberColumn& column : number_columns) {
        const auto c = header.find(column.name);
        if (!c) continue;
        const std::string what = what_of(member.id, column.name);
        member.*column.field = checked(csv.number(*c, what), column, what, csv.where(*c));
    }
    return member;
}

}  // namespace

std::vector<Member> read_members_csv(const std::string& text, const std::string& file) {
    std::istringstream in(text);
    CsvReader csv(in, file);
    if (!csv.next())
        throw UserError({file, 0, 0}, "the file is empty (valid: a header, then members)");
    const Header header(csv);
    Roll roll;
    while (csv.next()) {
        Member member = read_row(csv, header);
        roll.add(std::move(member), csv.where(*header.find("id")));
    }
    return roll.take({file, 0, 0});
}

std::vector<Member> read_members_array(const Value& members) {
    Roll roll;
    for (const Value& value : array(members, "members")) {
        TableReader table(value, "member");
        const Value& id = table.need("id");
        Member member{};
        member.id = word(id, "id of a member");
        if (const Value* name = table.find("name"))
            member.label = word(*name, what_of(member.id, "name"));
        for (const NumberColumn& column : number_columns) {
            const Value* v = column.needed ? &table.need(column.name) : table.find(column.name);
            if (v == nullptr) continue;
            const std::string what = what_of(member.id, column.name);
            member.*column.field = checked(number(*v, what), column, what, v->where);
        }
        if (const Value* note = table.find("note")) word(*note, what_of(member.id, "note"));
        table.finish();
        roll.add(std::move(member), id.where);
    }
    return roll.take(members.where);
}

}  // namespace entente::driver
