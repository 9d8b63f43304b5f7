// SPDX-License-Identifier: Apache-2.0
#include "results/gathering.hpp"

namespace entente::results {

Gathering::Gathering(std::span<const Segment> from, std::size_t variables) : variables_(variables) {
    for (const Segment& segment : from) {
        sources_.push_back({.segment = segment,
                            .reader = std::make_unique<SegmentReader>(segment),
                            .has_next = false,
                            .is_sound = true});
    }
    look();
}

void Gathering::look() {
    for (std::size_t s = 0; s < sources_.size(); ++s) {
        if (!sources_[s].has_next) advance(s);
    }
}

void Gathering::advance(std::size_t source) {
    Source& from = sources_[source];
    from.has_next = from.reader->next();
    if (from.has_next) order_.emplace(from.reader->record().tile, source);
}

bool Gathering::next(EncodedTile& tile, const std::function<bool(std::uint64_t)>& wanted) {
    while (!order_.empty()) {
        const auto [index, s] = order_.top();
        order_.pop();
        Source& from = sources_[s];
        const bool is_wanted = wanted(index);
        const bool is_sound = from.reader->record().chunks.size() == variables_ &&
                              (!is_wanted || from.reader->read(tile));
        from.is_sound &= is_sound;
        advance(s);
        if (is_wanted && is_sound) return true;
    }
    return false;
}

void Gathering::release() {
    for (const Source& from : sources_) from.reader->release();
}

std::vector<Segment> Gathering::finished() const {
    std::vector<Segment> finished;
    for (const Source& from : sources_) {
        if (from.is_sound && from.reader->damaged() == 0 && from.reader->is_at_end())
            finished.push_back(from.segment);
    }
    return finished;
}

}  // namespace entente::results
