#include <algorithm>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/attribution/touchpoint.hpp>
#include <libattrib/core/array_text.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/row_values.hpp>

namespace attrib {
namespace {

// The columns that a credit shows of its touchpoint.
constexpr std::size_t columns_shown = 4;  // channel, source, medium, campaign

json credit_json(const read_conversion& of, const model_instance& model,
                 const conversion_touches::window& window, const touch_credit& share) {
    const read_touchpoint& touchpoint = of.touchpoints[window.first + share.place];
    json credit{{"model", model.name},
                {"touch_no", share.place + 1},
                {"touch_count", window.touches.size()},
                {"credit", credit_text(share.credit)},
                {"revenue", to_string(share.revenue)}};
    for (std::size_t i = 0; i < columns_shown; ++i)
        credit[std::string(touch_column_names[i])] = json_of(touchpoint.values[i]);
    credit["session_id"] = touchpoint.session_id;
    credit["touch_timestamp"] = to_string(touchpoint.session_start);
    return credit;
}

}  // namespace

conversion_identity read_identity(row_reader& row) {
    conversion_identity read;
    read.conversion_id = row.text();
    read.key.id_hash = row.integer();
    read.key.user_pseudo_id = row.text();
    read.key.conversion_timestamp = row.time();
    return read;
}

read_conversion read_conversion_row(row_reader& row) {
    read_conversion read;
    read.identity = read_identity(row);
    const auto& [id, key] = read.identity;
    json& made = read.columns;
    made["conversion_id"] = id;
    made["key"] = key_text(key);
    made["user_pseudo_id"] = key.user_pseudo_id;
    made["conversion_timestamp"] = to_string(key.conversion_timestamp);
    made["conversion_date"] = to_string(row.day());
    read.conversion_name = row.text();
    made["conversion_name"] = read.conversion_name;
    read.revenue = money{static_cast<std::int64_t>(row.amount().millionths)};
    made["revenue"] = to_string(read.revenue);
    made["currency"] = row.text_or_null();
    made["transaction_id"] = row.text_or_null();
    return read;
}

void read_touchpoints(report_view& view, const report_scope& scope,
                      std::vector<read_conversion>& conversions) {
    std::vector<std::string> users;
    std::vector<std::string> times;
    for (const read_conversion& each : conversions) {
        users.push_back(each.identity.key.user_pseudo_id);
        times.push_back(to_string(each.identity.key.conversion_timestamp));
    }
    const query_result rows = view.run_alone(
        "touchpoints",
        {array_text(users), array_text(times), std::to_string(scope.longest_lookback().count())});
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        auto& of = conversions[static_cast<std::size_t>(row.integer() - 1)].touchpoints;
        read_touchpoint& read = of.emplace_back();
        read.session_start = row.time();
        for (std::size_t column = 0; column < columns_shown; ++column)
            read.values[column] = row.optional_text();
        read.session_id = row.text();
        for (std::size_t column = columns_shown; column < touch_column_count; ++column)
            read.values[column] = row.optional_text();
    }
}

chains_by_name read_chains(report_view& view, const report_scope& scope, calendar_day from,
                           calendar_day to) {
    if (std::ranges::any_of(scope.models, &asked_model::shares_totals))
        throw failure(errc::invalid_option,
                      "`models` has markov_channel, which says nothing of single conversions: ask "
                      "for markov");
    chains_by_name chains;
    if (std::ranges::any_of(scope.models, &asked_model::sees_effects))
        for (const std::string& name : scope.options().conversions)
            chains.try_emplace(name, read_removal_effects(view.on(), {from, to, name}));
    return chains;
}

conversion_touches::conversion_touches(const read_conversion& of, const table_settings& tables)
    : of_(of) {
    for (const read_touchpoint& each : of.touchpoints) {
        const std::string channel = each.values[0].value_or("");
        const auto number = std::ranges::find(channels_, channel) - channels_.begin();
        if (static_cast<std::size_t>(number) == channels_.size()) channels_.push_back(channel);
        touches_.push_back({each.session_start, static_cast<std::uint32_t>(number),
                            tables.classifier.traits_of(channel, each.values[1].value_or(""),
                                                        each.values[2].value_or(""))});
    }
}

conversion_touches::window conversion_touches::within(const model_instance& model,
                                                      microseconds otherwise) const {
    const auto touches =
        touchpoints_of(std::span<const touch>(touches_), of_.identity.key.conversion_timestamp,
                       model.lookback_of(of_.conversion_name, otherwise), &touch::start);
    return {static_cast<std::size_t>(touches.data() - touches_.data()), touches};
}

model_instance conversion_touches::weighing(const asked_model& model,
                                            const chains_by_name& chains) const {
    const auto chain = chains.find(of_.conversion_name);
    if (!model.sees_effects() || chain == chains.end()) return model.instance;
    std::vector<std::uint64_t> effects;
    for (const std::string& channel : channels_)
        effects.push_back(chain->second.effect_of(channel));
    return markov_model(std::move(effects));
}

json credits_of(const read_conversion& of, const report_scope& scope, const chains_by_name& chains,
                attributor& by) {
    const conversion_touches touches(of, scope.tables);
    json credits = json::array();
    for (const asked_model& each : scope.models) {
        const auto window = touches.within(each.instance, scope.options().lookback);
        const model_instance weighing = touches.weighing(each, chains);
        for (const touch_credit& share : by.share(weighing, window.touches, of.revenue))
            credits.push_back(credit_json(of, each.instance, window, share));
    }
    return credits;
}

bool has_credit_for(const read_conversion& of, const json& credits, const report_scope& scope,
                    const credit_filter& only) {
    const auto passes = [&](const auto& value_of) {
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (only.touch[i] && *only.touch[i] != value_of(i).value_or("")) return false;
        return true;
    };
    std::size_t credited_models = 0;
    std::string last_model;
    for (const json& credit : credits) {
        const auto& model = credit.at("model").template get_ref<const std::string&>();
        if (model != last_model) ++credited_models;
        last_model = model;
        const auto touchpoint = std::ranges::find(
            of.touchpoints, credit.at("session_id").template get_ref<const std::string&>(),
            &read_touchpoint::session_id);
        if (passes([&](std::size_t i) { return touchpoint->values[i]; })) return true;
    }
    // A model that credits nothing leaves the conversion unattributed: null in every column.
    return credited_models < scope.models.size() &&
           passes([](std::size_t) { return std::optional<std::string>(); });
}

}  // namespace attrib
