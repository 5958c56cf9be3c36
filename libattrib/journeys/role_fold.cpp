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
            if (journey.is_attributed()) add_path(block, journey);
        });
    }

    template <class Visit>
    void for_each_value(const Visit& visit) const {
        slots_.for_each(
            [&](const group_key& key, std::size_t slot) { visit(key, values_[slot].counts); });
    }

    [[nodiscard]] const path_table& sums() const noexcept { return sums_; }

   private:
    struct value {
        role_counts counts;
        std::uint64_t path = 0;  // the last that had it
    };

    [[nodiscard]] value& value_at(const journey_block& block, std::size_t touch) {
        const std::size_t slot = slots_.slot_of_touch({}, block, touch);
        if (slot >= values_.size()) values_.resize(slots_.size());
        return values_[slot];
    }

    void add_path(const journey_block& block, const journey_view& journey) {
        ++path_;
        const path_quarters quarters = quarters_of(journey.length());
        const std::size_t mid = journey.begin + quarters.early;
        const std::size_t late = journey.end - quarters.late;
        ++value_at(block, journey.begin).counts.first;
        for (std::size_t touch = journey.begin; touch != journey.end; ++touch) {
            value& here = value_at(block, touch);
            ++(touch < mid ? here.counts.early : touch < late ? here.counts.mid : here.counts.late);
            const bool is_last = touch + 1 == journey.end;
            if (is_last) ++here.counts.last;
            if (here.path == path_) continue;
            here.path = path_;
            ++here.counts.influenced;
            if (!is_last) ++here.counts.assisted;
        }
    }

    const path_question& asked_;
    const number_filter& filter_;
    group_slots slots_;
    std::vector<value> values_;  // by slot
    std::uint64_t path_ = 0;
    path_table sums_;  // of the empty path, and of `any_path` for all others
};

}  // namespace

void role_counts::add(const role_counts& more) noexcept {
    first += more.first;
    assisted += more.assisted;
    last += more.last;
    influenced += more.influenced;
    early += more.early;
    mid += more.mid;
    late += more.late;
}

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
