#include <libattrib/attribution/touchpoint.hpp>
#include <libattrib/marts/conversion_credits.hpp>

namespace attrib {

void conversion_credits::set_sessions(std::span<const session_row> sessions) {
    sessions_ = sessions;
    touches_.clear();
    channels_.clear();
    for (const session_row& each : sessions) {
        const auto number = static_cast<std::uint32_t>(channels_.size());
        touches_.push_back(
            {each.session_start(), channels_.emplace(each.start.channel, number).first->second,
             classifier_.traits_of(each.start.channel, each.start.source, each.start.medium)});
    }
}

std::span<const touch> conversion_credits::touches_of(const credited_conversion& of,
                                                      microseconds lookback) const {
    return touchpoints_of(std::span<const touch>(touches_), of.conversion_timestamp, lookback,
                          &touch::start);
}

void conversion_credits::for_each_share(const credited_conversion& of,
                                        const share_handler& on_share) {
    for (std::size_t i = 0; i < options_.models.size(); ++i) {
        const model_instance& model = options_.models[i];
        const auto touches =
            touches_of(of, model.lookback_of(of.conversion_name, options_.lookback));
        const auto shares = attributor_.share(model, touches, of.revenue);
        if (shares.empty()) on_share(i, nullptr, whole_credit, of.revenue);
        for (const touch_credit& each : shares)
            on_share(i, start_of(touches[each.place]), each.credit, each.revenue);
    }
}

const event* conversion_credits::credited_by(table mart, const credited_conversion& of) {
    const auto touches = touches_of(of, options_.lookback);
    const auto shares = attributor_.share(model_of_mart(mart), touches, of.revenue);
    return shares.empty() ? nullptr : start_of(touches[shares.front().place]);
}

}  // namespace attrib
