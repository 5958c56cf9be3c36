#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/report/shown_models.hpp>
#include <tests/catch.hpp>

TEST_CASE("the models that reports show are there") {
    for (const std::string_view name : attrib::model_names)
        CHECK(attrib::find_rule(name) != nullptr);
    CHECK(attrib::name_of(attrib::model::last_click) == "last_click");
}
