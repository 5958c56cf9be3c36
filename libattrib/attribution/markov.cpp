#include <libattrib/attribution/markov.hpp>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>

// Compiled without contraction of a * b + c to one operation, so that every machine computes the
// same bits.

namespace attrib {
namespace {

// A chain under elimination. What it says of states that are left never changes when others go:
// it is the chain that one sees who looks at those states only.
struct flows {
    std::size_t size = 0;
    std::vector<double> starts;
    std::vector<double> conversions;
    std::vector<double> leaks;  // conversions and ends
    std::vector<double> steps;  // row by row; the diagonal has no meaning

    double* row(std::size_t of) noexcept { return steps.data() + of * size; }
    [[nodiscard]] const double* row(std::size_t of) const noexcept {
        return steps.data() + of * size;
    }
};

std::vector<double> real(std::span<const std::uint64_t> counts) {
    std::vector<double> numbers(counts.size());
    std::ranges::transform(counts, numbers.begin(),
                           [](std::uint64_t each) { return static_cast<double>(each); });
    return numbers;
}

flows flows_of(const markov_chain& chain) {
    flows made{chain.size(), real(chain.starts), real(chain.conversions), real(chain.ends),
               real(chain.steps)};
    for (std::size_t i = 0; i < made.size; ++i) made.leaks[i] += made.conversions[i];
    return made;
}

// All that leaves a state for those after it and for good: the pivot, as a sum of what is not
// negative (Grassmann, Taksar, Heyman).
double leaving(const flows& chain, std::size_t state) noexcept {
    const double* const row = chain.row(state);
    return std::accumulate(row + state + 1, row + chain.size, chain.leaks[state]);
}

// Takes states out of a chain from the first on: what comes to a state goes where it goes from
// there. Some states at a time, so that their rows stay in the cache while all others are updated.
class elimination {
   public:
    explicit elimination(flows& chain) : chain_(chain) {}

    // The first `count` states. Their rows become shares of what leaves them.
    void take_out(std::size_t count) {
        for (first_ = 0; first_ < count; first_ += most_at_once) {
            const std::size_t last = std::min(first_ + most_at_once, count);
            for (std::size_t i = first_; i < last; ++i) {
                for (std::size_t state = first_; state < i; ++state) send_on(state, i);
                divide(i);
            }
            for (std::size_t i = last; i < chain_.size; ++i)
                for (std::size_t state = first_; state < last; ++state) send_on(state, i);
        }
    }

   private:
    static constexpr std::size_t most_at_once = 16;
    static constexpr std::size_t few = 8;  // of so many columns one has something

    // Divides what leaves a state by all that does, and sends on what begins there.
    void divide(std::size_t state) {
        std::vector<std::uint32_t>& targets = targets_[state - first_];
        targets.clear();
        const double whole = leaving(chain_, state);
        if (whole == 0) return;  // nothing comes
        double* const row = chain_.row(state);
        for (std::size_t to = state + 1; to < chain_.size; ++to) {
            if (row[to] == 0) continue;
            row[to] /= whole;
            chain_.starts[to] += chain_.starts[state] * row[to];
            targets.push_back(static_cast<std::uint32_t>(to));
        }
        chain_.conversions[state] /= whole;
        chain_.leaks[state] /= whole;
    }

    // Sends on what goes from state `from` to `state`, which is among those taken out.
    void send_on(std::size_t state, std::size_t from) noexcept {
        double* const row = chain_.row(from);
        const double* const shares = chain_.row(state);
        const double coming = row[state];
        if (coming == 0) return;
        const std::vector<std::uint32_t>& targets = targets_[state - first_];
        if (targets.size() < (chain_.size - state) / few)
            for (const std::uint32_t to : targets) row[to] += coming * shares[to];
        else
            for (std::size_t to = state + 1; to < chain_.size; ++to) row[to] += coming * shares[to];
        chain_.conversions[from] += coming * chain_.conversions[state];
        chain_.leaks[from] += coming * chain_.leaks[state];
    }

    flows& chain_;
    std::size_t first_ = 0;  // of the states that are taken out at once
    std::array<std::vector<std::uint32_t>, most_at_once> targets_;  // of these: where they lead
};

// The chance to convert from each state.
std::vector<double> chances_of(flows chain) {
    elimination(chain).take_out(chain.size);
    std::vector<double> chances = std::move(chain.conversions);
    for (std::size_t i = chain.size; i-- > 0;)
        chances[i] = std::inner_product(chain.row(i) + i + 1, chain.row(i) + chain.size,
                                        chances.data() + i + 1, chances[i]);
    return chances;
}

// The states of `chain` in that order.
flows ordered(const flows& chain, std::span<const std::uint32_t> order) {
    flows made;
    made.size = order.size();
    made.steps.reserve(order.size() * order.size());
    for (const std::uint32_t from : order) {
        made.starts.push_back(chain.starts[from]);
        made.conversions.push_back(chain.conversions[from]);
        made.leaks.push_back(chain.leaks[from]);
        for (const std::uint32_t to : order) made.steps.push_back(chain.row(from)[to]);
    }
    return made;
}

// What removal takes. Where all states but a group's were eliminated, `starts` says where journeys
// come to the group first, and what converts from there is what the group takes along: the product
// with the chances is y_K B_KK^-1 h_K of docs/paths.md. States that several groups do without are
// eliminated for all of them at once, by halves of the groups.
class removal {
   public:
    removal(std::span<const double> chances, std::span<const state_group> groups)
        : chances_(chances), groups_(groups), taken_(groups.size()) {}

