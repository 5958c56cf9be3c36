/// @file
/// What became of the rows of a source, as text for people and as JSON for programs.
#pragma once

#include <cstdint>
#include <libattrib/io/reject_tally.hpp>
#include <libattrib/io/row_parser.hpp>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <string_view>

namespace attrib::console {

/// `read 6, accepted 5, rejected 1`, and what is rare where there is some.
[[nodiscard]] std::string counts_text(const row_counts& counts);

/// The same as members of an object.
[[nodiscard]] nlohmann::ordered_json counts_json(const row_counts& counts);

/// The three commonest reasons for rejects: rows, where the first stands, what would be right.
/// Prints nothing where there is no reject.
void print_rejects(std::ostream& out, const reject_tally& rejects);

/// The same as an array of objects.
[[nodiscard]] nlohmann::ordered_json rejects_json(const reject_tally& rejects);

/// Throws failure (nothing_accepted) that names each source that has rows of which none was
/// accepted.
class acceptance_check {
   public:
    /// `wanted`: what rows are to be, as in `none of its 3 rows is an event`.
    explicit acceptance_check(std::string_view wanted = "an event") : wanted_(wanted) {}

    void add(const std::string& source, std::uint64_t read, std::uint64_t accepted);

    [[nodiscard]] bool is_passed() const noexcept { return message_.empty(); }

    /// `and_so` says what was left undone.
    void throw_unless_passed(const std::string& and_so) const;

   private:
    std::string wanted_;
    std::string message_;
};

/// Prints an object so that any reader of JSON can read it, and a terminal shows it safely: letters
/// beyond ASCII escaped, bytes that are no UTF-8 replaced.
void print_json(std::ostream& out, const nlohmann::ordered_json& object);

}  // namespace attrib::console
