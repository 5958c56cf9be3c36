// attrib-model quarantine: what the tables leave out, and trying it again.
#include <fmt/format.h>

#include <algorithm>
#include <apps/console/numbers.hpp>
#include <apps/model/commands.hpp>
#include <iostream>
#include <libattrib/marts/refresh.hpp>
#include <nlohmann/json.hpp>

namespace attrib {
namespace {

using nlohmann::ordered_json;

bool is_asked_for(const model_flags& given, const quarantine_entry& entry) {
    if (given.users.empty() && given.batches.empty()) return true;
    if (entry.user_pseudo_id.empty()) return std::ranges::count(given.batches, *entry.batch_id) > 0;
    return std::ranges::count(given.users, entry.user_pseudo_id) > 0;
}

std::vector<quarantine_entry> entries_asked_for(connection& on, const model_flags& given) {
    std::vector<quarantine_entry> entries = read_quarantine(on);
    std::erase_if(entries,
                  [&](const quarantine_entry& each) { return !is_asked_for(given, each); });
    return entries;
}

ordered_json json_of(const std::vector<quarantine_entry>& entries) {
    ordered_json rows = ordered_json::array();
    for (const quarantine_entry& each : entries) {
        const bool is_batch = each.user_pseudo_id.empty();
        rows.push_back(
            {{"user_pseudo_id", is_batch ? ordered_json() : ordered_json(each.user_pseudo_id)},
             {"batch_id", each.batch_id ? ordered_json(*each.batch_id) : ordered_json()},
             {"state", each.why.state},
             {"message", each.why.message},
             {"since", each.since}});
    }
    return rows;
}

void print(const std::vector<quarantine_entry>& entries) {
    if (entries.empty()) {
        std::cout << "nothing is set aside\n";
        return;
    }
    std::cout << fmt::format("{:<32} {:>12}  {:<20} {}\n", "user", "batch", "since", "why");
    for (const quarantine_entry& each : entries)
        std::cout << fmt::format(
            "{:<32} {:>12}  {:<20} {}\n",
            each.user_pseudo_id.empty() ? "(the whole batch)" : each.user_pseudo_id,
            each.batch_id ? std::to_string(*each.batch_id) : "-", each.since.substr(0, 19),
            text_of(each.why));
}

int list_quarantine(connection& on, const model_flags& given) {
    const std::vector<quarantine_entry> entries = entries_asked_for(on, given);
    if (given.json)
        std::cout << json_of(entries).dump(2) << '\n';
    else
        print(entries);
    return 0;
}

int retry_quarantine(connection& on, const model_flags& given) {
    const auto classifier = channel_classifier::compile(given.channels.rules().value()).value();
    const retried back = refresher(on, given.attribution.attribution().value(), classifier)
                             .retry(entries_asked_for(on, given));
    const std::vector<quarantine_entry> stay = entries_asked_for(on, given);
    if (given.json) {
        std::cout << ordered_json{{"users_back", back.users},
                                  {"batches_back", back.batches},
                                  {"stay", json_of(stay)}}
                         .dump(2)
                  << '\n';
    } else {
        std::cout << fmt::format("took back {} users and {} batches; {} stay\n",
                                 console::grouped(back.users), console::grouped(back.batches),
                                 console::grouped(stay.size()));
        if (!stay.empty()) print(stay);
    }
    return stay.empty() ? 0 : 1;
}

}  // namespace

int quarantine(const model_flags& given) {
    console::opened_database database;
    given.database.open("attrib-model", database);
    connection on(database.name);
    return given.retry ? retry_quarantine(on, given) : list_quarantine(on, given);
}

}  // namespace attrib
