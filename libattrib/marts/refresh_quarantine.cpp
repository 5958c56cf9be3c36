// What the refresher does when the database refuses rows for good.
#include <algorithm>
#include <iterator>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/bisect.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <libattrib/marts/refresh.hpp>
#include <libattrib/marts/take_out_users.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/savepoint.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <set>

namespace attrib {
namespace {

void add(refresh_summary& all, const refresh_summary& some) {
    all.batches += some.batches;
    all.rows += some.rows;
    all.events += some.events;
    all.users += some.users;
    all.whole_users += some.whole_users;
    all.conversions += some.conversions;
    all.users_set_aside += some.users_set_aside;
    all.batches_set_aside += some.batches_set_aside;
    if (!some.why.state.empty()) all.why = some.why;
    all.moves_credits |= some.moves_credits;
    widen(all.daily_days, some.daily_days);
    widen(all.journey_days, some.journey_days);
}

bool is_refused(const failure& failed) { return kind_of(failed) == failure_kind::data; }

// A transaction in which every statement is refused at once, none at the commit.
class strict_transaction {
   public:
    explicit strict_transaction(connection& on) : work_(on) {
        lock_until_commit(on, lock_purpose::rebuild);
        on.run("set constraints all immediate");
    }
    void commit() { work_.commit(); }

