#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <libattrib/collect/measurement_protocol.hpp>
#include <libattrib/collect/row_text.hpp>
#include <libattrib/core/json_text.hpp>

namespace attrib {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t max_body = 130'000;
constexpr std::size_t max_events = 25;
constexpr std::size_t max_members = 25;  // parameters of an event, or user properties
constexpr std::chrono::hours longest_backdating{72};

constexpr std::array<std::string_view, 35> reserved_events{{"ad_activeview",
                                                            "ad_click",
                                                            "ad_exposure",
                                                            "ad_impression",
                                                            "ad_query",
                                                            "ad_reward",
                                                            "adunit_exposure",
                                                            "app_clear_data",
                                                            "app_exception",
                                                            "app_install",
                                                            "app_remove",
                                                            "app_store_refund",
                                                            "app_store_subscription_cancel",
                                                            "app_store_subscription_renew",
                                                            "app_update",
                                                            "app_upgrade",
                                                            "dynamic_link_app_open",
                                                            "dynamic_link_app_update",
                                                            "dynamic_link_first_open",
                                                            "error",
                                                            "firebase_campaign",
                                                            "firebase_in_app_message_action",
                                                            "firebase_in_app_message_dismiss",
                                                            "firebase_in_app_message_impression",
                                                            "first_open",
                                                            "first_visit",
                                                            "in_app_purchase",
                                                            "notification_dismiss",
                                                            "notification_foreground",
                                                            "notification_open",
                                                            "notification_receive",
                                                            "os_update",
                                                            "screen_view",
                                                            "session_start",
                                                            "user_engagement"}};
constexpr std::array<std::string_view, 5> reserved_properties{
    {"first_open_after_install", "first_open_time", "first_visit_time", "last_deep_link_referrer",
     "user_id"}};
constexpr std::array<std::string_view, 5> reserved_prefixes{
    {"_", "firebase_", "ga_", "google_", "gtag."}};

// Parameters whose texts may be longer than others.
constexpr std::array<std::pair<std::string_view, std::size_t>, 3> long_parameters{
    {{"page_location", 1000}, {"page_referrer", 420}, {"page_title", 300}}};

constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 128;
}

