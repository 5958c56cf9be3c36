#include <libattrib/generate/delivery.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/io/event_file.hpp>
#include <map>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

delivery purchase(row_fault fault = row_fault::none) {
    delivery what{};
    what.time = at("2025-03-01T10:00:00Z");
    what.number = 5;
    what.name = purchase_code;
    what.sends_event_id = true;
    what.fault = fault;
    return what;
}

// Keeps the reasons of rejects.
struct reason_counter final : event_consumer {
    void accept(const event&) override { ++accepted; }
    void refuse(const reject& refused) override { ++reasons[refused.reason]; }
    int accepted = 0;
    std::map<reject_reason, int> reasons;
};

}  // namespace

TEST_CASE("user ids are 10 digits twice, another for every user") {
    std::set<std::string> ids;
    for (std::uint32_t user = 0; user < 20'000; ++user) {
        std::string id;
        append_user_id(id, user);
        REQUIRE(id.size() == 21);
        REQUIRE(id.find_first_not_of("0123456789.") == std::string::npos);
        ids.insert(id);
    }
    CHECK(ids.size() == 20'000);
}

TEST_CASE("a purchase has value, currency and an order; its repetition has the same order") {
    const scenario base;
    delivery_text text(base);
    const std::string order(text.event_of(purchase()).transaction_id);
    CHECK(order == "T5");
    CHECK(text.event_of(purchase()).currency == "USD");
    delivery again = purchase();
    again.number = 6;
    again.repeats_order = true;
    CHECK(text.event_of(again).transaction_id == order);
    again.name = page_view_code;
    CHECK(text.event_of(again).transaction_id.empty());
    CHECK_FALSE(text.event_of(again).event_value.has_value());
}

TEST_CASE("each fault breaks a rule, and only that row") {
    const scenario base;
    delivery_text text(base);
    std::string csv;
    append_event_header(csv);
    text.append_row(csv, purchase());
    for (std::uint64_t fault = 1; fault <= row_fault_count; ++fault)
        text.append_row(csv, purchase(static_cast<row_fault>(fault)));
    text.append_row(csv, purchase());
    const temporary_directory folder;
    event_file file = event_file::open(folder.write("events.csv", csv)).value();
    event_chunk chunk;
    reason_counter counter;
    while (file.next(chunk).value()) file.parse(chunk, counter);
    CHECK(counter.accepted == 2);
    int rejected = 0;
    for (const auto& [reason, count] : counter.reasons) rejected += count;
    CHECK(rejected == row_fault_count);
    CHECK(counter.reasons.size() >= 9);
}

}  // namespace attrib::test
