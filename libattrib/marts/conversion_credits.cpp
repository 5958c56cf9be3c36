#include <libattrib/attribution/touchpoint.hpp>
#include <libattrib/marts/conversion_credits.hpp>
#include <tuple>

namespace attrib {

bool is_same_share(const credit_share& a, const credit_share& b) noexcept {
    if (a.model != b.model || a.credit != b.credit || a.revenue != b.revenue) return false;
    if (a.touch == nullptr || b.touch == nullptr) return a.touch == b.touch;
    const auto origin_of = [](const event& start) {
        return std::tie(start.event_timestamp, start.channel, start.source, start.medium,
                        start.campaign);
    };
    return origin_of(*a.touch) == origin_of(*b.touch);
}

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

std::vector<credit_share> conversion_credits::shares_of(const credited_conversion& of) {
    std::vector<credit_share> all;
    for (std::size_t i = 0; i < options_.models.size(); ++i) {
        const model_instance& model = options_.models[i];
        const auto touches =
            touches_of(of, model.lookback_of(of.conversion_name, options_.lookback));
        const auto shares = attributor_.share(model, touches, of.revenue);
        if (shares.empty()) all.push_back({i, nullptr, whole_credit, of.revenue});
        for (const touch_credit& each : shares)
            all.push_back({i, start_of(touches[each.place]), each.credit, each.revenue});
    }
    return all;
}

const event* conversion_credits::credited_by(table mart, const credited_conversion& of) {
    const auto touches = touches_of(of, options_.lookback);
    const auto shares = attributor_.share(model_of_mart(mart), touches, of.revenue);
    return shares.empty() ? nullptr : start_of(touches[shares.front().place]);
}

}  // namespace attrib
