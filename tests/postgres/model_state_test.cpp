#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/model_state.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("settings are one text, the same for the same settings") {
    const channel_rules rules = default_channel_rules();
    attribution_options options;
    const std::string text = settings_text(options, rules);
    CHECK(
        text.starts_with("lookback_us=1209600000000\nsession_timeout_us=1800000000\n"
                         "journey_window_us=7776000000000\nconversions='purchase'\ntimezone=UTC\n"
                         "models=[{\"name\":\"first_click\",\"rule\":\"first_click\",\"direct\":"
                         "\"keep\"},"));
    options.conversions = {"b", "a"};
    attribution_options swapped;
    swapped.conversions = {"a", "b"};
    CHECK(settings_text(options, rules) == settings_text(swapped, rules));
    CHECK(settings_text(options, rules) != text);
    channel_rules other = rules;
    other.rules.pop_back();
    CHECK(settings_text({}, other) != text);
    other = rules;
    other.source_categories["x"] = "search";
    CHECK(settings_text({}, other) != text);
}

TEST_CASE("settings tell the options they were made from") {
    attribution_options options;
    options.lookback = std::chrono::days{7} + microseconds{1};
    options.session_timeout = microseconds{0};
    options.conversions = {"a,b", "it's", "line\ntimezone=UTC\n", "''"};
    options.zone = time_zone::named("Europe/Berlin").value();
    const attribution_options read = options_of(settings_text(options, default_channel_rules()));
    CHECK(read.lookback == options.lookback);
    CHECK(read.session_timeout == options.session_timeout);
    CHECK(read.zone.name() == "Europe/Berlin");
    std::vector<std::string> sorted = read.conversions;
    std::ranges::sort(sorted);
    std::ranges::sort(options.conversions);
    CHECK(sorted == options.conversions);
    options.conversions.clear();
    CHECK(options_of(settings_text(options, default_channel_rules())).conversions.empty());
    for (const char* const none : {"", "a=1\n", "lookback_us=x\n", "lookback_us=1"})
        CHECK_THROWS_AS(options_of(none), failure);
}

TEST_CASE("the state is one row, replaced") {
    const temporary_database database;
    connection on = database.connect();
    CHECK_FALSE(read_state(on));
    write_state(on, {"cpp", "a=1\n", ""});
    write_state(on, {"sql", "a=2\n", "x"});
    CHECK(read_state(on) == model_state{"sql", "a=2\n", "x"});
    CHECK(waiting_batches(on) == 0);
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected) values (1, 's', 's', 0, 1, 1, 0, 0)");
    CHECK(waiting_batches(on) == 1);
}

}  // namespace attrib::test