   private:
    transaction work_;
};

}  // namespace

refresh_summary refresher::take_apart(std::vector<waiting_batch> waiting) {
    refresh_summary all;
    is_proven_ = false;
    take_or_bisect(
        std::span<const waiting_batch>(waiting),
        [&](std::span<const waiting_batch> some) {
            return some.size() > 1 && try_to_take(some, all);
        },
        [&](const waiting_batch& one) { take_by_user(one, all); });
    return all;
}

bool refresher::try_to_take(std::span<const waiting_batch> some, refresh_summary& all) {
    try {
        transaction work(on_);
        lock_until_commit(on_, lock_purpose::rebuild);
        const std::vector<waiting_batch> waiting = still_waiting(on_, some);
        if (waiting.empty()) return true;
        const auto done = take(waiting);
        if (!done) return true;
        work.commit();
        is_proven_ = is_proven_ || done->users != 0;
        add(all, *done);
        return true;
    } catch (const failure& failed) {
        if (!is_refused(failed)) throw;
        return false;
    }
}

void refresher::take_by_user(const waiting_batch& batch, refresh_summary& all) {
    try {
        strict_transaction work(on_);
        const std::vector<waiting_batch> waiting = still_waiting(on_, {&batch, 1});
        if (waiting.empty()) return;
        check_tables();
        if (has_unfinished_commits(on_)) return;
        pending_batches pending(on_, waiting, classifier_);
        if (pending.batches().empty()) return;
        refresh_summary done;
        done.batches = 1;
        done.rows = pending.rows();
        const std::vector<refused_user> refused = take_users(pending.users(), done);
        leave_out(refused);
        set_users_aside(on_, batch.batch_id, refused);
        finish(pending.batches(), done, !refused.empty());
        work.commit();
        add(all, done);
    } catch (const failure& failed) {
        if (!is_refused(failed)) throw;
        set_aside_whole(batch, failed, all);
    }
}

// Its users cannot be told apart, or their rows not be removed: all of it waits. REQUIRES: a
// handler of the failure.
void refresher::set_aside_whole(const waiting_batch& batch, const failure& failed,
                                refresh_summary& all) {
    strict_transaction work(on_);
    const std::vector<waiting_batch> waiting = still_waiting(on_, {&batch, 1});
    if (waiting.empty()) return;
    demand_proof(std::current_exception());
    refresh_summary done;
    done.batches_set_aside = 1;
    done.why = refusal_of(failed);
    set_batch_aside(on_, batch.batch_id, done.why);
    finish({batch.batch_id}, done, false);
    work.commit();
    add(all, done);
}

// Takes all users in but those that the database refuses, in the transaction there is.
std::vector<refused_user> refresher::take_users(std::span<pending_user> users,
                                                refresh_summary& done) {
    std::vector<refused_user> refused;
    std::exception_ptr last;
    refusal why;
    take_or_bisect(
        users,
        [&](std::span<pending_user> some) {
            try {
                savepoint part(on_);
                refresh_summary step;
                compute(some, step);
                part.keep();
                is_proven_ = true;
                add(done, step);
                return true;
            } catch (const failure& failed) {
                if (!is_refused(failed)) throw;
                last = std::current_exception();
                why = refusal_of(failed);
                return false;
            }
        },
        [&](const pending_user& one) {
            refused.push_back({std::string(one.user_pseudo_id), why});
        });
    if (refused.empty()) return refused;
    demand_proof(last);
    done.users_set_aside += refused.size();
    done.why = refused.back().why;
    return refused;
}

// Takes the users' rows out of all tables.
void refresher::leave_out(std::span<const refused_user> refused) {
    std::vector<std::string> users;
    for (const refused_user& each : refused) users.push_back(each.user_pseudo_id);
    if (!users.empty()) take_out_users(on_, options_, touches_, users);
}

// Throws the refusal when nothing shows that the tables take anything in at all.
void refresher::demand_proof(const std::exception_ptr& refused) {
    if (!is_proven_) is_proven_ = take_whole_user_again();
    if (!is_proven_) std::rethrow_exception(refused);
}

// Whether a user who is in the tables can be taken out and in again; nothing has changed then.
bool refresher::take_whole_user_again() {
    try {
        const savepoint trial(on_);
        const query_result found = on_.run(
            "(select user_pseudo_id from mart_last_click order by conversion_timestamp desc limit "
            "1) union all (select user_pseudo_id from int_sessions order by session_start desc "
            "limit 1) limit 1");
        if (found.rows() == 0) return false;
        const std::string name(found.text(0, 0));
        mart_delta lookup(on_, options_.models);
        lookup.add_lookup(lookup_kind::whole_user, name, {});
        const std::string rows = lookup.staged_of_users();
        pending_user user{name, {}};
        for (copy_decoder row(rows); row.next_row(staged_event_fields);)
            user.events.push_back(take_staged_fields(row));
        take_out_users(on_, options_, touches_, {&name, 1});
        refresh_summary ignored;
        compute({&user, 1}, ignored);
        return true;
    } catch (const failure& failed) {
        if (!is_refused(failed)) throw;
        return false;
    }
}

retried refresher::retry(std::span<const quarantine_entry> entries) {
    constexpr std::size_t users_at_once = 1000;
    retried back;
    std::vector<std::string> users;
    for (const quarantine_entry& entry : entries) {
        if (entry.user_pseudo_id.empty())
            back.batches += retry_batch(*entry.batch_id);
        else
            users.push_back(entry.user_pseudo_id);
    }
    for (std::size_t i = 0; i < users.size(); i += users_at_once)
        back.users +=
            retry_users(std::span(users).subspan(i, std::min(users_at_once, users.size() - i)));
    return back;
}

// 1 when it came back; users that are refused go into quarantine instead.
std::uint64_t refresher::retry_batch(std::int64_t batch_id) {
    is_proven_ = false;
    try {
        strict_transaction work(on_);
        check_tables();
        pending_batches pending = pending_batches::of_batch(on_, batch_id, classifier_);
        refresh_summary done;
        const std::vector<refused_user> refused = take_users(pending.users(), done);
        leave_out(refused);
        set_users_aside(on_, batch_id, refused);
        take_batch_back(on_, batch_id);
        finish({}, done, true);
        work.commit();
        return 1;
    } catch (const failure& failed) {
        if (!is_refused(failed)) throw;
        return 0;
    }
}

std::uint64_t refresher::retry_users(std::span<const std::string> users) {
    is_proven_ = true;  // they are in quarantine already
    strict_transaction work(on_);
    check_tables();
    pending_batches pending = pending_batches::of_users(on_, users, classifier_);
    refresh_summary done;
    const std::vector<refused_user> refused = take_users(pending.users(), done);
    std::set<std::string_view> stay;
    for (const refused_user& each : refused) stay.insert(each.user_pseudo_id);
    std::vector<std::string> back;
    std::ranges::copy_if(users, std::back_inserter(back),
                         [&](const std::string& user) { return !stay.contains(user); });
    take_users_back(on_, back);
    set_users_aside(on_, std::nullopt, refused);
    finish({}, done, true);
    work.commit();
    return back.size();
}

}  // namespace attrib
