#include <libattrib/report/query_metric.hpp>

#include <algorithm>
#include <array>

namespace attrib {
namespace {

using enum query_metric;

constexpr std::array metrics{
    metric_facts{conversions, "conversions", "Conversions", "Credit, of which a conversion is 1.",
                 "conversions", true},
    metric_facts{revenue, "revenue", "Revenue", "Revenue that is credited, in one currency.",
                 "money", true},
    metric_facts{average_value, "average_value", "Average value",
                 "Credited revenue per credited conversion, in one currency.", "money", true},
    metric_facts{conversions_share, "conversions_share", "Share of conversions",
                 "Part of all conversions of the range, whatever is filtered or shown.", "share",
                 true},
    metric_facts{revenue_share, "revenue_share", "Share of revenue",
                 "Part of all revenue of the range in the currency, whatever is filtered or shown.",
                 "share", true},
    metric_facts{days_to_convert, "days_to_convert", "Days to convert",
                 "Days from a credited touchpoint to its conversion, weighted by credit.", "days",
                 true},
    metric_facts{touchpoints, "touchpoints", "Touchpoints",
                 "Touchpoints in the model's lookback of the conversions that are credited, "
                 "weighted by credit.",
                 "count", true},
    metric_facts{sessions, "sessions", "Sessions", "Sessions that began in the range.", "count",
                 false, true},
    metric_facts{users, "users", "Users", "Users with such a session, each counted once.", "count",
                 false, true},
    metric_facts{events, "events", "Events", "Events of these sessions.", "count", false, true},
    metric_facts{converting_sessions, "converting_sessions", "Converting sessions",
                 "Sessions with a conversion in them.", "count", false, true},
    metric_facts{session_conversions, "session_conversions", "Conversions in sessions",
                 "Conversions in these sessions, whatever touchpoints they are credited to.",
                 "count", false, true},
    metric_facts{conversion_rate, "conversion_rate", "Conversion rate",
                 "Credited conversions per session.", "rate", true, true},
};

}  // namespace

std::span<const metric_facts> all_metrics() noexcept { return metrics; }

std::optional<query_metric> metric_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(metrics, name, &metric_facts::name);
    if (found == metrics.end()) return std::nullopt;
    return found->which;
}

}  // namespace attrib
