#include <fmt/format.h>

#include <libattrib/collect/segment.hpp>
#include <libattrib/io/row_parser.hpp>
#include <tests/catch.hpp>
#include <vector>

namespace attrib::test {
namespace {

const timestamp received = timestamp(microseconds{1'740'823'200'000'000});  // 10:00:00

collected_rows rows_of_body(const std::string& body, const char* type) {
    return read_segment({.query = {}, .body = body, .user_agent = {}, .now = received}, type)
        .value();
}

// What becomes of the messages, one text each.
class read_messages final : public event_consumer {
   public:
    explicit read_messages(const std::string& body, const char* type = "") {
        const std::string rows = rows_of_body(body, type).rows;
        event_chunk chunk{
            .text = rows, .end = rows.size(), .ends_source = true, .is_by_line = true};
        row_parser("body", reading_options{}).parse(chunk, *this);
    }
    void accept(const event& taken) override {
        all.push_back(fmt::format("{} {} {} {} {}", taken.event_id, taken.user_pseudo_id,
                                  taken.event_name, to_string(taken.event_timestamp).substr(11, 8),
                                  taken.device_category));
    }
    void refuse(const reject& refused) override { all.emplace_back(name_of(refused.reason)); }

    std::vector<std::string> all;
};

}  // namespace

TEST_CASE("messages of a batch, with the client's clock corrected") {
    const read_messages read(
        R"({"sentAt":"2025-03-01T12:00:05Z","batch":[)"
        R"({"type":"track","event":"order","anonymousId":"a","messageId":"m1",)"
        R"("timestamp":"2025-03-01T12:00:00Z","properties":{"revenue":20.10}},)"
        R"({"type":"page","anonymousId":"a","messageId":"m2","sentAt":"2025-03-01T12:01:00Z",)"
        R"("originalTimestamp":"2025-03-01T12:00:00Z","context":{"userAgent":"X iPhone Mobile"}},)"
        R"({"type":"identify","userId":"u","messageId":"m3"}]})");
    CHECK(read.all == std::vector<std::string>{"m1 a order 09:59:55 ",
                                               "m2 a page_view 09:59:00 mobile",
                                               "m3 u identify 10:00:00 "});
}

TEST_CASE("one message by the type of its path; without sentAt its time stands") {
    CHECK(read_messages(R"({"event":"order","userId":"u","messageId":"m",)"
                        R"("timestamp":"2025-03-01T08:00:00Z"})",
                        "track")
              .all == std::vector<std::string>{"m u order 08:00:00 "});
    CHECK(read_messages(R"({"userId":"u","context":{"device":{"type":"tablet"},)"
                        R"("userAgent":"Windows NT"}})",
                        "page")
              .all == std::vector<std::string>{" u page_view 10:00:00 tablet"});
}

TEST_CASE("amounts keep their digits") {
    const collected_rows read = rows_of_body(
        R"({"userId":"u","event":"e","properties":{"revenue":9007199254740993.10}})", "track");
    CHECK(read.rows.find("9007199254740993.10") != std::string::npos);
}

TEST_CASE("a crawler's messages are apart, by the browser that they name") {
    const collected_rows read = rows_of_body(
        R"({"batch":[{"type":"page","userId":"u","context":{"userAgent":"examplebot/1"}},)"
        R"({"type":"page","userId":"u"}]})",
        "");
    CHECK(std::ranges::count(read.rows, '\n') == 1);
    CHECK(std::ranges::count(read.bot_rows, '\n') == 1);
}

TEST_CASE("what is no message is refused by itself, what is no body as a whole") {
    CHECK(read_messages(R"({"batch":[7,{},[],{"type":"track","userId":"u"}]})").all ==
          std::vector<std::string>{"bad_json", "missing_value", "bad_json", "missing_value"});
    CHECK(read_messages(R"({"batch":[]})").all.empty());
    CHECK(read_messages(R"({"type":"track","event":"e","userId":"u","timestamp":"noon",)"
                        R"("sentAt":"2025-03-01T12:00:05Z"})",
                        "track")
              .all == std::vector<std::string>{"bad_timestamp"});
    for (const char* const wrong : {"", "7", "[]", "{}", "{", R"({"batch":{}})"})
        CHECK(read_segment({.query = {}, .body = wrong, .user_agent = {}, .now = received}, "")
                  .has_error());
}

TEST_CASE("the key that browsers send in the body") {
    CHECK(write_key_of(R"({"event":"x","writeKey":"key1"})") == "key1");
    for (const char* const body : {"", "{}", "[]", "no json", R"({"writeKey":1})"})
        CHECK(write_key_of(body).empty());
}

}  // namespace attrib::test
