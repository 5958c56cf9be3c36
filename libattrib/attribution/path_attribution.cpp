#include <libattrib/attribution/path_attribution.hpp>

#include <algorithm>
#include <cassert>
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/attribution/markov_order.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/core/utf8.hpp>
#include <numeric>

namespace attrib {
namespace {

// Channels by their places in byte order.
struct ordered_channels {
    std::vector<std::string> names;
    std::vector<std::uint32_t> places;  // by the collectors' numbers
    std::vector<bool> are_direct;       // by place
};

ordered_channels order(const dictionary& channels) {
    std::vector<std::uint32_t> numbers(channels.size() - 1);  // without the empty text
    std::iota(numbers.begin(), numbers.end(), 0);
    const auto name_of = [&](std::uint32_t number) { return channels.text_of(number + 1); };
    std::ranges::sort(numbers, {}, name_of);
    ordered_channels ordered;
    ordered.places.resize(numbers.size());
    for (std::uint32_t place = 0; place < numbers.size(); ++place) {
        const std::string_view name = name_of(numbers[place]);
        ordered.names.emplace_back(name);
        ordered.places[numbers[place]] = place;
        ordered.are_direct.push_back(is_same_name(name, "Direct"));
    }
    return ordered;
}

// Credits of models by channel, one model after the other.
using credit_table = std::vector<path_credit>;

credit_table empty_table(const model_list& models, std::size_t channels) {
    credit_table table;
    for (const model_instance& each : models)
        table.push_back({each.name, std::vector<channel_credit>(channels)});
    return table;
}

void add(credit_table& to, const credit_table& more) {
    for (std::size_t i = 0; i < to.size(); ++i)
        for (std::size_t c = 0; c < to[i].channels.size(); ++c) {
            to[i].channels[c].conversions += more[i].channels[c].conversions;
            to[i].channels[c].value += more[i].channels[c].value;
        }
}

// Shares the conversions of one log after the other.
class path_sharing {
   public:
    path_sharing(const model_list& models, const ordered_channels& channels)
        : models_(models),
          channels_(channels),
          table_(empty_table(models, channels.names.size())) {}

    void share(const path_log& log) {
        for (path_log::reader paths(log); paths.next();) {
            touches_.clear();
            for (const std::uint32_t number : paths.channels()) add_touch(channels_.places[number]);
            for (std::size_t i = 0; i < models_.size(); ++i)
                share(models_[i], paths.conversions(), paths.value(), table_[i].channels);
        }
    }

    [[nodiscard]] const credit_table& table() const noexcept { return table_; }

   private:
    void add_touch(std::uint32_t place) {
        touch& added = touches_.emplace_back();
        added.channel = place;
        added.traits.is_direct = channels_.are_direct[place];
    }

    void share(const model_instance& by, std::uint64_t conversions, money value,
               std::vector<channel_credit>& credits) {
        for (const touch_credit& each : attributor_.share(by, touches_, value)) {
            channel_credit& credit = credits[touches_[each.place].channel];
            credit.conversions.millionths +=
                each.credit.millionths * static_cast<money_sum::count>(conversions);
            credit.value += each.revenue;
        }
    }

    const model_list& models_;
    const ordered_channels& channels_;
    credit_table table_;
    attributor attributor_;
    std::vector<touch> touches_;
};

credit_table share_all(std::span<const path_collector> collected, const model_list& models,
                       const ordered_channels& channels) {
    std::vector<path_sharing> shared(collected.size(), path_sharing(models, channels));
    if (!models.empty())
        run_on_threads(static_cast<unsigned>(collected.size()),
                       [&](unsigned i) { shared[i].share(collected[i].log()); });
    credit_table table = empty_table(models, channels.names.size());
    for (const path_sharing& each : shared) add(table, each.table());
    return table;
}

result<path_effects> find_effects(std::span<const path_collector> collected,
                                  const ordered_channels& channels, unsigned order) {
    chain_builder all(order);
    for (const path_collector& each : collected) all.add(each.chain());
    const auto made = all.finish(channels.places);
    if (!made) return made.error();
    auto solved = solve(made->chain, made->groups);
    if (!solved) return solved.error();
    return path_effects{made->chain.size(), solved->conversion_chance, std::move(solved->effects)};
}

money_sum credit_of(std::uint64_t conversions) {
    money_sum credit;
    credit.millionths = static_cast<money_sum::count>(conversions) * whole_credit.millionths;
    return credit;
}

void add_markov_channel(path_report& to) {
    const std::vector<std::uint64_t>& effects = to.markov->effects;
    const auto conversions = split_by_effects(credit_of(to.conversions), effects);
    const auto values = split_by_effects(to.value, effects);
    path_credit& added = to.models.emplace_back();
    added.model = markov_channel_name;
    added.channels.resize(effects.size());
    for (std::size_t i = 0; i < conversions.size(); ++i)
        added.channels[i] = {conversions[i], values[i]};
}

// The models, those that see effects with these.
model_list with_effects(model_list models, const std::vector<std::uint64_t>& effects) {
    const auto shared = std::make_shared<const std::vector<std::uint64_t>>(effects);
    for (model_instance& each : models)
        if (each.rule->sees_effects) each.effects = shared;
    return models;
}

bool has_too_many_visits(std::span<const path_collector> collected) {
    std::uint64_t visits = 0;
    return std::ranges::any_of(collected, [&](const path_collector& each) {
        return __builtin_add_overflow(visits, each.visits(), &visits);
    });
}

}  // namespace

result<path_report> attribute_paths(const dictionary& channels,
                                    std::span<const path_collector> collected,
                                    const path_question& asked) {
    if (has_too_many_visits(collected))
        return error{errc::too_large, "the paths count more than 2^64 visits of channels"};
    const ordered_channels ordered = order(channels);
    path_report report;
    report.channels = ordered.names;
    for (const path_collector& each : collected) {
        report.conversions += each.conversions();
        report.ends += each.ends();
        report.value += each.value();
    }
    model_list models = asked.models;
    if (sees_effects(asked)) {
        auto found = find_effects(collected, ordered, asked.order);
        if (!found) return found.error();
        models = with_effects(std::move(models), found->effects);
        report.markov = *std::move(found);
    }
    report.models = share_all(collected, models, ordered);
    if (asked.wants_markov_channel) add_markov_channel(report);
    return report;
}

}  // namespace attrib
