// SPDX-License-Identifier: Apache-2.0
#include "driver/network_tables.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "driver/csv.hpp"
#include "driver/csv_header.hpp"
#include "driver/data_names.hpp"
#include "driver/table_reader.hpp"

namespace entente::driver {
namespace {

using kernels::Group;
using kernels::Interval;
using kernels::Network;

struct NumberColumn {
    const char* name;
    double Group::*field;
    Interval valid;
};

// Beyond these bounds a number is in another unit, or would overflow.
constexpr NumberColumn number_columns[] = {
    {"shifter", &Group::shifter, {-1e6, 1e6}},
    {"cost", &Group::cost, {0, 1e6, true, false}},
    {"strength", &Group::strength, {0, 1e9, true, false}},
};

constexpr Interval weight_range = {-1000, 1000};

const std::vector<std::string> group_columns = {"id",   "name",     "role", "shifter",
                                                "cost", "strength", "note"};
const std::vector<std::string> needed_group_columns = {"id"};
const std::vector<std::string> link_columns = {"from", "to", "weight", "note"};
const std::vector<std::string> needed_link_columns = {"from", "to", "weight"};

// In the order of Group::Role.
const std::vector<std::string> roles = {"other", "patron", "spoke", "rival"};

// Groups that have been read, in order, and where each stands.
class Roll {
  public:
    explicit Roll(std::vector<Group>& groups) : groups_(groups) {
        for (std::size_t i = 0; i < groups.size(); ++i) positions_[groups[i].id] = i;
    }

    const std::size_t* find(const std::string& id) const {
        const auto found = positions_.find(id);
        return found != positions_.end() ? &found->second : nullptr;
    }

    std::size_t add(Group group, const Position& where) {
        check_id(group.id, "a group's", where);
        if (groups_.size() == Network::most_groups) {
            throw UserError(where,
                            fmt::format("a network has at most {} groups", Network::most_groups));
        }
        if (group.name.empty()) group.name = group.id;
        positions_[group.id] = groups_.size();
        groups_.push_back(std::move(group));
        return groups_.size() - 1;
    }

    std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        for (const Group& group : groups_) ids.push_back(group.id);
        return ids;
    }

  private:
    std::vector<Group>& groups_;
    std::map<std::string, std::size_t> positions_;
};

void check_size(const std::vector<Group>& groups, const std::string& file) {
    if (groups.size() >= 2) return;
    throw UserError({file, 0, 0},
                    fmt::format("the network has {} {} (valid: 2 to {})", groups.size(),
                                groups.size() == 1 ? "group" : "groups", Network::most_groups));
}

Group::Role read_role(const CsvReader& csv, std::size_t c, const std::string& id) {
    const std::string& text = csv.cells()[c].text;
    if (text.empty()) return Group::Role::other;
    const auto found = std::find(roles.begin(), roles.end(), text);
    if (found != roles.end()) return static_cast<Group::Role>(found - roles.begin());
    throw UserError(csv.where(c), fmt::format("role of group '{}': unknown '{}' ({})", id, text,
                                              suggestion(text, roles)));
}

Group read_group(const CsvReader& csv, const CsvHeader& header) {
    header.check_row(csv);
    Group group;
    group.id = csv.cells()[header.at("id")].text;
    if (const auto name = header.find("name")) group.name = csv.cells()[*name].text;
    if (const auto role = header.find("role")) group.role = read_role(csv, *role, group.id);
    for (const NumberColumn& column : number_columns) {
        const auto c = header.find(column.name);
        if (!c) continue;
        const std::string what = fmt::format("{} of group '{}'", column.name, group.id);
        const double value = csv.number(*c, what);
        if (!column.valid.contains(value)) {
            throw UserError(csv.where(*c), out_of_range(what, value, column.valid));
        }
        group.*column.field = value;
    }
    return group;
}

double read_weight(const CsvReader& csv, std::size_t c, const std::string& what) {
    const double weight = csv.number(c, what);
    if (!weight_range.contains(weight)) {
        throw UserError(csv.where(c), out_of_range(what, weight, weight_range));
    }
    if (weight == 0) {
        throw UserError(csv.where(c),
                        what + ": 0 is no link (valid: above 0 an alliance, below 0 an enmity)");
    }
    return weight;
}

// Links that have been read; refuses a second one for a pair.
class LinkReader {
  public:
    LinkReader(Network& network, bool known)
        : network_(network), roll_(network.groups), known_(known) {}

    void read(const CsvReader& csv, const CsvHeader& header) {
        header.check_row(csv);
        const std::size_t from = header.at("from"), to = header.at("to");
        const std::size_t a = end(csv, from), b = end(csv, to);
        const std::string pair =
            fmt::format("'{}' and '{}'", csv.cells()[from].text, csv.cells()[to].text);
        if (a == b) {
            throw UserError(csv.where(to),
                            fmt::format("a link of '{}' to itself", csv.cells()[to].text));
        }
        const auto [line, is_new] = lines_.try_emplace(std::minmax(a, b), csv.cells()[from].line);
        if (!is_new) {
            throw UserError(csv.where(from),
                            fmt::format("{} are already linked, in line {}", pair, line->second));
        }
        const double weight = read_weight(csv, header.at("weight"), "weight of " + pair);
        network_.links.push_back({a, b, weight});
    }

  private:
    std::size_t end(const CsvReader& csv, std::size_t c) {
        const std::string& id = csv.cells()[c].text;
        if (const std::size_t* group = roll_.find(id)) return *group;
        if (!known_) return roll_.add({.id = id, .name = ""}, csv.where(c));
        throw UserError(csv.where(c), fmt::format("no group has the id '{}' ({})", id,
                                                  suggestion(id, roll_.ids())));
    }

    Network& network_;
    Roll roll_;
    bool known_;
    std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> lines_;
};

}  // namespace

std::vector<Group> read_groups_csv(const std::string& text, const std::string& file) {
    std::istringstream in(text);
    CsvReader csv(in, file);
    if (!csv.next()) {
        throw UserError({file, 0, 0}, "the file is empty (valid: a header, then groups)");
    }
    const CsvHeader header(csv, group_columns, needed_group_columns);
    std::vector<Group> groups;
    Roll roll(groups);
    while (csv.next()) {
        Group group = read_group(csv, header);
        const Position where = csv.where(header.at("id"));
        if (roll.find(group.id) != nullptr) {
            throw UserError(where, fmt::format("two groups have the id '{}'", group.id));
        }
        roll.add(std::move(group), where);
    }
    check_size(groups, file);
    return groups;
}

void read_links_csv(const std::string& text, const std::string& file, bool known,
                    Network& network) {
    std::istringstream in(text);
    CsvReader csv(in, file);
    if (!csv.next()) {
        throw UserError({file, 0, 0}, "the file is empty (valid: a header, then links)");
    }
    const CsvHeader header(csv, link_columns, needed_link_columns);
    LinkReader reader(network, known);
    while (csv.next()) reader.read(csv, header);
    check_size(network.groups, file);
}

}  // namespace entente::driver
