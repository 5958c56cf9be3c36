#include <libattrib/engine/user_worker.hpp>

#include <algorithm>
#include <libattrib/session/timeline.hpp>

namespace attrib {
namespace {

struct stored_conversions {
    [[nodiscard]] static bool is_conversion(const stored_handle& handle) noexcept {
        return handle.stored.converts();
    }
    [[nodiscard]] static std::string_view transaction_id(const stored_handle& handle) noexcept {
        return handle.stored.transaction_id();
    }
    [[nodiscard]] static bool have_same_name(const stored_handle& a,
                                             const stored_handle& b) noexcept {
        return a.stored.number_of(stored_event_name) == b.stored.number_of(stored_event_name);
    }
};

}  // namespace

std::strong_ordering stored_columns::order(const stored_handle& a, const stored_handle& b) const {
    if (const auto order = compare_texts(a.stored.event_id(), b.stored.event_id()); order != 0)
        return order;
    // Most of what comes twice is an exact copy.
    if (a.stored.bytes() == b.stored.bytes()) return std::strong_ordering::equal;
    event left = load(a);
    event right = load(b);
    // Both have the same event_id; the order asks whether there is one.
    if (a.event_id_hash != 0) left.event_id = right.event_id = "same";
    const std::strong_ordering order = staging_order(left, right);
    // Columns that were not kept may come before those that tell the two apart.
    if (kept_ == kept_columns::totals && order != 0 && attrib::is_same_event(left, right))
        is_undecided_ = true;
    return order;
}

void user_worker::run(const stored_user& user, table_pieces& out, const overflow& relieve) {
    user_pseudo_id_ = user.user_pseudo_id;
    memory_.clear();
    handles_.clear();
    for_each_event(user.events, [&](const stored_event& each) { handles_.emplace_back(each); });
    const std::size_t staged = stage_timeline(std::span(handles_), columns_, scratch_);
    if (columns_.take_undecided()) ++counts_.undecided;
    counts_.moved_duplicates += columns_.take_moved();
    const std::span<const stored_handle> timeline = std::span(handles_).first(staged);
    attribute_user(timeline, options_.session_timeout, options_.lookback, stored_conversions{},
                   scratch_, positions_, attribution_);
    count(user, staged);
    roll_up();
    if (sink_.takes(table::stg_ga4_events)) encode_events(timeline, out, relieve);
    if (sink_.takes(table::int_sessions)) encode_sessions(out);
    if (sink_.takes(table::mart_first_click)) encode_credits(model::first_click, out);
    if (sink_.takes(table::mart_last_click)) encode_credits(model::last_click, out);
}

event user_worker::load_start(const basic_session<stored_handle>& of) const {
    const stored_handle& origin = of.origin();
    event out = columns_.load(of.first_event());
    if (&origin != &of.first_event()) take_origin(columns_.load(origin), out);
    out.user_pseudo_id = user_pseudo_id_;
    return out;
}

event user_worker::load(const stored_handle& handle) {
    event out = columns_.load(handle);
    out.user_pseudo_id = user_pseudo_id_;
    const packed_text id = handle.stored.event_id();
    out.event_id = unpack(id, memory_.allocate(packing_room(id.size)));
    return out;
}

void user_worker::count(const stored_user& user, std::size_t staged) {
    ++counts_.users;
    counts_.events += staged;
    counts_.duplicates += user.deliveries - staged;
    counts_.sessions += attribution_.sessions.size();
    counts_.conversions += attribution_.credits.size();
}

void user_worker::roll_up() {
    for (const auto& each : attribution_.credits) {
        const stored_event& conversion = each.conversion->stored;
        const calendar_day day = zone_.day_of(each.conversion->event_timestamp);
        const std::uint32_t name = conversion.number_of(stored_event_name);
        const std::uint32_t currency = conversion.number_of(stored_currency);
        for (const model which : {model::first_click, model::last_click}) {
            const auto* const touch = each.by(which);
            rollup_.add({day, which, name, currency,
                         touch == nullptr ? daily_rollup::unattributed
                                          : touch->origin().stored.number_of(stored_channel)},
                        conversion.value());
        }
    }
}

void user_worker::encode_events(std::span<const stored_handle> timeline, table_pieces& out,
                                const overflow& relieve) {
    // Some at a time: one user may have half of all events.
    constexpr std::size_t events_at_once = 4096;
    constexpr std::size_t large_piece = std::size_t{4} << 20;
    for (std::size_t begin = 0; begin < timeline.size(); begin += events_at_once) {
        memory_.clear();
        events_.clear();
        for (const stored_handle& handle :
             timeline.subspan(begin, std::min(events_at_once, timeline.size() - begin)))
            events_.push_back(load(handle));
        encode(table::stg_ga4_events, {.events = events_, .sessions = {}, .credits = {}}, out);
        if (relieve && out[static_cast<std::size_t>(table::stg_ga4_events)].size() > large_piece)
            relieve(out);
    }
}

void user_worker::encode_sessions(table_pieces& out) {
    sessions_.clear();
    auto reached = attribution_.credits.begin();
    for (const auto& each : attribution_.sessions) {
        const auto first_credit = reached;
        while (reached != attribution_.credits.end() && reached->conversion <= &each.events.back())
            ++reached;
        sessions_.push_back({load_start(each), each.end(),
                             static_cast<std::int64_t>(each.events.size()), reached - first_credit,
                             origin_time(each)});
    }
    encode(table::int_sessions, {.events = {}, .sessions = sessions_, .credits = {}}, out);
}

void user_worker::encode_credits(model which, table_pieces& out) {
    credits_.clear();
    for (const auto& each : attribution_.credits) {
        const auto* const touch = each.by(which);
        credit_row& row = credits_.emplace_back();
        row.conversion = load(*each.conversion);
        row.conversion_date = zone_.day_of(row.conversion.event_timestamp);
        if (touch != nullptr) row.touchpoint = load_start(*touch);
    }
    user_rows rows;
    rows.credits[static_cast<std::size_t>(which)] = credits_;
    encode(which == model::first_click ? table::mart_first_click : table::mart_last_click, rows,
           out);
}

}  // namespace attrib
