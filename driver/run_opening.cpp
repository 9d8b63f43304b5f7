// SPDX-License-Identifier: Apache-2.0
#include "driver/run_opening.hpp"

#include <utility>

#include "driver/run_start.hpp"

namespace entente::driver {
RunOpening::RunOpening(const Plan& plan, const RunOptions& options, Ranks& ranks)
    : plan_(plan), schema_(make_schema(plan)) {
    together(ranks, [&] {
        if (ranks.leads()) lead(options);
    });
    if (ranks.alone()) return;
    const auto told = ranks.from_leader(ranks.leads() ? packed(beginning_) : results::Bytes());
    together(ranks, [&] {
        if (ranks.leads()) return;
        beginning_ = unpacked(told);
        join(options, ranks.rank());
    });
}

void RunOpening::lead(const RunOptions& options) {
    results::PartialFolder folder(options.file, options.take_over);
    if (options.only_new) check_new(folder);
    beginning_.resumes = options.resume && !folder.segments().empty();
    if (!beginning_.resumes) folder.clear();
    beginning_.start =
        beginning_.resumes ? next_start(folder, plan_, options) : first_start(plan_, options);
    beginning_.joining = folder.joining(1);
    open(std::move(folder), options);
    beginning_.held = writer_->held();
}

void RunOpening::join(const RunOptions& options, std::size_t rank) {
    auto joining = beginning_.joining;
    joining.number += rank - 1;
    open(results::PartialFolder(options.file, joining), options);
}

void RunOpening::open(results::PartialFolder folder, const RunOptions& options) {
    const results::Attributes& attributes = beginning_.start.attributes;
    schema_.attributes.insert(schema_.attributes.end(), attributes.begin(), attributes.end());
    writer_.emplace(std::move(folder), schema_, beginning_.start, options.sync);
}

results::Bytes RunOpening::packed(const Beginning& beginning) {
    results::Bytes bytes;
    bytes.reserve(std::size_t{1} << 16);
    results::append(bytes, std::uint8_t{beginning.resumes});
    results::append(bytes, beginning.joining.number);
    results::append(bytes, std::uint8_t{beginning.joining.has_locks});
    results::append(bytes, std::string_view(beginning.joining.holder.host));
    results::append(bytes, std::int64_t{beginning.joining.holder.process});
    results::append(bytes, std::uint64_t{beginning.held.size()});
    for (const bool is_held : beginning.held) results::append(bytes, std::uint8_t{is_held});
    results::append_start(bytes, beginning.start);
    return bytes;
}

// The ranks are of one program: what one says the other understands.
RunOpening::Beginning RunOpening::unpacked(std::span<const std::byte> bytes) {
    using results::take;
    Beginning beginning;
    beginning.resumes = take<std::uint8_t>(bytes).value() != 0;
    beginning.joining.number = take<std::uint64_t>(bytes).value();
    beginning.joining.has_locks = take<std::uint8_t>(bytes).value() != 0;
    beginning.joining.holder.host = results::take_text(bytes).value();
    beginning.joining.holder.process = static_cast<long>(take<std::int64_t>(bytes).value());
    beginning.held.resize(take<std::uint64_t>(bytes).value());
    for (auto&& is_held : beginning.held) is_held = take<std::uint8_t>(bytes).value() != 0;
    beginning.start = results::take_start(bytes).value();
    return beginning;
}

}  // namespace entente::driver
