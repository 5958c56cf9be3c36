// What the server answers is what libattrib/http/openapi.json says.
#include <re2/re2.h>

#include <set>
#include <sstream>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using nlohmann::ordered_json;

// As much of JSON Schema as the document uses; says what is wrong, or nothing.
class schema_checker {
   public:
    explicit schema_checker(const ordered_json& document) : document_(document) {}

    std::string check(const ordered_json& value, const std::string& name) const {
        return check(value, document_["components"]["schemas"][name], name);
    }

   private:
    std::string check(const ordered_json& value, const ordered_json& schema,
                      const std::string& place) const {
        if (schema.contains("$ref"))
            return check(value,
                         document_.at(ordered_json::json_pointer(
                             schema["$ref"].get<std::string>().substr(1))),
                         place);
        if (schema.contains("anyOf")) {
            for (const auto& each : schema["anyOf"])
                if (check(value, each, place).empty()) return {};
            return place + ": none of anyOf";
        }
        if (schema.contains("enum") &&
            std::ranges::find(schema["enum"], value) == schema["enum"].end())
            return place + ": not in enum: " + value.dump();
        if (schema.contains("type") && !has_type(value, schema["type"]))
            return place + ": wrong type: " + value.dump();
        if (value.is_string() && schema.contains("pattern") &&
            !RE2::FullMatch(value.get<std::string>(), schema["pattern"].get<std::string>()))
            return place + ": not as the pattern: " + value.dump();
        if (value.is_number() && schema.contains("minimum") && value < schema["minimum"])
            return place + ": below the minimum: " + value.dump();
        if (value.is_object()) return check_members(value, schema, place);
        if (!value.is_array() || !schema.contains("items")) return {};
        for (const auto& each : value)
            if (std::string wrong = check(each, schema["items"], place + "[]"); !wrong.empty())
                return wrong;
        return {};
    }

    std::string check_members(const ordered_json& value, const ordered_json& schema,
                              const std::string& place) const {
        if (!schema.contains("properties")) return {};
        for (const auto& name : schema["required"])
            if (!value.contains(name.get<std::string>()))
                return place + ": lacks " + name.get<std::string>();
        for (const auto& [name, member] : value.items()) {
            if (!schema["properties"].contains(name)) return place + ": has " + name;
            if (std::string wrong = check(member, schema["properties"][name], place + "." + name);
                !wrong.empty())
                return wrong;
        }
        return {};
    }

    static bool has_type(const ordered_json& value, const ordered_json& types) {
        if (types.is_array())
            return std::ranges::any_of(types,
                                       [&](const auto& each) { return has_type(value, each); });
        const auto type = types.get<std::string>();
        if (type == "null") return value.is_null();
        if (type == "string") return value.is_string();
        if (type == "boolean") return value.is_boolean();
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        if (type == "array") return value.is_array();
        return type == "object" && value.is_object();
    }

    const ordered_json& document_;
};

// The names of "from, to"; "no parameters" is none.
std::set<std::string> names_in(const std::string& list) {
    std::set<std::string> names;
    if (list == "no parameters") return names;
    std::istringstream words(list);
    for (std::string name; std::getline(words >> std::ws, name, ',');) names.insert(name);
    return names;
}

}  // namespace

TEST_CASE("every answer is of the schema that the document names for it") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    const ordered_json document = server.get("/api/v1/openapi.json").json();
    const schema_checker schemas(document);
    for (const auto& [path, schema] :
         {std::pair{"/", "listing"},
          {"", "listing"},
          {"/totals", "totals"},
          {"/totals?models=linear,shapley&direct=skip", "totals"},
          {"/timeseries", "timeseries"},
          {"/timeseries?by=week&models=time_decay", "timeseries"},
          {"/channels", "channels"},
          {"/channels?channel=Email&currency=EUR", "channels"},
          {"/campaigns", "campaigns"},
          {"/breakdown?by=source_medium", "breakdown"},
          {"/breakdown?by=month&lookback_days=1", "breakdown"},
          {"/paths", "paths"},
          {"/paths?by=source_medium&limit=1", "paths"},
          {"/paths?contains=Email&contains=Direct&max_length=3", "paths"},
          {"/path-lengths?currency=EUR", "path_lengths"},
          {"/days-to-convert?channel=Email", "days_to_convert"},
          {"/roles?lookback_days=1", "roles"},
          {"/paths?by=week", "problem"},
          {"/conversions?limit=1", "conversions"},
          {"/conversions?models=linear", "conversions"},
          {"/conversions/d", "journey"},
          {"/conversions/e?user=ann&models=shapley", "journey"},
          {"/events/recent", "recent_events"},
          {"/sessions/summary", "sessions_summary"},
          {"/values?dimension=channel&search=e", "values"},
          {"/values?dimension=currency", "values"},
          {"/values?dimension=day", "problem"},
          {"/values", "problem"},
          {"/dimensions", "dimensions"},
          {"/quality", "quality"},
          {"/quality?from=2025-03-01&to=2025-03-16", "quality"},
          {"/status/history", "status_history"},
          {"/status", "status"},
          {"/models", "models"},
          {"/totals?from=x", "problem"},
          {"/totals?models=middle_click", "problem"},
          {"/breakdown", "problem"},
          {"/nothing", "problem"}}) {
        INFO(path);
        CHECK(schemas.check(server.get(std::string("/api/v1") + path).json(), schema).empty());
    }
    CHECK_FALSE(schemas.check(ordered_json{{"models", 1}}, "models").empty());
    http_client stream(server.port());
    stream.send(http_request_text("GET", "/api/v1/stream"));
    CHECK(schemas.check(stream.message("status").first, "status").empty());
    const http_answer posted = server.post(
        R"([{"event_id":"p","user_pseudo_id":"bob","event_timestamp":"2025-03-15T11:00:00Z",)"
        R"("event_name":"purchase","channel":"Email","event_value":1,"currency":"EUR"},{}])");
    CHECK(schemas.check(posted.json(), "ingested").empty());
    CHECK(schemas.check(stream.message("events").first, "stream_events").empty());
    CHECK(schemas.check(stream.message("totals").first, "stream_totals").empty());
}

TEST_CASE("every path and parameter of the document is there") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off", "--collect"});
    const ordered_json document = server.get("/api/v1/openapi.json").json();
    for (const auto& [path, methods] : document["paths"].items()) {
        INFO(path);
        const bool is_collect = methods.contains("servers");
        const std::string target = (is_collect ? "" : "/api/v1") +
                                   (path.ends_with('}') ? std::string("/conversions/d") : path);
        const std::string allow = http_client(server.port()).ask("OPTIONS", target).header("allow");
        CHECK_THAT(allow, Catch::Matchers::Contains(methods.contains("get") ? "GET" : "POST"));
        // Tags send parameters that nobody reads.
        if (is_collect || !methods.contains("get") || !methods["get"].contains("parameters"))
            continue;
        std::set<std::string> named;
        for (const auto& each : methods["get"]["parameters"])
            if (const ordered_json& parameter =
                    each.contains("$ref") ? document.at(ordered_json::json_pointer(
                                                each["$ref"].get<std::string>().substr(1)))
                                          : each;
                parameter["in"] == "query")
                named.insert(parameter["name"].get<std::string>());
        const auto allowed = server.get(target + "?x=1").json()["allowed"].get<std::string>();
        CHECK(names_in(allowed) == named);
    }
}

}  // namespace attrib::test
