// SPDX-License-Identifier: Apache-2.0
//
// Every input of the corpus, and thousands of mutations of it: the same ones each time, in every
// build, without libFuzzer.
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/targets.hpp"
#include "tests/results/scratch_folder.hpp"

namespace entente::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr int mutations = ENTENTE_SANITIZED ? 500 : 10'000;

// What is put in the place of something else: what parsers stumble over.
const std::string odd[] = {std::string(1, '\0'),
                           "\xFF",
                           "\xC3",
                           "\xEF\xBB\xBF",
                           "\r",
                           "\r\n",
                           "\n",
                           "\"",
                           "'",
                           "\"\"\"",
                           "[",
                           "]",
                           "[[",
                           "{",
                           "}",
                           ",",
                           "=",
                           ".",
                           "#",
                           "\\u0000",
                           "1e400",
                           "-1e-400",
                           "nan",
                           "inf",
                           "0x7fffffffffffffff",
                           "-",
                           "1e18",
                           "1_0",
                           "1979-05-27",
                           "true",
                           "/dev/zero",
                           "..",
                           "\n=====\n",
                           "*",
                           "\x1B[2J",
                           "\xE2\x80\xAE",
                           "9223372036854775808"};

class Mutator {
  public:
    explicit Mutator(std::vector<std::string> seeds) : seeds_(std::move(seeds)) {}

    std::string next() {
        std::string text = any(seeds_);
        for (std::size_t steps = 1 + below(4); steps > 0; --steps) mutate(text);
        return text;
    }

  private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

    template <class List>
    const std::string& any(const List& list) {
        return std::data(list)[below(std::size(list))];
    }

    void mutate(std::string& text) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = below(text.size() - at + 1);
        switch (below(8)) {
            case 0:
                if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
                break;
            case 1:
                text.resize(at);
                break;
            case 2:
                text.erase(at, std::min<std::size_t>(length, 16));
                break;
            case 3:
                text.insert(at, any(odd));
                break;
            case 4:
                text.replace(at, std::min<std::size_t>(length, 4), any(odd));
                break;
            case 5:  // a part of the text twice
                text.insert(below(text.size() + 1), text.substr(at, length));
                break;
            case 6: {  // a word twice
                const auto end = text.find_first_of(" ,\n", at);
                text.insert(at, text.substr(at, end == std::string::npos ? end : end - at));
                break;
            }
            default: {
                const std::string& other = any(seeds_);
                text = text.substr(0, at) + other.substr(below(other.size() + 1));
            }
        }
    }

    std::vector<std::string> seeds_;
    std::mt19937_64 random_{1};
};

class Replay : public tests::ScratchFolder, public testing::WithParamInterface<Target> {
  protected:
    Replay() { GetParam().prepare(folder()); }

    std::vector<std::string> corpus() const {
        const fs::path inputs =
            fs::path(ENTENTE_SOURCE_DIR) / "tests/fuzz/corpus" / GetParam().name;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(inputs)) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        std::vector<std::string> texts;
        for (const fs::path& file : files) {
            std::ifstream in(file, std::ios::binary);
            texts.emplace_back(std::istreambuf_iterator<char>(in),
                               std::istreambuf_iterator<char>());
        }
        return texts;
    }

    bool take(const std::string& text) const {
        bool taken = false;
        EXPECT_NO_THROW(taken = GetParam().take(folder(), text)) << text;
        return taken;
    }
};

// A corpus that is refused at its first line would lead nowhere.
TEST_P(Replay, MostOfTheCorpusIsTaken) {
    const auto texts = corpus();
    int taken = 0;
    for (const std::string& text : texts) taken += take(text);
    EXPECT_GE(texts.size(), 4U);
    EXPECT_GE(2 * taken, static_cast<int>(texts.size()));
}

TEST_P(Replay, MutationsAreTakenOrRefused) {
    Mutator mutator(corpus());
    int refused = 0;
    for (int i = 0; i < mutations && !HasFailure(); ++i) refused += !take(mutator.next());
    EXPECT_GT(refused, mutations / 4);
    EXPECT_LT(refused, mutations);
}

INSTANTIATE_TEST_SUITE_P(Targets, Replay, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace entente::fuzz
