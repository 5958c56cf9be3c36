#include <libattrib/dbt/model_graph.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using names = std::set<std::string>;

const std::vector<model_node> chain{{"c", "models/marts/c.sql", {"b", "a"}},
                                    {"a", "models/staging/a.sql", {"s"}},
                                    {"b", "models/marts/b.sql", {"a"}},
                                    {"d", "models/staging/d.sql", {}}};

names selected(const std::vector<std::string>& selectors) {
    return select_models(chain, selectors).value();
}

}  // namespace

TEST_CASE("models come after what they refer to") {
    const std::vector<std::string> seeds{"s"};
    std::string order;
    for (const model_node& node : order_models(chain, seeds).value()) order += node.name;
    CHECK(order == "abdc");
}

TEST_CASE("cycles and refs to nothing are errors") {
    const std::vector<model_node> cycle{
        {"c", "c.sql", {"b"}}, {"a", "a.sql", {}}, {"b", "b.sql", {"c"}}};
    CHECK(order_models(cycle, {}).error().message == "these models wait for one another: c b");
    const std::vector<model_node> self{{"a", "a.sql", {"a"}}};
    CHECK(order_models(self, {}).error().code == errc::bad_model);
    const auto nothing = order_models(chain, {});
    REQUIRE(nothing.has_error());
    CHECK(nothing.error().message == "models/staging/a.sql: refers to s, which is not there");
}

TEST_CASE("selectors choose as dbt's do") {
    CHECK(selected({}) == names{"a", "b", "c", "d"});
    CHECK(selected({"b"}) == names{"b"});
    CHECK(selected({"+b"}) == names{"a", "b"});
    CHECK(selected({"b+"}) == names{"b", "c"});
    CHECK(selected({"+b+"}) == names{"a", "b", "c"});
    CHECK(selected({"marts"}) == names{"b", "c"});
    CHECK(selected({"staging+"}) == names{"a", "b", "c", "d"});
    CHECK(selected({"b d"}) == names{"b", "d"});
    CHECK(selected({"b", "d"}) == names{"b", "d"});
    const auto nothing = select_models(chain, std::vector<std::string>{"b x"});
    REQUIRE(nothing.has_error());
    CHECK(nothing.error().code == errc::invalid_option);
    CHECK(nothing.error().message.starts_with("--select x: "));
}

}  // namespace attrib
