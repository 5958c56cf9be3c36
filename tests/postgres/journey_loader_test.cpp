// What is read of journeys is what the tables hold.
#include <libattrib/journeys/journey_loader.hpp>
#include <set>
#include <tests/support/stored_days.hpp>

namespace attrib::test {
namespace {

std::string text_of(const dictionary& texts, text_number number) {
    return number == 0 ? "-" : std::string(texts.text_of(number));
}

// One line a conversion and touchpoint, as the query below has them.
std::multiset<std::string> lines_of(const std::vector<shared_block>& blocks) {
    std::multiset<std::string> lines;
    for (const shared_block& block : blocks)
        for (std::size_t i = 0; i < block->conversions.size(); ++i) {
            const packed_conversion& each = block->conversions[i];
            const std::string conversion = to_string(block->day) + "|" + to_string(each.when) +
                                           "|" + std::to_string(each.id_hash) + "|" +
                                           text_of(*block->texts, each.name) + "|" +
                                           text_of(*block->texts, each.currency) + "|" +
                                           std::to_string(each.revenue.millionths);
            const std::size_t end = block->touches_end(i);
            if (each.first_touch == end) lines.insert(conversion);
            for (std::size_t touch = each.first_touch; touch < end; ++touch) {
                std::string line = conversion + "|" + to_string(block->touches[touch].start);
                for (std::size_t column = 0; column < touch_column_count; ++column)
                    line += "|" + text_of(*block->texts,
                                          block->value(static_cast<touch_column>(column), touch));
                lines.insert(line);
                if (touch > each.first_touch)
                    CHECK(block->touches[touch - 1].start < block->touches[touch].start);
            }
        }
    return lines;
}

std::multiset<std::string> lines_in(const temporary_database& database) {
    connection on = database.connect();
    const query_result rows = on.run(R"(
        select concat_ws('|', c.conversion_date,
            to_char(c.conversion_timestamp, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            hashtextextended(c.conversion_id, 0), c.conversion_name, coalesce(c.currency, '-'),
            (c.revenue * 1000000)::bigint,
            to_char(s.session_start, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), s.channel,
            case when s.channel is not null then coalesce(s.source, '-') end,
            case when s.channel is not null then coalesce(s.medium, '-') end,
            case when s.channel is not null then coalesce(s.campaign, '-') end,
            case when s.channel is not null then coalesce(s.landing_page, '-') end,
            case when s.channel is not null then coalesce(s.device_category, '-') end,
            case when s.channel is not null then coalesce(s.country, '-') end)
        from int_conversions as c
        left join int_sessions as s
            on s.user_pseudo_id = c.user_pseudo_id
            and s.session_start >= c.conversion_timestamp - interval '90 days'
            and s.session_start <= c.conversion_timestamp)");
    std::multiset<std::string> lines;
    for (std::size_t i = 0; i < rows.rows(); ++i) lines.emplace(rows.text(i, 0));
    return lines;
}

}  // namespace

TEST_CASE("journeys are read as the tables have them") {
    stored_days days;
    const touch_classifier classifier(days.made.paid_channels);
    connection on = days.database.connect();
    const transaction view(on, "isolation level repeatable read, read only");
    const auto texts = std::make_shared<dictionary>();
    const auto blocks = load_journeys(on, {days.made.options, classifier, texts}, days.first,
                                      days.end, every_column());
    CHECK(blocks.size() == static_cast<std::size_t>((days.end - days.first).count()));
    const auto lines = lines_of(blocks);
    CHECK(lines.size() > 100);
    CHECK(lines == lines_in(days.database));
    for (const shared_block& block : blocks)
        for (std::size_t i = 0; i < block->touches.size(); ++i) {
            const auto text = [&](touch_column column) {
                const text_number number = block->value(column, i);
                return number == 0 ? std::string_view() : texts->text_of(number);
            };
            CHECK(block->touches[i].traits == classifier.traits_of(text(touch_column::channel),
                                                                   text(touch_column::source),
                                                                   text(touch_column::medium)));
        }
}

TEST_CASE("journeys reach as far as a model of the tables looks back") {
    attribution_options options;
    CHECK(journey_reach(options) == std::chrono::days{90});
    options.journey_window = std::chrono::days{1};
    CHECK(journey_reach(options) == std::chrono::days{14});
    options.models.front().lookbacks["lead"] = std::chrono::days{30};
    CHECK(journey_reach(options) == std::chrono::days{30});

    stored_days days(5'000);
    days.made.options.journey_window = std::chrono::days{1};
    const touch_classifier classifier({});
    connection on = days.database.connect();
    const transaction view(on, "isolation level repeatable read, read only");
    std::chrono::microseconds oldest{0};
    for (const shared_block& block :
         load_journeys(on, {days.made.options, classifier, std::make_shared<dictionary>()},
                       days.first, days.end, {}))
        for (std::size_t i = 0; i < block->conversions.size(); ++i)
            for (std::size_t at = block->conversions[i].first_touch; at < block->touches_end(i);
                 ++at)
                oldest = std::max(oldest, block->conversions[i].when - block->touches[at].start);
    CHECK(oldest > std::chrono::days{1});
    CHECK(oldest <= std::chrono::days{14});
}

TEST_CASE("two connections read what one reads, and few columns leave the others out") {
    stored_days days(1'000);
    // So many that a second connection pays, beside sessions of people who never convert.
    days.database.connect().run(R"(
        insert into int_sessions (session_id, user_pseudo_id, session_start, session_end,
            event_count, channel, conversions)
        select 's' || i, 'many' || i % 30000, timestamptz '2025-01-01 00:00+00' + i * interval '1 s',
            timestamptz '2025-01-01 00:00+00' + i * interval '1 s', 1, 'Channel ' || i % 7, 0
        from generate_series(1, 60000) as i;
        insert into mart_last_click (conversion_id, user_pseudo_id, conversion_timestamp,
            conversion_date, conversion_name, revenue)
        select 'c' || i, 'many' || i, timestamptz '2025-01-02 00:00+00', '2025-01-02', 'purchase', 1
        from generate_series(1, 25000) as i;
        insert into mart_channel_daily (model, conversion_date, conversion_name, conversions, revenue)
        values ('first_click', '2025-01-02', 'purchase', 25000, 25000);
        analyze int_sessions)");
    const touch_classifier classifier({});
    const calendar_day day = std::chrono::sys_days{std::chrono::year{2025} / 1 / 2};
    connection on = days.database.connect();
    std::vector<std::multiset<std::string>> read;
    for (const bool is_parallel : {false, true}) {
        const transaction view(on, "isolation level repeatable read, read only");
        journey_source source{days.made.options, classifier, std::make_shared<dictionary>()};
        std::size_t connections = 0;
        if (is_parallel)
            source.connect = [&] {
                ++connections;
                return days.database.connect();
            };
        const auto blocks =
            load_journeys(on, source, day, day + std::chrono::days{1}, touch_columns());
        REQUIRE(blocks.size() == 1);
        CHECK(blocks[0]->conversions.size() >= 25'000);
        CHECK(blocks[0]->touches.size() >= 50'000);
        CHECK(blocks[0]->values[static_cast<std::size_t>(touch_column::source)].empty());
        CHECK(connections == (is_parallel ? 1 : 0));
        journey_block whole = *blocks[0];
        for (std::size_t column = 1; column < touch_column_count; ++column)
            whole.values[column].assign(whole.touches.size(), 0);
        read.push_back(lines_of({std::make_shared<const journey_block>(std::move(whole))}));
    }
    CHECK(read[0] == read[1]);
}

}  // namespace attrib::test
