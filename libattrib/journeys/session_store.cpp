#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <libattrib/journeys/session_store.hpp>
#include <nlohmann/json.hpp>

namespace attrib {
namespace {

constexpr std::chrono::days block_days{1};

// To look so many users up takes less time than to read a day, however small it is.
constexpr std::uint64_t few_rows = 10'000;

// What a session takes with its share of users and texts, roughly: columns are added.
constexpr std::size_t session_bytes = 32;

}  // namespace

session_store::moment session_store::now() const {
    const std::scoped_lock lock(mutex_);
    return {generation_};
}

// REQUIRES: the lock.
std::size_t session_store::bytes() const { return block_bytes_ + user_bytes_ + texts_->bytes(); }

// Blocks of tables that were made otherwise are of no use, and users and texts that nobody needs
// any more go with the blocks that they were read for. REQUIRES: both locks.
void session_store::settle(const made_with& how) {
    if (settings_ == how.settings && bytes() - block_bytes_ <= options_.memory / 2) return;
    settings_ = how.settings;
    visitor_days_ = block_days + std::chrono::ceil<std::chrono::days>(how.options.journey_window);
    texts_ = std::make_shared<dictionary>();
    users_ = std::make_unique<user_table>();
    user_bytes_ = 0;
    days_.clear();
    block_bytes_ = 0;
}

// Whether the block is that of the tables but for the changes that it lacks.
bool session_store::is_known(const entry& each, const request& asked) const noexcept {
    return is_live_ && each.block && each.block->columns.has_all(asked.columns) &&
           each.begun_in >= each.whole_in && each.begun_in >= everything_in_ &&
           (each.begun_in >= each.visitors_in || !asked.columns.has(touch_column::visitor));
}

// All days, where nothing needs to be read. REQUIRES: the lock.
std::optional<std::vector<shared_sessions>> session_store::find(const made_with& how,
                                                                const request& asked) {
    if (settings_ != how.settings) return std::nullopt;
    std::vector<shared_sessions> found;
    for (calendar_day day = asked.from; day < asked.to; day += block_days) {
        const auto each = days_.find(day);
        if (each == days_.end() || !is_known(each->second, asked)) return std::nullopt;
        const auto& changes = each->second.changes;
        if (!changes.empty() && changes.front().generation <= asked.began.generation)
            return std::nullopt;
        found.push_back(each->second.block);
    }
    ++asks_;
    for (calendar_day day = asked.from; day < asked.to; day += block_days) days_[day].asked = asks_;
    hits_ += found.size();
    return found;
}

// REQUIRES: both locks.
session_store::work session_store::work_of(const request& asked) {
    work needed;
    needed.columns = asked.columns;
    ++asks_;
    for (calendar_day day = asked.from; day < asked.to; day += block_days) {
        // Nobody knows which changes touched a day that was not kept.
        const auto [place, is_new] = days_.try_emplace(day);
        entry& each = place->second;
        if (is_new) each.whole_in = generation_;
        each.asked = asks_;
        if (!is_known(each, asked)) {
            needed.whole.push_back(day);
            if (each.block) needed.columns = needed.columns.with(each.block->columns);
            continue;
        }
        bool lacks_some = false;
        for (const named_change& change : each.changes) {
            if (change.generation > asked.began.generation) break;
            lacks_some = true;
            needed.batch_ids.insert(needed.batch_ids.end(), change.batch_ids.begin(),
                                    change.batch_ids.end());
        }
        if (lacks_some) needed.changed.push_back(each.block);
    }
    std::ranges::sort(needed.batch_ids);
    needed.batch_ids.erase(std::unique(needed.batch_ids.begin(), needed.batch_ids.end()),
                           needed.batch_ids.end());
    return needed;
}

// Users in so many parts that each fits half of the budget, and few enough days at once that the
// server does not take long. Its estimate of the sessions will do.
session_store::pieces session_store::pieces_of(connection& on, const request& asked,
                                               const work& needed) const {
    if (needed.whole.empty()) return {};
    const query_result plan = on.run(
        fmt::format("explain (format json) select from int_sessions where session_start >= "
                    "'{}'::timestamp at time zone 'UTC' and session_start < '{}'::timestamp at "
                    "time zone 'UTC'",
                    to_string(asked.from), to_string(asked.to)));
    const auto sessions =
        nlohmann::json::parse(plan.text(0, 0)).at(0).at("Plan").at("Plan Rows").get<std::size_t>();
    const std::size_t each = session_bytes + asked.columns.bytes();
    const std::chrono::days days = asked.to - asked.from;
    const auto statements = static_cast<int>(sessions / options_.sessions_at_once + 1);
    return {static_cast<unsigned>(sessions * each / options_.memory + 1),
            std::max(block_days, days / statements)};
}

// REQUIRES: the lock of who reads.
void session_store::read(connection& on, const session_source& source, const request& asked,
                         const work& needed, std::chrono::days at_once) {
    for (std::size_t begin = 0; begin < needed.whole.size();) {
        std::size_t end = begin + 1;
        while (end < needed.whole.size() && needed.whole[end] == needed.whole[end - 1] + block_days)
            ++end;
        load_sessions(on, source, needed.whole[begin], needed.whole[end - 1] + block_days,
                      needed.columns, at_once, [&](const std::vector<shared_sessions>& read) {
                          const std::scoped_lock lock(mutex_);
                          loads_ += read.size();
                          keep(asked, read);
                      });
        begin = end;
    }
    if (needed.changed.empty()) return;
    const auto read = load_changed_sessions(on, source, needed.changed, needed.batch_ids);
    const std::scoped_lock lock(mutex_);
    patches_ += read.size();
    keep(asked, read);
}

// REQUIRES: both locks.
void session_store::keep(const request& asked, const std::vector<shared_sessions>& read) {
    user_bytes_ = users_->bytes();
    for (const shared_sessions& block : read) {
        entry& each = days_[block->day];
        if (each.block) block_bytes_ -= each.block->bytes();
        block_bytes_ += block->bytes();
        each.block = block;
        each.begun_in = asked.began.generation;
        std::erase_if(each.changes, [&](const named_change& change) {
            const bool is_in = change.generation <= asked.began.generation;
            if (is_in) each.changed_rows -= change.rows;
            return is_in;
        });
    }
}

void session_store::visit(connection& on, const made_with& how, const request& asked,
                          const block_visit& visit) {
    const auto find_all = [&] {
        const std::scoped_lock lock(mutex_);
        return find(how, asked);
    };
    if (const auto found = find_all()) return visit(*found);
    std::unique_lock reading(reading_);
    if (const auto found = find_all()) {
        reading.unlock();
        return visit(*found);
    }
    work needed;
    {
        const std::scoped_lock lock(mutex_);
        settle(how);
        needed = work_of(asked);
    }
    const pieces of = pieces_of(on, asked, needed);
    if (of.parts > 1) {
        reading.unlock();
        return visit_in_parts(on, how, asked, of, visit);
    }
    read(on, {.options = how.options, .texts = texts_, .users = *users_}, asked, needed,
         of.at_once);
    std::vector<shared_sessions> blocks;
    {
        const std::scoped_lock lock(mutex_);
        for (calendar_day day = asked.from; day < asked.to; day += block_days)
            blocks.push_back(days_[day].block);
        make_room();
    }
    reading.unlock();
    visit(blocks);
}

// Keeps nothing.
void session_store::visit_in_parts(connection& on, const made_with& how, const request& asked,
                                   const pieces& of, const block_visit& visit) {
    for (unsigned i = 0; i < of.parts; ++i) {
        user_table users;
        const session_source source{.options = how.options,
                                    .texts = std::make_shared<dictionary>(),
                                    .users = users,
                                    .part = {i, of.parts}};
        std::vector<shared_sessions> blocks;
        load_sessions(on, source, asked.from, asked.to, asked.columns, of.at_once,
                      [&](const std::vector<shared_sessions>& read) {
                          blocks.insert(blocks.end(), read.begin(), read.end());
                      });
        visit(blocks);
    }
}

// REQUIRES: both locks.
void session_store::make_room() {
    while (bytes() > options_.memory && block_bytes_ > 0) {
        entry* oldest = nullptr;
        for (auto& [day, each] : days_)
            if (each.block && (oldest == nullptr || each.asked < oldest->asked)) oldest = &each;
        block_bytes_ -= oldest->block->bytes();
        oldest->block = nullptr;
    }
    std::erase_if(days_, [](const auto& each) { return each.second.block == nullptr; });
}

void session_store::change(const table_change& change) {
    const std::scoped_lock lock(mutex_);
    ++generation_;
    if (change.is_everything) {
        everything_in_ = generation_;
        return;
    }
    if (!change.first_session_day || !change.last_session_day) return;
    // After the last of these days, sessions are the same, but visitors may be others.
    for (auto place = days_.lower_bound(*change.first_session_day);
         place != days_.end() && place->first <= *change.last_session_day + visitor_days_;
         ++place) {
        entry& each = place->second;
        if (place->first > *change.last_session_day &&
            !(each.block && each.block->columns.has(touch_column::visitor)))
            each.visitors_in = generation_;
        else
            touch(each, change);
    }
}

// REQUIRES: the lock.
void session_store::touch(entry& each, const table_change& change) {
    each.changed_rows += change.rows;
    const bool is_read_whole = !each.block || change.batch_ids.empty() ||
                               each.changed_rows > each.block->size() / 4 + few_rows;
    if (is_read_whole) {
        each.whole_in = generation_;
        each.changes.clear();
        each.changed_rows = 0;
    } else {
        each.changes.push_back({generation_, change.rows, change.batch_ids});
    }
}

void session_store::set_live(bool is_live) {
    const std::scoped_lock lock(mutex_);
    is_live_ = is_live;
    everything_in_ = ++generation_;
}

session_store_figures session_store::figures() const {
    const std::scoped_lock lock(mutex_);
    session_store_figures figures{bytes(), 0, hits_, loads_, patches_};
    for (const auto& [day, each] : days_)
        if (each.block) ++figures.days;
    return figures;
}

}  // namespace attrib
