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

// A user's rows of one table that are more than this go on before the user is done.
constexpr std::size_t large_piece = std::size_t{4} << 20;

bool is_large(const table_pieces& rows) noexcept {
    return std::ranges::any_of(rows,
                               [](const std::string& piece) { return piece.size() > large_piece; });
}

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
    if (kept_ != kept_columns::all && order != 0 && attrib::is_same_event(left, right))
        is_ambiguous_ = true;
    return order;
}

void user_worker::run(const stored_user& user, table_pieces& out, const overflow& relieve) {
    user_pseudo_id_ = user.user_pseudo_id;
    memory_.clear();
    handles_.clear();
    for_each_event(user.events, [&](const stored_event& each) { handles_.emplace_back(each); });
    const std::size_t staged = stage_timeline(std::span(handles_), columns_, scratch_);
    if (columns_.take_ambiguous()) ++counts_.ambiguous_duplicates;
    counts_.moved_duplicates += columns_.take_moved();
    const std::span<const stored_handle> timeline = std::span(handles_).first(staged);
    attribute_user(timeline, options_.session_timeout, stored_conversions{}, scratch_, positions_,
                   attribution_);
    count(user, staged);
    if (sink_.takes(table::stg_ga4_events)) encode_events(timeline, out, relieve);
    if (sink_.takes(table::int_sessions)) encode_sessions(out);
    if (counts_journeys_) count_journeys();
    if (!attribution_.conversions.empty()) attribute(out, relieve);
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
    counts_.conversions += attribution_.conversions.size();
}

void user_worker::encode_events(std::span<const stored_handle> timeline, table_pieces& out,
                                const overflow& relieve) {
    // Some at a time: one user may have half of all events.
    constexpr std::size_t events_at_once = 4096;
    for (std::size_t begin = 0; begin < timeline.size(); begin += events_at_once) {
        memory_.clear();
        events_.clear();
        for (const stored_handle& handle :
             timeline.subspan(begin, std::min(events_at_once, timeline.size() - begin)))
            events_.push_back(load(handle));
        encode(table::stg_ga4_events, {.events = events_}, out);
        if (relieve && is_large(out)) relieve(out);
    }
}

void user_worker::encode_sessions(table_pieces& out) {
    sessions_.clear();
    auto reached = attribution_.conversions.begin();
    for (const auto& each : attribution_.sessions) {
        const auto first_credit = reached;
        while (reached != attribution_.conversions.end() && *reached <= &each.events.back())
            ++reached;
        sessions_.push_back({load_start(each), each.end(),
                             static_cast<std::int64_t>(each.events.size()), reached - first_credit,
                             origin_time(each)});
    }
    encode(table::int_sessions, {.sessions = sessions_}, out);
}

bool user_worker::takes_touchpoints(const table_sink& sink) noexcept {
    return std::ranges::any_of(std::array{table::int_touchpoints, table::mart_attribution,
                                          table::mart_first_click, table::mart_last_click},
                               [&](table which) { return sink.takes(which); });
}

bool user_worker::takes_journeys(const table_sink& sink) noexcept {
    return std::ranges::any_of(
        std::array{table::dda_transitions_daily, table::dda_sets_daily, table::mart_markov},
        [&](table which) { return sink.takes(which); });
}

void user_worker::count_journeys() {
    path_sessions_.clear();
    for (const auto& each : attribution_.sessions) {
        const stored_event& origin = each.origin().stored;
        path_sessions_.push_back(
            {each.start(), {origin.number_of(stored_channel), origin.number_of(stored_campaign)}});
    }
    path_conversions_.clear();
    for (const stored_handle* const each : attribution_.conversions)
        path_conversions_.push_back(path_conversion_of(*each));
    journeys_.add_user(path_sessions_, path_conversions_, names_.size(), options_.lookback, zone_);
}

path_conversion user_worker::path_conversion_of(const stored_handle& conversion) const {
    const stored_event& stored = conversion.stored;
    return {conversion.event_timestamp, names_.place_of(stored.number_of(stored_event_name)),
            stored.number_of(stored_currency), stored.value()};
}

void user_worker::count_path(const stored_handle& conversion) {
    const std::span<const touch> touches = touches_of(conversion, options_.lookback);
    const path_conversion converted = path_conversion_of(conversion);
    if (paths_) paths_->add(converted, touches);
    if (counts_roles_) roles_.add(converted.name, touches);
}

