#include <libattrib/journeys/path_fold.hpp>

#include <libattrib/journeys/detail/each_journey.hpp>
#include <libattrib/journeys/detail/fold_pieces.hpp>
#include <libattrib/journeys/detail/journey_totals.hpp>

namespace attrib {

/// One thread's way into a fold's table, from blocks of one dictionary.
class path_feeder {
   public:
    path_feeder(path_fold& into, const number_filter& filter, const dictionary& texts)
        : into_(into),
          filter_(filter),
          facts_(facts_of(into.asked_.by)),
          number_of_(texts, into.texts_),
          writer_(into.paths_) {}

    void add(const journey_block& block, std::size_t begin, std::size_t end) {
        for_each_journey(into_.asked_, filter_, block, begin, end,
                         [&](const journey_view& journey) {
                             const path_sums sums = journey.sums(block);
                             read_key(block, journey, sums);
                             writer_.add(key_, number_of_(journey.conversion.currency), sums);
                         });
    }

    void finish() { writer_.finish(); }

   private:
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

    path_fold& into_;
    const number_filter& filter_;
    const dimension_facts& facts_;
    path_numbers number_of_;
    std::vector<text_number> key_;
    path_writer writer_;
};

void path_fold::add(const std::vector<shared_block>& blocks) {
    if (blocks.empty()) return;
    const dictionary& texts = texts_of(blocks);
    const number_filter filter(asked_.only, texts);
    for (path_feeder& each :
         fold_pieces(blocks, threads_, [&] { return path_feeder(*this, filter, texts); }))
        each.finish();
}

currency_totals path_fold::totals() const {
    currency_totals totals;
    paths_.for_each_part([&](const path_table& each) {
        add_totals(
            each, [&](text_number number) { return texts_.text_of(number); }, totals);
    });
    return totals;
}

error path_fold::too_many_paths() {
    return {errc::invalid_option,
            "so many different paths are too much: give `from` and `to` nearer to each other, a "
            "shorter `lookback_days` or a `by` of fewer values"};
}

}  // namespace attrib
