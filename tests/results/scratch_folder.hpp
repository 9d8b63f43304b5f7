// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace entente::tests {

/// A test with an empty folder of its own.
class ScratchFolder : public testing::Test {
  protected:
    ScratchFolder() {
        auto name = testing::TempDir() + "entente-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~ScratchFolder() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(const std::string& name) const { return folder_ / name; }
    const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
};

}  // namespace entente::tests