    // The conversions that each group takes along.
    std::vector<double> taken_from(const flows& chain) {
        state_group all(chain.size);
        std::iota(all.begin(), all.end(), 0);
        if (!groups_.empty()) look_at(chain, all, 0, groups_.size());
        return std::move(taken_);
    }

   private:
    // `names`: what the states of `chain` are called in the whole chain.
    void look_at(const flows& chain, const state_group& names, std::size_t first,
                 std::size_t last) {
        state_group kept;
        const flows looked = keep(chain, names, {groups_.data() + first, last - first}, kept);
        if (last - first == 1) {
            for (std::size_t i = 0; i < kept.size(); ++i)
                taken_[first] += looked.starts[i] * chances_[kept[i]];
            return;
        }
        const std::size_t middle = first + (last - first) / 2;
        look_at(looked, kept, first, middle);
        look_at(looked, kept, middle, last);
    }

    // The chain without the states that none of the groups has; `kept` gets the names of the rest.
    [[nodiscard]] flows keep(const flows& chain, const state_group& names,
                             std::span<const state_group> groups, state_group& kept) const {
        std::vector<bool> is_kept(chances_.size());
        for (const state_group& each : groups)
            for (const std::uint32_t state : each) is_kept[state] = true;
        state_group places(names.size());
        std::iota(places.begin(), places.end(), 0);
        const auto rest =
            std::stable_partition(places.begin(), places.end(),
                                  [&](std::uint32_t place) { return !is_kept[names[place]]; });
        flows left = ordered(chain, places);
        const auto gone = static_cast<std::size_t>(rest - places.begin());
        elimination(left).take_out(gone);
        std::transform(rest, places.end(), std::back_inserter(kept),
                       [&](std::uint32_t place) { return names[place]; });
        std::iota(places.begin(), places.end(), 0);
        return gone == 0 ? left : ordered(left, std::span(places).subspan(gone));
    }

    std::span<const double> chances_;
    std::span<const state_group> groups_;
    std::vector<double> taken_;
};

// The first state that journeys come to and never leave, if there is one.
std::optional<std::size_t> find_endless(const markov_chain& chain) {
    std::vector<bool> does_end(chain.size());
    std::vector<std::size_t> to_look_at;
    const auto mark = [&](std::size_t state) {
        if (does_end[state]) return;
        does_end[state] = true;
        to_look_at.push_back(state);
    };
    std::vector<bool> is_met(chain.size());
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (chain.conversions[i] + chain.ends[i] != 0) mark(i);
        if (chain.starts[i] != 0) is_met[i] = true;
        for (std::size_t to = 0; to < chain.size(); ++to)
            if (to != i && chain.step(i, to) != 0) is_met[i] = is_met[to] = true;
    }
    while (!to_look_at.empty()) {
        const std::size_t to = to_look_at.back();
        to_look_at.pop_back();
        for (std::size_t from = 0; from < chain.size(); ++from)
            if (chain.step(from, to) != 0) mark(from);
    }
    for (std::size_t i = 0; i < chain.size(); ++i)
        if (is_met[i] && !does_end[i]) return i;
    return std::nullopt;
}

// Half up. A share of more than 1 by the last bits is 1.
std::uint64_t effect_of(double share) {
    const double units = std::floor(share * static_cast<double>(whole_effect) + 0.5);
    return std::min(static_cast<std::uint64_t>(units), whole_effect);
}

}  // namespace

std::string effect_text(std::uint64_t effect) {
    return fmt::format("{}.{:012}", effect / whole_effect, effect % whole_effect);
}

result<markov_effects> solve(const markov_chain& chain, std::span<const state_group> groups) {
    if (const auto endless = find_endless(chain))
        return error{errc::endless_journeys,
                     "no journey ends from state " + std::to_string(*endless)};
    const flows whole = flows_of(chain);
    markov_effects found{0, chances_of(whole), std::vector<std::uint64_t>(groups.size())};
    const double converting =
        std::inner_product(whole.starts.begin(), whole.starts.end(), found.chances.begin(), 0.0);
    if (converting == 0) return found;
    found.conversion_chance =
        converting / std::accumulate(whole.starts.begin(), whole.starts.end(), 0.0);
    std::ranges::transform(removal(found.chances, groups).taken_from(whole), found.effects.begin(),
                           [&](double taken) { return effect_of(taken / converting); });
    return found;
}

result<markov_effects> solve(const markov_chain& chain) {
    std::vector<state_group> groups(chain.size());
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = {static_cast<std::uint32_t>(i)};
    return solve(chain, groups);
}

}  // namespace attrib
