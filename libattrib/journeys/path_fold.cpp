#include <libattrib/journeys/path_fold.hpp>

#include <libattrib/journeys/detail/each_journey.hpp>
#include <libattrib/journeys/detail/fold_pieces.hpp>
#include <libattrib/journeys/detail/renumbering.hpp>

namespace attrib {
namespace {

// One thread's paths over blocks of one dictionary.
class partial_paths {
   public:
    partial_paths(const path_question& asked, path_key by, const number_filter& filter)
        : asked_(asked), by_(by), filter_(filter), facts_(facts_of(asked.by)) {}

    void add(const journey_block& block, std::size_t begin, std::size_t end) {
        for_each_journey(asked_, filter_, block, begin, end, [&](const journey_view& journey) {
            const path_sums sums = journey.sums(block);
            read_key(block, journey, sums);
            paths_.add(key_, journey.conversion.currency, sums);
        });
    }

    [[nodiscard]] const path_table& paths() const noexcept { return paths_; }

   private:
    void read_key(const journey_block& block, const journey_view& journey, const path_sums& sums) {
        key_.clear();
        if (by_ == path_key::values)
            read_values(block, journey);
        else if (journey.is_attributed())
            key_.push_back(
                static_cast<text_number>(by_ == path_key::days ? sums.days : journey.length()));
    }

    void read_values(const journey_block& block, const journey_view& journey) {
        for (std::size_t touch = journey.begin; touch != journey.end; ++touch)
            for (std::size_t i = 0; i < facts_.column_count; ++i)
                key_.push_back(block.value(facts_.columns[i], touch));
    }

    const path_question& asked_;
    path_key by_;
    const number_filter& filter_;
    const dimension_facts& facts_;
    std::vector<text_number> key_;
    path_table paths_;
};

}  // namespace

text_number path_texts::number_of(std::string_view text) {
    const dictionary::entry known = texts_.add(text);
    if (known.id == all_.size()) all_.push_back(known.text);
    return known.id;
}

void path_fold::add(const std::vector<shared_block>& blocks) {
    if (blocks.empty()) return;
    const number_filter filter(asked_.only, texts_of(blocks));
    const auto partials =
        fold_pieces(blocks, threads_, [&] { return partial_paths(asked_, by_, filter); });
    renumbering own_number(texts_of(blocks), texts_);
    std::vector<text_number> key;
    for (const partial_paths& each : partials)
        for (std::size_t path = 0; path < each.paths().size(); ++path) {
            const auto values = each.paths().values(path);
            key.assign(values.begin(), values.end());
            if (by_ == path_key::values)
                for (text_number& number : key) number = own_number(number);
            each.paths().for_each_currency(path, [&](text_number currency, const path_sums& sums) {
                paths_.add(key, own_number(currency), sums);
            });
        }
}

currency_totals totals_of(const path_table& paths, const path_texts& texts) {
    currency_totals totals;
    for (std::size_t path = 0; path < paths.size(); ++path)
        paths.for_each_currency(path, [&](text_number currency, const path_sums& sums) {
            path_totals& of = totals[texts.text_of(currency)];
            (paths.values(path).empty() ? of.unattributed : of.attributed).add(sums);
        });
    return totals;
}

}  // namespace attrib
