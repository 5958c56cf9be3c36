/// @file
/// Conversions: the events of a timeline that are worth crediting (docs/semantics.md).
#pragma once

#include <libattrib/core/hash.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/session/identity_set.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Which events convert, by name; and which transaction a conversion belongs to.
class conversion_names {
   public:
    explicit conversion_names(std::vector<std::string> names) : names_(std::move(names)) {}

    [[nodiscard]] bool is_conversion(const event& candidate) const noexcept {
        for (const std::string& name : names_)
            if (same_text(name, candidate.event_name)) return true;
        return false;
    }

    [[nodiscard]] static std::string_view transaction_id(const event& conversion) noexcept {
        return conversion.transaction_id;
    }

    [[nodiscard]] static bool have_same_name(const event& a, const event& b) noexcept {
        return a.event_name == b.event_name;
    }

   private:
    std::vector<std::string> names_;
};

/// Appends the positions in `timeline` of its conversions to `out`, in total order. Of conversions
/// with one name and the same non-empty transaction_id only the first counts. `rule` has
/// `is_conversion(event)`, `transaction_id(event)` and `have_same_name(event, event)`. REQUIRES:
/// `timeline` is one user's, in total order.
template <class Event, class Rule>
void find_conversions(std::span<const Event> timeline, const Rule& rule, identity_set& scratch,
                      std::vector<std::size_t>& out) {
    const std::size_t before = out.size();
    for (std::size_t i = 0; i < timeline.size(); ++i)
        if (rule.is_conversion(timeline[i])) out.push_back(i);
    if (out.size() - before < 2) return;
    scratch.clear(out.size() - before);
    std::erase_if(out, [&, place = std::size_t{0}](std::size_t i) mutable {
        if (place++ < before) return false;
        const std::string_view id = rule.transaction_id(timeline[i]);
        return !id.empty() &&
               !scratch.insert(hash_of(id), static_cast<std::uint32_t>(i),
                               [&](std::uint32_t other) {
                                   return rule.transaction_id(timeline[other]) == id &&
                                          rule.have_same_name(timeline[other], timeline[i]);
                               });
    });
}

/// The same for events, as a value.
[[nodiscard]] std::vector<std::size_t> find_conversions(
    std::span<const event> timeline,
    const conversion_names& names = conversion_names({"purchase"}));

}  // namespace attrib
