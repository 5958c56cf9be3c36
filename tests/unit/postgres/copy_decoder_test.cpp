#include <libattrib/core/error.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib {
namespace {

std::string encoded(money amount) {
    std::string out;
    copy_encoder row(out);
    row.begin_row(1);
    row.amount(amount);
    return out;
}

std::optional<money> decoded(std::string_view rows) {
    copy_decoder decoder(rows);
    REQUIRE(decoder.next_row(1));
    return decoder.amount();
}

}  // namespace

TEST_CASE("what the encoder writes the decoder reads") {
    std::string out;
    copy_encoder row(out);
    row.begin_row(5);
    row.text("text");
    row.null();
    row.integer(std::numeric_limits<std::int64_t>::min());
    row.time(timestamp(microseconds{-1}));
    row.amount_or_null(std::nullopt);
    copy_decoder decoder(out);
    REQUIRE(decoder.next_row(5));
    CHECK(decoder.text() == "text");
    CHECK(decoder.text().empty());
    CHECK(decoder.integer() == std::numeric_limits<std::int64_t>::min());
    CHECK(decoder.time() == timestamp(microseconds{-1}));
    CHECK_FALSE(decoder.amount().has_value());
    CHECK_FALSE(decoder.next_row(5));
}

TEST_CASE("every amount comes back") {
    for (const std::int64_t edge :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{99}, std::int64_t{100},
          std::int64_t{999'999}, std::int64_t{1'000'000}, std::int64_t{10'000'000'000},
          std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
        for (const std::int64_t sign : {1, -1}) {
            if (edge == std::numeric_limits<std::int64_t>::min() && sign < 0) continue;
            CHECK(decoded(encoded(money{edge * sign})) == money{edge * sign});
        }
    random_stream random(1);
    for (int i = 0; i < 10'000; ++i) {
        const money amount{static_cast<std::int64_t>(random.next() >> random.below(64))};
        CHECK(decoded(encoded(amount)) == amount);
    }
}

TEST_CASE("an infinite time or date is refused, a far one is read") {
    const auto bytes_of = [](std::int64_t number, int size) {
        std::string out{0, 1, 0, 0, 0, static_cast<char>(size)};
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
            out += static_cast<char>(number >> shift);
        return out;
    };
    for (const std::int64_t infinity :
         {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
        const std::string row = bytes_of(infinity, 8);
        copy_decoder time(row);
        REQUIRE(time.next_row(1));
        CHECK_THROWS_AS(static_cast<void>(time.time()), failure);
        copy_decoder maybe(row);
        REQUIRE(maybe.next_row(1));
        CHECK_THROWS_AS(static_cast<void>(maybe.time_or_null()), failure);
    }
    for (const std::int64_t infinity : {std::int64_t{std::numeric_limits<std::int32_t>::max()},
                                        std::int64_t{std::numeric_limits<std::int32_t>::min()}}) {
        const std::string row = bytes_of(infinity, 4);
        copy_decoder date(row);
        REQUIRE(date.next_row(1));
        CHECK_THROWS_AS(static_cast<void>(date.day()), failure);
    }
    constexpr timestamp far = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};
    const std::string row = bytes_of((far - postgres_epoch).count(), 8);
    copy_decoder time(row);
    REQUIRE(time.next_row(1));
    CHECK(to_string(time.time()) == "9999-12-31T00:00:00.000000Z");
}

TEST_CASE("bytes of another shape are an error, not a crash") {
    const std::string whole = encoded(money{20'000'000});
    for (std::size_t size = 1; size < whole.size(); ++size) {
        copy_decoder decoder(std::string_view(whole).substr(0, size));
        CHECK_THROWS_AS((decoder.next_row(1), static_cast<void>(decoder.amount())), failure);
    }
    copy_decoder fields(whole);
    CHECK_THROWS_AS(fields.next_row(2), failure);
    std::string huge = encoded(money{1'000'000});
    huge[9] = 4;  // the digit weighs 10000^4
    CHECK_THROWS_AS(decoded(huge), failure);
}

}  // namespace attrib
