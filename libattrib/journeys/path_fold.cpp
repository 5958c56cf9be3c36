#include <libattrib/journeys/path_fold.hpp>

#include <libattrib/core/error.hpp>
#include <libattrib/journeys/detail/each_journey.hpp>
#include <libattrib/journeys/detail/fold_pieces.hpp>
#include <libattrib/journeys/detail/journey_totals.hpp>

namespace attrib {

/// One thread's way into a fold's tables, from blocks of one dictionary. The first paths it meets,
/// among them the most frequent ones, it adds up by itself. Others wait until there are some of the
/// same table: to lock it for each, and to wait for memory each time, would take longer than all
/// else.
class path_feeder {
   public:
    path_feeder(path_fold& into, const number_filter& filter, const dictionary& texts)
        : into_(into),
          filter_(filter),
          facts_(facts_of(into.asked_.by)),
          number_of_(texts, into.texts_),
          batches_(path_fold::table_count) {}

    void add(const journey_block& block, std::size_t begin, std::size_t end) {
        for_each_journey(into_.asked_, filter_, block, begin, end,
                         [&](const journey_view& journey) {
                             const path_sums sums = journey.sums(block);
                             read_key(block, journey, sums);
                             add_key(number_of_(journey.conversion.currency), sums);
                         });
    }

    // Adds what is not in the fold's tables yet.
    void finish() {
        for (std::size_t path = 0; path < own_.size(); ++path)
            own_.for_each_currency(path, [&](text_number currency, const path_sums& sums) {
                const auto values = own_.values(path);
                push(values, hash_of_path(values), currency, sums);
            });
        for (std::size_t table = 0; table < batches_.size(); ++table) empty(table);
    }

   private:
    static constexpr std::size_t most_own_paths = 512;
    static constexpr std::size_t batch_size = 64;

    void read_key(const journey_block& block, const journey_view& journey, const path_sums& sums) {
        key_.clear();
        if (into_.by_ == path_key::values)
            read_values(block, journey);
        else if (journey.is_attributed())
            key_.push_back(static_cast<text_number>(
                into_.by_ == path_key::days ? sums.days : journey.length()));
    }

    void read_values(const journey_block& block, const journey_view& journey) {
        for (std::size_t touch = journey.begin; touch != journey.end; ++touch)
            for (std::size_t i = 0; i < facts_.column_count; ++i)
                key_.push_back(number_of_(block.value(facts_.columns[i], touch)));
    }

    void add_key(text_number currency, const path_sums& sums) {
        const std::uint64_t hash = hash_of_path(key_);
        if (!own_.add_among(most_own_paths, key_, hash, currency, sums))
            push(key_, hash, currency, sums);
    }

    void push(std::span<const text_number> values, std::uint64_t hash, text_number currency,
              const path_sums& sums) {
        const std::size_t table = hash >> (64 - path_fold::table_bits);
        batches_[table].push(values, hash, currency, sums);
        if (batches_[table].entries().size() == batch_size) empty(table);
    }

    void empty(std::size_t table) {
        std::size_t more = 0;
        {
            const std::scoped_lock lock(into_.tables_[table].mutex);
            path_table& paths = into_.tables_[table].paths;
            more -= paths.bytes();
            paths.add(batches_[table]);
            more += paths.bytes();
        }
        batches_[table].clear();
        if ((into_.bytes_ += more) > into_.most_bytes_)
            throw failure(errc::invalid_option,
                          "so many different paths are too much: give `from` and `to` nearer to "
                          "each other, a shorter `lookback_days` or a `by` of fewer values");
    }

    path_fold& into_;
    const number_filter& filter_;
    const dimension_facts& facts_;
    path_numbers number_of_;
    std::vector<text_number> key_;
    path_table own_;
    std::vector<path_batch> batches_;  // by table
};

void path_fold::add(const std::vector<shared_block>& blocks) {
    if (blocks.empty()) return;
    const dictionary& texts = texts_of(blocks);
    const number_filter filter(asked_.only, texts);
    for (path_feeder& each :
         fold_pieces(blocks, threads_, [&] { return path_feeder(*this, filter, texts); }))
        each.finish();
}

std::size_t path_fold::size() const noexcept {
    std::size_t sum = 0;
    for (const locked_table& each : tables_) sum += each.paths.size();
    return sum;
}

currency_totals path_fold::totals() const {
    currency_totals totals;
    for (const locked_table& each : tables_)
        add_totals(
            each.paths, [&](text_number number) { return texts_.text_of(number); }, totals);
    return totals;
}

}  // namespace attrib
