#include <fmt/format.h>

#include <algorithm>
#include <apps/console/channel_totals.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/row_report.hpp>
#include <apps/console/summary.hpp>
#include <array>
#include <libattrib/core/printable.hpp>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

namespace attrib::console {
namespace {

using nlohmann::ordered_json;

struct counter {
    const char* name;
    std::uint64_t engine_summary::*value;
    bool is_of_everyone;   // not known where only users who convert were looked at
    bool is_rare = false;  // shown only when not zero
};

constexpr std::array counters{
    counter{"read", &engine_summary::read, false},
    counter{"rejected", &engine_summary::rejected, false},
    counter{"rounded", &engine_summary::rounded, false, true},
    counter{"duplicates", &engine_summary::duplicates, true},
    counter{"events", &engine_summary::events, true},
    counter{"users", &engine_summary::users, true},
    counter{"sessions", &engine_summary::sessions, true},
    counter{"conversions", &engine_summary::conversions, false},
};

std::vector<counter> known_counters(const engine_summary& summary) {
    std::vector<counter> known;
    for (const counter& each : counters)
        if ((!each.is_of_everyone || !summary.is_of_converters) &&
            (!each.is_rare || summary.*each.value != 0))
            known.push_back(each);
    return known;
}

// Cells of a line: channel; conversions first, last, difference; revenue first, last, difference.
constexpr std::size_t cell_count = 7;
using line = std::array<std::string, cell_count>;

std::string with_sign(const std::string& text, bool positive) {
    return positive ? '+' + text : text;
}

constexpr money_sum one_conversion = money{1'000'000};

bool is_whole(const money_sum& conversions) {
    return conversions.millionths % one_conversion.millionths == 0;
}

std::int64_t whole_of(const money_sum& conversions) {
    return static_cast<std::int64_t>(conversions.millionths / one_conversion.millionths);
}

// Models that split credit give fractions of conversions.
std::string credit_text(const money_sum& conversions) {
    return is_whole(conversions) ? grouped(whole_of(conversions)) : grouped(conversions);
}

// `first` for first_click.
std::string heading_of(const std::string& model) {
    constexpr std::string_view suffix = "_click";
    return model.ends_with(suffix) ? model.substr(0, model.size() - suffix.size()) : model;
}

line line_of(std::string name, const channel_total& total) {
    const auto& [first, last] = total.by_model;
    const money_sum difference = last.conversions - first.conversions;
    const money_sum moved = last.revenue - first.revenue;
    return {std::move(name),
            credit_text(first.conversions),
            credit_text(last.conversions),
            with_sign(credit_text(difference), difference > money_sum{}),
            grouped(first.revenue),
            grouped(last.revenue),
            with_sign(grouped(moved), moved > money_sum{})};
}

std::vector<line> lines_of(const currency_total& total, const compared_models& models) {
    const std::string first = heading_of(models[0]);
    const std::string last = heading_of(models[1]);
    std::vector<line> lines{{"channel", first, last, "difference", first, last, "difference"}};
    for (const channel_total& channel : total.channels)
        lines.push_back(line_of(printable(channel.channel.value_or("(unattributed)")), channel));
    lines.push_back(line_of("total", total.all));
    return lines;
}

using cell_widths = std::array<std::size_t, cell_count>;

cell_widths widths_of(const std::vector<line>& lines) {
    cell_widths widths{};
    for (const line& each : lines)
        for (std::size_t i = 0; i < cell_count; ++i)
            widths[i] = std::max(widths[i], each[i].size());
    return widths;
}

void print_line(std::ostream& out, const line& cells, const cell_widths& widths) {
    out << fmt::format("{:<{}}", cells[0], widths[0]);
    for (std::size_t i = 1; i < cell_count; ++i)
        out << fmt::format("{}{:>{}}", i == 4 ? "    " : "  ", cells[i], widths[i]);
    out << '\n';
}

void print_currency(std::ostream& out, const currency_total& total, const compared_models& models) {
    const std::vector<line> lines = lines_of(total, models);
    const cell_widths widths = widths_of(lines);
    const std::size_t conversions = widths[1] + widths[2] + widths[3] + 4;
    const std::size_t revenue = widths[4] + widths[5] + widths[6] + 4;
    const std::string rule(widths[0] + 2 + conversions + 4 + revenue, '-');
    out << fmt::format("{:<{}}  {:>{}}    {:>{}}\n", "", widths[0], "conversions", conversions,
                       "revenue " + (total.currency.empty() ? "(none)" : printable(total.currency)),
                       revenue);
    print_line(out, lines.front(), widths);
    out << rule << '\n';
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) print_line(out, lines[i], widths);
    out << rule << '\n';
    print_line(out, lines.back(), widths);
}

ordered_json json_of(const credit_total& credit) {
    const money_sum& conversions = credit.conversions;
    ordered_json count = is_whole(conversions) ? ordered_json(whole_of(conversions))
                                               : ordered_json::parse(to_string(conversions));
    return {{"conversions", std::move(count)}, {"revenue", to_string(credit.revenue)}};
}

ordered_json json_of(const channel_total& total, const compared_models& models) {
    ordered_json object;
    for (std::size_t i = 0; i < models.size(); ++i) object[models[i]] = json_of(total.by_model[i]);
    return object;
}

ordered_json json_of(const currency_total& total, const compared_models& models) {
    ordered_json channels = ordered_json::array();
    for (const channel_total& channel : total.channels) {
        ordered_json object;
        object["channel"] =
            channel.channel ? ordered_json(*channel.channel) : ordered_json(nullptr);
        object.update(json_of(channel, models));
        channels.push_back(std::move(object));
    }
    return {
        {"currency", total.currency.empty() ? ordered_json(nullptr) : ordered_json(total.currency)},
        {"channels", std::move(channels)},
        {"total", json_of(total.all, models)}};
}

ordered_json json_of(const std::vector<name_count>& names) {
    constexpr std::size_t most = 100;
    ordered_json all = ordered_json::array();
    for (const name_count& each : std::span(names).first(std::min(names.size(), most)))
        all.push_back({{"name", each.name}, {"rows", each.rows}});
    return all;
}

}  // namespace

