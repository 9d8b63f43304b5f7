// SPDX-License-Identifier: Apache-2.0
//
// What theatres, networks, members and groups may be called.
#pragma once

#include <string>
#include <string_view>

#include "driver/document.hpp"

namespace entente::driver {

/// The name of a theatre or network: a small letter, then small letters, digits and '_', and no
/// word that a study, --set or a result file would take for something else. `what` it names: "a
/// theatre". Throws UserError.
std::string read_name(const Value& value, std::string_view what);

/// Throws UserError unless `id` can stand for a member or group; `whose`: "a member's".
void check_id(const std::string& id, std::string_view whose, const Position& where);

}  // namespace entente::driver