// Bytes that begin a character of UTF-8.
std::size_t characters_of(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool is_among(std::string_view name, const auto& names) noexcept {
    return std::ranges::find(names, name) != std::ranges::end(names);
}

bool has_reserved_prefix(std::string_view name) noexcept {
    return std::ranges::any_of(reserved_prefixes,
                               [&](std::string_view each) { return name.starts_with(each); });
}

class body_checker {
   public:
    explicit body_checker(timestamp now) : now_(now) {}

    void check(std::string_view body) {
        if (body.size() > max_body)
            add("", "VALUE_OUT_OF_BOUNDS",
                fmt::format("The body has {} bytes, more than {}.", body.size(), max_body));
        dom::parser parser;
        const simdjson::padded_string text(body);
        dom::object members;
        if (parser.parse(text).get(members) != simdjson::SUCCESS)
            return add("", "VALUE_INVALID", "The body must be one JSON object.");
        check_client(members);
        check_time(members, "timestamp_micros", "The body");
        check_properties(members);
        check_events(members);
    }

    [[nodiscard]] std::vector<validation_message> take() { return std::move(messages_); }

   private:
    void add(std::string path, std::string_view code, std::string description) {
        if (messages_.size() < max_validation_messages)
            messages_.push_back({std::move(path), std::move(description), code});
    }

    void check_client(const dom::object& members) {
        std::string_view text;
        for (const char* const name : {"client_id", "app_instance_id"}) {
            dom::element value;
            if (members[name].get(value) != simdjson::SUCCESS) continue;
            if (value.get(text) != simdjson::SUCCESS || text.empty())
                add(name, "VALUE_INVALID",
                    fmt::format("{} must be a text that is not empty.", name));
            return;
        }
        add("client_id", "VALUE_REQUIRED", "The body must have a client_id or an app_instance_id.");
    }

    void check_time(const dom::object& members, const std::string& path, const std::string& of) {
        dom::element value;
        if (members["timestamp_micros"].get(value) != simdjson::SUCCESS) return;
        std::int64_t when = 0;
        std::string_view text;
        const bool is_text = value.get(text) == simdjson::SUCCESS;
        if (is_text) {
            const bool is_number =
                !text.empty() && text.size() <= 18 &&
                std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
            when = is_number ? std::stoll(std::string(text)) : -1;
        } else if (value.get(when) != simdjson::SUCCESS) {
            when = -1;
        }
        if (when < 0) {
            add(path, "VALUE_INVALID",
                of + " has a timestamp_micros that is not a number of microseconds since 1970.");
        } else if (timestamp(microseconds{when}) < now_ - longest_backdating) {
            add(path, "VALUE_OUT_OF_BOUNDS",
                of + " has a timestamp_micros more than 72 hours in the past.");
        }
    }

    // A name that Google would not take.
    void check_name(std::string_view name, std::size_t most, const std::string& path,
                    const std::string& what) {
        const auto fits = [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
        if (has_reserved_prefix(name))
            return add(path, name.starts_with('_') ? "NAME_INVALID" : "NAME_RESERVED",
                       fmt::format("{} has the name [{}]: names must not begin with any of {}",
                                   what, name, fmt::join(reserved_prefixes, ", ")));
        if (name.empty() || !is_letter(name.front()) || !std::ranges::all_of(name, fits))
            return add(path, "NAME_INVALID",
                       fmt::format("{} has the name [{}]: names must begin with a letter and hold "
                                   "letters, digits and underscores only.",
                                   what, name));
        if (characters_of(name) > most)
            add(path, "NAME_INVALID",
                fmt::format("{} has the name [{}]: names must have at most {} characters.", what,
                            name, most));
    }

    void check_properties(const dom::object& members) {
        dom::element value;
        if (members["user_properties"].get(value) != simdjson::SUCCESS) return;
        dom::object properties;
        const std::string path = "user_properties";
        if (value.get(properties) != simdjson::SUCCESS)
            return add(path, "VALUE_INVALID", "user_properties must be an object.");
        if (properties.size() > max_members)
            add(path, "EXCEEDED_MAX_ENTITIES",
                fmt::format("There are {} user properties, more than {}.", properties.size(),
                            max_members));
        for (const dom::key_value_pair each : properties) {
            const std::string what = "A user property";
            if (is_among(each.key, reserved_properties))
                add(path, "NAME_RESERVED",
                    fmt::format("{} has the reserved name [{}].", what, each.key));
            else
                check_name(each.key, 24, path, what);
            std::string_view text;
            if (each.value.at_key("value").get(text) == simdjson::SUCCESS &&
                characters_of(text) > 36)
                add(path + '.' + std::string(each.key), "VALUE_OUT_OF_BOUNDS",
                    fmt::format("The user property [{}] has more than 36 characters.", each.key));
        }
    }

    void check_events(const dom::object& members) {
        dom::element value;
        dom::array events;
        if (members["events"].get(value) != simdjson::SUCCESS)
            return add("events", "VALUE_REQUIRED", "The body must have events.");
        if (value.get(events) != simdjson::SUCCESS)
            return add("events", "VALUE_INVALID", "events must be an array.");
        if (events.size() == 0) add("events", "VALUE_REQUIRED", "The body must have events.");
        if (events.size() > max_events)
            add("events", "EXCEEDED_MAX_ENTITIES",
                fmt::format("There are {} events, more than {}.", events.size(), max_events));
        std::size_t index = 0;
        for (const dom::element each : events) {
            if (messages_.size() >= max_validation_messages) return;
            check_event(each, fmt::format("Event at index [{}]", index++));
        }
    }

    void check_event(const dom::element& event, const std::string& what) {
        dom::object members;
        if (event.get(members) != simdjson::SUCCESS)
            return add("events", "VALUE_INVALID", what + " must be an object.");
        std::string_view name;
        if (members["name"].get(name) != simdjson::SUCCESS)
            add("events.name", "VALUE_REQUIRED", what + " must have a name.");
        else if (is_among(name, reserved_events))
            add("events", "NAME_RESERVED",
                fmt::format("{} has the reserved name [{}].", what, name));
        else
            check_name(name, 40, "events", what);
        check_time(members, "events.timestamp_micros", what);
        dom::element given;
        if (members["params"].get(given) != simdjson::SUCCESS) return;
        dom::object parameters;
        if (given.get(parameters) != simdjson::SUCCESS)
            return add("events.params", "VALUE_INVALID", what + " has params that are no object.");
        check_parameters(parameters, what);
    }

    void check_parameters(const dom::object& parameters, const std::string& what) {
        if (parameters.size() > max_members)
            add("events.params", "EXCEEDED_MAX_ENTITIES",
                fmt::format("{} has {} parameters, more than {}.", what, parameters.size(),
                            max_members));
        for (const dom::key_value_pair each : parameters) {
            check_name(each.key, 40, "events.params", what + " has a parameter that");
            std::size_t most = 100;
            for (const auto& [name, size] : long_parameters)
                if (name == each.key) most = size;
            std::string_view text;
            if (each.value.get(text) == simdjson::SUCCESS && characters_of(text) > most)
                add(fmt::format("events.params.{}", each.key), "VALUE_OUT_OF_BOUNDS",
                    fmt::format("{} has a parameter [{}] of more than {} characters.", what,
                                each.key, most));
        }
    }

    timestamp now_;
    std::vector<validation_message> messages_;
};

}  // namespace

std::vector<validation_message> validate_measurement(std::string_view body, timestamp now) {
    body_checker checker(now);
    checker.check(body);
    return checker.take();
}

std::string json_of(const std::vector<validation_message>& messages) {
    std::string text = "[";
    for (const validation_message& each : messages) {
        if (text.size() > 1) text += ',';
        row_text message;
        message.add("fieldPath", each.field_path);
        message.add("description", each.description);
        message.add("validationCode", each.code);
        message.finish(text);
        text.pop_back();  // the line end
    }
    return text + "]";
}

collected_rows read_measurement(const client_request& request) {
    const simdjson::padded_string text(request.body);
    dom::parser parser;
    dom::object members;
    if (parser.parse(text).get(members) != simdjson::SUCCESS) return {};
    // As it was written: numbers must not go through a double.
    std::string row(request.body.size() + simdjson::SIMDJSON_PADDING, '\0');
    std::size_t size = 0;
    if (simdjson::minify(request.body.data(), request.body.size(), row.data(), size) !=
        simdjson::SUCCESS)
        return {};
    row.resize(size);
    collected_rows collected;
    const bool has_time = members["timestamp_micros"].error() == simdjson::SUCCESS;
    if (!has_time && members.size() != 0)
        row.insert(1,
                   fmt::format("\"timestamp_micros\":{},", request.now.time_since_epoch().count()));
    collected.rows = row + '\n';
    return collected;
}

}  // namespace attrib
