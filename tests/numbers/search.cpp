// SPDX-License-Identifier: Apache-2.0
//
// Looks for numbers that a model returns and does not explain: over millions of scenarios, half of
// them from the whole box of its parameters and half from its corners, dealt out to its variants.
//
//     search_numbers [--scenarios=N] [--seed=S] [MODEL[/DATA]...]
//
// tries N scenarios of the box and N of the corners of each model (all, if none is named; of those
// variants whose data contain DATA). The widest instruction set computes them all, the others a
// part each; those that fuse multiply and add must agree bit for bit. Exit status 1 if a promise is
// broken, with a line for each output that breaks one.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "kernels/isa.hpp"
#include "kernels/registry.hpp"
#include "tests/numbers/sampled_batch.hpp"
#include "tests/numbers/variants.hpp"

namespace {

using namespace entente::kernels;

constexpr std::size_t batch_scenarios = 1024;

struct Wanted {
    std::uint64_t scenarios = 1'000'000;
    std::uint64_t seed = 1;
    std::vector<std::string_view> models = {};
};

struct Count {
    std::uint64_t scenarios = 0;
    std::uint64_t without_answer = 0;
    std::uint64_t broken = 0;  ///< outputs of a variant that break a promise
};

std::uint64_t number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0) {
        throw std::invalid_argument("not a positive whole number: " + std::string(text));
    }
    return value;
}

Wanted parse(std::span<char*> words) {
    Wanted wanted;
    for (const std::string_view word : words) {
        if (word.starts_with("--scenarios=")) {
            wanted.scenarios = number(word.substr(12));
        } else if (word.starts_with("--seed=")) {
            wanted.seed = number(word.substr(7));
        } else if (find_model(word.substr(0, word.find('/'))) != nullptr) {
            wanted.models.push_back(word);
        } else {
            throw std::invalid_argument("neither an option nor a model: " + std::string(word));
        }
    }
    return wanted;
}

// Of an output that breaks a promise, in how many batches and where first.
struct Broken {
    std::uint64_t batches = 0;
    std::string first;
};
using Report = std::map<std::string, Broken>;

void note(const Findings& found, const std::string& how, Report& report) {
    for (const auto& [output, where] : found) {
        Broken& broken = report[output];
        if (broken.batches++ == 0) broken.first = how + ": " + where;
    }
}

// The instruction set that takes the b-th batch besides the widest; the scalar one, which needs as
// long as eight others, has its turn less often.
Isa second_isa(std::uint64_t b) {
    const auto isas = available_isas();
    if (isas.size() < 3 || b % 8 == 0) return isas.front();
    return isas[1 + b % (isas.size() - 2)];
}

void check(SampledBatch& batch, SampledBatch& other, std::uint64_t b, Report& report) {
    const std::string widest(name(widest_isa()));
    batch.evaluate(widest_isa());
    note(batch.unexplained(), widest, report);
    const Isa isa = second_isa(b);
    other.copy_scenarios(batch);
    other.evaluate(isa);
    note(other.unexplained(), std::string(name(isa)), report);
    if (!fuses_multiply_add(isa) || !fuses_multiply_add(widest_isa())) return;
    note(other.differences(batch), std::string(name(isa)) + ", unlike " + widest, report);
}

void search(const Instance& instance, const std::string& where, Extreme extreme,
            std::uint64_t scenarios, std::uint64_t seed, Count& count) {
    SampledBatch batch(instance, batch_scenarios), other(instance, batch_scenarios);
    const std::uint64_t batches = (scenarios + batch_scenarios - 1) / batch_scenarios;
    Report report;
    for (std::uint64_t b = 0; b < batches; ++b) {
        std::mt19937_64 random(seed * 1'000'000'007 + b);
        batch.fill(extreme, random);
        check(batch, other, b, report);
        count.scenarios += batch_scenarios;
        count.without_answer += batch.without_answer();
    }
    count.broken += report.size();
    for (const auto& [output, broken] : report) {
        std::printf("%s, %s: %s, in %llu batches of %llu, first on %s\n", where.c_str(),
                    extreme == Extreme::box ? "box" : "corners", output.c_str(),
                    static_cast<unsigned long long>(broken.batches),
                    static_cast<unsigned long long>(batches), broken.first.c_str());
    }
}

bool search(const Model& model, std::string_view data, const Wanted& wanted) {
    std::vector<Variant> list = variants(model);
    std::erase_if(
        list, [&](const Variant& variant) { return variant.data.find(data) == std::string::npos; });
    const auto start = std::chrono::steady_clock::now();
    Count count;
    for (const Variant& variant : list) {
        const std::string where = std::string(model.name) + ", " + variant.data;
        for (const Extreme extreme : {Extreme::box, Extreme::corner}) {
            search(*variant.instance, where, extreme, wanted.scenarios / list.size() + 1,
                   wanted.seed, count);
        }
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf(
        "%-22s %3zu variants %11llu scenarios, %4.1f %% without an answer, %llu broken "
        "promises, %.0f s\n",
        std::string(model.name).c_str(), list.size(),
        static_cast<unsigned long long>(count.scenarios),
        100.0 * static_cast<double>(count.without_answer) /
            static_cast<double>(std::max<std::uint64_t>(count.scenarios, 1)),
        static_cast<unsigned long long>(count.broken), seconds);
    std::fflush(stdout);
    return count.broken == 0 && !list.empty();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        Wanted wanted = parse({argv + 1, static_cast<std::size_t>(argc - 1)});
        if (wanted.models.empty()) {
            for (const Model* model : models()) wanted.models.push_back(model->name);
        }
        bool sound = true;
        for (const std::string_view word : wanted.models) {
            const auto slash = word.find('/');
            const Model& model = *find_model(word.substr(0, slash));
            const auto data = slash == std::string_view::npos ? "" : word.substr(slash + 1);
            sound = search(model, data, wanted) && sound;
        }
        return sound ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "search_numbers: %s\n", error.what());
        return 2;
    }
}
