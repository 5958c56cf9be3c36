#include <libattrib/attribution/markov_order.hpp>

#include <algorithm>
#include <cassert>
#include <string>

namespace attrib {

chain_builder::chain_builder(unsigned order) : order_(order), nodes_(1) {
    assert(order >= 1 && order <= highest_order);
}

std::uint32_t chain_builder::learn_next(std::uint32_t from, std::uint32_t channel) {
    const std::uint32_t found = channel < most_markov_states ? find_next(from, channel) : no_state;
    if (found == no_state)
        is_full_ = true;
    else
        step_of(from, channel).next = found;
    return found;
}

std::uint32_t chain_builder::find_next(std::uint32_t from, std::uint32_t channel) {
    auto channels = nodes_[from].channels;
    const std::uint32_t length = nodes_[from].length;
    if (length == order_) {  // forgets its first channel
        std::uint32_t at = beginning;
        for (std::uint32_t i = 1; i < length; ++i) {
            at = next_of(at, channels[i]);
            if (at == no_state) return no_state;
        }
        return next_of(at, channel);
    }
    // Each state has at most order_ - 1 beginnings of its own.
    if (nodes_.size() > order_ * most_markov_states) return no_state;
    channels[length] = channel;
    node& added = nodes_.emplace_back();
    added.channels = channels;
    added.length = length + 1;
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

// Counts steps from a state to itself, too: they come as often as others, so that the processor
// could not foresee a test for them. `finish` leaves them out.
void chain_builder::add(std::span<const std::uint32_t> path, std::uint64_t conversions,
                        std::uint64_t ends) {
    const std::uint64_t journeys = conversions + ends;
    if (path.empty() || journeys == 0 || is_full_) return;
    std::uint32_t at = beginning;
    const std::size_t first = std::min<std::size_t>(order_, path.size());
    for (const std::uint32_t channel : path.first(first)) {
        at = next_of(at, channel);
        if (at == no_state) return;
    }
    nodes_[at].starts += journeys;
    for (const std::uint32_t channel : path.subspan(first)) {
        // At order 1 what comes next does not depend on what came before: asked so, the processor
        // need not wait for it.
        const std::uint32_t next = next_of(order_ == 1 ? beginning : at, channel);
        if (next == no_state) return;
        step& taken = step_of(at, channel);
        taken.next = next;
        taken.journeys += journeys;
        at = next;
    }
    nodes_[at].conversions += conversions;
    nodes_[at].ends += ends;
}

void chain_builder::add(const chain_builder& more) {
    is_full_ = is_full_ || more.is_full_;
    for (const node& each : more.nodes_) {
        std::uint32_t at = beginning;
        for (std::uint32_t i = 0; i < each.length && at != no_state; ++i)
            at = next_of(at, each.channels[i]);
        for (std::uint32_t channel = 0; channel < each.steps.size() && at != no_state; ++channel) {
            if (each.steps[channel].journeys == 0) continue;
            static_cast<void>(next_of(at, channel));
            step_of(at, channel).journeys += each.steps[channel].journeys;
        }
        if (is_full_) return;
        nodes_[at].starts += each.starts;
        nodes_[at].conversions += each.conversions;
        nodes_[at].ends += each.ends;
    }
}

bool chain_builder::is_state(const node& of) const noexcept {
    return of.length == order_ || of.starts != 0;
}

std::vector<chain_builder::state> chain_builder::ordered_states(
    std::span<const std::uint32_t> places) const {
    std::vector<state> states;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        if (!is_state(nodes_[i])) continue;
        state& added = states.emplace_back();
        added.node = i;
        for (std::uint32_t met = 0; met < nodes_[i].length; ++met)
            added.channels.push_back(places[nodes_[i].channels[met]]);
    }
    std::ranges::sort(states, {}, &state::channels);
    return states;
}

result<channel_chain> chain_builder::finish(std::span<const std::uint32_t> places) const {
    const bool is_too_large = is_full_ || places.size() > most_markov_states;
    std::vector<state> states;
    if (!is_too_large) states = ordered_states(places);
    if (is_too_large || states.size() > most_markov_states)
        return error{errc::too_large,
                     "a Markov chain of order " + std::to_string(order_) +
                         " has more states here than the " + std::to_string(most_markov_states) +
                         " that are solved; " +
                         (order_ == 1 ? "put rare channels together" : "take a lower order") +
                         ", or leave the Markov models out"};
    std::vector<std::uint32_t> numbers(nodes_.size(), no_state);
    for (std::uint32_t i = 0; i < states.size(); ++i) numbers[states[i].node] = i;
    channel_chain made{markov_chain(states.size()), {}, std::vector<state_group>(places.size())};
    for (std::uint32_t i = 0; i < states.size(); ++i) {
        const node& from = nodes_[states[i].node];
        made.chain.starts[i] = from.starts;
        made.chain.conversions[i] = from.conversions;
        made.chain.ends[i] = from.ends;
        for (const step& each : from.steps)
            if (each.journeys != 0 && each.next != states[i].node)
                made.chain.step(i, numbers[each.next]) = each.journeys;
        for (const std::uint32_t channel : states[i].channels)
            if (state_group& group = made.groups[channel]; group.empty() || group.back() != i)
                group.push_back(i);
        made.states.push_back(std::move(states[i].channels));
    }
    return made;
}

}  // namespace attrib
