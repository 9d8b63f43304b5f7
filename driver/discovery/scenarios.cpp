// SPDX-License-Identifier: Apache-2.0
#include "driver/discovery/scenarios.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "driver/discovery/sample.hpp"
#include "driver/discovery/sources.hpp"
#include "driver/user_error.hpp"

namespace entente::driver::discovery {
namespace {

std::uint64_t count_of(const results::Reader& reader, std::string_view name,
                       std::uint64_t otherwise) {
    const auto* const count = results::find<std::int64_t>(reader.attributes(), name);
    return count == nullptr || *count < 0 ? otherwise : static_cast<std::uint64_t>(*count);
}

// Loads tile by tile.
class Loader {
  public:
    Loader(const results::Reader& reader, const Request& request)
        : reader_(reader),
          request_(request),
          sources_(sources_for(reader, request)),
          quantities_(quantities_of(reader)) {
        const auto& variables = reader.variables();
        const auto found = std::find_if(variables.begin(), variables.end(), [](const auto& v) {
            return v.name == "status" && !v.flags.empty();
        });
        if (found != variables.end()) status_ = &*found;
    }

    Scenarios load() {
        const std::uint64_t first = reader_.first_of(count_of(reader_, "first_tile", 0));
        const std::uint64_t end =
            std::min(reader_.first_of(count_of(reader_, "end_tile", reader_.tiles())),
                     std::min(count_of(reader_, "scenarios_wanted", reader_.scenarios()),
                              reader_.scenarios()));
        begin(first, end);
        for (std::uint64_t t = 0; t < reader_.tiles(); ++t) {
            const std::uint64_t from = std::max(reader_.first_of(t), first);
            const std::uint64_t to = std::min(reader_.first_of(t + 1), end);
            if (from >= end) break;
            if (from < to) load(from, to);
        }
        for (const auto& [status, count] : by_status_) {
            scenarios_.tally.unknown_by_status.emplace_back(word_of(status), count);
        }
        finish();
        return std::move(scenarios_);
    }

  private:
    using Values = std::vector<double>;

    void begin(std::uint64_t first, std::uint64_t end) {
        scenarios_.tally.design = reader_.scenarios();
        scenarios_.tally.present = end > first ? end - first : 0;
        for (const Source& s : sources_) {
            const bool is_axis = s.axis != nullptr;
            scenarios_.inputs.push_back(
                {.name = s.name(),
                 .meaning = is_axis ? s.axis->long_name : s.column->long_name,
                 .unit = is_axis ? s.axis->units : s.column->units,
                 .is_lever = s.is_lever,
                 .words = is_axis && s.axis->values.empty() ? s.axis->labels
                                                            : std::vector<std::string>{},
                 .values = {}});
        }
        scenarios_.objectives.resize(request_.objectives.size());
        first_ = first;
        has_states_ = std::any_of(sources_.begin(), sources_.end(),
                                  [](const Source& s) { return s.axis != nullptr && s.is_lever; });
        std::uint64_t policies = 1;
        for (const Source& s : sources_) {
            if (has_states_ && s.axis != nullptr && s.is_lever) policies *= s.axis->size;
        }
        if (!has_states_) {
            sample_ = Sample(scenarios_.tally.present, request_.most, request_.seed);
        } else if (scenarios_.tally.present > request_.most) {
            const std::uint64_t states = request_.most / policies;
            if (states == 0) {
                throw UserError(
                    fmt::format("--levers: they have {} combinations, more than "
                                "scenarios are read (--most {})",
                                policies, request_.most));
            }
            sample_ = Sample(reader_.scenarios() / policies, states, request_.seed);
        }
    }

    // The point of the axes that are not levers, counted in their order.
    std::uint64_t state_of(std::uint64_t scenario) const {
        std::uint64_t state = 0;
        std::uint64_t stride = reader_.scenarios();
        for (const results::Dimension& axis : reader_.design()) {
            stride /= axis.size;
            const auto lever = std::find_if(sources_.begin(), sources_.end(), [&](const Source& s) {
                return s.axis == &axis && s.is_lever;
            });
            if (lever == sources_.end()) state = state * axis.size + scenario / stride % axis.size;
        }
        return state;
    }

    bool is_taken(std::uint64_t scenario) const {
        if (has_states_) return !sample_ || sample_->has(state_of(scenario));
        return sample_->has(scenario - first_);
    }

    void load(std::uint64_t from, std::uint64_t to) {
        picks_.clear();
        for (std::uint64_t i = from; i < to; ++i) {
            if (is_taken(i)) picks_.push_back(i - from);
        }
        if (picks_.empty()) return;
        scenarios_.tally.taken += picks_.size();
        from_ = from;
        count_ = to - from;
        cached_.clear();
        if (request_.where != nullptr) keep_selected();
        scenarios_.tally.selected += picks_.size();
        if (request_.target != nullptr) keep_known();
        for (std::size_t k = 0; k < request_.objectives.size(); ++k) {
            append(scenarios_.objectives[k], evaluate(*request_.objectives[k]));
        }
        for (std::size_t s = 0; s < sources_.size(); ++s) {
            append(scenarios_.inputs[s].values, picked_input(sources_[s]));
        }
        if (!has_states_) return;
        for (const std::uint64_t pick : picks_) scenarios_.states.push_back(state_of(from_ + pick));
    }

