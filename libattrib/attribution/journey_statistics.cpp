#include <libattrib/attribution/journey_statistics.hpp>

#include <algorithm>
#include <iterator>
#include <libattrib/attribution/journey_walk.hpp>
#include <tuple>

namespace attrib {
namespace {

std::uint64_t day_number(calendar_day day) noexcept {
    return static_cast<std::uint32_t>(day.time_since_epoch().count());
}

}  // namespace

std::vector<std::string> distinct_names(std::vector<std::string> conversions) {
    std::ranges::sort(conversions);
    conversions.erase(std::unique(conversions.begin(), conversions.end()), conversions.end());
    return conversions;
}

std::size_t journey_statistics::transition_hash::operator()(
    const transition_key& of) const noexcept {
    const std::uint64_t where = day_number(of.day) << 32 | of.name << 8 |
                                static_cast<unsigned>(of.dimension) << 4 |
                                static_cast<unsigned>(of.kind);
    return mix(mix(where) ^ (std::uint64_t{of.from} << 32 | of.to));
}

std::size_t journey_statistics::set_hash::operator()(const set_key& of) const noexcept {
    const std::uint64_t where =
        day_number(of.day) << 32 | of.name << 8 | static_cast<unsigned>(of.dimension);
    return mix(mix(where) ^ (std::uint64_t{of.currency} << 32 | of.members));
}

std::size_t journey_statistics::set_numbers::members_hash::operator()(
    std::span<const std::uint32_t> of) const noexcept {
    std::uint64_t hash = of.size();
    for (const std::uint32_t each : of) hash = mix(hash ^ each);
    return hash;
}

std::uint32_t journey_statistics::set_numbers::number_of(std::span<const std::uint32_t> members) {
    if (const auto found = numbers_.find(members); found != numbers_.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(sets_.size());
    const auto added = numbers_.emplace(std::vector(members.begin(), members.end()), number).first;
    sets_.push_back(&added->first);
    return number;
}

void journey_statistics::add_user(std::span<const path_session> sessions,
                                  std::span<const path_conversion> conversions, std::size_t names,
                                  microseconds lookback, time_zone& zone, int sign) {
    for (std::uint32_t name = 0; name < names; ++name) {
        of_name_.clear();
        std::ranges::copy_if(conversions, std::back_inserter(of_name_),
                             [&](const path_conversion& each) { return each.name == name; });
        const std::span<const path_conversion> converting = of_name_;
        for_each_journey(
            sessions, converting, lookback, &path_session::start, &path_conversion::when,
            [&](const journey_range& journey) {
                const auto on_it = sessions.subspan(journey.begin, journey.end - journey.begin);
                journey_facts facts{.name = name, .day = {}, .conversion = nullptr, .sign = sign};
                if (journey.conversion) facts.conversion = &converting[*journey.conversion];
                facts.day = zone.day_of(facts.conversion != nullptr ? facts.conversion->when
                                                                    : on_it.back().start);
                add_journey(facts, on_it);
            });
    }
}

void journey_statistics::add_journey(const journey_facts& facts,
                                     std::span<const path_session> sessions) {
    for (std::size_t i = 0; i < journey_dimension_count; ++i) {
        add_transitions(facts, sessions, static_cast<journey_dimension>(i));
        add_set(facts, sessions, static_cast<journey_dimension>(i));
    }
}

void journey_statistics::add_transitions(const journey_facts& facts,
                                         std::span<const path_session> sessions,
                                         journey_dimension dimension) {
    const auto count = [&](transition_kind kind, std::uint32_t from, std::uint32_t to) {
        transitions_[{facts.day, facts.name, from, to, dimension, kind}] += facts.sign;
    };
    const auto value = [&](std::size_t i) {
        return sessions[i].values[static_cast<std::size_t>(dimension)];
    };
    count(transition_kind::start, 0, value(0));
    for (std::size_t i = 1; i < sessions.size(); ++i)
        count(transition_kind::step, value(i - 1), value(i));
    count(facts.conversion != nullptr ? transition_kind::conversion : transition_kind::end,
          value(sessions.size() - 1), 0);
}

void journey_statistics::add_set(const journey_facts& facts, std::span<const path_session> sessions,
                                 journey_dimension dimension) {
    members_.clear();
    for (const path_session& each : sessions)
        members_.push_back(each.values[static_cast<std::size_t>(dimension)]);
    std::ranges::sort(members_);
    members_.erase(std::unique(members_.begin(), members_.end()), members_.end());
    const std::uint32_t currency = facts.conversion != nullptr ? facts.conversion->currency : 0;
    set_cell& cell =
        sets_[{facts.day, facts.name, currency, set_numbers_.number_of(members_), dimension}];
    cell.journeys += facts.sign;
    if (facts.conversion == nullptr) return;
    cell.conversions += facts.sign;
    if (facts.sign > 0)
        cell.revenue += facts.conversion->revenue;
    else
        cell.revenue -= facts.conversion->revenue;
}

void journey_statistics::add(const journey_statistics& other) {
    for (const auto& [key, journeys] : other.transitions_) transitions_[key] += journeys;
    for (const auto& [key, from] : other.sets_) {
        set_key here = key;
        here.members = set_numbers_.number_of(other.set_numbers_.members_of(key.members));
        set_cell& cell = sets_[here];
        cell.journeys += from.journeys;
        cell.conversions += from.conversions;
        cell.revenue += from.revenue;
    }
}

void journey_statistics::add(const transition_row& row, std::uint32_t name, dictionary& texts) {
    const std::uint32_t from = texts.add(row.from).id;
    transitions_[{row.day, name, from, texts.add(row.to).id, row.dimension, row.kind}] +=
        row.journeys;
}

void journey_statistics::add(const journey_set_row& row, std::uint32_t name, dictionary& texts) {
    members_.clear();
    for (const std::string& each : row.members) members_.push_back(texts.add(each).id);
    std::ranges::sort(members_);
    const std::uint32_t currency = texts.add(row.currency).id;
    set_cell& cell =
        sets_[{row.day, name, currency, set_numbers_.number_of(members_), row.dimension}];
    cell.journeys += row.journeys;
    cell.conversions += row.conversions;
    cell.revenue += row.revenue;
}

std::vector<transition_row> journey_statistics::transitions(const std::vector<std::string>& names,
                                                            const dictionary& texts) const {
    std::vector<transition_row> rows;
    rows.reserve(transitions_.size());
    for (const auto& [key, journeys] : transitions_)
        if (journeys != 0)
            rows.push_back({names[key.name], key.day, key.dimension, key.kind,
                            std::string(texts.text_of(key.from)),
                            std::string(texts.text_of(key.to)), journeys});
    std::ranges::sort(rows, {}, [](const transition_row& row) {
        return std::tie(row.conversion_name, row.day, row.dimension, row.kind, row.from, row.to);
    });
    return rows;
}

std::vector<journey_set_row> journey_statistics::sets(const std::vector<std::string>& names,
                                                      const dictionary& texts) const {
    std::vector<journey_set_row> rows;
    rows.reserve(sets_.size());
    for (const auto& [key, cell] : sets_) {
        if (cell.is_zero()) continue;
        journey_set_row& row = rows.emplace_back();
        row.conversion_name = names[key.name];
        row.day = key.day;
        row.dimension = key.dimension;
        row.currency = texts.text_of(key.currency);
        for (const std::uint32_t each : set_numbers_.members_of(key.members))
            row.members.emplace_back(texts.text_of(each));
        std::ranges::sort(row.members);
        row.journeys = cell.journeys;
        row.conversions = cell.conversions;
        row.revenue = cell.revenue;
    }
    std::ranges::sort(rows, {}, [](const journey_set_row& row) {
        return std::tie(row.conversion_name, row.day, row.dimension, row.currency, row.members);
    });
    return rows;
}

}  // namespace attrib
