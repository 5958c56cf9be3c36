#include <simdjson.h>

#include <array>
#include <cstring>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/json_event_parser.hpp>

namespace attrib {
namespace {

namespace json = simdjson::ondemand;

// Where a value may come from, the surest first.
enum class origin_of_value : std::size_t {
    canonical,
    weak_alias,
    ecommerce_or_traffic,
    event_params,
};
constexpr std::size_t origins = 4;

struct nested_key {
    std::string_view object;
    std::string_view key;
    column target;
};
constexpr std::array nested_keys{
    nested_key{"collected_traffic_source", "manual_source", column::source},
    nested_key{"collected_traffic_source", "manual_medium", column::medium},
    nested_key{"collected_traffic_source", "manual_campaign_name", column::campaign},
    nested_key{"ecommerce", "transaction_id", column::transaction_id},
    nested_key{"ecommerce", "purchase_revenue", column::event_value},
    nested_key{"device", "category", column::device_category},
    nested_key{"geo", "country", column::country},
};
constexpr std::array<std::string_view, 3> click_ids{"gclid", "dclid", "srsltid"};

bool is_nested(std::string_view name) noexcept {
    for (const nested_key& each : nested_keys)
        if (each.object == name) return true;
    return false;
}

std::optional<column> parameter_target(std::string_view name) noexcept {
    if (name == "value") return column::event_value;
    return column_named(name);
}

// The parser of values wants all columns in their order.
column_mapping all_columns() {
    column_mapping mapping;
    mapping.width = column_count;
    for (std::size_t i = 0; i < column_count; ++i)
        mapping.columns.push_back({i, static_cast<column>(i)});
    return mapping;
}

}  // namespace

bool begins_as_json(std::string_view text) noexcept {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return trimmed(text).starts_with('{');
}

struct json_event_parser::state {
    explicit state(column_renames given) : renames(std::move(given)) {}

    column_renames renames;
    column_mapping mapping = all_columns();
    event_parser values{mapping};
    json::parser parser;
    std::string padded;
    std::array<std::array<std::string_view, column_count>, origins> found;
    std::array<std::array<bool, column_count>, 2> named;  // by their own name, by a weak alias
    std::string_view click_id;

    std::optional<rule_break> read(std::string_view row);
    std::optional<rule_break> take(std::string_view key, json::value value);
    std::optional<rule_break> take_scalar(column target, origin_of_value where, json::value value);
    std::optional<rule_break> take_nested(std::string_view object, json::value value);
    std::optional<rule_break> take_parameters(json::value value);
    std::optional<rule_break> take_parameter(json::object parameter);
};

std::optional<rule_break> json_event_parser::state::take_scalar(column target,
                                                                origin_of_value where,
                                                                json::value value) {
    std::string_view& slot =
        found[static_cast<std::size_t>(where)][static_cast<std::size_t>(target)];
    switch (value.type()) {
        case json::json_type::string:
            slot = trimmed(value.get_string());
            return std::nullopt;
        case json::json_type::number:
            slot = trimmed(value.raw_json_token());
            // Whether it is a number at all: the token is only where one begins.
            static_cast<void>(double{value.get_double()});
            return std::nullopt;
        case json::json_type::null:
            static_cast<void>(value.is_null());
            return std::nullopt;
        default:
            return rule_break{reject_reason::wrong_type, target};
    }
}

std::optional<rule_break> json_event_parser::state::take_nested(std::string_view object,
                                                                json::value value) {
    if (value.type() != json::json_type::object) return std::nullopt;
    for (auto field : value.get_object()) {
        const std::string_view key = field.unescaped_key();
        for (const nested_key& each : nested_keys)
            if (each.object == object && each.key == key) {
                if (auto broken = take_scalar(each.target, origin_of_value::ecommerce_or_traffic,
                                              field.value()))
                    return broken;
                break;
            }
        for (const std::string_view each : click_ids)
            if (object == "collected_traffic_source" && key == each &&
                field.value().type() == json::json_type::string)
                if (!trimmed(field.value().get_string()).empty()) click_id = each;
    }
    return std::nullopt;
}

// {"key": "page_location", "value": {"string_value": "https://..."}}
std::optional<rule_break> json_event_parser::state::take_parameter(json::object parameter) {
    std::optional<column> target;
    for (auto field : parameter) {
        const std::string_view name = field.unescaped_key();
        if (name == "key") {
            target = parameter_target(std::string_view(field.value().get_string()));
        } else if (name == "value" && target && field.value().type() == json::json_type::object) {
            for (auto typed : field.value().get_object()) {
                json::value value = typed.value();
                if (value.type() == json::json_type::null) continue;
                if (auto broken = take_scalar(*target, origin_of_value::event_params, value))
                    return broken;
            }
        }
    }
    return std::nullopt;
}

std::optional<rule_break> json_event_parser::state::take_parameters(json::value value) {
    if (value.type() != json::json_type::array) return std::nullopt;
    for (auto each : value.get_array())
        if (auto broken = take_parameter(each.get_object())) return broken;
    return std::nullopt;
}

std::optional<rule_break> json_event_parser::state::take(std::string_view key, json::value value) {
    if (const auto known = target_of(key, renames)) {
        const auto where =
            known->is_weak ? origin_of_value::weak_alias : origin_of_value::canonical;
        if (std::exchange(
                named[static_cast<std::size_t>(where)][static_cast<std::size_t>(known->target)],
                true))
            return rule_break{reject_reason::named_twice, known->target};
        return take_scalar(known->target, where, value);
    }
    if (key == "event_params") return take_parameters(value);
    if (is_nested(key)) return take_nested(key, value);
    return std::nullopt;
}

std::optional<rule_break> json_event_parser::state::read(std::string_view row) {
    padded.assign(row);
    padded.resize(row.size() + simdjson::SIMDJSON_PADDING, ' ');
    found = {};
    named = {};
    click_id = {};
    json::document document = parser.iterate(padded.data(), row.size(), padded.size());
    json::object object = document.get_object();
    for (auto field : object)
        if (auto broken = take(field.unescaped_key(), field.value())) return broken;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return rule_break{reject_reason::bad_json, {}};
    return std::nullopt;
}

json_event_parser::json_event_parser(const column_renames& renames)
    : state_(std::make_unique<state>(renames)) {}
json_event_parser::json_event_parser(json_event_parser&&) noexcept = default;
json_event_parser& json_event_parser::operator=(json_event_parser&&) noexcept = default;
json_event_parser::~json_event_parser() = default;

std::optional<rule_break> json_event_parser::parse(std::string_view row, event& out) {
    try {
        if (auto broken = state_->read(row)) return broken;
    } catch (const simdjson::simdjson_error& wrong) {
        return rule_break{wrong.error() == simdjson::UTF8_ERROR ? reject_reason::row_not_utf8
                                                                : reject_reason::bad_json,
                          {}};
    }
    auto& found = state_->found;
    std::array<std::string_view, column_count> values = found[0];
    for (std::size_t i = 0; i < column_count; ++i)
        for (std::size_t where = 1; where < origins && values[i].empty(); ++where)
            values[i] = found[where][i];
    // The row was read as UTF-8; a value is that, too, but may hold NUL, as \u0000.
    const bool is_clean = row.find("\\u") == std::string_view::npos;
    if (!state_->values.parse(values, row.size(), is_clean, out)) return state_->values.broken();
    if (out.click_id.empty()) out.click_id = state_->click_id;
    return std::nullopt;
}

}  // namespace attrib
