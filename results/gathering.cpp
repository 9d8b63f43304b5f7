// SPDX-License-Identifier: Apache-2.0
#include "results/gathering.hpp"

#include <stdexcept>

namespace entente::results {

Gathering::Gathering(std::span<const Segment> from, std::size_t variables, Unreadable unreadable)
    : variables_(variables), unreadable_(unreadable) {
    for (const Segment& segment : from) {
        Source& source = sources_.emplace_back();
        source.segment = segment;
        attempt(source, [&] {
            source.reader = std::make_unique<SegmentReader>(segment);
            return true;
        });
    }
    look();
}

// What the action says; false if it fails and the segment is to be left alone.
template <class Action>
bool Gathering::attempt(Source& source, const Action& action) {
    try {
        return action();
    } catch (const std::runtime_error&) {
        if (unreadable_ == Unreadable::refuse) throw;
        source.reader.reset();
        return false;
    }
}

void Gathering::look() {
    for (std::size_t s = 0; s < sources_.size(); ++s) {
        if (!sources_[s].has_next) advance(s);
    }
}

void Gathering::advance(std::size_t source) {
    Source& from = sources_[source];
    from.has_next = from.reader && attempt(from, [&] { return from.reader->next(); });
    if (from.has_next) order_.emplace(from.reader->record().tile, source);
}

bool Gathering::next(EncodedTile& tile, const std::function<bool(std::uint64_t)>& wanted) {
    while (!order_.empty()) {
        const auto [index, s] = order_.top();
        order_.pop();
        Source& from = sources_[s];
        const bool is_good = wanted(index) && from.reader->record().chunks.size() == variables_ &&
                             attempt(from, [&] { return from.reader->read(tile); });
        advance(s);
        if (is_good) return true;
    }
    return false;
}

void Gathering::release() {
    for (const Source& from : sources_) {
        if (from.reader) from.reader->release();
    }
}

}  // namespace entente::results