void print_channels(std::ostream& out, const std::vector<daily_row>& daily,
                    const compared_models& models) {
    if (models == first_and_last())
        out << "First against last click per channel\n";
    else
        out << fmt::format("{} against {} per channel\n", models[0], models[1]);
    if (daily.empty()) out << "\n(no conversions)\n";
    for (const currency_total& total : channel_totals(daily, models)) {
        out << '\n';
        print_currency(out, total, models);
    }
}

void print_summary(std::ostream& out, const engine_summary& summary,
                   const compared_models& models) {
    const std::vector<counter> known = known_counters(summary);
    std::size_t width = 0;
    for (const counter& each : known) width = std::max(width, grouped(summary.*each.value).size());
    for (const counter& each : known)
        out << fmt::format("{:<12} {:>{}}\n", each.name, grouped(summary.*each.value), width);
    out << '\n';
    print_channels(out, summary.daily, models);
}

void report(std::ostream& out, const engine_summary& summary, const findings& found, bool as_json,
            const compared_models& models) {
    if (as_json) {
        ordered_json object = summary_json(summary, models);
        if (!found.rejects.is_empty()) object["reject_reasons"] = rejects_json(found.rejects);
        if (!found.names.names.empty()) object["event_names"] = json_of(found.names.names);
        print_json(out, object);
        return;
    }
    print_summary(out, summary, models);
    if (!found.rejects.is_empty()) out << '\n';
    print_rejects(out, found.rejects);
    if (!found.names.names.empty()) out << '\n';
    print_names(out, found.names);
}

ordered_json summary_json(const engine_summary& summary, const compared_models& models) {
    ordered_json object;
    for (const counter& each : known_counters(summary)) object[each.name] = summary.*each.value;
    object["currencies"] = ordered_json::array();
    for (const currency_total& total : channel_totals(summary.daily, models))
        object["currencies"].push_back(json_of(total, models));
    return object;
}

}  // namespace attrib::console
