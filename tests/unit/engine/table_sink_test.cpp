// The engine makes only what a sink takes.
#include <libattrib/engine/table_sink.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

class choosy_sink final : public table_sink {
   public:
    explicit choosy_sink(std::set<table> tables) : tables_(std::move(tables)) {}

    [[nodiscard]] bool takes(table which) const noexcept override {
        return tables_.contains(which);
    }
    void encode(table which, const user_rows&, std::string& out) const override {
        out += name_of(which);
    }
    void encode(table which, const summed_rows&, std::string& out) const override {
        out += name_of(which);
    }
    void write(table which, std::string&& rows) override {
        CHECK(takes(which));
        CHECK_FALSE(rows.empty());
        written.insert(which);
    }

    std::set<table> written;

   private:
    std::set<table> tables_;
};

TEST_CASE("a sink gets the tables it takes and no others") {
    const std::vector<event> events{test::make_event("a", "2025-03-01T10:00:00Z", "purchase")};
    std::vector<std::set<table>> choices{{}, {all_tables.begin(), all_tables.end()}};
    for (const table one : all_tables)
        for (const table other : all_tables) choices.push_back({one, other});
    for (const std::set<table>& tables : choices) {
        choosy_sink sink(tables);
        engine batch({}, test::test_classifier());
        test::memory_feed feed(events);
        batch.read(feed);
        CHECK(batch.run(sink).daily.size() == shipped_models().size());
        CHECK(sink.written == tables);
    }
}

}  // namespace
}  // namespace attrib
