#include <libattrib/journeys/role_fold.hpp>

#include <array>
#include <libattrib/journeys/detail/each_journey.hpp>
#include <libattrib/journeys/detail/fold_pieces.hpp>
#include <libattrib/journeys/detail/group_slots.hpp>
#include <libattrib/journeys/detail/journey_totals.hpp>

namespace attrib {
namespace {

constexpr std::array<text_number, 1> any_path{1};

// One thread's roles over blocks of one dictionary.
class partial_roles {
   public:
    partial_roles(const path_question& asked, const number_filter& filter)
        : asked_(asked), filter_(filter), slots_(list_of(asked.by)) {}

    void add(const journey_block& block, std::size_t begin, std::size_t end) {
        for_each_journey(asked_, filter_, block, begin, end, [&](const journey_view& journey) {
            sums_.add(std::span(any_path).first(journey.is_attributed() ? 1 : 0),
                      journey.conversion.currency, journey.sums(block));
            if (journey.is_attributed())
                add_roles(journey.length(), ++paths_, [&](std::size_t place) -> role_tally& {
                    return tally_at(block, journey.begin + place);
                });
        });
    }

    template <class Visit>
    void for_each_value(const Visit& visit) const {
        slots_.for_each(
            [&](const group_key& key, std::size_t slot) { visit(key, tallies_[slot].counts); });
    }

    [[nodiscard]] const path_table& sums() const noexcept { return sums_; }

   private:
    [[nodiscard]] role_tally& tally_at(const journey_block& block, std::size_t touch) {
        const std::size_t slot = slots_.slot_of_touch({}, block, touch);
        if (slot >= tallies_.size()) tallies_.resize(slots_.size());
        return tallies_[slot];
    }

    const path_question& asked_;
    const number_filter& filter_;
    group_slots slots_;
    std::vector<role_tally> tallies_;  // by slot
    std::uint64_t paths_ = 0;
    path_table sums_;  // of the empty path, and of `any_path` for all others
};

}  // namespace

void role_fold::add(const std::vector<shared_block>& blocks) {
    if (blocks.empty()) return;
    const dictionary& texts = texts_of(blocks);
    const number_filter filter(asked_.only, texts);
    const auto partials =
        fold_pieces(blocks, threads_, [&] { return partial_roles(asked_, filter); });
    for (const partial_roles& each : partials) {
        each.for_each_value([&](const group_key& key, const role_counts& counts) {
            values of;
            for (std::size_t i = 0; i < facts_of(asked_.by).column_count; ++i)
                of.push_back(shared_text_of(texts, key.values[i]));
            roles_[std::move(of)].add(counts);
        });
        add_totals(
            each.sums(), [&](text_number number) { return shared_text_of(texts, number); },
            totals_);
    }
}

}  // namespace attrib
