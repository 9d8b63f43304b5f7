// SPDX-License-Identifier: Apache-2.0
//
// Wrong input and the line that refuses it.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <map>
#include <string>
#include <system_error>

#include "kernels/registry.hpp"
#include "results/utf8.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {

struct Refusal {
    std::string input;
    std::string message;  ///< in full, but for the folder's name
};

/// "alliance, deterrence": what a message lists where a model is unknown.
inline std::string all_models() {
    std::string names;
    for (const kernels::Model* model : kernels::models()) {
        names += (names.empty() ? "" : ", ") + std::string(model->name);
    }
    return names;
}

/// Beside what a StudyFolder has: study.toml, on one theatre.
class BadInput : public StudyFolder {
  protected:
    BadInput() { write("study.toml", on_island); }

    /// Each of `refusals` when its input stands in `file`, behind `before`; nothing is written.
    void expect(const std::string& file, const std::string& before,
                std::initializer_list<Refusal> refusals) const {
        for (const Refusal& refusal : refusals) {
            SCOPED_TRACE(refusal.input);
            write(file, before + refusal.input);
            expect(refusal.message);
        }
    }

    /// That the study is refused with `message`, which is one line of text; nothing is written.
    void expect(const std::string& message, const std::vector<Override>& overrides = {},
                const Cut& cut = {}) const {
        const auto before = contents();
        const std::string line = refusal(overrides, cut);
        EXPECT_EQ(line, message);
        EXPECT_EQ(line.find('\n'), std::string::npos);
        EXPECT_TRUE(results::is_utf8(line));
        EXPECT_TRUE(contents() == before) << "the folder has changed";
    }

  private:
    // Without the folder's name, wherever it stands; empty if the study is taken.
    std::string refusal(const std::vector<Override>& overrides, const Cut& cut) const {
        std::string what;
        try {
            make_plan(read_study(file("study.toml"), overrides), cut);
        } catch (const UserError& error) {
            what = error.what();
        }
        const std::string prefix = file("").string();
        for (auto at = what.find(prefix); at != std::string::npos; at = what.find(prefix)) {
            what.erase(at, prefix.size());
        }
        return what;
    }

    std::map<std::string, std::string> contents() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
            std::error_code unknown;
            if (!entry.is_regular_file(unknown)) continue;
            std::ifstream in(entry.path(), std::ios::binary);
            files[entry.path()] = {std::istreambuf_iterator<char>(in), {}};
        }
        return files;
    }
};

}  // namespace entente::driver
