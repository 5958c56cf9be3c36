#include <libattrib/attribution/attribute_user.hpp>

#include <unordered_map>

namespace attrib {

attribution attribute_user(std::span<const event> timeline, const attribution_options& options) {
    identity_set scratch;
    std::vector<std::size_t> positions;
    attribution out;
    attribute_user(timeline, options.session_timeout, conversion_names(options.conversions),
                   scratch, positions, out);
    return out;
}

std::vector<session_credit> credits_of(const attribution& of, const event& conversion,
                                       const model_instance& model,
                                       const touch_classifier& classifier, microseconds lookback) {
    const std::span<const session> reached =
        touchpoints<event>(of.sessions, conversion.event_timestamp,
                           model.lookback_of(conversion.event_name, lookback));
    std::unordered_map<std::string_view, std::uint32_t> channels;
    std::vector<touch> touches;
    for (const session& each : reached) {
        const event& origin = each.origin();
        const auto number = static_cast<std::uint32_t>(channels.size());
        touches.push_back({each.start(), channels.emplace(origin.channel, number).first->second,
                           classifier.traits_of(origin.channel, origin.source, origin.medium)});
    }
    attributor sharing;
    std::vector<session_credit> credits;
    for (const touch_credit& each :
         sharing.share(model, touches, conversion.event_value.value_or(money{})))
        credits.push_back({&reached[each.place], each.credit, each.revenue});
    return credits;
}

}  // namespace attrib
