#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/detail/message_reader.hpp>

namespace attrib::detail {
namespace {

using std::chrono::milliseconds;

// What may wait beside a batch that is being stored. All of it is stored within a second when the
// program is to end.
constexpr std::size_t max_batch_bytes = std::size_t{4} << 20;
constexpr std::uint64_t max_batch_messages = 20'000;

constexpr milliseconds claim_again_after{100};
constexpr milliseconds look_again_after_idle{50};
constexpr milliseconds look_again_for_room{5};

// A log that elects another leader may have an earlier end for a moment.
constexpr std::chrono::seconds beyond_the_end_at_most{5};

}  // namespace

message_reader::message_reader(const stream_options& options, message_source& source,
                               message_handoff& handoff, std::atomic<std::uint64_t>& behind)
    : options_(options), source_(source), handoff_(handoff), behind_(behind) {}

void message_reader::run() {
    if (!source_.open()) return handoff_.close();
    while (!options_.how.is_interrupted() && !handoff_.is_abandoned()) {
        take_answers();
        claim_wanted();
        place_claimed();
        if (!is_full()) source_.poll(*this, longest_poll());
        note_behind();
        deliver();
    }
    while (open_.messages != 0 && !handoff_.is_abandoned() && !handoff_.deliver(open_))
        handoff_.wait_for_room(look_again_after_idle);
    handoff_.close();
}

void message_reader::given(const std::vector<std::int32_t>& partitions) {
    taken_away();
    for (const std::int32_t partition : partitions) partitions_[partition] = {};
}

// What was read and is not delivered yet, its next reader reads again.
void message_reader::taken_away() {
    for (const auto& [partition, state] : partitions_) handoff_.release(partition);
    partitions_.clear();
    open_ = {};
}

void message_reader::take_answers() {
    const message_handoff::answers answers = handoff_.take_answers();
    if (answers.is_all_lost) {
        open_ = {};
        for (auto& [partition, state] : partitions_) state = {};
        start_reading();
    }
    for (const claim_answer& answer : answers.claims) take_answer(answer);
}

void message_reader::take_answer(const claim_answer& answer) {
    const auto found = partitions_.find(answer.partition);
    if (found == partitions_.end() || found->second.claim != answer.claim) return;
    partition_state& state = found->second;
    if (answer.is_busy) {
        state.claim = 0;
        state.due = steady_clock::now() + claim_again_after;
        return;
    }
    state.at = stage::claimed;
    state.place = answer.place;
    state.mark = answer.mark;
}

void message_reader::claim_wanted() {
    for (auto& [partition, state] : partitions_) {
        if (state.at != stage::wanted || state.claim != 0 || steady_clock::now() < state.due)
            continue;
        state.claim = ++last_claim_;
        handoff_.claim({partition, state.claim});
    }
}

void message_reader::place_claimed() {
    bool is_placed = false;
    for (auto& [partition, state] : partitions_) {
        if (state.at != stage::claimed || options_.how.is_interrupted()) continue;
        if (steady_clock::now() < state.due) continue;
        if (place(partition, state))
            is_placed = true;
        else
            state.due = steady_clock::now() + claim_again_after;
    }
    if (is_placed) start_reading();
}

// Whether it can be read now.
bool message_reader::place(std::int32_t partition, partition_state& state) {
    const auto range = source_.range_of(partition);
    if (!range) return false;
    if (!state.place) state.place = range->first;
    if (*state.place > range->end) return wait_for_place(partition, state, *range);
    state.beyond_since.reset();
    if (*state.place < range->first) {
        say(partition, fmt::format("the messages from offset {} to {} were deleted (retention) "
                                   "before they were read, their events are missing; going on at "
                                   "offset {}",
                                   *state.place, range->first - 1, range->first));
        state.place = range->first;
    }
    if (*state.place == range->first) state.mark.reset();
    state.at = stage::reading;
    return true;
}

bool message_reader::wait_for_place(std::int32_t partition, partition_state& state,
                                    const offset_range& range) const {
    const auto now = steady_clock::now();
    if (!state.beyond_since) state.beyond_since = now;
    if (now - *state.beyond_since < beyond_the_end_at_most) return false;
    throw failure(
        errc::file_unreadable,
        fmt::format("{}: messages up to offset {} were read before, but it now ends at offset {}: "
                    "the topic was recreated, or lost messages; --source NAME reads it from its "
                    "beginning as another source, which its NAME tells apart",
                    source_.name_of(partition), *state.place, range.end));
}

// Reading begins one message early where the ledger says what that was.
void message_reader::start_reading() {
    partition_places places;
    for (const auto& [partition, state] : partitions_)
        if (state.at == stage::reading)
            places[partition] = state.mark ? *state.place - 1 : *state.place;
    source_.read_from(places);
}

void message_reader::out_of_range(std::int32_t partition) {
    const auto found = partitions_.find(partition);
    if (found == partitions_.end() || found->second.at != stage::reading) return;
    found->second.at = stage::claimed;
    found->second.due = {};
}

bool message_reader::is_the_known_one(const log_message& next, partition_state& state) const {
    const auto mark = std::exchange(state.mark, std::nullopt);
    if (!mark || next.offset + 1 != *state.place) return next.offset < *state.place;
    if (next.value && mark_of(*next.value) == *mark) return true;
    throw failure(
        errc::file_unreadable,
        fmt::format("{}: the message at offset {} is another than was read before: the topic was "
                    "recreated; --source NAME reads it from its beginning as another source, which "
                    "its NAME tells apart",
                    source_.name_of(next.partition), next.offset));
}

// A part has no hole: what was deleted begins another one. Messages of a partition come in runs.
partition_rows& message_reader::rows_of(const log_message& next, const partition_state& state) {
    const auto is_before = [&](const partition_rows& rows) {
        return rows.partition == next.partition && rows.end == *state.place;
    };
    if (last_part_ < open_.parts.size() && is_before(open_.parts[last_part_]))
        return open_.parts[last_part_];
    const auto found = std::ranges::find_if(open_.parts, is_before);
    last_part_ = static_cast<std::size_t>(found - open_.parts.begin());
    if (found != open_.parts.end()) return *found;
    partition_rows& rows = open_.parts.emplace_back();
    rows.partition = next.partition;
    rows.claim = state.claim;
    rows.begin = *state.place;
    return rows;
}

void message_reader::take(const log_message& next) {
    const auto found = partitions_.find(next.partition);
    if (found == partitions_.end() || found->second.at != stage::reading) return;
    partition_state& state = found->second;
    if (is_the_known_one(next, state)) return;
    if (open_.messages++ == 0) open_.since = steady_clock::now();
    partition_rows& rows = rows_of(next, state);
    rows.mark.reset();
    if (next.value) {
        rows.text += *next.value;
        rows.messages.push_back({next.offset, rows.text.size()});
        rows.mark = mark_of(*next.value);
        open_.bytes += next.value->size();
    } else {
        ++rows.tombstones;
    }
    rows.end = next.offset + 1;
    state.place = rows.end;
}

bool message_reader::is_full() const {
    return open_.bytes >= max_batch_bytes || open_.messages >= max_batch_messages;
}

// A batch grows while the one before it is being stored: many messages make large batches.
void message_reader::deliver() {
    if (open_.messages == 0) return;
    const bool is_due = is_full() || open_.messages >= options_.batch_rows ||
                        steady_clock::now() - open_.since >= options_.batch_age;
    if (is_due && !handoff_.deliver(open_) && is_full())
        handoff_.wait_for_room(look_again_after_idle);
}

milliseconds message_reader::longest_poll() const {
    if (open_.messages == 0) return look_again_after_idle;
    const auto left =
        std::chrono::ceil<milliseconds>(open_.since + options_.batch_age - steady_clock::now());
    return left.count() > 0 ? std::min(left, look_again_after_idle) : look_again_for_room;
}

void message_reader::note_behind() {
    std::uint64_t behind = 0;
    for (const auto& [partition, state] : partitions_)
        if (const auto end = source_.end_of(partition); end && state.place && *end > *state.place)
            behind += *end - *state.place;
    behind_ = behind;
}

void message_reader::say(std::int32_t partition, const std::string& message) const {
    if (options_.how.on_message)
        options_.how.on_message(source_.name_of(partition) + ": " + message);
}

}  // namespace attrib::detail