    void keep_selected() {
        const Values holds = evaluate(*request_.where);
        keep([&](std::size_t i) { return holds[i] == 1; });
    }

    void keep_known() {
        const Values holds = evaluate(*request_.target);
        note_ranges(request_.target->columns());
        std::optional<Values> status;
        for (std::size_t i = 0; i < holds.size(); ++i) {
            if (!std::isnan(holds[i])) {
                scenarios_.of_interest.push_back(holds[i] == 1 ? 1 : 0);
                continue;
            }
            ++scenarios_.tally.unknown;
            if (status_ == nullptr) continue;
            if (!status) status = picked(*status_, 0);
            const double code = (*status)[i];
            ++by_status_[std::isnan(code) ? status_->flags.size() : static_cast<std::size_t>(code)];
        }
        keep([&](std::size_t i) { return !std::isnan(holds[i]); });
    }

    void note_ranges(const std::vector<Column>& columns) {
        constexpr double inf = std::numeric_limits<double>::infinity();
        auto& ranges = scenarios_.target_ranges;
        ranges.resize(columns.size(), {inf, -inf});
        for (std::size_t k = 0; k < columns.size(); ++k) {
            for (const double x : picked(columns[k])) {
                if (x < ranges[k].first) ranges[k].first = x;
                if (x > ranges[k].second) ranges[k].second = x;
            }
        }
    }

    void keep(const std::function<bool(std::size_t)>& holds) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < picks_.size(); ++i) {
            if (holds(i)) picks_[kept++] = picks_[i];
        }
        picks_.resize(kept);
    }

    std::string word_of(std::size_t status) const {
        if (status < status_->flags.size()) return status_->flags[status];
        return std::string(results::missing_flag);
    }

    Values evaluate(const Expression& expression) {
        std::vector<Values> columns;
        for (const Column& c : expression.columns()) columns.push_back(picked(c));
        const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
        Values result(picks_.size());
        expression.evaluate(spans, result);
        return result;
    }

    Values picked(const Column& column) {
        const Quantity& q = quantities_[column.quantity];
        for (const results::Variable& v : reader_.variables()) {
            if (v.name == q.name) return picked(v, column.entry);
        }
        for (const Source& s : sources_of(reader_)) {
            if (s.name() == q.name) return picked_input(s);
        }
        return Values(picks_.size());
    }

    Values picked(const results::Variable& v, std::size_t entry) {
        auto& all = cached_[v.name];
        if (all.empty()) all = reader_.read(v, from_, count_);
        const std::size_t each = all.size() / static_cast<std::size_t>(count_);
        Values values;
        values.reserve(picks_.size());
        for (const std::uint64_t pick : picks_) values.push_back(all[pick * each + entry]);
        return values;
    }

    Values picked_input(const Source& source) {
        if (source.column != nullptr) return picked(*source.column, 0);
        Values values;
        values.reserve(picks_.size());
        for (const std::uint64_t pick : picks_) values.push_back(source.at(from_ + pick));
        return values;
    }

    static void append(Values& to, const Values& values) {
        to.insert(to.end(), values.begin(), values.end());
    }

    // Without inputs that do not vary.
    void finish() {
        for (const Input& input : scenarios_.inputs) {
            const auto& v = input.values;
            if (std::none_of(v.begin(), v.end(), [](double x) { return std::isnan(x); })) continue;
            throw UserError(
                fmt::format("the input '{}' has no value in some scenarios", input.name));
        }
        std::erase_if(scenarios_.inputs, [](const Input& input) {
            const auto& v = input.values;
            return std::all_of(v.begin(), v.end(), [&](double x) { return x == v.front(); });
        });
        find_levels(scenarios_.inputs);
    }

    const results::Reader& reader_;
    const Request& request_;
    std::vector<Source> sources_;
    std::vector<Quantity> quantities_;
    const results::Variable* status_ = nullptr;
    Scenarios scenarios_;
    std::optional<Sample> sample_;
    bool has_states_ = false;
    std::uint64_t first_ = 0;               ///< scenario of the file
    std::uint64_t from_ = 0, count_ = 0;    ///< of the tile at hand
    std::vector<std::uint64_t> picks_;      ///< scenarios of it that are taken, from from_
    std::map<std::string, Values> cached_;  ///< its variables
    std::map<std::size_t, std::uint64_t> by_status_;
};

}  // namespace

Scenarios read_scenarios(const results::Reader& reader, const Request& request) {
    if (sources_of(reader).empty()) {
        throw UserError(
            reader.scenarios() < 2
                ? "there is nothing to discover in one scenario"
                : "the parameters of its scenarios are not stored (run the study again with --set "
                  "output.parameters=float32)");
    }
    return Loader(reader, request).load();
}

void find_levels(std::vector<Input>& inputs) {
    for (Input& input : inputs) {
        std::vector<double> levels;  // ascending
        for (const double x : input.values) {
            const auto at = std::lower_bound(levels.begin(), levels.end(), x);
            if (at != levels.end() && *at == x) continue;
            levels.insert(at, x);
            if (levels.size() > most_levels) break;
        }
        if (levels.size() <= most_levels) input.levels = std::move(levels);
    }
}

}  // namespace entente::driver::discovery
