/// @file
/// The commands of attrib-model. Each returns the exit status.
#pragma once

#include <apps/model/options.hpp>
#include <string>

namespace attrib {

int build(const model_flags& given);       ///< makes the tables, by SQL with tests after it
int list(const model_flags& given);        ///< prints the SQL models
int test(const model_flags& given);        ///< runs their tests on the tables there are
int verify(const model_flags& given);      ///< holds one engine's tables against the other's
int forget(const model_flags& given);      ///< removes people from all tables
int quarantine(const model_flags& given);  ///< lists what is left out, or tries it again
int initialize(const model_flags& given);  ///< makes the database's schema

}  // namespace attrib
