// SPDX-License-Identifier: Apache-2.0
//
// What is read and written does not depend on the locale: a program that embeds the library may
// have set one in which 0.5 is "0,5" and 1000 is "1.000".
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <locale>

#include <gtest/gtest.h>

#include "driver/run_identity.hpp"
#include "kernels/interval.hpp"
#include "tests/driver/filled_columns.hpp"
#include "tests/driver/study_folder.hpp"

namespace entente::driver {
namespace {

class Commas : public std::numpunct<char> {
  protected:
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

// While it lives, numbers are written as in German: those of C++ by a facet of our own, those of C
// in the locale of this name if there is one.
class GermanNumbers {
  public:
    explicit GermanNumbers(const char* name)
        : before_(std::locale::global(std::locale(std::locale::classic(), new Commas))) {
        std::setlocale(LC_ALL, name);
    }
    ~GermanNumbers() {
        std::locale::global(before_);
        std::setlocale(LC_ALL, "C");
    }
    GermanNumbers(const GermanNumbers&) = delete;
    GermanNumbers& operator=(const GermanNumbers&) = delete;

  private:
    std::locale before_;
};

constexpr const char* german = "de_DE.UTF-8";

class Locale : public StudyFolder {
  protected:
    // Makes the locale in the test's folder, where C's functions are told to look for it.
    Locale() {
        const std::string made = "localedef -i de_DE -f UTF-8 '" + file(german).string() + "' 2>&1";
        has_german_ = std::system((made + " >/dev/null").c_str()) == 0;
        ::setenv("LOCPATH", folder().c_str(), 1);
    }
    ~Locale() override { ::unsetenv("LOCPATH"); }

    bool has_german_;
};

// Everything in a plan that has been a text.
std::vector<double> numbers(const Plan& plan) {
    std::vector<double> list = plan.fixed;
    for (std::uint64_t i = 0; i < plan.tiling.scenarios(); ++i) {
        for (const double value : plan.scenario(i)) list.push_back(value);
    }
    return list;
}

TEST_F(Locale, IsGermanHere) {
    if (!has_german_) GTEST_SKIP() << "no localedef or no sources of locales (Debian: locales)";
    const GermanNumbers commas(german);
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", 0.5);
    EXPECT_STREQ(text, "0,5");
    EXPECT_EQ(std::strtod("0.5", nullptr), 0);
}

TEST_F(Locale, DoesNotChangeWhatAStudySays) {
    const std::string text = on_island +
                             "horizon = 2\n[parameters]\nmirror = { from = 0.1, to = 0.9, points = "
                             "5 }\nrecovery = [0.25, 1e-3]\nreach_km = 2_500.5\n";
    const auto values = [&] { return numbers(plan(text, {{"deeds", "0.125"}, {"stake", "1.5"}})); };
    const auto usually = values();
    const GermanNumbers commas(german);
    EXPECT_EQ(values(), usually);
}

TEST_F(Locale, DoesNotChangeWhatATableSays) {
    write("table.csv", "mirror,reach_km\n0.5,1000.25\n\"1e-3\",12345.5\n");
    const GermanNumbers commas(german);
    EXPECT_EQ(filled(*open_table(file("table.csv")), 0, 2),
              (std::vector<std::vector<double>>{{0.5, 1e-3}, {1000.25, 12345.5}}));
    write("table.csv", "mirror\n\"0,5\"\n");
    EXPECT_THROW(open_table(file("table.csv")), UserError);
}

TEST_F(Locale, DoesNotChangeWhatIsSaid) {
    const std::string text = on_island + "horizon = 2\nparameters.mirror = 1.5\n";
    const auto said = [&] {
        try {
            plan(text);
        } catch (const UserError& error) {
            return std::string(error.what());
        }
        return std::string("nothing");
    };
    const auto identity = [&] {
        const Plan small = plan(on_island + "horizon = 2\nparameters.mirror = [0.5, 0.75]\n");
        return identity_of(small, {Backend::serial, 1, kernels::Isa::scalar});
    };
    const std::string usually = said();
    EXPECT_NE(usually.find("1.5"), std::string::npos) << usually;
    const auto usual_identity = identity();
    const GermanNumbers commas(german);
    EXPECT_EQ(said(), usually);
    EXPECT_TRUE(identity() == usual_identity);
    EXPECT_EQ(kernels::to_string({0.25, 12345.5, true, false}), "above 0.25 to 12345.5");
}

}  // namespace
}  // namespace entente::driver
