#include <libattrib/postgres/copy_encoder.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib {
namespace {

template <class Write>
std::string bytes_of(const Write& write) {
    std::string out;
    copy_encoder row(out);
    write(row);
    return out;
}

std::string raw(std::initializer_list<int> bytes) {
    std::string out;
    for (const int byte : bytes) out += static_cast<char>(byte);
    return out;
}

std::string amount_bytes(std::int64_t millionths) {
    return bytes_of([&](copy_encoder& row) { row.amount(money{millionths}); });
}

}  // namespace

TEST_CASE("header and trailer are those of binary COPY") {
    CHECK(copy_header ==
          raw({'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    CHECK(copy_trailer == raw({0xFF, 0xFF}));
}

TEST_CASE("values are their length and their bytes, most significant first") {
    CHECK(bytes_of([](copy_encoder& row) { row.begin_row(258); }) == raw({1, 2}));
    CHECK(bytes_of([](copy_encoder& row) { row.null(); }) == raw({0xFF, 0xFF, 0xFF, 0xFF}));
    CHECK(bytes_of([](copy_encoder& row) { row.text("ab"); }) == raw({0, 0, 0, 2, 'a', 'b'}));
    CHECK(bytes_of([](copy_encoder& row) { row.text_or_null(""); }) ==
          raw({0xFF, 0xFF, 0xFF, 0xFF}));
    CHECK(bytes_of([](copy_encoder& row) { row.integer(-2); }) ==
          raw({0, 0, 0, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE}));
    CHECK(bytes_of([](copy_encoder& row) { row.time(postgres_epoch + microseconds{1}); }) ==
          raw({0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1}));
    CHECK(bytes_of([](copy_encoder& row) { row.day(std::chrono::year{2000} / 1 / 2); }) ==
          raw({0, 0, 0, 4, 0, 0, 0, 1}));
    CHECK(bytes_of([](copy_encoder& row) { row.day(std::chrono::year{1999} / 12 / 31); }) ==
          raw({0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF}));
    CHECK(bytes_of([](copy_encoder& row) { row.amount_or_null(std::nullopt); }) ==
          raw({0xFF, 0xFF, 0xFF, 0xFF}));
}

TEST_CASE("amounts are digits to base 10000") {
    CHECK(amount_bytes(0) == raw({0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 6}));
    CHECK(amount_bytes(20'000'000) == raw({0, 0, 0, 10, 0, 1, 0, 0, 0, 0, 0, 6, 0, 20}));
    // -10000.5: digits 1, 0, 5000; the first weighs 10000.
    CHECK(amount_bytes(-10'000'500'000) ==
          raw({0, 0, 0, 14, 0, 3, 0, 1, 0x40, 0, 0, 6, 0, 1, 0, 0, 0x13, 0x88}));
    // 0.000001 is 100 of 10^-8.
    CHECK(amount_bytes(1) == raw({0, 0, 0, 10, 0, 1, 0xFF, 0xFE, 0, 0, 0, 6, 0, 100}));
}

TEST_CASE("a sum is written as the amount it is, or with more digits") {
    const auto sum_bytes = [](const money_sum& sum) {
        return bytes_of([&](copy_encoder& row) { row.amount(sum); });
    };
    for (const std::int64_t millionths :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{-10'000'500'000},
          std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
        CHECK(sum_bytes(money{millionths}) == amount_bytes(millionths));
    money_sum sum;
    REQUIRE(parse_money("-1000000000000000000000000000002.50", sum) == money_parse::ok);
    // 10^30 + 2.5: digits 100, 0, 0, 0, 0, 0, 0, 2, 5000; the first weighs 10000^7.
    CHECK(sum_bytes(sum) == raw({0, 0, 0, 26, 0, 9, 0, 7, 0x40, 0, 0, 6, 0, 100,  0,
                                 0, 0, 0, 0,  0, 0, 0, 0, 0,    0, 0, 0, 2, 0x13, 0x88}));
}

}  // namespace attrib
