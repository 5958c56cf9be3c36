#include <algorithm>
#include <libattrib/journeys/journey_store.hpp>

namespace attrib {
namespace {

constexpr std::chrono::days whole_day{1};

// What a conversion takes, roughly: with so many touchpoints and half of the columns.
constexpr std::size_t usual_touches = 6;
constexpr std::size_t usual_bytes =
    sizeof(packed_conversion) + usual_touches * (sizeof(touch) + 3 * sizeof(text_number));

}  // namespace

journey_store::moment journey_store::now() const {
    const std::scoped_lock lock(mutex_);
    return {generation_};
}

// Blocks of tables that were made otherwise are of no use, and texts that nobody needs any more go
// with the blocks they were read for. REQUIRES: the lock.
void journey_store::settle(const made_with& how) {
    if (settings_ == how.settings && texts_->bytes() <= options_.memory / 2) return;
    settings_ = how.settings;
    texts_ = std::make_shared<dictionary>();
    for (auto& [day, each] : days_) each.block = nullptr;
    bytes_ = 0;
}

bool journey_store::is_fresh(const entry& each, const reading& by) const noexcept {
    return is_live_ && each.block != nullptr && each.block->texts == by.texts &&
           each.block->columns.has_all(by.asked.columns) && each.begun_in >= each.touched_in &&
           each.begun_in >= everything_touched_in_;
}

// Ranges that fit into half of the budget each; a day is never split.
std::vector<journey_store::day_range> journey_store::pieces_of(connection& on, const made_with& how,
                                                               const request& asked) const {
    const query_result counted = on.run(
        "select conversion_date, sum(conversions)::bigint from mart_channel_daily "
        "where conversion_date >= $1::date and conversion_date < $2::date and model = $3 "
        "group by conversion_date order by conversion_date",
        {to_string(asked.from), to_string(asked.to), how.options.models.front().name});
    std::vector<day_range> pieces;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < counted.rows(); ++i) {
        calendar_day day;
        static_cast<void>(parse_day(counted.text(i, 0), day));
        const std::size_t more = static_cast<std::size_t>(counted.integer(i, 1)) * usual_bytes;
        if (pieces.empty() || bytes + more > options_.memory / 2) {
            pieces.emplace_back(day, day);
            bytes = 0;
        }
        bytes += more;
        pieces.back().second = day + whole_day;
    }
    return pieces;
}

void journey_store::visit(connection& on, const made_with& how, const request& asked,
                          const std::function<void(const std::vector<shared_block>&)>& visit) {
    for (const auto& [from, to] : pieces_of(on, how, asked)) {
        request piece = asked;
        piece.from = from;
        piece.to = to;
        visit(days_of(on, how, piece));
    }
}

// Takes what is fresh, reads what nobody reads, and waits for what others read: that may be fresh
// then, or must be read again.
std::vector<shared_block> journey_store::days_of(connection& on, const made_with& how,
                                                 const request& asked) {
    std::vector<shared_block> found;
    held_lock held(mutex_);
    settle(how);
    const reading by{on, how, asked, texts_};
    ++asks_;
    std::vector<calendar_day> missing;
    for (calendar_day day = asked.from; day < asked.to; day += whole_day) missing.push_back(day);
    while (!missing.empty()) {
        std::vector<calendar_day> unread;
        std::erase_if(missing, [&](calendar_day day) {
            // Nobody knows which changes touched a day that was not kept.
            const auto [place, is_new] = days_.try_emplace(day);
            entry& each = place->second;
            if (is_new) each.touched_in = generation_;
            each.asked = asks_;
            if (is_fresh(each, by)) {
                ++hits_;
                found.push_back(each.block);
                return true;
            }
            if (each.is_loading) return false;
            each.is_loading = true;
            unread.push_back(day);
            return true;
        });
        if (unread.empty()) {
            if (!missing.empty()) loaded_.wait(held);
            continue;
        }
        load_all(held, by, unread, found);
    }
    return found;
}

// One reading for days that follow each other. REQUIRES: the caller has marked them as loading.
void journey_store::load_all(held_lock& held, const reading& by,
                             const std::vector<calendar_day>& unread,
                             std::vector<shared_block>& out) {
    for (std::size_t begin = 0; begin < unread.size();) {
        std::size_t end = begin + 1;
        while (end < unread.size() && unread[end] == unread[end - 1] + whole_day) ++end;
        try {
            load(held, by, {unread[begin], unread[end - 1] + whole_day}, out);
        } catch (...) {
            for (std::size_t i = end; i < unread.size(); ++i) days_[unread[i]].is_loading = false;
            loaded_.notify_all();
            throw;
        }
        begin = end;
    }
}

// REQUIRES: the caller has marked the days as loading.
void journey_store::load(held_lock& held, const reading& by, const day_range& days,
                         std::vector<shared_block>& out) {
    touch_columns columns = by.asked.columns;
    for (calendar_day day = days.first; day < days.second; day += whole_day)
        if (const shared_block& known = days_[day].block) columns = columns.with(known->columns);
    std::vector<shared_block> read;
    const auto settle_days = [&](auto&& settle_day) {
        for (calendar_day day = days.first; day < days.second; day += whole_day) {
            days_[day].is_loading = false;
            settle_day(days_[day]);
        }
        loaded_.notify_all();
    };
    held.unlock();
    try {
        const touch_classifier classifier(by.how.paid_channels);
        read = load_journeys(by.on, {by.how.options, classifier, by.texts, options_.connect},
                             days.first, days.second, columns);
    } catch (...) {
        held.lock();
        settle_days([](entry&) {});
        throw;
    }
    held.lock();
    loads_ += read.size();
    out.insert(out.end(), read.begin(), read.end());
    settle_days([&, next = read.begin()](entry& each) mutable {
        if (each.block) bytes_ -= each.block->bytes();
        each.block = *next++;
        each.begun_in = by.asked.began.generation;
        bytes_ += each.block->bytes();
    });
    make_room();
}

// REQUIRES: the lock.
void journey_store::make_room() {
    while (bytes_ + texts_->bytes() > options_.memory && bytes_ > 0) {
        entry* oldest = nullptr;
        for (auto& [day, each] : days_)
            if (each.block && (oldest == nullptr || each.asked < oldest->asked)) oldest = &each;
        bytes_ -= oldest->block->bytes();
        oldest->block = nullptr;
    }
    std::erase_if(days_, [](const auto& each) {
        return each.second.block == nullptr && !each.second.is_loading;
    });
}

void journey_store::change(const table_change& change) {
    const std::scoped_lock lock(mutex_);
    ++generation_;
    if (change.is_everything) {
        everything_touched_in_ = generation_;
        return;
    }
    if (!change.first_journey_day || !change.last_journey_day) return;
    for (auto each = days_.lower_bound(*change.first_journey_day);
         each != days_.end() && each->first <= *change.last_journey_day; ++each)
        each->second.touched_in = generation_;
}

void journey_store::set_live(bool is_live) {
    const std::scoped_lock lock(mutex_);
    is_live_ = is_live;
    everything_touched_in_ = ++generation_;
}

journey_store_figures journey_store::figures() const {
    const std::scoped_lock lock(mutex_);
    journey_store_figures figures{bytes_ + texts_->bytes(), 0, hits_, loads_};
    for (const auto& [day, each] : days_)
        if (each.block) ++figures.days;
    return figures;
}

}  // namespace attrib
