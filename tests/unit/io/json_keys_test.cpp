#include <libattrib/io/json_keys.hpp>
#include <tests/catch.hpp>

namespace attrib {

TEST_CASE("columns, aliases and keys of shapes, whatever their case") {
    const json_keys keys({});
    for (std::size_t i = 0; i < column_count; ++i) {
        const json_key* const key = keys.find(column_rules[i].name);
        REQUIRE(key);
        CHECK(key->role == json_role::column);
        CHECK(key->target == static_cast<column>(i));
    }
    CHECK(keys.find("clientId")->target == column::user_pseudo_id);
    CHECK(keys.find("UTM_Source")->role == json_role::weak_alias);
    CHECK(keys.find("Event_Name")->target == column::event_name);
    CHECK(keys.find("anonymousid")->marks == marks_segment);
    CHECK(keys.find("event_params")->role == json_role::parameters);
    for (const char* const other : {"", "x", "event", "event_nam", "event_namf", "evenu_name"})
        CHECK((keys.find(other) == nullptr || keys.find(other)->role != json_role::column));
    CHECK_FALSE(keys.find("event_date"));
    CHECK_FALSE(keys.find(std::string(100'000, 'e')));
}

TEST_CASE("a rename goes before what a key is else; its mark of a shape stays") {
    const json_keys keys({{"anonymousId", "event_id"}, {"channel", ""}, {"Mine", "campaign"}});
    CHECK(keys.find("anonymousId")->target == column::event_id);
    CHECK(keys.find("anonymousId")->role == json_role::column);
    CHECK(keys.find("anonymousId")->marks == marks_segment);
    CHECK(keys.find("anonymousId")->rename == 0);
    CHECK(keys.find("channel")->role == json_role::none);
    CHECK(keys.find("MINE")->target == column::campaign);
}

TEST_CASE("renames of nested keys, and what they begin with") {
    const json_keys keys(column_renames{{"a.b.c", "source"}, {"x", "medium"}});
    CHECK(keys.find("a")->is_on_path);
    CHECK(keys.find("a.b")->is_on_path);
    CHECK(keys.find("a.b.c")->role == json_role::column);
    CHECK_FALSE(keys.find("a.b.c")->is_on_path);
    CHECK_FALSE(keys.find("x")->is_on_path);
    REQUIRE(keys.paths().size() == 1);
    CHECK(keys.paths().front().rest == "a.b.c");
    // So many levels that no row has them.
    std::string deep = "a";
    for (int i = 0; i < 10'000; ++i) deep += ".a";
    CHECK(json_keys({{deep, "source"}}).paths().empty());
}

TEST_CASE("keys of objects in a row") {
    CHECK(json_keys::find_in(json_object::geo, "country")->target == column::country);
    CHECK(json_keys::find_in(json_object::context, "page")->object == json_object::context_page);
    CHECK(json_keys::find_in(json_object::context_page, "url")->target == column::page_location);
    CHECK(json_keys::find_in(json_object::properties, "$current_url")->target ==
          column::page_location);
    CHECK_FALSE(json_keys::find_in(json_object::geo, "category"));
    CHECK_FALSE(json_keys::find_in(json_object::none, "country"));
    CHECK_FALSE(json_keys::find_in(json_object::context_location, "x"));
}

TEST_CASE("hundreds of renames") {
    column_renames renames;
    for (int i = 0; i < 3000; ++i) renames.emplace_back("key" + std::to_string(i), "source");
    const json_keys keys(renames);
    CHECK(keys.find("key0")->rename == 0);
    CHECK(keys.find("key2999")->rename == 2999);
    CHECK_FALSE(keys.find("key3000"));
}

}  // namespace attrib
