#include <libattrib/attribution/markov_order.hpp>

#include <algorithm>
#include <cassert>
#include <string>

namespace attrib {
namespace {

constexpr std::uint32_t beginning = 0;  // the node that has met nothing
constexpr std::uint32_t no_state = ~std::uint32_t{0};

}  // namespace

chain_builder::chain_builder(unsigned order, std::size_t channels)
    : order_(order), channels_(channels), nodes_(1) {
    assert(order >= 1 && order <= highest_order);
}

std::uint32_t chain_builder::learn_next(std::uint32_t from, std::uint32_t channel) {
    if (nodes_[from].steps.empty()) nodes_[from].steps.resize(channels_);
    const std::uint32_t found = find_next(from, channel);
    nodes_[from].steps[channel].next = found;
    return found;
}

std::uint32_t chain_builder::find_next(std::uint32_t from, std::uint32_t channel) {
    auto channels = nodes_[from].channels;
    const std::uint32_t length = nodes_[from].length;
    if (length == order_) {  // forgets its first channel
        std::uint32_t at = beginning;
        for (std::uint32_t i = 1; i < length; ++i) at = next_of(at, channels[i]);
        return next_of(at, channel);
    }
    channels[length] = channel;
    node& added = nodes_.emplace_back();
    added.channels = channels;
    added.length = length + 1;
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

void chain_builder::add(std::span<const std::uint32_t> path, std::uint64_t conversions,
                        std::uint64_t ends) {
    const std::uint64_t journeys = conversions + ends;
    if (path.empty() || journeys == 0 || is_full()) return;
    std::uint32_t at = beginning;
    bool has_started = false;
    for (const std::uint32_t channel : path) {
        const std::uint32_t next = next_of(at, channel);
        if (next == at) continue;
        if (has_started) nodes_[at].steps[channel].journeys += journeys;
        at = next;
        if (has_started || nodes_[at].length < order_) continue;
        nodes_[at].starts += journeys;
        has_started = true;
    }
    if (!has_started) nodes_[at].starts += journeys;
    nodes_[at].conversions += conversions;
    nodes_[at].ends += ends;
}

void chain_builder::add(const chain_builder& more) {
    was_full_ = was_full_ || more.is_full();
    if (is_full()) return;
    for (const node& each : more.nodes_) {
        std::uint32_t at = beginning;
        for (std::uint32_t i = 0; i < each.length; ++i) at = next_of(at, each.channels[i]);
        nodes_[at].starts += each.starts;
        nodes_[at].conversions += each.conversions;
        nodes_[at].ends += each.ends;
        for (std::uint32_t channel = 0; channel < each.steps.size(); ++channel) {
            if (each.steps[channel].journeys == 0) continue;
            static_cast<void>(next_of(at, channel));
            nodes_[at].steps[channel].journeys += each.steps[channel].journeys;
        }
    }
}

// Whether there are too many states for sure; each has at most order_ - 1 beginnings of its own.
bool chain_builder::is_full() const noexcept {
    return was_full_ || channels_ > most_markov_states ||
           nodes_.size() > order_ * (most_markov_states + 1);
}

bool chain_builder::is_state(const node& of) const noexcept {
    return of.length == order_ || of.starts != 0;
}

std::vector<std::uint32_t> chain_builder::ordered_states() const {
    std::vector<std::uint32_t> states;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
        if (is_state(nodes_[i])) states.push_back(i);
    std::ranges::sort(states, [&](std::uint32_t a, std::uint32_t b) {
        const node& one = nodes_[a];
        const node& other = nodes_[b];
        return std::ranges::lexicographical_compare(std::span(one.channels).first(one.length),
                                                    std::span(other.channels).first(other.length));
    });
    return states;
}

result<channel_chain> chain_builder::finish() const {
    const std::vector<std::uint32_t> nodes = ordered_states();
    if (is_full() || nodes.size() > most_markov_states)
        return error{errc::too_large, "a Markov chain of order " + std::to_string(order_) +
                                          " has more states here than the " +
                                          std::to_string(most_markov_states) + " that are solved"};
    std::vector<std::uint32_t> numbers(nodes_.size(), no_state);
    for (std::uint32_t i = 0; i < nodes.size(); ++i) numbers[nodes[i]] = i;
    channel_chain made{markov_chain(nodes.size()), {}, std::vector<state_group>(channels_)};
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const node& from = nodes_[nodes[i]];
        made.chain.starts[i] = from.starts;
        made.chain.conversions[i] = from.conversions;
        made.chain.ends[i] = from.ends;
        for (const step& each : from.steps)
            if (each.journeys != 0) made.chain.step(i, numbers[each.next]) = each.journeys;
        made.states.emplace_back(from.channels.begin(), from.channels.begin() + from.length);
        for (const std::uint32_t channel : made.states.back())
            if (state_group& group = made.groups[channel]; group.empty() || group.back() != i)
                group.push_back(i);
    }
    return made;
}

}  // namespace attrib
