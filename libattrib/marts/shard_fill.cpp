#include <libattrib/marts/shard_fill.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <libattrib/core/array_text.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/marts/summary_sum.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/shards.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <memory>
#include <mutex>

namespace attrib {
namespace {

constexpr std::size_t shard_piece_bytes = std::size_t{1} << 20;

std::string next_of(const std::string& schema, table which) {
    return fmt::format("{}.{}__next", schema, name_of(which));
}

// The raw events of one shard.
class shard_events final : public event_feed {
   public:
    shard_events(const shard& from, const set_aside& without,
                 std::function<void(std::uint64_t)> on_read)
        : without_(without),
          on_read_(std::move(on_read)),
          on_(from.node),
          rows_(on_, fmt::format("select {} from {} where {}", raw_column_list(), from.relation,
                                 without.batches.empty()
                                     ? "true"
                                     : "batch_id <> all ('" + array_text(without.batches) + "')")) {
    }

    bool read_some(event_consumer& consumer) override {
        piece_.clear();
        if (!rows_.read(piece_, shard_piece_bytes)) return false;
        std::uint64_t count = 0;
        for (copy_decoder row(piece_); row.next_row(raw_event_fields); ++count) {
            const event taken = take_raw_fields(row);
            if (!without_.users.contains(std::string(taken.user_pseudo_id))) consumer.accept(taken);
        }
        on_read_(count);
        return true;
    }

   private:
    const set_aside& without_;
    std::function<void(std::uint64_t)> on_read_;
    connection on_;
    copy_reader rows_;
    std::string piece_;
};

// Rows of users into the shards at one place; those of summed tables are the summary's.
class shard_sink final : public table_sink {
   public:
    explicit shard_sink(std::span<const table> tables) {
        for (const table which : tables) is_taken_[static_cast<std::size_t>(which)] = true;
    }
    void open(table which, const shard& target) {
        targets_[static_cast<std::size_t>(which)] = std::make_unique<writing>(target);
    }
    void finish() {
        for (const auto& target : targets_)
            if (target) target->rows.finish();
    }

    [[nodiscard]] bool takes(table which) const noexcept override {
        return is_taken_[static_cast<std::size_t>(which)];
    }
    void encode(table which, const user_rows& rows, std::string& out) const override {
        append_ordered_rows(which, rows, out);
    }
    void encode(table, const summed_rows&, std::string&) const override {}
    void write(table which, std::string&& rows) override {
        if (const auto& target = targets_[static_cast<std::size_t>(which)])
            target->rows.write(rows);
    }

   private:
    struct writing {
        explicit writing(const shard& target) : on(target.node), rows(on, target.relation) {}
        connection on;
        copy_writer rows;
    };

    std::array<bool, table_count> is_taken_{};
    std::array<std::unique_ptr<writing>, table_count> targets_;
};

class shard_work {
   public:
    shard_work(const shard_filling& how, connection& on)
        : how_(how), on_(on), sum_(how.options.engine.attribution) {}

    void make_tables();
    [[nodiscard]] bool can_reach_nodes();
    void fill();
    engine_summary finish();

   private:
    void fill_place(std::size_t place);
    void count_read(std::uint64_t rows);
    [[nodiscard]] bool is_interrupted() const {
        return how_.options.interrupt != nullptr && *how_.options.interrupt;
    }

    const shard_filling& how_;
    connection& on_;  // the coordinator
    std::vector<shard> raw_;
    std::array<std::vector<shard>, table_count> targets_;
    std::mutex mutex_;  // for what follows
    std::uint64_t read_ = 0;
    summary_sum sum_;
};

bool shard_work::can_reach_nodes() {
    raw_ = shards_of(on_, how_.options.database, "ga4_events_raw");
    const std::optional<std::string> why = why_unreachable(raw_);
    if (why && how_.options.on_message)
        how_.options.on_message(
            fmt::format("the workers of the cluster cannot be reached from here, so all rows go "
                        "through the coordinator, which takes longer: {}",
                        *why));
    return !why;
}

void shard_work::make_tables() {
    for (const table which : how_.tables) {
        const std::string next = next_of(how_.schema, which);
        on_.run("drop table if exists " + next);
        transaction work(on_);
        make_like(on_, next, which);
        if (how_.schema == on_.schema()) constrain_like(on_, next, which);
        if (is_by_user(which)) distribute_table(on_, next);
        work.commit();
    }
}

void shard_work::count_read(std::uint64_t rows) {
    if (is_interrupted())
        throw failure(errc::interrupted, "interrupted; the tables are as they were");
    const std::scoped_lock lock(mutex_);
    read_ += rows;
    if (how_.options.on_progress) how_.options.on_progress(read_, std::max(read_, how_.rows));
}

void shard_work::fill_place(std::size_t place) {
    engine batch({how_.options.engine.attribution, 1}, how_.classifier);
    {
        shard_events events(raw_[place], how_.without,
                            [this](std::uint64_t rows) { count_read(rows); });
        batch.read(events);
    }
    shard_sink sink(how_.tables);
    for (const table which : how_.tables)
        if (is_by_user(which))
            sink.open(which, targets_[static_cast<std::size_t>(which)].at(place));
    const engine_summary summary = batch.run(sink);
    sink.finish();
    const std::scoped_lock lock(mutex_);
    sum_.add(summary);
}

void shard_work::fill() {
    // A shard that moves would leave where it was what is written there meanwhile. Moves take all
    // tables of a group, and a weaker lock.
    connection keeper(how_.options.database);
    const transaction kept(keeper);
    const auto spread = std::ranges::find_if(how_.tables, is_by_user);
    keeper.run(fmt::format("lock table {} in share mode", next_of(how_.schema, *spread)));
    raw_ = shards_of(on_, how_.options.database, "ga4_events_raw");
    for (const table which : how_.tables)
        if (is_by_user(which))
            targets_[static_cast<std::size_t>(which)] =
                shards_of(on_, how_.options.database, next_of(how_.schema, which));
    std::atomic<std::size_t> next{0};
    run_on_threads(how_.options.engine.threads, [&](unsigned) {
        for (std::size_t place = next++; place < raw_.size(); place = next++) fill_place(place);
    });
}

engine_summary shard_work::finish() {
    engine_summary summary = sum_.take();
    const summed_rows sums{
        .daily = summary.daily, .transitions = summary.transitions, .sets = summary.journey_sets};
    // All shards at once: what was written before is committed.
    on_.run("set citus.multi_shard_modify_mode = 'parallel'");
    for (const table which : how_.tables) {
        const std::string next = next_of(how_.schema, which);
        if (!is_by_user(which)) {
            std::string rows;
            append_summed_rows(which, sums, rows);
            copy_rows(on_, next, rows);
        }
        index_like(on_, next, which);
        on_.run("analyze " + next);
    }
    return summary;
}

}  // namespace

std::optional<engine_summary> fill_shards(const shard_filling& how) {
    connection on(how.options.database);
    on.interrupt_by(how.options.interrupt);
    shard_work work(how, on);
    if (!work.can_reach_nodes()) return std::nullopt;
    work.make_tables();
    recover_transactions(on);  // a node that does not have them yet
    if (how.options.on_phase) how.options.on_phase(rebuild_phase::writing);
    work.fill();
    if (how.options.on_phase) how.options.on_phase(rebuild_phase::indexing);
    return work.finish();
}

}  // namespace attrib
