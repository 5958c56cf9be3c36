/// @file
/// Writes rows of events as JSON.
#pragma once

#include <libattrib/event/event.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// One JSON object, written member by member; empty values are left out. Not thread-safe.
class row_text {
   public:
    /// REQUIRES for all of these: UTF-8.
    void add(std::string_view name, std::string_view value);
    void add(column target, std::string_view value) { add(rule_of(target).name, value); }

    /// A value that is JSON already.
    void add_json(std::string_view name, std::string_view json);

    /// Members as another object has them, with commas between.
    void add_members(std::string_view members);

    /// Appends the object and a line end to `out`, and starts the next object.
    void finish(std::string& out);

   private:
    void begin_member(std::string_view name);

    std::string text_;
};

/// The members of a JSON object that stands alone, without its braces. REQUIRES: an object without
/// white space around it.
[[nodiscard]] inline std::string_view members_of(std::string_view object) noexcept {
    return object.substr(1, object.size() - 2);
}

}  // namespace attrib
