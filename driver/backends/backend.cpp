// SPDX-License-Identifier: Apache-2.0
#include "driver/backends/backend.hpp"

namespace entente::driver {
namespace {

constexpr Backend all[] = {Backend::serial, Backend::openmp, Backend::tbb};

}  // namespace

std::function<std::uint64_t()> counting_from(std::uint64_t first) {
    return [next = first]() mutable { return next++; };
}

std::span<const Backend> backends() { return all; }

std::string_view name(Backend backend) {
    switch (backend) {
        case Backend::serial:
            return "serial";
        case Backend::openmp:
            return "openmp";
        case Backend::tbb:
            return "tbb";
    }
    return "unknown";
}

std::optional<Backend> parse_backend(std::string_view text) {
    for (const Backend backend : all) {
        if (name(backend) == text) return backend;
    }
    return std::nullopt;
}

void run(Backend backend, const TileLoop& loop, std::stop_token stop) {
    switch (backend) {
        case Backend::serial:
            return run_serial(loop, stop);
        case Backend::openmp:
            return run_openmp(loop, stop);
        case Backend::tbb:
            return run_tbb(loop, stop);
    }
}

}  // namespace entente::driver
