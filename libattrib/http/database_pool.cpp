#include <chrono>
#include <libattrib/core/error.hpp>
#include <libattrib/http/database_pool.hpp>
#include <optional>

namespace attrib {
namespace {

using clock = std::chrono::steady_clock;

// After a failed attempt the next jobs are not kept waiting for another.
constexpr std::chrono::milliseconds rest_after_failure{250};

}  // namespace

// A thread's connection, which comes and goes.
class database_pool::worker {
   public:
    explicit worker(const database_pool& pool) : pool_(pool) {}

    void run(const database_pool::job& job) {
        const bool is_old = on_.has_value();
        try {
            job.run(connected());
        } catch (const failure& failed) {
            if (failed.code() != errc::database_unavailable) throw;
            on_.reset();
            if (!is_old) throw;
            job.run(connected());
        }
    }

   private:
    connection& connected() {
        if (on_) return *on_;
        if (pool_.returns_ == returns_seen_ && clock::now() < not_before_)
            throw failure(errc::database_unavailable, why_);
        returns_seen_ = pool_.returns_;
        try {
            on_.emplace(pool_.options_.database);
            if (pool_.options_.prepare) pool_.options_.prepare(*on_);
        } catch (const failure& failed) {
            on_.reset();
            not_before_ = clock::now() + rest_after_failure;
            why_ = failed.what();
            throw;
        }
        return *on_;
    }

    const database_pool& pool_;
    std::uint64_t returns_seen_ = 0;  // before the last attempt
    std::optional<connection> on_;
    clock::time_point not_before_;
    std::string why_;
};

database_pool::database_pool(database_pool_options options)
    : options_(std::move(options)), jobs_(options_.most_waiting, options_.max_per_client) {
    for (unsigned i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { serve(); });
}

database_pool::~database_pool() {
    {
        const std::scoped_lock lock(mutex_);
        is_closing_ = true;
        jobs_.clear();
    }
    changed_.notify_all();
}

queue_verdict database_pool::submit(job work, const job_owner& owner) {
    {
        const std::scoped_lock lock(mutex_);
        if (is_closing_) return queue_verdict::all_have_too_many;
        const queue_verdict verdict = jobs_.push(owner, std::move(work));
        if (verdict != queue_verdict::queued) return verdict;
    }
    changed_.notify_one();
    return queue_verdict::queued;
}

std::size_t database_pool::waiting() const {
    const std::scoped_lock lock(mutex_);
    return jobs_.size();
}

std::size_t database_pool::waiting_clients() const {
    const std::scoped_lock lock(mutex_);
    return jobs_.clients();
}

void database_pool::serve() {
    worker own(*this);
    while (true) {
        job next;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return is_closing_ || jobs_.size() != 0; });
            if (is_closing_) return;
            next = jobs_.pop();
        }
        try {
            own.run(next);
        } catch (...) {  // told to who asked
            next.on_failure(std::current_exception());
        }
    }
}

}  // namespace attrib
