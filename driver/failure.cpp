// SPDX-License-Identifier: Apache-2.0
#include "driver/failure.hpp"

#include <new>

#include "driver/user_error.hpp"

namespace entente::driver {
namespace {

constexpr int machine_failed = 1;
constexpr int wrong_input = 2;

}  // namespace

Failure failure_of(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const Failure& failure) {
        return failure;
    } catch (const UserError& error) {
        return {wrong_input, error.what()};
    } catch (const std::bad_alloc&) {
        return {machine_failed, "not enough memory: ask for fewer threads or smaller tiles"};
    } catch (const std::exception& error) {
        return {machine_failed, error.what()};
    }
}

}  // namespace entente::driver
