// SPDX-License-Identifier: Apache-2.0
#include "driver/theatre_members.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "driver/csv.hpp"
#include "driver/csv_header.hpp"
#include "driver/data_names.hpp"
#include "driver/table_reader.hpp"

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

std::vector<std::string> needed_columns() {
    std::vector<std::string> names = {"id"};
    for (const NumberColumn& column : number_columns) {
        if (column.needed) names.emplace_back(column.name);
    }
    return names;
}

double checked(double value, const NumberColumn& column, const std::string& what,
               const Position& where) {
    if (column.valid.contains(value)) return value;
    throw UserError(where, out_of_range(what, value, column.valid, column.reason));
}

// Members that have been read, in order; refuses an id that is taken and a member too many.
class Roll {
  public:
    void add(Member member, const Position& where) {
        check_id(member.id, "a member's", where);
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

Member read_row(const CsvReader& csv, const CsvHeader& header) {
    header.check_row(csv);
    Member member{};
    member.id = csv.cells()[header.at("id")].text;
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
    const CsvHeader header(csv, column_names, needed_columns());
    Roll roll;
    while (csv.next()) {
        Member member = read_row(csv, header);
        roll.add(std::move(member), csv.where(header.at("id")));
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
