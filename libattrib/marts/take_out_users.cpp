#include <libattrib/marts/take_out_users.hpp>

#include <libattrib/marts/conversion_credits.hpp>
#include <libattrib/marts/journey_delta.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <set>
#include <string_view>

namespace attrib {

void take_out_users(connection& on, const attribution_options& options,
                    const touch_classifier& touches, std::span<const std::string> users) {
    mart_delta delta(on, options.models);
    journey_delta journeys(on, options);
    for (const std::string_view user : std::set<std::string_view>(users.begin(), users.end()))
        delta.add_lookup(lookup_kind::whole_user, user, {});
    const stored_users stored = delta.whole_users();
    conversion_credits credits(options, touches);
    delta.take_off(stored, credits);
    for (const auto& [name, user] : stored) journeys.take_off(user);
    delta.remove_whole_users();
    delta.write();
    journeys.write();
}

}  // namespace attrib