void user_worker::find_touches() {
    touches_.clear();
    starts_.clear();
    for (const auto& each : attribution_.sessions) {
        const stored_event& origin = each.origin().stored;
        const event known = columns_.load(each.origin());
        touches_.push_back({each.start(), origin.number_of(stored_channel),
                            classifier_.traits_of(known.channel, known.source, known.medium)});
        if (loads_starts_) starts_.push_back(load_start(each));
    }
}

std::span<const touch> user_worker::touches_of(const stored_handle& conversion,
                                               microseconds lookback) const {
    return touchpoints_of(std::span<const touch>(touches_), conversion.event_timestamp, lookback,
                          &touch::start);
}

void user_worker::attribute(table_pieces& out, const overflow& relieve) {
    find_touches();
    const bool loads_conversions = loads_starts_ || sink_.takes(table::int_conversions);
    for (const stored_handle* const each : attribution_.conversions) {
        if (loads_conversions) {
            memory_.clear();
            conversion_.conversion = load(*each);
        }
        conversion_.conversion_date = zone_.day_of(each->event_timestamp);
        attributions_.clear();
        for (std::size_t i = 0; i < options_.models.size(); ++i) share(i, *each);
        if (paths_ || counts_roles_) count_path(*each);
        if (sink_.takes(table::int_conversions))
            encode(table::int_conversions, {.conversions = {&conversion_, 1}}, out);
        if (sink_.takes(table::int_touchpoints)) encode_touchpoints(*each, out);
        if (sink_.takes(table::mart_attribution))
            encode(table::mart_attribution, {.attributions = attributions_}, out);
        for (const table mart : click_marts)
            if (sink_.takes(mart)) encode_credit(mart, *each, out);
        if (relieve && is_large(out)) relieve(out);
    }
}

// Credit of one conversion by one model, into the totals and `attributions_`.
void user_worker::share(std::size_t model, const stored_handle& conversion) {
    const model_instance& by = options_.models[model];
    const stored_event& stored = conversion.stored;
    const std::uint32_t name = stored.number_of(stored_event_name);
    microseconds lookback = by.lookback.value_or(options_.lookback);
    if (!by.lookbacks.empty())
        lookback = by.lookback_of(columns_.load(conversion).event_name, options_.lookback);
    const std::span<const touch> touches = touches_of(conversion, lookback);
    const std::span<const touch_credit> shares = attributor_.share(by, touches, stored.value());
    daily_rollup::key where{conversion_.conversion_date, static_cast<std::uint32_t>(model), name,
                            stored.number_of(stored_currency), daily_rollup::unattributed};
    if (shares.empty()) rollup_.add(where, whole_credit, stored.value());
    for (const touch_credit& each : shares) {
        where.channel = touches[each.place].channel;
        rollup_.add(where, each.credit, each.revenue);
    }
    if (sink_.takes(table::mart_attribution)) append_shares(by, touches, shares);
}

void user_worker::append_shares(const model_instance& model, std::span<const touch> touches,
                                std::span<const touch_credit> shares) {
    if (shares.empty())
        attributions_.push_back(
            {model.name, &conversion_, 0, 0, nullptr, whole_credit, conversion_.revenue()});
    for (const touch_credit& each : shares)
        attributions_.push_back({model.name, &conversion_,
                                 static_cast<std::int64_t>(each.place) + 1,
                                 static_cast<std::int64_t>(touches.size()),
                                 &start_of(touches[each.place]), each.credit, each.revenue});
}

void user_worker::encode_touchpoints(const stored_handle& conversion, table_pieces& out) {
    touchpoints_.clear();
    for (const touch& each : touches_of(conversion, options_.journey_window))
        touchpoints_.push_back(
            {&conversion_, static_cast<std::int64_t>(touchpoints_.size()) + 1, &start_of(each)});
    encode(table::int_touchpoints, {.touchpoints = touchpoints_}, out);
}

void user_worker::encode_credit(table which, const stored_handle& conversion, table_pieces& out) {
    const std::span<const touch> touches = touches_of(conversion, options_.lookback);
    const auto shares = attributor_.share(model_of_mart(which), touches, conversion.stored.value());
    credit_row row{conversion_, {}};
    if (!shares.empty()) row.touchpoint = start_of(touches[shares.front().place]);
    encode(which, {.credits = {&row, 1}}, out);
}

}  // namespace attrib
