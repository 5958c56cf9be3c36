#include <fmt/format.h>

#include <algorithm>
#include <apps/attribute/path_summary.hpp>
#include <apps/attribute/path_tables.hpp>
#include <apps/console/numbers.hpp>
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/core/printable.hpp>
#include <nlohmann/json.hpp>

namespace attrib {
namespace {

using nlohmann::ordered_json;

using cells = std::vector<std::string>;

// The first cell of each row begins its line, the others end where their heading does.
void print_table(std::ostream& out, const std::vector<cells>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const cells& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    for (const cells& row : rows) {
        out << fmt::format("{:<{}}", row[0], widths[0]);
        for (std::size_t i = 1; i < row.size(); ++i)
            out << fmt::format("  {:>{}}", row[i], widths[i]);
        out << '\n';
    }
}

void print_counts(std::ostream& out, const path_outcome& of) {
    const std::vector<std::pair<std::string, std::string>> counts{
        {"read", console::grouped(of.counts.read)},
        {"rejected", console::grouped(of.counts.rejected)},
        {"conversions", console::grouped(of.report.conversions)},
        {"nulls", console::grouped(of.report.ends)},
        {"value", console::grouped(of.report.value)}};
    std::size_t width = 0;
    for (const auto& [name, text] : counts) width = std::max(width, text.size());
    for (const auto& [name, text] : counts)
        out << fmt::format("{:<12} {:>{}}\n", name, text, width);
}

// `part` says which amount of a channel's credit is shown.
void print_credits(std::ostream& out, const path_report& report, const char* heading,
                   money_sum channel_credit::*part) {
    std::vector<cells> rows{{heading}};
    for (const path_credit& model : report.models) rows.front().push_back(printable(model.model));
    for (std::size_t i = 0; i < report.channels.size(); ++i) {
        cells& row = rows.emplace_back(cells{printable(report.channels[i])});
        for (const path_credit& model : report.models)
            row.push_back(six_decimals_text(model.channels[i].*part));
    }
    out << '\n';
    print_table(out, rows);
}

void print_effects(std::ostream& out, const path_outcome& of) {
    const path_effects& markov = *of.report.markov;
    std::vector<cells> rows{{"channel", "removal effect"}};
    for (std::size_t i = 0; i < of.report.channels.size(); ++i)
        rows.push_back({printable(of.report.channels[i]), effect_text(markov.effects[i])});
    out << fmt::format("\nMarkov chain of order {}: {} states, {:.12f} of journeys convert\n\n",
                       of.order, console::grouped(std::uint64_t{markov.states}),
                       markov.conversion_chance);
    print_table(out, rows);
}

ordered_json credits_json(const path_report& report) {
    ordered_json models = ordered_json::array();
    for (const path_credit& model : report.models) {
        ordered_json channels = ordered_json::array();
        for (std::size_t i = 0; i < report.channels.size(); ++i)
            channels.push_back({{"channel", report.channels[i]},
                                {"conversions", six_decimals_text(model.channels[i].conversions)},
                                {"value", six_decimals_text(model.channels[i].value)}});
        models.push_back({{"model", model.model}, {"channels", std::move(channels)}});
    }
    return models;
}

ordered_json markov_json(const path_outcome& of) {
    const path_effects& markov = *of.report.markov;
    ordered_json channels = ordered_json::array();
    for (std::size_t i = 0; i < of.report.channels.size(); ++i)
        channels.push_back({{"channel", of.report.channels[i]},
                            {"removal_effect", effect_text(markov.effects[i])}});
    return {{"order", of.order},
            {"states", markov.states},
            {"conversion_chance", markov.conversion_chance},
            {"channels", std::move(channels)}};
}

ordered_json json_of(const path_outcome& of) {
    ordered_json object{
        {"read", of.counts.read},           {"rejected", of.counts.rejected},
        {"rounded", of.counts.rounded},     {"conversions", of.report.conversions},
        {"nulls", of.report.ends},          {"value", six_decimals_text(of.report.value)},
        {"models", credits_json(of.report)}};
    if (of.report.markov) object["markov"] = markov_json(of);
    if (!of.rejects.is_empty()) object["reject_reasons"] = console::rejects_json(of.rejects);
    return object;
}

}  // namespace

void report_paths(std::ostream& out, const path_outcome& of, bool as_json) {
    if (as_json) return console::print_json(out, json_of(of));
    print_counts(out, of);
    if (!of.report.channels.empty() && !of.report.models.empty()) {
        print_credits(out, of.report, "conversions", &channel_credit::conversions);
        if (of.report.value != money_sum{})
            print_credits(out, of.report, "value", &channel_credit::value);
    }
    if (!of.report.channels.empty() && of.report.markov) print_effects(out, of);
    if (!of.rejects.is_empty()) out << '\n';
    console::print_rejects(out, of.rejects);
}

}  // namespace attrib
