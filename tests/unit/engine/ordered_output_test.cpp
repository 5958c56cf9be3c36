#include <atomic>
#include <libattrib/core/threads.hpp>
#include <libattrib/engine/ordered_output.hpp>
#include <stdexcept>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// Keeps what is written; throws at the piece that says so.
class kept_text final : public table_sink {
   public:
    [[nodiscard]] bool takes(table) const noexcept override { return true; }
    void encode(table, const user_rows&, std::string&) const override {}
    void encode(std::span<const daily_row>, std::string&) const override {}
    void write(table which, std::string&& rows) override {
        if (rows == "break;") throw std::runtime_error("disk full");
        text[static_cast<std::size_t>(which)] += rows;
    }

    table_pieces text;
};

table_pieces piece(const std::string& text) {
    table_pieces made;
    made[static_cast<std::size_t>(table::int_sessions)] = text + ";";
    return made;
}

TEST_CASE("pieces are written in order, whoever brings them, with a narrow window too") {
    for (const std::size_t window : {1u, 3u, 100u}) {
        kept_text sink;
        ordered_output output(sink, window);
        constexpr std::size_t count = 500;
        std::atomic<std::size_t> next{0};
        std::atomic<std::size_t> taken{0};  // checks are for one thread
        run_on_threads(6, [&](unsigned) {
            for (std::size_t i = next++; i < count; i = next++)
                taken += output.submit(i, piece(std::to_string(i))) ? 1 : 0;
        });
        CHECK(taken == count);
        std::string expected;
        for (std::size_t i = 0; i < count; ++i) expected += std::to_string(i) + ";";
        CHECK(sink.text[static_cast<std::size_t>(table::int_sessions)] == expected);
        CHECK(sink.text[0].empty());
    }
}

TEST_CASE("when the sink breaks, nobody waits for ever") {
    kept_text sink;
    ordered_output output(sink, 2);
    std::atomic<std::size_t> next{0};
    const auto work = [&](unsigned) {
        try {
            for (std::size_t i = next++; i < 100; i = next++)
                if (!output.submit(i, piece(i == 10 ? "break" : "x"))) return;
        } catch (const std::runtime_error&) {
            output.abandon();
            throw;
        }
    };
    CHECK_THROWS_WITH(run_on_threads(4, work), "disk full");
    CHECK_FALSE(output.submit(50, piece("late")));
}

}  // namespace
}  // namespace attrib
