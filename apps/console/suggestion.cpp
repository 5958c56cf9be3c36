#include <algorithm>
#include <apps/console/suggestion.hpp>
#include <libattrib/core/utf8.hpp>
#include <vector>

namespace attrib::console {
namespace {

constexpr std::size_t longest_compared = 256;  // bytes; an option may be given anything
constexpr std::size_t least_beginning = 3;

// Letters that may differ from a name of that length.
std::size_t tolerance_of(std::size_t size) { return std::max<std::size_t>(1, size / 3); }

bool is_beginning(std::string_view given, std::string_view name) {
    return given.size() >= least_beginning && given.size() < name.size() &&
           ascii_lower(name.substr(0, given.size())) == ascii_lower(given);
}

}  // namespace

// By rows of the table of distances of beginnings; a swap looks two rows back.
std::size_t edit_distance(std::string_view one, std::string_view other) {
    const std::string a = ascii_lower(one);
    const std::string b = ascii_lower(other);
    std::vector<std::size_t> before_last;
    std::vector<std::size_t> last(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1, i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1,
                               last[j - 1] + static_cast<std::size_t>(a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = std::move(last);
        last = std::move(row);
    }
    return last.back();
}

std::optional<std::string> nearest_name(std::string_view given,
                                        std::span<const std::string> known) {
    if (given.empty() || given.size() > longest_compared) return std::nullopt;
    std::optional<std::string> nearest;
    std::size_t least = 0;
    for (const std::string& name : known) {
        if (name.size() > longest_compared) continue;
        const std::size_t exact = edit_distance(given, name);
        const bool is_near = exact <= tolerance_of(std::max(given.size(), name.size()));
        if (!is_near && !is_beginning(given, name)) continue;
        if (nearest && exact >= least) continue;
        nearest = name;
        least = exact;
    }
    return nearest;
}

std::string did_you_mean(std::string_view given, std::span<const std::string> known,
                         std::string_view prefix) {
    const auto meant = nearest_name(given, known);
    return meant ? "; did you mean " + std::string(prefix) + *meant + "?" : std::string();
}

}  // namespace attrib::console
