// The fold against one conversion after the other, by texts and maps.
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_blocks.hpp>

namespace attrib::test {
namespace {

using group_map = std::map<credit_group, std::vector<credit_amount>>;
using text = std::optional<std::string>;

text text_of(const journey_block& block, text_number number) {
    if (number == 0) return std::nullopt;
    return std::string(block.texts->text_of(number));
}

// The dimensions' values of a touch, the first of the path being at `first`; null: of an
// unattributed conversion.
std::vector<text> values_of(const credit_question& asked, const journey_block& block,
                            const packed_conversion& conversion, std::optional<std::size_t> touch,
                            std::size_t first) {
    std::vector<text> values;
    for (const dimension by : asked.by) {
        const dimension_facts& facts = facts_of(by);
        for (std::size_t i = 0; i < facts.column_count; ++i)
            values.push_back(touch ? text_of(block, block.value(facts.columns[i], *touch))
                                   : std::nullopt);
        if (by == dimension::channel_touch_no || by == dimension::touch_no)
            values.push_back(touch ? text(std::to_string(*touch - first + 1)) : std::nullopt);
        if (by == dimension::conversion_name) values.push_back(text_of(block, conversion.name));
        if (by >= dimension::day) values.emplace_back(to_string(first_day_of(by, block.day)));
    }
    return values;
}

// Whether a text or null passes a test; a reference for text_test.
bool passes(const share_condition& test, const text& value) {
    using enum share_condition::kind;
    if (test.which == is)
        return std::ranges::find(test.values, value.value_or("")) != test.values.end();
    if (!value) return false;
    return std::ranges::any_of(test.values, [&](const std::string& wanted) {
        if (test.which == starts_with) return value->substr(0, wanted.size()) == wanted;
        return value->find(wanted) != std::string::npos;  // drawn patterns are plain texts
    });
}

bool holds(const share_condition& of, const journey_block& block,
           const packed_conversion& conversion, std::optional<std::size_t> touch) {
    using enum share_condition::kind;
    if (of.is_test()) {
        if (of.column == share_column::conversion_name)
            return passes(of, text_of(block, conversion.name));
        if (of.column == share_column::currency)
            return passes(of, text_of(block, conversion.currency));
        return passes(of, touch ? text_of(block, block.value(touch_column_of(of.column), *touch))
                                : std::nullopt);
    }
    std::size_t holding = 0;
    for (const share_condition& each : of.parts) holding += holds(each, block, conversion, touch);
    if (of.which == all_of) return holding == of.parts.size();
    return of.which == any_of ? holding > 0 : holding == 0;
}

bool takes(const credit_question& asked, const journey_block& block,
           const packed_conversion& conversion, std::optional<std::size_t> touch) {
    if (!holds(asked.only.where, block, conversion, touch)) return false;
    for (std::size_t i = 0; i < touch_column_count; ++i) {
        if (!asked.only.touch[i]) continue;
        const text value = touch ? text_of(block, block.value(static_cast<touch_column>(i), *touch))
                                 : std::nullopt;
        if (value.value_or("") != *asked.only.touch[i]) return false;
    }
    return true;
}

void add_slowly(const credit_question& asked, const journey_block& block, std::size_t at,
                group_map& groups) {
    const packed_conversion& conversion = block.conversions[at];
    const auto matches = [&](const text& wanted, text_number number) {
        return !wanted || text_of(block, number).value_or("") == *wanted;
    };
    if (!matches(asked.only.conversion_name, conversion.name) ||
        !matches(asked.only.currency, conversion.currency))
        return;
    for (std::size_t i = 0; i < asked.models.size(); ++i) {
        const model_instance& model = asked.models[i];
        const microseconds lookback =
            model.lookback_of(text_of(block, conversion.name).value_or(""), asked.lookback);
        std::vector<touch> touches;
        std::size_t first = block.touches_end(at);
        for (std::size_t j = conversion.first_touch; j < block.touches_end(at); ++j) {
            if (conversion.when - block.touches[j].start > lookback) continue;
            first = std::min(first, j);
            touches.push_back(block.touches[j]);
        }
        const auto add = [&](std::optional<std::size_t> touch, money credit, money revenue) {
            if (!takes(asked, block, conversion, touch)) return;
            auto& sums = groups[{values_of(asked, block, conversion, touch, first),
                                 text_of(block, conversion.currency), touch.has_value()}];
            sums.resize(asked.models.size());
            credit_amount amount{credit, revenue};
            if (asked.weighs_journeys && touch) {
                const microseconds to_convert = conversion.when - block.touches[*touch].start;
                for (money_sum* const each : {&amount.microseconds_to_convert, &amount.touchpoints})
                    each->millionths = credit.millionths;
                amount.microseconds_to_convert.millionths *= to_convert.count();
                amount.touchpoints.millionths *= static_cast<money_sum::count>(touches.size());
            }
            sums[i].add(amount);
        };
        attributor by;
        const auto shares = by.share(model, touches, conversion.revenue);
        if (shares.empty()) add(std::nullopt, whole_credit, conversion.revenue);
        for (const touch_credit& each : shares) add(first + each.place, each.credit, each.revenue);
    }
}

group_map fold_slowly(const credit_question& asked, const std::vector<shared_block>& blocks) {
    group_map groups;
    for (const shared_block& block : blocks)
        for (std::size_t at = 0; at < block->conversions.size(); ++at)
            add_slowly(asked, *block, at, groups);
    std::erase_if(groups, [](const auto& each) {
        return std::ranges::all_of(
            each.second, [](const credit_amount& amount) { return amount == credit_amount(); });
    });
    return groups;
}

group_map map_of(const std::vector<credited_group>& rows) {
    group_map groups;
    for (const credited_group& row : rows) CHECK(groups.emplace(row.group, row.amounts).second);
    return groups;
}

share_condition draw_condition(random_stream& random, int depth) {
    using enum share_condition::kind;
    const std::vector<std::string> values{"a", "b", "c d", "", "Email", "USD", "lead", " "};
    share_condition drawn;
    if (depth > 0 && random.below(2) == 0) {
        drawn.which = std::array{all_of, any_of, none_of}[random.below(3)];
        for (std::size_t i = random.below(4); i > 0; --i)
            drawn.parts.push_back(draw_condition(random, depth - 1));
        return drawn;
    }
    drawn.which = std::array{is, contains, starts_with, matches}[random.below(4)];
    drawn.column = static_cast<share_column>(random.below(share_column_count));
    for (std::size_t i = 1 + random.below(2); i > 0; --i)
        drawn.values.push_back(values[random.below(values.size())]);
    return drawn;
}

credit_question draw_question(random_stream& random) {
    credit_question asked{.from = {},
                          .to = {},
                          .models = shipped_models(),
                          .lookback = std::chrono::days{1 + random.below(90)},
                          .weighs_journeys = random.below(2) == 0};
    std::size_t width = 0;
    for (std::size_t i = random.below(4); i > 0; --i) {
        const auto by = static_cast<dimension>(random.below(all_dimensions().size()));
        width += facts_of(by).width();
        if (by != dimension::none && width <= most_group_values) asked.by.push_back(by);
    }
    if (random.below(2) == 0) asked.only.where = draw_condition(random, 3);
    for (model_instance& each : asked.models) {
        each.skips_direct = random.below(3) == 0;
        if (random.below(4) == 0) each.lookbacks["lead"] = std::chrono::days{random.below(91)};
        if (random.below(4) == 0) each.lookback = std::chrono::days{random.below(91)};
    }
    const std::vector<std::string> values{"a", "b", "c d", "", "unknown"};
    if (random.below(4) == 0) asked.only.conversion_name = random.below(2) == 0 ? "lead" : "none";
    if (random.below(4) == 0) asked.only.currency = random.below(2) == 0 ? "USD" : "";
    for (auto& each : asked.only.touch)
        if (random.below(6) == 0) each = values[random.below(values.size())];
    if (random.below(3) == 0) asked.only.touch.front() = "Email";
    return asked;
}

}  // namespace

TEST_CASE("folds are what one conversion after the other gives", "[property]") {
    random_stream random(20);
    const calendar_day first = std::chrono::sys_days{std::chrono::year{2025} / 2 / 24};
    for (int round = 0; round < 60; ++round) {
        const auto texts = std::make_shared<dictionary>();
        std::vector<shared_block> blocks;
        for (int day = 0; day < 9; ++day)
            blocks.push_back(
                draw_block(random, texts, first + std::chrono::days{day}, random.below(40)));
        const credit_question asked = draw_question(random);
        const group_map expected = fold_slowly(asked, blocks);
        credit_fold fold(asked, 1 + static_cast<unsigned>(random.below(3)));
        const auto split = blocks.begin() + static_cast<std::ptrdiff_t>(random.below(10));
        fold.add({blocks.begin(), split});
        fold.add({split, blocks.end()});
        REQUIRE(map_of(fold.rows()) == expected);
    }
}

TEST_CASE("threads and pieces do not matter, nor which dictionary numbers texts", "[property]") {
    random_stream random(21);
    const calendar_day first = std::chrono::sys_days{std::chrono::year{2025} / 2 / 24};
    const auto one = std::make_shared<dictionary>();
    const auto other = std::make_shared<dictionary>();
    for (const char* const text : {"c d", "Referral", "b"}) other->add(text);
    const std::vector<shared_block> blocks{draw_block(random, one, first, 30'000)};
    const std::vector<shared_block> others{
        draw_block(random, other, first + std::chrono::days{1}, 2'000)};
    credit_question asked{.from = {},
                          .to = {},
                          .models = shipped_models(),
                          .lookback = std::chrono::days{30},
                          .by = {dimension::campaign_origin}};
    asked.only.touch[1] = "a";
    group_map expected;
    for (const auto& part : {blocks, others})
        for (const auto& [group, amounts] : fold_slowly(asked, part)) {
            auto& sums = expected[group];
            sums.resize(amounts.size());
            for (std::size_t i = 0; i < amounts.size(); ++i) sums[i].add(amounts[i]);
        }
    for (const unsigned threads : {1U, 2U, 5U}) {
        credit_fold fold(asked, threads);
        fold.add(blocks);
        fold.add(others);
        CHECK(map_of(fold.rows()) == expected);
    }
}

TEST_CASE("every model gives each conversion and its revenue once", "[property]") {
    random_stream random(22);
    const auto texts = std::make_shared<dictionary>();
    const std::vector<shared_block> blocks{
        draw_block(random, texts, std::chrono::sys_days{std::chrono::year{2025} / 2 / 24}, 500)};
    money_sum revenue;
    for (const packed_conversion& each : blocks[0]->conversions) revenue += each.revenue;
    for (const dimension_facts& by : all_dimensions()) {
        const credit_question asked{.from = {},
                                    .to = {},
                                    .models = shipped_models(),
                                    .lookback = std::chrono::days{14},
                                    .by = list_of(by.which)};
        credit_fold fold(asked, 2);
        fold.add(blocks);
        std::vector<credit_amount> sums(asked.models.size());
        for (const credited_group& row : fold.rows())
            for (std::size_t i = 0; i < sums.size(); ++i) sums[i].add(row.amounts[i]);
        for (const credit_amount& each : sums) {
            CHECK(each.conversions == money_sum(money{500 * whole_credit.millionths}));
            CHECK(each.revenue == revenue);
        }
    }
}

TEST_CASE("credit by touchpoint of a channel adds up to the channel's", "[property]") {
    random_stream random(24);
    const auto texts = std::make_shared<dictionary>();
    const std::vector<shared_block> blocks{
        draw_block(random, texts, std::chrono::sys_days{std::chrono::year{2025} / 2 / 24}, 500)};
    credit_question asked{.from = {},
                          .to = {},
                          .models = shipped_models(),
                          .lookback = std::chrono::days{60},
                          .by = {dimension::channel}};
    credit_fold by_channel(asked, 2);
    by_channel.add(blocks);
    credit_question ordered = asked;
    ordered.by = {dimension::channel_touch_no};
    credit_fold by_touch(ordered, 2);
    by_touch.add(blocks);
    group_map sums;
    for (auto [group, amounts] : by_touch.rows()) {
        CHECK(group.values.back().has_value() == group.is_attributed);
        group.values.pop_back();
        auto& of = sums[group];
        of.resize(amounts.size());
        for (std::size_t i = 0; i < amounts.size(); ++i) of[i].add(amounts[i]);
    }
    CHECK(sums == map_of(by_channel.rows()));
}

TEST_CASE("conversions that a filter takes are those that have a group then", "[property]") {
    random_stream random(23);
    const auto texts = std::make_shared<dictionary>();
    const shared_block block =
        draw_block(random, texts, std::chrono::sys_days{std::chrono::year{2025} / 2 / 24}, 200);
    for (int round = 0; round < 50; ++round) {
        const credit_question asked = draw_question(random);
        std::vector<std::size_t> expected;
        for (std::size_t at = 0; at < block->conversions.size(); ++at) {
            group_map groups;
            add_slowly(asked, *block, at, groups);
            if (!groups.empty()) expected.push_back(at);
        }
        REQUIRE(credited_conversions(asked, *block) == expected);
    }
}

TEST_CASE("more groups times models than the limit are refused while they are folded") {
    random_stream random(21);
    const auto texts = std::make_shared<dictionary>();
    const std::vector<shared_block> blocks{
        draw_block(random, texts, calendar_day{std::chrono::days{20'000}}, 40'000)};
    credit_question asked{.from = {},
                          .to = {},
                          .models = shipped_models(),
                          .lookback = std::chrono::days{30},
                          .by = {dimension::landing_page, dimension::touch_no}};
    for (const dimension_list& by : {dimension_list{dimension::landing_page, dimension::touch_no},
                                     dimension_list{dimension::conversion_name}}) {
        asked.by = by;
        asked.most_amounts = default_most_amounts;
        credit_fold all(asked, 1);
        all.add(blocks);
        const std::size_t amounts = all.rows().size() * asked.models.size();
        REQUIRE(amounts > asked.models.size());
        for (const unsigned threads : {1U, 3U}) {
            asked.most_amounts = amounts;
            credit_fold enough(asked, threads);
            enough.add(blocks);
            CHECK(enough.rows().size() == all.rows().size());
            asked.most_amounts = amounts - 1;
            credit_fold too_many(asked, threads);
            try {
                too_many.add(blocks);
                FAIL("nothing was thrown");
            } catch (const failure& failed) {
                CHECK(failed.code() == errc::invalid_option);
                CHECK(std::string_view(failed.what()).starts_with("`dimensions` "));
            }
        }
    }
}

}  // namespace attrib::test
